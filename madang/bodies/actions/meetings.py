"""Meetings are called, changed and cancelled; their agenda is set."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.bodies.actions.bodies import locked, refuse_faults
from madang.bodies.actions.permission import By, Facts
from madang.bodies.letters import absolute, meeting_lines
from madang.bodies.models import AgendaItem, Attendance, Body, Meeting, Member, Registration
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.notices.actions import tell_followers
from madang.search import actions as search

CHANGEABLE = frozenset(
    {"title_ko", "title_en", "kind", "mode", "starts_at", "ends_at", "place", "access_note", "is_open", "closed_reason"}
    | {"closed_basis", "closed_until", "capacity", "registration_until"}
)


class MeetingIsOver(Refusal):
    code = "meeting-is-over"
    default_message = _("This meeting was held or cancelled already.")


@transaction.atomic
def call_meeting(
    *,
    body: Body,
    title_ko: str,
    starts_at: datetime,
    ends_at: datetime,
    by: By,
    at: datetime,
    agenda: Sequence[Mapping[str, Any]] = (),
    **details: Any,
) -> Meeting:
    """Call a meeting, publish it with its agenda, and invite the members who have an account.

    details: any of `CHANGEABLE`. agenda: `{title, summary, kind, subject, is_withheld}` each. Raises `NotAllowed`,
    `Invalid`.
    """
    body, actor = locked(body, by, at=at)
    if unknown := set(details) - CHANGEABLE:
        raise TypeError(f"a meeting has no {sorted(unknown)}")
    meeting = Meeting(body=body, title_ko=title_ko.strip(), starts_at=starts_at, ends_at=ends_at, **details)
    meeting.number = (body.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting.called_at = meeting.changed_at = at
    refuse_impossible(meeting)
    meeting.save()
    write_agenda(meeting, agenda)
    invite(meeting, at=at)
    ledger.record(kind="bodies.meeting.called", subject=meeting.ref, by=actor, at=at, facts=facts_of(meeting))
    search.mark_changed([meeting.ref])
    tell(meeting, kind="bodies.meeting.called", at=at)
    return meeting


def facts_of(meeting: Meeting) -> Facts:
    facts: Facts = {
        "body": meeting.body.code,
        "number": meeting.number,
        "kind": meeting.kind,
        "form": meeting.mode,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "open": meeting.is_open,
        "closed_reason": meeting.closed_reason,
        "sequence": meeting.sequence,
    }
    if not meeting.is_open:
        facts |= {"closed_basis": meeting.closed_basis}
        facts |= {"closed_until": meeting.closed_until.isoformat() if meeting.closed_until else None}
    return facts | agenda_facts(meeting)


def agenda_facts(meeting: Meeting) -> Facts:
    """The titles in their order; withheld ones as null, and all of these together as one commitment."""
    items = list(meeting.items.all())
    withheld = [item.title for item in items if item.is_withheld and meeting.is_shut]
    facts: Facts = {"agenda": [None if item.is_withheld and meeting.is_shut else item.title for item in items]}
    return facts | ({"withheld": ledger.personal("\n".join(withheld))} if withheld else {})


def tell(meeting: Meeting, *, kind: str, at: datetime) -> None:
    """Tell whoever follows the meeting, its body or the body above."""
    body = meeting.body
    topics = [body.ref, *([body.parent.ref] if body.parent else [])]
    tell_followers(
        ref=meeting.ref,
        kind=kind,
        subject=lambda: f"{body.name}: {meeting.title} ({meeting.get_state_display()})",
        text=lambda: "\n".join(meeting_lines(meeting)),
        topics=topics,
        at=at,
    )


def refuse_impossible(meeting: Meeting) -> None:
    """Raise `Invalid` for what no meeting can be."""
    if not meeting.title_ko:
        raise Invalid(_("Give the meeting a title."), field="title_ko")
    if meeting.ends_at <= meeting.starts_at:
        raise Invalid(_("The meeting must end after it begins."), field="ends_at")
    if not meeting.is_open and not meeting.closed_reason.strip():
        raise Invalid(_("Say why the meeting is closed to the public."), field="closed_reason")
    refuse_closing(meeting)
    if meeting.capacity is not None and not meeting.is_open:
        raise Invalid(_("The public cannot register for a closed meeting."), field="capacity")
    if meeting.registration_until and meeting.registration_until > meeting.ends_at:
        raise Invalid(_("Registration must end before the meeting does."), field="registration_until")
    if localdate(meeting.starts_at) < meeting.body.established_on:
        raise Invalid(_("A body cannot meet before it exists."), field="starts_at")
    refuse_faults(meeting)


def refuse_closing(meeting: Meeting) -> None:
    """Raise `Invalid` for a closing without its legal basis, or whose end cannot be."""
    if not meeting.is_open and not meeting.closed_basis.strip():
        raise Invalid(_("Name the law by which the meeting is closed."), field="closed_basis")
    if meeting.closed_until and meeting.is_open:
        raise Invalid(_("Only a closed meeting can be closed until a day."), field="closed_until")
    if meeting.closed_until and meeting.closed_until < meeting.on:
        raise Invalid(_("The closing cannot end before the day of the meeting."), field="closed_until")


def write_agenda(meeting: Meeting, agenda: Sequence[Mapping[str, Any]]) -> None:
    for number, said in enumerate(agenda, start=1):
        item = AgendaItem(meeting=meeting, number=number, **said)
        refuse_faults(item)
        item.save()


def invite(meeting: Meeting, *, at: datetime) -> None:
    """An attendance for every member of that day, and a letter to those who have an account."""
    seated = Member.objects.seated(on=meeting.on).filter(body=meeting.body).select_related("user")
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in seated)
    if meeting.ends_at <= at:
        return
    for member in seated:
        if member.user:
            write(member.user.email, _("Invitation: %(meeting)s") % {"meeting": meeting.title}, meeting)


def write(email: str, subject: Any, meeting: Meeting, *more: str) -> None:
    """A letter about a meeting, into the outbox with the caller's transaction."""
    address = absolute(reverse("bodies:meeting", args=[meeting.code]))
    send_mail(str(subject), "\n".join([*more, *meeting_lines(meeting), address]), None, [email])


def open_meeting(meeting: Meeting, by: By, *, at: datetime) -> tuple[Meeting, Actor]:
    """The meeting, locked, while it is only called. Raises `NotAllowed`, `MeetingIsOver`."""
    body, actor = locked(meeting.body, by, at=at)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.body = body
    if meeting.state != Meeting.State.CALLED:
        raise MeetingIsOver
    return meeting, actor


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: By, at: datetime, **changes: Any) -> Meeting:
    """Change when, where or how a meeting is held. Calendars, followers and who has registered hear of it.

    changes: any of `CHANGEABLE`. Raises `NotAllowed`, `MeetingIsOver`, `Invalid`.
    """
    meeting, actor = open_meeting(meeting, by, at=at)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"a meeting has no {sorted(unknown)}")
    changed = [name for name, value in changes.items() if getattr(meeting, name) != value]
    if not changed:
        return meeting
    for name in changed:
        setattr(meeting, name, changes[name])
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    refuse_impossible(meeting)
    meeting.save()
    facts: Facts = {**facts_of(meeting), "changed": sorted(changed)}
    ledger.record(kind="bodies.meeting.changed", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    tell(meeting, kind="bodies.meeting.changed", at=at)
    write_to_registered(meeting, _("Changed: %(meeting)s") % {"meeting": meeting.title})
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: By, at: datetime) -> Meeting:
    """Cancel a meeting; it stays in calendars as cancelled. Raises `NotAllowed`, `MeetingIsOver`, `Invalid`."""
    meeting, actor = open_meeting(meeting, by, at=at)
    if not reason.strip():
        raise Invalid(_("Say why the meeting is cancelled."), field="reason")
    meeting.state, meeting.cancelled_reason = Meeting.State.CANCELLED, reason.strip()[:500]
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    meeting.save()
    facts: Facts = {"body": meeting.body.code, "reason": meeting.cancelled_reason, "sequence": meeting.sequence}
    ledger.record(kind="bodies.meeting.cancelled", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    tell(meeting, kind="bodies.meeting.cancelled", at=at)
    write_to_registered(meeting, _("Cancelled: %(meeting)s") % {"meeting": meeting.title})
    return meeting


def write_to_registered(meeting: Meeting, subject: Any) -> None:
    for one in meeting.registrations.exclude(state=Registration.State.CANCELLED).select_related("user"):
        write(one.user.email, subject, meeting)


@transaction.atomic
def set_agenda(*, meeting: Meeting, agenda: Sequence[Mapping[str, Any]], by: By, at: datetime) -> Meeting:
    """Replace the agenda of a meeting that was not held yet. Raises `NotAllowed`, `MeetingIsOver`, `Invalid`."""
    meeting, actor = open_meeting(meeting, by, at=at)
    if meeting.papers.filter(item__isnull=False).exists() or meeting.items.filter(recusals__isnull=False).exists():
        raise Invalid(_("Papers or recusals belong to this agenda already; call an extraordinary meeting instead."))
    meeting.items.all().delete()
    write_agenda(meeting, agenda)
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    meeting.save(update_fields=["sequence", "changed_at"])
    facts: Facts = {"body": meeting.body.code, **agenda_facts(meeting)}
    ledger.record(kind="bodies.agenda.set", subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])
    return meeting


@transaction.atomic
def answer_invitation(*, meeting: Meeting, is_coming: bool, by: Any, at: datetime) -> Attendance:
    """A member says whether they come. Raises `Invalid` for one who was not invited, `MeetingIsOver`."""
    if meeting.state != Meeting.State.CALLED or at >= meeting.starts_at:
        raise MeetingIsOver
    found = Attendance.objects.select_for_update().filter(meeting=meeting, member__user=by).first()
    if found is None or not found.member.is_seated(on=localdate(at)):
        raise Invalid(_("You were not invited to this meeting as a member."))
    found.reply = Attendance.Reply.COMING if is_coming else Attendance.Reply.NOT_COMING
    found.save(update_fields=["reply"])
    return found
