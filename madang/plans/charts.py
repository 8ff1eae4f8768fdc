"""The geometry of the plan's pictures. Templates draw it as inline SVG; beside every picture stands its table."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 110, 20, 20, 40
STEPS = (1, 2, 2.5, 5, 10)
COLUMN, GAP, TALL = 26, 10, 72
FLAT = 0.0001
"""Values are kept with four places: what differs by less does not differ."""


@dataclass(frozen=True)
class Mark:
    """A value in the picture; x and y in the picture's units, as SVG writes them."""

    x: str
    y: str
    on: date
    value: Decimal


@dataclass(frozen=True)
class Tick:
    """A place on an axis and the value it stands for."""

    at: str
    value: Decimal


@dataclass(frozen=True)
class DayTick:
    at: str
    on: date


@dataclass(frozen=True)
class Segment:
    """A straight line."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Chart:
    """Values over days. promise: the line from baseline to target; target: its height, over the whole width."""

    measured: tuple[Mark, ...]
    reported: tuple[Mark, ...]
    line: str
    target: Segment | None
    promise: Segment | None
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[DayTick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Column:
    """One promise in the picture of a commitment. filled_y, filled_height: how far it has come; None where unknown."""

    x: int
    state: str
    filled_y: str | None
    filled_height: str | None
    expected_y: str | None


@dataclass(frozen=True)
class Columns:
    columns: tuple[Column, ...]
    width: int
    column: int = COLUMN
    tall: int = TALL
    height: int = TALL + 26


def written(number: float) -> str:
    """A coordinate as SVG wants it, whatever the language of the page: `12.5`."""
    return f"{number:.1f}".rstrip("0").rstrip(".")


def nice_ticks(low: float, high: float, *, count: int = 4) -> list[float]:
    """About `count` round numbers from at most `low` to at least `high`."""
    if high - low < FLAT:
        high = low + 1
    rough = (high - low) / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(one * power for one in STEPS if one * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


@dataclass(frozen=True)
class Scale:
    """Where days and values lie in the picture."""

    first: date
    last: date
    low: float
    high: float

    def x(self, on: date) -> float:
        whole = (self.last - self.first).days
        share = (on - self.first).days / whole if whole else 0.5
        return LEFT + share * (WIDTH - RIGHT - LEFT)

    def y(self, value: Decimal | float) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)

    def marks(self, points: Iterable[tuple[date, Decimal]]) -> tuple[Mark, ...]:
        return tuple(Mark(written(self.x(on)), written(self.y(value)), on, value) for on, value in points)

    def across(self, value: Decimal) -> Segment:
        """A level line over the whole width."""
        return Segment(written(LEFT), written(self.y(value)), written(WIDTH - RIGHT), written(self.y(value)))

    def between(self, one: tuple[date, Decimal], other: tuple[date, Decimal]) -> Segment:
        (start, end) = self.marks([one, other])
        return Segment(start.x, start.y, end.x, end.y)


def line_chart(
    *,
    measured: Sequence[tuple[date, Decimal]],
    reported: Sequence[tuple[date, Decimal]],
    target: Decimal | None = None,
    begin: Decimal | None = None,
    start: date | None = None,
    due: date | None = None,
) -> Chart | None:
    """The picture of a history, or None where there is no value at all to show.

    begin: the value from which the line to the target starts on the day `start`. Zero is always in the picture.
    """
    values = [*measured, *reported]
    if not values:
        return None
    days = sorted([on for on, _value in values] + [day for day in (start, due) if day and target is not None])
    heights = [float(value) for _on, value in values] + [float(one) for one in (target, begin) if one is not None]
    ticks = nice_ticks(min(0.0, *heights), max(0.0, *heights))
    scale = Scale(days[0], days[-1], ticks[0], ticks[-1])
    promise = None
    if target is not None and begin is not None and begin != target and start and due:
        promise = scale.between((start, begin), (due, target))
    line = scale.marks(measured)
    return Chart(
        measured=line,
        reported=scale.marks(reported),
        line=" ".join(f"{mark.x},{mark.y}" for mark in line),
        target=scale.across(target) if target is not None else None,
        promise=promise,
        y_ticks=tuple(Tick(written(scale.y(one)), Decimal(str(round(one, 6)))) for one in ticks),
        x_ticks=tuple(DayTick(written(scale.x(on)), on) for on in _few_days(days[0], days[-1])),
    )


def _few_days(first: date, last: date) -> list[date]:
    """The first and last day, and days at even distances between them where there is room."""
    whole = (last - first).days
    parts = 4 if whole >= 4 else 1
    days = [first + (last - first) * part / parts for part in range(parts + 1)]
    return sorted(set(days))


def columns(shares: Sequence[tuple[str, Decimal | None, Decimal | None]]) -> Columns:
    """A column for each promise: its state, the share of the way covered, and the share of the time gone by.

    Shares are from 0 to 1; None where no line can be drawn.
    """
    found = tuple(
        Column(
            x=number * (COLUMN + GAP) + GAP // 2,
            state=state,
            filled_y=written(TALL * (1 - float(share))) if share is not None else None,
            filled_height=written(TALL * float(share)) if share is not None else None,
            expected_y=written(TALL * (1 - float(time))) if time is not None and 0 < time < 1 else None,
        )
        for number, (state, share, time) in enumerate(shares)
    )
    return Columns(found, width=max(1, len(found)) * (COLUMN + GAP))
