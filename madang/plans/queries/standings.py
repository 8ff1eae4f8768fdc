"""Where every promise of a plan stands on a day: measured from records, or as reported, and what is behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import Viewer
from madang.common.metrics import Measurement, Metric, find_metric, measure
from madang.plans.models import Commitment, Milestone, Plan, PlanVersion, ReportedFigure, Snapshot, SnapshotValue
from madang.plans.states import Reading, State, covered, expected, state_of
from madang.plans.wording import in_figures, state_label

Basis = SnapshotValue.Basis
PLACES = Decimal("0.0001")
"""Values are kept with four places; what is measured is compared as it is kept."""


@dataclass(frozen=True)
class Standing:
    """Where one milestone stands on a day.

    measured: None where no portal of this site measures it. reported: the newest figure reported by that day.
    state: computed from what was measured, or, where nothing is, from what was reported; `basis` says which.
    why_not: why it is not measured, for people.
    """

    milestone: Milestone
    on: date
    state: State
    basis: str
    metric: Metric | None = None
    measured: Measurement | None = None
    figures: tuple[ReportedFigure, ...] = ()
    why_not: str | LazyText = ""

    @property
    def reported(self) -> ReportedFigure | None:
        return self.figures[-1] if self.figures else None

    @property
    def value(self) -> Decimal | None:
        """The value that the state rests on, in the milestone's unit."""
        if self.measured and self.measured.value is not None:
            return self.measured.value
        return self.reported.value if self.reported else None

    @property
    def difference(self) -> Decimal | None:
        """Measured less reported, where there are both."""
        if self.measured is None or self.measured.value is None or self.reported is None:
            return None
        return self.measured.value - self.reported.value

    @property
    def share(self) -> Decimal | None:
        """How much of the way from baseline to target is covered, from 0 to 1; None where no line can be drawn."""
        if self.value is None or (share := covered(self.milestone.promise, self.value)) is None:
            return None
        return min(Decimal(1), max(Decimal(0), share))

    @property
    def expected(self) -> Decimal | None:
        """What the line from baseline to target asks for on the day; None when the due day is over."""
        if self.on > self.milestone.due_on or self.milestone.promise.stepwise:
            return None
        return expected(self.milestone.promise, on=self.on)

    @property
    def period(self) -> tuple[date | None, date]:
        """First and last day that the value speaks of; no first day where it counts everything until the last."""
        return period_of(self.milestone.parameters, on=self.on)

    @property
    def state_label(self) -> LazyText | str:
        return state_label(self.state)


@dataclass(frozen=True)
class CommitmentOverview:
    """A commitment with the standings of its statements. Starting figures promise nothing and are not counted."""

    commitment: Commitment
    standings: tuple[Standing, ...]

    @property
    def promises(self) -> tuple[Standing, ...]:
        return tuple(one for one in self.standings if one.milestone.is_promise)

    @property
    def not_measured(self) -> tuple[Standing, ...]:
        return tuple(one for one in self.promises if one.why_not)

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many promises are in each state, in the order of `State`; no zeros."""
        return counted(self.promises)


@dataclass(frozen=True)
class PlanOverview:
    version: PlanVersion
    on: date
    commitments: tuple[CommitmentOverview, ...] = field(default_factory=tuple)

    @property
    def promises(self) -> tuple[Standing, ...]:
        return tuple(standing for one in self.commitments for standing in one.promises)

    @cached_property
    def counts(self) -> dict[State, int]:
        return counted(self.promises)


def period_of(parameters: Mapping[str, str], *, on: date) -> tuple[date | None, date]:
    """The days that a metric with these parameters speaks of at the end of `on`."""
    if (year := parameters.get("year", "")).isdigit():
        return date(int(year), 1, 1), min(on, date(int(year), 12, 31))
    if parameters.get("per") == "year":
        return date(on.year, 1, 1), on
    since, until = parameters.get("since"), parameters.get("until")
    return date.fromisoformat(since) if since else None, min(on, date.fromisoformat(until)) if until else on


def counted(standings: Iterable[Standing]) -> dict[State, int]:
    """How many are in each state, in the order of `State`; no zeros."""
    found = Counter(one.state for one in standings)
    return {state: found[state] for state in State if found[state]}


def versions(viewer: Viewer) -> list[PlanVersion]:
    """The newest version of every plan the viewer may see: those measured here first, then by their beginning."""
    plans = Plan.objects.visible_to(viewer)
    newest = {one.plan_id: one for one in PlanVersion.objects.filter(plan__in=plans).order_by("number")}
    found = PlanVersion.objects.filter(pk__in=[one.pk for one in newest.values()]).select_related("plan")
    return sorted(found, key=lambda one: (not one.is_measured, -one.starts_on.toordinal(), one.plan.slug))


def find_version(slug: str, viewer: Viewer, *, number: int | None = None) -> PlanVersion | None:
    """A version of a plan, the newest by default; None if there is none that the viewer may see."""
    found = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(viewer), plan__slug=slug)
    if number is not None:
        found = found.filter(number=number)
    return found.select_related("plan").order_by("-number").first()


def overview(viewer: Viewer, *, on: date) -> list[PlanOverview]:
    """Every plan with the state of every promise on the day `on`."""
    return [plan_overview(one, on=on) for one in versions(viewer)]


def plan_overview(version: PlanVersion, *, on: date) -> PlanOverview:
    """One version of a plan with the state of every promise on the day `on`."""
    by_commitment: dict[int, list[Standing]] = defaultdict(list)
    for standing in standings_of(version, on=on):
        by_commitment[standing.milestone.commitment_id].append(standing)
    commitments = version.commitments.order_by("position")
    return PlanOverview(
        version=version,
        on=on,
        commitments=tuple(CommitmentOverview(one, tuple(by_commitment[one.pk])) for one in commitments),
    )


def standings_of(
    version: PlanVersion, *, on: date, commitment: str | None = None, milestone: str | None = None
) -> list[Standing]:
    """Where the milestones of a version stand at the end of the day `on`, in the order of the plan.

    commitment, milestone: only those of this number.
    """
    milestones = Milestone.objects.filter(commitment__version=version)
    if commitment is not None:
        milestones = milestones.filter(commitment__key=commitment)
    if milestone is not None:
        milestones = milestones.filter(key=milestone)
    found = list(milestones.select_related("commitment__version__plan").order_by("commitment__position", "position"))
    figures = _figures_of(version.plan, on=on)
    kept = _kept_after_due(version, on=on)
    return [_standing(one, version, figures[one.key], kept[one.key], on=on) for one in found]


def _figures_of(plan: Plan, *, on: date) -> dict[str, list[ReportedFigure]]:
    """Reported figures by milestone, oldest first, that speak of a day up to `on`. An average is older than its day."""
    figures: dict[str, list[ReportedFigure]] = defaultdict(list)
    for one in plan.reported_figures.filter(on__lte=on):
        figures[one.milestone_key].append(one)
    for of_milestone in figures.values():
        of_milestone.sort(key=lambda one: (one.on, one.since_on is None or one.since_on.year == one.on.year))
    return figures


def _kept_after_due(version: PlanVersion, *, on: date) -> dict[str, list[Reading]]:
    """Values of snapshots, of any version, from which it may be seen that a promise was kept late."""
    kept: dict[str, list[Reading]] = defaultdict(list)
    values = SnapshotValue.objects.filter(
        snapshot__version__plan=version.plan, snapshot__day__lte=on, value__isnull=False
    )
    for key, due, day, value in values.values_list("milestone__key", "milestone__due_on", "snapshot__day", "value"):
        if day > due and value is not None:
            kept[key].append(Reading(day, value))
    return kept


def _standing(
    milestone: Milestone, version: PlanVersion, figures: list[ReportedFigure], kept: list[Reading], *, on: date
) -> Standing:
    metric = find_metric(milestone.metric)
    measured, why_not = _measured(milestone, version, on=on)
    if measured and measured.value is not None:
        basis = Basis.MEASURED
        readings = [Reading(on, measured.value), *kept, *_reading_at_due(milestone, on=on)]
    else:
        basis = Basis.REPORTED if figures else Basis.NONE
        readings = [Reading(one.on, one.value) for one in figures if _speaks_of_its_day(one)]
    return Standing(
        milestone=milestone,
        on=on,
        state=state_of(milestone.promise, readings, on=on),
        basis=basis.value,
        metric=metric,
        measured=measured,
        figures=tuple(figures),
        why_not=why_not,
    )


def _speaks_of_its_day(figure: ReportedFigure) -> bool:
    """An average of several years is no reading of its last day."""
    return figure.since_on is None or (figure.on - figure.since_on).days <= 366


def _measured(milestone: Milestone, version: PlanVersion, *, on: date) -> tuple[Measurement | None, str | LazyText]:
    if not version.is_measured:
        return None, _("This plan is shown with reported figures; the records of this site do not measure it.")
    if not milestone.metric:
        return None, _("The plan names nothing that could be measured.")
    if find_metric(milestone.metric) is None:
        return None, _("No portal of this site measures this yet.")
    try:
        measured = measure(milestone.metric, at=on, **milestone.parameters)
    except (TypeError, ValueError):
        return None, _("The metric cannot be computed with what the plan asks for.")
    if measured is None or measured.value is None:
        return measured, (measured.reason if measured else "") or _("There is nothing to measure yet.")
    return replace(measured, value=measured.value.quantize(PLACES)), ""


def _reading_at_due(milestone: Milestone, *, on: date) -> list[Reading]:
    if on <= milestone.due_on:
        return []
    at_due = measure(milestone.metric, at=milestone.due_on, **milestone.parameters)
    return [Reading(milestone.due_on, at_due.value)] if at_due and at_due.value is not None else []


def history(milestone: Milestone, version: PlanVersion, *, on: date) -> list[SnapshotValue]:
    """What snapshots kept of a milestone up to the day `on`, in any version of its plan, oldest first; one a day."""
    values = SnapshotValue.objects.filter(
        snapshot__version__plan=version.plan, milestone__key=milestone.key, snapshot__day__lte=on
    ).select_related("snapshot__version__plan", "milestone")
    newest = {one.snapshot.day: one for one in values.order_by("snapshot__day", "snapshot__version__number")}
    return list(newest.values())


def related_figures(milestone: Milestone, version: PlanVersion, *, on: date) -> list[ReportedFigure]:
    """Figures reported for statements of the commitment that ask the same, be it of another period; oldest first."""
    same = Milestone.objects.filter(commitment=milestone.commitment, metric=milestone.metric, unit=milestone.unit)
    keys = [one.key for one in same if _whatever_the_period(one) == _whatever_the_period(milestone)]
    found = version.plan.reported_figures.filter(milestone_key__in=keys, on__lte=on)
    return [one for one in found.order_by("on") if _speaks_of_its_day(one)]


def _whatever_the_period(milestone: Milestone) -> dict[str, str]:
    return {name: value for name, value in milestone.parameters.items() if name not in ("year", "since", "until")}


def find_milestone(version: PlanVersion, commitment: str, milestone: str) -> Milestone | None:
    """The milestone of that number in that commitment, or None."""
    found = Milestone.objects.select_related("commitment__version__plan")
    return found.filter(commitment__version=version, commitment__key=commitment, key=milestone).first()


def snapshots_of(plan: Plan) -> QuerySet[Snapshot]:
    """Every day that was kept, newest first."""
    return Snapshot.objects.filter(version__plan=plan).select_related("version__plan").order_by("-day", "-version")


def values_of(snapshot: Snapshot) -> QuerySet[SnapshotValue]:
    """The milestones of a snapshot in the order of the plan."""
    ordered = snapshot.values.order_by("milestone__commitment__position", "milestone__position")
    return ordered.select_related("milestone__commitment__version__plan")


def kept_values(plan: Plan) -> QuerySet[SnapshotValue]:
    """Everything that snapshots of a plan kept, oldest day first."""
    kept = SnapshotValue.objects.filter(snapshot__version__plan=plan).select_related("snapshot__version", "milestone")
    return kept.order_by("snapshot__day", "snapshot__version", "milestone__commitment__position", "milestone__position")


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a plan, for feeds."""

    ref: str
    at: datetime
    title: str
    text: str
    url: str


def happenings(plan: Plan, *, limit: int = 50) -> list[Happening]:
    """The newest `limit` of what happened to a plan: versions, figures reported by officials, kept days."""
    found = [_of_version(one) for one in plan.versions.select_related("plan")[:limit]]
    reported = plan.reported_figures.exclude(office="").order_by("-reported_at")[:limit]
    found += [_of_figure(one, plan) for one in reported]
    kept = list(snapshots_of(plan)[: limit + 1])
    found += [_of_snapshot(one, before) for one, before in zip(kept[:limit], [*kept[1:], None], strict=False)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _of_version(version: PlanVersion) -> Happening:
    title = gettext("Version %(number)d of the plan was loaded") % {"number": version.number}
    return Happening(version.ref, version.loaded_at, title, version.title, version.plan.get_absolute_url())


def _of_figure(figure: ReportedFigure, plan: Plan) -> Happening:
    words = {"milestone": figure.milestone_key, "value": in_figures(figure.value), "day": figure.on.isoformat()}
    title = gettext("%(milestone)s: %(value)s was reported for %(day)s") % words
    return Happening(figure.ref, figure.reported_at, title, figure.source, plan.get_absolute_url())


def _of_snapshot(snapshot: Snapshot, before: Snapshot | None) -> Happening:
    """With the milestones whose state is another than in the snapshot before."""
    title = gettext("Measurements of %(day)s were kept") % {"day": snapshot.day.isoformat()}
    states = dict(before.values.values_list("milestone__key", "state")) if before else {}
    changes = [
        gettext("%(milestone)s: %(old)s → %(new)s")
        % {"milestone": key, "old": state_label(states[key]), "new": state_label(state)}
        for key, state in values_of(snapshot).values_list("milestone__key", "state")
        if key in states and states[key] != state
    ]
    text = "\n".join(changes) or gettext("No state has changed.")
    return Happening(snapshot.ref, snapshot.taken_at, title, text, snapshot.get_absolute_url())


def find_snapshot(plan: Plan, day: date) -> Snapshot | None:
    """What was kept of that day, by the newest version that kept it."""
    return snapshots_of(plan).filter(day=day).order_by("-version__number").first()


@dataclass(frozen=True)
class Again:
    """One milestone of a snapshot measured anew. is_redefined: its metric's definition has changed since."""

    kept: SnapshotValue
    value: Decimal | None
    is_redefined: bool

    @property
    def agrees(self) -> bool:
        return self.kept.value == self.value


def measured_again(snapshot: Snapshot) -> list[Again]:
    """Every milestone of a snapshot, measured anew from dated records for the version that was kept."""
    standings = {one.milestone.pk: one for one in standings_of(snapshot.version, on=snapshot.day)}
    found = []
    for kept in values_of(snapshot):
        now = standings[kept.milestone_id]
        version = now.metric.version if now.metric else None
        found.append(Again(kept, now.measured.value if now.measured else None, version != kept.metric_version))
    return found


def differences(snapshot: Snapshot) -> list[str]:
    """Where measuring the day again does not give what the snapshot kept: one sentence each, in English."""
    return [
        f"{one.kept.milestone.key}: {_plain(one.kept.value)} was kept, {_plain(one.value)} is measured now"
        + ("; its metric has changed since" if one.is_redefined else "")
        for one in measured_again(snapshot)
        if not one.agrees
    ]


def _plain(value: Decimal | None) -> str:
    return "nothing" if value is None else in_figures(value)
