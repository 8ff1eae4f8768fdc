"""What happened in a meeting: who was there, who stepped aside, what was decided, what follows, the minutes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.bodies.actions.bodies import locked, refuse_faults
from madang.bodies.actions.links import add_links, tell_linked
from madang.bodies.actions.meetings import open_meeting, tell
from madang.bodies.actions.permission import By, Facts, kept
from madang.bodies.models import AgendaItem, Attendance, Decision, FollowUp, Meeting, Member, Minutes, Recusal, Vote
from madang.bodies.votes import Fraction, Outcome, Tally, decide, has_quorum
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.search import actions as search

MAJORITY = Fraction()
BY_CONSENSUS = (Decision.Outcome.ADOPTED, Decision.Outcome.REJECTED, Decision.Outcome.DEFERRED, Decision.Outcome.NOTED)
PRESENT = Attendance.Presence.PRESENT


class NotHeld(Refusal):
    code = "meeting-not-held"
    default_message = _("This meeting was not held, so nothing of it can be recorded.")


class AlreadyDecided(Refusal):
    code = "already-decided"
    default_message = _("This item was decided already. A decision is never edited.")


@transaction.atomic
def record_meeting(
    *, meeting: Meeting, present: Iterable[Member], by: By, at: datetime, excused: Iterable[Member] = ()
) -> Meeting:
    """Record who was there. With the quorum the meeting is held on its day; without it, it was not held.

    present, excused: members in office on the day. Raises `NotAllowed`, `MeetingIsOver`, `Invalid` before it began.
    """
    meeting, actor = open_meeting(meeting, by, at=at)
    if at < meeting.starts_at:
        raise Invalid(_("A meeting is recorded after it has begun."))
    seated = {one.pk: one for one in Member.objects.seated(on=meeting.on).filter(body=meeting.body)}
    here, away = {one.pk for one in present}, {one.pk for one in excused}
    if not here | away <= set(seated):
        raise Invalid(_("Only members in office on the day of the meeting can be present."), field="present")
    Attendance.objects.filter(meeting=meeting).exclude(member__in=seated).delete()
    for key in seated:
        presence = PRESENT if key in here else Attendance.Presence.EXCUSED if key in away else "absent"
        Attendance.objects.update_or_create(meeting=meeting, member_id=key, defaults={"presence": presence})
    is_held = has_quorum(members=len(seated), present=len(here), quorum=meeting.body.quorum)
    meeting.state = Meeting.State.HELD if is_held else Meeting.State.INQUORATE
    meeting.held_on, meeting.members_on_day = meeting.on if is_held else None, len(seated)
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    meeting.save()
    attendance: dict[str, Any] = {"members": len(seated), "present": len(here)}
    attendance |= {"present_members": sorted(seated[key].number for key in here)}
    facts: Facts = {"body": meeting.body.code, "held": is_held, **kept(meeting, "attendance", attendance)}
    ledger.record(kind="bodies.meeting.recorded", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    return meeting


@transaction.atomic
def recuse_member(
    *, item: AgendaItem, member: Member, reason: str, by: By, at: datetime, kind: str = Recusal.Kind.STEPPED_ASIDE
) -> Recusal:
    """Keep a member from an item, before it is decided. Raises `NotAllowed`, `AlreadyDecided`, `Invalid`."""
    _body, actor = locked(item.meeting.body, by, at=at)
    if Decision.objects.filter(item=item).exists():
        raise AlreadyDecided
    if member.body_id != item.meeting.body_id or not member.is_seated(on=item.meeting.on):
        raise Invalid(_("Only members in office on the day of the meeting can be recused."), field="member")
    if item.recusals.filter(member=member).exists():
        raise Invalid(_("This member is recused from the item already."), field="member")
    if not reason.strip():
        raise Invalid(_("Say why the member takes no part."), field="reason")
    recusal = Recusal(item=item, member=member, kind=kind, reason=reason.strip())
    refuse_faults(recusal)
    recusal.save()
    who = {"member": member.number, "kind": kind}
    facts: Facts = {"item": item.number, **kept(item.meeting, "recusal", who), "reason": ledger.personal(reason)}
    ledger.record(kind="bodies.member.recused", subject=item.meeting.ref, by=actor, at=at, facts=facts)
    return recusal


@transaction.atomic
def take_decision(
    *,
    item: AgendaItem,
    text: str,
    by: By,
    at: datetime,
    outcome: str = "",
    votes: Mapping[Member, str] | None = None,
    yes: int = 0,
    no: int = 0,
    abstained: int = 0,
    majority: Fraction = MAJORITY,
    follow_ups: Sequence[Mapping[str, Any]] = (),
    about: Sequence[str] = (),
) -> Decision:
    """Record what was decided on an item: by consensus with `outcome`, or by a vote, whose outcome is counted.

    votes: an open ballot, `yes`, `no` or `abstained` by member; else the numbers of a secret one. follow_ups:
    `{text, owner, due_on}` each. about: refs or addresses of the public records it is about.
    Raises `NotAllowed`, `NotHeld`, `AlreadyDecided`, `Invalid` for votes that cannot be.
    """
    _body, actor = locked(item.meeting.body, by, at=at)
    item = AgendaItem.objects.select_for_update().select_related("meeting__body").get(pk=item.pk)
    if item.meeting.state != Meeting.State.HELD:
        raise NotHeld
    if Decision.objects.filter(item=item).exists():
        raise AlreadyDecided
    decision = Decision(item=item, text=text.strip(), decided_at=at)
    if votes is not None:
        refuse_votes(item, votes)
        yes, no, abstained = (list(votes.values()).count(choice) for choice in Vote.Choice.values)
    settle(decision, outcome, majority, yes=yes, no=no, abstained=abstained)
    refuse_faults(decision)
    decision.save()
    Vote.objects.bulk_create(Vote(decision=decision, member=one, choice=it) for one, it in (votes or {}).items())
    for said in follow_ups:
        add_follow_up(decision, **said)
    add_links(decision, about, at=at)
    enter(decision, actor, at=at)
    return decision


def settle(decision: Decision, outcome: str, majority: Fraction, *, yes: int, no: int, abstained: int) -> None:
    """The outcome: what is said where nobody voted, what follows from the votes where somebody did."""
    if not outcome:
        count(decision, majority, yes=yes, no=no, abstained=abstained)
    elif outcome not in BY_CONSENSUS or yes or no or abstained:
        raise Invalid(_("Say the outcome, or give the votes; not both."), field="outcome")
    else:
        decision.outcome = outcome


def refuse_votes(item: AgendaItem, votes: Mapping[Member, str]) -> None:
    """Raise `Invalid` if somebody votes who was absent or recused, or in no known way."""
    present = set(item.meeting.attendances.filter(presence=PRESENT).values_list("member", flat=True))
    recused = set(item.recusals.values_list("member", flat=True))
    if not {one.pk for one in votes} <= present - recused or not set(votes.values()) <= set(Vote.Choice.values):
        raise Invalid(_("Only members who are present and not recused vote."), field="votes")


def count(decision: Decision, majority: Fraction, *, yes: int, no: int, abstained: int) -> None:
    """Write the tally into a decision, and the outcome that follows from it."""
    item = decision.item
    present = set(item.meeting.attendances.filter(presence=PRESENT).values_list("member", flat=True))
    recused = set(item.recusals.values_list("member", flat=True))
    here = len(present & recused)
    members = item.meeting.members_on_day or 0
    tally = Tally(members, len(present), len(recused), here, yes=yes, no=no, abstained=abstained)
    try:
        outcome = decide(tally, quorum=item.meeting.body.quorum, majority=majority)
    except ValueError as error:
        raise Invalid(_("There are more votes than members who may vote."), field="yes") from error
    decision.outcome = {Outcome.ADOPTED: "adopted", Outcome.REJECTED: "rejected"}.get(outcome, "inquorate")
    decision.is_by_vote, decision.present, decision.recused = True, len(present) - here, len(recused)
    decision.yes, decision.no, decision.abstained = yes, no, abstained
    decision.needed = majority.least(decision.present)


def add_follow_up(decision: Decision, *, text: str, owner: str, due_on: date) -> FollowUp:
    follow_up = FollowUp(decision=decision, text=text.strip(), owner=owner.strip(), due_on=due_on)
    refuse_faults(follow_up)
    follow_up.save()
    return follow_up


def enter(decision: Decision, actor: Actor, *, at: datetime) -> None:
    """The ledger's entry of a decision."""
    meeting = decision.item.meeting
    facts: Facts = {"body": meeting.body.code, "item": decision.item.number}
    facts |= kept(meeting, "decision", outcome_of(decision)) | {"text": ledger.personal(decision.text)}
    ledger.record(kind="bodies.decision.taken", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    tell_linked(decision, decision.links.standing(), at=at)


def outcome_of(decision: Decision) -> dict[str, Any]:
    """What the ledger says of a decision that is public: outcome, subject, and the numbers of a vote."""
    facts: dict[str, Any] = {"outcome": decision.outcome, "subject": decision.item.subject or None}
    if decision.is_by_vote:
        names = ("present", "recused", "yes", "no", "abstained", "needed")
        facts |= {name: int(getattr(decision, name)) for name in names}
    if about := list(decision.links.standing().values_list("ref", flat=True)):
        facts["about"] = about
    return facts


@transaction.atomic
def complete_follow_up(*, follow_up: FollowUp, result: str, by: By, at: datetime) -> FollowUp:
    """Say what came of a follow-up. Raises `NotAllowed`, `Invalid`."""
    meeting = follow_up.decision.item.meeting
    _body, actor = locked(meeting.body, by, at=at)
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_on:
        raise Invalid(_("This was done already."))
    if not result.strip():
        raise Invalid(_("Say what came of it."), field="result")
    follow_up.done_on, follow_up.result = localdate(at), result.strip()[:500]
    follow_up.save(update_fields=["done_on", "result"])
    facts: Facts = {"body": meeting.body.code, "due_on": follow_up.due_on.isoformat()}
    is_kept = meeting.is_shut and follow_up.decision.published_at is None
    facts |= {"result": ledger.personal(follow_up.result) if is_kept else follow_up.result}
    ledger.record(kind="bodies.follow-up.done", subject=meeting.ref, by=actor, at=at, facts=facts)
    return follow_up


@transaction.atomic
def publish_minutes(
    *, meeting: Meeting, text: str, by: By, at: datetime, transcript: str = "", correction: str = ""
) -> Minutes:
    """Publish the minutes of a meeting that was held. A later version needs a word on what it corrects.

    They are public at once, also those of a closed meeting. Raises `NotAllowed`, `NotHeld`, `Invalid`.
    """
    body, actor = locked(meeting.body, by, at=at)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.body = body
    if meeting.state not in (Meeting.State.HELD, Meeting.State.INQUORATE):
        raise NotHeld
    last = meeting.minutes.aggregate(last=Max("number"))["last"] or 0
    is_first = not meeting.minutes.filter(published_at__isnull=False).exists()
    if not is_first and not correction.strip():
        raise Invalid(_("Say what is corrected in the minutes."), field="correction")
    minutes = Minutes(meeting=meeting, number=last + 1, text=text.strip(), transcript=transcript.strip())
    minutes.correction = "" if is_first else correction.strip()
    minutes.drafted_at = minutes.published_at = at
    refuse_faults(minutes)
    minutes.save()
    facts: Facts = {"body": meeting.body.code, "version": minutes.number, "text": ledger.personal(minutes.text)}
    facts |= {"transcript": bool(minutes.transcript), "correction": minutes.correction}
    ledger.record(kind="bodies.minutes.published", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    tell(meeting, kind="bodies.minutes.published", at=at)
    return minutes
