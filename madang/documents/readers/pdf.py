"""PDF, read with PDFium page by page, compared with a second reader, and searched for what a page does not show."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from madang.documents.readers.comparing import tolerance
from madang.documents.readers.gathering import Gathered, Unreadable
from madang.documents.readers.pdf_page import look_at_page
from madang.documents.readers.pdf_second import SecondReader
from madang.documents.readers.pdf_structure import look_at_structure

PAGES_LIMIT = 5_000
REVISIONS_LIMIT = 8
NAMED_PAGES = 20
"""Beyond so many reasons of one kind the further pages are counted only."""
LETTERS = re.compile(r"[\W_]+")
DOUBTFUL = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""What stands for a glyph of which nobody knows the letter."""
END_OF_FILE = re.compile(rb"%%EOF\s*")


def read(path: Path) -> Gathered:
    """Everything that a PDF says. Raises `Unreadable` if it is damaged, or needs a password."""
    gathered = Gathered("pdf")
    data = path.read_bytes()
    document = opened(data)
    try:
        gathered.pages = len(document)
        if len(document) > PAGES_LIMIT:
            raise Unreadable("too-large", limit=PAGES_LIMIT)
        texts = read_pages(document, data, gathered)
    finally:
        document.close()
    gathered.body = [text + "\n\n" for text in texts]
    look_at_structure(path, gathered)
    look_at_revisions(data, "".join(texts), gathered)
    look_at_both_ends(data, gathered)
    return gathered


def opened(data: bytes) -> Any:
    """A PDFium document. Raises `Unreadable`."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("password")
        raise Unreadable("drm" if "security" in str(error).lower() else "damaged", part="PDF")


def read_pages(document: Any, data: bytes, gathered: Gathered) -> list[str]:
    """The text of each page, after a look at its objects and a comparison with the second reader."""
    import pypdfium2

    second = SecondReader(data)
    texts: list[str] = []
    totals: Counter[str] = Counter()
    for number in range(len(document)):
        try:
            page = document[number]
            textpage = page.get_textpage()
            text = textpage.get_text_range()
            found = look_at_page(page, textpage, gathered, number + 1)
        except pypdfium2.PdfiumError:
            hold_page(gathered, "page-unreadable", number + 1)
            texts.append("")
            continue
        if not letters(text) and not found.is_blank:
            hold_page(gathered, "page-without-text", number + 1)
        elif found.unmapped > tolerance(len(text)) or len(DOUBTFUL.findall(text)) > tolerance(len(text)):
            count = max(found.unmapped, len(DOUBTFUL.findall(text)))
            hold_page(gathered, "unmapped-glyphs", number + 1, count=count)
        compare_page(second, number, text, gathered, totals)
        texts.append(text)
    gathered.readers = {"pdfium": totals["own"], "pdf-oxide": totals["second"]}
    return texts


def compare_page(second: SecondReader, number: int, text: str, gathered: Gathered, totals: Counter[str]) -> None:
    """Hold the file if the two readers disagree about the letters and digits of a page."""
    other = second.text(number)
    if other is None:
        gathered.hold("second-reader-failed", reader="pdf-oxide")
        return
    own, theirs = Counter(letters(text)), Counter(letters(other))
    allowed = tolerance(max(own.total(), theirs.total()))
    totals.update(own=own.total(), second=theirs.total())
    if (theirs - own).total() > allowed:
        theirs = Counter(letters(second.text_without_doubles(number)))
    difference = max((own - theirs).total(), (theirs - own).total())
    if difference > allowed:
        hold_page(gathered, "pages-disagree", number + 1, own=own.total(), second=theirs.total(), difference=difference)


def letters(text: str) -> str:
    return LETTERS.sub("", text)


def hold_page(gathered: Gathered, code: str, page: int, **params: int) -> None:
    if sum(reason.code == code for reason in gathered.reasons) < NAMED_PAGES:
        gathered.hold(code, page=page, **params)


def look_at_revisions(data: bytes, final: str, gathered: Gathered) -> None:
    """Text of earlier revisions that the last one no longer shows is hidden text, and holds the file.

    Every `%%EOF` but the last may end such a revision; the first of a linearised file does not.
    """
    ends = [match.end() for match in END_OF_FILE.finditer(data)][:-1]
    if b"/Linearized" in data[:1024]:
        ends = ends[1:]
    if len(ends) > REVISIONS_LIMIT:
        gathered.hold("earlier-revision")
        return
    shown = Counter(letters(final))
    for end in ends:
        earlier = text_of_revision(data[:end])
        if earlier is None:
            continue
        if (Counter(letters(earlier)) - shown).total() > 0:
            gathered.hold("earlier-revision")
            gathered.hide("earlier-revision", earlier)


def text_of_revision(data: bytes) -> str | None:
    """The text of a file cut off after an earlier revision; None if that is no file of its own."""
    import pypdfium2

    try:
        document = opened(data)
    except Unreadable:
        return None
    try:
        pages = range(min(len(document), PAGES_LIMIT))
        return "\n".join(document[number].get_textpage().get_text_range() for number in pages)
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def look_at_both_ends(data: bytes, gathered: Gathered) -> None:
    """Bytes before the header or behind the end are not of this PDF: the file may be two things at once."""
    ends = list(END_OF_FILE.finditer(data))
    behind = data[ends[-1].end() :] if ends else b""
    if not data.startswith(b"%PDF-") or len(behind.strip(b"\0\r\n\t ")) > 0:
        gathered.hold("foreign-bytes")
