"""Acts around basic and execution plans: opening one, handing in a version, judging its tasks in council."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.bodies.models import AgendaItem, Body, Meeting
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.plans.actions.offices import administrator, office_in, require, viewer_on
from madang.plans.models import Evaluation, Plan, Policy, PolicyVersion
from madang.plans.queries.policy import version_in_force
from madang.search.actions import mark_changed


class NotDeliberated(Refusal):
    code = "not-deliberated"
    default_message = _("The council judges a plan at an item of a meeting that it has held on it.")


class JudgedAlready(Refusal):
    code = "judged-already"
    default_message = _("The council has judged this task at this item already.")


class SaysTheSame(Refusal):
    code = "says-the-same"
    default_message = _("The version before says the same.")


@dataclass(frozen=True)
class Task:
    """A task of a plan. lead: an agency's code. statements: refs of milestones that measure it."""

    key: str
    ko: str
    en: str
    lead: str = ""
    due: str = ""
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opening:
    """A plan to open. parent: the basic plan of an execution plan."""

    slug: str
    kind: str
    title_ko: str
    title_en: str
    starts_on: date
    ends_on: date
    council: Body
    parent: Policy | None = None
    action_plan: Plan | None = None
    legal_basis: str = ""


def office_drafting(organisation: Organisation, viewer: Viewer) -> Actor | None:
    """The office in which a viewer drafts an organisation's basic and execution plans."""
    return office_in([organisation.code], viewer) or administrator(viewer)


def office_of_secretary(council: Body, viewer: Viewer) -> Actor | None:
    """The office in which a viewer records what a council judged."""
    return office_in([council.organisation.code], viewer, Role.SECRETARY)


@transaction.atomic
def open_policy(*, opening: Opening, organisation: Organisation, by: User, at: datetime) -> Policy:
    """Give a basic or execution plan its address. Raises `NotAllowed` unless an official of the organisation acts.

    `Invalid` if an execution plan reaches beyond the years of its basic plan, or stands under none.
    """
    actor = require(office_drafting(organisation, viewer_on(by, localdate(at))))
    if opening.ends_on < opening.starts_on:
        raise Invalid(_("It must end after it begins."), field="ends_on")
    parent = opening.parent
    is_execution = opening.kind == Policy.Kind.EXECUTION
    if is_execution != (parent is not None) or (parent and parent.kind != Policy.Kind.BASIC):
        raise Invalid(_("An execution plan stands under a basic plan, and a basic plan under none."), field="parent")
    if parent and not parent.starts_on <= opening.starts_on <= opening.ends_on <= parent.ends_on:
        raise Invalid(_("An execution plan lies within the years of its basic plan."), field="starts_on")
    if Policy.objects.filter(slug=opening.slug).exists():
        raise Invalid(_("This address is taken."), field="slug")
    said = {name: getattr(opening, name) for name in Opening.__dataclass_fields__}
    policy = Policy(organisation=organisation, opened_at=at, **said)
    policy.full_clean()
    policy.save()
    facts: dict[str, Json] = {"kind": policy.kind, "title": policy.title_ko, "council": policy.council.ref}
    facts |= {"starts_on": policy.starts_on.isoformat(), "ends_on": policy.ends_on.isoformat()}
    ledger.record(kind="plans.policy.opened", subject=policy.ref, by=actor, at=at, facts=facts)
    mark_changed([policy.ref])
    return policy


@transaction.atomic
def hand_in_version(
    *, policy: Policy, text_ko: str, text_en: str, tasks: Sequence[Task], by: User, at: datetime
) -> PolicyVersion:
    """Hand in what the council is to deliberate on. Versions are kept as they were handed in.

    Raises `NotAllowed` unless an official of the organisation acts, `SaysTheSame` for what was handed in already,
    `Invalid` without a text or without tasks, or for a task named twice.
    """
    policy = Policy.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=policy.pk)
    actor = require(office_drafting(policy.organisation, viewer_on(by, localdate(at))))
    if not text_ko.strip():
        raise Invalid(_("Write the text of the plan."), field="text_ko")
    if not tasks or len({one.key for one in tasks}) < len(tasks):
        raise Invalid(_("A plan has at least one task, and every task a number of its own."), field="tasks")
    content = [asdict(one) | {"statements": list(one.statements)} for one in tasks]
    said = json.dumps([text_ko.strip(), text_en.strip(), content], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    last = policy.versions.first()
    if last and last.sha256 == digest:
        raise SaysTheSame
    version = PolicyVersion(
        policy=policy,
        number=last.number + 1 if last else 1,
        text_ko=text_ko.strip(),
        text_en=text_en.strip(),
        tasks=content,
        sha256=digest,
        office=actor.office or "",
        handed_in_at=at,
    )
    version.full_clean()
    version.save()
    facts: dict[str, Json] = {"policy": policy.ref, "version": version.number, "sha256": digest}
    ledger.record(kind="plans.policy.handed-in", subject=version.ref, by=actor, at=at, facts=facts)
    mark_changed([policy.ref])
    return version


@transaction.atomic
def evaluate_task(
    *, policy: Policy, task_key: str, item: AgendaItem, grade: str, reason: str, by: User, at: datetime
) -> Evaluation:
    """Record how the council judged the execution of a task. item: of a meeting it held, whose subject is the plan.

    Raises `NotAllowed` unless the council's secretary acts, `NotDeliberated` for another item, `JudgedAlready`,
    `Invalid` without a reason or for a task that the version in force has not.
    """
    policy = Policy.objects.select_for_update(of=("self",)).select_related("council__organisation").get(pk=policy.pk)
    actor = require(office_of_secretary(policy.council, viewer_on(by, localdate(at))))
    subjects = {policy.ref, *(one.ref for one in policy.versions.all())}
    held = item.meeting.state == Meeting.State.HELD and item.meeting.body_id == policy.council_id
    if not held or item.subject not in subjects:
        raise NotDeliberated
    version = version_in_force(policy, on=localdate(at))
    if version is None or task_key not in {one["key"] for one in version.tasks}:
        raise Invalid(_("The version that was passed has no task %(key)s.") % {"key": task_key}, field="task_key")
    if not reason.strip():
        raise Invalid(_("Give the reason for the judgement."), field="reason")
    found = Evaluation(
        policy=policy,
        task_key=task_key,
        item=item,
        grade=grade,
        reason=reason.strip(),
        office=actor.office or "",
        evaluated_at=at,
    )
    found.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as same:
        raise JudgedAlready from same
    facts: dict[str, Json] = {"policy": policy.ref, "task": task_key, "grade": grade, "reason": found.reason}
    facts["meeting"] = item.meeting.ref
    ledger.record(kind="plans.policy.evaluated", subject=found.ref, by=actor, at=at, facts=facts)
    return found
