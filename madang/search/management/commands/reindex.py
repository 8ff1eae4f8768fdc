import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from tqdm import tqdm

from madang.search import actions
from madang.search.engine import IndexBusy


class Command(BaseCommand):
    help = "Builds the search index anew from the database; search keeps answering meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit="record", disable=None) as bar:
            try:
                entries = actions.rebuild(at=now(), progress=bar.update)
            except IndexBusy as error:
                raise CommandError("The index is being rebuilt already by another process.") from error
        self.stdout.write(json.dumps({"entries": entries}) if options["json"] else f"{entries} records can be found.")
