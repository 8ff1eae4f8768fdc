"""Which stretches of a text are withheld, however they are written there. Pure.

A withheld string is found whatever stands between its letters on the page: line breaks, blanks, zero-width characters,
full-width or decomposed forms; strings of six letters and digits or more also without their punctuation, so that
`800101-1234567` finds `800101 1234567`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from madang.common.folding import Folded, fold

LOOSE_FROM = 6
"""Letters and digits from which on the punctuation between them does not matter."""
SHORTEST = 2
MARK = re.compile(r"\[비공개 제([1-8](?:, [1-8])*)호\]")
"""The mark in a kept text, as the official Korean document has it."""


class CannotBeWithheld(ValueError):
    """A string that cannot be looked for. code: `too-short` or `part-of-the-mark`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


@dataclass(frozen=True)
class Passage:
    """A string that is withheld wherever it stands, and the items of article 9(1) for it."""

    text: str
    items: tuple[int, ...] = (6,)


@dataclass(frozen=True)
class Span:
    """A withheld stretch of a text, end not included, and the items of all passages that overlap in it.

    passages: which, by position. Spans of one text never overlap.
    """

    start: int
    end: int
    items: tuple[int, ...]
    passages: tuple[int, ...]


@dataclass(frozen=True)
class Covered:
    """A stretch of a text that lies under a part of a page that is withheld as a picture. end: not included."""

    start: int
    end: int
    items: tuple[int, ...]


@lru_cache(maxsize=20_000)
def written(character: str) -> str:
    """What a character says, without form and case; nothing for blanks and what is not seen."""
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(one for one in plain if unicodedata.category(one)[0] not in "ZC" and not one.isspace())


def is_letter(character: str) -> bool:
    return character.isalnum()


def needle(text: str) -> tuple[str, bool]:
    """What is looked for, and whether punctuation is passed over. Raises `CannotBeWithheld`."""
    folded = "".join(map(written, fold(text).text))
    letters = "".join(filter(is_letter, folded))
    if len(letters) < SHORTEST:
        raise CannotBeWithheld("too-short", text)
    found = (letters, True) if len(letters) >= LOOSE_FROM else (folded, False)
    if len(found[0]) <= LOOSE_FROM and any(found[0] in "".join(map(written, mark_of((item,)))) for item in range(1, 9)):
        raise CannotBeWithheld("part-of-the-mark", text)
    return found


@dataclass(frozen=True)
class Compact:
    """A text without what does not matter, and where each of its characters stands in the original."""

    text: str
    places: tuple[int, ...]
    folded: Folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch stands in the original: from its first character to the beginning of the next one."""
        behind = self.places[end - 1] + 1
        return self.folded.span(self.places[start], behind)[0], self.folded.span(behind, behind)[0]


def compact(text: str, *, is_loose: bool) -> Compact:
    folded = fold(text)
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(folded.text):
        for one in written(character):
            if not is_loose or is_letter(one):
                letters.append(one)
                places.append(place)
    return Compact("".join(letters), tuple(places), folded)


def occurrences(text: str, wanted: str) -> Iterator[int]:
    position = text.find(wanted)
    while position >= 0:
        yield position
        position = text.find(wanted, position + 1)


def withheld_spans(text: str, passages: Sequence[Passage], covered: Sequence[Covered] = ()) -> list[Span]:
    """Every stretch to withhold, in order; what overlaps is one. Raises `CannotBeWithheld`.

    covered: stretches of this text to withhold besides; as `passages` of a span they count on from the others.
    """
    compacts: dict[bool, Compact] = {}
    hits: list[tuple[int, int, int]] = []
    for number, passage in enumerate(passages):
        wanted, is_loose = needle(passage.text)
        if is_loose not in compacts:
            compacts[is_loose] = compact(text, is_loose=is_loose)
        within = compacts[is_loose]
        hits += [(*within.span(at, at + len(wanted)), number) for at in occurrences(within.text, wanted)]
    hits += [(one.start, one.end, number) for number, one in enumerate(covered, start=len(passages))]
    return merged(hits, [*passages, *(Passage("", one.items) for one in covered)])


def merged(hits: Iterable[tuple[int, int, int]], passages: Sequence[Passage]) -> list[Span]:
    spans: list[Span] = []
    for start, end, number in sorted(hits):
        if spans and start < spans[-1].end:
            last = spans.pop()
            start, end = last.start, max(end, last.end)
            numbers = {*last.passages, number}
        else:
            numbers = {number}
        items = sorted({item for one in numbers for item in passages[one].items})
        spans.append(Span(start, end, tuple(items), tuple(sorted(numbers))))
    return spans


def mark_of(items: Sequence[int]) -> str:
    """`[비공개 제6호]`: what stands in a kept text for a withheld passage."""
    return f"[비공개 제{', '.join(map(str, items))}호]"


def kept(text: str, passages: Sequence[Passage]) -> str:
    """The text with marks where passages were withheld."""
    pieces, position = [], 0
    for span in withheld_spans(text, passages):
        pieces += [text[position : span.start], mark_of(span.items)]
        position = span.end
    return "".join([*pieces, text[position:]])


def kept_name(name: str, passages: Sequence[Passage]) -> str:
    """A file name with circles where passages were withheld."""
    pieces, position = [], 0
    for span in withheld_spans(name, passages):
        pieces += [name[position : span.start], "○○○"]
        position = span.end
    return "".join([*pieces, name[position:]])


def without_marks(text: str) -> str:
    """A kept text without its marks, for an index of words."""
    return MARK.sub(" … ", text)


def remaining(text: str, passages: Sequence[Passage]) -> list[int]:
    """Which passages can still be found in a text, by position."""
    return sorted({number for span in withheld_spans(text, passages) for number in span.passages})
