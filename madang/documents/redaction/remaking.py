"""A PDF made anew: pages with withheld passages as pictures with black boxes burned in, the others as they were.

Objects are never taken out of a page: PDFium's way of doing so garbles Korean text, and all ways leave traces.
"""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from madang.documents.redaction import cleaning
from madang.documents.redaction.pages import Box, Region, find_boxes, letters_of, scale_of
from madang.documents.redaction.passages import Passage, kept, written
from madang.documents.redaction.regions import text_beside

LABEL_SIZE, LABEL_ROOM = 7.0, 34.0


@dataclass
class Remade:
    """A new PDF. reasons: why each page that was made anew was: `passage`, `region`, `layers`, `hidden`, `fonts`,
    `structure`, `asked`; pages from 0. text: what is left of the text if regions are withheld; None without any."""

    data: bytes
    pages: int
    boxes: list[Box]
    reasons: dict[int, str] = field(default_factory=dict)
    text: str | None = None


def remake(data: bytes, passages: Sequence[Passage], regions: Sequence[Region], *, everything: bool = False) -> Remade:
    """Make the PDF anew without the passages and regions. everything: every page as a picture.

    Raises `pypdfium2.PdfiumError` if it cannot be opened or a page not be shown, `IndexError` for a region on no page.
    """
    import pikepdf
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[number] for number in range(len(document))]
        boxes = find_boxes(pages, passages, regions)
        text, below = text_beside(pages, passages, regions) if regions else (None, "")
        reasons = {box.page: "passage" if box.passages else "region" for box in boxes}
        if everything:
            reasons = {number: reasons.get(number, "asked") for number in range(len(pages))}
        try:
            source = pikepdf.open(io.BytesIO(data))
            if len(source.pages) != len(pages):
                raise ValueError("the two libraries count different pages")
            reasons |= more_pages(source, pages, passages, reasons, text, below)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            source = None
            reasons = {number: reasons.get(number, "structure") for number in range(len(pages))}
        made = assemble(source, pages, boxes, reasons)
        return Remade(made, len(pages), boxes, reasons, text)
    finally:
        document.close()


def more_pages(
    source: Any,
    pages: Sequence[Any],
    passages: Sequence[Passage],
    reasons: dict[int, str],
    text: str | None,
    below: str,
) -> dict[int, str]:
    """Pages without a box that still cannot be kept as they are, and why. below: the letters under regions."""
    left = [(number, page.obj) for number, page in enumerate(source.pages) if number not in reasons]
    found: dict[int, str] = {}
    for number, page in left:
        if cleaning.has_layers(page):
            found[number] = "layers"
        elif cleaning.hides_passage(page, list(passages)):
            found[number] = "hidden"
    if passages or below:
        if text is None:
            text = kept(letters_of([page.get_textpage() for page in pages]).text, passages)
        remaining = {one for letter in set(text) for one in written(letter)}
        gone = "".join([below, *(passage.text for passage in passages)])
        withheld = {one for letter in gone for one in written(letter)}
        rest = [(number, page) for number, page in left if number not in found]
        found |= dict.fromkeys(cleaning.telling_fonts(rest, withheld - remaining), "fonts")
    return found


def assemble(source: Any, pages: Sequence[Any], boxes: Sequence[Box], reasons: dict[int, str]) -> bytes:
    import pikepdf

    target = pikepdf.new()
    for number, page in enumerate(pages):
        if number in reasons:
            add_picture(target, page, [box for box in boxes if box.page == number])
        else:
            cleaning.keep_page(source, source.pages[number].obj, target)
    cleaning.strip(target)
    target.remove_unreferenced_resources()
    output = io.BytesIO()
    target.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def picture_of(page: Any, boxes: Sequence[Box]) -> Any:
    """The page's pixels with the boxes burned in, as an array: grey if nothing on it is coloured."""
    width, height = page.get_size()
    scale = scale_of(width, height)
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
    pixels = bitmap.to_numpy()
    if pixels.ndim == 3:
        colours = pixels[:, :, :3]
        is_grey = (colours[:, :, 0] == colours[:, :, 1]).all() and (colours[:, :, 1] == colours[:, :, 2]).all()
        pixels = (colours[:, :, 0] if is_grey else colours).copy()
    else:
        pixels = pixels.copy()
    rows = pixels.shape[0]
    for box in boxes:
        left, bottom, right, top = (value * scale for value in box.box)
        pixels[max(0, int(rows - top)) : int(rows - bottom) + 2, max(0, int(left)) : int(right) + 2] = 0
    return pixels


def add_picture(target: Any, page: Any, boxes: Sequence[Box]) -> None:
    """Append a page that shows the other one's picture, with the items of its boxes in the margin."""
    import pikepdf

    pixels = picture_of(page, boxes)
    width, height = page.get_size()
    is_grey = pixels.ndim == 2
    image = pikepdf.Stream(target, zlib.compress(pixels.tobytes(), 3))
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = pixels.shape[1], pixels.shape[0], 8
    image.ColorSpace = pikepdf.Name.DeviceGray if is_grey else pikepdf.Name.DeviceRGB
    image.Filter = pikepdf.Name.FlateDecode
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    drawn = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q\n" + labels(boxes, width)
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F1=font))
    made = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=resources,
        Contents=pikepdf.Stream(target, drawn.encode()),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(made)))


def labels(boxes: Sequence[Box], width: float) -> str:
    """The items beside each line with a box, as text in the right margin: `9(1)6`. None where a box reaches there."""
    rows: dict[int, set[int]] = {}
    for box in boxes:
        if box.box[2] < width - LABEL_ROOM:
            rows.setdefault(round((box.box[1] + box.box[3]) / 2 - LABEL_SIZE / 3), set()).update(box.items)
    blocked = [box.box for box in boxes if box.box[2] >= width - LABEL_ROOM]
    drawn = []
    for height, items in rows.items():
        if not any(bottom - LABEL_SIZE < height < top + LABEL_SIZE for _left, bottom, _right, top in blocked):
            words = f"9(1){','.join(map(str, sorted(items)))}".replace("(", "\\(").replace(")", "\\)")
            drawn.append(f"BT /F1 {LABEL_SIZE} Tf 0.6 0 0 rg {width - LABEL_ROOM + 4:.1f} {height} Td ({words}) Tj ET")
    return "\n".join(drawn)
