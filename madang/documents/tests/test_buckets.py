"""Files in an object store keep what files in a folder keep; judged against an S3 server of others."""

import hashlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import obstore
import pytest
from django.conf import LazySettings

from madang.documents.buckets import bucket_at
from madang.documents.stores import FileStore, private_files, public_files
from tests.on_postgres import free_port
from tests.oracles import oracle

pytestmark = [pytest.mark.oracle]
BYTES = "정보공개".encode() * 1_000_000
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [str(oracle("moto_server")), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _attempt in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(autouse=True)
def buckets(endpoint: str, tmp_path: Path, settings: LazySettings) -> None:
    for name in ("received", "disclosed"):
        urlopen(Request(f"{endpoint}/{tmp_path.name.replace('_', '-')}-{name}", method="PUT")).close()
    settings.S3_ENDPOINT, settings.S3_KEY, settings.S3_SECRET = endpoint, "key", "secret"
    settings.FILES_PRIVATE_BUCKET = f"s3://{tmp_path.name.replace('_', '-')}-received/files"
    settings.FILES_PUBLIC_BUCKET = f"s3://{tmp_path.name.replace('_', '-')}-disclosed"
    on_machine(settings, tmp_path / "one")


def on_machine(settings: LazySettings, folder: Path) -> None:
    """The same buckets, seen from a machine with a cache of its own."""
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = folder / "private", folder / "public"


def test_what_one_machine_keeps_another_reads(tmp_path: Path, settings: LazySettings) -> None:
    assert private_files().put_many([BYTES, b"other", BYTES])[0] == SHA256
    on_machine(settings, tmp_path / "two")

    assert private_files().has(SHA256)
    assert private_files().size(SHA256) == len(BYTES)
    assert private_files().path(SHA256).read_bytes() == BYTES
    assert sorted(private_files().names()) == sorted([SHA256, hashlib.sha256(b"other").hexdigest()])


def test_what_one_machine_takes_down_is_gone_on_another_that_had_it_in_its_cache(
    tmp_path: Path, settings: LazySettings
) -> None:
    private_files().put(BYTES)
    private_files().publish(SHA256)
    on_machine(settings, tmp_path / "two")
    assert public_files().open(SHA256).read() == BYTES

    on_machine(settings, tmp_path / "one")
    public_files().remove(SHA256)
    public_files().remove(SHA256)
    on_machine(settings, tmp_path / "two")

    assert not public_files().has(SHA256)
    with pytest.raises(FileNotFoundError):
        public_files().open(SHA256)
    assert private_files().open(SHA256).read() == BYTES


def test_bytes_that_are_not_those_of_their_name_are_not_used(tmp_path: Path, settings: LazySettings) -> None:
    private_files().put(BYTES)
    obstore.put(bucket_at(settings.FILES_PRIVATE_BUCKET), SHA256, b"other")
    on_machine(settings, tmp_path / "two")

    with pytest.raises(OSError, match="other bytes"):
        private_files().path(SHA256)
    with pytest.raises(OSError, match="other bytes"):
        private_files().publish(SHA256)

    assert not public_files().has(SHA256)
    assert not [path for path in (tmp_path / "two").rglob("*") if path.is_file()]


def test_a_file_that_the_object_store_did_not_confirm_is_not_kept(tmp_path: Path, settings: LazySettings) -> None:
    settings.FILES_PRIVATE_BUCKET = "s3://no-such-bucket-here"

    with pytest.raises(OSError, match="object store"):
        private_files().put(BYTES)


def test_a_name_that_is_no_hash_reaches_no_object(tmp_path: Path) -> None:
    for store in (private_files(), FileStore(tmp_path)):
        for name in ("../x", "", SHA256.upper()):
            for ask in (store.has, store.path, store.open, store.size, store.remove):
                with pytest.raises(ValueError, match="SHA-256"):
                    ask(name)  # type: ignore[operator]
