"""HWP 5: Hangul documents as compressed records in an OLE container, distribution documents included."""

import re
import struct
from pathlib import Path
from typing import Any

import olefile

from madang.documents.readers import comparing, second
from madang.documents.readers.containers import parse_xml
from madang.documents.readers.gathering import Gathered, Unreadable, inflate
from madang.documents.readers.hwp_records import decrypt_distribution, is_locked, parse, string
from madang.documents.readers.hwp_section import WORDS, Section
from madang.documents.readers.ole_properties import strings
from madang.documents.readers.pictures import is_large_picture
from madang.documents.readers.scripts import is_skeleton

COMPRESSED, PASSWORD, DISTRIBUTION, DRM, HISTORY = 1 << 0, 1 << 1, 1 << 2, 1 << 4, 1 << 6
CERTIFICATE, CERTIFICATE_DRM, PRIVACY, TRACKED = 1 << 8, 1 << 10, 1 << 13, 1 << 14
LOCKED = {PASSWORD: "password", DRM: "drm", CERTIFICATE: "password", CERTIFICATE_DRM: "drm", PRIVACY: "password"}
BIN_DATA, DOC_DATA, TRACK_CHANGE, TRACK_CHANGE_AUTHOR = 18, 27, 96, 97
INFO_TAGS = frozenset([*range(16, 33), 92, 94, 96, 97])
SILENT = re.compile(r"FileHeader|PrvImage|Scripts/JScriptVersion|JScriptVersion", re.IGNORECASE)
SUMMARY = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 8: "last-author", 20: "date"}


def read(path: Path) -> Gathered:
    """Everything that a HWP file says. Raises `Unreadable` if it is damaged, encrypted, or under DRM."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return Document(ole, path).read()
    except (OSError, struct.error, IndexError) as error:  # olefile raises these on damaged containers
        if isinstance(error, OSError) and error.errno:
            raise
        raise Unreadable("damaged", part="OLE")


class Document:
    """One open HWP file."""

    def __init__(self, ole: Any, path: Path) -> None:
        self.ole, self.path = ole, path
        self.gathered = Gathered("hwp")
        self.streams = {"/".join(parts): parts for parts in ole.listdir(streams=True, storages=False)}
        self.unread = {name for name in self.streams if not SILENT.fullmatch(name)}
        header = self.stream("FileHeader")
        if len(header) < 40:
            raise Unreadable("damaged", part="FileHeader")
        self.version, self.flags = struct.unpack_from("<II", header, 32)

    def read(self) -> Gathered:
        for flag, code in LOCKED.items():
            if self.flags & flag:
                raise Unreadable(code)
        if self.version >> 24 != 5:
            self.gathered.hold("unknown-version", version=self.version >> 24)
        if self.flags & DISTRIBUTION:
            self.gathered.hold("distribution")
        if self.flags & TRACKED:
            self.gathered.hold("tracked-changes")
        self.read_information()
        self.read_sections()
        self.read_embedded()
        self.read_summary()
        self.read_scripts()
        self.read_others()
        self.compare()
        for name in sorted(self.unread)[:20]:
            self.gathered.hold("unknown-part", part=name)
        return self.gathered

    def stream(self, name: str) -> bytes:
        """A stream's bytes as stored. Raises `Unreadable` if there is none."""
        if name not in self.streams:
            raise Unreadable("damaged", part=name)
        self.unread.discard(name)
        data: bytes = self.ole.openstream(self.streams[name]).read()
        return data

    def unpacked(self, name: str) -> bytes:
        """A stream's bytes, decrypted and inflated as the file's header says."""
        data = self.stream(name)
        if self.flags & DISTRIBUTION and is_locked(data):
            data = decrypt_distribution(data)
        if self.flags & COMPRESSED:
            data = inflate(data, raw=True)
        self.gathered.spend(len(data))
        return data

    def read_information(self) -> None:
        """DocInfo: links to files outside, tracked changes with their authors, and words in other settings."""
        for record in flat(parse(self.unpacked("DocInfo"))):
            if record.tag == BIN_DATA and record.data[:1] and record.data[0] & 0xF == 0:
                self.gathered.hold("external-link")
                self.gathered.hide("link", string(record.data[2:]))
            elif record.tag == TRACK_CHANGE:
                self.gathered.hold("tracked-changes")
            elif record.tag in (TRACK_CHANGE_AUTHOR, DOC_DATA):
                self.gathered.hide("settings", " ".join(WORDS.findall(string(record.data[: len(record.data) & ~1]))))
            elif record.tag not in INFO_TAGS:
                self.gathered.hold("unknown-record", tag=record.tag)

    def read_sections(self) -> None:
        folder = "ViewText" if self.flags & DISTRIBUTION else "BodyText"
        numbers = sorted(
            int(match[1]) for name in self.streams if (match := re.fullmatch(rf"{folder}/Section(\d+)", name))
        )
        if not numbers:
            raise Unreadable("damaged", part=f"{folder}/Section0")
        if numbers != list(range(len(numbers))):
            self.gathered.hold("missing-part", part=f"{folder}/Section")
        for number in numbers:
            Section(self.gathered).read(parse(self.unpacked(f"{folder}/Section{number}")))
        if folder == "ViewText":  # a notice for programs that do not know distribution documents
            for name in [name for name in self.streams if name.startswith("BodyText/")]:
                notice = Gathered("hwp")
                Section(notice).read(parse(self.unpacked(name)))
                self.gathered.hide("distribution-notice", "".join(notice.body))

    def read_embedded(self) -> None:
        """Pictures are counted and measured; anything else that is embedded is named and stays unread."""
        for name in [name for name in self.streams if name.startswith("BinData/")]:
            if name.lower().rpartition(".")[2] not in ("png", "jpg", "jpeg", "gif", "bmp"):
                self.gathered.hold("embedded-object", part=name)
                self.unread.discard(name)
                continue
            self.gathered.pictures += 1
            if is_large_picture(self.picture(name)):
                self.gathered.hold("large-picture")

    def picture(self, name: str) -> bytes:
        """A picture's bytes; pictures may be packed or not, whatever the header says."""
        data = self.stream(name)
        if not self.flags & COMPRESSED:
            return data
        try:
            data = inflate(data, raw=True)
        except Unreadable as failure:
            if failure.reason.code != "damaged":
                raise
        self.gathered.spend(len(data))
        return data

    def read_summary(self) -> None:
        name = "\x05HwpSummaryInformation"
        if name not in self.streams:
            return
        for number, value in strings(self.stream(name)):
            self.gathered.describe(SUMMARY.get(number, f"property-{number}"), value)

    def read_scripts(self) -> None:
        for name in [name for name in self.streams if name.lower().startswith("scripts/") and name in self.unread]:
            try:
                words = script_of(self.unpacked(name))
            except Unreadable:
                words = None
            if words is None or not is_skeleton(words):
                self.gathered.hold("script")
                self.gathered.hide("script", words or "")

    def read_others(self) -> None:
        """Earlier versions and templates are not read; a bibliography is."""
        for name in sorted(self.unread):
            if name.startswith("DocHistory/"):
                self.gathered.hold("document-history")
                self.unread.discard(name)
            elif name == "DocOptions/_LinkDoc":
                self.gathered.hide("link", " ".join(WORDS.findall(string(self.stream(name)))))
            elif name.startswith("Bibliography/"):
                tree = parse_xml(self.unpacked(name), name)
                self.gathered.hide("settings", " ".join(filter(str.strip, tree.itertext())))
        if self.flags & HISTORY:
            self.gathered.hold("document-history")

    def compare(self) -> None:
        """The second reader, and the preview that the file keeps of itself, against what was read here."""
        if "PrvText" in self.streams:
            preview = string(self.stream("PrvText"))
            if not self.flags & DISTRIBUTION:
                comparing.compare_preview(self.gathered, preview)
            self.gathered.hide("preview", preview)
        if self.flags & DISTRIBUTION:
            self.gathered.readers["madang"] = comparing.syllables("".join(self.gathered.body)).total()
            return
        other = second.second_text(self.path)
        if other is None:
            self.gathered.hold("second-reader-failed", reader=second.NAME)
        else:
            comparing.compare(self.gathered, other, second.NAME)


def flat(records: list[Any]) -> list[Any]:
    return [found for record in records for found in (record, *flat(record.children))]


def script_of(data: bytes) -> str | None:
    """The script's text: up to four strings, each behind its length in four bytes; None if it has another form."""
    pieces: list[str] = []
    position = 0
    while position + 4 <= len(data):
        (length,) = struct.unpack_from("<I", data, position)
        position += 4
        if length == 0xFFFFFFFF:
            return "\n".join(pieces) if position == len(data) else None
        if position + 2 * length > len(data):
            return None
        pieces.append(string(data[position : position + 2 * length]))
        position += 2 * length
    return None
