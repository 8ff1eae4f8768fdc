"""Strings of an OLE property set, as HWP keeps its title, author and dates in one.

Source: MS-OLEPS sections 2.20 to 2.25. olefile's own reader runs over the end of wide strings, into the author's name.
"""

import struct
from collections.abc import Iterator

NARROW, WIDE = 0x1E, 0x1F


def strings(data: bytes) -> Iterator[tuple[int, str]]:
    """Number and text of each string property of the first section, up to the text's end mark.

    Raises `struct.error` if the set is cut off.
    """
    (section,) = struct.unpack_from("<I", data, 44)
    (count,) = struct.unpack_from("<I", data, section + 4)
    for place in range(section + 8, section + 8 + 8 * min(count, 1000), 8):
        number, offset = struct.unpack_from("<II", data, place)
        kind, length = struct.unpack_from("<II", data, section + offset)
        begin = section + offset + 8
        if kind == WIDE:
            yield number, data[begin : begin + 2 * length].decode("utf-16-le", "replace").split("\0")[0]
        elif kind == NARROW:
            yield number, data[begin : begin + length].decode("cp949", "replace").split("\0")[0]
