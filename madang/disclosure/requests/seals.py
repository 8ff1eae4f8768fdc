"""The seal of a day over what happened to private requests. Pure.

The ledger shows one root a day, whatever happened and to whom: the leaves are salted hashes, put in the order of their
values so that no time order remains, and filled up with hashes of nothing to a power of two, at least 64. Whoever holds
an event's salt can show that it was sealed on that day, and that it has not been changed since.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madang.ledger.merkle import leaf_hash, node_hash, root_of

SMALLEST = 64
SALT_SIZE = 32


@dataclass(frozen=True)
class Seal:
    """leaves: in their order, padding included. root: what the ledger shows."""

    leaves: tuple[bytes, ...]
    root: bytes


def canonical_event(content: Mapping[str, Any]) -> bytes:
    """An event as bytes that everybody gets alike: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(salt: bytes, content: Mapping[str, Any]) -> bytes:
    """The leaf of an event: only who has the salt can tell what it stands for."""
    return leaf_hash(hashlib.sha256(salt + canonical_event(content)).digest())


def padded_size(count: int) -> int:
    """The next power of two, at least 64: how much happened on a day is not shown."""
    size = SMALLEST
    while size < count:
        size *= 2
    return size


def seal(commitments: Iterable[bytes], *, random_leaf: Callable[[], bytes]) -> Seal:
    """random_leaf: gives 32 fresh random bytes at each call."""
    real = list(commitments)
    leaves = sorted([*real, *(random_leaf() for _ in range(padded_size(len(real)) - len(real)))])
    return Seal(tuple(leaves), root_of(leaves))


def path_of(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The neighbours that lead from a leaf to the root, lowest first. The leaves are a power of two in number."""
    found, level = [], list(leaves)
    while len(level) > 1:
        found.append(level[place ^ 1])
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
        place //= 2
    return found


def root_by(leaf: bytes, place: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its neighbours give; equal to the sealed one if nothing was changed."""
    for neighbour in path:
        leaf = node_hash(neighbour, leaf) if place & 1 else node_hash(leaf, neighbour)
        place //= 2
    return leaf
