"""A file that a store has is whole, and is there once."""

import hashlib
from pathlib import Path

import pytest

from madang.documents.stores import FileStore, private_files, public_files

BYTES = "정보공개".encode() * 1000
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(BYTES)

    assert private_files().put(BYTES) == private_files().put(source) == SHA256
    assert list(private_files().names()) == [SHA256]
    assert private_files().open(SHA256).read() == BYTES


def test_nothing_unfinished_is_left_in_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(FileStore, "_settle", fail)

    with pytest.raises(OSError, match="disk full"):
        private_files().put(BYTES)

    assert not private_files().has(SHA256)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_published_file_leaves_the_public_store_alone_when_removed() -> None:
    private_files().put(BYTES)

    assert private_files().publish(SHA256).read_bytes() == BYTES
    public_files().remove(SHA256)

    assert not public_files().has(SHA256)
    assert private_files().has(SHA256)


def test_bytes_that_are_not_those_of_their_name_are_not_published() -> None:
    private_files().put(BYTES)
    private_files().path(SHA256).chmod(0o644)
    private_files().path(SHA256).write_bytes(b"other")

    with pytest.raises(OSError, match="other bytes"):
        private_files().publish(SHA256)

    assert not list(public_files().names())


@pytest.mark.parametrize("name", ["../../etc/passwd", SHA256.upper(), SHA256[:-1], ""])
def test_a_name_that_is_no_sha256_is_no_path(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        private_files().path(name)


def test_what_the_store_does_not_have_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        private_files().publish(SHA256)


def test_many_files_are_kept_at_once_and_equal_ones_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path)

    names = store.put_many([b"one", b"two", b"one"])

    assert names[0] == names[2] != names[1]
    assert sorted(store.names()) == sorted(set(names))
    assert store.open(names[1]).read() == b"two"
    assert store.put_many([]) == []
