"""The second, independent reader of PDF: pdf-oxide."""

from collections import defaultdict
from typing import Any

CLOSE = 0.3
"""A letter printed again within this share of its size is the same letter, made bold or given a shadow."""


class SecondReader:
    """One document as pdf-oxide reads it. Its failures are answers: `None` where it cannot read."""

    def __init__(self, data: bytes) -> None:
        self.document = attempt(open_document, data)

    def text(self, page: int) -> str | None:
        """The text of a page, counted from 0; None if it cannot be read."""
        if self.document is None:
            return None
        found = attempt(self.document.extract_text, page)
        return None if found is None else str(found)

    def text_without_doubles(self, page: int) -> str:
        """The letters of a page in no order, each once where it is printed over itself; "" if it cannot be read."""
        if self.document is None:
            return ""
        kept: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for char in attempt(self.document.extract_chars, page) or []:
            x, y = char.bbox[0], char.bbox[1]
            reach = CLOSE * max(char.font_size, 1.0)
            places = kept[char.char]
            if not any(abs(x - left) < reach and abs(y - bottom) < reach for left, bottom in places[-40:]):
                places.append((x, y))
        return "".join(letter * len(places) for letter, places in kept.items())


def open_document(data: bytes) -> Any:
    import pdf_oxide

    return pdf_oxide.PdfDocument.from_bytes(data)


def attempt(action: Any, argument: object) -> Any:
    """What the action returns; None if it fails. A panic of the library is no `Exception` in Python."""
    try:
        return action(argument)
    except (MemoryError, RecursionError):
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return None
        raise
