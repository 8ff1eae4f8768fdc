"""Pictures of answers as SVG geometry: bars, lines, points on a map, squares for provinces. No colours, no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720.0, 300.0, 64.0, 34.0, 12.0
MOST_BARS = 30
GRID = (
    ". 인천 경기 강원",
    ". . 서울 충북 경북",
    ". 충남 세종 . 대구 울산",
    ". 전북 대전 경남 부산",
    ". 광주 전남",
    ". 제주",
)
TILES = {name: (at, row) for row, line in enumerate(GRID) for at, name in enumerate(line.split()) if name != "."}
"""Column and row of each province in a map of squares."""
LONG_NAMES = {
    "충청북": "충북",
    "충청남": "충남",
    "전라북": "전북",
    "전라남": "전남",
    "경상북": "경북",
    "경상남": "경남",
}


@dataclass(frozen=True)
class Mark:
    """x, y, width, height: in the picture's units. label, value: for people."""

    x: str
    y: str
    width: str
    height: str
    label: str
    value: Any
    middle: str = ""
    level: int = 0


@dataclass(frozen=True)
class Drawing:
    """marks: bars or squares. path: of a line. points: of a map. ticks: (y, text) of the scale, labels: (x, text)."""

    kind: str
    width: int
    height: int
    marks: tuple[Mark, ...] = ()
    path: str = ""
    points: tuple[tuple[str, str, str], ...] = ()
    ticks: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    left: float = LEFT
    base: float = HEIGHT - BOTTOM


def nice_scale(low: float, high: float, *, parts: int = 4) -> list[float]:
    """Round steps that cover the range, the first at or below `low`, the last at or above `high`."""
    if high <= low:
        high = low + 1
    raw = (high - low) / parts
    power = 10 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = floor(low / step) * step
    scale = [first]
    while scale[-1] < high - step * 1e-9:
        scale.append(scale[-1] + step)
    return scale


def figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:,.4g}"


def bars(pairs: Sequence[tuple[str, float | None]]) -> Drawing:
    """Upright bars from zero, one a pair."""
    known = [(label, float(value)) for label, value in pairs[:MOST_BARS] if value is not None]
    if not known:
        return Drawing("bars", int(WIDTH), int(HEIGHT))
    scale = nice_scale(min(0.0, *(value for _label, value in known)), max(0.0, *(value for _label, value in known)))
    slot = (WIDTH - LEFT) / len(known)
    marks = []
    for at, (label, value) in enumerate(known):
        top, bottom = height_of(max(value, 0), scale), height_of(min(value, 0), scale)
        x, width = LEFT + at * slot + slot * 0.12, slot * 0.76
        marks.append(
            Mark(
                f"{x:.1f}",
                f"{top:.1f}",
                f"{width:.1f}",
                f"{max(0.5, bottom - top):.1f}",
                label,
                value,
                f"{x + width / 2:.1f}",
            )
        )
    every = -(-len(known) // 12)
    labels = tuple((mark.middle, shorter(mark.label)) for mark in marks[::every])
    return Drawing("bars", int(WIDTH), int(HEIGHT), tuple(marks), ticks=ticks_of(scale), labels=labels)


def line(pairs: Sequence[tuple[str, float | None]]) -> Drawing:
    """A line through values in their order; a gap where one is missing."""
    known = [float(value) for _label, value in pairs if value is not None]
    if len(known) < 2:
        return bars(pairs)
    scale = nice_scale(min(0.0, *known) if min(known) < 0.5 * max(known) else min(known), max(known))
    step = (WIDTH - LEFT - 34) / max(1, len(pairs) - 1)
    path, is_open = [], False
    for at, (_label, value) in enumerate(pairs):
        if value is None:
            is_open = False
            continue
        path.append(f"{'L' if is_open else 'M'}{LEFT + at * step:.1f} {height_of(float(value), scale):.1f}")
        is_open = True
    every = max(1, -(-len(pairs) // 8))
    labels = tuple((f"{LEFT + at * step:.1f}", pairs[at][0]) for at in range(0, len(pairs), every))
    return Drawing("line", int(WIDTH), int(HEIGHT), path=" ".join(path), ticks=ticks_of(scale), labels=labels)


def height_of(value: float, scale: Sequence[float]) -> float:
    share = (value - scale[0]) / (scale[-1] - scale[0])
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def ticks_of(scale: Sequence[float]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{height_of(value, scale):.1f}", figure(value)) for value in scale)


def shorter(text: str) -> str:
    return text if len(text) <= 9 else f"{text[:8]}…"


def map_of(points: Sequence[tuple[float, float, str]]) -> Drawing:
    """Points with their labels, north up; the picture is as high as the places are far apart. Outliers stay out."""
    inside = without_outliers(points)
    if not inside:
        return Drawing("map", int(WIDTH), int(HEIGHT))
    west, east = min(one[0] for one in inside), max(one[0] for one in inside)
    south, north = min(one[1] for one in inside), max(one[1] for one in inside)
    stretch = cos(radians((south + north) / 2))
    width, height = max((east - west) * stretch, 1e-4), max(north - south, 1e-4)
    factor = min((WIDTH - 40) / width, 560 / height)
    tall = height * factor + 40
    across = (WIDTH - width * factor) / 2
    placed = tuple(
        (f"{across + (x - west) * stretch * factor:.1f}", f"{tall - 20 - (y - south) * factor:.1f}", label)
        for x, y, label in inside
    )
    labels = tuple((f"{across + (x - west) * stretch * factor:.1f}", f"{x:g}°") for x in between(west, east))
    ticks = tuple((f"{tall - 20 - (y - south) * factor:.1f}", f"{y:g}°") for y in between(south, north))
    return Drawing("map", int(WIDTH), int(tall), points=placed, labels=labels, ticks=ticks, left=0.0, base=tall)


def between(low: float, high: float) -> list[float]:
    """Round degrees inside the range."""
    return [round(one, 6) for one in nice_scale(low, high) if low <= one <= high]


def without_outliers(points: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Places within the middle 98 of 100 and a margin: one wrong coordinate must not shrink all others to a dot."""
    if len(points) < 20:
        return list(points)
    kept = list(points)
    for axis in (0, 1):
        values = sorted(float(one[axis]) for one in kept)
        low, high = values[len(values) // 100], values[-1 - len(values) // 100]
        margin = max((high - low) * 0.25, 1e-3)
        kept = [one for one in kept if low - margin <= float(one[axis]) <= high + margin]
    return kept


def province_of(name: str) -> str | None:
    """`서울` of 서울특별시; None for what is no province."""
    for long, short in LONG_NAMES.items():
        if name.startswith(long):
            return short
    return name[:2] if name[:2] in TILES else None


def squares(pairs: Sequence[tuple[str, float | None]]) -> Drawing:
    """A map of provinces as squares, each with its level from 0 to 4 by its value."""
    values = {short: value for name, value in pairs if (short := province_of(name)) and value is not None}
    if not values:
        return Drawing("squares", 0, 0)
    low, high = min(values.values()), max(values.values())
    size = 80
    marks = []
    for name, (column, row) in TILES.items():
        value = values.get(name)
        level = 0 if value is None else 1 + min(4, int(5 * (value - low) / (high - low or 1)))
        x, y = column * size, row * size
        marks.append(Mark(str(x + 2), str(y + 2), str(size - 4), str(size - 4), name, value, str(x + size // 2), level))
    return Drawing("squares", 6 * size, 6 * size, tuple(marks))
