"""One written form for the many ways to write the same number, with the way back to the original text.

Folded: full-width and other decimal digits, full-width and mathematical Latin letters, every dash, middle dot, slash,
underscore and space. Taken out: zero-width characters, soft hyphens, direction marks, combining marks and control
characters. Decomposed Hangul is composed. Circled and superscript digits stay as they are: "①010-..." is an item of
a list and a telephone number, not a longer number.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


def _same_for_all(characters: str, folded: str) -> dict[str, str]:
    return dict.fromkeys(characters, folded)


def _one_to_one() -> dict[str, str]:
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in [*range(0x80, 0x10000), *range(0x1D400, 0x1D800)]:
        character = chr(code)
        if unicodedata.category(character) == "Nd":
            table[character] = str(unicodedata.decimal(character))
        elif code >= 0x1D400:
            table[character] = plain if (plain := unicodedata.normalize("NFKC", character)).isascii() else character
    table |= _same_for_all("‐‑‒–—―−⁃﹘﹣ー㆐ㅡ─━⸺⸻־˗➖゠", "-")
    table |= _same_for_all("․。｡", ".") | _same_for_all("‧•∙⋅・･ᆞ", "·")
    table |= _same_for_all("∕⁄⧸", "/") | _same_for_all("‗", "_") | _same_for_all("∼〜˜", "~") | _same_for_all("﹫", "@")
    table |= _same_for_all("\u00a0\u1680\u202f\u205f\u3000\u3164\uffa0", " ")
    table |= _same_for_all("".join(map(chr, range(0x2000, 0x200B))), " ")
    return table | _same_for_all("\x0b\x0c\x85\u2028\u2029", "\n")


def _code_points(*ranges: tuple[int, int]) -> list[int]:
    return [code for first, last in ranges for code in range(first, last + 1)]


TABLE = str.maketrans(_one_to_one())
TAKEN_OUT = _code_points(
    *((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x300, 0x36F), (0x61C, 0x61C)),
    *((0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
    *((0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE01EF)),
)


def _ranges(codes: Iterable[int]) -> list[tuple[int, int]]:
    """The same code points as first and last of each unbroken run: `re` is slow on long lists beyond U+FFFF."""
    runs: list[tuple[int, int]] = []
    for code in sorted(set(codes)):
        runs = [*runs[:-1], (runs[-1][0], code)] if runs and runs[-1][1] == code - 1 else [*runs, (code, code)]
    return runs


def _class(codes: Iterable[int]) -> str:
    return "[" + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _ranges(codes)) + "]"


NEEDS_FOLDING = (
    "["
    + "".join(
        f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in _ranges([*TABLE, *TAKEN_OUT, *range(0x1100, 0x1113)])
    )
    + "]"
)
"""An RE2 class: a text without any of these characters is its own folded form."""

_SYLLABLE = "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
_RESIZED = re.compile(f"{_class(TAKEN_OUT)}+|{_SYLLABLE}")
_FOLDED = re.compile(f"{_class(TABLE)}+")


@dataclass(frozen=True)
class Folded:
    """A folded text: from its offset `_starts[n]` on, the original stands `_shifts[n]` characters further."""

    text: str
    _starts: tuple[int, ...] = (0,)
    _shifts: tuple[int, ...] = (0,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the original. Offsets in characters, end not included."""
        return self._original(start), self._original(end - 1) + 1 if end > start else self._original(start)

    def _original(self, position: int) -> int:
        return position + self._shifts[bisect_right(self._starts, position) - 1]


def fold(text: str) -> Folded:
    """The folded form of a text. Linear in its length."""
    pieces: list[str] = []
    starts, shifts, length, done = [0], [0], 0, 0
    for found in _RESIZED.finditer(text):
        composed = unicodedata.normalize("NFC", found[0]) if "\u1100" <= found[0][0] <= "\u1112" else ""
        pieces += [text[done : found.start()], composed]
        length += found.start() - done + len(composed)
        done = found.end()
        starts.append(length)
        shifts.append(done - length)
    pieces.append(text[done:])
    plain = _FOLDED.sub(lambda run: run[0].translate(TABLE), "".join(pieces))
    return Folded(plain, tuple(starts), tuple(shifts))
