"""A log's tree and entries as static files (c2sp.org/tlog-tiles): paths, hashes in tiles, entries in bundles."""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from madang.ledger.merkle import root_of

WIDTH = 256
HASH_SIZE = 32
LARGEST_ENTRY = 2**16 - 1
"""Bytes; a bundle gives an entry's length in 16 bits."""
ENTRIES = "entries"
_PATH = re.compile(r"tile/(0|[1-9]\d?|entries)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


class BadTile(ValueError):
    """A tile or bundle that is malformed; the message says how."""


@dataclass(frozen=True)
class Tile:
    """Which tile: level 0 holds leaf hashes, None is the bundle of entries. `width` below 256 is a partial tile."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its place below the log's prefix, such as `tile/0/x001/234.p/17`."""
        whole = f"tile/{ENTRIES if self.level is None else self.level}/{encoded_number(self.number)}"
        return whole if self.width == WIDTH else f"{whole}.p/{self.width}"

    @property
    def end(self) -> int:
        """The size a tree must have for this tile to exist."""
        return (self.number * WIDTH + self.width) << (8 * (self.level or 0))


def encoded_number(number: int) -> str:
    """1234067 as `x001/x234/067`."""
    digits = str(number)
    padded = digits.zfill(-(-len(digits) // 3) * 3)
    *leading, last = [padded[start : start + 3] for start in range(0, len(padded), 3)]
    return "/".join([*(f"x{group}" for group in leading), last])


def parse_path(path: str) -> Tile:
    """The tile at `path`. Raises `BadTile` unless it is written exactly as the format says."""
    if not (match := _PATH.fullmatch(path)):
        raise BadTile(f"{path} is no tile's path")
    level, number, width = match.groups()
    tile = Tile(
        None if level == ENTRIES else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    if tile.path != path or (tile.level or 0) > 63:
        raise BadTile(f"{path} is no tile's path")
    return tile


def tile_of(level: int | None, number: int, size: int) -> Tile:
    """The tile with that number in a tree of `size` leaves, full or partial. Raises `BadTile` if it would be empty."""
    width = min((size >> (8 * (level or 0))) - number * WIDTH, WIDTH)
    if width < 1:
        raise BadTile(f"a tree of {size} leaves has no tile {number} at level {level}")
    return Tile(level, number, width)


def levels(size: int) -> range:
    """The levels that have any tile in a tree of `size` leaves."""
    return range((size.bit_length() + 7) // 8)


def split_hashes(content: bytes, width: int) -> list[bytes]:
    """The hashes of a tile. Raises `BadTile` unless there are `width`."""
    if len(content) != width * HASH_SIZE:
        raise BadTile(f"a tile of {width} hashes has {width * HASH_SIZE} bytes, not {len(content)}")
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


def join_entries(entries: Sequence[bytes]) -> bytes:
    """A bundle: each entry after its length in 16 bits, the high byte first. Raises `BadTile` if one is too long."""
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise BadTile(f"an entry of {len(entry)} bytes is longer than {LARGEST_ENTRY}")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def split_entries(content: bytes, width: int) -> list[bytes]:
    """The entries of a bundle. Raises `BadTile` unless there are `width` and nothing else."""
    entries: list[bytes] = []
    at = 0
    while at < len(content):
        if at + 2 > len(content):
            raise BadTile("the bundle ends within the length of an entry")
        (length,) = struct.unpack_from(">H", content, at)
        at += 2
        if at + length > len(content):
            raise BadTile("the bundle ends within an entry")
        entries.append(content[at : at + length])
        at += length
    if len(entries) != width:
        raise BadTile(f"the bundle has {len(entries)} entries instead of {width}")
    return entries


ReadTile = Callable[[Tile], bytes]


class TileBuilder:
    """Grows a log's tiles entry by entry, keeping only the right edge: under 256 hashes a level, under 256 entries.

    edge: the hashes of the partial tile of each level, from 0 up. bundle: the entries of the partial bundle.
    """

    def __init__(self, size: int = 0, edge: Sequence[Sequence[bytes]] = (), bundle: Sequence[bytes] = ()) -> None:
        self.size = size
        self.edge = [list(hashes) for hashes in edge]
        self.bundle = list(bundle)

    def append(self, entry: bytes, leaf: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Add an entry; gives the tiles that became full by it, with their content."""
        self.size += 1
        self.bundle.append(entry)
        if len(self.bundle) == WIDTH:
            yield Tile(None, self.size // WIDTH - 1), join_entries(self.bundle)
            self.bundle = []
        carry: bytes | None = leaf
        level = 0
        while carry is not None:
            if level == len(self.edge):
                self.edge.append([])
            self.edge[level].append(carry)
            carry = None
            if len(self.edge[level]) == WIDTH:
                full, self.edge[level] = self.edge[level], []
                yield Tile(level, (self.size >> (8 * (level + 1))) - 1), b"".join(full)
                carry, level = root_of(full), level + 1

    def partial(self) -> Iterator[tuple[Tile, bytes]]:
        """The partial tiles of the tree as it is now."""
        if self.bundle:
            yield Tile(None, self.size // WIDTH, len(self.bundle)), join_entries(self.bundle)
        for level, hashes in enumerate(self.edge):
            if hashes:
                yield Tile(level, self.size >> (8 * (level + 1)), len(hashes)), b"".join(hashes)


class TileHashes:
    """Hashes of a tree of `size` leaves, read from its tiles; keeps those it has read.

    read: gives a tile's content, e.g. from a folder or over HTTP.
    """

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self._read = read
        self._kept: dict[tuple[int, int], list[bytes]] = {}

    def tile(self, level: int, number: int) -> list[bytes]:
        """Raises `BadTile` if the tile is malformed, and whatever `read` raises."""
        if (level, number) not in self._kept:
            tile = tile_of(level, number, self.size)
            self._kept[level, number] = split_hashes(self._read(tile), tile.width)
        return self._kept[level, number]

    def node(self, level: int, index: int) -> bytes:
        """The hash over a complete subtree; see `merkle.Node`."""
        tile_level, height = divmod(level, 8)
        first = index << height
        hashes = self.tile(tile_level, first // WIDTH)
        within = first % WIDTH
        return root_of(hashes[within : within + (1 << height)])
