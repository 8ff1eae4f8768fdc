"""Where in a text the words asked for stand, and the part of it worth showing."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from madang.search.asking import Term
from madang.search.morphemes import terms_in
from madang.search.words import FOREIGN_WORD, runs, stem

_RUN = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")
MOST = 30
"""Places looked at in one text."""


def places(text: str, term: Term) -> Iterator[tuple[int, int]]:
    """Start and end of each place where `text` (NFC) contains the term."""
    if term.is_stemmed:
        wanted = stem(term.text)
        for word in FOREIGN_WORD.finditer(text):
            if stem(word[0].casefold()) == wanted:
                yield word.span()
    elif term.is_phrase:
        pattern = r"[\W_]+".join(re.escape(run) for run in runs(term.text))
        for place in re.finditer(pattern, text, re.IGNORECASE):
            yield place.span()
    else:
        for run in _RUN.finditer(text):
            if term.text in (folded := run[0].casefold()) and term.text in terms_in(folded):
                start = run.start() + folded.index(term.text)
                yield start, start + len(term.text)


def all_places(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """The places of all terms in order, overlapping ones joined; at most `MOST` of each term."""
    found: list[tuple[int, int]] = []
    for term in terms:
        found += [place for place, _ in zip(places(text, term), range(MOST), strict=False)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, found: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """`text[start:end]` as HTML, places in `<mark>`."""
    parts, at = [], start
    for first, last in found:
        if first >= start and last <= end:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return _SPACE.sub(" ", "".join([*parts, escape(text[at:end])])).strip()


def whole(text: str, terms: Sequence[Term]) -> str:
    """All of a short text, e.g. a title, as HTML."""
    return marked(text, all_places(text, terms), 0, len(text))


def fragment(text: str, terms: Sequence[Term], length: int = 180) -> str:
    """The stretch of about `length` characters with the most different words asked for, as HTML; else the beginning."""
    found = all_places(text, terms)
    if not found:
        return marked(text, [], 0, length) + ("…" if len(text) > length else "")

    def held(place: tuple[int, int]) -> tuple[int, int]:
        inside = [text[a:b].casefold() for a, b in found if place[0] <= a and b <= place[0] + length * 3 // 4]
        return len(set(inside)), len(inside)

    best = first_best(found[:100], held)
    start = begin_of_word(text, max(0, best[0] - length // 4))
    end = max(best[1], start + length)
    return ("…" if start else "") + marked(text, found, start, end) + ("…" if end < len(text) else "")


def first_best(
    found: Sequence[tuple[int, int]], value: Callable[[tuple[int, int]], tuple[int, int]]
) -> tuple[int, int]:
    """The first place of the greatest value."""
    return max(found, key=lambda place: (value(place), -place[0]))


def begin_of_word(text: str, at: int) -> int:
    """The beginning of a word near `at`, not after it by more than 20 characters."""
    if at == 0:
        return 0
    space = _SPACE.search(text, at, at + 20)
    return space.end() if space else at
