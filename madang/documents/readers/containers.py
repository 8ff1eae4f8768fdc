"""ZIP containers and XML parts, opened with limits and without trust."""

import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLParser

from madang.documents.filetypes import open_zip
from madang.documents.readers.gathering import PART_LIMIT, Gathered, Unreadable

PARTS_LIMIT = 20_000
"""Entries in one container."""
LOCAL_HEADER = 30
BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    struct.error,
)


class Container:
    """The parts of a ZIP file, each read at most once into memory, under the limits of one file.

    Holds the file if it is ambiguous: two parts of one name, bytes that belong to no part, or overlapping parts.
    """

    def __init__(self, path: Path, gathered: Gathered) -> None:
        """Raises `Unreadable` if the file is no ZIP file, is encrypted, or has too many parts."""
        self.gathered = gathered
        try:
            self.zip = open_zip(path)
        except BROKEN:
            raise Unreadable("damaged", part="ZIP")
        entries = [entry for entry in self.zip.infolist() if not entry.is_dir()]
        if len(entries) > PARTS_LIMIT:
            raise Unreadable("too-large", limit=PARTS_LIMIT)
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise Unreadable("password")
        self.entries = {entry.filename: entry for entry in entries}
        self.unread = set(self.entries)
        if len(self.entries) != len(entries):
            gathered.hold("ambiguous-container")
        if not is_seamless(path, self.zip):
            gathered.hold("foreign-bytes")

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def names(self, prefix: str = "", suffix: str = "") -> list[str]:
        """Names of parts in natural order: section2 before section10."""
        found = [name for name in self.entries if name.startswith(prefix) and name.lower().endswith(suffix)]
        return sorted(found, key=lambda name: (len(name), name))

    def size(self, name: str) -> int:
        return self.entries[name].file_size

    def pass_over(self, name: str) -> None:
        """Mark a part as one that carries no text."""
        self.unread.discard(name)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises `Unreadable` if it is missing, damaged or too large."""
        if name not in self.entries:
            raise Unreadable("damaged", part=name)
        try:
            with self.zip.open(self.entries[name]) as part:
                data = part.read(min(PART_LIMIT, self.gathered.room) + 1)
        except BROKEN:
            raise Unreadable("damaged", part=name)
        if len(data) > PART_LIMIT:
            raise Unreadable("unpacks-too-large", limit=PART_LIMIT)
        self.gathered.spend(len(data))
        self.unread.discard(name)
        return data

    def text(self, name: str) -> str:
        """An XML part as text that declares nothing. Raises `Unreadable`."""
        return decode_xml(self.read(name), name)

    def xml(self, name: str) -> Element:
        """A part as a tree. Raises `Unreadable` if it is missing, damaged, too large, or declares entities."""
        return parse_xml(self.read(name), name)

    def hold_what_was_not_read(self) -> None:
        """The last step of a reader: parts that nobody read keep the file from being simply read."""
        for name in sorted(self.unread)[:20]:
            self.gathered.hold("unknown-part", part=name)


def is_seamless(path: Path, archive: zipfile.ZipFile) -> bool:
    """Whether every byte before the directory belongs to exactly one part, and nothing follows the directory.

    A file that is two things at once (a PDF with a ZIP behind it, a ZIP with bytes between its parts) is not.
    """
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    if archive.comment or not entries:
        return False
    ends_at = 0
    with path.open("rb") as file:
        for entry in entries:
            file.seek(entry.header_offset)
            header = file.read(LOCAL_HEADER)
            if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
                return False
            if not 0 <= entry.header_offset - ends_at <= 24:  # at most a data descriptor stands between two parts
                return False
            name_length, extra_length = struct.unpack_from("<HH", header, 26)
            ends_at = entry.header_offset + LOCAL_HEADER + name_length + extra_length + entry.compress_size
    return 0 <= archive.start_dir - ends_at <= 24


def parse_xml(data: bytes, name: str) -> Element:
    """The tree of an XML part. Raises `Unreadable` if it is not well formed, not Unicode, or has a document type."""
    parser = XMLParser()  # noqa: S314 -- nothing is declared, so nothing can expand or be fetched
    try:
        parser.feed(decode_xml(data, name))
        return parser.close()
    except (ParseError, ValueError):
        raise Unreadable("damaged", part=name)


def decode_xml(data: bytes, name: str) -> str:
    """The text of an XML part. Raises `Unreadable` if it is not Unicode, or has a document type.

    The bytes are decoded here, so that no encoding named in the part can hide a declaration from the look below.
    """
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("damaged", part=name, byte=error.start)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("xml-declarations", part=name)
    return text


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for comments and instructions."""
    return without_namespace(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(10_000)
def without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]
