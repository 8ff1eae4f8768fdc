"""`madang reconcile`: let the ledger go on after a copy was restored, or when its published files are damaged."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _
from tqdm import tqdm

from madang.ledger.reconciling import CannotReconcile, reconcile
from madang.ledger.verification import Unreadable, source_at
from madang.ledger.wording import reason_sentence


class Command(BaseCommand):
    help = "Bring the ledger up to what was published, and let it go on. Exits 1 if that contradicts the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", metavar="DIR-or-URL", help="a copy of the log that may be ahead")
        parser.add_argument("--nothing-later", action="store_true", help="nothing was published after this copy")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = source_at(options["source"]) if options["source"] else None
            with tqdm(unit="entry", disable=None) as bar:
                done = reconcile(source=source, is_last=options["nothing_later"], at=now(), progress=bar.update)
        except Unreadable as unreadable:
            raise CommandError(reason_sentence(unreadable), returncode=2) from unreadable
        except CannotReconcile as refusal:
            raise CommandError(str(refusal.message), returncode=1) from refusal
        self.stdout.write(
            _("The ledger goes on: %(size)d entries are published, %(brought)d of them were brought back.")
            % {"size": done.size, "brought": done.brought_back}
        )
