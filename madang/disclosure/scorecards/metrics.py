"""What the scorecards measure of documents and audits, as functions of a date. Requests and lists measure their own."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from madang.common.metrics import Measurement, metric
from madang.disclosure.models import Publication

NOTHING = _("Nothing of this kind had happened by that day.")


def publications(at: date, organisation: str, since: str) -> QuerySet[Publication]:
    """First publications of documents between the days `since` and `at`, whole or as listings."""
    end = make_aware(datetime.combine(at + timedelta(days=1), time.min))
    found = Publication.objects.filter(published_at__lt=end, version__ordinal=1)
    if organisation:
        found = found.filter(version__document__organisation__code=organisation)
    if since:
        found = found.filter(published_at__gte=make_aware(datetime.combine(date.fromisoformat(since), time.min)))
    return found


def records(organisation: str, since: str, at: date, **more: str) -> str:
    parameters = {"agency": organisation, "since": since, "until": at.isoformat(), **more}
    query = urlencode({key: value for key, value in parameters.items() if value})
    return f"{reverse('disclosure:documents')}?{query}"


@metric("disclosure.published_whole", unit="%", title=_("Documents published whole"))
def published_whole(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """Documents first made public whole, of all made public: whole, in part, or as a listing without content."""
    found = publications(at, organisation, since)
    denominator = found.count()
    numerator = found.filter(extent=Publication.Extent.WHOLE).count()
    url = records(organisation, since, at, extent="whole")
    if not denominator:
        return Measurement(None, 0, 0, url, NOTHING)
    return Measurement(Decimal(100 * numerator) / Decimal(denominator), numerator, denominator, url)


@metric("disclosure.days_to_publish", unit="days", title=_("Days from approval to publication"))
def days_to_publish(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """The median of the days from an official's approval to the first publication of the whole document."""
    days = days_of(publications(at, organisation, since).filter(extent=Publication.Extent.WHOLE))
    url = records(organisation, since, at, extent="whole")
    if not days:
        return Measurement(None, None, 0, url, NOTHING)
    return Measurement(Decimal(str(median(days))), None, len(days), url)


def days_of(found: QuerySet[Publication]) -> Sequence[int]:
    stated = found.filter(version__approved_on__isnull=False).values_list("version__approved_on", "published_at")
    return [
        max((localdate(published_at) - approved_on).days, 0)
        for approved_on, published_at in stated
        if approved_on is not None
    ]


@metric("disclosure.listings_under_item", unit="count", title=_("Documents withheld under an item of article 9(1)"))
def listings_under_item(*, at: date, item: str = "", organisation: str = "", since: str = "") -> Measurement:
    """Documents first listed without their content in the time, under the item (1 to 8; without it, under any)."""
    found = publications(at, organisation, since).filter(extent=Publication.Extent.LISTING)
    stated = found.values_list("version__items", flat=True)
    count = sum(1 for items in stated if (int(item) in items if item else items))
    return Measurement(Decimal(count), count, None, records(organisation, since, at, extent="listing"))
