"""ZIP and tar archives, unpacked without trust: into files of our own naming, within limits."""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self

from madang.documents.filetypes import ARCHIVES, detect, open_zip
from madang.documents.reading import Reason

CHUNK = 1 << 20
HEADER_ROOM = 1 << 20
"""Bytes that the headers before one file of a tar archive may take."""
XZ_MEMORY = 150_000_000
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)


@dataclass(frozen=True)
class Limits:
    """How much one archive may hold. ratio: unpacked to packed size, looked at beyond `ratio_from` bytes."""

    files: int = 20_000
    file_bytes: int = 200_000_000
    total_bytes: int = 4_000_000_000
    ratio: int = 200
    ratio_from: int = 10_000_000


@dataclass(frozen=True)
class UnpackedFile:
    """name: as the archive gives it, with forward slashes. path: where its bytes are now."""

    name: str
    path: Path


@dataclass(frozen=True)
class Refused:
    """A file of an archive that was not unpacked, and why."""

    name: str
    reason: Reason


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class TooMuch(Exception):
    """More bytes came out than may."""


def unpack(path: Path, into: Path, limits: Limits | None = None) -> list[UnpackedFile | Refused]:
    """Every file of an archive, unpacked into the folder `into` under a number, or refused with the reason.

    Links, devices, names that lead outside, archives inside, duplicates and bombs are refused one by one; an archive
    that cannot be opened, or goes beyond the limits as a whole, adds one refusal in its own name.
    """
    unpacking = Unpacking(path, into, limits or Limits())
    try:
        if starts_with(path, b"PK"):
            unpacking.unpack_zip()
        else:
            unpacking.unpack_tar()
    except TooMuch:
        unpacking.refuse(path.name, "unpacks-too-large", limit=unpacking.limits.total_bytes)
    except BROKEN:
        unpacking.refuse(path.name, "damaged")
    return unpacking.found


class Unpacking:
    """One archive on its way into a folder."""

    def __init__(self, archive: Path, into: Path, limits: Limits) -> None:
        self.archive, self.into, self.limits = archive, into, limits
        self.found: list[UnpackedFile | Refused] = []
        self.names: set[str] = set()
        self.total = 0
        self.packed = max(archive.stat().st_size, 1)

    def refuse(self, name: str, code: str, **params: str | int) -> None:
        self.found.append(Refused(name, Reason(code, dict(params))))

    def admits(self, name: str, size: int) -> bool:
        """Whether a file may be unpacked, by its name and announced size; if not, it is refused here."""
        if not is_inside(name):
            self.refuse(name, "unsafe-name")
        elif name in self.names:
            self.refuse(name, "duplicate-name")
        elif size > self.limits.file_bytes:
            self.refuse(name, "too-large", limit=self.limits.file_bytes)
        else:
            self.names.add(name)
            return True
        return False

    def keep(self, name: str, source: Readable) -> None:
        """Copy a file's bytes out, however many the archive announced. Raises `TooMuch` beyond the limits."""
        place = self.into / f"{len(self.found):06}"
        size = 0
        with place.open("wb") as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                self.total += len(chunk)
                if self.is_too_much(size):
                    file.close()
                    place.unlink()
                    raise TooMuch
                file.write(chunk)
        if detect(place) in ARCHIVES:
            place.unlink()
            self.refuse(name, "archive-in-archive")
        else:
            self.found.append(UnpackedFile(name, place))

    def is_too_much(self, size: int) -> bool:
        limits = self.limits
        return (
            size > limits.file_bytes
            or self.total > limits.total_bytes
            or (self.total > limits.ratio_from and self.total > limits.ratio * self.packed)
        )

    def unpack_zip(self) -> None:
        with open_zip(self.archive) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > self.limits.files:
                self.refuse(self.archive.name, "too-many-files", limit=self.limits.files)
                return
            for entry in entries:
                self.unpack_entry(archive, entry)

    def unpack_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        name = name_of(entry)
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            self.refuse(name, "link")
        elif entry.flag_bits & 0x1:
            self.refuse(name, "password")
        elif self.admits(name, entry.file_size):
            try:
                with archive.open(entry) as source:
                    self.keep(name, source)
            except BROKEN:
                (self.into / f"{len(self.found):06}").unlink(missing_ok=True)
                self.refuse(name, "damaged")

    def unpack_tar(self) -> None:
        with opened(self.archive) as raw:
            stream = Metered(raw)
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]  # it only reads
                for member in members(archive, stream):
                    if len(self.names) >= self.limits.files:
                        self.refuse(self.archive.name, "too-many-files", limit=self.limits.files)
                        return
                    self.unpack_member(archive, member)

    def unpack_member(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        name = (
            member.name.encode("utf-8", "surrogateescape").decode("cp949", "replace")
            if broken(member.name)
            else member.name
        )
        if member.isdir():
            return
        if not member.isreg():
            self.refuse(name, "link")
        elif self.admits(name, member.size) and (source := archive.extractfile(member)):
            self.keep(name, source)


class Metered:
    """A stream that gives no more bytes than it was last allowed to."""

    def __init__(self, raw: Readable) -> None:
        self.raw = raw
        self.left = HEADER_ROOM

    def read(self, size: int) -> bytes:
        data = self.raw.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise TooMuch
        return data


def members(archive: tarfile.TarFile, stream: Metered) -> Iterator[tarfile.TarInfo]:
    """The members of a tar archive; a header that pretends to be endless ends in `TooMuch`."""
    while member := archive.next():
        stream.left = HEADER_ROOM + member.size
        yield member
        stream.left = max(stream.left, 0) + HEADER_ROOM


def opened(path: Path) -> IO[bytes]:
    """The bytes of a tar archive, unpacked as they are read."""
    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(path, "rb")  # type: ignore[return-value]  # it reads bytes, which is all that is asked
    if head.startswith(b"\xfd7zXZ\0"):
        return Unpacked(path)  # type: ignore[return-value]
    return bz2.open(path, "rb") if head.startswith(b"BZh") else path.open("rb")


class Unpacked:
    """The bytes of a XZ file, unpacked with little memory: the file says how much its unpacking takes, up to 4 GB."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")
        self.unpacker = lzma.LZMADecompressor(memlimit=XZ_MEMORY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end. Raises `lzma.LZMAError` or `EOFError`."""
        while True:
            if self.unpacker.eof:
                packed = self.unpacker.unused_data or self.file.read(CHUNK)
                if not packed.strip(b"\0"):
                    return b""
                self.unpacker = lzma.LZMADecompressor(memlimit=XZ_MEMORY)
            else:
                packed = self.file.read(CHUNK) if self.unpacker.needs_input else b""
                if not packed and self.unpacker.needs_input:
                    raise EOFError
            if data := self.unpacker.decompress(packed, size):
                return data


def starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def name_of(entry: zipfile.ZipInfo) -> str:
    """A name in a ZIP archive. Without the mark for UTF-8 it is UTF-8 all the same, or CP949 as Windows writes it."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp949"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def broken(name: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in name)


def is_inside(name: str) -> bool:
    """Whether a name stays inside the folder that an archive is unpacked into."""
    parts = name.split("/")
    return bool(name) and not name.startswith("/") and ".." not in parts and ":" not in parts[0] and "\0" not in name
