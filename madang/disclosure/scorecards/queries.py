"""Scorecards: measured through the registry, for any day and any time before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.common.intervals import wilson
from madang.common.metrics import find_metric, measure
from madang.disclosure.keeping import kept
from madang.disclosure.scorecards.grouped import GROUPED, records_of
from madang.disclosure.scorecards.scoring import FEWEST, ITEMS, LINES, Line

Facts = tuple[int, Decimal | None, int | None, int | None, str]
NOT_HERE = _("Not measured here yet.")


@dataclass(frozen=True)
class Score:
    """One number of one agency. low, high: the 95 % interval of a share, in percent. reason: why there is none."""

    line: Line
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    low: float | None
    high: float | None
    records_url: str
    reason: str | Promise

    @property
    def is_few(self) -> bool:
        """Too few records to say more than an interval."""
        return self.line.is_share and bool(self.denominator) and (self.denominator or 0) < FEWEST

    @property
    def rounded(self) -> int | None:
        return None if self.value is None else round(self.value)


@dataclass(frozen=True)
class Card:
    """An agency's scorecard as of the end of `at`, over the time since `since` (None: from the beginning)."""

    organisation: Organisation
    at: date
    since: date | None
    scores: list[Score]
    items: list[tuple[int, int]]

    def score(self, code: str) -> Score:
        return next(score for score in self.scores if score.line.code == code)


def score(line: Line, organisation: Organisation, *, at: date, since: date | None) -> Score:
    if find_metric(line.metric) is None:
        return Score(line, None, None, None, None, None, "", NOT_HERE)
    period = {"since": since.isoformat()} if since and line.metric != "disclosure.promises_kept" else {}
    found = measure(line.metric, at=at, organisation=organisation.code, **period)
    assert found is not None
    numerator, denominator = found.numerator, found.denominator
    interval = wilson(numerator or 0, denominator) if line.is_share and denominator else None
    low, high = (100 * interval[0], 100 * interval[1]) if interval else (None, None)
    return Score(line, found.value, numerator, denominator, low, high, found.records_url, found.reason)


def card(organisation: Organisation, *, at: date, since: date | None = None) -> Card:
    """Every line of one agency, and what it withheld under each item."""
    period = {"since": since.isoformat()} if since else {}
    items = []
    for item in ITEMS:
        found = measure(
            "disclosure.listings_under_item", at=at, organisation=organisation.code, item=str(item), **period
        )
        items.append((item, (found.numerator or 0) if found else 0))
    scores = [score(line, organisation, at=at, since=since) for line in LINES]
    return Card(organisation, at, since, scores, items)


@dataclass(frozen=True)
class Comparison:
    """One line of every agency that has records of it, by name. counted_at: the moment of counting."""

    counted_at: datetime
    rows: list[tuple[Organisation, Score]]


def compared(line: Line, *, at: date, since: date | None = None, moment: datetime, anew: bool = False) -> Comparison:
    """One line of every agency; kept while counting it takes long. moment: of asking."""
    agencies = {one.pk: one for one in Organisation.objects.existing(on=at)}
    counted_at, facts = kept(
        f"scorecards:{line.code}:{at}:{since}",
        lambda: list(measured(line, agencies, at=at, since=since)),
        moment=moment,
        anew=anew,
    )
    rows = [
        (agencies[pk], rebuilt(line, value, hits, all_, url)) for pk, value, hits, all_, url in facts if pk in agencies
    ]
    return Comparison(counted_at, sorted(rows, key=lambda row: row[0].name))


def measured(line: Line, agencies: Mapping[int, Organisation], *, at: date, since: date | None) -> Iterator[Facts]:
    """The facts of a line for every agency with records of it: in a few queries, or one by one where nobody groups."""
    grouped, words = GROUPED.get(line.metric), since.isoformat() if since else ""
    if grouped is None:
        for pk, one in agencies.items():
            found = score(line, one, at=at, since=since)
            if found.denominator:
                yield pk, found.value, found.numerator, found.denominator, found.records_url
        return
    for pk, counted in grouped(at, words).items():
        if counted.denominator and pk in agencies:
            url = records_of(line.metric, at=at, agency=agencies[pk].code, since=words)
            yield pk, counted.value, counted.numerator, counted.denominator, url


def rebuilt(line: Line, value: Decimal | None, numerator: int | None, denominator: int | None, url: str) -> Score:
    interval = wilson(numerator or 0, denominator or 0) if line.is_share else None
    low, high = (100 * interval[0], 100 * interval[1]) if interval else (None, None)
    return Score(line, value, numerator, denominator, low, high, url, "")


def overall(rows: Sequence[tuple[Organisation, Score]]) -> tuple[int, int] | None:
    """Numerator and denominator of all agencies together, for shares."""
    shares = [(found.numerator or 0, found.denominator or 0) for _organisation, found in rows if found.line.is_share]
    return (sum(each[0] for each in shares), sum(each[1] for each in shares)) if shares else None
