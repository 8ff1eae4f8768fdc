"""What the lists measure, as functions of a date."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.common.metrics import Measurement, metric
from madang.disclosure.ahead import queries


def asked(at: date, organisation: str, area: str) -> tuple[queries.Shares, str]:
    found = queries.lists(queries.Narrowed(organisation=organisation, area=area), at=at)
    return queries.shares(found), records(at, organisation, area)


def records(at: date, organisation: str, area: str) -> str:
    """The page with every promise that is counted."""
    parameters = {"at": at.isoformat(), "agency": organisation, "area": area}
    query = urlencode({key: value for key, value in parameters.items() if value})
    return f"{reverse('ahead:promises')}?{query}"


@metric("disclosure.promises_kept", unit="%", title=_("Promises of disclosure in advance kept in time"))
def promises_kept(*, at: date, organisation: str = "", area: str = "") -> Measurement:
    """Promises fulfilled by their day, of all promises due by the end of `at` (or fulfilled ahead of their day)."""
    total, url = asked(at, organisation, area)
    if not total.due:
        return Measurement(None, 0, 0, url, _("Nothing was due by that day."))
    return Measurement(Decimal(100 * total.kept) / Decimal(total.due), total.kept, total.due, url)


@metric("disclosure.promises_missed", unit="count", title=_("Promises of disclosure in advance missed so far"))
def promises_missed(*, at: date, organisation: str = "", area: str = "") -> Measurement:
    """Promises whose day had passed at the end of `at` and for which nothing was published by then."""
    total, url = asked(at, organisation, area)
    return Measurement(Decimal(total.missed), numerator=total.missed, records_url=f"{url}&state=missed")


@metric("disclosure.information_announced", unit="count", title=_("Kinds of information announced for disclosure"))
def information_announced(*, at: date, organisation: str = "", area: str = "") -> Measurement:
    """Informations on the lists at the end of `at`, ended ones left out."""
    found = queries.lists(queries.Narrowed(organisation=organisation, area=area, has_ended=False), at=at)
    return Measurement(Decimal(len(found)), numerator=len(found), records_url=reverse("ahead:areas"))


@metric("disclosure.areas_with_list", unit="areas", title=_("Areas with a list of what will be disclosed"))
def areas_with_list(*, at: date, organisation: str = "") -> Measurement:
    """Areas for which at least one agency had announced information by the end of `at`, ended ones left out."""
    found = queries.lists(queries.Narrowed(organisation=organisation, has_ended=False), at=at)
    count = len({one.information.area for one in found})
    return Measurement(Decimal(count), numerator=count, records_url=reverse("ahead:areas"))
