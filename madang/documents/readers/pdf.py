"""PDF, read with PDFium page by page, and looked over with pikepdf for what a page does not show."""

from pathlib import Path
from typing import Any

from madang.documents.readers.gathering import Gathered, Unreadable

PAGES_LIMIT = 5_000


def read(path: Path) -> Gathered:
    """Everything that a PDF says. Raises `Unreadable` if it is damaged, or needs a password."""
    import pypdfium2

    gathered = Gathered("pdf")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("password" if "password" in str(error).lower() else "damaged", part="PDF")
    try:
        gathered.pages = len(document)
        if len(document) > PAGES_LIMIT:
            raise Unreadable("too-large", limit=PAGES_LIMIT)
        for number in range(len(document)):
            read_page(document, number, gathered)
    finally:
        document.close()
    return gathered


def read_page(document: Any, number: int, gathered: Gathered) -> None:
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        gathered.hold("page-unreadable", page=number + 1)
        return
    if not text.strip():
        gathered.hold("page-without-text", page=number + 1)
    gathered.body.append(text + "\n\n")
