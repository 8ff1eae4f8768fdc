"""What agencies did with requests, in numbers. Counts of events alone: no request can be told from them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from madang.accounts.models import Organisation
from madang.disclosure.models import RequestEvent
from madang.disclosure.requests.events import Kind

ITEMS = range(1, 9)
OUTCOMES = ("open", "partly", "closed", "not-held", "not-a-request", "repeat", "already-public")


@dataclass
class Figures:
    """An agency's numbers. in_time: decisions on or before their day. items: decisions that withhold under each."""

    organisation: Organisation
    received: int = 0
    decided: int = 0
    in_time: int = 0
    extended: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    items: Counter[int] = field(default_factory=Counter)
    objections: int = 0
    upheld: int = 0

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
    """The numbers of every agency that had a request until the end of `at`, by code. Two queries."""
    found = RequestEvent.objects.filter(on__lte=at)
    if since:
        found = found.filter(on__gte=since)
    if agency:
        found = found.filter(organisation__code=agency)
    rows = found.values_list("organisation_id", "kind", "on", "was_due_on", "facts").order_by("organisation_id")
    counted: dict[int, Figures] = {}
    agencies = Organisation.objects.in_bulk()
    for organisation, kind, on, was_due_on, facts in rows:
        one = counted.setdefault(organisation, Figures(agencies[organisation]))
        _count(one, Kind(kind), on, was_due_on, facts)
    return sorted(counted.values(), key=lambda one: one.organisation.code)


def _count(one: Figures, kind: Kind, on: date, was_due_on: date | None, facts: dict[str, object]) -> None:
    one.received += kind is Kind.RECEIVED
    one.extended += kind is Kind.EXTENDED
    if kind in {Kind.DECIDED, Kind.PROMPTLY_DISCLOSED}:
        one.decided += 1
        one.in_time += was_due_on is None or on <= was_due_on
        one.outcomes[str(facts.get("outcome", "open"))] += 1
        one.items.update(_items(facts.get("parts", ())))
    if kind is Kind.OBJECTION_DECIDED:
        one.objections += 1
        one.upheld += facts.get("result") in {"upheld", "partly-upheld"}


def _items(parts: object) -> Iterable[int]:
    return {part["item"] for part in parts if part.get("item")} if isinstance(parts, list | tuple) else set()
