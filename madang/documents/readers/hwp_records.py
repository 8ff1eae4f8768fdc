"""HWP 5 records and the protection of distribution documents, as Hancom's specifications (revisions 1.3, 1.2) say."""

import struct
from array import array
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from madang.documents.readers.gathering import Unreadable

PARAGRAPH, PARAGRAPH_TEXT, CONTROL, LIST = 66, 67, 71, 72
TABLE, OLE, PICTURE, CONTROL_DATA, EQUATION = 77, 84, 85, 87, 88
TEXT_ART, FORM, MEMO_LIST, CHART, VIDEO = 90, 91, 93, 95, 98
BODY_TAGS = frozenset([*range(66, 92), 92, 93, 95, 98])
DISTRIBUTION_TAG = 28
ONE_UNIT = frozenset({0, 10, 13, *range(24, 32)})
"""Control characters of one code unit; all others below 32 take eight."""
SHOWN = {9: "\t", 10: "\n", 13: "", 24: "-", 30: " ", 31: " "}


@dataclass(slots=True)
class Record:
    """One record with the records below it."""

    tag: int
    data: bytes
    children: list["Record"] = field(default_factory=list)


def parse(data: bytes) -> list[Record]:
    """The records of an unpacked stream as a forest. Raises `Unreadable` if the stream does not end with a record."""
    roots: list[Record] = []
    open_records: list[tuple[int, list[Record]]] = [(-1, roots)]
    position, end = 0, len(data)
    while position + 4 <= end:
        (head,) = struct.unpack_from("<I", data, position)
        position += 4
        tag, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        if size == 0xFFF:
            if position + 4 > end:
                raise Unreadable("damaged", part="record")
            (size,) = struct.unpack_from("<I", data, position)
            position += 4
        if position + size > end:
            raise Unreadable("damaged", part="record")
        record = Record(tag, data[position : position + size])
        position += size
        while open_records[-1][0] >= level:
            open_records.pop()
        open_records[-1][1].append(record)
        open_records.append((level, record.children))
    if position != end:
        raise Unreadable("damaged", part="record")
    return roots


def text_of(data: bytes) -> str:
    """The characters of a paragraph's text, without the control characters and what they carry."""
    units = array("H", data[: len(data) & ~1])
    controls = [position for position, unit in enumerate(units) if unit < 32]
    pieces: list[str] = []
    start = 0
    for position in controls:
        if position < start:
            continue  # inside a control character of eight units
        pieces.append(string(data[2 * start : 2 * position]))
        unit = units[position]
        pieces.append(SHOWN.get(unit, ""))
        start = position + (1 if unit in ONE_UNIT else 8)
    pieces.append(string(data[2 * start :]))
    return "".join(pieces)


def string(data: bytes) -> str:
    return data.decode("utf-16-le", errors="replace")


def counted_string(data: bytes, offset: int) -> tuple[str, int]:
    """A string behind its length in code units, and the offset after it; "" if the record is too short for it."""
    if offset + 2 > len(data):
        return "", len(data)
    (length,) = struct.unpack_from("<H", data, offset)
    end = offset + 2 + 2 * length
    return (string(data[offset + 2 : end]), end) if end <= len(data) else ("", len(data))


def is_locked(stream: bytes) -> bool:
    """Whether a stream of a distribution document begins with the record that carries its key."""
    return len(stream) >= 260 and bool(struct.unpack_from("<I", stream)[0] == 256 << 20 | DISTRIBUTION_TAG)


def decrypt_distribution(stream: bytes) -> bytes:
    """A stream that `is_locked`, without its lock; it is still packed."""
    scrambled = bytearray(stream[4:260])
    (seed,) = struct.unpack_from("<I", scrambled)
    state, value, run = seed, 0, 0
    for position in range(256):
        if run == 0:
            state = (state * 214013 + 2531011) & 0xFFFFFFFF
            value = state >> 16 & 0xFF
            state = (state * 214013 + 2531011) & 0xFFFFFFFF
            run = (state >> 16 & 0xF) + 1
        if position >= 4:
            scrambled[position] ^= value
        run -= 1
    start = 4 + (seed & 0xF)
    packed = stream[260:]
    cipher = Cipher(algorithms.AES(bytes(scrambled[start : start + 16])), modes.ECB())  # noqa: S305 -- their format
    unlock = cipher.decryptor()
    return unlock.update(packed[: len(packed) & ~15]) + unlock.finalize()
