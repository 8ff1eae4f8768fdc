"""Choosing members of a watch group: the most active requesters, and the rest by lot. Anybody chooses again. Pure.

Candidates stand under names that tell nothing, each with the number of requests that they filed in the time counted.
The most active come first, as many as were announced; of those with the same number the seed says who. The other seats
are drawn among everybody who is left, also among those who never asked for anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from madang.disclosure.watch.lots import Check, UnreadableDraw, commitment_to, drawn, of_kind, population_hash, seed_of

FORMAT = "madang-selection-1"
Candidate = tuple[str, int]


@dataclass(frozen=True)
class Chosen:
    """Names, in the order in which they were chosen."""

    active: tuple[str, ...]
    by_lot: tuple[str, ...]


def name_of(application: str) -> str:
    """The name of a candidate in the list. application: the code of the application, which only its sender knows."""
    return sha256(f"madang candidate\n{application}".encode()).hexdigest()[:40]


def candidates_hash(candidates: Sequence[Candidate]) -> str:
    """The same in any order."""
    return population_hash([(name, str(count)) for name, count in candidates])


def choose(candidates: Sequence[Candidate], *, seed: str, seats: int, merit: int) -> Chosen:
    """Who is chosen. merit: seats for the most active; who filed nothing gets none of them, and it is drawn instead."""
    places = {name: sha256(f"{seed}\n{name}".encode()).hexdigest() for name, _count in candidates}
    ranked = sorted((-count, places[name], name) for name, count in candidates if count)
    active = tuple(name for _count, _place, name in ranked[: min(merit, seats)])
    rest = [(name, "") for name, _count in candidates if name not in active]
    return Chosen(active, tuple(drawn(rest, seed=seed, size=seats - len(active))))


def check(file: Mapping[str, object]) -> tuple[list[Check], list[str]]:
    """Choose again from the public file; every check, and who is chosen. Raises `UnreadableDraw`."""
    said = {name: of_kind(file, name, str) for name in ("commitment", "secret", "root", "seed", "population_sha256")}
    seats, merit = of_kind(file, "seats", int), of_kind(file, "merit", int)
    population = of_kind(file, "population", list)
    if not all(is_candidate(one) for one in population):
        raise UnreadableDraw("population")
    candidates = [(one[0], one[1]) for one in population]
    again = choose(candidates, seed=said["seed"], seats=seats, merit=merit)
    return [
        Check("commitment", commitment_to(said["secret"]) == said["commitment"]),
        Check("population", candidates_hash(candidates) == said["population_sha256"], str(len(candidates))),
        Check("seed", seed_of(said["secret"], said["root"]) == said["seed"]),
        Check("active", list(again.active) == file.get("active"), str(len(again.active))),
        Check("by-lot", list(again.by_lot) == file.get("by_lot"), str(len(again.by_lot))),
    ], [*again.active, *again.by_lot]


def is_candidate(found: object) -> bool:
    return (
        isinstance(found, list)
        and len(found) == 2
        and isinstance(found[0], str)
        and isinstance(found[1], int)
        and not isinstance(found[1], bool)
    )
