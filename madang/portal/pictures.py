"""The geometry of the portal's pictures. Templates draw it as inline SVG, above a table with the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, BOTTOM, TOP, GAP = 360, 180, 26, 22, 6


@dataclass(frozen=True)
class Bar:
    """A column. x, y, width, height, middle: in the picture's units, as SVG writes them."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    value: int


def bars(values: Sequence[int]) -> list[Bar]:
    """A column for each value, the highest as tall as the picture; no value is drawn as nothing."""
    if not values:
        return []
    most = max(*values, 1)
    step = WIDTH / len(values)
    found = []
    for place, value in enumerate(values):
        height = (HEIGHT - BOTTOM - TOP) * value / most
        x = place * step + GAP / 2
        found.append(
            Bar(
                x=written(x),
                y=written(HEIGHT - BOTTOM - height),
                width=written(step - GAP),
                height=written(height),
                middle=written(x + (step - GAP) / 2),
                value=value,
            )
        )
    return found


def written(number: float) -> str:
    """A coordinate as SVG wants it, whatever the language of the page: `12.5`."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
