"""When announced information is due, and what became of each promise. Pure.

Terms hold from a day on; a change of terms leaves the promises before that day as they were.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count, takewhile
from typing import Literal

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
DAYS = {"daily": 1, "weekly": 7}
State = Literal["kept", "late", "missed", "coming"]


@dataclass(frozen=True)
class Terms:
    """How often, from `since_on` until the next terms. first_due_on: None where it is published as it arises."""

    since_on: date
    cycle: str
    first_due_on: date | None


@dataclass(frozen=True)
class Standing:
    """A promise on a day. fulfilled_on: when it was fulfilled, if by then. days_late: 0 for what was in time."""

    due_on: date
    state: State
    fulfilled_on: date | None
    days_late: int


def nth_due(terms: Terms, number: int) -> date | None:
    """The due date number 0, 1, 2, ... of these terms; None where there is none."""
    first = terms.first_due_on
    if first is None:
        return None
    if terms.cycle in DAYS:
        return first + timedelta(days=DAYS[terms.cycle] * number)
    if terms.cycle in MONTHS:
        month = first.month - 1 + MONTHS[terms.cycle] * number
        year, month = first.year + month // 12, month % 12 + 1
        return date(year, month, min(first.day, monthrange(year, month)[1]))
    return first if number == 0 else None


def all_due(terms: Sequence[Terms], ended_on: date | None) -> list[Iterator[date]]:
    """The due dates of each of the terms, without end, as far as they hold: until the next terms, or the end."""
    ordered = sorted(terms, key=lambda each: each.since_on)
    ends = [each.since_on for each in ordered[1:]] + [date.max]
    return [days_of(each, min(end, ended_on or date.max)) for each, end in zip(ordered, ends, strict=True)]


def days_of(terms: Terms, limit: date) -> Iterator[date]:
    for number in count():
        due = nth_due(terms, number)
        if due is None or due >= limit:
            return
        if due >= terms.since_on:
            yield due


def due_dates(terms: Sequence[Terms], *, until: date, ended_on: date | None = None) -> list[date]:
    """Every due date up to `until`, in order. ended_on: the first day on which nothing is promised any more."""
    found = [takewhile(lambda due: due <= until, days) for days in all_due(terms, ended_on)]
    return sorted(set(chain.from_iterable(found)))


def next_due(terms: Sequence[Terms], *, after: date, ended_on: date | None = None) -> date | None:
    """The first due date after a day, by the terms known now; None where nothing is promised."""
    coming = [next((due for due in days if due > after), None) for days in all_due(terms, ended_on)]
    return min((due for due in coming if due is not None), default=None)


def standing(due_on: date, fulfilled_on: date | None, *, at: date) -> Standing:
    """What a promise had come to at the end of the day `at`. What happened later is not known yet."""
    if fulfilled_on is not None and fulfilled_on > at:
        fulfilled_on = None
    if fulfilled_on is not None:
        late = max((fulfilled_on - due_on).days, 0)
        return Standing(due_on, "late" if late else "kept", fulfilled_on, late)
    if due_on <= at:
        late = (at - due_on).days
        return Standing(due_on, "missed" if late else "coming", None, late)
    return Standing(due_on, "coming", None, 0)


def counted(standings: Iterable[Standing]) -> dict[str, int]:
    """How many promises of each state."""
    totals = {"kept": 0, "late": 0, "missed": 0, "coming": 0}
    for each in standings:
        totals[each.state] += 1
    return totals
