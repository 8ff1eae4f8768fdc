"""`madang disclose PATH --agency CODE`: take in a folder or archive of documents. JSON: docs/commands."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from madang.accounts.models import Organisation, User
from madang.common.errors import Refusal
from madang.disclosure import actions
from madang.disclosure.metadata import Manifest, UnreadableManifest, read_manifest
from madang.disclosure.models import Intake, IntakeFile
from madang.disclosure.pipeline import Run
from madang.disclosure.queries import report_of
from madang.disclosure.sources import sources_in
from madang.disclosure.wording import manifest_fault_sentence, reason_sentence, unreadable_manifest_sentence


class Command(BaseCommand):
    help = "Take in a folder, file or archive of documents: read, check, publish what may be published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, a file, or a ZIP or tar archive")
        parser.add_argument("--agency", required=True, help="standard agency code")
        parser.add_argument("--manifest", type=Path, help="metadata as CSV or JSON Lines, one row a file")
        parser.add_argument("--classification", default="", help="an official's word for files without any: open")
        parser.add_argument(
            "--rank", default="", help="an official's word for files without any: director-general, ..."
        )
        parser.add_argument("--by", default="", help="e-mail of the records officer who acts; without it, the operator")
        parser.add_argument("--workers", type=int, default=None, help="reader processes; one a processor if not given")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(code=options["agency"]).first()
        if organisation is None:
            raise CommandError(f"There is no agency with the code {options['agency']}.", returncode=2)
        manifest = self.read_manifest(options["manifest"])
        try:
            with sources_in(options["path"]) as sources:
                intake = self.start(organisation, options)
                report = self.take_in(intake, sources, manifest, options["workers"])
        except FileNotFoundError as error:
            raise CommandError(f"There is no file or folder {error.args[0]}.", returncode=2) from error
        except Refusal as refusal:
            raise CommandError(str(refusal.message), returncode=2) from refusal
        if options["json"]:
            json.dump(report, sys.stdout, ensure_ascii=False)
        else:
            self.print_report(report)

    def read_manifest(self, path: Path | None) -> Manifest:
        if path is None:
            return Manifest()
        try:
            manifest = read_manifest(path.read_bytes(), name=path.name)
        except OSError as error:
            raise CommandError(f"The manifest {path} cannot be read: {error.strerror}.", returncode=2) from error
        except UnreadableManifest as error:
            raise CommandError(f"{path.name}: {unreadable_manifest_sentence(error)}", returncode=2) from error
        for fault in manifest.faults:
            self.stderr.write(f"{path.name}: {manifest_fault_sentence(fault)}")
        return manifest

    def start(self, organisation: Organisation, options: dict[str, Any]) -> Intake:
        by = None
        if options["by"] and (by := User.objects.filter(email=options["by"].lower()).first()) is None:
            raise CommandError(f"Nobody signs in as {options['by']}.", returncode=2)
        return actions.start_intake(
            organisation=organisation,
            classification=options["classification"],
            rank=options["rank"],
            by=by,
            at=now(),
        )

    def take_in(self, intake: Intake, sources: Any, manifest: Manifest, workers: int | None) -> dict[str, Any]:
        actor = actions.office_of(intake.by, intake.organisation)
        with tqdm(unit="file", disable=None, file=sys.stderr) as bar:

            def advance(files: Any) -> None:
                bar.update(len(files))

            run = Run(intake=intake, by=actor, clock=now, manifest=manifest, on_files=advance)
            if workers:
                run.workers = workers
            total = run.take_in(sources)
        actions.finish_intake(intake=intake, total=total, at=now())
        return report_of(intake)

    def print_report(self, report: dict[str, Any]) -> None:
        width = max((len(name) for name in report["totals"]), default=0)
        for name, count in report["totals"].items():
            self.stdout.write(f"{name.replace('_', ' '):<{width}} {count:>8}")
        for file in report["files"]:
            if file["state"] in (IntakeFile.State.HELD, IntakeFile.State.REFUSED) or file["reasons"]:
                sentences = " ".join(
                    str(reason_sentence(reason["code"], reason["params"])) for reason in file["reasons"]
                )
                self.stdout.write(f"{file['state']:>9}  {file['path']}: {sentences}")
