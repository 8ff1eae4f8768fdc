"""Weights that make those who answered resemble those who were asked about, and how far to trust the result.

Raking: W. E. Deming and F. F. Stephan, Ann. Math. Stat. 11 (1940) 427-444. Design effect of unequal weights:
L. Kish, Survey Sampling (1965) section 11.7. Interval: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Z95 = 1.959963984540054
ROUNDS, CLOSE = 500, 1e-10
WITHHELD = "*"


@dataclass(frozen=True)
class Weights:
    """values: one a respondent, with the mean 1. deviation: the largest difference of a margin's share from its target.

    absent: (margin, category) of targets that nobody answered for; the others stand in for them.
    """

    values: tuple[float, ...]
    rounds: int
    deviation: float
    absent: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % interval. margin: half its width in the normal approximation; all from 0 to 1."""

    share: float
    margin: float
    low: float
    high: float


def rake(
    margins: Sequence[Sequence[str | None]], targets: Sequence[Mapping[str, float]], *, cap: float | None = None
) -> Weights:
    """Weights by which every margin has its target shares.

    margins: for each, the category of each respondent; None where it is not known, and then that margin leaves the
    respondent alone. targets: for each margin, shares or numbers by category. cap: the largest weight, in means.
    Categories without target keep their part. Raises `ValueError` for targets that are not positive numbers, and for a
    cap that leaves no room (1 or less).
    """
    if cap is not None and not cap > 1:
        raise ValueError("the cap on weights must be above 1")
    size = len(margins[0]) if margins else 0
    prepared = [_prepare(categories, wanted, size) for categories, wanted in zip(margins, targets, strict=True)]
    absent = [(place, name) for place, one in enumerate(prepared) for name in one.absent]
    weights, rounds = np.ones(size), 0
    if size:
        weights, rounds = _settled(weights, prepared)
        for _round in range(20 if cap else 0):
            if weights.max() <= cap * (1 + CLOSE):  # type: ignore[operator]
                break
            weights, more = _settled(np.minimum(weights, cap), prepared)  # type: ignore[arg-type]
            rounds += more
        if cap:
            weights = _capped(weights, cap)
    deviation = max((one.deviation(weights) for one in prepared), default=0.0) if size else 0.0
    return Weights(tuple(weights.tolist()), rounds, float(deviation), tuple(absent))


@dataclass(frozen=True)
class _Margin:
    """codes: the category's number of each respondent, -1 where there is none. wanted: the share of each category."""

    codes: npt.NDArray[np.int64]
    wanted: npt.NDArray[np.float64]
    absent: tuple[str, ...]

    def sums(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        known = self.codes >= 0
        return np.bincount(self.codes[known], weights[known], minlength=len(self.wanted)).astype(np.float64)

    def deviation(self, weights: npt.NDArray[np.float64]) -> float:
        sums = self.sums(weights)
        return float(np.abs(sums / sums.sum() - self.wanted).max()) if len(self.wanted) and sums.sum() else 0.0


def _prepare(categories: Sequence[str | None], wanted: Mapping[str, float], size: int) -> _Margin:
    if len(categories) != size:
        raise ValueError("every margin needs a category, or None, for every respondent")
    if any(not math.isfinite(share) or share < 0 for share in wanted.values()) or sum(wanted.values()) <= 0:
        raise ValueError("targets are positive numbers")
    there = set(categories)
    names = [name for name, share in wanted.items() if name in there and share > 0]
    number_of = {name: number for number, name in enumerate(names)}
    codes = np.array([number_of.get(name, -1) if name is not None else -1 for name in categories], dtype=np.int64)
    shares = np.array([wanted[name] for name in names], dtype=np.float64)
    absent = tuple(name for name, share in wanted.items() if share > 0 and name not in there)
    return _Margin(codes, shares / shares.sum() if len(shares) else shares, absent)


def _settled(weights: npt.NDArray[np.float64], margins: Sequence[_Margin]) -> tuple[npt.NDArray[np.float64], int]:
    """Weights after fitting margin after margin until none moves any more."""
    weights = weights * (len(weights) / weights.sum())
    for done in range(ROUNDS):
        for margin in margins:
            if not len(margin.wanted):
                continue
            sums = margin.sums(weights)
            factors = margin.wanted * sums.sum() / sums
            known = margin.codes >= 0
            weights[known] *= factors[margin.codes[known]]
        if max((margin.deviation(weights) for margin in margins), default=0.0) < CLOSE:
            return weights, done + 1
    return weights, ROUNDS


def _capped(weights: npt.NDArray[np.float64], cap: float) -> npt.NDArray[np.float64]:
    """None above `cap`; what is cut off is spread over the others by their weight, so that the mean stays 1."""
    fixed = np.zeros(len(weights), dtype=bool)
    while (over := (weights > cap) & ~fixed).any():
        fixed |= over
        weights = np.where(fixed, cap, weights)
        free = weights[~fixed].sum()
        if not free:
            break
        weights[~fixed] *= (len(weights) - cap * fixed.sum()) / free
    return weights


def poststratify(cells: Sequence[str | None], targets: Mapping[str, float]) -> Weights:
    """Weights by one set of cells: each has its target share at once."""
    return rake([cells], [targets])


def design_effect(weights: Sequence[float]) -> float:
    """How much unequal weights widen the variance: n * sum of squares / square of the sum. 1 for equal weights."""
    total = math.fsum(weights)
    return len(weights) * math.fsum(weight * weight for weight in weights) / (total * total) if total else 1.0


def effective_size(weights: Sequence[float]) -> float:
    """The number of equally weighted answers that would say as much."""
    return len(weights) / design_effect(weights) if weights else 0.0


def estimate(share: float, size: float, *, population: int | None = None) -> Estimate:
    """A share and its 95 % interval. size: effective answers. population: if all of so many could be asked.

    The interval is Wilson's, which stays within 0 and 1; with a population it is narrowed by the finite correction
    (as if there were more answers).
    """
    if size <= 0:
        return Estimate(share, 1.0, 0.0, 1.0)
    if population and population > 1:
        left = (population - min(size, population)) / (population - 1)
        if left <= 0:
            return Estimate(share, 0.0, share, share)
        size = size / left
    square = Z95 * Z95
    centre = (share + square / (2 * size)) / (1 + square / size)
    half = Z95 * math.sqrt(share * (1 - share) / size + square / (4 * size * size)) / (1 + square / size)
    margin = Z95 * math.sqrt(max(share * (1 - share), 0.0) / size)
    return Estimate(share, margin, max(0.0, centre - half), min(1.0, centre + half))
