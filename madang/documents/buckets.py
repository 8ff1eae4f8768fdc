"""A store of files in an S3-compatible object store, for production on several machines.

The folder of each machine is a cache that may be emptied at any time. Whether a file is there, the object store alone
says: what one machine takes down is gone on every other at once, though its bytes may still lie in their caches.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import obstore
from django.conf import settings
from obstore.exceptions import BaseError
from obstore.store import S3Store

from madang.documents.stores import CHUNK, NAME, FileStore

RETRIES = 3
UPLOADS_AT_ONCE = 16


@cache
def bucket_at(address: str) -> S3Store:
    """The bucket at `s3://name/prefix`; where it is reached, and as whom, settings say. One connection pool each."""
    found = urlsplit(address)
    return S3Store(
        found.netloc,
        prefix=found.path.strip("/") or None,
        endpoint=settings.S3_ENDPOINT or None,
        region=settings.S3_REGION,
        access_key_id=settings.S3_KEY,
        secret_access_key=settings.S3_SECRET,
        client_options={"allow_http": urlsplit(settings.S3_ENDPOINT).scheme == "http", "timeout": "300s"},
        retry_config={"max_retries": RETRIES},
    )


@contextmanager
def reached() -> Iterator[None]:
    """What the object store says when it fails, as `OSError`, like a disk that fails."""
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        raise OSError(f"the object store did not answer as it should: {str(error).splitlines()[0]}") from error


class BucketStore(FileStore):
    """Files in a bucket, by the same names as in a folder; `root` is this machine's cache of them."""

    def __init__(self, root: Path, bucket: S3Store) -> None:
        super().__init__(root)
        self.bucket = bucket

    def put_many(self, contents: Sequence[Path | bytes]) -> list[str]:
        """Keep the files here, then in the bucket; they are kept once the bucket has confirmed each."""
        names = super().put_many(contents)
        with ThreadPoolExecutor(UPLOADS_AT_ONCE) as pool:
            list(pool.map(self._upload, dict.fromkeys(names)))
        return names

    def _upload(self, sha256: str) -> None:
        if self.has(sha256):
            return
        try:
            with reached():
                obstore.put(self.bucket, sha256, self.place(sha256))
        except FileNotFoundError as error:
            raise OSError("the object store has no such bucket") from error

    def path(self, sha256: str) -> Path:
        """The file in this machine's cache, fetched if it is not there. Raises `FileNotFoundError`, `OSError`."""
        place = self.place(sha256)
        if not place.is_file():
            self._fetch(sha256, place)
        return place

    def _fetch(self, sha256: str, place: Path) -> None:
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        with reached():
            temporary, found = self._write(map(bytes, obstore.get(self.bucket, sha256).stream(CHUNK)), incoming)
        try:
            if found != sha256:
                raise OSError(f"the object store's file {sha256} has other bytes than its name promises")
            self._settle(temporary, place)
        finally:
            temporary.unlink(missing_ok=True)

    def has(self, sha256: str) -> bool:
        try:
            self.size(sha256)
        except FileNotFoundError:
            return False
        return True

    def size(self, sha256: str) -> int:
        self.place(sha256)
        with reached():
            return obstore.head(self.bucket, sha256)["size"]

    def open(self, sha256: str) -> IO[bytes]:
        self.size(sha256)
        return super().open(sha256)

    def remove(self, sha256: str) -> None:
        place = self.place(sha256)
        with reached():
            obstore.delete(self.bucket, sha256)
        place.unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        with reached():
            for some in obstore.list(self.bucket):
                yield from (one["path"] for one in some if NAME.fullmatch(one["path"]))
