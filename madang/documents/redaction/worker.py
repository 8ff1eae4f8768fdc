"""The child process that makes and judges redacted PDFs: no Django, no database, no network. Started by `redacting`.

A request is JSON with a `job` and a `path` or `text`; the answer is a JSON frame and a frame of bytes.
"""

import os
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from madang.documents.confinement import confine
from madang.documents.reader_worker import allow_seconds, read_frame, write_frame
from madang.documents.redaction.checking import check_pdf
from madang.documents.redaction.pages import Box, Region, find_boxes
from madang.documents.redaction.passages import CannotBeWithheld, Passage
from madang.documents.redaction.photographs import as_pdf
from madang.documents.redaction.remaking import remake
from madang.documents.redaction.typesetting import TooLargeToSet, set_copy

Answer = tuple[dict[str, Any], bytes]
MARKED, WITHHELD = (255, 214, 92), (40, 40, 40)
"""Colours over what is marked and what is withheld, on the desk's pictures."""


def passages_of(request: dict[str, Any]) -> list[Passage]:
    return [Passage(one["text"], tuple(one["items"])) for one in request["passages"]]


def box_of(value: Any) -> tuple[float, float, float, float] | None:
    return None if value is None else (float(value[0]), float(value[1]), float(value[2]), float(value[3]))


def as_json(box: Box) -> dict[str, Any]:
    return {
        "page": box.page,
        "box": [round(value, 2) for value in box.box],
        "items": list(box.items),
        "passages": list(box.passages),
    }


def pages_of(request: dict[str, Any]) -> bytes:
    """The file as a PDF: as it is, or a picture as pages."""
    data = Path(request["path"]).read_bytes()
    return as_pdf(data) if request["kind"] == "picture" else data


def do_remake(request: dict[str, Any]) -> Answer:
    regions = [Region(one["page"], box_of(one["box"]), tuple(one["items"])) for one in request["regions"]]
    made = remake(pages_of(request), passages_of(request), regions, everything=request["everything"])
    reasons = {str(page): reason for page, reason in sorted(made.reasons.items())}
    boxes = [as_json(box) for box in made.boxes]
    return {"pages": made.pages, "boxes": boxes, "reasons": reasons, "text": made.text}, made.data


def do_size(request: dict[str, Any]) -> Answer:
    """The width and height of a page as it is shown, in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pages_of(request))
    number = int(request["page"])
    if not 0 <= number < len(document):
        return {"fault": "no-such-page"}, b""
    return {"size": list(document[number].get_size())}, b""


def do_set(request: dict[str, Any]) -> Answer:
    made = set_copy(title=request["title"], text=request["text"], note=request["note"], language=request["language"])
    return {}, made


def do_check(request: dict[str, Any]) -> Answer:
    boxes = [Box(one["page"], box_of(one["box"]) or (0, 0, 0, 0), (), ()) for one in request["boxes"]]
    found = check_pdf(
        Path(request["path"]).read_bytes(),
        passages_of(request),
        boxes,
        pages=request["pages"],
        strict=request["strict"],
    )
    return {
        "checks": [{"name": check.name, "passed": check.passed, "detail": check.detail} for check in found],
        "pages": int(found[-1].detail.split()[0]),
    }, b""


def do_picture(request: dict[str, Any]) -> Answer:
    """A page as PNG; what is marked is tinted, what is withheld darkened so that the officer still reads it."""
    import numpy
    import pypdfium2

    document = pypdfium2.PdfDocument(pages_of(request))
    number = int(request["page"])
    if not 0 <= number < len(document):
        return {"fault": "no-such-page"}, b""
    page = document[number]
    width, _height = page.get_size()
    scale = min(2.0, 1000 / max(1.0, width))
    pixels = page.render(scale=scale, may_draw_forms=False, draw_annots=True, rev_byteorder=True).to_numpy()
    pixels = numpy.repeat(pixels.reshape(*pixels.shape[:2], -1)[:, :, :1], 3, axis=2) if pixels.ndim == 2 else pixels
    pixels = pixels[:, :, :3].copy()
    regions = [Region(0, box_of(one["box"]), tuple(one["items"])) for one in request["regions"]]
    for box in find_boxes([page], passages_of(request), regions):
        left, bottom, right, top = (int(value * scale) for value in box.box)
        area = pixels[max(0, pixels.shape[0] - top) : pixels.shape[0] - bottom, max(0, left) : right]
        is_withheld = not box.passages or any(one < request["withheld"] for one in box.passages)
        tint = numpy.array(WITHHELD if is_withheld else MARKED, dtype=numpy.uint16)
        area[:] = (area.astype(numpy.uint16) * (2 if is_withheld else 1) + tint * (3 if is_withheld else 1)) // (
            5 if is_withheld else 2
        )
    return {"pages": len(document), "width": pixels.shape[1], "height": pixels.shape[0]}, png(pixels)


def png(pixels: Any) -> bytes:
    """RGB pixels as PNG."""
    rows, columns = pixels.shape[:2]
    raw = b"".join(b"\0" + pixels[row].tobytes() for row in range(rows))
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, body in (
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(raw, 4)),
        (b"IEND", b""),
    ):
        parts.append(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
    return b"".join(parts)


JOBS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "remake": do_remake,
    "set": do_set,
    "check": do_check,
    "picture": do_picture,
    "size": do_size,
}


def answer(request: dict[str, Any], output: IO[bytes]) -> None:
    try:
        told, data = JOBS[request["job"]](request)
    except CannotBeWithheld as failure:
        told, data = {"fault": failure.code}, b""
    except TooLargeToSet:
        told, data = {"fault": "too-large-to-set"}, b""
    except MemoryError:
        told, data = {"fault": "memory-exhausted"}, b""
    except Exception as error:  # a hostile file may raise anything from anywhere
        told, data = {"fault": "failed", "error": type(error).__name__}, b""
    write_frame(output, told)
    output.write(struct.pack(">I", len(data)) + data)
    output.flush()


def main() -> None:
    """Serve requests until standard input ends. Argument: megabytes of address space."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what a library prints must never look like an answer
        os.dup2(nothing, standard)
    confine(memory_mb=int(sys.argv[1]))
    while (request := read_frame(requests)) is not None:
        allow_seconds(int(request["seconds"]))
        answer(request, answers)


if __name__ == "__main__":
    main()
