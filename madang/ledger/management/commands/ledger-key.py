from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madang.ledger.installation import load_signer, make_signer


class Command(BaseCommand):
    help = "Make the key that signs the public ledger, before the first start in production."

    def handle(self, *args: Any, **options: Any) -> None:
        if load_signer() is not None:
            raise CommandError(f"There is a key at {settings.LEDGER_KEY}; a ledger keeps its key.")
        signer = make_signer()
        self.stdout.write(f"The key is at {settings.LEDGER_KEY}; keep a copy in a safe place.")
        self.stdout.write(f"Whoever verifies the ledger needs: {signer.verifier}")
