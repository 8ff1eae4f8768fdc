"""Uploaded files on their way into the private store."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from madang.documents.stores import private_files


def receive_uploads(files: Sequence[UploadedFile[Any]]) -> list[tuple[str, str]]:
    """Keep uploads in the private store; (name, sha256) of each, names made unique within the hand-over."""
    kept: list[tuple[str, str]] = []
    names: set[str] = set()
    for file in files:
        name = unique_name(Path(file.name or "file").name, names)
        names.add(name)
        with NamedTemporaryFile(prefix="madang-upload-") as scratch:
            for chunk in file.chunks():
                scratch.write(chunk)
            scratch.flush()
            kept.append((name, private_files().put(Path(scratch.name))))
    return kept


def unique_name(name: str, taken: set[str]) -> str:
    """`name`, or `name (2)` and so on if it is taken."""
    path, candidate, number = Path(name), name, 1
    while candidate in taken:
        number += 1
        candidate = f"{path.stem} ({number}){path.suffix}"
    return candidate[-255:]
