"""What changes a plan: loading a version, reporting a figure, keeping a day's measurements. Nothing types a state."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.viewers import Viewer
from madang.common.actors import SYSTEM, Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.plans.actions.offices import administrator, office_for, office_in, organisations_of, require, viewer_on
from madang.plans.models import Commitment, Milestone, Note, Plan, PlanVersion, ReportedFigure, Snapshot, SnapshotValue
from madang.plans.planfile import CommitmentDraft, Fact, MilestoneDraft, PlanDraft, Stated
from madang.plans.queries import Standing, standings_of
from madang.search.actions import mark_changed


class DayNotOver(Refusal):
    code = "day-not-over"
    default_message = _("A day is kept when it is over: until then its figures still change.")


class NotMeasuredHere(Refusal):
    code = "not-measured-here"
    default_message = _("This plan is shown with reported figures; the records of this site do not measure it.")


class FigureAlreadyReported(Refusal):
    code = "figure-already-reported"
    default_message = _("This figure has been reported already.")


@dataclass(frozen=True)
class Loaded:
    """is_new: whether the file made a new version; otherwise the version that says the same already."""

    version: PlanVersion
    is_new: bool


@transaction.atomic
def load_plan(*, draft: PlanDraft, by: Actor, at: datetime, counted_anew: bool = False) -> Loaded:
    """Make what the file says the newest version of its plan; older versions stay as they are.

    A file that says the same as the newest version changes nothing. Days counted from the day of loading (`today+200d`)
    keep the day of the first load, unless `counted_anew`.
    """
    plan = Plan.objects.get_or_create(slug=draft.slug, defaults={"loaded_at": at})[0]
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    latest = plan.versions.first()
    if latest and _says_the_same(latest, draft, counted_anew=counted_anew):
        return Loaded(latest, is_new=False)
    version = _create_version(plan, draft, number=latest.number + 1 if latest else 1, at=at)
    said = Commitment.objects.filter(version__in=[one for one in (latest, version) if one])
    mark_changed([one.ref for one in said.select_related("version__plan")])
    facts: dict[str, Json] = {"plan": plan.slug, "version": version.number, "figures": version.figures}
    facts |= {"content_sha256": version.content_sha256, "source_sha256": version.source_sha256}
    ledger.record(kind="plans.version.loaded", subject=version.ref, by=by, at=at, facts=facts)
    return Loaded(version, is_new=True)


def _says_the_same(latest: PlanVersion, draft: PlanDraft, *, counted_anew: bool) -> bool:
    if latest.content_sha256 == draft.content_sha256:
        return True
    return draft.is_relative and not counted_anew and latest.source_sha256 == draft.source_sha256


def _create_version(plan: Plan, draft: PlanDraft, *, number: int, at: datetime) -> PlanVersion:
    version = PlanVersion.objects.create(
        plan=plan,
        number=number,
        title_ko=draft.title.ko,
        title_en=draft.title.en,
        jurisdiction_ko=draft.jurisdiction.ko,
        jurisdiction_en=draft.jurisdiction.en,
        summary_ko=draft.summary.ko,
        summary_en=draft.summary.en,
        source_ko=draft.source.ko,
        source_en=draft.source.en,
        starts_on=draft.start,
        ends_on=draft.end,
        figures=draft.figures.value,
        facts=[_fact(one) for one in draft.facts],
        source_text=draft.source_text,
        source_sha256=draft.source_sha256,
        content_sha256=draft.content_sha256,
        counted_from_on=draft.today if draft.is_relative else None,
        loaded_at=at,
    )
    for position, one in enumerate(draft.commitments):
        _create_commitment(version, one, draft, position=position, at=at)
    return version


def _create_commitment(
    version: PlanVersion, draft: CommitmentDraft, plan: PlanDraft, *, position: int, at: datetime
) -> None:
    commitment = Commitment.objects.create(
        version=version,
        key=draft.key,
        position=position,
        title_ko=draft.title.ko,
        title_en=draft.title.en,
        problem_ko=draft.problem.ko,
        problem_en=draft.problem.en,
        promise_ko=draft.promise.ko,
        promise_en=draft.promise.en,
        leads=[asdict(one.name) | {"code": one.code} for one in draft.leads],
        supporters=[asdict(one.name) | {"code": one.code} for one in draft.supporters],
        values=list(draft.values),
        contact=draft.contact,
    )
    Milestone.objects.bulk_create(
        _milestone(commitment, one, plan, position=number) for number, one in enumerate(draft.milestones)
    )
    ReportedFigure.objects.bulk_create(
        (_figure(version.plan, milestone, one, at=at) for milestone in draft.milestones for one in milestone.reported),
        ignore_conflicts=True,
    )


def _milestone(commitment: Commitment, draft: MilestoneDraft, plan: PlanDraft, *, position: int) -> Milestone:
    """A milestone without a day of its own begins and is due with the plan."""
    start = draft.start or min(plan.start, draft.due or plan.start)
    return Milestone(
        commitment=commitment,
        key=draft.key,
        position=position,
        kind=draft.kind.value,
        title_ko=draft.title.ko,
        title_en=draft.title.en,
        section=draft.section,
        passage_ko=draft.passage.ko,
        passage_en=draft.passage.en,
        metric=draft.metric,
        parameters=draft.parameters or {},
        unit=draft.unit,
        comparator=draft.comparator.value,
        target=draft.target,
        baseline=draft.baseline,
        baseline_on=draft.baseline_on,
        starts_on=start,
        due_on=draft.due or max(plan.end, start),
        has_due_day=draft.due is not None,
        items=[asdict(one) for one in draft.items],
        facts=[_fact(one) for one in draft.facts],
    )


def _fact(fact: Fact) -> dict[str, str]:
    figure = {"ko": fact.title.ko, "en": fact.title.en, "value": str(fact.value), "unit": fact.unit}
    return figure | ({"on": fact.on.isoformat()} if fact.on else {})


def _figure(plan: Plan, milestone: MilestoneDraft, stated: Stated, *, at: datetime) -> ReportedFigure:
    return ReportedFigure(
        plan=plan,
        milestone_key=milestone.key,
        value=stated.value,
        numerator=stated.numerator,
        denominator=stated.denominator,
        on=stated.on,
        since_on=stated.since,
        source_ko=stated.source.ko,
        source_en=stated.source.en,
        reported_at=at,
    )


@transaction.atomic
def report_figure(
    *, milestone: Milestone, value: Decimal, on: date, source: str, by: User, at: datetime
) -> ReportedFigure:
    """Enter a figure that an official reports: shown as reported, beside what is measured, and never in its place.

    value: in the milestone's unit. on: the day it speaks of. Raises `NotAllowed` for anybody but an official of an
    organisation that answers for the commitment, or an administrator; `Invalid` without a source or for a day to come.
    """
    actor = require(office_for(milestone.commitment, viewer_on(by, localdate(at))))
    if not source.strip():
        raise Invalid(_("Say where the figure comes from."), field="source")
    if on > localdate(at):
        raise Invalid(_("A figure can only speak of a day that has come."), field="on")
    plan = Plan.objects.select_for_update().get(pk=milestone.commitment.version.plan_id)
    source = source.strip()
    same = {"plan": plan, "milestone_key": milestone.key, "on": on, "value": value, "source_en": source}
    if ReportedFigure.objects.filter(**same).exists():
        raise FigureAlreadyReported
    figure = ReportedFigure(**same, source_ko=source, office=actor.office or "", reported_at=at)
    figure.full_clean()
    figure.save()
    facts = {"milestone": milestone.ref, "value": str(value), "on": on.isoformat(), "source": source}
    ledger.record(kind="plans.figure.reported", subject=figure.ref, by=actor, at=at, facts=facts)
    return figure


def may_report(commitment: Commitment, viewer: Viewer) -> bool:
    """Whether a viewer may report figures for a commitment: the same rule as the act's, for showing the form."""
    return office_for(commitment, viewer) is not None


@transaction.atomic
def write_note(*, milestone: Milestone, text: str, on: date, by: User, at: datetime) -> Note:
    """Put an office's dated comment beside a statement. It changes no state and cannot be taken back.

    on: the day it speaks of. Raises `NotAllowed` for anybody but who may report figures, `Invalid` for an empty text
    or a day to come.
    """
    actor = require(office_for(milestone.commitment, viewer_on(by, localdate(at))))
    if not text.strip():
        raise Invalid(_("Write what you want to say."), field="text")
    if on > localdate(at):
        raise Invalid(_("A comment can only speak of a day that has come."), field="on")
    plan = milestone.commitment.version.plan
    note = Note(
        plan=plan, milestone_key=milestone.key, on=on, text=text.strip(), office=actor.office or "", written_at=at
    )
    note.full_clean()
    note.save()
    facts: dict[str, Json] = {"milestone": milestone.ref, "on": on.isoformat(), "text": note.text}
    ledger.record(kind="plans.note.written", subject=note.ref, by=actor, at=at, facts=facts)
    return note


def take_snapshot(*, version: PlanVersion, day: date, at: datetime, by: Actor = SYSTEM) -> Snapshot:
    """Keep what every milestone measured as of the end of `day`, with one entry in the ledger.

    Never overwrites: the snapshot that a day has already is returned. Raises `DayNotOver` unless the day has ended,
    `NotMeasuredHere` for a plan of reported figures.
    """
    if day >= localdate(at):
        raise DayNotOver
    if not version.is_measured:
        raise NotMeasuredHere
    if kept := _kept(version, day):
        return kept
    standings = standings_of(version, on=day)
    try:
        return _keep(version, day, standings, by=by, at=at)
    except IntegrityError:  # another worker was faster
        return Snapshot.objects.get(version=version, day=day)


def keep_day(*, version: PlanVersion, day: date, by: User, at: datetime) -> Snapshot:
    """Keep a day on demand. Raises `NotAllowed` for anybody but an official of the plan, and as `take_snapshot`."""
    actor = require(_keeping(version.plan, viewer_on(by, localdate(at))))
    return take_snapshot(version=version, day=day, at=at, by=actor)


def may_keep(plan: Plan, viewer: Viewer) -> bool:
    """Whether a viewer may keep a day on demand: the same rule as the act's, for showing the form."""
    return _keeping(plan, viewer) is not None


def _keeping(plan: Plan, viewer: Viewer) -> Actor | None:
    return office_in(organisations_of(plan), viewer) or administrator(viewer)


def _kept(version: PlanVersion, day: date) -> Snapshot | None:
    return Snapshot.objects.filter(version=version, day=day).first()


@transaction.atomic
def _keep(version: PlanVersion, day: date, standings: list[Standing], *, by: Actor, at: datetime) -> Snapshot:
    snapshot = Snapshot(version=version, day=day, taken_at=at)
    snapshot.save()
    SnapshotValue.objects.bulk_create(_value(snapshot, one) for one in standings)
    facts: dict[str, Json] = {"plan": version.plan.slug, "version": version.number, "day": day.isoformat()}
    facts["values"] = {one.milestone.key: _value_as_facts(one) for one in standings}
    ledger.record(kind="plans.snapshot.taken", subject=snapshot.ref, by=by, at=at, facts=facts)
    return snapshot


def _value(snapshot: Snapshot, standing: Standing) -> SnapshotValue:
    measured = standing.measured
    return SnapshotValue(
        snapshot=snapshot,
        milestone=standing.milestone,
        value=measured.value if measured else None,
        numerator=measured.numerator if measured else None,
        denominator=measured.denominator if measured else None,
        reported=standing.reported.value if standing.reported else None,
        basis=standing.basis,
        state=standing.state.value,
        metric_version=standing.metric.version if standing.metric else None,
    )


def _value_as_facts(standing: Standing) -> dict[str, Json]:
    facts: dict[str, Json] = {"state": standing.state.value, "basis": standing.basis}
    if standing.measured and standing.measured.value is not None and standing.metric:
        facts |= {"value": str(standing.measured.value), "metric": standing.metric.key}
        facts["metric_version"] = standing.metric.version
    if standing.reported:
        facts["reported"] = str(standing.reported.value)
    return facts


def take_missing_snapshots(*, until: date, at: datetime, furthest: timedelta = timedelta(days=40)) -> int:
    """Keep every day up to `until` that no snapshot keeps yet, for the newest version of every measured plan.

    Days since the version was loaded, and at most `furthest` back. Returns how many were taken.
    """
    taken = 0
    for plan in Plan.objects.all():
        version = plan.versions.first()
        if version is None or not version.is_measured:
            continue
        first = max(localdate(version.loaded_at), until - furthest)
        kept = set(version.snapshots.filter(day__gte=first).values_list("day", flat=True))
        for number in range((until - first).days + 1):
            day = first + timedelta(days=number)
            if day not in kept:
                take_snapshot(version=version, day=day, at=at)
                taken += 1
    return taken
