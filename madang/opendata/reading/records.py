"""Records out of physical lines, also where a file breaks its own rules. What had to be mended is told."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from madang.opendata.reading.dialects import DELIMITERS, Dialect

MOST_LINES = 60
"""Lines that one quoted cell may span before the quotation mark is taken for a stray one."""
MOST_PATHS = 256
NUMBER = re.compile(r"[-+]?[$₩€]?\s?\d[\d,]*(\.\d+)?\s?%?")
DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\.?([ T]\d{1,2}:\d{2}(:\d{2})?)?")
CODE = re.compile(r"[A-Za-z0-9]+([-_/:][A-Za-z0-9]+)+")


@dataclass(frozen=True)
class Record:
    """line: where it begins, from 1. fault: how it differed from the rest, or "". raw: its text, if it has one."""

    cells: list[str]
    line: int
    fault: str = ""
    raw: str = ""


def shape(cell: str) -> str:
    """What kind of value a cell looks like, for comparing columns."""
    text = cell.strip()
    if not text:
        return ""
    if NUMBER.fullmatch(text):
        return "price" if text[0] in "$₩€" else "number"
    if DATE.fullmatch(text):
        return "date"
    if text.startswith(("http://", "https://")):
        return "address"
    if CODE.fullmatch(text):
        return "code"
    return "text" if " " in text or len(text) > 12 else "word"


@dataclass
class Mould:
    """What a record of this file looks like: how many cells, and their usual shapes."""

    width: int
    shapes: list[str]

    @staticmethod
    def of(rows: Sequence[Sequence[str]]) -> "Mould":
        """By the rows of a sample; the most frequent width counts."""
        widths = Counter(len(row) for row in rows if any(row))
        if not widths:
            return Mould(0, [])
        width = max(widths, key=lambda one: (widths[one], one))
        usual = [row for row in rows if len(row) == width]
        shapes = [Counter(shape(row[column]) for row in usual).most_common(1)[0][0] for column in range(width)]
        return Mould(width, shapes)

    def fit(self, cells: Sequence[str]) -> int:
        """In how many columns the cells have the usual shape."""
        return sum(shape(cell) == usual for cell, usual in zip(cells, self.shapes, strict=False))


def records(lines: Iterable[str], dialect: Dialect, mould: Mould) -> Iterator[Record]:
    """Every record of the file; blank lines are passed over."""
    reader = LineReader(lines)
    while (line := reader.take()) is not None:
        begins = reader.number
        text = line.rstrip("\r\n")
        if not text:
            continue
        if is_whole(text, dialect):
            cells = dialect.split(text)
            yield Record(cells, begins) if len(cells) == mould.width else mended(text, cells, begins, dialect, mould)
        else:
            yield spanning(text, line, begins, reader, dialect, mould)


class LineReader:
    """Lines that can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.returned: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        line = self.returned.pop() if self.returned else next(self.lines, None)
        self.number += line is not None
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        self.returned += reversed(lines)
        self.number -= len(lines)


def is_whole(text: str, dialect: Dialect) -> bool:
    """Whether every quotation that begins in the text ends in it."""
    if not dialect.quote:
        return True
    marks = text.count(dialect.quote)
    if dialect.escape:
        marks -= text.count(dialect.escape + dialect.quote)
    return marks % 2 == 0


def spanning(text: str, line: str, begins: int, reader: LineReader, dialect: Dialect, mould: Mould) -> Record:
    """A record whose quotation goes over the line's end; or a line with a stray mark, if that fits better."""
    taken: list[str] = []
    whole = line
    while len(taken) < MOST_LINES and (more := reader.take()) is not None:
        taken.append(more)
        whole += more
        if is_whole(more, dialect):
            continue
        cells = dialect.split(whole.rstrip("\r\n"))
        if len(cells) == mould.width and is_whole(whole, dialect):
            return Record(cells, begins)
        break
    reader.put_back(taken)
    return Record(lenient(text, dialect, mould), begins, "stray-quote", text)


def lenient(text: str, dialect: Dialect, mould: Mould) -> list[str]:
    """Cells of a line in which a quotation mark stands where it should not; the reading that fits best."""
    readings = [cells for cells in readings_of(text, dialect) if cells]
    right = [cells for cells in readings if len(cells) == mould.width]
    if right:
        return max(right, key=mould.fit)
    return mended(text, readings[0] if readings else [text], 0, dialect, mould).cells


def readings_of(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """Ways to split the line: a quotation ends only before a delimiter, and a mark may be a character like others."""
    delimiter, quote = dialect.delimiter, dialect.quote
    paths: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    given = 0
    while paths and given < MOST_PATHS:
        start, cells = paths.pop()
        if start > len(text):
            given += 1
            yield list(cells)
            continue
        plain = text.find(delimiter, start)
        end = len(text) if plain < 0 else plain
        paths.append((end + 1, (*cells, text[start:end])))
        if text.startswith(quote, start):
            for closing in closings(text, start, delimiter, quote):
                inner = text[start + 1 : closing].replace(quote * 2, quote)
                paths.append((closing + 2, (*cells, inner)))


def closings(text: str, start: int, delimiter: str, quote: str) -> list[int]:
    """Where a quotation that begins at `start` may end: the first two marks before a delimiter or the end."""
    found: list[int] = []
    at = start
    while len(found) < 2 and (at := text.find(quote, at + 1)) >= 0:
        if at + 1 == len(text) or text.startswith(delimiter, at + 1):
            found.append(at)
    return list(reversed(found))


def mended(text: str, cells: list[str], begins: int, dialect: Dialect, mould: Mould) -> Record:
    """A record with another number of cells than the rest."""
    if not any(cell.strip() for cell in cells):
        return Record(cells, begins, "blank", text)
    if len(cells) <= 2 < mould.width:
        for delimiter in [*DELIMITERS, " "]:
            other = dialect.split(text, delimiter)
            if len(other) == mould.width and delimiter != dialect.delimiter:
                return Record(other, begins, "other-delimiter", text)
    if len(cells) > mould.width > 0:
        return Record(shortened(cells, mould), begins, "too-many-cells", text)
    return Record(lengthened(cells, mould), begins, "too-few-cells", text)


def shortened(cells: list[str], mould: Mould) -> list[str]:
    """Without the empty cell whose removal makes the rest fit best; where none helps, as it is."""
    kept = cells
    while len(kept) > mould.width:
        choices = [kept[:at] + kept[at + 1 :] for at, cell in enumerate(kept) if not cell.strip()]
        best = max(choices, key=mould.fit, default=kept[:-1])
        if mould.fit(best) < mould.fit(kept[:-1]):
            best = kept[:-1]
        if best == kept[:-1] and kept[-1].strip():
            return cells
        kept = best
    return kept


def lengthened(cells: list[str], mould: Mould) -> list[str]:
    """With an empty cell where that makes the rest fit much better; else with empty cells at the end."""
    padded = cells + [""] * (mould.width - len(cells))
    if len(cells) != mould.width - 1:
        return padded
    choices = [[*cells[:at], "", *cells[at:]] for at in range(1, len(cells) + 1)]
    best = max(choices, key=mould.fit, default=padded)
    return best if mould.fit(best) > mould.fit(padded) + 1 else padded
