from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madang.common.processes import end, running
from madang.portal.management.commands.serve import RECORD


class Command(BaseCommand):
    help = "End the site that `madang serve` started."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say nothing if nothing runs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = running(Path(settings.DATA) / RECORD)
        if found is None:
            if not options["quiet"]:
                self.stdout.write("Nothing is running.")
            return
        if not end(found, seconds=25):
            raise CommandError(f"Process {found.pid} did not end within 25 seconds.")
        self.stdout.write("Stopped.")
