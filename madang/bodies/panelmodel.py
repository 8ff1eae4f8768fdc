"""People who are alike for a draw as one group, and the panels over groups as whole numbers under linear constraints.

Pure. Two people are alike if their features are and they live alone, or in households made up alike. Everything that
is fair to alike people gives them the same chance, so counting groups loses nothing and makes the problem small. A
household of several people is one of a class of like households; its class may give a panel no more people than it has
households, which is the same as one person a household.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray

from madang.bodies.sortition import Problem

Counts = tuple[int, ...]
"""How many people of each group a panel has."""


@dataclass(frozen=True)
class Group:
    """values: of the features. home: the features of everybody in such a household, sorted; households: how many."""

    values: tuple[str, ...]
    home: tuple[tuple[str, ...], ...]
    people: tuple[str, ...]
    households: int

    @property
    def most(self) -> int:
        """No panel has more people of the group than there are such households."""
        return min(len(self.people), self.households)


@dataclass(frozen=True)
class Row:
    """A constraint: between `least` and `most` people in all of the groups `members`."""

    members: tuple[int, ...]
    least: int
    most: int


class PanelModel:
    """The groups of a problem, sorted, and the constraints on how many of each are on a panel."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.groups = groups_of(problem)

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        return np.array([len(group.people) for group in self.groups], dtype=float)

    @cached_property
    def rows(self) -> list[Row]:
        """The size, the quotas in their order, then the household classes."""
        every = tuple(range(len(self.groups)))
        place = {name: number for number, name in enumerate(self.problem.pool.features)}
        found = [Row(every, self.problem.size, self.problem.size)]
        for quota in self.problem.quotas:
            at = place[quota.feature]
            members = tuple(number for number in every if self.groups[number].values[at] == quota.value)
            found.append(Row(members, quota.least, quota.most))
        homes: dict[tuple[tuple[str, ...], ...], list[int]] = defaultdict(list)
        for number, group in enumerate(self.groups):
            if len(group.home) > 1:
                homes[group.home].append(number)
        found += [Row(tuple(members), 0, self.groups[members[0]].households) for members in homes.values()]
        return found


def groups_of(problem: Problem) -> list[Group]:
    """People who are alike, in an order that depends on nothing but the pool."""
    homes: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for one in problem.pool.people:
        if one.household:
            homes[one.household].append(one.values)
    made_up = {name: tuple(sorted(values)) for name, values in homes.items()}
    like_homes = Counter(made_up.values())
    alike: dict[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], list[str]] = defaultdict(list)
    for one in problem.pool.people:
        home = made_up.get(one.household, (one.values,))
        alike[(one.values, home if len(home) > 1 else (one.values,))].append(one.code)
    return [
        Group(values, home, tuple(codes), like_homes[home] if len(home) > 1 else len(codes))
        for (values, home), codes in sorted(alike.items())
    ]


def quiet_solver() -> highspy.Highs:
    """HiGHS on one thread with a fixed seed: the same input gives the same answer."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off")):
        solver.setOptionValue(option, value)
    return solver


class PanelSearch:
    """Finds the panel that is worth most, given what a person of each group is worth."""

    def __init__(self, model: PanelModel) -> None:
        self.model, self.searches = model, 0
        self.solver = quiet_solver()
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.solver.setOptionValue("mip_abs_gap", 1e-7)
        for group in model.groups:
            self.solver.addCol(0.0, 0.0, float(group.most), 0, np.array([], dtype=np.int32), np.array([]))
        self.columns = np.arange(len(model.groups), dtype=np.int32)
        self.solver.changeColsIntegrality(
            len(self.columns), self.columns, np.full(len(self.columns), highspy.HighsVarType.kInteger)
        )
        for row in model.rows:
            members = np.array(row.members, dtype=np.int32)
            self.solver.addRow(float(row.least), float(row.most), len(members), members, np.ones(len(members)))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def best(self, worth: Sequence[float] | NDArray[np.float64]) -> Counts | None:
        """The panel with the largest sum of worth, or None if there is no panel at all."""
        self.searches += 1
        self.solver.changeColsCost(len(self.columns), self.columns, np.asarray(worth, dtype=float))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return tuple(round(value) for value in self.solver.getSolution().col_value)

    def limit(
        self,
        least: NDArray[np.float64],
        most: NDArray[np.float64],
        row_least: NDArray[np.float64],
        row_most: NDArray[np.float64],
    ) -> None:
        """Search only panels between these counts of each group and of each row."""
        self.solver.changeColsBounds(len(self.columns), self.columns, least, most)
        rows = np.arange(len(row_least), dtype=np.int32)
        self.solver.changeRowsBounds(len(rows), rows, row_least, row_most)  # type: ignore[attr-defined]

    def lift_limits(self) -> None:
        """Search all panels again."""
        most = np.array([group.most for group in self.model.groups], dtype=float)
        least = np.array([row.least for row in self.model.rows], dtype=float)
        self.limit(np.zeros(len(most)), most, least, np.array([row.most for row in self.model.rows], dtype=float))
