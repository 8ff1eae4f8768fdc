"""The smallest change of quotas that makes a panel possible.

Pure. Every limit may be widened by whole people; the sum of all widening is made as small as can be. Of several equally
small changes the one that widens the quotas named first is taken, so that the answer is always the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from madang.bodies.panelmodel import PanelModel, quiet_solver
from madang.bodies.sortition import Problem, Quota

TIE = 1e-4


@dataclass(frozen=True)
class Change:
    """A limit to widen. bound: `min` or `max`."""

    feature: str
    value: str
    bound: str
    now: int
    then: int


def smallest_relaxation(problem: Problem) -> list[Change] | None:
    """What to change so that a panel of this size is possible; empty if one is; None if no quotas allow one.

    None means that there are fewer households than seats.
    """
    model, quotas = PanelModel(problem), problem.quotas
    solver = quiet_solver()
    nothing = (0, np.array([], dtype=np.int32), np.array([]))
    groups, total = len(model.groups), len(model.groups) + 2 * len(quotas)
    for group in model.groups:
        solver.addCol(0.0, 0.0, float(group.most), *nothing)
    for number in range(2 * len(quotas)):
        solver.addCol(1.0 + TIE * number, 0.0, float(problem.size), *nothing)
    solver.changeColsIntegrality(total, np.arange(total, dtype=np.int32), np.full(total, highspy.HighsVarType.kInteger))
    for number, row in enumerate(model.rows):
        columns, values = list(row.members), [1.0] * len(row.members)
        if 1 <= number <= len(quotas):
            place = groups + 2 * (number - 1)
            columns, values = [*columns, place, place + 1], [*values, 1.0, -1.0]
        solver.addRow(
            float(row.least), float(row.most), len(columns), np.array(columns, dtype=np.int32), np.array(values)
        )
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    widened = [round(value) for value in solver.getSolution().col_value[groups:]]
    found = []
    for number, quota in enumerate(quotas):
        down, up = widened[2 * number], widened[2 * number + 1]
        if down:
            found.append(Change(quota.feature, quota.value, "min", quota.least, max(0, quota.least - down)))
        if up:
            found.append(Change(quota.feature, quota.value, "max", quota.most, quota.most + up))
    return found


def widened(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The problem with these limits widened."""
    then = {(change.feature, change.value, change.bound): change.then for change in changes}
    quotas = tuple(
        Quota(
            one.feature,
            one.value,
            then.get((one.feature, one.value, "min"), one.least),
            then.get((one.feature, one.value, "max"), one.most),
        )
        for one in problem.quotas
    )
    return Problem(problem.pool, quotas, problem.size)
