"""The five checks that a redacted PDF must pass before anybody else sees it. Its maker is not trusted."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from madang.documents.readers.pdf_second import SecondReader
from madang.documents.redaction.pages import EMPTY, Box, letter_box, shown
from madang.documents.redaction.passages import Passage, remaining

CHECKED_DPI = 150
EDGE = 2
"""Pixels at a box's edge that may be mixed with their neighbours."""
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "cp949")
CHECKS = ("second-reader", "streams", "boxes-without-text", "boxes-uniform", "page-count")
FORBIDDEN = (
    "/Metadata",
    "/EmbeddedFiles",
    "/JavaScript",
    "/JS",
    "/AcroForm",
    "/OCProperties",
    "/Thumb",
    "/Annots",
    "/AA",
)


@dataclass(frozen=True)
class Check:
    """One check. detail: what was found, never the withheld words."""

    name: str
    passed: bool
    detail: str = ""


def check_pdf(
    data: bytes, passages: Sequence[Passage], boxes: Sequence[Box], *, pages: int | None, strict: bool = True
) -> list[Check]:
    """All five checks. pages: how many there must be; None: as many as the two libraries agree on.

    strict: nothing may be in the file beside its pages. A copy that was set from text keeps its tags.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        found = [
            ask_second_reader(data, passages),
            look_at_streams(data, passages, strict=strict),
            look_for_text(document, boxes),
            look_at_boxes(document, boxes),
            count_pages(data, document, pages),
        ]
    finally:
        document.close()
    return found


def ask_second_reader(data: bytes, passages: Sequence[Passage]) -> Check:
    """A reader that had no part in the making finds no withheld string, nor in the file's metadata."""
    reader = SecondReader(data)
    count = reader.document.page_count() if reader.document is not None else 0
    texts = [reader.text(number) for number in range(count)]
    if reader.document is None or any(text is None for text in texts):
        return Check("second-reader", False, "pdf-oxide cannot read the file")
    everything = "\n".join([text or "" for text in texts] + list(metadata(data)))
    left = remaining(everything, passages)
    return Check("second-reader", not left, f"{len(left)} of {len(passages)} passages found")


def metadata(data: bytes) -> Iterator[str]:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from (str(value) for value in pdf.docinfo.values())
        if "/Metadata" in pdf.Root:
            yield pdf.Root.Metadata.read_bytes().decode("utf-8", errors="replace")


def look_at_streams(data: bytes, passages: Sequence[Passage], *, strict: bool) -> Check:
    """No withheld string in the bytes, in any unpacked stream, or in any string of the file; nothing beside pages."""
    import pikepdf

    wanted = [form for passage in passages for form in forms_of(passage.text)]
    words: list[str] = []
    hits = sum(form in data for form in wanted)
    streams = beside = 0
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            words += strings_in(thing)
            if isinstance(thing, pikepdf.Stream):
                streams += 1
                content = bytes_of(thing)
                hits += sum(form in content for form in wanted)
            if strict and isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                beside += sum(key in thing for key in FORBIDDEN)
        beside += strict and "/Info" in pdf.trailer
    hits += len(remaining("\n".join(words), passages))
    detail = f"{hits} hits in {streams} streams and {len(words)} strings"
    if beside:
        detail += f"; {beside} entries beside the pages"
    return Check("streams", not hits and not beside, detail)


def forms_of(text: str) -> list[bytes]:
    """How a string may stand among bytes; forms of fewer than four bytes would be found by chance."""
    plain = "".join(text.split())
    forms = {text.encode(encoding, errors="ignore") for encoding in ENCODINGS}
    forms |= {plain.encode(encoding, errors="ignore") for encoding in ENCODINGS}
    return sorted(form for form in forms if len(form) >= 4)


def bytes_of(stream: Any) -> bytes:
    """A stream unpacked; of pictures, which cannot be unpacked or are pixels only, what is in the file."""
    import pikepdf

    is_picture = str(stream.get("/Subtype", "")) == "/Image"
    try:
        return bytes(stream.read_raw_bytes() if is_picture else stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def strings_in(thing: Any, depth: int = 0) -> list[str]:
    """All strings that an object holds directly."""
    import pikepdf

    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if depth > 50 or not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
        return []
    inner = list(thing) if isinstance(thing, pikepdf.Array) else [thing[key] for key in list(thing.keys())]
    return [
        word
        for value in inner
        if not (isinstance(value, pikepdf.Object) and value.is_indirect)
        for word in strings_in(value, depth + 1)
    ]


def look_for_text(document: Any, boxes: Sequence[Box]) -> Check:
    """No letter of the page lies under a box."""
    inside = 0
    for number in sorted({box.page for box in boxes}):
        page = document[number]
        textpage = page.get_textpage()
        places = [box.box for box in boxes if box.page == number]
        for position in range(textpage.count_chars()):
            letter = letter_box(textpage, position)
            if letter is not None and letter != EMPTY and any(overlap(shown(page, letter), place) for place in places):
                inside += 1
    return Check("boxes-without-text", not inside, f"{inside} letters under {len(boxes)} boxes")


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def look_at_boxes(document: Any, boxes: Sequence[Box]) -> Check:
    """Every box is of one colour when the page is rendered."""
    mixed = 0
    scale = CHECKED_DPI / 72
    for number in sorted({box.page for box in boxes}):
        page = document[number]
        pixels = page.render(scale=scale, grayscale=True).to_numpy()
        pixels = pixels[:, :, 0] if pixels.ndim == 3 else pixels
        rows = pixels.shape[0]
        for left, bottom, right, top in (box.box for box in boxes if box.page == number):
            first, last = max(0, int(rows - top * scale)) + EDGE, int(rows - bottom * scale) - EDGE
            area = pixels[first:last, max(0, int(left * scale)) + EDGE : int(right * scale) - EDGE]
            mixed += not (area.size and area.min() == area.max() == 0)
    return Check("boxes-uniform", not mixed, f"{mixed} of {len(boxes)} boxes show something")


def count_pages(data: bytes, document: Any, pages: int | None) -> Check:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        counts = {len(pdf.pages), len(document)} | ({pages} if pages is not None else set())
    return Check("page-count", len(counts) == 1 and counts != {0}, f"{len(document)} pages")
