"""Weights and margins beside figures of others: published tables, and formulas of another kind."""

import math
from random import Random

import numpy as np
import pytest

from madang.surveys.weighting import Z95, design_effect, effective_size, estimate, poststratify, rake


@pytest.mark.parametrize(
    ("hits", "asked", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_equal_the_published_ones(hits: int, asked: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score without correction)."""
    found = estimate(hits / asked, asked)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("asked", "points"), [(1067, 3.0), (384, 5.0), (600, 4.0), (2401, 2.0)])
def test_margins_equal_those_of_the_usual_table(asked: int, points: float) -> None:
    """The sizes that text books give for 2, 3, 4 and 5 points at 95 % and a share of one half."""
    assert round(estimate(0.5, asked).margin * 100, 1) == points


def test_asking_nearly_everybody_leaves_little_doubt() -> None:
    assert estimate(0.3, 100, population=100).margin == 0
    usual = Z95 * math.sqrt(0.3 * 0.7 / 100)
    assert estimate(0.3, 100, population=400).margin == pytest.approx(usual * math.sqrt(300 / 399))
    assert estimate(0.3, 100, population=10**9).margin == pytest.approx(usual)


def table(seed: list[list[int]]) -> tuple[list[str], list[str]]:
    """A respondent for each count of a table, with the names of its row and column."""
    cells = [(str(r), str(c)) for r, row in enumerate(seed) for c, count in enumerate(row) for _ in range(count)]
    return [row for row, _column in cells], [column for _row, column in cells]


def test_raking_equals_iterative_proportional_fitting_of_the_table() -> None:
    """Another way to the same: scale the rows and columns of the table of counts itself, until it stands still."""
    seed = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
    rows, columns = [150, 300, 400, 150], [200, 300, 400, 100]
    fitted = np.array(seed, dtype=float)
    for _round in range(1000):
        fitted *= (np.array(rows) / fitted.sum(axis=1))[:, None]
        fitted *= np.array(columns) / fitted.sum(axis=0)

    by_row, by_column = table(seed)
    found = rake(
        [by_row, by_column],
        [{str(name): share for name, share in enumerate(side)} for side in (rows, columns)],
    )

    summed = np.zeros((4, 4))
    for row, column, weight in zip(by_row, by_column, found.values, strict=True):
        summed[int(row), int(column)] += weight
    assert np.allclose(summed * 1000 / summed.sum(), fitted, atol=1e-6)
    assert found.deviation < 1e-9


CELLS = {
    ("f", "young"): (30, 18, 0.924514),
    ("f", "middle"): (14, 9, 1.676563),
    ("f", "old"): (6, 2, 3.132115),
    ("m", "young"): (52, 40, 0.543549),
    ("m", "middle"): (33, 12, 0.985701),
    ("m", "old"): (5, 1, 1.841463),
}
"""People asked, those who said yes, and the weight that ipfn 1.4.4 gives for halves by sex and 40, 40, 20 % by age."""


def test_weights_and_intervals_equal_those_of_other_libraries() -> None:
    """Weights by ipfn 1.4.4; intervals by statsmodels 0.15.0, `proportion_confint` (wilson, normal) at n_eff."""
    people = [(cell, number < yes) for cell, (asked, yes, _weight) in CELLS.items() for number in range(asked)]
    targets = [{"f": 0.5, "m": 0.5}, {"young": 0.4, "middle": 0.4, "old": 0.2}]

    weights = rake([[cell[0] for cell, _yes in people], [cell[1] for cell, _yes in people]], targets).values

    for (cell, _yes), weight in zip(people, weights, strict=True):
        assert weight == pytest.approx(CELLS[cell][2], abs=5e-7)
    share = sum(weight for (_cell, yes), weight in zip(people, weights, strict=True) if yes) / sum(weights)
    found = estimate(share, effective_size(weights))
    assert share == pytest.approx(0.5243314158, abs=1e-9)
    assert design_effect(weights) == pytest.approx(1.3445416771, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.4292598696, 0.6176715282), abs=1e-9)
    assert (share - found.margin, share + found.margin) == pytest.approx((0.4284076143, 0.6202552174), abs=1e-9)


def test_post_stratification_equals_the_sum_over_strata() -> None:
    """The weighted share is the sum of the strata's shares, each by its part of the population."""
    cells = ["a"] * 80 + ["b"] * 20
    hits = [1] * 20 + [0] * 60 + [1] * 15 + [0] * 5

    weights = poststratify(cells, {"a": 0.6, "b": 0.4}).values

    assert sum(w * hit for w, hit in zip(weights, hits, strict=True)) / sum(weights) == pytest.approx(
        0.6 * 20 / 80 + 0.4 * 15 / 20
    )
    assert set(np.round(weights, 12)) == {0.75, 2.0}


def test_the_design_effect_is_one_and_the_squared_variation_of_the_weights() -> None:
    """Kish: deff = 1 + cv². Counted here from the mean and the variance instead."""
    rng = Random(7)
    weights = [rng.uniform(0.2, 4) for _ in range(500)]

    variation = np.std(weights) / np.mean(weights)

    assert design_effect(weights) == pytest.approx(1 + variation**2)
    assert effective_size(weights) == pytest.approx(500 / (1 + variation**2))
    assert design_effect([2.0] * 30) == pytest.approx(1)


def test_the_margin_holds_what_it_promises() -> None:
    """Of 2,000 weighted samples drawn from a known population, about 95 in a hundred intervals hold the truth."""
    rng = np.random.default_rng(2014)
    shares, rates = np.array([0.7, 0.3]), np.array([0.2, 0.6])
    truth, held = float(shares @ rates), 0
    for _sample in range(2000):
        strata = rng.choice(2, size=300, p=[0.5, 0.5])
        hits = rng.random(300) < rates[strata]
        weights = np.array(poststratify(list(strata.astype(str)), {"0": 0.7, "1": 0.3}).values)
        judged = estimate(float(weights @ hits / weights.sum()), effective_size(list(weights)))
        held += judged.low <= truth <= judged.high

    assert 0.945 <= held / 2000 <= 0.985


def test_who_does_not_say_keeps_a_weight_and_targets_without_answers_are_named() -> None:
    found = rake([["f", "m", "m", None]], [{"f": 0.5, "m": 0.5, "x": 0.1}])

    assert found.absent == ((0, "x"),)
    assert found.values[3] == pytest.approx(1)
    assert found.values[0] == pytest.approx(1.5)
    assert sum(found.values) == pytest.approx(4)


def test_a_cap_is_never_exceeded() -> None:
    categories = ["a"] * 97 + ["b"] * 3

    found = rake([categories], [{"a": 0.5, "b": 0.5}], cap=5)

    assert max(found.values) == 5
    assert found.deviation > 0.1
    assert sum(found.values) == pytest.approx(100)


def test_no_answers_need_no_weights() -> None:
    assert rake([[]], [{"a": 1.0}]).values == ()
    assert effective_size([]) == 0
    assert estimate(0, 0).high == 1


@pytest.mark.parametrize("targets", [{"a": -1.0}, {"a": 0.0}, {"a": math.nan}, {}])
def test_targets_that_are_no_shares_are_refused(targets: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="targets"):
        rake([["a"]], [targets])
