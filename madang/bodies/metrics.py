"""What bodies measure, as functions of a date. `group`: the code of a body whose groups are meant, itself included."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.bodies.models import Body, Meeting, Member
from madang.bodies.queries.standings import facts_of, in_breach
from madang.common.metrics import Measurement, metric


def chosen(body: str, group: str) -> QuerySet[Body]:
    """The bodies that a metric's parameters name: one, a body with its groups, or all."""
    if body:
        return Body.objects.filter(code=body)
    return Body.objects.filter(Q(code=group) | Q(parent__code=group)) if group else Body.objects.all()


def is_missing(body: str, group: str) -> Measurement | None:
    """Why nothing can be measured, where the body that is named does not exist."""
    name = body or group
    if name and not Body.objects.filter(code=name).exists():
        return Measurement(None, reason=_("There is no body with the code “%(code)s” here.") % {"code": name})
    return None


def days_of(at: date, per: str, since: str, until: str, year: str) -> tuple[date, date]:
    """The first and last day counted. per="year": the calendar year of `at`; year: that one, as far as `at`."""
    first = date.fromisoformat(since) if since else date.min
    last = min(at, date.fromisoformat(until)) if until else at
    if wanted := int(year) if year else at.year if per == "year" else 0:
        first, last = max(first, date(wanted, 1, 1)), min(last, date(wanted, 12, 31))
    return first, last


def meetings_page(**parameters: Any) -> str:
    query = urlencode({key: value for key, value in parameters.items() if value})
    return f"{reverse('bodies:meetings')}?{query}"


def _held(at: date, body: str, group: str, per: str, since: str, until: str, year: str, **narrowed: Any) -> Measurement:
    if missing := is_missing(body, group):
        return missing
    first, last = days_of(at, per, since, until, year)
    found = Meeting.objects.held(until=last).filter(body__in=chosen(body, group), held_on__gte=first, **narrowed)
    count = found.count()
    days = {"since": first if first > date.min else "", "until": last}
    url = meetings_page(body=body, group=group, **days, state="held", **narrowed)
    return Measurement(Decimal(count), count, records_url=url)


@metric("bodies.meetings_held", unit="meetings", title=_("Meetings held with a quorum"))
def meetings_held(
    *, at: date, body: str = "", group: str = "", per: str = "", since: str = "", until: str = "", year: str = ""
) -> Measurement:
    """Meetings of a body held by the end of `at`; of a group, those of the group that met least: all must do it."""
    if not group or (missing := is_missing(body, group)):
        return _held(at, body, group, per, since, until, year) if not group else missing or Measurement(None)
    groups = Body.objects.existing(on=at).filter(parent__code=group)
    counts = [_held(at, one.code, "", per, since, until, year) for one in groups]
    if not counts:
        return _held(at, group, "", per, since, until, year)
    least = min(counts, key=lambda one: one.value or 0)
    first, last = days_of(at, per, since, until, year)
    url = meetings_page(group=group, since=first if first > date.min else "", until=last, state="held")
    return Measurement(least.value, least.numerator, records_url=url)


@metric("bodies.conferences_held", unit="meetings", title=_("Conferences held"))
def conferences_held(
    *, at: date, body: str = "", group: str = "", per: str = "", since: str = "", until: str = "", year: str = ""
) -> Measurement:
    """Conferences held by the end of `at`, by a body or by a group of bodies together."""
    return _held(at, body, group, per, since, until, year, kind=Meeting.Kind.CONFERENCE)


@metric("bodies.members", unit="people", title=_("Members in office"))
def members(*, at: date, body: str = "", group: str = "", sector: str = "", external: str = "") -> Measurement:
    """People in office at the end of `at`. sector: a sector's code. external: `yes` for those from outside only."""
    if missing := is_missing(body, group):
        return missing
    seated = Member.objects.seated(on=at).filter(body__in=chosen(body, group))
    all_of_them = seated.count()
    if sector:
        seated = seated.filter(sector__code=sector)
    if external:
        seated = seated.filter(is_external=external == "yes")
    count = seated.count()
    url = f"{reverse('bodies:body', args=[body])}?on={at}" if body else f"{reverse('bodies:bodies')}?on={at}"
    return Measurement(Decimal(count), count, all_of_them if sector or external else None, url)


@metric("bodies.external_share", unit="%", title=_("Members from outside government"))
def external_share(*, at: date, body: str = "", group: str = "") -> Measurement:
    """The share of members in office at the end of `at` who come from outside government."""
    found = members(at=at, body=body, group=group, external="yes")
    if not found.denominator:
        return Measurement(None, 0, 0, found.records_url, found.reason or _("Nobody was in office on that day."))
    share = Decimal(100 * (found.numerator or 0)) / Decimal(found.denominator)
    return Measurement(share, found.numerator, found.denominator, found.records_url)


@metric("bodies.is_seated", unit="yes-no", title=_("Body with members in office"))
def is_seated(*, at: date, body: str) -> Measurement:
    """1 if the body existed and had members at the end of `at`, else 0."""
    found = Body.objects.existing(on=at).filter(code=body).first()
    if found is None:
        return Measurement(Decimal(0), 0, records_url=reverse("bodies:bodies"))
    count = found.members.filter(pk__in=Member.objects.seated(on=at)).count()
    return Measurement(Decimal(bool(count)), count, records_url=f"{found.get_absolute_url()}?on={at}")


@metric("bodies.bodies", unit="bodies", title=_("Bodies at work"))
def bodies(*, at: date, kind: str = "", group: str = "") -> Measurement:
    """Bodies that existed at the end of `at`. kind: such as `task-force`. group: the groups under that body."""
    found = Body.objects.existing(on=at)
    if kind:
        found = found.filter(kind=kind)
    if group:
        found = found.filter(parent__code=group)
    count = found.count()
    query = urlencode({key: value for key, value in {"kind": kind, "on": at}.items() if value})
    return Measurement(Decimal(count), count, records_url=f"{reverse('bodies:bodies')}?{query}")


@metric("bodies.bodies_with_minutes", unit="bodies", title=_("Bodies that met and published minutes"))
def bodies_with_minutes(*, at: date, group: str = "", body: str = "", year: str = "", per: str = "") -> Measurement:
    """Bodies with a meeting held in the time counted whose minutes were public by the end of `at`."""
    if missing := is_missing(body, group):
        return missing
    first, last = days_of(at, per, "", "", year)
    wanted = chosen(body, group)
    count = sum(
        any(first <= one.on <= last and one.minutes_on and one.minutes_on <= at for one in facts.meetings)
        for facts in facts_of(wanted.values_list("pk", flat=True)).values()
    )
    url = meetings_page(body=body, group=group, since=first if first > date.min else "", until=last, state="held")
    return Measurement(Decimal(count), count, wanted.count(), url)


@metric("bodies.in_breach", unit="count", title=_("Duties of bodies not kept"))
def duties_in_breach(*, at: date, body: str = "", organisation: str = "") -> Measurement:
    """Duties in breach at the end of `at`, of one body, of the bodies of one organisation, or of all."""
    found = in_breach(on=at, organisation=organisation, body=body)
    query = urlencode({key: value for key, value in {"on": at, "agency": organisation, "body": body}.items() if value})
    return Measurement(Decimal(len(found)), len(found), records_url=f"{reverse('bodies:breaches')}?{query}")


@metric("bodies.minutes_published_on_time", unit="%", title=_("Minutes published in time"))
def minutes_published_on_time(
    *, at: date, days: str = "30", body: str = "", group: str = "", year: str = ""
) -> Measurement:
    """Of the meetings whose minutes were due by the end of `at`, the share with minutes within `days` days."""
    if missing := is_missing(body, group):
        return missing
    first, last = days_of(at, "", "", "", year)
    owed = [
        (one.minutes_on - one.on).days <= int(days) if one.minutes_on and one.minutes_on <= at else False
        for facts in facts_of(chosen(body, group).values_list("pk", flat=True)).values()
        for one in facts.meetings
        if first <= one.on <= last and (at - one.on).days > int(days)
    ]
    url = meetings_page(body=body, group=group, until=last, state="held")
    return share_of(owed, url)


def share_of(claims: Iterable[bool], url: str) -> Measurement:
    found = list(claims)
    if not found:
        return Measurement(None, 0, 0, url, _("No minutes were due by that day."))
    return Measurement(Decimal(100 * sum(found)) / Decimal(len(found)), sum(found), len(found), url)
