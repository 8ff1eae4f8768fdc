import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from tqdm import tqdm

from madang.search import actions
from madang.search.engine import UnusableIndex


class Command(BaseCommand):
    help = (
        "Compares the search index with the database; what differs is repaired by the worker. Exit code 1: it differed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit="record", disable=None) as bar:
            try:
                drift = actions.compare(at=now(), progress=bar.update)
            except UnusableIndex as error:
                raise CommandError("There is no usable index; `madang reindex` builds one.", returncode=2) from error
        found = {"entries": drift.entries, "missing": drift.missing, "extra": drift.extra, "stale": drift.stale}
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            counts = ", ".join(f"{len(refs)} {name}" for name, refs in found.items() if isinstance(refs, list))
            self.stdout.write(f"{drift.entries} records in the index: {counts}.")
        if drift.refs:
            sys.exit(1)
