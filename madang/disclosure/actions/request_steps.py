"""The one place where something happens to a request: checked by the law, kept, told, and recorded."""

import secrets
from collections.abc import Mapping, Set
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from madang.accounts.models import Role, User
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.calendar.queries import day_off_calendar
from madang.common.actors import SYSTEM, Actor
from madang.common.clocks import DaysOff
from madang.common.errors import NotAllowed, Refusal
from madang.disclosure.models import InformationRequest, RequestEvent
from madang.disclosure.models.requests import NOBODY
from madang.disclosure.requests.checks import allowed
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.disclosed import facts_for, is_shown
from madang.disclosure.requests.events import Event, Kind, NotNow
from madang.disclosure.requests.following import tell_of_step
from madang.disclosure.requests.mail import send_notices, tell_agency
from madang.disclosure.requests.notices import notices_of
from madang.disclosure.requests.seals import SALT_SIZE, canonical_event, commitment
from madang.disclosure.requests.standing import standing
from madang.disclosure.requests.wording import refusal_sentence
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.ledger.entries import moment
from madang.search import actions as search


class StepRefused(Refusal):
    """The law does not allow this step now; the message says which day or thing it hangs on."""

    code = "step-refused"

    def __init__(self, reason: NotNow) -> None:
        super().__init__(refusal_sentence(reason))
        self.code, self.reason = reason.code, reason


def locked(request: InformationRequest) -> InformationRequest:
    """The request as it is now, locked until the end of the transaction."""
    return InformationRequest.objects.select_for_update().get(pk=request.pk)


def require_officer_of(request: InformationRequest, by: User, at: datetime) -> Actor:
    """The disclosure officer as an office. Raises `NotAllowed` for anybody else, whatever they may read."""
    if not viewer_of(by, on=localdate(at)).is_in(request.organisation_id, Role.DISCLOSURE_OFFICER):
        raise NotAllowed
    return by.as_actor(Role.DISCLOSURE_OFFICER, request.organisation)


def require_requester(request: InformationRequest, by: User | None, at: datetime, opened: Set[UUID] = NOBODY) -> Actor:
    """The requester as an actor: the account that filed it, or whoever opened it by its link."""
    viewer = viewer_of(by, on=localdate(at)) if by else PUBLIC
    if not type(request.filing).objects.visible_to(viewer, opened=opened).filter(pk=request.filing_id).exists():
        raise NotAllowed
    return Actor(ref=by.ref) if by else Actor(ref=f"disclosure:filing:{request.filing.code}")


@transaction.atomic
def take_step(
    *,
    request: InformationRequest,
    kind: Kind,
    facts: Mapping[str, Any] | None = None,
    by: User | None,
    actor: Actor = SYSTEM,
    at: datetime,
    days_off: DaysOff | None = None,
) -> RequestEvent:
    """Add an event to a locked request: its notices go out, its standing is counted, published ones are recorded.

    Raises `StepRefused` with the reason of the law, and then nothing has changed. Callers check who acts.
    """
    days_off = days_off or day_off_calendar()
    on = localdate(at)
    history = request.history()
    was_due = standing(history, on=on, days_off=days_off).due if history else None
    try:
        event = allowed(history, Event(kind, on, dict(facts or {})), days_off=days_off)
    except NotNow as reason:
        raise StepRefused(reason) from reason
    row = _keep(request, event, ordinal=len(history) + 1, by=by, actor=actor, at=at)
    row.was_due_on, row.was_due_rule = (was_due.due.on, was_due.rule) if was_due else (None, "")
    row.save()
    told = notices_of(event, course_of(history) if history else None)
    history.append(event)
    refresh(request, history, on=on, days_off=days_off)
    try:
        send_notices(request, history, told)
    except NotNow as reason:
        raise StepRefused(reason) from reason
    tell_agency(request, event, at=at)
    if request.is_published:
        record_publicly(request, row, actor=actor)
        tell_of_step(request, row, at=at)
    return row


def _keep(
    request: InformationRequest, event: Event, *, ordinal: int, by: User | None, actor: Actor, at: datetime
) -> RequestEvent:
    row = RequestEvent(
        request=request,
        ordinal=ordinal,
        kind=event.kind.value,
        on=event.on,
        at=at,
        organisation=request.organisation,
        by=by,
        office=actor.office or "",
        facts=dict(event.facts),
        salt=secrets.token_hex(SALT_SIZE),
    )
    row.leaf = commitment(bytes.fromhex(row.salt), sealed_content(row)).hex()
    return row


def sealed_content(row: RequestEvent) -> dict[str, Any]:
    """What the commitment of an event stands for: what its requester may know in clear, the rest as a salted hash."""
    everything = bytes.fromhex(row.salt) + canonical_event(row.facts)
    return {
        "request": str(row.request.code),
        "ordinal": row.ordinal,
        "kind": row.kind,
        "on": row.on.isoformat(),
        "at": moment(row.at),
        "agency": row.organisation.code,
        "office": row.office,
        "facts": facts_for(Kind(row.kind), row.facts, "requester"),
        "everything": sha256(everything).hexdigest(),
    }


def refresh(request: InformationRequest, history: list[Event], *, on: date, days_off: DaysOff) -> None:
    """Write down where the request stands, for lists."""
    now = standing(history, on=on, days_off=days_off)
    request.state, request.is_open = now.state.value, now.is_open or bool(now.duties)
    request.due_on, request.due_rule = (now.due.due.on, now.due.rule) if now.due else (None, "")
    review = now.course.decision.review if now.course.decision else None
    if request.due_on is None and review and review.expected_end:
        request.due_on, request.due_rule, request.is_open = review.expected_end, "review-end", True
    request.duties = list(now.duties)
    request.save()


def record_publicly(request: InformationRequest, row: RequestEvent, *, actor: Actor) -> None:
    """The ledger entry of a step of a published request, with the facts that everybody may know."""
    kind = Kind(row.kind)
    if not is_shown(kind, "public"):
        return
    known = facts_for(kind, row.facts, "public")
    facts: dict[str, Json | ledger.Personal] = {name: _plain(value) for name, value in known.items()}
    facts |= {"number": request.number, "ordinal": row.ordinal, "on": row.on.isoformat()}
    ledger.record(kind=f"disclosure.request.{row.kind}", subject=request.ref, by=actor, at=row.at, facts=facts)
    search.mark_changed([request.ref])


def _plain(value: Any) -> Json:
    """Numbers stay, other values become text, so that an entry never holds what JSON canonically cannot."""
    return value if isinstance(value, str | int | bool | list | dict) or value is None else str(value)
