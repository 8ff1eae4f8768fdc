"""Basic and execution plans as they are read: what a council decided on them, and where their tasks stand."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from madang.accounts.viewers import PUBLIC, Viewer
from madang.bodies.models import AgendaItem, Decision, Meeting
from madang.common.refs import split_ref
from madang.plans.models import Evaluation, Policy, PolicyVersion
from madang.plans.queries.standings import Standing, find_version, standings_of


class Fate(StrEnum):
    """Where a version stands with its council."""

    HANDED_IN = "handed-in"
    CALLED = "called"
    PASSED = "passed"
    REJECTED = "rejected"
    DEFERRED = "deferred"


FATES = {
    Decision.Outcome.ADOPTED: Fate.PASSED,
    Decision.Outcome.REJECTED: Fate.REJECTED,
    Decision.Outcome.DEFERRED: Fate.DEFERRED,
    Decision.Outcome.INQUORATE: Fate.DEFERRED,
}


@dataclass(frozen=True)
class Deliberation:
    """An item of the council's agenda whose subject is the version, and what was decided on it, if anything."""

    item: AgendaItem
    decision: Decision | None

    @property
    def fate(self) -> Fate:
        return FATES.get(Decision.Outcome(self.decision.outcome), Fate.DEFERRED) if self.decision else Fate.CALLED


@dataclass(frozen=True)
class VersionDeliberated:
    version: PolicyVersion
    deliberations: tuple[Deliberation, ...]

    @property
    def fate(self) -> Fate:
        """What the council decided last; what it passed stays passed, whatever it says of it later."""
        fates = [one.fate for one in self.deliberations]
        if Fate.PASSED in fates:
            return Fate.PASSED
        return fates[-1] if fates else Fate.HANDED_IN


@dataclass(frozen=True)
class TaskStanding:
    """A task with what measures it and how the council judged it, newest judgement first."""

    task: dict[str, str]
    standings: tuple[Standing, ...]
    evaluations: tuple[Evaluation, ...]


def policies(viewer: Viewer) -> QuerySet[Policy]:
    """Basic plans, newest first, each with its execution plans."""
    found = Policy.objects.visible_to(viewer).filter(kind=Policy.Kind.BASIC)
    return found.select_related("organisation", "council").prefetch_related("executions").order_by("-starts_on")


def find_policy(slug: str, viewer: Viewer) -> Policy | None:
    found = Policy.objects.visible_to(viewer).filter(slug=slug)
    return found.select_related("organisation", "council__organisation", "parent", "action_plan").first()


def deliberated(policy: Policy, *, on: date) -> list[VersionDeliberated]:
    """Every version handed in by the end of `on`, newest first, with what the council did with it by then.

    As everyone reads it: what a closed meeting decided counts once it is published, an item withheld there not before.
    """
    versions = [one for one in policy.versions.select_related("policy") if localdate(one.handed_in_at) <= on]
    items: dict[str, list[Deliberation]] = {one.ref: [] for one in versions}
    found = AgendaItem.objects.visible_to(PUBLIC).filter(subject__in=list(items), meeting__body=policy.council_id)
    public = Prefetch("decision", Decision.objects.visible_to(PUBLIC))
    for item in found.select_related("meeting").prefetch_related(public).order_by("meeting__starts_at", "number"):
        decision = getattr(item, "decision", None)
        is_known = decision is not None and localdate(decision.decided_at) <= on
        if (
            not item.shown_subject
            or item.meeting.state == Meeting.State.CANCELLED
            or localdate(item.meeting.called_at) > on
        ):
            continue
        items[item.subject].append(Deliberation(item, decision if is_known else None))
    return [VersionDeliberated(one, tuple(items[one.ref])) for one in versions]


def version_in_force(policy: Policy, *, on: date) -> PolicyVersion | None:
    """The highest version that the council had passed by the end of `on`; None while it has passed none."""
    return next((one.version for one in deliberated(policy, on=on) if one.fate is Fate.PASSED), None)


def tasks_of(policy: Policy, version: PolicyVersion, viewer: Viewer, *, on: date) -> list[TaskStanding]:
    """The tasks of a version, with the computed standing of the statements that measure each."""
    judged: dict[str, list[Evaluation]] = {}
    for one in policy.evaluations.select_related("item__meeting").order_by("-evaluated_at"):
        if localdate(one.evaluated_at) <= on:
            judged.setdefault(one.task_key, []).append(one)
    return [
        TaskStanding(task, tuple(_measured_by(task["statements"], viewer, on=on)), tuple(judged.get(task["key"], ())))
        for task in version.tasks
    ]


def _measured_by(refs: list[str], viewer: Viewer, *, on: date) -> list[Standing]:
    found: list[Standing] = []
    for ref in refs:
        kind, code = split_ref(ref)
        slug, _slash, rest = code.partition("/")
        key = rest.rpartition("/")[2]
        version = find_version(slug, viewer) if kind == "plans:milestone" else None
        found += standings_of(version, on=on, milestone=key) if version else []
    return found


def items_on(policy: Policy) -> QuerySet[AgendaItem]:
    """Items of meetings that the council held on the plan or a version of it: where it may judge its execution."""
    subjects = [policy.ref, *(one.ref for one in policy.versions.all())]
    found = AgendaItem.objects.filter(
        meeting__body=policy.council_id, meeting__state=Meeting.State.HELD, subject__in=subjects
    )
    return found.select_related("meeting").order_by("-meeting__held_on", "number")
