"""Read text as paragraphs and tables, for an accessible page: lines with tabs in a row are a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Block:
    """A paragraph (`lines`) or a table (`rows` of cells); the other is empty."""

    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs are separated by empty lines; adjacent lines with tabs are one table, padded to its widest row."""
    for is_table, group in groupby(text.split("\n"), key=lambda line: "\t" in line):
        lines = list(group)
        if is_table:
            yield table(lines)
        else:
            for is_written, paragraph in groupby(lines, key=lambda line: bool(line.strip())):
                if is_written:
                    yield Block(lines=tuple(line.rstrip() for line in paragraph))


def table(lines: Sequence[str]) -> Block:
    rows = [line.split("\t") for line in lines]
    width = max(len(row) for row in rows)
    return Block(rows=tuple(tuple(cell.strip() for cell in row) + ("",) * (width - len(row)) for row in rows))


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `mark` is what was found there, or empty."""

    text: str
    mark: str = ""


def marked(text: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """The text in pieces, the spans (start, end, mark) marked. Overlapping spans: the one that begins first wins."""
    position = 0
    for start, end, mark in sorted(spans):
        if start < position or end <= start:
            continue
        if start > position:
            yield Piece(text[position:start])
        yield Piece(text[start:end], mark)
        position = end
    if position < len(text):
        yield Piece(text[position:])
