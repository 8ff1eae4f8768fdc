"""Plans as JSON: what was promised, what was measured and reported, and the kept days."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import parse_etags
from django.utils.timezone import localdate
from ninja import Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from madang.accounts.middleware import ViewerRequest
from madang.common.api import entity_tag
from madang.plans import queries
from madang.plans.models import Milestone, PlanVersion, ReportedFigure, Snapshot, SnapshotValue
from madang.plans.queries import CommitmentOverview, PlanOverview, Standing
from madang.plans.states import State

router = Router()


class TextOut(Schema):
    ko: str
    en: str


class PlanOut(Schema):
    """states: how many promises are in each state on the day `on`."""

    slug: str
    version: int
    content_sha256: str
    title: TextOut
    jurisdiction: TextOut
    starts_on: date
    ends_on: date
    figures: str
    on: date
    states: dict[str, int]
    url: str


class FigureOut(Schema):
    value: Decimal
    numerator: int | None
    denominator: int | None
    since: date | None
    on: date
    source: TextOut
    office: str
    reported_at: datetime


class StandingOut(Schema):
    """value, target, baseline: in `unit`; a number with the digits kept. reason: why it is not measured.

    state: one of met, met-late, on-track, behind, missed, not-started, not-measurable; null for a starting figure.
    basis: whether the state rests on measured or on reported figures, or on none.
    """

    id: str
    kind: str
    title: TextOut
    passage: TextOut
    section: str
    metric: str
    parameters: dict[str, str]
    unit: str
    comparator: str
    target: Decimal | None
    baseline: Decimal | None
    baseline_on: date | None
    starts_on: date
    due_on: date
    has_due_day: bool
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    metric_version: int | None
    records_url: str
    reason: str
    reported: list[FigureOut]
    basis: str
    state: str | None
    url: str


class OfficeOut(TextOut):
    code: str


class CommitmentOut(Schema):
    id: str
    title: TextOut
    problem: TextOut
    promise: TextOut
    leads: list[OfficeOut]
    supporters: list[OfficeOut]
    values: list[str]
    contact: str
    states: dict[str, int]
    milestones: list[StandingOut]
    url: str


class WholePlanOut(PlanOut):
    summary: TextOut
    source: TextOut
    commitments: list[CommitmentOut]


class KeptOut(Schema):
    milestone: str
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    reported: Decimal | None
    basis: str
    state: str
    metric_version: int | None


class SnapshotOut(Schema):
    ref: str
    version: int
    day: date
    taken_at: datetime
    url: str

    @staticmethod
    def resolve_version(snapshot: Snapshot) -> int:
        return snapshot.version.number

    @staticmethod
    def resolve_url(snapshot: Snapshot) -> str:
        return snapshot.get_absolute_url()


class WholeSnapshotOut(Schema):
    ref: str
    version: int
    day: date
    taken_at: datetime
    values: list[KeptOut]


def text_of(record: Any, field: str) -> dict[str, str]:
    return {"ko": getattr(record, f"{field}_ko"), "en": getattr(record, f"{field}_en")}


def _states(counts: dict[State, int]) -> dict[str, int]:
    return {state.value: count for state, count in counts.items()}


def _plan(overview: PlanOverview) -> dict[str, Any]:
    version = overview.version
    return {
        "slug": version.plan.slug,
        "version": version.number,
        "content_sha256": version.content_sha256,
        "title": text_of(version, "title"),
        "jurisdiction": text_of(version, "jurisdiction"),
        "starts_on": version.starts_on,
        "ends_on": version.ends_on,
        "figures": version.figures,
        "on": overview.on,
        "states": _states(overview.counts),
        "url": version.plan.get_absolute_url(),
    }


def _commitment(overview: CommitmentOverview) -> dict[str, Any]:
    commitment = overview.commitment
    return {
        "id": commitment.key,
        "title": text_of(commitment, "title"),
        "problem": text_of(commitment, "problem"),
        "promise": text_of(commitment, "promise"),
        "leads": commitment.leads,
        "supporters": commitment.supporters,
        "values": commitment.values,
        "contact": commitment.contact,
        "states": _states(overview.counts),
        "milestones": [_standing(one) for one in overview.standings],
        "url": commitment.get_absolute_url(),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    measured = standing.measured
    return _terms(standing.milestone) | {
        "value": measured.value if measured else None,
        "numerator": measured.numerator if measured else None,
        "denominator": measured.denominator if measured else None,
        "metric_version": standing.metric.version if standing.metric else None,
        "records_url": measured.records_url if measured else "",
        "reason": str(standing.why_not),
        "reported": [_figure(one) for one in standing.figures],
        "basis": standing.basis,
        "state": standing.state.value if standing.milestone.is_promise else None,
    }


def _terms(milestone: Milestone) -> dict[str, Any]:
    terms = ["kind", "section", "metric", "parameters", "unit", "comparator", "target", "baseline", "baseline_on"]
    terms += ["starts_on", "due_on", "has_due_day"]
    return {name: getattr(milestone, name) for name in terms} | {
        "id": milestone.key,
        "title": text_of(milestone, "title"),
        "passage": text_of(milestone, "passage"),
        "url": milestone.get_absolute_url(),
    }


def _figure(figure: ReportedFigure) -> dict[str, Any]:
    plain = ("value", "numerator", "denominator", "on", "office", "reported_at")
    said = {name: getattr(figure, name) for name in plain}
    return said | {"since": figure.since_on, "source": text_of(figure, "source")}


def _kept(value: SnapshotValue) -> dict[str, Any]:
    plain = ("value", "numerator", "denominator", "reported", "basis", "state", "metric_version")
    return {name: getattr(value, name) for name in plain} | {"milestone": value.milestone.key}


def found(request: ViewerRequest, slug: str) -> PlanVersion:
    version = queries.find_version(slug, request.viewer)
    if version is None:
        raise Http404
    return version


def day_of(on: date | None) -> date:
    """The day asked about; never one to come."""
    return min(on or localdate(), localdate())


@router.get("", response=list[PlanOut], url_name="plans")
def plans(request: ViewerRequest, on: date | None = None) -> list[dict[str, Any]]:
    """Every plan with its promises counted by state, as of the day `on` (today by default)."""
    return [_plan(one) for one in queries.overview(request.viewer, on=day_of(on))]


@router.get("/{slug}", response=WholePlanOut, url_name="plan")
def plan(request: ViewerRequest, response: HttpResponse, slug: str, on: date | None = None) -> Any:
    """A plan with everything promised, measured and reported, as of the day `on`. Has an entity tag."""
    version = found(request, slug)
    overview = queries.plan_overview(version, on=day_of(on))
    body = _plan(overview) | {
        "summary": text_of(version, "summary"),
        "source": text_of(version, "source"),
        "commitments": [_commitment(one) for one in overview.commitments],
    }
    tag = entity_tag(repr(body))
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": tag})
    response["ETag"] = tag
    return body


@router.get("/{slug}/milestones/{milestone}", response=StandingOut, url_name="milestone")
def milestone(request: ViewerRequest, slug: str, milestone: str, on: date | None = None) -> dict[str, Any]:
    """One statement of a plan as of the day `on`."""
    standings = queries.standings_of(found(request, slug), on=day_of(on), milestone=milestone)
    if not standings:
        raise Http404
    return _standing(standings[0])


class PointOut(KeptOut):
    """What a snapshot kept of a statement on a day."""

    day: date


@router.get("/{slug}/milestones/{milestone}/history", response=list[PointOut], url_name="milestone-history")
def milestone_history(request: ViewerRequest, slug: str, milestone: str) -> list[dict[str, Any]]:
    """Everything that snapshots kept of a statement, oldest first; one a day."""
    version = found(request, slug)
    about = Milestone.objects.filter(commitment__version=version, key=milestone).first()
    if about is None:
        raise Http404
    kept = queries.history(about, version, on=localdate())
    return [_kept(one) | {"day": one.snapshot.day} for one in kept]


@router.get("/{slug}/snapshots", response=list[SnapshotOut], url_name="snapshots")
@paginate(PageNumberPagination, page_size=100)
def snapshots(request: ViewerRequest, slug: str) -> Any:
    """The days that were kept, newest first."""
    return queries.snapshots_of(found(request, slug).plan)


@router.get("/{slug}/snapshots/{day}", response=WholeSnapshotOut, url_name="snapshot")
def snapshot(request: ViewerRequest, slug: str, day: date) -> dict[str, Any]:
    """What was kept of a day, as it was entered in the ledger."""
    kept = queries.find_snapshot(found(request, slug).plan, day)
    if kept is None:
        raise Http404
    said = {"ref": kept.ref, "version": kept.version.number, "day": kept.day, "taken_at": kept.taken_at}
    return said | {"values": [_kept(one) for one in queries.values_of(kept)]}
