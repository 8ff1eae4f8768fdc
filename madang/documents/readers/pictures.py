"""Pictures can carry text that no reader here reads. How large a picture may be before a person must look at it."""

import io
import struct
from pathlib import Path
from typing import Any

from madang.documents.readers.gathering import Gathered, Unreadable

CARD_MM2 = 85.6 * 54.0
"""The area of an identity card (ISO/IEC 7810 ID-1) in square millimetres: a picture shown larger may be a document."""
PIXELS = 1_000_000
"""A picture with more pixels may be a scanned document, however small it is shown."""
OPENED_PIXELS = 120_000_000
"""Pixels of one frame of a picture file."""
FRAMES_LIMIT = 200
FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "DIB", "ICO", "MPO")
MPO = "MPO"
"""A photograph with further pictures of a camera behind the first, which alone is shown."""


def is_shown_large(width_mm: float, height_mm: float) -> bool:
    return abs(width_mm * height_mm) > CARD_MM2


def pixels(data: bytes) -> int | None:
    """Width times height of a PNG, GIF, BMP or JPEG picture; None if the format is another one or damaged."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", data, 16)
        elif data.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack_from("<HH", data, 6)
        elif data.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", data, 18)
        elif data.startswith(b"\xff\xd8"):
            return jpeg_pixels(data)
        else:
            return None
    except struct.error:
        return None
    return abs(int(width) * int(height))


def jpeg_pixels(data: bytes) -> int | None:
    """Raises `struct.error` if the data end too early."""
    position = 2
    while True:
        marker, length = struct.unpack_from(">HH", data, position)
        if 0xFFC0 <= marker <= 0xFFCF and marker not in (0xFFC4, 0xFFC8, 0xFFCC):
            height, width = struct.unpack_from(">HH", data, position + 5)
            return int(width) * int(height)
        if not 0xFF01 <= marker <= 0xFFFE or length < 2:
            return None
        position += 2 + length


def is_large_picture(data: bytes) -> bool:
    """Whether a picture has so many pixels, or so unknown a format, that a person must look at it."""
    count = pixels(data)
    return count is None or count > PIXELS


def opened_picture(data: bytes) -> tuple[Any, int]:
    """A picture, as Pillow opens it, and its number of frames. Raises `Unreadable` if it is damaged or too large."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        frames = 1 if picture.format == MPO else int(getattr(picture, "n_frames", 1))
    except MemoryError:
        raise
    except Exception:  # a hostile picture may raise anything
        raise Unreadable("damaged", part="picture")
    if picture.width * picture.height > OPENED_PIXELS or frames > FRAMES_LIMIT:
        raise Unreadable("too-large", limit=OPENED_PIXELS if frames <= FRAMES_LIMIT else FRAMES_LIMIT)
    return picture, frames


def read_picture(path: Path) -> Gathered:
    """How many frames a picture file has, as pages, and what it says of itself; never more: a person must look."""
    gathered = Gathered("picture")
    gathered.hold("picture-file")
    try:
        picture, gathered.pages = opened_picture(path.read_bytes())
    except Unreadable:
        return gathered
    try:
        said = {**picture.info, **picture.getexif()}
    except Exception:  # what cannot be read of it is not handed on either: copies have no metadata
        said = dict(picture.info)
    for name, value in said.items():
        if isinstance(value, str):
            gathered.describe(str(name), value)
    return gathered
