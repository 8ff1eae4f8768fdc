"""Uploaded files of any size on their way into the private store, a piece at a time."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from madang.documents.stores import private_files


def keep_upload(file: UploadedFile[Any]) -> tuple[str, int]:
    """Keep an upload byte for byte; its hash and size."""
    if hasattr(file, "temporary_file_path"):
        path = Path(file.temporary_file_path())
        return private_files().put(path), path.stat().st_size
    with NamedTemporaryFile(prefix="madang-data-") as scratch:
        for chunk in file.chunks():
            scratch.write(chunk)
        scratch.flush()
        return private_files().put(Path(scratch.name)), scratch.tell()
