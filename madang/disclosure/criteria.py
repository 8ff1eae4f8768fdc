"""How agencies stand with their criteria for withholding: published, reviewed, due, overdue. Public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min

from madang.accounts.models import Organisation
from madang.disclosure.items import review_due
from madang.disclosure.models import ITEMS, CriteriaReview, Criterion

SOON = timedelta(days=90)
STATES = ("overdue", "due", "current", "missing")


@dataclass(frozen=True)
class Standing:
    """state: `missing`, `overdue`, `due` (within three months) or `current`."""

    organisation: Organisation
    published_on: date | None
    reviewed_on: date | None
    due_on: date | None
    state: str


def state_of(due_on: date | None, on: date) -> str:
    if due_on is None:
        return "missing"
    if due_on < on:
        return "overdue"
    return "due" if due_on - SOON <= on else "current"


def standings(*, on: date) -> list[Standing]:
    """Every agency that exists on that day; the overdue first. Three queries."""
    published = dict(
        Criterion.objects.values("organisation").annotate(first=Min("since_on")).values_list("organisation", "first")
    )
    reviewed = dict(
        CriteriaReview.objects.values("organisation")
        .annotate(last=Max("reviewed_on"))
        .values_list("organisation", "last")
    )
    existing = Organisation.objects.existing(on=on)
    rows = [of(one, published.get(one.pk), reviewed.get(one.pk), on) for one in existing]
    return sorted(rows, key=lambda row: (STATES.index(row.state), row.due_on or date.max, row.organisation.code))


def of(organisation: Organisation, published_on: date | None, reviewed_on: date | None, on: date) -> Standing:
    due_on = review_due(published_on=published_on, reviewed_on=reviewed_on)
    return Standing(organisation, published_on, reviewed_on, due_on, state_of(due_on, on))


def standing(organisation: Organisation, *, on: date) -> Standing:
    dates = organisation.withholding_criteria.aggregate(first=Min("since_on"))
    reviews = organisation.criteria_reviews.aggregate(last=Max("reviewed_on"))
    return of(organisation, dates["first"], reviews["last"], on)


def by_item(organisation: Organisation, *, on: date) -> Iterable[tuple[int, str, list[Criterion]]]:
    """Each of the eight items, its words, and what the agency published of it: the one in force first."""
    published = list(organisation.withholding_criteria.filter(since_on__lte=on))
    return [(item, str(label), [one for one in published if one.item == item]) for item, label in ITEMS]
