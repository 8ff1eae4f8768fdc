import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    node_over,
    range_root,
    root_of,
    verify_consistency,
    verify_inclusion,
)

SIZES = st.integers(1, 300)
RFC_LEAVES = [
    bytes.fromhex(entry)
    for entry in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
"""The eight entries that implementations of RFC 6962 test with, and the roots of the first n of them."""
RFC_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


def tree_hash(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(tree_hash(hashes[:k]), tree_hash(hashes[k:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_known_vectors(size: int) -> None:
    assert root_of([leaf_hash(entry) for entry in RFC_LEAVES[:size]]).hex() == RFC_ROOTS[size]


@given(SIZES)
def test_the_frontier_gives_the_root_of_the_definition(size: int) -> None:
    assert root_of(leaves(size)) == tree_hash(leaves(size))


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_frontier_goes_on_where_it_was_stored(first: int, more: int) -> None:
    stored = Frontier()
    stored.extend(leaves(first))

    resumed = Frontier(stored.size, list(stored.subtrees))
    resumed.extend(leaves(first + more)[first:])

    assert resumed.root() == tree_hash(leaves(first + more))


def test_a_frontier_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="complete subtrees"):
        Frontier(5, [EMPTY_ROOT])


@given(SIZES, st.data())
def test_every_inclusion_proof_verifies(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)

    proof = inclusion_proof(index, size, node_over(hashes))

    assert verify_inclusion(hashes[index], index, size, proof, tree_hash(hashes))


@given(SIZES, st.data())
def test_an_inclusion_proof_shows_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    root, proof = tree_hash(hashes), inclusion_proof(index, size, node_over(hashes))
    elsewhere = data.draw(st.integers(0, size).filter(lambda other: other != index))

    assert not verify_inclusion(leaf_hash(b"forged"), index, size, proof, root)
    assert not verify_inclusion(hashes[index], elsewhere, size, proof, root)
    assert not verify_inclusion(hashes[index], index, size, [*proof, root], root)
    assert not verify_inclusion(hashes[index], index, size, proof[:-1], root) or not proof
    assert not verify_inclusion(hashes[index], index, size, proof, tree_hash([*hashes, root]))


@given(SIZES, st.data())
def test_every_consistency_proof_verifies(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, second))
    hashes = leaves(second)

    proof = consistency_proof(first, second, node_over(hashes))

    assert verify_consistency(first, second, tree_hash(hashes[:first]), tree_hash(hashes), proof)


@given(st.integers(2, 300), st.data())
def test_a_consistency_proof_shows_nothing_else(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second - 1))
    changed = data.draw(st.integers(0, first - 1))
    hashes = leaves(second)
    old, new = tree_hash(hashes[:first]), tree_hash(hashes)
    proof = consistency_proof(first, second, node_over(hashes))
    forged = [*hashes[:changed], leaf_hash(b"forged"), *hashes[changed + 1 :]]
    forged_proof = consistency_proof(first, second, node_over(forged))

    assert not verify_consistency(first, second, old, tree_hash(forged), forged_proof)
    assert not verify_consistency(first, second, old, tree_hash(forged), proof)
    assert not verify_consistency(first, second, new, new, proof)
    assert not verify_consistency(first, second, old, new, proof[:-1])
    assert not verify_consistency(first, second, old, new, [*proof, new])


def test_only_the_empty_tree_begins_every_tree_without_proof() -> None:
    root = tree_hash(leaves(5))

    assert verify_consistency(0, 5, EMPTY_ROOT, root, [])
    assert not verify_consistency(0, 5, root, root, [])
    assert not verify_consistency(0, 5, EMPTY_ROOT, root, [root])
    assert not verify_consistency(3, 5, tree_hash(leaves(3)), root, [])
    assert not verify_consistency(6, 5, root, root, [])
    assert not verify_consistency(-1, 5, root, root, [])


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_no_proof_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, node_over(leaves(size)))
    assert not verify_inclusion(leaf_hash(b""), index, size, [], EMPTY_ROOT)


@pytest.mark.parametrize(("first", "second"), [(6, 5), (-1, 5)])
def test_no_proof_is_made_that_a_larger_tree_begins_a_smaller(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="cannot be the beginning"):
        consistency_proof(first, second, node_over(leaves(5)))


@given(SIZES)
def test_a_root_is_computed_from_complete_subtrees_alone(size: int) -> None:
    hashes = leaves(size)
    asked: list[tuple[int, int]] = []

    def node(level: int, index: int) -> bytes:
        asked.append((level, index))
        return node_over(hashes)(level, index)

    assert range_root(0, size, node) == tree_hash(hashes)
    assert len(asked) == size.bit_count()
    assert all((index + 1) << level <= size for level, index in asked)
