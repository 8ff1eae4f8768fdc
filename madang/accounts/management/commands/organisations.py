import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from madang.accounts import actions
from madang.accounts.actions.loading import Loaded, RowsRefused
from madang.accounts.organisation_rows import COLUMNS, Fault, NotATable, decode, read_rows
from madang.common.actors import SYSTEM
from madang.common.errors import Refusal


class Command(BaseCommand):
    help = "Load organisations from a CSV file, all of them or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="enter the organisations of a CSV file; loading it twice changes nothing")
        load.add_argument("file", help=f"columns: {', '.join(COLUMNS)}; - for standard input")
        load.add_argument("--since", type=date.fromisoformat, help="the day from which changed names and places hold")
        load.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = decode(sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes())
            rows, faults = read_rows(text.splitlines(keepends=True))
        except (OSError, NotATable) as error:
            raise CommandError(f"{options['file']}: {error}", returncode=2) from error
        loaded = Loaded()
        if not faults:
            try:
                loaded = actions.load_organisations(rows=rows, changes_since=options["since"], by=SYSTEM, at=now())
            except RowsRefused as refused:
                faults = refused.faults
            except Refusal as refusal:
                raise CommandError(str(refusal.message)) from refusal
        self.report(loaded, faults, as_json=options["json"])
        if faults:
            sys.exit(1)

    def report(self, loaded: Loaded, faults: list[Fault], *, as_json: bool) -> None:
        if as_json:
            listed = [{"row": one.row, "column": one.column, "fault": str(one.message)} for one in faults]
            self.stdout.write(json.dumps(vars(loaded) | {"faults": listed}, ensure_ascii=False))
            return
        for one in faults:
            self.stderr.write(f"row {one.row}, {one.column}: {one.message}")
        if faults:
            self.stderr.write(f"Faults: {len(faults)}. Nothing was changed.")
        else:
            counts = [f"{len(codes)} {what}" for what, codes in vars(loaded).items()]
            self.stdout.write(", ".join(counts))
