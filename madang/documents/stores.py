"""Two stores of files by their content: private, for everything received; public, for what is published.

A file's name is the SHA-256 of its bytes. Files are written beside their place, synced, and then renamed into it:
a file that is there is whole. Putting the same bytes twice is the same as once. In production the two stores may be
buckets of an object store; see `buckets`.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 1 << 20
SYNCS_AT_ONCE = 16
NAME = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """Files under one folder, two levels of folders deep so that none of them grows long."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: Path | bytes) -> str:
        """Keep a file's bytes. Returns their SHA-256 as 64 hexadecimal digits. Raises `OSError` if it cannot."""
        return self.put_many([content])[0]

    def put_many(self, contents: Sequence[Path | bytes]) -> list[str]:
        """Keep several files' bytes; their SHA-256 in the same order. Raises `OSError` if it cannot keep all.

        Disks sync many files at once about as fast as one, so that a batch costs little more than a file.
        """
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        written: list[tuple[Path, str]] = []
        try:
            written += (self._write(chunks(content), incoming) for content in contents)
            new = {digest: temporary for temporary, digest in written if not self.has(digest)}
            sync(new.values())
            for digest, temporary in new.items():
                self._settle(temporary, self.place(digest))
            sync({self.place(digest).parent for digest in new})  # so that the names survive a crash, too
            return [digest for _temporary, digest in written]
        finally:
            for temporary, _digest in written:
                temporary.unlink(missing_ok=True)

    @staticmethod
    def _write(parts: Iterable[bytes], incoming: Path) -> tuple[Path, str]:
        descriptor, name = tempfile.mkstemp(dir=incoming)
        digest = hashlib.sha256()
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in parts:
                    digest.update(chunk)
                    file.write(chunk)
        except BaseException:
            Path(name).unlink()
            raise
        return Path(name), digest.hexdigest()

    @staticmethod
    def _settle(temporary: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o444)
        temporary.rename(place)

    def place(self, sha256: str) -> Path:
        """Where a file is, or would be. Raises `ValueError` if the name is not a SHA-256 in hexadecimal."""
        if not NAME.fullmatch(sha256):
            raise ValueError("a file's name is the 64 lower-case hexadecimal digits of its SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def path(self, sha256: str) -> Path:
        """The file, to be read. Raises `ValueError` as `place` does."""
        return self.place(sha256)

    def has(self, sha256: str) -> bool:
        return self.place(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes of a file that is kept. Raises `FileNotFoundError` if the store does not have it."""
        return self.path(sha256).stat().st_size

    def open(self, sha256: str) -> IO[bytes]:
        """The file's bytes to read. Raises `FileNotFoundError` if the store does not have it."""
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        self.place(sha256).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """The SHA-256 of every file that is kept."""
        for path in self.root.glob("??/??/*"):
            if NAME.fullmatch(path.name):
                yield path.name

    def publish(self, sha256: str) -> Path:
        """Copy a file of this store to the public one. Returns its path there. Raises `FileNotFoundError`."""
        self.publish_many([sha256])
        return public_files().path(sha256)

    def publish_many(self, hashes: Sequence[str]) -> None:
        """Copy files of this store to the public one; those that are there already stay.

        Raises `FileNotFoundError`, or `OSError` if a file's bytes are not what its name promises.
        """
        public = public_files()
        wanted = [sha256 for sha256 in dict.fromkeys(hashes) if not public.has(sha256)]
        copied = public.put_many([self.path(sha256) for sha256 in wanted])
        wrong = [(name, found) for name, found in zip(wanted, copied, strict=True) if name != found]
        for _name, found in wrong:
            public.remove(found)
        if wrong:
            raise OSError(f"the private store's file {wrong[0][0]} has other bytes than its name promises")


def sync(paths: Iterable[Path]) -> None:
    """Wait until what was written to these files or folders is on the disk."""
    found = list(paths)
    if len(found) == 1:
        sync_one(found[0])
    elif found:
        with ThreadPoolExecutor(SYNCS_AT_ONCE) as pool:
            list(pool.map(sync_one, found))


def sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def chunks(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def private_files() -> FileStore:
    """Everything received. No page serves from here."""
    return store_of(settings.FILES_PRIVATE, settings.FILES_PRIVATE_BUCKET)


def public_files() -> FileStore:
    """Copies of what is published; the web server reads nothing else."""
    return store_of(settings.FILES_PUBLIC, settings.FILES_PUBLIC_BUCKET)


def store_of(folder: Path, bucket: str) -> FileStore:
    """The folder itself, or the bucket (`s3://name/prefix`) with the folder as its cache."""
    if not bucket:
        return FileStore(Path(folder))
    from madang.documents.buckets import BucketStore, bucket_at  # only where it is configured: it loads a library

    return BucketStore(Path(folder), bucket_at(bucket))
