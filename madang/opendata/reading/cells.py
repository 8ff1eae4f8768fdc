"""A file of any kind as one plain file of cells, ready to be typed, and what was left out or mended on the way."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from madang.opendata.reading import dialects, encodings, layout, records
from madang.opendata.reading.encodings import Encoding
from madang.opendata.reading.layout import Layout
from madang.opendata.reading.load import Cells, is_plain
from madang.opendata.reading.outcome import Progress, Unreadable, silent
from madang.opendata.reading.records import Mould, Record

HEAD_ROWS = 400
HEAD_BYTES = 1 << 19
TAIL_BYTES = 1 << 16
MOST_NOTES = 30
RAW_LIMIT = 10_000


@dataclass
class Prepared:
    """cells: what the database reads. sample: rows from all over the file, for guessing types.

    rejects: a CSV of records left out or mended (row, line, column, kind, value), or None. about: encoding, delimiter,
    and what else was found. faults: how many records of each kind of fault.
    """

    cells: Cells
    layout: Layout
    sample: list[list[str]]
    about: dict[str, Any]
    rejects: Path | None = None
    faults: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stated:
    """What a person says of a file, instead of what was found."""

    encoding: str = ""
    delimiter: str = ""
    quote: str | None = None
    header_rows: int | None = None
    skip: int | None = None
    sheet: str = ""


def of_text(path: Path, scratch: Path, stated: Stated, progress: Progress = silent) -> Prepared:
    """Prepare a text of cells. A plain one stays as it is; any other is written anew. Raises `Unreadable`."""
    encoding = encodings.detect(path, stated=stated.encoding, progress=progress)
    head = head_lines(path, encoding)
    dialect = dialects.detect(head, delimiter=stated.delimiter, quote=stated.quote)
    whole = [dialect.split(line.rstrip("\r\n")) for line in head if records.is_whole(line, dialect) and line.strip()]
    mould = Mould.of(whole)
    first = list(islice(records.records(head, dialect, mould), HEAD_ROWS))
    if not first:
        raise Unreadable("empty")
    found = layout.find_layout([one.cells for one in first], header_rows=stated.header_rows, skip=stated.skip)
    about = {
        "encoding": encoding.name,
        "delimiter": dialect.delimiter,
        "quote": dialect.quote,
        "escape": dialect.escape,
        **shown(found, [one.cells for one in first], lines=[one.line for one in first]),
    }
    plain = plain_cells(path, scratch, encoding, dialect, found, first, progress)
    if plain:
        return Prepared(plain, found, sample_of(path, encoding, dialect, found, first), about)
    return split_all(encodings.lines(path, encoding), dialect, mould, found, scratch, about)


def split_all(
    lines: Iterable[str], dialect: dialects.Dialect, mould: Mould, found: Layout, scratch: Path, about: dict[str, Any]
) -> Prepared:
    """Split every record by our own rules, and write the cells anew."""
    return write_cells(records.records(lines, dialect, mould), found, scratch, about)


def again_slowly(path: Path, scratch: Path, stated: Stated, prepared: Prepared) -> Prepared:
    """For a text that the database could not read as it is."""
    encoding = encodings.Encoding(prepared.about["encoding"], 3 if prepared.about["encoding"] == "utf-8-sig" else 0)
    head = head_lines(path, encoding)
    dialect = dialects.detect(head, delimiter=stated.delimiter, quote=stated.quote)
    whole = [dialect.split(line.rstrip("\r\n")) for line in head if records.is_whole(line, dialect) and line.strip()]
    return split_all(
        encodings.lines(path, encoding), dialect, Mould.of(whole), prepared.layout, scratch, prepared.about
    )


def of_rows(rows: Sequence[list[str]], scratch: Path, stated: Stated, about: dict[str, Any]) -> Prepared:
    """Prepare rows that came out of a workbook, a page or JSON."""
    head = [list(row) for row in rows[:HEAD_ROWS]]
    width = max((len(row) for row in head), default=0)
    padded = [row + [""] * (width - len(row)) for row in head]
    found = layout.find_layout(padded, header_rows=stated.header_rows, skip=stated.skip)
    about = {**about, **shown(found, padded, lines=list(range(1, len(padded) + 1)))}
    numbered = (Record(list(row), at) for at, row in enumerate(rows, 1))
    return write_cells(numbered, found, scratch, about)


def shown(found: Layout, head: Sequence[Sequence[str]], *, lines: Sequence[int]) -> dict[str, Any]:
    """What a person confirms: rows of names, rows above them, units; and the beginning as it stands."""
    return {
        "header_rows": [lines[at] for at in found.header],
        "units_row": lines[found.units_row] if found.units_row is not None else None,
        "first_row": lines[found.first] if found.first < len(lines) else None,
        "preamble": [" ".join(cell for cell in head[at] if cell.strip())[:500] for at in found.preamble],
        "head": [[cell[:200] for cell in row[:60]] for row in head[: found.first + 8]],
        "layout_problems": list(found.problems),
    }


def head_lines(path: Path, encoding: Encoding) -> list[str]:
    """The first lines of the file; the last one may be cut only at the file's own end."""
    taken, size = [], 0
    for line in encodings.lines(path, encoding):
        taken.append(line)
        size += len(line)
        if (size > HEAD_BYTES and len(taken) > HEAD_ROWS // 4) or len(taken) > 4 * HEAD_ROWS:
            break
    return taken


def plain_cells(
    path: Path,
    scratch: Path,
    encoding: Encoding,
    dialect: dialects.Dialect,
    found: Layout,
    first: Sequence[Record],
    progress: Progress,
) -> Cells | None:
    """The file itself, or its translation to UTF-8, if nothing in its beginning and end needs our own rules."""
    body = first[found.first :]
    is_even = all(not one.fault and len(one.cells) == found.width for one in body)
    starts = [one.line for one in first[: found.first + 1]]
    is_by_line = starts == list(range(1, len(starts) + 1))
    if not (is_plain(dialect) and found.width > 1 and body and is_even and is_by_line):
        return None
    if has_notes(path, encoding, dialect, found.width) or has_lone_returns(path):
        return None
    text = path
    if encoding.codec != "utf-8":
        text = scratch / "text.csv"
        encodings.transcode(path, encoding, text, progress)
    return Cells(text, found.width, dialect.delimiter, skip=found.first)


def has_lone_returns(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(TAIL_BYTES)
    return b"\r" in head.replace(b"\r\n", b"")


def has_notes(path: Path, encoding: Encoding, dialect: dialects.Dialect, width: int) -> bool:
    """Whether the file ends with remarks instead of records."""
    lines = [line for line in tail_text(path, encoding).splitlines()[1:] if line.strip()]
    if not lines:
        return False
    cells = dialect.split(lines[-1])
    return len(cells) != width or layout.is_note(cells, width)


def tail_text(path: Path, encoding: Encoding) -> str:
    return text_at(path, encoding, max(0, path.stat().st_size - TAIL_BYTES))


def text_at(path: Path, encoding: Encoding, offset: int) -> str:
    """Text from somewhere in the file; what the cut spoils at its ends is left out."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(TAIL_BYTES).decode(encoding.codec, errors="ignore")


def sample_of(
    path: Path, encoding: Encoding, dialect: dialects.Dialect, found: Layout, first: Sequence[Record]
) -> list[list[str]]:
    """Rows of the beginning and from seven other places."""
    rows = [one.cells for one in first[found.first :]]
    size = path.stat().st_size
    if size > 2 * HEAD_BYTES:
        for place in range(1, 8):
            lines = text_at(path, encoding, size * place // 8).splitlines()[1:-1]
            whole = [dialect.split(line) for line in lines if records.is_whole(line, dialect)]
            rows += [row for row in whole if len(row) == found.width][:200]
    return rows


class Writer:
    """Writes the cells that are data, and reports the others."""

    def __init__(self, scratch: Path, width: int) -> None:
        self.width = width
        self.path, self.report = scratch / "cells.csv", scratch / "rejects.csv"
        self.rows = 0
        self.faults: dict[str, int] = {}
        self.sample: list[list[str]] = []
        self.every = 1

    def open(self) -> tuple[TextIO, TextIO]:
        data = self.path.open("w", encoding="utf-8", newline="")
        report = self.report.open("w", encoding="utf-8", newline="")
        self.data, self.rejects = csv.writer(data, lineterminator="\n"), csv.writer(report, lineterminator="\n")
        return data, report

    def keep(self, one: Record) -> None:
        """A row of data; what was wrong with it is reported too."""
        self.rows += 1
        if one.fault:
            self.note(one, one.fault, row=self.rows)
        elif len(one.cells) > self.width and any(cell.strip() for cell in one.cells[self.width :]):
            self.note(one, "too-many-cells", row=self.rows)
        cells = one.cells[: self.width] + [""] * (self.width - len(one.cells))
        self.data.writerow([cell.replace("\0", "") for cell in cells])
        if self.rows % self.every == 0:
            self.sample.append(cells)
            if len(self.sample) > 4000:
                self.sample, self.every = self.sample[::2], self.every * 2

    def note(self, one: Record, kind: str, *, row: int | None = None) -> None:
        raw = one.raw or ",".join(one.cells)
        self.faults[kind] = self.faults.get(kind, 0) + 1
        self.rejects.writerow([row or "", one.line, "", kind, raw.replace("\0", "")[:RAW_LIMIT]])


def write_cells(found_records: Iterator[Record], found: Layout, scratch: Path, about: dict[str, Any]) -> Prepared:
    """Write the data below the header; remarks at the end, repeated headers and further tables go to the report."""
    writer = Writer(scratch, found.width)
    data, report = writer.open()
    notes: list[Record] = []
    header = tuple(found.names)
    beyond, blank = False, 0
    with data, report:
        for position, one in enumerate(found_records):
            if position < found.first:
                continue
            if not any(cell.strip() for cell in one.cells):
                blank += 1
                continue
            if beyond:
                writer.note(one, "another-table")
            elif layout.is_note(one.cells, found.width) and len(notes) < MOST_NOTES:
                notes.append(one)
            elif is_header_again(one.cells, header):
                beyond = len([cell for cell in one.cells if cell.strip()]) != len(header)
                writer.note(one, "another-table" if beyond else "repeated-header")
            else:
                for note in notes:
                    writer.keep(note)
                notes.clear()
                writer.keep(one)
        for note in notes:
            writer.note(note, "remark")
    about["notes"] = [" ".join(cell for cell in one.cells if cell.strip())[:500] for one in notes]
    about["blank_rows"] = blank
    cells = Cells(writer.path, found.width, is_ours=True)
    return Prepared(cells, found, writer.sample, about, writer.report if writer.faults else None, writer.faults)


def is_header_again(cells: Sequence[str], header: tuple[str, ...]) -> bool:
    """Whether a row says the names once more."""
    if cells[0] != header[0] or len(header) < 2:
        return False
    return sum(cell == name for cell, name in zip(cells, header, strict=False)) >= 0.8 * len(header)
