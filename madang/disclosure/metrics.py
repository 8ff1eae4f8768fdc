"""What disclosure measures, as functions of a date."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import madang.disclosure.ahead.metrics
import madang.disclosure.scorecards.metrics
import madang.disclosure.watch.metrics  # noqa: F401
from madang.accounts.models import Organisation
from madang.common.metrics import Measurement, metric
from madang.disclosure.items import ITEMS
from madang.disclosure.queries import publications_between
from madang.disclosure.ranks import Rank, parse_rank
from madang.disclosure.requests import metrics as requests_metrics

__all__ = ["requests_metrics"]


def ranks_from(lowest: str) -> list[str]:
    """The codes of `lowest` and every rank above it. Raises `ValueError` for an unknown rank."""
    floor = parse_rank(lowest)
    if floor is None:
        msg = f"unknown rank: {lowest}"
        raise ValueError(msg)
    return [rank.value for rank in Rank if rank.is_at_least(floor)]


@metric("disclosure.documents_published", unit="count", title=_("Original documents disclosed without request"))
def documents_published(
    *, at: date, rank_at_least: str = "", organisation: str = "", since: str = "", until: str = ""
) -> Measurement:
    """Documents whose whole original was public at the end of `at`, first published between `since` and `until`.

    rank_at_least: a rank's code. organisation: an agency's code. since, until: days (ISO).
    """
    last = min(at, date.fromisoformat(until)) if until else at
    found = publications_between(date.fromisoformat(since) if since else None, last)
    if rank_at_least:
        found = found.filter(version__rank__in=ranks_from(rank_at_least))
    if organisation:
        found = found.filter(version__document__organisation__code=organisation)
    count = found.aggregate(documents=Count("version__document", distinct=True))["documents"]
    parameters = {
        "agency": organisation,
        "rank_at_least": rank_at_least,
        "since": since,
        "until": last.isoformat(),
        "extent": "whole",
    }
    query = urlencode({key: value for key, value in parameters.items() if value})
    return Measurement(Decimal(count), numerator=count, records_url=f"{reverse('disclosure:documents')}?{query}")


@metric("disclosure.agencies_publishing", unit="%", title=_("Agencies that disclosed at least one original document"))
def agencies_publishing(*, at: date) -> Measurement:
    """Agencies with a whole original public at the end of `at`, of all agencies that existed on that day."""
    there = Organisation.objects.filter(established_on__lte=at).exclude(dissolved_on__lte=at)
    publishing = publications_between(None, at).values("version__document__organisation")
    numerator, denominator = there.filter(pk__in=publishing).count(), there.count()
    url = reverse("accounts:organisations")
    if denominator == 0:
        return Measurement(None, 0, 0, url, _("There was no agency on that day."))
    return Measurement(Decimal(100 * numerator) / Decimal(denominator), numerator, denominator, url)


@metric("disclosure.protected_items", unit="items", title=_("Items of article 9(1) under which documents are withheld"))
def protected_items(*, at: date) -> Measurement:
    """The items of article 9(1) that were in force at the end of `at`: nobody can withhold under any other here."""
    count = len({item.number for item in ITEMS if item.since <= at})
    url = f"{reverse('disclosure:documents')}?{urlencode({'until': at.isoformat(), 'classification': 'closed'})}"
    return Measurement(Decimal(count), count, records_url=url)


@metric("disclosure.is_document_published", unit="yes-no", title=_("A document of that task is published"))
def is_document_published(*, at: date, task: str, organisation: str = "", since: str = "") -> Measurement:
    """1 if a whole original of the task was public at the end of `at`, else 0. task: as agencies' records name it."""
    found = publications_between(date.fromisoformat(since) if since else None, at).filter(version__task=task)
    if organisation:
        found = found.filter(version__document__organisation__code=organisation)
    count = found.aggregate(documents=Count("version__document", distinct=True))["documents"]
    query = urlencode({"q": task, "agency": organisation, "until": at.isoformat()})
    return Measurement(Decimal(bool(count)), count, records_url=f"{reverse('disclosure:documents')}?{query}")
