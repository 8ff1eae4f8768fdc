"""What the consultation register measures, as functions of a date."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.common.metrics import Measurement, metric
from madang.plans.models import Consultation, Heard
from madang.plans.queries.consulting import contributions_due, held_by_day


def _register(plan: str, **filters: str) -> str:
    """The page of the register that lists the records."""
    if not plan:
        return ""
    query = urlencode({name: value for name, value in filters.items() if value})
    return reverse("plans:consultations", args=[plan]) + (f"?{query}" if query else "")


def _found(*, at: date, plan: str, since: str, until: str, kind: str, commitment: str) -> list[Consultation]:
    last = min(at, date.fromisoformat(until)) if until else at
    found = held_by_day(on=last, since=date.fromisoformat(since) if since else None)
    if plan:
        found = found.filter(plan__slug=plan)
    if kind:
        found = found.filter(kind__in=kind.split())
    return [one for one in found if not commitment or commitment in one.commitments]


@metric("plans.consultations_held", unit="count", title=_("Consultations held on a plan"))
def consultations_held(
    *, at: date, plan: str = "", since: str = "", until: str = "", kind: str = "", commitment: str = ""
) -> Measurement:
    """Consultations over at the end of `at`. kind: kinds with spaces between. commitment: only those that name it."""
    found = _found(at=at, plan=plan, since=since, until=until, kind=kind, commitment=commitment)
    return Measurement(Decimal(len(found)), len(found), records_url=_register(plan, commitment=commitment, kind=kind))


@metric("plans.channels_minuted", unit="count", title=_("Kinds of consultation held, each with minutes"))
def channels_minuted(
    *, at: date, plan: str = "", since: str = "", until: str = "", commitment: str = ""
) -> Measurement:
    """How many kinds of consultation were held at least once with minutes published by the end of `at`."""
    found = _found(at=at, plan=plan, since=since, until=until, kind="", commitment=commitment)
    kinds = {one.kind for one in found if one.minutes_at and _day(one) <= at}
    return Measurement(Decimal(len(kinds)), len(kinds), records_url=_register(plan, commitment=commitment))


def _day(one: Consultation) -> date:
    return localdate(one.minutes_at)


@metric("plans.people_heard", unit="people", title=_("People heard in consultations"))
def people_heard(
    *,
    at: date,
    plan: str = "",
    since: str = "",
    until: str = "",
    kind: str = "",
    commitment: str = "",
    sector: str = "",
) -> Measurement:
    """People who took part in consultations over at the end of `at`, by what organisers say. sector: only of this."""
    found = _found(at=at, plan=plan, since=since, until=until, kind=kind, commitment=commitment)
    heard = Heard.objects.filter(consultation__in=found)
    if sector:
        heard = heard.filter(sector=sector)
    people = heard.aggregate(people=Sum("people"))["people"] or 0
    return Measurement(Decimal(people), people, records_url=_register(plan, commitment=commitment, kind=kind))


@metric("plans.contributions_answered", unit="%", title=_("Contributions answered in time"))
def contributions_answered(*, at: date, plan: str = "", commitment: str = "") -> Measurement:
    """Of contributions whose last day for an answer was over at the end of `at`, or that had one: answered in time."""
    rows = [
        (due, answered)
        for one, due, answered in contributions_due(on=at)
        if (not plan or one.consultation.plan.slug == plan) and (not commitment or one.commitment_key == commitment)
    ]
    settled = [(due, answered) for due, answered in rows if answered or due < at]
    in_time = sum(answered is not None and answered <= due for due, answered in settled)
    url = _register(plan, commitment=commitment)
    if not settled:
        return Measurement(None, 0, 0, url, _("No contribution was due for an answer yet."))
    return Measurement(_percent(in_time, len(settled)), in_time, len(settled), url)


@metric("plans.consultations_with_minutes", unit="%", title=_("Consultations with minutes published in time"))
def consultations_with_minutes(*, at: date, plan: str = "", commitment: str = "") -> Measurement:
    """Of consultations whose last day for minutes was over at the end of `at`: those with minutes by that last day."""
    found = _found(at=at, plan=plan, since="", until="", kind="", commitment=commitment)
    due = [one for one in found if one.minutes_due_on < at]
    in_time = _count(one.minutes_at is not None and _day(one) <= one.minutes_due_on for one in due)
    if not due:
        return Measurement(None, 0, 0, _register(plan), _("No consultation was due for minutes yet."))
    return Measurement(_percent(in_time, len(due)), in_time, len(due), _register(plan, commitment=commitment))


def _count(claims: Iterable[bool]) -> int:
    return sum(claims)


def _percent(part: int, whole: int) -> Decimal:
    return Decimal(100 * part) / Decimal(whole)
