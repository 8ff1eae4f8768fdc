"""Which writer writes which kind of file."""

from collections.abc import Callable

from madang.portal.demonstration.writers.docx import write_docx
from madang.portal.demonstration.writers.hwpx import write_hwpx
from madang.portal.demonstration.writers.papers import Paper
from madang.portal.demonstration.writers.pdf import write_pdf

WRITERS: dict[str, Callable[[Paper], bytes]] = {"hwpx": write_hwpx, "pdf": write_pdf, "docx": write_docx}


def write(paper: Paper, kind: str) -> bytes:
    """The paper as a file of the kind `hwpx`, `pdf` or `docx`."""
    return WRITERS[kind](paper)
