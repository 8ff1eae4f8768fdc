"""From what somebody typed to what is asked: words that must be there, alternatives, and words that must not."""

import re
from collections.abc import Set
from dataclasses import dataclass

from madang.search.words import GAP, is_foreign_word, normalise, runs, stem

LONGEST = 200
"""Characters of a query that are read; the rest is ignored."""
MOST_TERMS = 16
_PIECE = re.compile(r'(?P<minus>[-−–]?)(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂«»「」『』", '"'))
_OR = frozenset({"or", "|", "또는"})


@dataclass(frozen=True)
class Term:
    """One thing that a text contains or not (see `madang.search.words`).

    text: normalised, not empty. is_exact: quoted, so a Latin word is not reduced to its stem.
    """

    text: str
    is_exact: bool = False

    @property
    def is_phrase(self) -> bool:
        """Found as a substring of the normalised text."""
        return len(self.text) > 1 and not self.is_stemmed

    @property
    def is_stemmed(self) -> bool:
        """Found as a word of the same stem."""
        return not self.is_exact and GAP not in self.text and is_foreign_word(self.text)


@dataclass(frozen=True)
class Asked:
    """Every group must be met by one of its terms; no term of `none` may be there. Empty: everything."""

    all: tuple[tuple[Term, ...], ...] = ()
    none: tuple[Term, ...] = ()

    @property
    def terms(self) -> list[Term]:
        """All terms that may be found in a hit, in the order typed."""
        return [term for group in self.all for term in group]


def read(query: str) -> Asked:
    """Never fails: what makes no sense is left out, so the worst query asks for everything.

    "or" joins the terms on its two sides; with nothing on one of them it is a word like any other.
    """
    groups: list[list[Term]] = []
    none: list[Term] = []
    joining: Term | None = None
    for piece in _PIECE.finditer(query.translate(_QUOTES)[:LONGEST]):
        if len(groups) + len(none) >= MOST_TERMS:
            break
        is_exact = piece["quoted"] is not None
        text = normalise(piece["quoted"] if is_exact else piece["word"])
        if not is_exact and not piece["minus"] and piece["word"].casefold() in _OR and groups and joining is None:
            joining = Term(text or GAP)
            continue
        if not text:
            continue
        term = Term(text, is_exact)
        if piece["minus"]:
            none.append(term)
        elif joining:
            groups[-1].append(term)
            joining = None
        else:
            groups.append([term])
    if joining and joining.text != GAP:
        groups.append([joining])
    return Asked(tuple(dict.fromkeys(tuple(group) for group in groups)), tuple(none))


def contains(normalised: str, words: Set[str], term: Term) -> bool:
    """Whether a text contains a term: the definition that every backend must meet.

    normalised: the text by `normalise`. words: its terms by `madang.search.morphemes.terms_in`.
    """
    if term.is_stemmed:
        return f"={stem(term.text)}" in words
    return term.text in (normalised if term.is_phrase else words)


def spelled_apart(asked: Asked) -> list[str]:
    """The runs typed, for suggestions."""
    return [run for term in asked.terms for run in runs(term.text)]
