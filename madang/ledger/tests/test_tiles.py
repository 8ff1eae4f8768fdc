import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, node_over, range_root, root_of
from madang.ledger.tiles import (
    BadTile,
    Tile,
    TileBuilder,
    TileHashes,
    join_entries,
    levels,
    parse_path,
    split_entries,
    split_hashes,
    tile_of,
)


def entries(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


def built(size: int, builder: TileBuilder | None = None) -> dict[Tile, bytes]:
    builder = builder or TileBuilder()
    tiles: dict[Tile, bytes] = {}
    for entry in entries(size)[builder.size :]:
        tiles.update(builder.append(entry, leaf_hash(entry)))
    tiles.update(builder.partial())
    return tiles


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(3, 999, 17), "tile/3/999.p/17"),
        (Tile(63, 1000), "tile/63/x001/000"),
        (Tile(None, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_tiles_have_the_paths_of_the_format(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/",
        "tile/entries/../../key",
        "tile/0/٠٠٠",
        "tile/data/000",
        "checkpoint",
    ],
)
def test_other_paths_name_no_tile(path: str) -> None:
    with pytest.raises(BadTile):
        parse_path(path)


def test_a_tree_of_70000_has_the_tiles_that_the_format_says() -> None:
    counts: dict[int | None, list[int]] = {}
    for tile in built(70_000):
        counts.setdefault(tile.level, []).append(tile.width)

    assert [width for width in counts[0] if width < 256] == [112]
    assert counts[0].count(256) == counts[None].count(256) == 273
    assert counts[1] == [256, 17]
    assert counts[2] == [1]
    assert list(levels(70_000)) == [0, 1, 2]


@pytest.mark.parametrize(("size", "expected"), [(0, []), (1, [0]), (255, [0]), (256, [0, 1]), (65_536, [0, 1, 2])])
def test_a_tree_has_as_many_levels_as_hold_a_hash(size: int, expected: list[int]) -> None:
    assert list(levels(size)) == expected


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_793])
def test_hashes_read_from_tiles_are_those_of_the_tree(size: int) -> None:
    tiles, hashes = built(size), [leaf_hash(entry) for entry in entries(size)]
    read = TileHashes(size, tiles.__getitem__)

    assert range_root(0, size, read.node) == root_of(hashes)
    for index in {0, size // 2, size - 1}:
        assert inclusion_proof(index, size, read.node) == inclusion_proof(index, size, node_over(hashes))
    assert consistency_proof(size // 3, size, read.node) == consistency_proof(size // 3, size, node_over(hashes))


@given(st.integers(0, 1200), st.integers(0, 600))
def test_a_builder_that_goes_on_gives_the_same_tiles(first: int, more: int) -> None:
    before = TileBuilder()
    kept = built(first, before)
    resumed = TileBuilder(first, before.edge, before.bundle)

    together = kept | built(first + more, resumed)

    assert built(first + more).items() <= together.items()


def test_an_empty_tile_does_not_exist() -> None:
    with pytest.raises(BadTile, match="no tile 1 at level 0"):
        tile_of(0, 1, 256)


@given(st.lists(st.binary(max_size=300)))
def test_entries_come_out_of_a_bundle_as_they_went_in(bundle: list[bytes]) -> None:
    assert split_entries(join_entries(bundle), len(bundle)) == bundle


def test_lengths_in_a_bundle_are_two_bytes_the_high_one_first() -> None:
    assert join_entries([b"x" * 258, b""])[:2] == b"\x01\x02"
    assert join_entries([b"x" * 258, b""])[-2:] == b"\x00\x00"


@pytest.mark.parametrize(
    ("content", "width"), [(b"\x00", 1), (b"\x00\x02x", 1), (b"\x00\x01x", 2), (b"\x00\x00" * 2, 1)]
)
def test_a_damaged_bundle_is_refused(content: bytes, width: int) -> None:
    with pytest.raises(BadTile):
        split_entries(content, width)


def test_an_entry_too_long_for_its_length_is_refused() -> None:
    with pytest.raises(BadTile, match="65536"):
        join_entries([b"x" * 65_536])


def test_a_tile_of_another_width_is_refused() -> None:
    with pytest.raises(BadTile, match="64 bytes"):
        split_hashes(b"x" * 63, 2)
