"""Pictures can carry text that no reader here reads. How large a picture may be before a person must look at it."""

import struct

CARD_MM2 = 85.6 * 54.0
"""The area of an identity card (ISO/IEC 7810 ID-1) in square millimetres: a picture shown larger may be a document."""
PIXELS = 1_000_000
"""A picture with more pixels may be a scanned document, however small it is shown."""


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
