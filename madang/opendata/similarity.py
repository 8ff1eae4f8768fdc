"""How alike two short texts are, in any language, by the pairs of characters they share. Pure."""

import unicodedata
from collections.abc import Iterable

ALIKE = 0.22
"""From this share of common pairs on, two requests are shown side by side."""


def pairs(text: str) -> set[str]:
    """Neighbouring letters and digits; what stands between words is left out."""
    plain = "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def likeness(one: str, other: str) -> float:
    """From 0 for nothing in common to 1 for the same. Source: Dice's coefficient over bigrams."""
    first, second = pairs(one), pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def most_alike(text: str, others: Iterable[tuple[int, str]], *, count: int) -> list[int]:
    """The keys of the others that are alike, the most alike first."""
    found = [(likeness(text, other), key) for key, other in others]
    return [key for score, key in sorted(found, key=lambda one: (-one[0], one[1])) if score >= ALIKE][:count]
