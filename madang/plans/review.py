"""A draft plan judged as an independent reviewer would: what nobody can verify, and where it contradicts itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from madang.plans.planfile import COUNTED, CommitmentDraft, Fact, Kind, MilestoneDraft, PlanDraft
from madang.plans.states import Comparator

FAR = 100
"""A target this many times its baseline is more likely a slip of the pen than ambition."""
LITTLE = Decimal("0.1")
"""A target that moves the baseline by less than this share a year asks for hardly more than the trend."""
WON_PER_DOLLAR = (Decimal(500), Decimal(2500))
"""The lowest and highest price of a US dollar in won that a plan can have meant; 676 to 1,960 from 1990 to 2024."""
ROUNDING = Decimal("0.05")
PERIODS = ("year", "since", "until")
APART = Decimal("0.25")
"""A year this far, as a share, from the average of a period that holds it begs the question which of them is right."""


Params = Mapping[str, str | int | Decimal]


@dataclass(frozen=True)
class Finding:
    """One fault of a plan. code: what; params: the figures in the sentence; where: the numbers of the statements."""

    code: str
    params: Params = field(default_factory=dict)
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class MilestoneReview:
    key: str
    verifiable: bool
    problems: tuple[Finding, ...]


@dataclass(frozen=True)
class CommitmentReview:
    key: str
    verifiable: bool
    problems: tuple[Finding, ...]
    milestones: tuple[MilestoneReview, ...]


@dataclass(frozen=True)
class PlanReview:
    commitments: tuple[CommitmentReview, ...]
    contradictions: tuple[Finding, ...]


NOT_VERIFIABLE = frozenset({"no-metric", "no-unit", "no-target", "no-due", "no-figure"})


def review_plan(plan: PlanDraft, *, metrics: Mapping[str, str]) -> PlanReview:
    """The review of a draft. metrics: units of the metrics that this site can measure, by key."""
    past = _past(plan)
    return PlanReview(
        commitments=tuple(_commitment(one, metrics, past) for one in plan.commitments),
        contradictions=tuple(_contradictions(plan)),
    )


def _commitment(commitment: CommitmentDraft, metrics: Mapping[str, str], past: "Past") -> CommitmentReview:
    milestones = tuple(
        MilestoneReview(
            key=one.key,
            verifiable=not any(problem.code in NOT_VERIFIABLE for problem in problems),
            problems=tuple(problems),
        )
        for one in commitment.milestones
        for problems in [[*_milestone_problems(one, metrics), *_against_the_trend(one, past)]]
    )
    promises = {one.key for one in commitment.milestones if one.kind is not Kind.BASELINE}
    problems = []
    if not commitment.leads:
        problems.append(Finding("no-owner"))
    if not commitment.contact:
        problems.append(Finding("no-contact"))
    if not _has_number_to_reach(commitment):
        problems.append(Finding("no-number-to-reach"))
    verifiable = _has_number_to_reach(commitment) and any(one.verifiable and one.key in promises for one in milestones)
    return CommitmentReview(commitment.key, verifiable, tuple(problems), milestones)


def _has_number_to_reach(commitment: CommitmentDraft) -> bool:
    return any(one.target is not None and one.unit != "yes-no" for one in commitment.milestones)


def _milestone_problems(milestone: MilestoneDraft, metrics: Mapping[str, str]) -> Iterator[Finding]:
    if not milestone.unit:
        yield Finding("no-unit")
    if not milestone.metric:
        yield Finding("no-metric")
    elif milestone.metric not in metrics:
        yield Finding("metric-not-here", {"metric": milestone.metric})
    elif not same_unit(milestone.unit, metrics[milestone.metric]):
        yield Finding("other-unit", {"metric": metrics[milestone.metric], "unit": milestone.unit})
    if milestone.kind is Kind.BASELINE:
        if not milestone.reported:
            yield Finding("no-figure")
        return
    if milestone.target is None:
        yield Finding("no-target")
    if milestone.due is None and milestone.kind in (Kind.TARGET, Kind.ACTION):
        yield Finding("no-due")
    if milestone.kind is Kind.TARGET and milestone.target is not None:
        yield from _ambition(milestone)


def same_unit(unit: str, measured: str) -> bool:
    """Whether a metric's unit fits a milestone's: equal, or both count things."""
    return unit == measured or (unit in COUNTED and measured in COUNTED)


def _ambition(milestone: MilestoneDraft) -> Iterator[Finding]:
    if milestone.baseline is None:
        yield Finding("no-baseline")
    elif milestone.baseline and milestone.target is not None:
        moved = abs(milestone.target - milestone.baseline) / abs(milestone.baseline)
        years = max(Decimal(1), Decimal(_days(milestone)) / 365)
        if moved / years < LITTLE:
            yield Finding("little-ambition", {"percent": round(moved * 100, 1)})


def _days(milestone: MilestoneDraft) -> int:
    begin = milestone.baseline_on or milestone.start
    return (milestone.due - begin).days if milestone.due and begin else 365


Past = Mapping[tuple[object, ...], Mapping[date, Decimal]]


def _series(milestone: MilestoneDraft) -> tuple[object, ...]:
    """What a statement measures, whatever the period."""
    parameters = (milestone.parameters or {}).items()
    return (milestone.metric, milestone.unit, *sorted(one for one in parameters if one[0] not in PERIODS))


def _past(plan: PlanDraft) -> Past:
    """The figures that the plan could know when it was written, by what they measure and by day."""
    known_until = plan.written_on or plan.start
    past: dict[tuple[object, ...], dict[date, Decimal]] = defaultdict(dict)
    for one in plan.milestones:
        for figure in one.reported:
            is_average = figure.since is not None and (figure.on - figure.since).days > 366
            if one.metric and figure.on <= known_until and not is_average:
                past[_series(one)][figure.on] = figure.value
    return past


def _against_the_trend(milestone: MilestoneDraft, past: Past) -> Iterator[Finding]:
    """A target that the straight line through the last two figures reaches by itself."""
    figures = sorted(past.get(_series(milestone), {}).items())
    if len(figures) < 2 or milestone.target is None or milestone.due is None or milestone.kind is not Kind.TARGET:
        return
    (before, old), (after, new) = figures[-2:]
    trend = new + (new - old) * (milestone.due - after).days / (after - before).days
    rising = milestone.comparator in (Comparator.AT_LEAST, Comparator.ABOVE)
    asks_less = trend > milestone.target and new > old if rising else trend < milestone.target and new < old
    if milestone.comparator is not Comparator.EXACTLY and asks_less:
        params: Params = {"target": milestone.target, "trend": round(trend, 1), "since": str(before)}
        yield Finding("less-than-trend", params)


def _contradictions(plan: PlanDraft) -> Iterator[Finding]:
    yield from _two_values_for_one_quantity(plan)
    for milestone in plan.milestones:
        yield from _counted_otherwise(milestone)
        yield from _far_from_baseline(milestone)
        yield from _share_otherwise(milestone)
        yield from _average_otherwise(milestone)
        if milestone.told_as_done and milestone.due and plan.written_on and milestone.due > plan.written_on:
            yield Finding("told-as-done", {"due": str(milestone.due)}, (milestone.key,))
    yield from (
        Finding("commitment-without-number", {"commitment": one.key}, (one.key,))
        for one in plan.commitments
        if not _has_number_to_reach(one)
    )
    facts = [*plan.facts, *(fact for one in plan.milestones for fact in one.facts)]
    yield from (finding for fact in facts for finding in _money_otherwise(fact))


Quantity = tuple[str, tuple[tuple[str, str], ...], str, date]


def _two_values_for_one_quantity(plan: PlanDraft) -> Iterator[Finding]:
    """The same metric with the same parameters on the same day, given two values by the plan itself."""
    told: dict[Quantity, dict[Decimal, str]] = defaultdict(dict)
    for quantity, value, key in _told(plan.milestones):
        told[quantity].setdefault(value, key)
    for (metric, _parameters, _unit, on), values in told.items():
        if len(values) > 1:
            figures = sorted(values, reverse=True)
            params: Params = {"metric": metric, "on": str(on), "one": figures[0], "other": figures[1]}
            yield Finding("two-values", params, tuple(values[figure] for figure in figures))


def _told(milestones: Iterable[MilestoneDraft]) -> Iterator[tuple[Quantity, Decimal, str]]:
    for one in milestones:
        if one.metric:
            parameters = tuple(sorted((one.parameters or {}).items()))
            for figure in one.reported:
                if figure.since is None:
                    yield (one.metric, parameters, one.unit, figure.on), figure.value, one.key
            for fact in one.facts:
                if fact.metric and fact.on:
                    yield (fact.metric, (), fact.unit, fact.on), fact.value, one.key


def _counted_otherwise(milestone: MilestoneDraft) -> Iterator[Finding]:
    figure = milestone.target if milestone.target is not None else _first_reported(milestone)
    if figure is None or milestone.unit == "yes-no":
        return
    if milestone.items and len(milestone.items) != figure:
        yield Finding("listed-otherwise", {"figure": figure, "listed": len(milestone.items)}, (milestone.key,))
    if milestone.parts and sum(milestone.parts) != figure:
        yield Finding("parts-otherwise", {"figure": figure, "sum": sum(milestone.parts)}, (milestone.key,))


def _first_reported(milestone: MilestoneDraft) -> Decimal | None:
    return milestone.reported[0].value if milestone.reported else None


def _far_from_baseline(milestone: MilestoneDraft) -> Iterator[Finding]:
    if not milestone.target or not milestone.baseline or milestone.comparator is Comparator.EXACTLY:
        return
    times = max(milestone.target / milestone.baseline, milestone.baseline / milestone.target)
    if times > FAR:
        params: Params = {"target": milestone.target, "baseline": milestone.baseline, "times": round(times)}
        yield Finding("far-from-baseline", params, (milestone.key,))


def _share_otherwise(milestone: MilestoneDraft) -> Iterator[Finding]:
    for one in milestone.reported:
        if milestone.unit == "%" and one.numerator is not None and one.denominator:
            share = Decimal(100 * one.numerator) / one.denominator
            if abs(share - one.value) > ROUNDING:
                params: dict[str, str | int | Decimal] = {"value": one.value, "share": round(share, 2)}
                params |= {"numerator": Decimal(one.numerator), "denominator": Decimal(one.denominator)}
                yield Finding("share-otherwise", params, (milestone.key,))


def _average_otherwise(milestone: MilestoneDraft) -> Iterator[Finding]:
    """A starting figure, and an average reported for a longer period that ends on the same day."""
    if milestone.kind is not Kind.BASELINE:
        return
    for one in milestone.reported:
        for other in milestone.reported:
            if one.since or not other.since or other.on != one.on or not one.value:
                continue
            if abs(other.value - one.value) / one.value > APART:
                params: Params = {
                    "value": one.value,
                    "on": str(one.on),
                    "average": other.value,
                    "since": str(other.since),
                }
                yield Finding("average-otherwise", params, (milestone.key,))


def _money_otherwise(fact: Fact) -> Iterator[Finding]:
    """An amount given in won and in dollars that no exchange rate can bring together."""
    if not fact.equals or {fact.unit, fact.equals_unit} != {"KRW", "USD"}:
        return
    won, dollars = (fact.value, fact.equals) if fact.unit == "KRW" else (fact.equals, fact.value)
    low, high = WON_PER_DOLLAR
    if not low <= won / dollars <= high:
        params: dict[str, str | int | Decimal] = {"won": won, "dollars": dollars}
        for power in (3, 6, 9, 12):
            if low <= won * 10**power / dollars <= high:
                params["power"] = power
        yield Finding("amount-otherwise", params)
