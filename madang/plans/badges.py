"""A small picture of one number for pages of others: two fields, words on the left and a value on the right."""

import unicodedata
from dataclasses import dataclass

HEIGHT, PAD, LETTER = 24, 8, 7
COLOURS = {
    "met": "#1b6e3c",
    "met-late": "#8a5a00",
    "on-track": "#0b5fa5",
    "behind": "#8a5a00",
    "missed": "#b3261e",
    "not-started": "#555f66",
    "not-measurable": "#555f66",
}
"""Each holds white letters at 4.5 : 1 or more."""


@dataclass(frozen=True)
class Badge:
    """The geometry of a badge, in its own units."""

    left: str
    right: str
    colour: str
    left_width: int
    right_width: int
    height: int = HEIGHT

    @property
    def width(self) -> int:
        return self.left_width + self.right_width

    @property
    def left_middle(self) -> int:
        return self.left_width // 2

    @property
    def right_middle(self) -> int:
        return self.left_width + self.right_width // 2


def wide(text: str) -> int:
    """The width of a text in letters: Korean ones count for nearly two."""
    return sum(12 if unicodedata.east_asian_width(one) in "WF" else LETTER for one in text)


def badge(left: str, right: str, state: str) -> Badge:
    """A badge in the colour of a state."""
    return Badge(left, right, COLOURS.get(state, "#555f66"), wide(left) + 2 * PAD, wide(right) + 2 * PAD)
