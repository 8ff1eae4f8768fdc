"""Korean is complete: nothing empty, nothing doubtful, no placeholder lost."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted([*ROOT.glob("madang/*/locale/ko/LC_MESSAGES/django.po"), *ROOT.glob("locale/ko/LC_MESSAGES/*.po")])
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_sentence_of_a_catalogue_has_its_korean(path: Path) -> None:
    wanting = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (not (entry.msgstr or any(entry.msgstr_plural.values())) or "fuzzy" in entry.flags)
    ]

    assert wanting == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_no_placeholder_is_lost_in_translation(path: Path) -> None:
    lost = [
        entry.msgid
        for entry in polib.pofile(str(path))
        for korean in [entry.msgstr, *entry.msgstr_plural.values()]
        if korean and set(PLACEHOLDER.findall(korean)) != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]

    assert lost == []


def test_what_two_apps_say_in_the_same_words_has_one_korean() -> None:
    """Django merges the catalogues: of two translations one would be shown everywhere. A context keeps them apart."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and not entry.msgid_plural:
                said.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr)

    assert {words: korean for words, korean in said.items() if len(korean) > 1} == {}
