"""The geometry of pictures, drawn by templates as inline SVG beside a table with the same numbers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, TOP, BOTTOM, LEFT = 720, 260, 28, 34, 44
WIDEST = 64


@dataclass(frozen=True)
class Column:
    """A column and what others said of the same year. x, y, ...: in the picture's units, as SVG writes them."""

    label: str
    x: str
    width: str
    middle: str
    y: str
    height: str
    value: Decimal | None
    reported: tuple[tuple[str, Decimal, bool], ...]


@dataclass(frozen=True)
class Columns:
    columns: tuple[Column, ...]
    ticks: tuple[tuple[str, int], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = HEIGHT - BOTTOM


def written(number: float) -> str:
    """A coordinate as SVG wants it, whatever the language of the page: `12.5`."""
    return f"{number:.1f}".rstrip("0").rstrip(".")


def level(value: float | Decimal) -> float:
    """Where a percentage lies in the picture."""
    return HEIGHT - BOTTOM - float(value) / 100 * (HEIGHT - BOTTOM - TOP)


def rate_columns(years: Sequence[tuple[str, Decimal | None, Sequence[tuple[Decimal, bool]]]]) -> Columns:
    """Shares in per cent, year by year. years: label, measured share, and (reported share, whether it is a target)."""
    step = (WIDTH - LEFT) / max(1, len(years))
    width = min(WIDEST, step * 0.6)
    found = []
    for place, (label, value, reported) in enumerate(years):
        middle = LEFT + step * (place + 0.5)
        top = level(value or 0)
        found.append(
            Column(
                label=label,
                x=written(middle - width / 2),
                width=written(width),
                middle=written(middle),
                y=written(top),
                height=written(HEIGHT - BOTTOM - top),
                value=value,
                reported=tuple((written(level(share)), share, is_target) for share, is_target in reported),
            )
        )
    return Columns(tuple(found), tuple((written(level(tick)), tick) for tick in (0, 25, 50, 75, 100)))
