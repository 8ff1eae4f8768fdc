"""`madang data`: profile a file, ask it a question in SQL, or publish it on this site."""

import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from madang.accounts.models import Organisation
from madang.common.errors import Invalid, Refusal
from madang.documents.stores import private_files
from madang.opendata import actions
from madang.opendata.models import Dataset, DataVersion, Distribution
from madang.opendata.quality_wording import problem_sentence
from madang.opendata.reading.process import Limits, ask_file, read_file
from madang.opendata.tasks import read_version
from madang.opendata.wording import sentence


class Command(BaseCommand):
    help = (
        "Profile a file of data, or ask it one question in SQL: neither needs a site. "
        "Or publish it on this site: read, shown what was found, and public unless it is held."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="{profile,query,publish}")
        profile = what.add_parser("profile", help="what a file holds: encoding, names, types, values, problems")
        query = what.add_parser("query", help="ask a file one SELECT over its table `data`")
        query.add_argument("--sql", required=True, help="the question, such as: SELECT count(*) FROM data")
        query.add_argument("--limit", type=int, default=10_000, help="rows of the answer at most; 10,000 by default")
        publish = what.add_parser("publish", help="publish a file here as a dataset or as a new version of one")
        publish.add_argument("--slug", required=True, help="the dataset's short name in addresses")
        publish.add_argument("--key", default="data", help="of the table in the dataset; `data` by default")
        publish.add_argument("--agency", metavar="CODE", help="of a new dataset: its agency")
        publish.add_argument("--title", metavar="TEXT", help="of a new dataset: its Korean title")
        publish.add_argument("--title-en", default="", metavar="TEXT", help="of a new dataset: its English title")
        publish.add_argument("--description", metavar="TEXT", help="the dataset's Korean description")
        publish.add_argument("--description-en", metavar="TEXT", help="the dataset's English description")
        publish.add_argument("--keywords", metavar="A,B", help="the dataset's keywords, with commas between them")
        publish.add_argument(
            "--despite",
            default="",
            metavar="REASON",
            help="why it is public although formats refuse it; everyone reads it",
        )
        publish.add_argument("--note", default="", help="what is new")
        publish.add_argument("--at-once", action="store_true", help="a breaking change does not wait")
        for command in (profile, query, publish):
            command.add_argument(
                "file", help="CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines, GeoJSON, Parquet, or ZIP; - is standard input"
            )
            command.add_argument("--json", action="store_true", help="one JSON document on standard output")
            command.add_argument("--memory", type=int, default=1024, metavar="MB", help="for the reading process")
            command.add_argument("--seconds", type=float, help="after which the reading process is ended")
        profile.add_argument("--sheet", help="of a workbook; the largest by default")
        profile.add_argument("--header-rows", type=int, help="rows of names, where they are not found")
        profile.add_argument("--encoding", help="utf-8, cp949, ...; it must decode every byte")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "publish":
            self.publish(options)
            return
        with tempfile.TemporaryDirectory(prefix="madang-data-") as folder:
            path = input_file(options["file"], Path(folder))
            out = Path(folder) / "out"
            out.mkdir()
            limits = Limits.for_file(path, memory_mb=options["memory"])
            if options["seconds"]:
                limits = Limits(options["memory"], options["seconds"])
            if options["what"] == "query":
                answer = ask_file(path, out, sql=options["sql"], limits=limits, limit=options["limit"])
            else:
                answer = self.profile(path, out, options, limits)
        if answer.get("state") == "refused":
            raise CommandError(sentence(answer["reasons"][0]), returncode=2)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif options["what"] == "query":
            self.show_rows(answer)
        else:
            self.show_profile(answer)

    def profile(self, path: Path, out: Path, options: dict[str, Any], limits: Limits) -> dict[str, Any]:
        said = {key: options[key] for key in ("sheet", "header_rows", "encoding") if options[key] is not None}
        with tqdm(total=100, unit="%", disable=None, leave=False) as bar:

            def progress(stage: str, share: float) -> None:
                bar.set_description(stage)
                bar.update(int(share * 100) - bar.n)

            name = "" if options["file"] == "-" else Path(options["file"]).name
            found = read_file(path, out, name=name, options=said, limits=limits, progress=progress, with_store=False)
        return found if found["state"] == "refused" else as_profile(found)

    def publish(self, options: dict[str, Any]) -> None:
        """Exit 1 if the file or the dataset is held, or the file is refused: then nothing is public."""
        with tempfile.TemporaryDirectory(prefix="madang-data-") as folder:
            path = input_file(options["file"], Path(folder))
            name = "data" if options["file"] == "-" else Path(options["file"]).name
            try:
                version = publish_file(path, name, options)
            except actions.DescriptionsFail as failing:
                self.say_held(failing, as_json=options["json"])
                raise CommandError(str(failing.message), returncode=1)
            except Refusal as refusal:
                raise CommandError(str(refusal.message), returncode=2)
        answer = {
            "state": version.state,
            "version": version.number,
            "rows": version.rows,
            "rejects": version.rejects,
            "sha256": version.sha256,
            "url": version.get_absolute_url(),
            "reasons": [one | {"sentence": sentence(one)} for one in version.reasons],
            "changes": version.changes,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{answer['state']}: {answer['rows'] or 0:,} rows, {answer['rejects']:,} rejects, {answer['url']}"
            )
            for reason in answer["reasons"]:
                self.stdout.write(f"  - {reason['sentence']}")
        if not version.is_public:
            raise CommandError("Nothing was published.", returncode=1)

    def say_held(self, failing: actions.DescriptionsFail, *, as_json: bool) -> None:
        """What fails and where, for programs."""
        faults = [one | {"sentence": problem_sentence(one)} for one in failing.faults]
        if as_json:
            self.stdout.write(json.dumps({"state": "held", "version": None, "faults": faults}, ensure_ascii=False))

    def show_profile(self, answer: dict[str, Any]) -> None:
        about = [str(answer[key]) for key in ("file_type", "encoding") if answer[key]]
        self.stdout.write(f"{', '.join(about)}: {answer['rows']:,} rows, {answer['rejects']:,} rejects")
        for column in answer["columns"]:
            ends = "" if column["min"] is None else f"  {column['min']} … {column['max']}"
            meaning = f" ({column['semantics']})" if column["semantics"] else ""
            counts = f"{column['unique']:,} values, {column['nulls']:,} empty"
            self.stdout.write(f"  {column['name']}: {column['type']}{meaning}, {counts}{ends}")
        for problem in answer["problems"]:
            self.stdout.write(f"  - {problem['sentence']}")

    def show_rows(self, answer: dict[str, Any]) -> None:
        self.stdout.write("\t".join(column["name"] for column in answer["columns"]))
        for row in answer["rows"]:
            self.stdout.write("\t".join("" if value is None else str(value) for value in row))
        if answer["truncated"]:
            self.stderr.write("There are more rows; raise --limit to see them.")


def publish_file(path: Path, name: str, options: dict[str, Any]) -> DataVersion:
    """Receive, read and publish, as whoever runs the server. Raises `Refusal`."""
    distribution = table_of(options)
    version = actions.receive_file(
        distribution=distribution,
        name=name,
        sha256=private_files().put(path),
        size=path.stat().st_size,
        note=options["note"],
        by=None,
        at=now(),
    )
    version = read_version(version)
    if version.state != DataVersion.State.READ:
        return version
    waits, despite = not options["at_once"], options["despite"]
    return actions.publish_version(version=version, by=None, at=now(), waits=waits, despite=despite)


def table_of(options: dict[str, Any]) -> Distribution:
    """The table that is there, or a new one in a dataset that may be new. Raises `Refusal`."""
    dataset = Dataset.objects.filter(slug=options["slug"]).first()
    if dataset is None:
        organisation = Organisation.objects.filter(code=options["agency"] or "").first()
        if organisation is None or not options["title"]:
            raise Invalid(_("A new dataset needs an agency that exists, and a title: --agency CODE --title TEXT."))
        dataset = actions.create_dataset(
            organisation=organisation,
            slug=options["slug"],
            title_ko=options["title"],
            title_en=options["title_en"],
            by=None,
            at=now(),
            **described(options),
        )
    elif said := described(options):
        actions.describe_dataset(dataset=dataset, by=None, at=now(), despite=options["despite"], **said)
    found = dataset.distributions.filter(key=options["key"]).first()
    return found or actions.add_distribution(dataset=dataset, key=options["key"], by=None, at=now())


def described(options: dict[str, Any]) -> dict[str, Any]:
    """What the command says of the dataset."""
    said: dict[str, Any] = {"description_ko": options["description"], "description_en": options["description_en"]}
    if options["keywords"]:
        said["keywords"] = [word.strip() for word in options["keywords"].split(",") if word.strip()]
    return {name: value for name, value in said.items() if value}


def input_file(name: str, folder: Path) -> Path:
    """The file of that name, or what comes from standard input. Raises `CommandError`."""
    if name == "-":
        path = folder / "input"
        with path.open("wb") as file:
            while chunk := sys.stdin.buffer.read(1 << 20):
                file.write(chunk)
        return path
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"There is no file {name}.", returncode=2)
    return path


def as_profile(found: dict[str, Any]) -> dict[str, Any]:
    """The keys of COMMANDS, and what else was found."""
    reading = found["reading"]
    header = reading.get("header_rows") or [None]
    columns = [
        column
        | {"nulls": one["nulls"], "unique": one["distinct"], "min": one["min"], "max": one["max"], "profile": one}
        for column, one in zip(found["columns"], found["profile"], strict=True)
    ]
    return {
        "state": found["state"],
        "file_type": reading["file_type"],
        "encoding": reading.get("encoding"),
        "delimiter": reading.get("delimiter"),
        "header_row": header[0],
        "header_rows": reading.get("header_rows", []),
        "sheets": reading.get("sheets", []),
        "sheet": reading.get("sheet"),
        "rows": found["rows"],
        "rejects": found["rejects"],
        "reject_sample": found["reject_sample"],
        "columns": columns,
        "coordinates": found["coordinates"],
        "problems": [one | {"sentence": sentence(one)} for one in [*found["problems"], *found["reasons"]]],
        "seconds": found["seconds"],
    }
