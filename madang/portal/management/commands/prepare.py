"""What a start needs in place beside the tables: plans, and the demonstration where it is wanted."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the action plans, and the demonstration if it is switched on. Doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        available = get_commands()
        if settings.DEMONSTRATION and "demo" in available:
            call_command("demo", "load")
        if "plan" in available:
            call_command("plan", "load", str(Path(settings.ROOT) / "actionplans" / "korea-2014.toml"))
