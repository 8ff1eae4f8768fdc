"""Requests for data: asking, voting, deciding in time, mediation, release."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.calendar.queries import day_off
from madang.common.actors import Actor
from madang.common.clock_rules import rule_on
from madang.common.clocks import due
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.common.refs import resolve_ref
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.notices.actions import tell_followers
from madang.opendata.actions.acting import public_text, require_person
from madang.opendata.actions.keytypes import council_office
from madang.opendata.actions.offices import data_officer
from madang.opendata.actions.reasons import LedBy, named
from madang.opendata.models import DataRequest, HeldType, OpennessPeriod, RequestEvent, RequestVote, StrategicArea
from madang.search.actions import mark_changed

State, Kind = DataRequest.State, RequestEvent.Kind
MOST_OPEN = 20
"""Requests of one person that may wait for a decision at the same time."""


class NotOpen(Refusal):
    code = "request-not-open"
    default_message = gettext_lazy("This cannot be done with the request as it stands now.")


class TooManyRequests(Refusal):
    code = "too-many-requests"
    status = 429
    default_message = gettext_lazy("Many of your requests are waiting already. Please wait until some are decided.")


def step(
    request: DataRequest, kind: str, *, actor: Actor, at: datetime, text: str = "", ref: str = "", **facts: Json
) -> None:
    """Add a step to the public trace, enter it in the ledger, and tell followers."""
    RequestEvent.objects.create(request=request, kind=kind, text=text, ref=ref, office=actor.office or "", at=at)
    said: dict[str, Json | ledger.Personal] = {"agency": request.organisation.code, "text": text, "ref": ref, **facts}
    ledger.record(kind=f"opendata.request.{kind}", subject=request.ref, by=actor, at=at, facts=said)
    title, label = request.title, Kind(kind).label
    tell_followers(
        ref=request.ref,
        topics=[request.organisation.ref],
        kind=f"opendata.request.{kind}",
        subject=lambda: _("Request for data “%(title)s”: %(step)s") % {"title": title, "step": label},
        at=at,
    )
    mark_changed([request.ref])


def write_to_requester(request: DataRequest, text: str) -> None:
    """A letter to who asked, through the outbox."""
    subject = _("Your request for data: %(title)s") % {"title": request.title}
    body = f"{text}\n\n{settings.SITE_URL}{request.get_absolute_url()}"
    send_mail(subject, body, None, [request.requester.email])


def locked(request: DataRequest, *states: str) -> DataRequest:
    """The request under a lock. Raises `NotOpen` unless it is in one of the states."""
    found = DataRequest.objects.select_for_update().select_related("organisation").get(pk=request.pk)
    if found.state not in states:
        raise NotOpen
    return found


@transaction.atomic
def submit_request(
    *,
    organisation: Organisation,
    kind: str,
    title: str,
    text: str,
    area: StrategicArea | None = None,
    held: HeldType | None = None,
    is_named: bool = False,
    led_by: LedBy | None = None,
    by: User,
    at: datetime,
) -> DataRequest:
    """Ask an agency for data. The clock of the Public Data Act runs from today.

    led_by: the survey, and the question in it, that led to it.
    Raises `NotAllowed`, `TooManyRequests` or `Invalid`. Source: Public Data Act, art. 27.
    """
    require_person(by)
    waiting = DataRequest.objects.select_for_update().filter(requester=by, state=State.RECEIVED)
    if waiting.count() >= MOST_OPEN:
        raise TooManyRequests
    check_request(organisation, kind, held, on=localdate(at))
    start = localdate(at)
    request = DataRequest.objects.create(
        organisation=organisation,
        kind=kind,
        title=public_text(title, field="title"),
        text=public_text(text, field="text"),
        area=area or (held.area if held else None),
        held=held,
        requester=by,
        is_named=is_named,
        **named(led_by),
        received_at=at,
        due_on=due(rule_on("data-request.decision", start=start), start=start, days_off=day_off).on,
    )
    ref, due_on = led_by[0].ref if led_by else "", request.due_on.isoformat()
    step(request, Kind.RECEIVED, actor=by.as_actor(), at=at, ref=ref, title=request.title, due=due_on)
    return request


def check_request(organisation: Organisation, kind: str, held: HeldType | None, *, on: date) -> None:
    """Raise `Invalid` where a request does not fit the agency."""
    if kind not in DataRequest.Kind.values:
        raise Invalid(_("Say what is asked for."), field="kind")
    if not organisation.exists(on=on):
        raise Invalid(_("This agency does not exist any more."), field="organisation")
    if held is not None and held.organisation_id != organisation.pk:
        raise Invalid(_("That data is held by another agency."), field="held")


@transaction.atomic
def vote(*, request: DataRequest, by: User, at: datetime) -> int:
    """Want the same. Voting again takes the vote back. Returns the votes there are now."""
    require_person(by)
    request = locked(request, State.RECEIVED, State.ACCEPTED, State.REFUSED, State.MEDIATION)
    if request.requester_id == by.pk:
        raise Invalid(_("This is your own request; it counts without a vote."))
    gone, _rows = RequestVote.objects.filter(request=request, by=by).delete()
    if not gone:
        RequestVote.objects.create(request=request, by=by, at=at)
    return request.votes.count()


@transaction.atomic
def extend(*, request: DataRequest, reason: str, by: User | None, at: datetime) -> DataRequest:
    """Take ten days more, once, before the time is over, with a reason. Source: Public Data Act, art. 27(3)."""
    request = locked(request, State.RECEIVED)
    actor = data_officer(by, request.organisation, at=at)
    if request.is_extended or localdate(at) > request.due_on:
        raise NotOpen(_("The time can be extended once, and only before it is over."))
    start = localdate(request.received_at)
    rule = rule_on("data-request.decision", start=start)
    request.due_on = due(rule, start=start, days_off=day_off, extended=True).on
    request.is_extended = True
    request.save(update_fields=["due_on", "is_extended"])
    text = public_text(reason, field="reason")
    step(request, Kind.EXTENDED, actor=actor, at=at, text=text, due=request.due_on.isoformat())
    write_to_requester(request, _("The agency needs more time for its decision: %(reason)s") % {"reason": text})
    return request


@transaction.atomic
def accept(*, request: DataRequest, provide_by: date, text: str, by: User | None, at: datetime) -> DataRequest:
    """Decide that the data will be provided, by a day."""
    request = locked(request, State.RECEIVED)
    actor = data_officer(by, request.organisation, at=at)
    if provide_by < localdate(at):
        raise Invalid(_("Give a day to come."), field="provide_by")
    request.state, request.decided_at, request.provide_by = State.ACCEPTED, at, provide_by
    request.save(update_fields=["state", "decided_at", "provide_by"])
    said = public_text(text, field="text")
    step(request, Kind.ACCEPTED, actor=actor, at=at, text=said, provide_by=provide_by.isoformat())
    write_to_requester(request, _("The agency will provide the data: %(text)s") % {"text": said})
    return request


@transaction.atomic
def refuse(
    *, request: DataRequest, reason: str, items: Sequence[int] = (), text: str, by: User | None, at: datetime
) -> DataRequest:
    """Refuse, for a reason of article 17(1) only, explained. Who asked may turn to mediation within sixty days."""
    request = locked(request, State.RECEIVED)
    actor = data_officer(by, request.organisation, at=at)
    if reason not in OpennessPeriod.Reason.values:
        raise Invalid(_("Data may be refused only for a reason of article 17(1). Choose it."), field="reason")
    if reason == OpennessPeriod.Reason.ITEM and (not items or any(not 1 <= item <= 8 for item in items)):
        raise Invalid(_("Name the item of article 9(1) of the Disclosure Act, 1 to 8."), field="items")
    start = localdate(at)
    request.state, request.decided_at = State.REFUSED, at
    request.reason, request.items = reason, sorted(set(items))
    request.object_by = due(rule_on("data-request.mediation", start=start), start=start, days_off=day_off).on
    request.save(update_fields=["state", "decided_at", "reason", "items", "object_by"])
    said = public_text(text, field="text")
    step(request, Kind.REFUSED, actor=actor, at=at, text=said, reason=reason, items=list[Json](request.items))
    write_to_requester(
        request,
        _("The agency refuses the data: %(text)s You may ask for mediation until %(day)s.")
        % {"text": said, "day": request.object_by.isoformat()},
    )
    return request


@transaction.atomic
def take_up(*, request: DataRequest, ref: str, text: str, by: User | None, at: datetime) -> None:
    """Note that a task force or council took the request up. ref: its meeting or decision, which must be public."""
    request = locked(request, State.RECEIVED, State.ACCEPTED, State.REFUSED, State.MEDIATION)
    actor = data_officer(by, request.organisation, at=at)
    if ref and resolve_ref(ref) is None:
        raise Invalid(_("There is no public record of that reference."), field="ref")
    step(request, Kind.DISCUSSED, actor=actor, at=at, text=public_text(text, field="text"), ref=ref)


@transaction.atomic
def release(*, request: DataRequest, dataset_ref: str, text: str = "", by: User | None, at: datetime) -> DataRequest:
    """Say which public dataset answers the request."""
    request = locked(request, State.RECEIVED, State.ACCEPTED, State.MEDIATION)
    actor = data_officer(by, request.organisation, at=at)
    if not dataset_ref.startswith("opendata:dataset:") or resolve_ref(dataset_ref) is None:
        raise Invalid(_("Name a dataset that is public, by its reference."), field="dataset_ref")
    request.state, request.dataset_ref, request.released_at = State.RELEASED, dataset_ref, at
    request.decided_at = request.decided_at or at
    request.save(update_fields=["state", "dataset_ref", "released_at", "decided_at"])
    said = public_text(text, field="text", required=False)
    step(request, Kind.RELEASED, actor=actor, at=at, text=said, ref=dataset_ref)
    write_to_requester(request, _("The data that you asked for is public now."))
    return request


@transaction.atomic
def ask_for_mediation(*, request: DataRequest, text: str, by: User, at: datetime) -> DataRequest:
    """Object to a refusal before the mediation committee. Who asked only, within sixty days."""
    request = locked(request, State.REFUSED)
    if request.requester_id != by.pk:
        raise NotAllowed(_("Only who asked may object."))
    if request.object_by is None or localdate(at) > request.object_by:
        raise NotOpen(_("The sixty days for asking for mediation are over."))
    request.state = State.MEDIATION
    request.save(update_fields=["state"])
    step(request, Kind.OBJECTED, actor=by.as_actor(), at=at, text=public_text(text, field="text"))
    return request


@transaction.atomic
def conclude_mediation(
    *, request: DataRequest, is_to_be_provided: bool, text: str, provide_by: date | None = None, by: User, at: datetime
) -> DataRequest:
    """Enter the outcome of the mediation. Members of a committee and administrators."""
    request = locked(request, State.MEDIATION)
    actor = council_office(by, at)
    if is_to_be_provided and (provide_by is None or provide_by < localdate(at)):
        raise Invalid(_("Give a day to come."), field="provide_by")
    request.state = State.ACCEPTED if is_to_be_provided else State.REFUSED
    request.provide_by = provide_by if is_to_be_provided else None
    if not is_to_be_provided:
        request.object_by = None
    request.save(update_fields=["state", "provide_by", "object_by"])
    said = public_text(text, field="text")
    step(request, Kind.MEDIATED, actor=actor, at=at, text=said, is_to_be_provided=is_to_be_provided)
    write_to_requester(request, _("The mediation has ended: %(text)s") % {"text": said})
    return request


@transaction.atomic
def follow_up(*, request: DataRequest, text: str, ref: str = "", by: User | None, at: datetime) -> None:
    """Say what came of a released dataset."""
    request = locked(request, State.RELEASED)
    actor = data_officer(by, request.organisation, at=at)
    step(request, Kind.FOLLOWED_UP, actor=actor, at=at, text=public_text(text, field="text"), ref=ref)


@transaction.atomic
def withdraw(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Take one's own request back before it is decided."""
    request = locked(request, State.RECEIVED)
    if request.requester_id != by.pk:
        raise NotAllowed(_("Only who asked may withdraw the request."))
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    step(request, Kind.WITHDRAWN, actor=by.as_actor(), at=at)
    return request
