"""Keeping the register of held data: what is held, what is open, why not, and from when."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.acting import public_text, require_administrator, site_office
from madang.opendata.actions.offices import data_officer
from madang.opendata.actions.reasons import LedBy, named
from madang.opendata.models import HeldType, OpennessPeriod, ReportedFigure, StrategicArea
from madang.search.actions import mark_changed

Status, Reason = OpennessPeriod.Status, OpennessPeriod.Reason


class AlreadyRegistered(Refusal):
    code = "already-registered"
    default_message = gettext_lazy("This agency's register has an entry with that number already.")


class NotInOrder(Refusal):
    code = "not-in-order"
    default_message = gettext_lazy("A later statement stands in the register; what was stated is not rewritten.")


class NoLongerHeld(Refusal):
    code = "no-longer-held"
    default_message = gettext_lazy("The agency no longer holds this data.")


@transaction.atomic
def define_area(
    *, code: str, name_ko: str, name_en: str, since_on: date, source: str = "", by: User | None, at: datetime
) -> StrategicArea:
    """Add a strategic area, or give one its names anew. Administrators only."""
    require_administrator(by, at)
    area, _created = StrategicArea.objects.update_or_create(
        code=code, defaults={"name_ko": name_ko, "name_en": name_en, "since_on": since_on, "source": source}
    )
    facts = {"name": name_ko, "since_on": since_on.isoformat(), "source": source}
    ledger.record(kind="opendata.area.defined", subject=area.ref, by=site_office(by), at=at, facts=facts)
    return area


@transaction.atomic
def register_held(
    *,
    organisation: Organisation,
    number: str,
    title: str,
    description: str = "",
    area: StrategicArea | None = None,
    held_since_on: date,
    by: User | None,
    at: datetime,
) -> HeldType:
    """Enter a type of data that the agency holds. Whether it is open is stated next, by `state_openness`.

    Raises `NotAllowed`, `AlreadyRegistered` or `Invalid`.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    actor = data_officer(by, organisation, at=at)
    refuse_future(held_since_on, at, field="held_since_on")
    number = number.strip()
    if not number:
        raise Invalid(_("Give the number that the agency's register has for this data."), field="number")
    if HeldType.objects.filter(organisation=organisation, number=number).exists():
        raise AlreadyRegistered(field="number")
    held = HeldType.objects.create(
        organisation=organisation,
        area=area,
        number=number,
        title=public_text(title, field="title"),
        description=public_text(description, field="description", required=False),
        held_since_on=held_since_on,
    )
    facts = {"agency": organisation.code, "number": number, "title": held.title, "since": held_since_on.isoformat()}
    facts |= {"area": area.code if area else ""}
    ledger.record(kind="opendata.held.registered", subject=held.ref, by=actor, at=at, facts=facts)
    mark_changed([held.ref])
    return held


@transaction.atomic
def state_openness(
    *,
    held: HeldType,
    status: str,
    since_on: date,
    reason: str = "",
    items: Sequence[int] = (),
    planned_on: date | None = None,
    note: str = "",
    dataset_ref: str = "",
    led_by: LedBy | None = None,
    by: User | None,
    at: datetime,
) -> OpennessPeriod:
    """State from which day a held type is open, planned or closed; led_by: the survey and question that led to it.

    Raises `NotAllowed`, `NoLongerHeld`, `NotInOrder` or `Invalid`. Source: Public Data Act, art. 17.
    """
    held = HeldType.objects.select_for_update().select_related("organisation").get(pk=held.pk)
    actor = data_officer(by, held.organisation, at=at)
    refuse_future(since_on, at, field="since_on")
    refuse_not_held(held, since_on)
    check_statement(status, reason, items, planned_on, since_on)
    refuse_survey_for_closing(status, led_by)
    close_last(held, since_on)
    period = OpennessPeriod.objects.create(
        held=held,
        status=status,
        since_on=since_on,
        reason=reason if status == Status.CLOSED else "",
        items=sorted(set(items)) if status == Status.CLOSED else [],
        planned_on=planned_on if status == Status.PLANNED else None,
        note=public_text(note, field="note", required=False),
        dataset_ref=dataset_ref,
        **named(led_by),
        by=by,
        at=at,
    )
    record_statement(period, actor)
    return period


def refuse_survey_for_closing(status: str, led_by: LedBy | None) -> None:
    """Raise `Invalid` where closing would name a survey."""
    if led_by and status == Status.CLOSED:
        raise Invalid(_("A survey leads to a release, not to closing."), field="led_by")


def refuse_not_held(held: HeldType, on: date) -> None:
    """Raise `NoLongerHeld`, or `Invalid` for a day before the agency held the data."""
    if held.held_until_on:
        raise NoLongerHeld
    if on < held.held_since_on:
        raise Invalid(_("The agency did not hold this data yet on that day."), field="since_on")


def close_last(held: HeldType, on: date) -> None:
    """End the statement in force on that day. Raises `NotInOrder` if it began on that day or later."""
    last = held.periods.order_by("since_on").last()
    if last is None:
        return
    if on <= last.since_on:
        raise NotInOrder(field="since_on")
    last.until_on = on
    last.save(update_fields=["until_on"])


def record_statement(period: OpennessPeriod, actor: Actor) -> None:
    held = period.held
    facts: dict[str, Json | ledger.Personal] = {
        "agency": held.organisation.code,
        "status": period.status,
        "since": period.since_on.isoformat(),
        "reason": period.reason,
        "planned": period.planned_on.isoformat() if period.planned_on else "",
        "dataset": period.dataset_ref,
    }
    if period.survey:
        facts |= {"survey": period.survey.ref, "question": period.survey_question}
    ledger.record(kind="opendata.openness.stated", subject=held.ref, by=actor, at=period.at, facts=facts)
    mark_changed([held.ref])


def check_statement(status: str, reason: str, items: Sequence[int], planned_on: date | None, since_on: date) -> None:
    """Raise `Invalid` where a statement lacks what the law demands of it."""
    if status not in Status.values:
        raise Invalid(_("Say whether the data is open, planned or closed."), field="status")
    if status == Status.PLANNED and (planned_on is None or planned_on < since_on):
        raise Invalid(
            _("Give the day on which it is to be open, not before the day of the statement."), field="planned_on"
        )
    if status != Status.CLOSED:
        return
    if reason not in Reason.values:
        raise Invalid(_("Data may stay closed only for a reason of article 17(1). Choose it."), field="reason")
    if reason == Reason.ITEM and (not items or any(not 1 <= item <= 8 for item in items)):
        raise Invalid(_("Name the item of article 9(1) of the Disclosure Act, 1 to 8."), field="items")


@transaction.atomic
def end_holding(*, held: HeldType, on: date, note: str, by: User | None, at: datetime) -> HeldType:
    """State that the agency no longer holds this data from that day. It stays in the register of the days before."""
    held = HeldType.objects.select_for_update().select_related("organisation").get(pk=held.pk)
    actor = data_officer(by, held.organisation, at=at)
    if held.held_until_on:
        raise NoLongerHeld
    refuse_future(on, at, field="on")
    if on < held.held_since_on:
        raise Invalid(_("The agency did not hold this data yet on that day."), field="on")
    held.held_until_on, held.end_note = on, public_text(note, field="note")
    held.save(update_fields=["held_until_on", "end_note"])
    facts = {"agency": held.organisation.code, "until": on.isoformat(), "note": held.end_note}
    ledger.record(kind="opendata.held.ended", subject=held.ref, by=actor, at=at, facts=facts)
    mark_changed([held.ref])
    return held


@transaction.atomic
def report_figure(
    *,
    basis: str,
    on: date,
    open_types: int,
    held_types: int | None = None,
    rate: str = "",
    is_target: bool = False,
    source: str,
    by: User | None,
    at: datetime,
) -> ReportedFigure:
    """Keep a figure that was published elsewhere, beside what the register computes. Administrators only.

    Each basis of a day is kept once; another basis of the same day stands beside it.
    """
    require_administrator(by, at)
    if not source.strip():
        raise Invalid(_("A reported figure needs its source."), field="source")
    if held_types is not None and held_types < open_types:
        raise Invalid(_("More types cannot be open than are held."), field="held_types")
    if ReportedFigure.objects.filter(basis=basis, on=on, is_target=is_target).exists():
        raise AlreadyRegistered(_("This basis has a figure for that day already."), field="basis")
    figure = ReportedFigure.objects.create(
        basis=basis,
        on=on,
        open_types=open_types,
        held_types=held_types,
        rate=rate or None,
        is_target=is_target,
        source=source.strip(),
        at=at,
    )
    facts: dict[str, Json | ledger.Personal] = {"basis": basis, "on": on.isoformat(), "source": figure.source}
    facts |= {"open": open_types, "held": held_types, "rate": rate, "is_target": is_target}
    ledger.record(kind="opendata.figure.reported", subject=figure.ref, by=site_office(by), at=at, facts=facts)
    return figure


def refuse_future(on: date, at: datetime, *, field: str) -> None:
    """Raise `Invalid` for a day that has not come."""
    if on > localdate(at):
        raise Invalid(_("That day has not come yet."), field=field)
