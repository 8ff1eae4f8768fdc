"""Open calls: announced with criteria, answered by applications and nominations, decided with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.bodies.actions.bodies import locked, refuse_faults
from madang.bodies.actions.members import seat_member
from madang.bodies.actions.permission import By, Facts
from madang.bodies.choosing import where_chosen
from madang.bodies.conflicts import CONFLICTS, EXCLUDING, check
from madang.bodies.letters import absolute
from madang.bodies.models import Application, Body, Call, Member, Sector
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger

State = Application.State
MOST_POINTS = 100


class CallIsClosed(Refusal):
    code = "call-is-closed"
    default_message = _("This call does not take applications now.")


class ChosenByRule(Refusal):
    """The call was announced with a rule that decides it."""

    code = "chosen-by-rule"
    default_message = _("The members of this call are chosen by the rule announced with it.")


@dataclass(frozen=True)
class Result:
    """What became of an application. points: by criterion, 0 to 100."""

    application: Application
    is_selected: bool
    reason: str
    points: tuple[int, ...] = ()


@transaction.atomic
def announce_call(
    *,
    body: Body,
    title_ko: str,
    text_ko: str,
    seats: int,
    opens_at: datetime,
    closes_at: datetime,
    by: By,
    at: datetime,
    criteria: Sequence[Mapping[str, Any]] = (),
    sector: Sector | None = None,
    title_en: str = "",
    text_en: str = "",
    takes_nominations: bool = True,
) -> Call:
    """Announce that members are sought. criteria: `{ko, en, weight}` each. Raises `NotAllowed`, `Invalid`."""
    body, actor = locked(body, by, at=at)
    if closes_at <= opens_at or closes_at <= at:
        raise Invalid(_("A call closes after it opens, and not in the past."), field="closes_at")
    call = Call(body=body, sector=sector, title_ko=title_ko.strip(), text_ko=text_ko.strip(), seats=seats)
    call.title_en, call.text_en, call.takes_nominations = title_en.strip(), text_en.strip(), takes_nominations
    call.opens_at, call.closes_at, call.announced_at = opens_at, closes_at, at
    call.criteria = [criterion(one) for one in criteria]
    if not call.criteria:
        raise Invalid(_("Name the criteria by which members are chosen."), field="criteria")
    refuse_faults(call)
    call.save()
    facts: Facts = {"body": body.code, "seats": seats, "title": call.title_ko, "closes_at": closes_at.isoformat()}
    facts |= {"criteria": [f"{one['ko']} ({one['weight']})" for one in call.criteria]}
    ledger.record(kind="bodies.call.announced", subject=call.ref, by=actor, at=at, facts=facts)
    return call


def criterion(said: Mapping[str, Any]) -> dict[str, Any]:
    """A criterion as it is kept. Raises `Invalid`."""
    weight = int(said.get("weight", 1))
    if not said.get("ko") or not 1 <= weight <= MOST_POINTS:
        raise Invalid(_("Name the criteria by which members are chosen."), field="criteria")
    return {"ko": said["ko"], "en": said.get("en", ""), "weight": weight}


@transaction.atomic
def apply(
    *,
    call: Call,
    name: str,
    statement: str,
    by: User,
    at: datetime,
    affiliation: str = "",
    is_nomination: bool = False,
    conflicts: Sequence[str] = (),
    conflict_note: str = "",
) -> Application:
    """Apply, or nominate somebody. Only the applicant and the secretaries read it; nothing of it is in the ledger.

    conflicts: codes of `CONFLICTS` that hold. Raises `CallIsClosed`, `Invalid`.
    """
    call = Call.objects.select_for_update().select_related("body__organisation").get(pk=call.pk)
    if not call.is_open(at=at):
        raise CallIsClosed
    if is_nomination and not call.takes_nominations:
        raise Invalid(_("This call takes no nominations."), field="is_nomination")
    if call.applications.exclude(state=State.WITHDRAWN).filter(by=by, name=name.strip()).exists():
        raise Invalid(_("You have put forward this candidate already."), field="name")
    refuse_conflicts(conflicts, conflict_note)
    found = Application(call=call, by=by, name=name.strip(), affiliation=affiliation.strip(), submitted_at=at)
    found.is_nomination, found.statement = is_nomination, statement.strip()
    found.conflicts, found.conflict_note = sorted(set(conflicts)), conflict_note.strip()
    found.flags = check(call.body, name=found.name, affiliation=found.affiliation, on=localdate(at))
    refuse_faults(found)
    found.save()
    return found


def refuse_conflicts(conflicts: Sequence[str], note: str) -> None:
    """Raise `Invalid` for circumstances that nobody knows, or that are not explained."""
    if unknown := set(conflicts) - set(CONFLICTS):
        raise Invalid(_("Unknown circumstance: %(code)s") % {"code": sorted(unknown)[0]}, field="conflicts")
    if conflicts and not note.strip():
        raise Invalid(_("Explain the circumstances you have marked."), field="conflict_note")


@transaction.atomic
def withdraw(*, application: Application, by: User, at: datetime) -> Application:
    """Take an application back while the call is not decided. Raises `NotAllowed`, `CallIsClosed`."""
    found = Application.objects.select_for_update().select_related("call").get(pk=application.pk)
    if found.by_id != by.pk:
        raise NotAllowed
    if found.call.decided_at or found.state != State.SUBMITTED:
        raise CallIsClosed
    found.state, found.decided_at = State.WITHDRAWN, at
    found.save(update_fields=["state", "decided_at"])
    return found


@transaction.atomic
def decide_call(
    *, call: Call, results: Sequence[Result], since_on: date, by: By, at: datetime, rule: str = ""
) -> list[Member]:
    """Decide every application with a reason, seat the chosen, and write to all. Who was not chosen stays private.

    rule: the registered rule by which the results were found, if the call was announced with one.
    Raises `NotAllowed`, `CallIsClosed` before it has closed or once decided, `ChosenByRule`, `Invalid` if one is left
    out, somebody is chosen whom a declared circumstance excludes, or more are chosen than there are seats.
    """
    body, actor = locked(call.body, by, at=at)
    call = Call.objects.select_for_update().get(pk=call.pk)
    refuse_other_hands(call, rule)
    if call.decided_at or at < call.closes_at:
        raise CallIsClosed
    refuse_results(call, results)
    members = []
    for result in results:
        one = result.application
        one.state = State.SELECTED if result.is_selected else State.NOT_SELECTED
        if not result.is_selected and set(one.conflicts) & EXCLUDING:
            one.state = State.INELIGIBLE
        one.points, one.reason, one.decided_at = list(result.points), result.reason.strip(), at
        one.save()
        if result.is_selected:
            members.append(seat(one, body, since_on=since_on, by=actor, at=at))
        tell_result(one)
    call.decided_at = at
    call.save(update_fields=["decided_at"])
    counts = {state: sum(1 for one in results if one.application.state == state) for state in State.values[2:]}
    facts: Facts = {"body": body.code, "results": counts, "members": [one.number for one in members]}
    ledger.record(kind="bodies.call.decided", subject=call.ref, by=actor, at=at, facts=facts)
    return members


def refuse_other_hands(call: Call, rule: str) -> None:
    """Raise `ChosenByRule` for a call that another rule decides, naming the page where that is done."""
    if target := where_chosen(call, besides=rule):
        said = _(
            "The members of this call are chosen by the rule announced with it, on the page “%(title)s” (%(url)s)."
        )
        raise ChosenByRule(said % {"title": target.title, "url": absolute(target.url)})


def seat(one: Application, body: Body, *, since_on: date, by: By, at: datetime) -> Member:
    """The seat of a candidate who was chosen."""
    return seat_member(
        body=body,
        sector=one.call.sector,
        name=one.name,
        affiliation=one.affiliation,
        user=None if one.is_nomination else one.by,
        since_on=since_on,
        basis=one.call.ref,
        by=by,
        at=at,
    )


def refuse_results(call: Call, results: Sequence[Result]) -> None:
    """Raise `Invalid` for results that leave somebody out or choose whom nobody may."""
    open_ones = set(call.applications.filter(state=State.SUBMITTED).values_list("pk", flat=True))
    if {one.application.pk for one in results} != open_ones:
        raise Invalid(_("Every application needs a result."))
    if any(not one.reason.strip() for one in results):
        raise Invalid(_("Every result needs its reason."), field="reason")
    if sum(one.is_selected for one in results) > call.seats:
        raise Invalid(_("More are chosen than there are seats."))
    if any(one.is_selected and set(one.application.conflicts) & EXCLUDING for one in results):
        raise Invalid(_("A declared circumstance excludes somebody who is chosen."))
    for one in results:
        if one.points and (
            len(one.points) != len(call.criteria) or not all(0 <= it <= MOST_POINTS for it in one.points)
        ):
            raise Invalid(_("Points go from 0 to 100, one number a criterion."), field="points")


def tell_result(one: Application) -> None:
    subject = _("%(call)s: %(state)s") % {"call": one.call.title, "state": one.get_state_display()}
    text = "\n".join([one.name, one.reason, absolute(one.call.get_absolute_url())])
    send_mail(str(subject), text, None, [one.by.email])
