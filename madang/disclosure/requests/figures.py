"""What agencies did with requests, in numbers. Counts of events alone: no request can be told from them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.fields.json import KT

from madang.accounts.models import Organisation
from madang.disclosure.keeping import kept
from madang.disclosure.models import RequestEvent
from madang.disclosure.requests.events import PARTLY_UPHELD, UPHELD, WITHHOLDING, Kind
from madang.disclosure.requests.fee_figures import Fees, fees_of

ITEMS = range(1, 9)
OUTCOMES = ("open", "partly", "closed", "not-held", "not-a-request", "repeat", "already-public")
ENDS = (Kind.DECIDED, Kind.PROMPTLY_DISCLOSED)


@dataclass
class Figures:
    """An agency's numbers. in_time: decisions on or before their day. items: decisions that withhold under each."""

    organisation: Organisation
    received: int = 0
    decided: int = 0
    in_time: int = 0
    extended: int = 0
    objections: int = 0
    upheld: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    items: Counter[int] = field(default_factory=Counter)
    fees: Fees = field(default_factory=Fees)

    @property
    def share_in_time(self) -> float | None:
        """From 0 to 100; None where nothing was decided."""
        return 100 * self.in_time / self.decided if self.decided else None

    @property
    def by_item(self) -> list[tuple[int, int]]:
        return [(item, self.items[item]) for item in ITEMS]

    @property
    def by_outcome(self) -> list[int]:
        return [self.outcomes[outcome] for outcome in OUTCOMES]


def figures(*, at: date, since: date | None = None, agency: str = "") -> list[Figures]:
    """The numbers of every agency to which something happened until the end of `at`, by code. Counted in the database.

    since: the first day counted; without it, from the beginning.
    """
    found = RequestEvent.objects.filter(on__lte=at).order_by()
    if since:
        found = found.filter(on__gte=since)
    if agency:
        found = found.filter(organisation__code=agency)
    agencies = Organisation.objects.in_bulk()
    counted = found.values_list("organisation").annotate(**_counts())
    made = {pk: Figures(agencies[pk], *numbers) for pk, *numbers in counted}
    for pk, outcome, count in _outcomes(found):
        made[pk].outcomes[outcome or "open"] += count
    for pk, parts in _withheld(found):
        made[pk].items.update(_items(parts))
    for pk, fees in fees_of(found).items():
        made[pk].fees = fees
    return sorted(made.values(), key=lambda one: one.organisation.code)


def kept_figures(
    *, at: date, since: date | None, agency: str, moment: datetime, anew: bool = False
) -> tuple[datetime, list[Figures]]:
    """The figures with the moment of their counting."""
    key = f"requests-figures:{at}:{since}:{sha256(agency.encode()).hexdigest()[:16]}"
    return kept(key, lambda: figures(at=at, since=since, agency=agency), moment=moment, anew=anew)


def years() -> list[int]:
    """The years in which anything happened to a request, the latest first."""
    found = RequestEvent.objects.aggregate(first=Min("on"), last=Max("on"))
    return list(range(found["last"].year, found["first"].year - 1, -1)) if found["first"] else []


def _counts() -> dict[str, Count]:
    """The plain counts, in the order of the fields of `Figures`."""
    ended = Q(kind__in=ENDS)
    objections = Q(kind=Kind.OBJECTION_DECIDED)
    upheld = objections & Q(facts__result__in=[UPHELD, PARTLY_UPHELD])
    in_time = ended & (Q(was_due_on=None) | Q(on__lte=F("was_due_on")))
    received, extended = Q(kind=Kind.RECEIVED), Q(kind=Kind.EXTENDED)
    kinds = {"received": received, "decided": ended, "in_time": in_time, "extended": extended}
    kinds |= {"objections": objections, "upheld": upheld}
    return {name: Count("pk", filter=kind) for name, kind in kinds.items()}


def _outcomes(found: QuerySet[RequestEvent]) -> Any:
    """(agency, outcome, count); what was disclosed promptly has no outcome of its own."""
    ends = found.filter(kind__in=ENDS).values("organisation", outcome=KT("facts__outcome"))
    return ends.annotate(count=Count("pk")).values_list("organisation", "outcome", "count")


def _withheld(found: QuerySet[RequestEvent]) -> Any:
    """(agency, withheld parts) of each decision that withholds something."""
    made = found.filter(kind=Kind.DECIDED, facts__outcome__in=sorted(WITHHOLDING))
    return made.values_list("organisation", "facts__parts").iterator(chunk_size=2000)


def _items(parts: object) -> set[int]:
    return {part["item"] for part in parts if part.get("item")} if isinstance(parts, list | tuple) else set()
