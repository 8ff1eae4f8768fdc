"""A thousand numbered panels that stand for a lottery, and the number that a seed draws.

Pure. Whoever draws cannot steer: the panels follow from the pool and the quotas alone, and the number from a seed to
which the organiser was bound before. Chance is SHA-256: `Stream(label)` is the sequence of the first eight bytes, as a
number, of SHA-256(label, a zero byte, 0), (label, a zero byte, 1), ... with the counter in decimal digits.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from madang.bodies.leximin import Lottery
from madang.bodies.panelmodel import Counts, quiet_solver
from madang.bodies.sortition import Problem

PANELS = 1000
WORD = 1 << 64
NODES = 200


class Stream:
    """Numbers that anybody computes again from the label."""

    def __init__(self, label: str) -> None:
        self.label, self.counter = label.encode(), 0

    def below(self, limit: int) -> int:
        """The next number from 0 to limit - 1, each as likely: words beyond the last whole multiple are passed over."""
        while True:
            digest = hashlib.sha256(self.label + b"\x00" + str(self.counter).encode()).digest()
            self.counter += 1
            word = int.from_bytes(digest[:8], "big")
            if word < WORD - WORD % limit:
                return word % limit


@dataclass(frozen=True)
class Numbered:
    """The panels by number, from 0, and for how much of them each person stands in."""

    panels: tuple[tuple[str, ...], ...]

    def chances(self) -> dict[str, float]:
        """How likely each person is on the panel drawn; who is on none is left out."""
        seats = Counter(code for panel in self.panels for code in panel)
        return {code: count / len(self.panels) for code, count in sorted(seats.items())}


def commitment_to(secret: str) -> str:
    """What is published beforehand of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(secret: str, beacon: str = "") -> str:
    """The seed: what the organiser was bound to, and the public number that nobody knew then."""
    return f"{secret}:{beacon}" if beacon else secret


def drawn_number(seed: str, pool_hash: str, panels: int = PANELS) -> int:
    """The number of the panel that a seed draws for a pool."""
    return Stream(f"madang draw {pool_hash} {seed}").below(panels)


def numbered_panels(problem: Problem, lottery: Lottery, *, panels: int = PANELS) -> Numbered:
    """The lottery as so many panels of people, in an order and with people chosen by the pool's hash."""
    stream = Stream(f"madang panels {problem.pool.hash}")
    wanted = [
        panel for panel, times in zip(lottery.panels, times_of(lottery, panels), strict=True) for _ in range(times)
    ]
    for last in range(len(wanted) - 1, 0, -1):
        other = stream.below(last + 1)
        wanted[last], wanted[other] = wanted[other], wanted[last]
    seating = Seating(problem, lottery, stream)
    return Numbered(tuple(seating.people_of(panel) for panel in wanted))


def times_of(lottery: Lottery, panels: int) -> list[int]:
    """How often each panel stands among so many: its share rounded down or up, so that nobody loses much."""
    exact = np.array(lottery.shares) * panels
    low = np.floor(exact + 1e-9)
    missing = int(panels - low.sum())
    if missing == 0:
        return [int(value) for value in low]
    table = np.array(lottery.panels, dtype=float) / np.array([len(group.people) for group in lottery.groups])
    wanted = (np.array(lottery.shares) @ table) * panels - low @ table
    solver = quiet_solver()
    solver.setOptionValue("mip_max_nodes", NODES)
    nothing = (0, np.array([], dtype=np.int32), np.array([]))
    solver.addCol(1.0, 0.0, highspy.kHighsInf, *nothing)
    count = len(exact)
    for _panel in range(count):
        solver.addCol(0.0, 0.0, 1.0, *nothing)
    every = np.arange(1, count + 1, dtype=np.int32)
    solver.changeColsIntegrality(count, every, np.full(count, highspy.HighsVarType.kInteger))
    solver.addRow(float(missing), float(missing), count, every, np.ones(count))
    for number, short in enumerate(wanted):
        columns = np.append(np.array([0], dtype=np.int32), every)
        solver.addRow(float(short), highspy.kHighsInf, count + 1, columns, np.append(1.0, table[:, number]))
    solver.run()
    rounded = np.rint(np.array(solver.getSolution().col_value[1:]))
    if rounded.sum() != missing:
        rounded = np.zeros(count)
        rounded[np.argsort(low - exact, kind="stable")[:missing]] = 1.0
    return [int(value) for value in low + rounded]


class Seating:
    """Chooses people for panels over groups: whoever sat least so far, one of a household, ties by the stream."""

    def __init__(self, problem: Problem, lottery: Lottery, stream: Stream) -> None:
        self.lottery, self.stream = lottery, stream
        self.homes = {one.code: one.household for one in problem.pool.people}
        self.seats: Counter[str] = Counter()

    def people_of(self, panel: Counts) -> tuple[str, ...]:
        chosen: list[str] = []
        homes: set[str] = set()
        for group, wanted in zip(self.lottery.groups, panel, strict=True):
            for code in self._least_seated(group.people, wanted, homes):
                chosen.append(code)
                self.seats[code] += 1
                if self.homes[code]:
                    homes.add(self.homes[code])
        return tuple(sorted(chosen))

    def _least_seated(self, people: Sequence[str], wanted: int, homes: set[str]) -> list[str]:
        free = [code for code in people if self.homes[code] not in homes or not self.homes[code]]
        free.sort(key=lambda code: self.seats[code])
        found: list[str] = []
        taken = set[str]()
        while len(found) < wanted:
            level = self.seats[free[0]]
            last = next((place for place, code in enumerate(free) if self.seats[code] > level), len(free))
            code = free.pop(self.stream.below(last))
            home = self.homes[code]
            if home and home in taken:
                continue
            taken.add(home)
            found.append(code)
        return found
