"""What the open data portal measures, as functions of a date."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.common.metrics import Measurement, metric
from madang.opendata.models import Company, HeldType, KeyDecision
from madang.opendata.queries import demand, quality, register


def last_day(at: date, until: str) -> date:
    return min(at, date.fromisoformat(until)) if until else at


def records(name: str, **parameters: str) -> str:
    query = urlencode({key: value for key, value in parameters.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)


@metric("opendata.types_open", unit="count", title=_("Types of data that are open"))
def types_open(*, at: date, until: str = "", organisation: str = "", area: str = "") -> Measurement:
    """Held types stated open at the end of `at`, or of `until` where that is earlier."""
    on = last_day(at, until)
    found = register.open_rate(on=on, organisation=organisation, area=area)
    url = records("opendata:held-types", on=on.isoformat(), status="open", agency=organisation, area=area)
    return Measurement(Decimal(found.open), numerator=found.open, records_url=url)


@metric("opendata.types_held", unit="count", title=_("Types of data that agencies hold"))
def types_held(*, at: date, until: str = "", organisation: str = "", area: str = "") -> Measurement:
    """Types in the register at the end of `at`, open or not."""
    on = last_day(at, until)
    found = register.open_rate(on=on, organisation=organisation, area=area)
    url = records("opendata:held-types", on=on.isoformat(), agency=organisation, area=area)
    return Measurement(Decimal(found.held), numerator=found.held, records_url=url)


@metric("opendata.open_rate", unit="%", title=_("Share of the data held that is open"))
def open_rate(*, at: date, until: str = "", organisation: str = "", area: str = "") -> Measurement:
    """Open types of held types at the end of `at`, in per cent."""
    on = last_day(at, until)
    found = register.open_rate(on=on, organisation=organisation, area=area)
    url = records("opendata:held-types", on=on.isoformat(), agency=organisation, area=area)
    reason = "" if found.held else _("Nothing was in the register on that day.")
    return Measurement(found.rate, found.open, found.held, url, reason)


@metric("opendata.key_types_open", unit="count", title=_("Key types of data that are open"))
def key_types_open(*, at: date, until: str = "") -> Measurement:
    """Types that the council had chosen as key types by the end of `at` and that were open then."""
    on = last_day(at, until)
    chosen = KeyDecision.objects.filter(is_chosen=True, decided_on__lte=on)
    open_now = HeldType.objects.open(on=on).filter(nomination__decision__in=chosen).count()
    url = records("opendata:key-types", state="chosen")
    return Measurement(Decimal(open_now), open_now, chosen.count(), url)


@metric("opendata.strategic_areas", unit="count", title=_("Strategic areas"))
def strategic_areas(*, at: date) -> Measurement:
    """Areas in force at the end of `at`."""
    count = len(register.areas(on=at))
    return Measurement(Decimal(count), numerator=count, records_url=reverse("opendata:register"))


@metric("opendata.agency_lists_complete", unit="yes-no", title=_("Every agency has its list in the register"))
def agency_lists_complete(*, at: date) -> Measurement:
    """1 if every agency that existed at the end of `at` had at least one type in the register, else 0."""
    there = Organisation.objects.existing(on=at)
    listed = there.filter(pk__in=HeldType.objects.held(on=at).values("organisation")).count()
    total = there.count()
    url = reverse("opendata:register")
    if not total:
        return Measurement(None, 0, 0, url, _("There was no agency on that day."))
    return Measurement(Decimal(int(listed == total)), listed, total, url)


@metric("opendata.open_format_share", unit="%", title=_("Files in open formats"))
def open_format_share(*, at: date, organisation: str = "") -> Measurement:
    """Files offered with three stars or more, of all files, on the last day until `at` that was measured."""
    found = quality.overall(on=at, organisation=organisation)
    url = reverse("opendata:quality")
    if found is None or not found.files:
        return Measurement(None, 0, 0, url, _("Nothing was measured until that day."))
    return Measurement(found.open_share, found.open_files, found.files, url)


@metric("opendata.metadata_quality", unit="count", title=_("Metadata quality, points of 405"))
def metadata_quality(*, at: date, organisation: str = "") -> Measurement:
    """The mean points of all datasets on the last day until `at` on which quality was measured."""
    found = quality.overall(on=at, organisation=organisation)
    url = reverse("opendata:quality")
    if found is None:
        return Measurement(None, records_url=url, reason=_("Nothing was measured until that day."))
    return Measurement(found.points, records_url=url)


@metric("opendata.requests_decided_in_time", unit="%", title=_("Requests for data decided in time"))
def requests_decided_in_time(*, at: date, organisation: str = "") -> Measurement:
    """Of the requests that were decided by the end of `at` or due before it, those decided by their day."""
    found = demand.decided_in_time(on=at, organisation=organisation)
    url = records("opendata:requests", agency=organisation)
    if not found.due:
        return Measurement(None, 0, 0, url, _("No request was due until that day."))
    return Measurement(Decimal(100 * found.in_time) / Decimal(found.due), found.in_time, found.due, url)


@metric("opendata.promising_companies", unit="count", title=_("Promising companies that use public data"))
def promising_companies(*, at: date, until: str = "", organisation: str = "") -> Measurement:
    """Companies that an office had chosen as promising by the end of `at`, or of `until`: each once."""
    on = last_day(at, until)
    found = Company.objects.chosen(on=on, organisation=organisation).count()
    url = records("opendata:companies", on=on.isoformat(), agency=organisation)
    return Measurement(Decimal(found), numerator=found, records_url=url)
