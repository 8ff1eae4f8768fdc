"""The Merkle tree of RFC 6962, and its proofs as in RFC 9162 section 2.1. Hashes are 32 bytes, SHA-256."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Node = Callable[[int, int], bytes]
"""`node(level, index)`: the hash over the complete subtree of the leaves [index * 2**level, (index + 1) * 2**level)."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a growing tree: enough to append leaves and know the root, in O(log size) memory.

    subtrees: roots of the complete subtrees that the tree consists of, the largest first.
    """

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.subtrees) != self.size.bit_count():
            msg = (
                f"a tree of {self.size} leaves has {self.size.bit_count()} complete subtrees, not {len(self.subtrees)}"
            )
            raise ValueError(msg)

    def append(self, leaf: bytes) -> None:
        carry, size = leaf, self.size
        while size & 1:
            carry = node_hash(self.subtrees.pop(), carry)
            size >>= 1
        self.subtrees.append(carry)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        if not self.subtrees:
            return EMPTY_ROOT
        root = self.subtrees[-1]
        for subtree in reversed(self.subtrees[:-1]):
            root = node_hash(subtree, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def node_over(leaves: Sequence[bytes]) -> Node:
    """Nodes computed from leaf hashes held in memory."""
    return lambda level, index: root_of(leaves[index << level : (index + 1) << level])


def range_root(begin: int, end: int, node: Node) -> bytes:
    """The hash over the leaves [begin, end), where `begin` is where a subtree of that size begins.

    Asks `node` for O(log(end - begin)) complete subtrees.
    """
    if begin == end:
        return EMPTY_ROOT
    parts: list[bytes] = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        parts.append(node(level, begin >> level))
        begin += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """The sibling hashes from the leaf `index` up to the root of the tree of `size` leaves.

    Raises `ValueError` if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(begin, middle, node))
            begin = middle
    return proof[::-1]


def consistency_proof(first: int, second: int, node: Node) -> list[bytes]:
    """The hashes which show that the tree of `first` leaves is the beginning of the tree of `second` leaves.

    Empty when `first` is 0 or equal to `second`. Raises `ValueError` if `first` is negative or beyond `second`.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves cannot be the beginning of one of {second}")
    if first in (0, second):
        return []
    proof: list[bytes] = []
    begin, end, is_whole = 0, second, True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(begin, middle, node))
            begin, is_whole = middle, False
    if not is_whole:
        proof.append(range_root(begin, end, node))
    return proof[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that this proof leads to, or None if its length fits no such leaf. RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return None
    position, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if position & 1 or position == last:
            root = node_hash(sibling, root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `leaf` is number `index` in the tree of `size` leaves with this root."""
    return root_from_inclusion(leaf, index, size, proof) == root


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the second tree begins with the first. RFC 9162 section 2.1.4.2.

    A tree of 0 leaves begins every tree, and then the proof is empty.
    """
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    if not 0 < first < second:
        return False
    path = [first_root, *proof] if first.bit_count() == 1 else list(proof)
    if not path:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
