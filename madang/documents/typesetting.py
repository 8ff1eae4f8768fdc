"""Papers: official forms and reports as tagged PDF (PDF/UA-1), from templates of our own and data that is only data.

A template is a Typst file of an app, `madang/<app>/papers/<name>.typ`, that begins with `#import "paper.typ": *` and
reads `data`. Nothing in the data can become markup, and nothing is read from elsewhere: no package, no file, no font
of the machine. The same template, data and moment give the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import get_language, gettext, override

from madang.documents.glyphs import FONTS, spelled_out

PAPERS = Path(__file__).parent / "papers"
LONGEST = 5_000_000
"""Characters of data that one paper may have: some thousand pages."""

Content = str | int | float | bool | None | Sequence["Content"] | Mapping[str, "Content"]


class PaperTooLong(ValueError):
    """The data is longer than one paper may be."""


def typeset(template: Path, data: Mapping[str, Content], *, at: datetime, language: str = "") -> bytes:
    """A template filled with data, as PDF. A character that no font of ours has is spelled `[U+1F600]`.

    at: the moment that the file says it was made at. language: `ko` or `en`; without, that of the page.
    Raises `PaperTooLong`; `typst.TypstError` if the template is wrong.
    Source: ISO 14289-1 (PDF/UA-1).
    """
    text = json.dumps(_written(data), ensure_ascii=False)
    if len(text) > LONGEST:
        raise PaperTooLong(f"{len(text)} characters are more than {LONGEST}")
    files = {"main": template.read_bytes(), "paper.typ": (PAPERS / "paper.typ").read_bytes()}
    tongue = (language or get_language() or "ko")[:2]
    with override(tongue):
        mark = gettext("Demonstration: invented data") if settings.DEMONSTRATION else ""
    inputs = {"data": text, "language": tongue, "demonstration": mark}
    compiled: bytes = typst.compile(
        files,  # type: ignore[call-overload]  # several files by name: in its manual, not in its types
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return compiled


def _written(content: Content) -> Content:
    """The content with what no font has spelled out."""
    if isinstance(content, str):
        return spelled_out(content)
    if isinstance(content, Mapping):
        return {key: _written(value) for key, value in content.items()}
    if isinstance(content, Sequence):
        return [_written(value) for value in content]
    return content
