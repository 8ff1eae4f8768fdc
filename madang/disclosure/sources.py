"""Where files come from: a folder, one file, an archive, archives within a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from madang.documents.archives import Refused, unpack
from madang.documents.filetypes import ARCHIVES, detect
from madang.documents.reading import Reason

DOCUMENT_ENDINGS = frozenset({".hwp", ".hwpx", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"})
"""A plain archive under one of these names is a broken document, not a box of documents: the reader holds it."""
IGNORED_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Source:
    """A file to take in. path: its name in reports. problem: why there is no file to read."""

    path: str
    file: Path | None
    problem: Reason | None = None


@contextmanager
def sources_in(path: Path, *, name: str = "") -> Iterator[Iterator[Source]]:
    """The files under `path`, sorted; archives unpacked into a temporary folder that goes when the block ends.

    name: what the file was called when it was handed over, if `path` is a store's. Raises `FileNotFoundError`.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    with TemporaryDirectory(prefix="madang-intake-") as scratch:
        yield walk(path, Path(scratch), name=name)


def walk(path: Path, scratch: Path, *, name: str = "") -> Iterator[Source]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_symlink():
                yield Source(str(file.relative_to(path)), None, Reason("not-a-file", {}))
            elif file.is_file() and file.name not in IGNORED_NAMES:
                yield from opened(str(file.relative_to(path)), file, scratch)
    elif is_archive(path, name or path.name):
        yield from unpacked("", path, scratch)
    else:
        yield Source(name or path.name, path)


def is_archive(file: Path, name: str) -> bool:
    """By its content; its name is asked only whether it claims to be a document."""
    return Path(name).suffix.lower() not in DOCUMENT_ENDINGS and detect(file) in ARCHIVES


def opened(label: str, file: Path, scratch: Path) -> Iterator[Source]:
    """The file itself; or, if it is an archive, what is in it."""
    if is_archive(file, label):
        yield from unpacked(f"{label}/", file, scratch)
    else:
        yield Source(label, file)


def unpacked(prefix: str, archive: Path, scratch: Path) -> Iterator[Source]:
    """Members of an archive. An archive within an archive is refused by the unpacker, with its reason."""
    for member in unpack(archive, Path(mkdtemp(dir=scratch))):
        if isinstance(member, Refused):
            yield Source(prefix + member.name, None, member.reason)
        else:
            yield Source(prefix + member.name, member.path)
