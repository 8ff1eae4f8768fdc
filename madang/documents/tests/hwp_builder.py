"""HWP 5 files, built for tests: an OLE container with packed records in it."""

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NO_STREAM = 0xFFFFFFFF
SMALLEST = 4096
"""Shorter streams would need a container of their own; padding does no harm to what HWP keeps in streams."""
Streams = dict[str, bytes]


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    """One record; level: 0 for a paragraph of the section."""
    size = min(len(data), 0xFFF)
    head = struct.pack("<I", tag | level << 10 | size << 20)
    return head + (struct.pack("<I", len(data)) if size == 0xFFF else b"") + data


def text(words: str, level: int = 0, controls: bytes = b"") -> bytes:
    """A paragraph: header, text with an end mark, and controls that hang on it."""
    marks = b"".join(struct.pack("<HII4xH", 11, 0, 0, 11) for _ in range(1 if controls else 0))
    data = marks + (words + "\r").encode("utf-16-le")
    head = struct.pack("<IIHBBHHHI", len(data) // 2, 0, 0, 0, 0, 1, 0, 1, 0)
    shape = record(68, level + 1, struct.pack("<II", 0, 0))
    return record(66, level, head) + record(67, level + 1, data) + shape + controls


def control(identity: str, level: int, data: bytes = b"") -> bytes:
    return record(71, level, identity.encode()[::-1] + data)


def cell(words: str, column: int, row: int, level: int) -> bytes:
    place = struct.pack("<HHHHII8xH", column, row, 1, 1, 1000, 1000, 1)
    return record(72, level, struct.pack("<HHI", 1, 0, 0) + place) + text(words, level)


def table(rows: list[list[str]], level: int = 1) -> bytes:
    head = struct.pack("<IHHH8x", 0, len(rows), len(rows[0]), 0)
    sizes = b"".join(struct.pack("<H", len(row)) for row in rows) + struct.pack("<HH", 1, 0)
    cells = [cell(words, column, row, level + 1) for row, line in enumerate(rows) for column, words in enumerate(line)]
    return control("tbl ", level, bytes(42)) + record(77, level + 1, head + sizes) + b"".join(cells)


def packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def locked(data: bytes, key: bytes = b"0123456789abcdef", seed: int = 0x1234_5675) -> bytes:
    """A stream of a distribution document, as the reader must find it."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    plain = bytearray(256)
    start = 4 + (seed & 0xF)
    plain[start : start + 16] = key
    state, value, run = seed, 0, 0
    for position in range(256):
        if run == 0:
            state = (state * 214013 + 2531011) % 2**32
            value = state >> 16 & 0xFF
            state = (state * 214013 + 2531011) % 2**32
            run = (state >> 16 & 0xF) + 1
        plain[position] ^= value
        run -= 1
    plain[:4] = struct.pack("<I", seed)
    body = packed(data)
    lock = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return struct.pack("<I", 28 | 256 << 20) + bytes(plain) + lock.update(body + bytes(-len(body) % 16))


def make_hwp(
    path: Path, *paragraphs: bytes, flags: int = 0, version: int = 0x05000500, more: Streams | None = None
) -> Path:
    """A HWP file of one section. flags: beside the one that says it is packed."""
    information = record(16, 0, struct.pack("<H24x", 1)) + record(17, 0, bytes(72))
    streams: Streams = {
        "FileHeader": b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", version, flags | 1) + bytes(216),
        "DocInfo": packed(information),
        "BodyText/Section0": packed(b"".join(paragraphs)),
    }
    path.write_bytes(container(streams | (more or {})))
    return path


def container(streams: Streams) -> bytes:
    """An OLE container (MS-CFB, version 3) with these streams; a slash parts a storage from its stream."""
    body, chains, starts = b"", [], {}
    padded = {name: data.ljust(SMALLEST, b"\0") for name, data in streams.items()}
    for name, data in padded.items():
        starts[name] = len(chains)
        body += data + bytes(-len(data) % SECTOR)
        chains += chain(len(chains), len(data))
    listing = directory(padded, starts)
    listing_start = len(chains)
    chains += chain(listing_start, len(listing))
    fat_start, fat_sectors = len(chains), -(-(len(chains) + 8) // 128)
    chains += [FAT] * fat_sectors
    chains += [FREE] * (128 * fat_sectors - len(chains))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, listing_start, 0, SMALLEST, END, 0, END, 0)
    places = [*range(fat_start, fat_start + fat_sectors), *[FREE] * (109 - fat_sectors)]
    return header + struct.pack("<109I", *places) + body + listing + struct.pack(f"<{len(chains)}I", *chains)


def chain(first: int, length: int) -> list[int]:
    """The table entries of sectors that follow each other."""
    return [*range(first + 1, first + -(-length // SECTOR)), END]


def directory(streams: Streams, starts: dict[str, int]) -> bytes:
    """The listing of the container: the root, storages and streams; siblings hang on each other to the right."""
    names = ordered({name.split("/")[0] for name in streams})
    paths = [
        "",
        *names,
        *(path for name in names for path in ordered(path for path in streams if path.startswith(name + "/"))),
    ]
    number = {path: position for position, path in enumerate(paths)}
    listing = b""
    for path in paths:
        parent = path.rpartition("/")[0]
        siblings = names if not parent else ordered(other for other in streams if other.startswith(parent + "/"))
        following = siblings[siblings.index(path) + 1 :] if path else []
        children = names if not path else ordered(other for other in streams if other.startswith(path + "/"))
        kind = 5 if not path else 2 if path in streams else 1
        raw = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le")
        listing += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ",
            len(raw) + 2,
            kind,
            1,
            NO_STREAM,
            number[following[0]] if following else NO_STREAM,
            number[children[0]] if children else NO_STREAM,
            starts.get(path, END if not path else 0),
            len(streams.get(path, b"")),
        )
    empty = bytes(68) + struct.pack("<III", NO_STREAM, NO_STREAM, NO_STREAM) + bytes(48)
    return listing + empty * (-len(paths) % 4)


def ordered(paths: Iterable[str]) -> list[str]:
    return sorted(paths, key=lambda path: (len(path), path.upper()))
