"""The objects of a PDF page: what covers text, what makes it invisible, which pictures and drawings may be text."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from madang.documents.readers.gathering import Gathered
from madang.documents.readers.pictures import CARD_MM2, PIXELS

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
POINTS_PER_MM = 72 / 25.4
COVERING = 3.0
"""Points: what is painted narrower or lower than this is a line, not a cover."""
TINY = 1.0
"""Points: text lower than this is not there to be read."""
LIGHT = 225
"""Of 255: text at least as light as this may be white on white."""
SIMILAR = 48
"""Of 255: text that differs less from the area below it may not be seen."""
DARK = 110
"""Of 255: text below something as dark as this cannot be read through it."""
UNIFORM = 12
"""Of 255: an area whose grey values differ by no more shows nothing."""
DARK_SHADES = bytes(range(DARK + 1))
RENDER_SCALE = 2.0
DRAWN_GLYPHS = 60
"""So many small filled outlines on a page may be letters drawn as shapes."""
OBJECTS_LIMIT = 300_000
Box = tuple[float, float, float, float]
"""left, bottom, right, top in points."""
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Painted:
    """Text, or something that may cover it. order: what is painted later lies above. grey: 0 to 255; None: unknown."""

    order: int
    thing: Any
    box: Box
    grey: int | None


@dataclass
class Found:
    """What is on one page. is_blank: nothing at all is painted. unmapped: glyphs without a known letter."""

    texts: list[Painted] = field(default_factory=list)
    covers: list[Painted] = field(default_factory=list)
    pictures: list[tuple[Box, int]] = field(default_factory=list)
    drawn: int = 0
    objects: int = 0
    unmapped: int = 0
    has_invisible: bool = False

    @property
    def is_blank(self) -> bool:
        return self.objects == 0


def look_at_page(page: Any, textpage: Any, gathered: Gathered, number: int) -> Found:
    """Hold the file for hidden text, large pictures and drawn letters on one page. number: from 1."""
    import pypdfium2.raw as pdfium

    found = Found()
    for order, (kind, thing, matrix) in enumerate(objects(page.raw, None, IDENTITY, 0)):
        found.objects += 1
        if order >= OBJECTS_LIMIT:
            gathered.hold("drawn-text", page=number)
            break
        if kind == TEXT:
            add_text(found, order, thing, matrix)
        elif kind == PATH:
            add_path(found, order, thing, matrix)
        elif kind == IMAGE:
            add_picture(found, order, thing, matrix)
        elif kind == SHADING:
            found.covers.append(Painted(order, thing, bounds(thing, matrix), None))
    count = textpage.count_chars()
    has_error, raw = pdfium.FPDFText_HasUnicodeMapError, textpage.raw
    found.unmapped = sum(has_error(raw, position) == 1 for position in range(count))
    gathered.pictures += len(found.pictures)
    if found.drawn > DRAWN_GLYPHS:
        gathered.hold("drawn-text", page=number)
    judge_pictures(page, found, gathered, number)
    judge_hidden_text(page, textpage, found, gathered, number)
    return found


def objects(page: Any, form: Any, matrix: Matrix, depth: int) -> Iterator[tuple[int, Any, Matrix]]:
    """All painted objects in painting order, those inside form objects with their place on the page."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page) if form is None else pdfium.FPDFFormObj_CountObjects(form)
    for position in range(count):
        if form is None:
            thing = pdfium.FPDFPage_GetObject(page, position)
        else:
            thing = pdfium.FPDFFormObj_GetObject(form, position)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == FORM and depth < 12:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(thing, own)
            inner = multiplied((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            yield from objects(page, thing, inner, depth + 1)
        else:
            yield kind, thing, matrix


def multiplied(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def bounds(thing: Any, matrix: Matrix) -> Box:
    """Where an object is on the page."""
    import pypdfium2.raw as pdfium

    values = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing, *values)
    left, bottom, right, top = (value.value for value in values)
    if matrix is IDENTITY:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def fill_of(thing: Any) -> tuple[int, int] | None:
    """Grey value and opacity of an object's fill, each 0 to 255; None if it is a pattern."""
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
        return None
    return (red.value * 299 + green.value * 587 + blue.value * 114) // 1000, alpha.value


def add_text(found: Found, order: int, thing: Any, matrix: Matrix) -> None:
    import pypdfium2.raw as pdfium

    fill = fill_of(thing)
    text = Painted(order, thing, bounds(thing, matrix), fill[0] if fill else None)
    found.texts.append(text)
    if pdfium.FPDFTextObj_GetTextRenderMode(thing) in (3, 7):
        found.has_invisible = True
    if fill is None or fill[0] >= LIGHT or fill[1] < 64 or 0 < text.box[3] - text.box[1] < TINY:
        found.covers.append(text)  # as good as covered by itself: the picture of the page decides


def add_path(found: Found, order: int, thing: Any, matrix: Matrix) -> None:
    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(thing, mode, stroke) or not mode.value:
        return
    box = bounds(thing, matrix)
    width, height = box[2] - box[0], box[3] - box[1]
    if width < COVERING or height < COVERING:
        return
    if width < 40 and height < 40 and pdfium.FPDFPath_CountSegments(thing) >= 8:
        found.drawn += 1
    fill = fill_of(thing)
    if fill is None or fill[1] >= 64:
        found.covers.append(Painted(order, thing, box, fill[0] if fill else None))


def add_picture(found: Found, order: int, thing: Any, matrix: Matrix) -> None:
    import pypdfium2.raw as pdfium

    box = bounds(thing, matrix)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing, width, height)
    found.pictures.append((box, width.value * height.value))
    if found.texts:
        found.covers.append(Painted(order, thing, box, None))


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def judge_pictures(page: Any, found: Found, gathered: Gathered, number: int) -> None:
    """Pictures larger than a card may be documents of their own; together with invisible text they are scans."""
    total_mm2 = sum(area(box) for box, _ in found.pictures) / POINTS_PER_MM**2
    if not found.pictures:
        return
    if found.has_invisible and total_mm2 > CARD_MM2:
        gathered.hold("scanned-page", page=number)
    elif total_mm2 > 2 * CARD_MM2 or any(
        area(box) / POINTS_PER_MM**2 > CARD_MM2 or pixels > PIXELS for box, pixels in found.pictures
    ):
        gathered.hold("large-picture")


def judge_hidden_text(page: Any, textpage: Any, found: Found, gathered: Gathered, number: int) -> None:
    """Hold the file if the picture of the page shows nothing where text is."""
    if found.has_invisible and not found.pictures:
        gathered.hold("invisible-text", page=number)
    suspected = [
        (text, overlap, cover)
        for text in found.texts
        for cover in found.covers
        if touches(cover.box, text.box) and may_hide(cover, text) and (overlap := common(text.box, cover.box))
    ]
    if not suspected:
        return
    picture = Picture(page)
    for text, overlap, cover in suspected:
        if picture.shows_nothing(overlap) or (is_dark_above(cover, text) and picture.is_mostly_dark(overlap)):
            words = text_of_object(text.thing, textpage)
            if any(map(str.isalnum, words)):
                gathered.hold("invisible-text" if cover is text else "covered-text", page=number)
                gathered.hide("covered-text", words)


def touches(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def may_hide(cover: Painted, text: Painted) -> bool:
    """Whether something lies above a text, or below it in the same shade."""
    if cover.order >= text.order:
        return True
    return cover.grey is not None and text.grey is not None and abs(cover.grey - text.grey) < SIMILAR


def is_dark_above(cover: Painted, text: Painted) -> bool:
    """Whether something dark lies above a text; a pattern over it may keep the area from being of one shade."""
    return cover.order > text.order and cover.grey is not None and cover.grey < DARK


def common(text: Box, painted: Box) -> Box | None:
    """The part of a text that is painted over; None if less than a letter is."""
    left, bottom = max(text[0], painted[0]), max(text[1], painted[1])
    right, top = min(text[2], painted[2]), min(text[3], painted[3])
    height = text[3] - text[1]
    if top - bottom < 0.5 * height or right - left < min(0.4 * height, text[2] - text[0]) or right <= left:
        return None
    return left, bottom, right, top


def text_of_object(thing: Any, textpage: Any) -> str:
    import pypdfium2.raw as pdfium

    length = pdfium.FPDFTextObj_GetText(thing, textpage.raw, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    pdfium.FPDFTextObj_GetText(thing, textpage.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: max(length, 0)].decode("utf-16-le", errors="replace").rstrip("\0")


class Picture:
    """The page as a person sees it, in shades of grey."""

    def __init__(self, page: Any) -> None:
        self.page = page
        bitmap = page.render(scale=RENDER_SCALE, grayscale=True)
        self.width, self.height, self.stride = bitmap.width, bitmap.height, bitmap.stride
        self.rows = bytes(bitmap.buffer)

    def shows_nothing(self, box: Box) -> bool:
        """Whether the inside of a box on the page is of one shade. Boxes outside the page show nothing."""
        darkest, lightest = 255, 0
        for part in self.lines(box):
            darkest, lightest = min(darkest, *part), max(lightest, *part)
            if lightest - darkest > UNIFORM:
                return False
        return True

    def is_mostly_dark(self, box: Box) -> bool:
        """Whether at least three fifths of the inside of a box are dark."""
        lines = self.lines(box)
        dark = sum(len(line) - len(line.translate(None, DARK_SHADES)) for line in lines)
        return dark >= 0.6 * sum(map(len, lines))

    def lines(self, box: Box) -> list[bytes]:
        """The grey values inside a box, line by line, without its edge."""
        left, top = self.pixel(box[0], box[3])
        right, bottom = self.pixel(box[2], box[1])
        left, right = max(min(left, right) + 1, 0), min(max(left, right), self.width)
        top, bottom = max(min(top, bottom) + 1, 0), min(max(top, bottom), self.height)
        starts = (line * self.stride for line in range(top, bottom))
        return [part for start in starts if len(part := self.rows[start + left : start + right]) > 1]

    def pixel(self, x: float, y: float) -> tuple[int, int]:
        import pypdfium2.raw as pdfium

        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self.page.raw, 0, 0, self.width, self.height, 0, x, y, column, row)
        return column.value, row.value
