"""What was promised and what became of it, on any day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from madang.accounts.viewers import PUBLIC, Viewer
from madang.disclosure.ahead.dates import Standing, counted, due_dates, next_due, standing
from madang.disclosure.models import AnnouncedInformation, Area, Fulfilment
from madang.surveys.models import Survey


@dataclass(frozen=True)
class Narrowed:
    """What is asked for. words: in title, scope or department. has_ended: also what is not promised any more."""

    organisation: str = ""
    area: str = ""
    words: str = ""
    has_ended: bool = True


@dataclass(frozen=True)
class PromiseMade:
    """A promise of one information, and its fulfilment if it has one."""

    information: AnnouncedInformation
    standing: Standing
    fulfilment: Fulfilment | None = None


@dataclass(frozen=True)
class Kept:
    """An announced information with every promise that was due by a day, and the next."""

    information: AnnouncedInformation
    promises: list[PromiseMade]
    cycle: str
    next_due: date | None

    @property
    def counts(self) -> dict[str, int]:
        return counted(promise.standing for promise in self.promises)

    @property
    def missed(self) -> list[PromiseMade]:
        return [promise for promise in self.promises if promise.standing.state == "missed"]


@dataclass
class Shares:
    """Promises counted. due: those whose day has passed or that were fulfilled."""

    kept: int = 0
    late: int = 0
    missed: int = 0
    informations: int = 0
    next_due: date | None = field(default=None)

    @property
    def due(self) -> int:
        return self.kept + self.late + self.missed

    @property
    def percent(self) -> int | None:
        """The share kept in time, rounded down; None where nothing was due."""
        return 100 * self.kept // self.due if self.due else None

    def add(self, kept: Kept) -> None:
        counts = kept.counts
        self.kept, self.late, self.missed = (
            self.kept + counts["kept"],
            self.late + counts["late"],
            self.missed + counts["missed"],
        )
        self.informations += 1
        if kept.next_due and (self.next_due is None or kept.next_due < self.next_due):
            self.next_due = kept.next_due


def lists(narrowed: Narrowed, *, at: date, viewer: Viewer = PUBLIC) -> list[Kept]:
    """Every announced information that is asked for, with its promises by the end of the day `at`. Three queries."""
    found = AnnouncedInformation.objects.visible_to(viewer).filter(announced_at__date__lte=at)
    if narrowed.organisation:
        found = found.filter(organisation__code=narrowed.organisation)
    if narrowed.area:
        found = found.filter(area=narrowed.area)
    if narrowed.words:
        words = narrowed.words
        found = found.filter(Q(title__icontains=words) | Q(scope__icontains=words) | Q(department__icontains=words))
    if not narrowed.has_ended:
        found = found.filter(Q(ended_on=None) | Q(ended_on__gt=at))
    return [
        kept_of(each, at=at)
        for each in found.select_related("organisation")
        .prefetch_related("terms", "fulfilments")
        .order_by("area", "organisation__code", "title")
    ]


def kept_of(information: AnnouncedInformation, *, at: date) -> Kept:
    """Its promises due by the day `at`, or fulfilled ahead of their day by then; oldest first."""
    terms = [each.as_terms() for each in information.terms.all() if each.since_on <= at]
    ended = information.ended_on if information.ended_on and information.ended_on <= at else None
    fulfilled = {each.due_on: each for each in information.fulfilments.all() if each.due_on}
    ahead = [due for due, each in fulfilled.items() if due > at and localdate(each.fulfilled_at) <= at]
    days = sorted({*due_dates(terms, until=at, ended_on=ended), *ahead})
    promises = []
    for day in days:
        there = fulfilled.get(day)
        state = standing(day, localdate(there.fulfilled_at) if there else None, at=at)
        promises.append(PromiseMade(information, state, there if state.fulfilled_on else None))
    coming = next_due(terms, after=max([at, *ahead]), ended_on=ended) if terms else None
    return Kept(information, promises, terms[-1].cycle if terms else "", coming)


def open_days(information: AnnouncedInformation, *, at: date) -> list[date]:
    """Days for which something may be handed over: those missed, today's, and the next one; oldest first."""
    terms = [each.as_terms() for each in information.terms.all()]
    fulfilled = set(information.fulfilments.values_list("due_on", flat=True))
    days = due_dates(terms, until=at, ended_on=information.ended_on)
    coming = next_due(terms, after=at, ended_on=information.ended_on)
    return [day for day in [*days, *([coming] if coming else [])] if day not in fulfilled]


def shares(found: Iterable[Kept]) -> Shares:
    total = Shares()
    for each in found:
        total.add(each)
    return total


def by_area(found: Iterable[Kept]) -> list[tuple[Area, Shares]]:
    """All ten areas, also those where nothing is announced."""
    totals = {area: Shares() for area in Area}
    for each in found:
        totals[Area(each.information.area)].add(each)
    return list(totals.items())


def promises_of(found: Iterable[Kept], *, state: str = "") -> list[PromiseMade]:
    """Promises of many informations, the latest day first."""
    every = [promise for kept in found for promise in kept.promises if not state or promise.standing.state == state]
    return sorted(every, key=lambda one: (one.standing.due_on, one.information.title), reverse=True)


def surveys_of_wishes(viewer: Viewer) -> QuerySet[Survey]:
    """Surveys of which information people want, the latest first, as far as the viewer sees them."""
    found = Survey.objects.visible_to(viewer).filter(purpose=Survey.Purpose.INFORMATION)
    return found.exclude(state=Survey.State.DRAFT).select_related("organisation").order_by("-opens_at", "-pk")
