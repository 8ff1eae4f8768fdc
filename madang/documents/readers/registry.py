"""Which reader reads which kind of file, and how its failures become reasons."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from madang.documents.filetypes import detect
from madang.documents.readers.gathering import INPUT_LIMIT, Gathered, Unreadable
from madang.documents.reading import Reading, Reason, refused, state_of

READERS = {
    "csv": "plain:read_csv",
    "docx": "docx:read",
    "eml": "eml:read",
    "html": "html:read",
    "hwp": "hwp:read",
    "hwpx": "hwpx:read",
    "pdf": "pdf:read",
    "picture": "pictures:read_picture",
    "odt": "opendocument:read_odt",
    "ods": "opendocument:read_ods",
    "ole": "legacy:read_ole",
    "pptx": "pptx:read",
    "txt": "plain:read_txt",
    "xls": "legacy:read_xls",
    "xlsx": "xlsx:read",
}
"""Modules are imported on first use: a worker that reads HWP never loads what PDF needs."""
NOT_READ = {"hwp3": "hwp3", "zip": "archive", "tar": "archive", "empty": "empty-file"}
"""Kinds of files that are known and that no reader reads."""


def reader_of(kind: str) -> Callable[[Path], Gathered] | None:
    if kind not in READERS:
        return None
    module, _, function = READERS[kind].partition(":")
    found: Callable[[Path], Gathered] = getattr(import_module(f"madang.documents.readers.{module}"), function)
    return found


def detect_file(path: Path) -> str:
    """The kind of a regular file within the size limit. Raises `Unreadable` for anything else."""
    try:
        if not path.is_file():
            raise Unreadable("not-a-file")
        if path.stat().st_size > INPUT_LIMIT:
            raise Unreadable("too-large", limit=INPUT_LIMIT)
        return detect(path)
    except OSError:
        raise Unreadable("not-a-file")


def read_file(path: Path, kind: str) -> Reading:
    """Read a file of a known kind. Never raises for the file's sake: what goes wrong is a reason of the answer.

    A reader that fails in a way nobody foresaw has not read the file wholly: the file is held.
    """
    reader = reader_of(kind)
    if reader is None:
        reasons = (Reason(NOT_READ.get(kind, "unknown-type")),)
        return Reading(type=kind, state=state_of(reasons), reasons=reasons)
    try:
        return reader(path).reading()
    except Unreadable as failure:
        return Reading(type=kind, state=state_of((failure.reason,)), reasons=(failure.reason,))
    except MemoryError:
        return refused(kind, "memory-exhausted")
    except RecursionError:
        return refused(kind, "too-deep")
    except Exception as error:  # a hostile file may raise anything from anywhere
        return refused(kind, "reader-failed", error=type(error).__name__)
