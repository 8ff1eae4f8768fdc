"""Two stores of files by their content: private, for everything received; public, for what is published.

A file's name is the SHA-256 of its bytes. Files are written beside their place, synced, and then renamed into it:
a file that is there is whole. Putting the same bytes twice is the same as once.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 1 << 20
NAME = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """Files under one folder, two levels of folders deep so that none of them grows long."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: Path | bytes) -> str:
        """Keep a file's bytes. Returns their SHA-256 as 64 hexadecimal digits. Raises `OSError` if it cannot."""
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                digest = hashlib.sha256()
                for chunk in chunks(content):
                    digest.update(chunk)
                    file.write(chunk)
                sha256 = digest.hexdigest()
                if self.has(sha256):
                    return sha256
                file.flush()
                os.fsync(file.fileno())
            self.settle(temporary, self.path(sha256))
            return sha256
        finally:
            temporary.unlink(missing_ok=True)

    def settle(self, temporary: Path, place: Path) -> None:
        """Rename a finished file into its place, and sync the folder so that the name survives a crash, too."""
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o444)
        temporary.rename(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def path(self, sha256: str) -> Path:
        """Where a file is, or would be. Raises `ValueError` if the name is not a SHA-256 in hexadecimal."""
        if not NAME.fullmatch(sha256):
            raise ValueError("a file's name is the 64 lower-case hexadecimal digits of its SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> IO[bytes]:
        """The file's bytes to read. Raises `FileNotFoundError` if the store does not have it."""
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        self.path(sha256).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """The SHA-256 of every file that is kept."""
        for path in self.root.glob("??/??/*"):
            if NAME.fullmatch(path.name):
                yield path.name

    def publish(self, sha256: str) -> Path:
        """Copy a file of this store to the public one. Returns its path there. Raises `FileNotFoundError`."""
        public = public_files()
        if not public.has(sha256):
            copied = public.put(self.path(sha256))
            if copied != sha256:
                public.remove(copied)
                raise OSError(f"the private store's file {sha256} has other bytes than its name promises")
        return public.path(sha256)


def chunks(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def private_files() -> FileStore:
    """Everything received. No page serves from here."""
    return FileStore(Path(settings.FILES_PRIVATE))


def public_files() -> FileStore:
    """Copies of what is published; the web server reads nothing else."""
    return FileStore(Path(settings.FILES_PUBLIC))
