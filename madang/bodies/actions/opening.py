"""What of a closed meeting becomes public: a decision that the secretary publishes, and in the end all of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.bodies.actions.bodies import locked
from madang.bodies.actions.links import tell_linked
from madang.bodies.actions.meetings import agenda_facts, tell
from madang.bodies.actions.papers import publish
from madang.bodies.actions.permission import By, Facts
from madang.bodies.actions.records import PRESENT, outcome_of
from madang.bodies.models import Decision, Meeting
from madang.common.actors import SYSTEM, Actor
from madang.common.errors import Refusal
from madang.ledger import actions as ledger
from madang.search import actions as search


class NothingToOpen(Refusal):
    code = "nothing-to-open"
    default_message = _("This is public already.")


class NotOverYet(Refusal):
    code = "meeting-not-over"
    default_message = _("A closed meeting is opened after it was held or cancelled.")


@transaction.atomic
def publish_decision(*, decision: Decision, by: By, at: datetime) -> Decision:
    """Make a decision of a closed meeting public, with its numbers and what follows from it; not who voted how.

    Raises `NotAllowed`, `NothingToOpen` if everyone reads it already.
    """
    _body, actor = locked(decision.item.meeting.body, by, at=at)
    decision = (
        Decision.objects.select_for_update(of=("self",)).select_related("item__meeting__body").get(pk=decision.pk)
    )
    meeting = decision.item.meeting
    if decision.published_at or not meeting.is_shut:
        raise NothingToOpen
    decision.published_at = at
    decision.save(update_fields=["published_at"])
    facts: Facts = {"body": meeting.body.code, "item": decision.item.number, **outcome_of(decision)}
    if decision.item.is_withheld:
        facts["subject"] = None
    facts |= {"text": ledger.personal(decision.text)}
    ledger.record(kind="bodies.decision.published", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    tell(meeting, kind="bodies.decision.published", at=at)
    tell_linked(decision, decision.links.standing(), at=at)
    return decision


@transaction.atomic
def open_records(*, meeting: Meeting, by: By, at: datetime) -> Meeting:
    """Open a closed meeting to the public before its day, or one that was closed for good.

    Raises `NotAllowed`, `NothingToOpen`, `NotOverYet`.
    """
    _body, actor = locked(meeting.body, by, at=at)
    return opened(meeting, actor, at=at)


def open_closed_meetings(*, on: date, at: datetime) -> int:
    """Open the meetings whose last closed day was before `on`. How many; a repeated call opens none."""
    due = Meeting.objects.filter(is_open=False, opened_at=None, closed_until__lt=on)
    ready = list(due.exclude(state=Meeting.State.CALLED).select_related("body"))
    for meeting in ready:
        opened(meeting, SYSTEM, at=at)
    return len(ready)


@transaction.atomic
def opened(meeting: Meeting, actor: Actor, *, at: datetime) -> Meeting:
    """The meeting with everything of it public: entered in the ledger, found by search, its clean papers published."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body__parent").get(pk=meeting.pk)
    if not meeting.is_shut:
        raise NothingToOpen
    if meeting.state == Meeting.State.CALLED:
        raise NotOverYet
    meeting.opened_at = at
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    meeting.save(update_fields=["opened_at", "sequence", "changed_at"])
    present = meeting.attendances.filter(presence=PRESENT).values_list("member__number", flat=True)
    decided = Decision.objects.filter(item__meeting=meeting).select_related("item__meeting__body")
    decided = decided.order_by("item__number")
    facts: Facts = {"body": meeting.body.code, "opened_on": localdate(at).isoformat(), **agenda_facts(meeting)}
    facts |= {"present_members": sorted(present)}
    facts |= {"decisions": [{"item": one.item.number, **outcome_of(one)} for one in decided]}
    ledger.record(kind="bodies.meeting.opened", subject=meeting.ref, by=actor, at=at, facts=facts)
    for paper in meeting.papers.filter(opens_with_meeting=True, published_at=None).select_related("meeting__body"):
        publish(paper, by=actor, at=at)
    search.mark_changed([meeting.ref])
    tell(meeting, kind="bodies.meeting.opened", at=at)
    for one in decided.filter(published_at=None):
        tell_linked(one, one.links.standing(), at=at)
    return meeting
