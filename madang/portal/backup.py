"""One archive with everything an embedded site keeps: databases, files, the ledger's tiles and key.

The ledger's published files are copied first and the databases after them, so that a copy taken while the site runs
never has a checkpoint that its own database does not know. Files come last: what a row names was there before the row.
The search index is left out; the worker builds it anew.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

DATABASES = ("madang.sqlite3", "secret.sqlite3")
BEFORE = ("ledger", "ledger-key", "secret-key")
AFTER = ("files/private", "files/public")
MANIFEST = "manifest.json"
FORMAT = 1


class Unrestorable(ValueError):
    """The archive cannot be restored: `code` says why, `found` where."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


def files_under(data: Path, names: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for name in names:
        path = data / name
        if path.is_file():
            yield name, path
        for file in sorted(path.rglob("*")) if path.is_dir() else ():
            if file.is_file():
                yield file.relative_to(data).as_posix(), file


def write_backup(data: Path, archive: Path, *, progress: Callable[[str], object]) -> int:
    """Write the backup; the number of files in it. The archive appears whole or not at all, readable by its owner.

    Raises `OSError` or `sqlite3.Error`.
    """
    unfinished = archive.with_name(archive.name + ".unfinished")
    hashes: dict[str, str] = {}
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as tar:
            with tempfile.TemporaryDirectory(dir=data) as scratch:
                for name, path in everything(data, Path(scratch)):
                    content = path.read_bytes()
                    hashes[name] = hashlib.sha256(content).hexdigest()
                    add(tar, name, content)
                    progress(name)
            add(tar, MANIFEST, json.dumps({"format": FORMAT, "files": hashes}).encode())
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(hashes)


def everything(data: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    yield from files_under(data, BEFORE)
    for name in DATABASES:
        if (data / name).exists():
            copy_database(data / name, scratch / name)
            yield name, scratch / name
    yield from files_under(data, AFTER)


def copy_database(source: Path, copy: Path) -> None:
    """A consistent copy of a SQLite database that may be in use."""
    with sqlite3.connect(source, timeout=60) as original, sqlite3.connect(copy) as other:
        original.backup(other)


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def restore_backup(archive: Path, data: Path, *, progress: Callable[[str], object]) -> int:
    """Bring a backup back into an empty data folder; the number of files. Nothing is changed if anything is wrong.

    Raises `Unrestorable` if the folder holds a site, or the archive is not a whole backup.
    """
    if present := next((name for name in (*DATABASES, "ledger-key", "files") if (data / name).exists()), None):
        raise Unrestorable("not-empty", str(data / present))
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as scratch:
        folder = Path(scratch)
        try:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
            manifest = json.loads((folder / MANIFEST).read_text())
        except (tarfile.TarError, OSError, EOFError, ValueError) as error:
            raise Unrestorable("not-a-backup", str(archive)) from error
        check(folder, manifest)
        for name in sorted(manifest["files"]):
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).replace(data / name)
            progress(name)
    return len(manifest["files"])


def check(folder: Path, manifest: dict[str, object]) -> None:
    """Raise `Unrestorable` unless exactly the files of the manifest are there, with their bytes."""
    files = manifest.get("files")
    if manifest.get("format") != FORMAT or not isinstance(files, dict):
        raise Unrestorable("unknown-format")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if odd := sorted(there ^ set(files)):
        raise Unrestorable("incomplete", odd[0])
    for name, sha256 in files.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256:
            raise Unrestorable("damaged", name)
