import struct

import pytest

from madang.documents.readers.ole_properties import strings


def property_set(*entries: tuple[int, int, bytes]) -> bytes:
    """A set of one section: header, section at 48, a directory, and the values."""
    directory, values = b"", b""
    for number, kind, value in entries:
        directory += struct.pack("<II", number, 8 + 8 * len(entries) + len(values))
        length = len(value) // 2 if kind == 0x1F else len(value)
        values += struct.pack("<II", kind, length) + value + b"\0" * (-len(value) % 4)
    section = struct.pack("<II", 8 + len(directory) + len(values), len(entries)) + directory + values
    return b"\0" * 44 + struct.pack("<I", 48) + section


def test_a_title_ends_where_it_ends_and_the_author_is_not_in_it() -> None:
    data = property_set((2, 0x1F, "개요1\0".encode("utf-16-le")), (4, 0x1F, "홍길동\0".encode("utf-16-le")))

    assert list(strings(data)) == [(2, "개요1"), (4, "홍길동")]


def test_narrow_strings_are_korean_and_numbers_are_passed_over() -> None:
    data = property_set((2, 0x1E, "계획\0".encode("cp949")), (14, 0x03, b"\x01\0\0\0"))

    assert list(strings(data)) == [(2, "계획")]


def test_a_set_that_is_cut_off_is_an_error() -> None:
    with pytest.raises(struct.error):
        list(strings(property_set((2, 0x1F, b"a\0"))[:50]))
