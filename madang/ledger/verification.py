"""Checking a log from its files alone: entries against hashes, hashes against tiles, tiles against the checkpoint.

It needs no site and no database, only the folder that `/ledger/` serves, or its address.
"""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from madang.ledger.merkle import Frontier, leaf_hash
from madang.ledger.notes import SIGNATURE_MARK, BadNote, Checkpoint, Verifier, open_checkpoint
from madang.ledger.published import Published
from madang.ledger.tiles import (
    HASH_SIZE,
    WIDTH,
    BadTile,
    ReadTile,
    Tile,
    TileBuilder,
    join_entries,
    split_entries,
    split_hashes,
    tile_of,
)

TIMEOUT = 30
"""Seconds to wait for a file of a log on the web."""


class Unreadable(Exception):
    """There is no log here to check. `place`: where; `reason`: a code for `wording`."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


@dataclass(frozen=True)
class Broken:
    """Something that does not fit. problem: a code, worded in `wording`. place: a file, a column or a size."""

    problem: str
    index: int | None = None
    place: str = ""


@dataclass
class Report:
    """What a check found. root: over the entries as they are; `checkpoint_ok`: signed, and of exactly these entries."""

    entries: int
    root: bytes
    checkpoint_ok: bool
    broken: list[Broken] = field(default_factory=list)


class Source(Protocol):
    """Where a log's files are."""

    def text(self, name: str) -> str:
        """A file such as `checkpoint`. Raises `FileNotFoundError`, `UnicodeDecodeError`, `Unreadable`."""

    def read(self, tile: Tile) -> bytes:
        """A tile, where needed cut from a wider one. Raises `FileNotFoundError`, `BadTile`, `Unreadable`."""


class Folder:
    """A copy of a log in a folder."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise Unreadable(str(path), "no-folder")
        self.files = Published(path)

    def text(self, name: str) -> str:
        return (self.files.folder / name).read_bytes().decode()

    def read(self, tile: Tile) -> bytes:
        return self.files.read(tile)


class Web:
    """A log at an address, such as `https://madang.example/ledger/`."""

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise Unreadable(address, "no-address")
        self.prefix = address.rstrip("/")

    def fetch(self, path: str) -> bytes:
        address = f"{self.prefix}/{path}"
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310 (the scheme is checked above)
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                raise FileNotFoundError(address) from error
            raise Unreadable(address, f"http-{error.code}") from error
        except OSError as error:
            raise Unreadable(address, "no-answer") from error

    def text(self, name: str) -> str:
        return self.fetch(name).decode()

    def read(self, tile: Tile) -> bytes:
        try:
            return self.fetch(tile.path)
        except FileNotFoundError:
            if tile.width == WIDTH:
                raise
            whole = self.fetch(Tile(tile.level, tile.number).path)
        if tile.level is None:
            return join_entries(split_entries(whole, WIDTH)[: tile.width])
        return whole[: tile.width * HASH_SIZE]


def source_at(place: str) -> Source:
    """The log at an address or in a folder. Raises `Unreadable` if there cannot be one."""
    return Web(place) if "://" in place else Folder(Path(place))


@dataclass(frozen=True)
class Bundle:
    """256 entries or the last few: as the bundle has them, and as the tile of hashes does; None where unreadable."""

    first: int
    width: int
    entries: list[bytes] | None
    leaves: list[bytes] | None


class TreeCheck:
    """Walks the tiles of a tree of `size` leaves and notes in `broken` what does not fit among them."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self.broken: list[Broken] = []
        self._read = read
        self._builder: TileBuilder | None = TileBuilder()

    def bundles(self) -> Iterator[Bundle]:
        """Every bundle with its tile of hashes, in order; afterwards `broken` is complete."""
        for number in range(-(-self.size // WIDTH)):
            tile, bundle = tile_of(0, number, self.size), tile_of(None, number, self.size)
            leaves = self._get(tile, split_hashes)
            entries = self._get(bundle, split_entries)
            first = number * WIDTH
            if entries is not None and leaves is not None:
                self._compare(first, entries, leaves)
            self._climb(leaves)
            yield Bundle(first, tile.width, entries, leaves)
        if self._builder:
            self._match(self._builder.partial())

    def _get(self, tile: Tile, split: Callable[[bytes, int], list[bytes]]) -> list[bytes] | None:
        try:
            return split(self._read(tile), tile.width)
        except FileNotFoundError:
            self.broken.append(Broken("file-missing", place=tile.path))
        except BadTile:
            self.broken.append(Broken("file-damaged", place=tile.path))
        return None

    def _compare(self, first: int, entries: list[bytes], leaves: list[bytes]) -> None:
        for position, (entry, leaf) in enumerate(zip(entries, leaves, strict=True)):
            if leaf_hash(entry) != leaf:
                self.broken.append(Broken("entry-changed", first + position))

    def _climb(self, leaves: list[bytes] | None) -> None:
        """Compute the tiles above from the leaf hashes; once some are missing, there is nothing to compare with."""
        if leaves is None:
            self._builder = None
        if self._builder is not None:
            for leaf in leaves or ():
                self._match(self._builder.append(b"", leaf))

    def _match(self, tiles: Iterator[tuple[Tile, bytes]]) -> None:
        for tile, content in tiles:
            if tile.level and self._get(tile, split_hashes) not in (None, split_hashes(content, tile.width)):
                self.broken.append(Broken("tile-changed", place=tile.path))


def signed_checkpoint(source: Source, verifier: Verifier | None) -> tuple[Checkpoint, bool]:
    """The checkpoint of a log, and whether the key has signed it; without `verifier`, the key beside the checkpoint.

    Raises `Unreadable` if there is no checkpoint, or nothing that reads as one.
    """
    try:
        note = source.text("checkpoint")
        verifier = verifier or Verifier.parse(source.text("key"))
    except FileNotFoundError as error:
        raise Unreadable(str(error.filename or error), "no-log") from error
    except (BadNote, UnicodeDecodeError) as error:
        raise Unreadable("checkpoint, key", "no-text") from error
    try:
        return open_checkpoint(note, verifier), True
    except BadNote:
        return unsigned_checkpoint(note), False


def unsigned_checkpoint(note: str) -> Checkpoint:
    """What a checkpoint claims, whoever signed it. Raises `Unreadable` if it claims nothing."""
    try:
        return Checkpoint.parse(note.partition(f"\n\n{SIGNATURE_MARK}")[0] + "\n")
    except BadNote as error:
        raise Unreadable("checkpoint", "no-checkpoint") from error


def verify_copy(source: Source, *, verifier: Verifier | None, progress: Callable[[int], object]) -> Report:
    """Check a whole log from its files.

    verifier: the key that must have signed it; None for the one that the log itself names, which proves that the log
    agrees with itself. progress: told how many entries have been read since. Raises `Unreadable`.
    """
    checkpoint, is_signed = signed_checkpoint(source, verifier)
    check = TreeCheck(checkpoint.size, source.read)
    frontier, is_whole = Frontier(), True
    for bundle in check.bundles():
        if bundle.entries is None:
            is_whole = False
        else:
            frontier.extend(leaf_hash(entry) for entry in bundle.entries)
        progress(bundle.width)
    broken = check.broken
    if not is_signed:
        broken.insert(0, Broken("checkpoint-signature", place="checkpoint"))
    fits = is_whole and frontier.root() == checkpoint.root
    if not fits:
        broken.append(Broken("root-mismatch", place="checkpoint"))
    return Report(frontier.size, frontier.root(), is_signed and fits, broken)
