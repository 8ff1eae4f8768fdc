"""The letters of PDF pages by place, and the boxes over withheld ones."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from madang.documents.redaction.passages import Passage, Span, withheld_spans

DPI = 200
PIXELS_LIMIT = 40_000_000
PADDING = 2.0
"""Points around the letters of a withheld passage."""
WIDTH_STEP = 4.0
"""A box is as wide as the next multiple of so many line heights: its width does not tell the passage's."""
EMPTY = (0.0, 0.0, 0.0, 0.0)
Rectangle = tuple[float, float, float, float]
"""left, bottom, right, top in points of the page as it is shown, from its lower left corner."""


@dataclass(frozen=True)
class Region:
    """A part of a page that is withheld as a picture. page: from 0. box: None for the whole page."""

    page: int
    box: Rectangle | None
    items: tuple[int, ...]


@dataclass(frozen=True)
class Box:
    """A black box on a page. page: from 0."""

    page: int
    box: Rectangle
    items: tuple[int, ...]
    passages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Letters:
    """All letters of a document in reading order, page after page with a line end between."""

    text: str
    starts: tuple[int, ...]

    def page_of(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1


def letters_of(textpages: Sequence[Any]) -> Letters:
    """One character of the text for every character of PDFium, so that positions are the same."""
    import pypdfium2.raw as pdfium

    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for textpage in textpages:
        starts.append(length)
        codes = (pdfium.FPDFText_GetUnicode(textpage.raw, place) for place in range(textpage.count_chars()))
        page = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)
        pieces.append(page + "\n")
        length += len(page) + 1
    return Letters("".join(pieces), tuple(starts))


def scale_of(width: float, height: float) -> float:
    """Pixels a point: 200 dpi, less for posters."""
    scale = DPI / 72
    return min(scale, math.sqrt(PIXELS_LIMIT / max(1.0, width * height)))


def find_boxes(pages: Sequence[Any], passages: Sequence[Passage], regions: Sequence[Region]) -> list[Box]:
    """Every box that is to be painted. pages: PDFium's."""
    textpages = [page.get_textpage() for page in pages]
    letters = letters_of(textpages)
    boxes: list[Box] = []
    for span in withheld_spans(letters.text, passages):
        boxes += boxes_of(span, letters, pages, textpages)
    for region in regions:
        width, height = pages[region.page].get_size()
        boxes.append(Box(region.page, region.box or (0.0, 0.0, width, height), region.items))
    return boxes


def boxes_of(span: Span, letters: Letters, pages: Sequence[Any], textpages: Sequence[Any]) -> Iterator[Box]:
    """A box for each line that a withheld passage touches."""
    by_page: dict[int, list[int]] = {}
    for position in range(span.start, span.end):
        page = letters.page_of(position)
        by_page.setdefault(page, []).append(position - letters.starts[page])
    for number, positions in by_page.items():
        page, textpage = pages[number], textpages[number]
        count = textpage.count_chars()
        shapes = [shown(page, shape) for place in positions if place < count and (shape := letter_box(textpage, place))]
        for line in lines(shapes):
            yield Box(number, padded(line, page.get_size()), span.items, span.passages)


def letter_box(textpage: Any, place: int) -> Rectangle | None:
    """Where a letter is on the page's own plane: its ink and its line's height. None for what has no ink."""
    tight, loose = textpage.get_charbox(place), textpage.get_charbox(place, loose=True)
    found = [box for box in (tight, loose) if box != EMPTY and box[2] > box[0] and box[3] > box[1]]
    if not found:
        return None
    return (
        min(box[0] for box in found),
        min(box[1] for box in found),
        max(box[2] for box in found),
        max(box[3] for box in found),
    )


def shown(page: Any, box: Rectangle) -> Rectangle:
    """A box of the page's own plane where it is on the page as shown, turned and cropped."""
    import ctypes

    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    fine = 100  # PDFium answers in whole pixels
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for left, bottom in ((box[0], box[1]), (box[2], box[3])):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, round(width * fine), round(height * fine), 0, left, bottom, x, y)
        corners.append((x.value / fine, height - y.value / fine))
    (a, b), (c, d) = corners
    return min(a, c), min(b, d), max(a, c), max(b, d)


def lines(shapes: Sequence[Rectangle]) -> list[Rectangle]:
    """Letters joined while each stands beside the one before; a new line begins a new shape."""
    found: list[Rectangle] = []
    for shape in shapes:
        if found and stand_beside(found[-1], shape):
            last = found.pop()
            shape = (
                min(last[0], shape[0]),
                min(last[1], shape[1]),
                max(last[2], shape[2]),
                max(last[3], shape[3]),
            )
        found.append(shape)
    return found


def stand_beside(one: Rectangle, other: Rectangle) -> bool:
    height = min(one[3] - one[1], other[3] - other[1])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return shared > height / 2 and gap < 3 * height


def padded(line: Rectangle, page: tuple[float, float]) -> Rectangle:
    """The line with some room around, widened to a fixed width, inside the page."""
    left, bottom, right, top = line[0] - PADDING, line[1] - PADDING, line[2] + PADDING, line[3] + PADDING
    step = WIDTH_STEP * (line[3] - line[1])
    wanted = math.ceil((right - left) / step) * step
    right = min(page[0], left + wanted)
    left = max(0.0, min(left, right - wanted))
    return left, max(0.0, bottom), right, min(page[1], top)
