"""Basic and execution plans as JSON: what was handed in, what the council did with it, and where tasks stand."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from ninja import Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.common.api import Problem
from madang.plans import queries
from madang.plans.api.plans import TextOut, day_of, text_of
from madang.plans.models import Policy
from madang.plans.queries.policy import TaskStanding, VersionDeliberated

router = Router()


class PolicyOut(Schema):
    """version_in_force: the highest version that the council had passed by the day `on`; null while there is none.

    fate: of the latest version: handed-in, called, passed, rejected or deferred; null before the first.
    """

    slug: str
    ref: str
    kind: str
    title: TextOut
    organisation: str
    council: str
    legal_basis: str
    starts_on: date
    ends_on: date
    on: date
    version_in_force: int | None
    fate: str | None
    url: str


class BasicPolicyOut(PolicyOut):
    executions: list[PolicyOut]


class DeliberationOut(Schema):
    """outcome and votes: null until there is a decision that everyone may read."""

    meeting: str
    held_on: date | None
    item: int
    outcome: str | None
    text: str | None
    yes: int | None
    no: int | None
    abstained: int | None


class PolicyVersionOut(Schema):
    number: int
    ref: str
    sha256: str
    office: str
    handed_in_at: datetime
    fate: str
    deliberations: list[DeliberationOut]


class JudgementOut(Schema):
    grade: str
    reason: str
    meeting: str
    evaluated_at: datetime


class TaskOut(Schema):
    """statements: the milestones that measure the task, each with its state on the day `on`."""

    key: str
    title: TextOut
    lead: str
    due: str
    statements: dict[str, str | None]
    judgements: list[JudgementOut]


class WholePolicyOut(PolicyOut):
    parent: str | None
    executions: list[str]
    text: TextOut | None
    tasks: list[TaskOut]
    versions: list[PolicyVersionOut]


@router.get("", response=list[BasicPolicyOut], url_name="policies")
def policies(request: ViewerRequest, on: date | None = None) -> list[dict[str, Any]]:
    """Basic plans, newest first, with their execution plans, as of the day `on` (today by default)."""
    day = day_of(on)
    return [
        _policy(one, queries.deliberated(one, on=day), on=day)
        | {"executions": [_policy(two, queries.deliberated(two, on=day), on=day) for two in one.executions.all()]}
        for one in queries.policies(request.viewer)
    ]


@router.get("/{slug}", response={200: WholePolicyOut, 404: Problem}, url_name="policy")
def policy(request: ViewerRequest, slug: str, on: date | None = None) -> dict[str, Any]:
    """A basic or execution plan with every version and what its council did with it.

    text, tasks: of the version in force on the day `on`, or of the latest one while none is.
    """
    found, day = queries.find_policy(slug, request.viewer), day_of(on)
    if found is None:
        raise Http404
    versions = queries.deliberated(found, on=day)
    shown = queries.version_in_force(found, on=day) or (versions[0].version if versions else None)
    tasks = queries.tasks_of(found, shown, request.viewer, on=day) if shown else []
    return _policy(found, versions, on=day) | {
        "parent": found.parent.slug if found.parent else None,
        "executions": list(found.executions.order_by("starts_on").values_list("slug", flat=True)),
        "text": text_of(shown, "text") if shown else None,
        "tasks": [_task(one) for one in tasks],
        "versions": [_version(one) for one in versions],
    }


def _policy(found: Policy, versions: list[VersionDeliberated], *, on: date) -> dict[str, Any]:
    plain = ("slug", "ref", "kind", "legal_basis", "starts_on", "ends_on")
    passed = next((one.version.number for one in versions if one.fate is queries.Fate.PASSED), None)
    return {name: getattr(found, name) for name in plain} | {
        "title": text_of(found, "title"),
        "organisation": found.organisation.code,
        "council": found.council.code,
        "on": on,
        "version_in_force": passed,
        "fate": versions[0].fate.value if versions else None,
        "url": found.get_absolute_url(),
    }


def _version(one: VersionDeliberated) -> dict[str, Any]:
    plain = ("number", "ref", "sha256", "office", "handed_in_at")
    return {name: getattr(one.version, name) for name in plain} | {
        "fate": one.fate.value,
        "deliberations": [
            {
                "meeting": each.item.meeting.ref,
                "held_on": each.item.meeting.held_on,
                "item": each.item.number,
                **{name: getattr(each.decision, name, None) for name in ("outcome", "text", "yes", "no", "abstained")},
            }
            for each in one.deliberations
        ],
    }


def _task(one: TaskStanding) -> dict[str, Any]:
    return {
        "key": one.task["key"],
        "title": {"ko": one.task["ko"], "en": one.task["en"]},
        "lead": one.task["lead"],
        "due": one.task["due"],
        "statements": {
            each.milestone.ref: each.state.value if each.milestone.is_promise else None for each in one.standings
        },
        "judgements": [
            {
                "grade": each.grade,
                "reason": each.reason,
                "meeting": each.item.meeting.ref,
                "evaluated_at": each.evaluated_at,
            }
            for each in one.evaluations
        ],
    }
