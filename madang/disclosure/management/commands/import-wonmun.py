"""`madang import-wonmun FILE --agency CODE`: take over what the existing portal lists, as entries without content."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from madang.accounts.models import Organisation
from madang.common.actors import Actor
from madang.disclosure.actions import import_listings
from madang.disclosure.section.wonmun import UnreadableMetadata, listings, read_metadata

PROBLEMS = {
    "not-json": "is neither JSON nor JSON Lines in UTF-8",
    "no-records": "holds no records",
    "no-object": "is not an object",
    "no-id": "has no registration number",
    "no-title": "has no title",
    "no-date": "has a production date that is none: {found}",
    "unknown-class": "has a classification that Madang does not know: {found}",
    "unknown-agency": "is of an agency that is not here: {found}",
    "identifier": "looks like it holds a personal identifier",
}


class Command(BaseCommand):
    help = "Take over metadata of the existing portal for original documents, as entries of information lists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON or JSON Lines, - for standard input")
        parser.add_argument("--agency", default="", help="whose entries they are; without it, each names its agency")
        parser.add_argument("--portal", default="open.go.kr", help="the portal they come from")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = None
        if options["agency"]:
            organisation = Organisation.objects.filter(code=options["agency"]).first()
            if organisation is None:
                raise CommandError(f"There is no agency with the code {options['agency']}.", returncode=2)
        name = options["file"]
        try:
            records = read_metadata(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=2) from error
        except UnreadableMetadata as error:
            raise CommandError(f"{name} {PROBLEMS[error.code]}.", returncode=2) from error
        done = import_listings(
            portal=options["portal"][:40],
            rows=listings(records),
            agencies={one.code: one for one in Organisation.objects.all()},
            organisation=organisation,
            by=Actor(ref="madang:command", office="operator"),
            at=now(),
        )
        for fault in done.faults:
            self.stderr.write(f"Record {fault.row} {PROBLEMS[fault.code].format(found=fault.found)}.")
        if options["json"]:
            json.dump(done.as_json, sys.stdout, ensure_ascii=False)
        else:
            counts = f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged, {len(done.faults)} left out"
            self.stdout.write(f"{counts}.")
        if done.faults:
            sys.exit(1)
