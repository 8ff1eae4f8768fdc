from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from madang.portal.backup import write_backup


class Command(BaseCommand):
    help = "Write databases, files, the ledger's tiles and its key into one archive. Keep it as secret as the key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This writes embedded sites only. On PostgreSQL use pg_dump, and copy MADANG_DATA.")
        try:
            with tqdm(unit="file", disable=None) as bar:
                count = write_backup(Path(settings.DATA), options["file"], progress=lambda name: bar.update())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{count} files are in {options['file']}.")
