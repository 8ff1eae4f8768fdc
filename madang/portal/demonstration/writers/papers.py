"""A paper as the writers see it: a title, who issued it, and blocks from top to bottom."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Style = Literal["agency", "title", "heading", "body", "small"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Line:
    """A paragraph. `level` indents it: 0 to 4 steps of two characters."""

    text: str
    style: Style = "body"
    align: Align = "left"
    level: int = 0
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of equal length; the first is a header unless `has_header` is False.

    widths: share of each column, any unit. right: columns set to the right, as amounts are.
    """

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    has_header: bool = True
    right: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.widths) for row in self.rows):
            raise ValueError(f"every row of the table needs {len(self.widths)} cells")


@dataclass(frozen=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True)
class Gap:
    """An empty line."""


Block = Line | Table | Rule | Gap


@dataclass(frozen=True)
class Paper:
    """A document to write. `author`: the issuing office; it and the title go to the file's metadata."""

    title: str
    author: str
    written_at: datetime
    blocks: tuple[Block, ...]

    @property
    def written_utc(self) -> datetime:
        """When it was written, in the time zone that file formats ask for."""
        return self.written_at.astimezone(UTC)


def plain_text(paper: Paper) -> str:
    """Everything a reader must find in the file, a line for each paragraph and each cell."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Line):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines.extend(cell for row in block.rows for cell in row)
    return "\n".join(lines)
