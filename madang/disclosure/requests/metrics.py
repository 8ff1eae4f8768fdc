"""What requests measure, as functions of a date over dated events."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from madang.calendar.queries import day_off_calendar
from madang.common.metrics import Measurement, metric
from madang.disclosure.models import InformationRequest, RequestEvent
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.fee_figures import fees_of
from madang.disclosure.requests.standing import as_of, standing

ENDS = (Kind.DECIDED.value, Kind.PROMPTLY_DISCLOSED.value)
DECISIONS = (Kind.DECIDED.value, Kind.OBJECTION_DECIDED.value)
SHORTEST = timedelta(days=9)
"""Ten working days, the first counted, are at least so many days after it."""
NOTHING = _("Nothing of this kind had happened by that day.")


def events(at: date, *, organisation: str = "", since: str = "", kinds: tuple[str, ...]) -> QuerySet[RequestEvent]:
    """Events of these kinds until the end of `at`, from the day `since` on, of one agency or of all."""
    found = RequestEvent.objects.filter(kind__in=kinds, on__lte=at)
    if organisation:
        found = found.filter(organisation__code=organisation)
    return found.filter(on__gte=date.fromisoformat(since)) if since else found


def records(organisation: str, **more: str) -> str:
    query = urlencode({key: value for key, value in {"agency": organisation, **more}.items() if value})
    return f"{reverse('requests:figures')}?{query}" if query else reverse("requests:figures")


def share(numerator: int, denominator: int, url: str) -> Measurement:
    if not denominator:
        return Measurement(None, 0, 0, url, NOTHING)
    return Measurement(Decimal(100 * numerator) / Decimal(denominator), numerator, denominator, url)


@metric("disclosure.requests_received", unit="count", title=_("Requests for disclosure received"))
def requests_received(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """Requests received until the end of `at`, at the agency that received them first."""
    count = events(at, organisation=organisation, since=since, kinds=(Kind.RECEIVED.value,)).count()
    return Measurement(Decimal(count), count, None, records(organisation))


@metric("disclosure.decided_in_time", unit="%", title=_("Decisions on requests made in time"))
def decided_in_time(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """First decisions made on or before their legal day, of all that were made or overdue at the end of `at`."""
    made = events(at, organisation=organisation, since=since, kinds=ENDS).filter(was_due_on__isnull=False)
    in_time = made.filter(on__lte=F("was_due_on")).count()
    late = undecided(at, organisation=organisation)
    return share(in_time, made.count() + late, records(organisation))


def undecided(at: date, *, organisation: str = "") -> int:
    """Requests that had no decision at the end of `at` although ten working days, extended or not, were over then."""
    return sum(undecided_by_agency(at, organisation=organisation).values())


def undecided_by_agency(at: date, *, organisation: str = "") -> Counter[int]:
    """The same, by the key of the agency that has the request now. No request younger than ten days is looked at."""
    end = make_aware(datetime.combine(at, time.max))
    ended = RequestEvent.objects.filter(
        request=OuterRef("pk"), on__lte=at, kind__in=[*ENDS, Kind.WITHDRAWN.value], at__lte=end
    )
    waiting = InformationRequest.objects.filter(~Exists(ended), received_on__lt=at - SHORTEST)
    if at >= localdate():
        waiting = waiting.overdue(on=at)
    if organisation:
        waiting = waiting.filter(organisation__code=organisation)
    days_off = day_off_calendar()
    return Counter(
        request.organisation_id
        for request in waiting.prefetch_related("events").iterator(chunk_size=500)
        if standing(as_of(request.history(), at), on=at, days_off=days_off).is_overdue
    )


@metric("disclosure.requests_refused", unit="%", title=_("Decisions that refuse all of what was asked"))
def requests_refused(*, at: date, organisation: str = "", since: str = "", item: str = "") -> Measurement:
    """Decisions not to disclose, of all decisions until the end of `at`. item: only those that name this item."""
    made = events(at, organisation=organisation, since=since, kinds=(Kind.DECIDED.value,))
    facts = list(made.values_list("facts", flat=True))
    refused = [one for one in facts if one.get("outcome") == "closed"]
    if item:
        refused = [one for one in refused if any(str(part.get("item")) == item for part in one.get("parts", ()))]
    return share(len(refused), len(facts), records(organisation, item=item))


@metric("disclosure.objections_upheld", unit="%", title=_("Objections of requesters that were upheld"))
def objections_upheld(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """Objections decided until the end of `at` that were upheld, wholly or in part, of all decided."""
    made = events(at, organisation=organisation, since=since, kinds=(Kind.OBJECTION_DECIDED.value,))
    upheld = made.filter(Q(facts__result="upheld") | Q(facts__result="partly-upheld")).count()
    return share(upheld, made.count(), records(organisation))


@metric("disclosure.fees_lowered", unit="%", title=_("Fees that were lowered"))
def fees_lowered(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """Decisions whose fee was lowered, of all until the end of `at` for which there was one (Decree article 17)."""
    counted = fees_of(events(at, organisation=organisation, since=since, kinds=DECISIONS)).values()
    return share(sum(one.lowered for one in counted), sum(one.charged for one in counted), records(organisation))
