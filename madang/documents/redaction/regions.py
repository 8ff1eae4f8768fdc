"""The text that goes with a copy in which parts of pages are withheld as pictures: what lies under them is not in it.

A text layer below a scan, or a word below a stamp that is withheld, would else stay in the accessible text.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from madang.documents.readers.gathering import clean
from madang.documents.redaction.pages import Letters, Rectangle, Region, letter_box, letters_of, shown
from madang.documents.redaction.passages import Covered, Passage, Span, mark_of, withheld_spans

UNDER = 0.2
"""A letter is withheld of which more than this share lies under a region: of less, the page still shows it."""
NOTE = "{page}쪽의 그림에서 가린 부분 {mark}\n"
"""Stands in the text for a region with no text below it, in the language of official documents."""


def text_beside(pages: Sequence[Any], passages: Sequence[Passage], regions: Sequence[Region]) -> tuple[str, str]:
    """The text of the pages with marks for passages and for what lies under regions; and the letters under regions.

    A region with no letter below it is named at the end of its page's text. pages: PDFium's.
    """
    textpages = [page.get_textpage() for page in pages]
    letters = letters_of(textpages)
    covered: list[Covered] = []
    notes = [(start, "\n") for start in (*letters.starts[1:], len(letters.text))]
    for region in regions:
        found = list(covered_by(region, letters, pages[region.page], textpages[region.page]))
        if any(map(str.isalnum, "".join(letters.text[one.start : one.end] for one in found))):
            covered += found
        else:
            place = notes[region.page][0]
            notes.append((place, NOTE.format(page=region.page + 1, mark=mark_of(region.items))))
    spans = withheld_spans(letters.text, passages, covered)
    notes.sort(key=lambda note: (note[0], note[1] == "\n"))
    below = "".join(letters.text[one.start : one.end] for one in covered)
    return clean(woven(letters.text, spans, notes)), below


def covered_by(region: Region, letters: Letters, page: Any, textpage: Any) -> Iterable[Covered]:
    """The stretches of the text under a region; line ends and blanks belong to the stretch they stand in."""
    start, count = letters.starts[region.page], textpage.count_chars()
    if region.box is None:
        return [Covered(start, start + count, region.items)] if count else []
    found: list[Covered] = []
    goes_on = False
    for place in range(count):
        letter = letter_box(textpage, place)
        if letter is None:
            continue
        if not lies_under(shown(page, letter), region.box):
            goes_on = False
            continue
        first = found.pop().start if goes_on else start + place
        found.append(Covered(first, start + place + 1, region.items))
        goes_on = True
    return found


def lies_under(letter: Rectangle, box: Rectangle) -> bool:
    """Whether more than a small share of a letter lies under a box."""
    width = min(letter[2], box[2]) - max(letter[0], box[0])
    height = min(letter[3], box[3]) - max(letter[1], box[1])
    if width <= 0 or height <= 0:
        return False
    return width * height > UNDER * (letter[2] - letter[0]) * (letter[3] - letter[1])


def woven(text: str, spans: Sequence[Span], notes: Sequence[tuple[int, str]]) -> str:
    """The text with marks for spans, and with notes (place, words; in order), those within a span behind its mark."""
    pieces: list[str] = []
    position, left = 0, list(notes)
    for start, end, mark in [*((one.start, one.end, mark_of(one.items)) for one in spans), (len(text), len(text), "")]:
        while left and left[0][0] <= start:
            place, words = left.pop(0)
            pieces += [text[position:place], words]
            position = max(position, place)
        pieces += [text[position:start], mark]
        position = end
    return "".join([*pieces, *(words for _place, words in left)])
