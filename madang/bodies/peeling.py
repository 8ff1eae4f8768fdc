"""Expected seats taken apart into real panels, one after another.

Pure. A vector of expected seats lies on a face of the quotas: those that are just met, groups with no seat or all. Any
panel on that face is peeled off with as much weight as leaves the rest within the quotas; the rest then lies on a
smaller face, so that there are no more panels than groups (M. Groetschel, L. Lovasz, A. Schrijver, Geometric algorithms
and combinatorial optimization, 1988, theorem 6.5.11). Where fractions meet quotas that no whole panel meets, a face may
be without one: then peeling ends early, and what it found is a start for column generation.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from madang.bodies.panelmodel import Counts, PanelModel, PanelSearch

Vector = NDArray[np.float64]
EXACT = 1e-7
REST = 1e-8


def peel(
    model: PanelModel, seats: Vector, search: PanelSearch, *, on_progress: Callable[[int, int], object]
) -> list[Counts]:
    """Panels of which some lottery has these expected seats; a part of them where peeling ends early.

    seats: expected seats by group. on_progress hears how much is taken apart, of 1000. The search's limits are its own
    again afterwards.
    """
    found: list[Counts] = []
    rest, weight, most = seats.astype(float), 1.0, np.array([group.most for group in model.groups], dtype=float)
    matrix, least, limit = constraints(model)
    for _turn in range(2 * len(model.groups) + 2):
        if weight < REST:
            break
        rest = snapped(np.clip(rest, 0.0, most))
        panel = panel_on_face(rest, most, matrix @ rest, least, limit, search)
        if panel is None:
            break
        found.append(panel)
        taken = np.array(panel, dtype=float)
        if np.abs(taken - rest).max() < EXACT:
            break
        share = largest_share(rest, taken, most, matrix, least, limit)
        if share <= 0.0:
            break
        rest = (rest - share * taken) / (1.0 - share)
        weight *= 1.0 - share
        on_progress(min(999, int(1000 * (1.0 - weight))), 1000)
    search.lift_limits()
    return found


def constraints(model: PanelModel) -> tuple[Vector, Vector, Vector]:
    """The rows of the model as a matrix, with the least and the most of each."""
    matrix = np.zeros((len(model.rows), len(model.groups)))
    for number, row in enumerate(model.rows):
        matrix[number, list(row.members)] = 1.0
    least = np.array([row.least for row in model.rows], dtype=float)
    return matrix, least, np.array([row.most for row in model.rows], dtype=float)


def snapped(values: Vector) -> Vector:
    """Values that are a hair from a whole number are that number."""
    whole = np.rint(values)
    return np.where(np.abs(values - whole) < EXACT, whole, values)


def panel_on_face(
    rest: Vector, most: Vector, sums: Vector, least: Vector, limit: Vector, search: PanelSearch
) -> Counts | None:
    """A panel near `rest` that meets exactly what `rest` meets exactly, or None."""
    row_least = np.where(sums >= limit - EXACT, limit, least)
    row_most = np.where(sums <= least + EXACT, least, limit)
    low, high = np.floor(rest), np.ceil(rest)
    worth = rest - low
    search.limit(low, high, row_least, row_most)
    panel = search.best(worth)
    if panel is None:
        low, high = np.where(rest >= most, most, 0.0), np.where(rest <= 0.0, 0.0, most)
        search.limit(low, high, row_least, row_most)
        panel = search.best(worth)
    return panel


def largest_share(rest: Vector, taken: Vector, most: Vector, matrix: Vector, least: Vector, limit: Vector) -> float:
    """How much of `rest` can be this panel so that what remains, scaled up again, is within all limits."""
    bounds = [room(rest, taken, np.zeros_like(most), most), room(matrix @ rest, matrix @ taken, least, limit)]
    return min(1.0 - 1e-12, *bounds)


def room(at: Vector, towards: Vector, least: Vector, most: Vector) -> float:
    """The largest share s for which (at - s towards) / (1 - s) lies between least and most."""
    below, above = towards > least + EXACT, towards < most - EXACT
    to_least = (at[below] - least[below]) / (towards[below] - least[below])
    to_most = (most[above] - at[above]) / (most[above] - towards[above])
    return float(max(0.0, min(to_least.min(initial=1.0), to_most.min(initial=1.0))))
