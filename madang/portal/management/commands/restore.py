from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from madang.common.processes import running
from madang.portal.backup import Unrestorable, restore_backup
from madang.portal.management.commands.serve import RECORD

FAULTS = {
    "not-empty": "{found} is there already. Restore into an empty MADANG_DATA, or run `make reset` first.",
    "not-a-backup": "{found} is not a backup, or is cut off. Nothing was changed.",
    "unknown-format": "The backup was written by a version that this one does not know. Nothing was changed.",
    "incomplete": "The backup does not have just the files it should, first {found}. Nothing was changed.",
    "damaged": "{found} in the backup has other bytes than were written. Nothing was changed.",
}


class Command(BaseCommand):
    help = "Bring a backup back into an empty data folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        data = Path(settings.DATA)
        if running(data / RECORD):
            raise CommandError("The site runs. End it with `madang stop` first.", returncode=2)
        made = data / "secret-key"
        if made.exists() and {path.name for path in data.iterdir()} == {"secret-key"}:
            made.unlink()  # starting this command made it
        try:
            with tqdm(unit="file", disable=None) as bar:
                count = restore_backup(options["file"], data, progress=lambda name: bar.update())
        except Unrestorable as fault:
            raise CommandError(FAULTS[fault.code].format(found=fault.found), returncode=2) from fault
        self.stdout.write(f"{count} files are back. The search index is built when the worker starts.")
        self.stdout.write("If the ledger was published further than this backup, run `madang reconcile --from COPY`.")
