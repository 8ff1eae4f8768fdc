"""A line of the scorecards for all agencies at once, in a few queries: the same numbers as the metrics, one by one.

Each function gives, by the agency's key, what the metric of that name measures for it; a test compares the two.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from madang.disclosure.ahead import metrics as ahead_metrics
from madang.disclosure.ahead import queries as ahead
from madang.disclosure.models import AuditItem, Publication
from madang.disclosure.requests import metrics as requests
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.fee_figures import fees_of
from madang.disclosure.scorecards import metrics as documents
from madang.disclosure.watch import metrics as watch


@dataclass(frozen=True)
class Counted:
    """numerator: None for what is no share. value: in the metric's unit, None where nothing was counted."""

    value: Decimal | None
    numerator: int | None
    denominator: int


ByAgency = Mapping[int, Counted]


def share(numerator: int, denominator: int) -> Counted:
    return Counted(Decimal(100 * numerator) / Decimal(denominator) if denominator else None, numerator, denominator)


def _shares(rows: Any) -> ByAgency:
    """From rows of (agency, numerator, denominator)."""
    return {agency: share(part, whole) for agency, part, whole in rows}


def decided_in_time(at: date, since: str) -> ByAgency:
    made = requests.events(at, since=since, kinds=requests.ENDS).filter(was_due_on__isnull=False).order_by()
    in_time = Count("pk", filter=Q(on__lte=F("was_due_on")))
    rows = made.values_list("organisation").annotate(hits=in_time, every=Count("pk"))
    counted = {agency: (hits, all_) for agency, hits, all_ in rows}
    late = requests.undecided_by_agency(at)
    return {
        agency: share(counted.get(agency, (0, 0))[0], counted.get(agency, (0, 0))[1] + late.get(agency, 0))
        for agency in counted.keys() | late.keys()
    }


def requests_refused(at: date, since: str) -> ByAgency:
    made = requests.events(at, since=since, kinds=(Kind.DECIDED.value,)).order_by()
    refused = Count("pk", filter=Q(facts__outcome="closed"))
    return _shares(made.values_list("organisation").annotate(hits=refused, every=Count("pk")))


def objections_upheld(at: date, since: str) -> ByAgency:
    made = requests.events(at, since=since, kinds=(Kind.OBJECTION_DECIDED.value,)).order_by()
    upheld = Count("pk", filter=Q(facts__result__in=["upheld", "partly-upheld"]))
    return _shares(made.values_list("organisation").annotate(hits=upheld, every=Count("pk")))


def fees_lowered(at: date, since: str) -> ByAgency:
    counted = fees_of(requests.events(at, since=since, kinds=requests.DECISIONS))
    return {agency: share(one.lowered, one.charged) for agency, one in counted.items()}


def promises_kept(at: date, since: str) -> ByAgency:
    totals: dict[int, ahead.Shares] = defaultdict(ahead.Shares)
    for kept in ahead.lists(ahead.Narrowed(), at=at):
        totals[kept.information.organisation_id].add(kept)
    return {agency: share(total.kept, total.due) for agency, total in totals.items()}


def published_whole(at: date, since: str) -> ByAgency:
    found = documents.publications(at, "", since).order_by()
    whole = Count("pk", filter=Q(extent=Publication.Extent.WHOLE))
    return _shares(found.values_list("version__document__organisation").annotate(hits=whole, every=Count("pk")))


def days_to_publish(at: date, since: str) -> ByAgency:
    found = documents.publications(at, "", since).filter(extent=Publication.Extent.WHOLE).order_by()
    stated = found.filter(version__approved_on__isnull=False)
    days: dict[int, list[int]] = defaultdict(list)
    fields = ("version__document__organisation", "version__approved_on", "published_at")
    for agency, approved_on, published_at in stated.values_list(*fields).iterator(chunk_size=5000):
        days[agency].append(max((localdate(published_at) - approved_on).days, 0))
    return {agency: Counted(Decimal(str(median(each))), None, len(each)) for agency, each in days.items()}


def audited_without_fault(at: date, since: str) -> ByAgency:
    found = watch.items(at, "", since).order_by()
    sound = Count("pk", filter=Q(fault=AuditItem.Fault.NONE))
    return _shares(found.values_list("organisation").annotate(hits=sound, every=Count("pk")))


def findings_answered_in_time(at: date, since: str) -> ByAgency:
    found = watch.items(at, "", since).filter(~Q(fault=AuditItem.Fault.NONE), answer_due_on__isnull=False)
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for agency, answered_at, due_on in found.values_list("organisation", "answered_at", "answer_due_on"):
        counted[agency][0] += bool(answered_at and due_on and localdate(answered_at) <= due_on)
        counted[agency][1] += 1
    return _shares((agency, *numbers) for agency, numbers in counted.items())


GROUPED: dict[str, Callable[[date, str], ByAgency]] = {
    f"disclosure.{one.__name__}": one
    for one in (
        decided_in_time,
        requests_refused,
        objections_upheld,
        fees_lowered,
        promises_kept,
        published_whole,
        days_to_publish,
        audited_without_fault,
        findings_answered_in_time,
    )
}
RECORDS: dict[str, Callable[[date, str, str], str]] = {
    "disclosure.promises_kept": lambda at, agency, since: ahead_metrics.records(at, agency, ""),
    "disclosure.published_whole": lambda at, agency, since: documents.records(agency, since, at, extent="whole"),
    "disclosure.days_to_publish": lambda at, agency, since: documents.records(agency, since, at, extent="whole"),
    "disclosure.audited_without_fault": lambda at, agency, since: watch.records(),
    "disclosure.findings_answered_in_time": lambda at, agency, since: watch.records(),
}
"""The page with the records behind a number; for every other metric it is that of the figures of requests."""


def records_of(metric: str, *, at: date, agency: str, since: str) -> str:
    found = RECORDS.get(metric)
    return found(at, agency, since) if found else requests.records(agency)
