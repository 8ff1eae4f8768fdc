"""`madang audit FILE`: draw an audit's lots, or choose a group's members, again from the public file. Needs no site."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.disclosure.watch import lots, mixed
from madang.disclosure.watch.lots import UnreadableDraw


class Command(BaseCommand):
    help = "Draw the lots of an audit again from its public file. Exit code 1: they come out otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="draw.json of an audit or choice.json of a group, - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            file = json.loads(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"{name} is not JSON in UTF-8.", returncode=2) from error
        try:
            said = file if isinstance(file, dict) else {}
            check = mixed.check if said.get("format") == mixed.FORMAT else lots.check
            checks, drawn = check(said)
        except UnreadableDraw as error:
            reason = f"the field “{error.field}” is missing or not as it should be"
            raise CommandError(f"{name}: {reason}; before the lots are drawn, some are.", returncode=2) from error
        if options["json"]:
            json.dump({"checks": [asdict(each) for each in checks], "drawn": drawn}, sys.stdout, ensure_ascii=False)
        else:
            for each in checks:
                self.stdout.write(f"{'as stated' if each.passed else 'DIFFERS  '}  {each.name} {each.detail}".rstrip())
        if not all(each.passed for each in checks):
            sys.exit(1)
