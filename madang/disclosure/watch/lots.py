"""Drawing records by lot so that anyone can draw them again. Pure.

The seed is SHA-256 over a secret that was committed to before, and the root of the public ledger at a size that nobody
could know then: whoever keeps the secret cannot choose the root, and whoever runs the ledger does not know the secret.
Records are put in the order of SHA-256(seed, record), and the first ones are taken.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FORMAT = "madang-audit-1"
Kind = TypeVar("Kind")


class UnreadableDraw(ValueError):
    """The file of a draw cannot be used. field: what is missing or has the wrong kind."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class Check:
    """One thing that a re-drawing looked at."""

    name: str
    passed: bool
    detail: str = ""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def commitment_to(secret: str) -> str:
    return sha256(f"madang audit secret\n{secret}")


def population_hash(records: Sequence[tuple[str, str]]) -> str:
    """records: (ref, agency) each once. The same in any order."""
    return sha256("".join(f"{ref}\t{agency}\n" for ref, agency in sorted(records)))


def seed_of(secret: str, root: str) -> str:
    """root: the ledger's root hash in hexadecimal."""
    return sha256(f"{secret}\n{root}")


def drawn(records: Sequence[tuple[str, str]], *, seed: str, size: int, per_agency: int = 0) -> list[str]:
    """The refs drawn, in their order. per_agency: first so many of each agency, so that small ones are looked at too.

    The rest, up to `size` in all, comes from everywhere. More than there are: all of them.
    """
    ordered = sorted((sha256(f"{seed}\n{ref}"), ref, agency) for ref, agency in records)
    chosen: dict[str, None] = {}
    taken: dict[str, int] = {}
    for _place, ref, agency in ordered:
        if taken.get(agency, 0) < per_agency:
            chosen[ref] = None
            taken[agency] = taken.get(agency, 0) + 1
    for _place, ref, _agency in ordered:
        if len(chosen) >= size:
            break
        chosen.setdefault(ref)
    places = {ref: place for place, ref, _agency in ordered}
    return sorted(chosen, key=lambda ref: places[ref])


def check(file: Mapping[str, object]) -> tuple[list[Check], list[str]]:
    """Draw again from the public file; every check, and what is drawn. Raises `UnreadableDraw`."""
    if file.get("format") != FORMAT:
        raise UnreadableDraw("format")
    said = {name: of_kind(file, name, str) for name in ("commitment", "secret", "root", "seed", "population_sha256")}
    size, per_agency = of_kind(file, "size", int), of_kind(file, "per_agency", int)
    population = of_kind(file, "population", list)
    if not all(is_pair(one) for one in population):
        raise UnreadableDraw("population")
    records = [(one[0], one[1]) for one in population]
    again = drawn(records, seed=said["seed"], size=size, per_agency=per_agency)
    return [
        Check("commitment", commitment_to(said["secret"]) == said["commitment"]),
        Check("population", population_hash(records) == said["population_sha256"], str(len(records))),
        Check("seed", seed_of(said["secret"], said["root"]) == said["seed"]),
        Check("drawn", again == file.get("drawn"), str(len(again))),
    ], again


def is_pair(found: object) -> bool:
    return isinstance(found, list) and len(found) == 2 and all(isinstance(part, str) for part in found)


def of_kind(file: Mapping[str, object], name: str, kind: type[Kind]) -> Kind:
    found = file.get(name)
    if not isinstance(found, kind) or isinstance(found, bool):
        raise UnreadableDraw(name)
    return found
