"""`madang demo load`: the invented country; `madang demo status`: how far it has been loaded."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now
from tqdm import tqdm

from madang.common.errors import Refusal
from madang.portal.demonstration import loading
from madang.portal.demonstration.queries import standing
from madang.portal.models import DemonstrationRun


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day like 2026-11-23") from error


class Command(BaseCommand):
    help = "Load the demonstration: an invented country with its agencies, people and documents; or say what is loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="{load,status}")
        load = what.add_parser("load", help="load it, or complete what was interrupted; doing it again changes nothing")
        load.add_argument("--seed", type=int, help="another number makes another country")
        load.add_argument("--today", type=a_day, help="the day that its two years end on; the day of the first load")
        status = what.add_parser("status", help="what is loaded")
        status.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['what']}")(options)

    def do_load(self, options: dict[str, Any]) -> None:
        try:
            run = loading.begin(seed=options.get("seed"), today=options.get("today") or localdate(), at=now())
        except Refusal as refusal:
            raise CommandError(str(refusal.message), returncode=2) from refusal
        if options.get("today") not in (None, run.today):
            raise CommandError(f"The demonstration of {run.today} is here already.", returncode=2)
        if run.finished_at:
            return
        with tqdm(unit="document", desc="demonstration", disable=None) as bar:
            loading.complete(run, at=now(), on_documents=bar.update)

    def do_status(self, options: dict[str, Any]) -> None:
        """Exits with 1 if the demonstration is not wholly loaded."""
        found = standing(DemonstrationRun.objects.first())
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name.replace('_', ' '):<14} {value}")
        if not found["is_complete"]:
            raise SystemExit(1)
