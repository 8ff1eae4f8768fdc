"""This site's own log: the folder it publishes in, and the key that signs, in a file that only the site may read."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from madang.common.durable import make_folder, sync_folder
from madang.ledger.notes import Signer
from madang.ledger.published import Published


def site_files() -> Published:
    """The folder that this site publishes its log in."""
    return Published(Path(settings.LEDGER_TILES))


def load_signer() -> Signer | None:
    """The log's key, or None before the first start. Raises `BadNote` if the file holds something else."""
    try:
        return Signer.parse(Path(settings.LEDGER_KEY).read_text())
    except FileNotFoundError:
        return None


def make_signer() -> Signer:
    """Make the log's key under the origin in the settings, or give the one that another process has just made.

    The file has mode 0600. The origin stays the one in the key, whatever the site's address becomes later.
    """
    path = Path(settings.LEDGER_KEY)
    make_folder(path.parent)
    signer = Signer(settings.LEDGER_ORIGIN, secrets.token_bytes(32))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(f"{signer}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return Signer.parse(path.read_text())
    finally:
        temporary.unlink()
    sync_folder(path.parent)
    return signer
