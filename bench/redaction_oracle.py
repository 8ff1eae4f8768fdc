"""What PyMuPDF still finds in redacted PDFs. Run by `redaction.py` in the environment of the oracles.

Standard input: JSON `[{pdf, words, boxes: [{page, box}]}]`; standard output: JSON `[{text, bytes, pixels}]`, the hits.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

import pymupdf


def compact(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text) if not one.isspace()).casefold()


def everything_said(document: pymupdf.Document) -> str:
    """All text, metadata, attachments, annotations, outlines and raw string objects that PyMuPDF can get at."""
    found = [page.get_text("text", flags=pymupdf.TEXTFLAGS_TEXT) for page in document]
    found += [str(value) for value in (document.metadata or {}).values()] + [document.get_xml_metadata()]
    found += [str(entry) for entry in document.get_toc(simple=False)]
    found += [str(document.embfile_get(name)) for name in document.embfile_names()]
    for page in document:
        found += [str(annotation.info) for annotation in page.annots()]
        found += [str(field.field_value) for field in page.widgets()]
    for number in range(1, document.xref_length()):
        found += re.findall(r"\((.*?)\)", document.xref_object(number), re.DOTALL)
    return "\n".join(found)


def streams(document: pymupdf.Document, raw: bytes) -> list[bytes]:
    numbers = range(1, document.xref_length())
    named = [one for one in numbers if document.xref_is_stream(one) and "/Image" not in document.xref_object(one)]
    return [raw, *(document.xref_stream(one) or b"" for one in named)]


def judge(path: str, words: list[str], boxes: list[dict]) -> dict[str, object]:
    raw = Path(path).read_bytes()
    document = pymupdf.open(path)
    said = compact(everything_said(document))
    parts = streams(document, raw)
    encoded = {
        word: {word.encode(one, "ignore") for one in ("utf-8", "utf-16-be", "utf-16-le", "cp949")} for word in words
    }
    mixed = 0
    for box in boxes:
        page = document[box["page"]]
        left, bottom, right, top = box["box"]
        height = page.rect.height
        clip = pymupdf.Rect(left + 1, height - top + 1, right - 1, height - bottom - 1)
        shades = page.get_pixmap(clip=clip, dpi=150, colorspace=pymupdf.csGRAY).samples
        inner = set(shades)
        mixed += len(inner) != 1
    return {
        "text": sum(compact(word) in said for word in words),
        "found": [word for word in words if compact(word) in said],
        "bytes": sum(any(form in part for form in encoded[word] if len(form) > 3 for part in parts) for word in words),
        "pixels": mixed,
    }


if __name__ == "__main__":
    print(json.dumps([judge(one["pdf"], one["words"], one["boxes"]) for one in json.load(sys.stdin)]))
