"""The fairest lottery over panels: the smallest chance of anybody is as large as can be, then the next, and so on.

Pure. LEXIMIN over groups of alike people, from outside and inside at once:
1. The leximin chances under the quotas alone, seats counted in fractions: a row of small linear programmes. No lottery
   over real panels can be fairer, and the vector is unique, so it depends on no solver's choice.
2. A lottery over real panels that gives everybody that chance, by column generation: prices of a linear programme say
   what a missing panel must be worth, a search in whole numbers finds it.
3. If the best panel is worth less than the chances would cost, no lottery gives them: that is a new constraint on the
   fractions (a cut), and 1 begins again.
Fairness of leximin for panels: B. Flanigan, P. Goelz, A. Gupta, B. Hennig, A. D. Procaccia, Fair algorithms for
selecting citizens' assemblies, Nature 596 (2021) 548-552. Groups instead of people: it treats alike people alike.
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from madang.bodies.panelmodel import Counts, Group, PanelModel, PanelSearch, quiet_solver
from madang.bodies.peeling import peel
from madang.bodies.sortition import Problem

Vector = NDArray[np.float64]
Progress = Callable[[int, int], object]
GAP = 1e-6
"""No chance in the lottery is further than this below the leximin chance."""
SLACK = 1e-9
PRICED = 1e-7
NOTHING = (0, np.array([], dtype=np.int32), np.array([]))
FIRST_PANELS = 1


class NoPanel(ValueError):
    """No choice of people meets the quotas. See `madang.bodies.relaxation` for what to change."""


@dataclass(frozen=True)
class Lottery:
    """Panels over groups with their shares, and the chance of a person in each group.

    excluded: numbers of the groups nobody of whom is on any panel under these quotas. searches: in whole numbers.
    cuts: constraints that fractions of seats had missed.
    """

    groups: tuple[Group, ...]
    panels: tuple[Counts, ...]
    shares: tuple[float, ...]
    chances: tuple[float, ...]
    excluded: tuple[int, ...]
    searches: int
    cuts: int

    @property
    def minimum(self) -> float:
        """The smallest chance of anybody who can be drawn at all."""
        without = set(self.excluded)
        return min(chance for number, chance in enumerate(self.chances) if number not in without)


@dataclass(frozen=True)
class Cut:
    """No panel is worth more than `most` if a seat of each group is worth its weight."""

    weights: Vector
    most: float


def fairest_lottery(problem: Problem, *, on_progress: Progress = lambda done, total: None) -> Lottery:
    """The LEXIMIN lottery. on_progress hears how much of it has been taken apart into panels, of 1000.

    Raises `NoPanel` if the quotas cannot be met.
    """
    model = PanelModel(problem)
    search = PanelSearch(model)
    inside = Inside(model)
    for panel in first_panels(model, search):
        inside.add(panel)
    cuts: list[Cut] = []
    while True:
        wanted = leximin_of_fractions(model, cuts)
        for panel in peel(model, wanted * model.sizes, search, on_progress=on_progress):
            inside.add(panel)
        cut = inside.reach(wanted, search)
        if cut is None:
            break
        cuts.append(cut)
    shares = inside.final_shares()
    chances = shares @ np.array(inside.panels, dtype=float) / model.sizes
    kept = [number for number, share in enumerate(shares) if share > 0]
    on_progress(1000, 1000)
    return Lottery(
        groups=tuple(model.groups),
        panels=tuple(inside.panels[number] for number in kept),
        shares=tuple(float(shares[number]) for number in kept),
        chances=tuple(float(chance) for chance in chances),
        excluded=tuple(number for number, chance in enumerate(wanted) if chance <= GAP),
        searches=search.searches,
        cuts=len(cuts),
    )


def first_panels(model: PanelModel, search: PanelSearch) -> list[Counts]:
    """A few panels to begin with, each leaning to the groups that those before left out. Raises `NoPanel`."""
    found, worth = [], np.ones(len(model.groups))
    for _turn in range(FIRST_PANELS):
        panel = search.best(worth / model.sizes)
        if panel is None:
            raise NoPanel
        found.append(panel)
        worth[np.array(panel) > 0] *= 0.5
        worth /= worth.mean()
    return found


def leximin_of_fractions(model: PanelModel, cuts: list[Cut]) -> Vector:
    """The chances that are leximin if a panel may seat fractions of people, within quotas and cuts.

    Stage by stage the smallest open chance is raised; groups with a price on it cannot go further and are fixed.
    """
    total = len(model.groups)
    solver = quiet_solver()
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    for group in model.groups:
        solver.addCol(0.0, 0.0, float(group.most), *NOTHING)
    solver.addCol(1.0, 0.0, 1.0, *NOTHING)
    for number, size in enumerate(model.sizes):
        columns = np.array([number, total], dtype=np.int32)
        solver.addRow(0.0, highspy.kHighsInf, 2, columns, np.array([1.0 / size, -1.0]))
    for row in model.rows:
        columns = np.array(row.members, dtype=np.int32)
        solver.addRow(float(row.least), float(row.most), len(columns), columns, np.ones(len(columns)))
    every = np.arange(total, dtype=np.int32)
    for cut in cuts:
        solver.addRow(-highspy.kHighsInf, cut.most, total, every, cut.weights)
    chances, is_open = np.zeros(total), np.ones(total, dtype=bool)
    while is_open.any():
        value, prices = solved(solver, total)
        priced = np.flatnonzero(is_open & (prices > PRICED))
        if not len(priced):
            priced = np.array([int(np.argmax(np.where(is_open, prices, -1.0)))])
        for number in priced.tolist():
            chances[number], is_open[number] = value, False
            solver.changeCoeff(number, total, 0.0)
            solver.changeRowBounds(number, max(0.0, value - SLACK), highspy.kHighsInf)
    return chances


def solved(solver: highspy.Highs, total: int) -> tuple[float, Vector]:
    """The value of a stage and the prices of the first `total` rows."""
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"a linear programme of the draw ended as {solver.getModelStatus()}")
    prices = np.maximum(-np.array(solver.getSolution().row_dual[:total]), 0.0)
    return float(solver.getInfo().objective_function_value), prices


class Inside:
    """The linear programme over panels found so far: shares of panels, and how far the worst-off group falls short."""

    def __init__(self, model: PanelModel) -> None:
        self.model = model
        self.panels: list[Counts] = []
        self.known: set[Counts] = set()
        self.solver = quiet_solver()
        total = len(model.groups)
        self.solver.addCol(1.0, 0.0, highspy.kHighsInf, *NOTHING)
        for _group in range(total):
            self.solver.addRow(0.0, highspy.kHighsInf, 1, np.array([0], dtype=np.int32), np.array([1.0]))
        self.solver.addRow(1.0, 1.0, *NOTHING)

    def add(self, panel: Counts) -> bool:
        """Take a panel in. Whether it was new."""
        if panel in self.known:
            return False
        self.known.add(panel)
        self.panels.append(panel)
        chances = np.array(panel, dtype=float) / self.model.sizes
        rows = np.append(np.flatnonzero(chances), len(panel)).astype(np.int32)
        values = np.append(chances[chances > 0], 1.0)
        self.solver.addCol(0.0, 0.0, highspy.kHighsInf, len(rows), rows, values)
        return True

    def reach(self, wanted: Vector, search: PanelSearch) -> Cut | None:
        """Find panels until a lottery over them gives everybody the chance wanted; or a cut that says it cannot be."""
        total = len(wanted)
        for number, chance in enumerate(wanted):
            self.solver.changeRowBounds(number, float(chance), highspy.kHighsInf)
        while True:
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise ArithmeticError(f"a linear programme of the draw ended as {self.solver.getModelStatus()}")
            shortfall = float(self.solver.getInfo().objective_function_value)
            if shortfall <= GAP:
                return None
            prices = np.maximum(np.array(self.solver.getSolution().row_dual[:total]), 0.0)
            weights = prices / self.model.sizes
            panel = search.best(weights)
            assert panel is not None
            worth = float(weights @ np.array(panel))
            if worth < float(prices @ wanted) - GAP / 2:
                return Cut(weights, worth + SLACK)
            if not self.add(panel):
                return None

    def final_shares(self) -> Vector:
        """Shares of the panels under which every group has its chance; tiny ones are dropped."""
        shares = np.array(self.solver.getSolution().col_value[1:])
        shares = np.append(shares, np.zeros(len(self.panels) - len(shares)))
        shares[shares < SLACK] = 0.0
        total: Vector = shares / shares.sum()
        return total
