"""What the fonts of papers can write."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "papers" / "fonts"


@cache
def writable() -> frozenset[int]:
    """The code points that the fonts of papers have."""
    found: set[int] = {0x09, 0x0A, 0x0D}
    for path in sorted([*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")]):
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def unwritable(text: str) -> list[str]:
    """The characters of a text that no font of ours has, each once, in their order."""
    return list(dict.fromkeys(character for character in text if ord(character) not in writable()))


def spelled_out(text: str) -> str:
    """The text with every character that no font has as `[U+1F600]`."""
    return "".join(one if ord(one) in writable() else f"[U+{ord(one):04X}]" for one in text)
