"""A decided copy: a PDF set from the kept text of a document whose own format is never altered."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from madang.documents.glyphs import FONTS, spelled_out
from madang.documents.redaction.passages import MARK
from madang.documents.textblocks import blocks

TEMPLATE = Path(__file__).resolve().parent / "copy.typ"
WIDE = 6
"""A table of more columns turns the pages."""
CELL_LIMIT = 200_000


class TooLargeToSet(ValueError):
    """The text is longer than can be set in reasonable time."""


def set_copy(*, title: str, text: str, note: str, language: str) -> bytes:
    """The kept text as a PDF with tags and without metadata. Raises `TooLargeToSet`."""
    import pikepdf
    import typst

    content = copy_data(title=title, text=text, note=note, language=language)
    set_pdf: bytes = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"copy": json.dumps(content, ensure_ascii=False)},
    )
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(set_pdf)) as pdf:
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


def copy_data(*, title: str, text: str, note: str, language: str) -> dict[str, Any]:
    """What the template is given: lines and cells in pieces, the marks told apart from the text."""
    found = list(blocks(spelled_out(text)))
    if sum(len(block.lines) + sum(map(len, block.rows)) for block in found) > CELL_LIMIT:
        raise TooLargeToSet
    return {
        "title": pieces(spelled_out(title)),
        "note": note,
        "language": language,
        "is_wide": any(len(block.rows[0]) > WIDE for block in found if block.rows),
        "blocks": [
            {
                "lines": [{"pieces": pieces(line)} for line in block.lines],
                "rows": [[{"pieces": pieces(cell)} for cell in row] for row in block.rows],
            }
            for block in found
        ],
    }


def pieces(line: str) -> Sequence[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    position = 0
    for mark in MARK.finditer(line):
        found.append({"text": line[position : mark.start()], "is_mark": False})
        found.append({"text": mark[0], "is_mark": True})
        position = mark.end()
    found.append({"text": line[position:], "is_mark": False})
    return [piece for piece in found if piece["text"]]
