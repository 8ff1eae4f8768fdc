"""The text of a HWP section: paragraphs, tables, notes, boxes, headers, and what is hidden."""

import re
import struct
from collections.abc import Callable

from madang.documents.readers.gathering import Gathered
from madang.documents.readers.hwp_records import (
    BODY_TAGS,
    CHART,
    CONTROL,
    CONTROL_DATA,
    EQUATION,
    FORM,
    LIST,
    MEMO_LIST,
    OLE,
    PARAGRAPH,
    PARAGRAPH_TEXT,
    PICTURE,
    TABLE,
    TEXT_ART,
    VIDEO,
    Record,
    counted_string,
    string,
    text_of,
)
from madang.documents.readers.pictures import is_shown_large

UNITS_PER_MM = 7200 / 25.4
WITHOUT_WORDS = frozenset({b"cold", b"atno", b"nwno", b"pghd", b"pgct", b"pgnp", b"bokm"})
"""Controls whose own record has no words; what hangs below them is looked at all the same."""
WITH_PARAGRAPHS = frozenset({b"secd", b"head", b"foot", b"fn  ", b"en  "})
FORM_WORDS = re.compile(r"(?:Caption|Text):wstring:(\d+):")
WORDS = re.compile(r"[가-힣㐀-鿿A-Za-z0-9@.:/\\_ -]{3,}")
OBJECTS = {OLE: "OLE", CHART: "chart", VIDEO: "video"}


class Section:
    """Walks the records of one section and adds its lines to what was gathered."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.controls: dict[bytes, Callable[[Record], str]] = {
            b"tbl ": self.table,
            b"gso ": self.drawing,
            b"eqed": self.paragraphs_below,
            b"form": self.paragraphs_below,
            b"tcmt": self.comment,
            b"tcps": self.overlaid,
            b"tdut": self.overlaid,
            b"idxm": self.index_mark,
        }

    def read(self, records: list[Record]) -> None:
        self.gathered.body.append(self.lines(records) + "\n")

    def lines(self, records: list[Record]) -> str:
        """Paragraphs and other records one below the other; those behind a memo list are comments."""
        found: list[str] = []
        memos: list[str] | None = None
        for record in records:
            if record.tag == MEMO_LIST:
                memos = memos or []
            text = self.visit(record)
            if text:
                (found if memos is None else memos).append(text)
        if memos:
            self.gathered.hide("comment", "\n".join(memos))
        return "\n".join(found)

    def visit(self, record: Record) -> str:
        tag = record.tag
        if tag == PARAGRAPH:
            return self.lines(record.children)
        if tag == PARAGRAPH_TEXT:
            return text_of(record.data)
        if tag == CONTROL:
            return self.control(record)
        own = self.words_of_record(record)
        below = self.lines(record.children) if record.children else ""
        return "\n".join(filter(None, [own, below]))

    def words_of_record(self, record: Record) -> str:
        """Words that stand in a record itself and not in paragraphs."""
        tag, data = record.tag, record.data
        if tag == EQUATION:
            return counted_string(data, 4)[0]
        if tag == TEXT_ART:
            return counted_string(data, 32)[0]
        if tag == FORM:
            return self.form_words(string(data[: len(data) & ~1]))
        if tag == CONTROL_DATA:
            self.gathered.hide("field", " ".join(WORDS.findall(string(data[: len(data) & ~1]))))
        elif tag == PICTURE:
            self.gathered.pictures += 1
        elif tag in OBJECTS:
            self.gathered.hold("embedded-object", part=OBJECTS[tag])
        elif tag not in BODY_TAGS:
            self.gathered.hold("unknown-record", tag=tag)
        return ""

    def form_words(self, properties: str) -> str:
        """What a form's button or field shows; the rest of its properties is hidden."""
        self.gathered.hide("form", properties)
        shown = [properties[match.end() : match.end() + int(match[1])] for match in FORM_WORDS.finditer(properties)]
        return " ".join(filter(None, shown))

    def control(self, record: Record) -> str:
        identity = record.data[3::-1]
        if reader := self.controls.get(identity):
            return reader(record)
        if identity.startswith(b"%"):
            return self.begin_field(record)
        if identity not in WITHOUT_WORDS and identity not in WITH_PARAGRAPHS:
            self.gathered.hold("unknown-control", control=identity.decode("latin-1"))
        return self.lines(record.children)

    def paragraphs_below(self, record: Record) -> str:
        self.describe(record)
        return self.lines(record.children)

    def describe(self, record: Record) -> None:
        """The description that an author gave to an object, behind its common properties."""
        self.gathered.hide("description", counted_string(record.data, 44)[0])

    def begin_field(self, record: Record) -> str:
        """The command of a field: addresses of links, hints of blanks to fill in."""
        self.gathered.hide("field", counted_string(record.data, 9)[0])
        return self.lines(record.children)

    def comment(self, record: Record) -> str:
        self.gathered.hide("comment", self.lines(record.children))
        return ""

    def overlaid(self, record: Record) -> str:
        """Characters set over each other, and words with small words above them."""
        first, end = counted_string(record.data, 4)
        second, _ = counted_string(record.data, end)
        return " ".join(
            filter(None, [first, second if record.data[3::-1] == b"tdut" else "", self.lines(record.children)])
        )

    def index_mark(self, record: Record) -> str:
        first, end = counted_string(record.data, 4)
        self.gathered.hide("index", f"{first} {counted_string(record.data, end)[0]}")
        return self.lines(record.children)

    def drawing(self, record: Record) -> str:
        self.describe(record)
        if has_picture(record) and len(record.data) >= 24:
            width, height = struct.unpack_from("<II", record.data, 16)
            if is_shown_large(width / UNITS_PER_MM, height / UNITS_PER_MM):
                self.gathered.hold("large-picture")
        return self.lines(record.children)

    def table(self, record: Record) -> str:
        """Cells are parted by tabs, rows by line ends; a row of one cell keeps its lines."""
        self.describe(record)
        parts: list[str] = []
        rows: dict[int, list[str]] = {}
        in_table = False
        for first, group in groups(record.children):
            text = self.lines(group)
            if first.tag == TABLE:
                in_table = True
            elif first.tag == LIST and in_table and len(first.data) >= 12:
                rows.setdefault(struct.unpack_from("<H", first.data, 10)[0], []).append(text)
                continue
            if text:
                parts.append(text)
        return "\n".join([*parts, *map(row, rows.values())])


def row(cells: list[str]) -> str:
    return cells[0] if len(cells) == 1 else "\t".join(" ".join(cell.split()) for cell in cells)


def groups(records: list[Record]) -> list[tuple[Record, list[Record]]]:
    """Records in groups that begin with a list or a table: the paragraphs of a list follow it on its own level."""
    found: list[tuple[Record, list[Record]]] = []
    for record in records:
        if record.tag in (LIST, TABLE) or not found:
            found.append((record, []))
        found[-1][1].append(record)
    return found


def has_picture(record: Record) -> bool:
    return record.tag == PICTURE or any(has_picture(child) for child in record.children)
