"""Duties of a body as dated rules: what is owed, by when, and since when a body is behind.

Pure. A duty holds from `since` until (not including) `until`. Everything is a function of a day over dated facts, so
that any past day can be judged again. A body is in breach from the day after a duty should have been done until it is
made good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from madang.common.clocks import ClockRule, DaysOff, Unit, due

DAY = timedelta(days=1)
MONTHS = 12


class Kind(StrEnum):
    MEETINGS_A_YEAR = "meetings-a-year"
    MEETING_EVERY_MONTHS = "meeting-every-months"
    CONFERENCES_A_YEAR = "conferences-a-year"
    MINUTES_WITHIN_DAYS = "minutes-within-days"
    MINUTES_WITHIN_WORKING_DAYS = "minutes-within-working-days"
    EXTERNAL_SHARE = "external-share"


class State(StrEnum):
    KEPT = "kept"
    DUE = "due"
    BREACH = "breach"
    NOT_IN_FORCE = "not-in-force"
    NOT_JUDGED = "not-judged"
    """Nothing to judge by yet: a share of no members."""


@dataclass(frozen=True)
class Duty:
    """number: how many meetings, months or days; for a share its numerator, over `denominator`."""

    kind: Kind
    number: int
    since: date
    until: date | None = None
    denominator: int = 1

    def holds(self, *, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Held:
    """A meeting that was held with its quorum. minutes_on: the day its minutes were published."""

    on: date
    is_conference: bool = False
    minutes_on: date | None = None
    ref: str = ""


@dataclass(frozen=True)
class Seated:
    """Somebody's time in a body. until: the first day without them."""

    since: date
    until: date | None
    is_external: bool


@dataclass(frozen=True)
class Facts:
    meetings: tuple[Held, ...] = ()
    members: tuple[Seated, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a body stands to one duty on a day.

    since: the first day of the breach. due_on: the last day for the next act.
    have, need: what was done of what is owed in the period judged; refs: the meetings whose minutes are late.
    """

    state: State
    have: int = 0
    need: int = 0
    due_on: date | None = None
    since: date | None = None
    refs: tuple[str, ...] = ()

    @property
    def is_breach(self) -> bool:
        return self.state is State.BREACH


@dataclass(frozen=True)
class Spell:
    """Days, both included, in breach; until None: still."""

    since: date
    until: date | None = None


def no_days_off(on: date) -> str | None:
    return None


def assess(duty: Duty, facts: Facts, *, on: date, days_off: DaysOff = no_days_off) -> Standing:
    """How the body stands to the duty at the end of the day `on`, by what had happened until then.

    days_off: holidays, for periods in working days.
    """
    if not duty.holds(on=on):
        return Standing(State.NOT_IN_FORCE)
    if duty.kind is Kind.EXTERNAL_SHARE:
        return _share(duty, facts.members, on)
    if duty.kind in (Kind.MINUTES_WITHIN_DAYS, Kind.MINUTES_WITHIN_WORKING_DAYS):
        return _minutes(duty, facts.meetings, on, days_off)
    if duty.kind is Kind.MEETING_EVERY_MONTHS:
        return _interval(duty, facts.meetings, on)
    return _yearly(duty, facts.meetings, on)


def _yearly(duty: Duty, meetings: Sequence[Held], on: date) -> Standing:
    """Calendar years. A missed year is a breach from 1 January until as many as were missing were held late."""
    wanted = sorted(
        one.on for one in meetings if one.on <= on and (one.is_conference or duty.kind is Kind.MEETINGS_A_YEAR)
    )
    behind_since: date | None = None
    have = need = 0
    for year in range(duty.since.year, on.year):
        end, following = date(year, 12, 31), date(year + 1, 12, 31)
        have, need = _in_year(wanted, duty, year), _needed(duty, year)
        late = [day for day in wanted if end < day <= min(on, following)]
        missing = need - have
        if missing > 0 and len(late) < missing:
            behind_since = behind_since or end + DAY
            have += len(late)
        else:
            behind_since = None
    if behind_since:
        return Standing(State.BREACH, have, need, due_on=behind_since - DAY, since=behind_since)
    have, need = _in_year(wanted, duty, on.year), _needed(duty, on.year)
    last = date(on.year, 12, 31)
    return Standing(State.KEPT if have >= need else State.DUE, have, need, due_on=last if have < need else None)


def _in_year(days: Iterable[date], duty: Duty, year: int) -> int:
    return sum(1 for day in days if day.year == year and day >= duty.since)


def _needed(duty: Duty, year: int) -> int:
    """In a year in which the duty held for whole months only in part, as large a part of the number, rounded down."""
    first = duty.since.month + (duty.since.day > 1) if duty.since.year == year else 1
    last = duty.until.month - 1 if duty.until and duty.until.year == year else MONTHS
    return duty.number * max(0, last - first + 1) // MONTHS


def _interval(duty: Duty, meetings: Sequence[Held], on: date) -> Standing:
    """Never more than so many months from one meeting, or from the duty's first day, to the next."""
    last = max((one.on for one in meetings if duty.since <= one.on <= on), default=duty.since)
    due_on = add_months(last, duty.number)
    if on > due_on:
        return Standing(State.BREACH, 0, 1, due_on=due_on, since=due_on + DAY)
    return Standing(State.DUE, 0, 1, due_on=due_on)


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months later; the last of a shorter month (Civil Act, art. 160)."""
    number = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(number, MONTHS)
    first_of_next = date(year + (month == MONTHS - 1), (month + 1) % MONTHS + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - DAY).day))


def minutes_due(duty: Duty, held_on: date, days_off: DaysOff) -> date:
    """The last day for the minutes of a meeting."""
    unit = Unit.WORKING_DAYS if duty.kind is Kind.MINUTES_WITHIN_WORKING_DAYS else Unit.DAYS
    if unit is Unit.DAYS:
        return held_on + timedelta(days=duty.number)
    return due(ClockRule("minutes", duty.number, unit, "", since=date.min), start=held_on, days_off=days_off).on


def _minutes(duty: Duty, meetings: Sequence[Held], on: date, days_off: DaysOff) -> Standing:
    owed = [one for one in meetings if duty.since <= one.on <= on and (duty.until is None or one.on < duty.until)]
    open_ones = [
        (minutes_due(duty, one.on, days_off), one.ref) for one in owed if one.minutes_on is None or one.minutes_on > on
    ]
    late = sorted((last, ref) for last, ref in open_ones if on > last)
    have = len(owed) - len(open_ones)
    if late:
        spans = [(minutes_due(duty, one.on, days_off) + DAY, one.minutes_on or date.max) for one in owed]
        refs = tuple(ref for _last, ref in late)
        return Standing(State.BREACH, have, len(owed), due_on=late[0][0], since=_unbroken(spans, on), refs=refs)
    following = min((last for last, _ref in open_ones), default=None)
    return Standing(State.DUE if open_ones else State.KEPT, have, len(owed), due_on=following)


def _unbroken(spans: Sequence[tuple[date, date]], on: date) -> date:
    """The first of the days up to `on` on each of which one of the spans (first day, first day after) was running."""
    first = on
    while earlier := [since for since, until in spans if since < first <= until]:
        first = min(earlier)
    return first


def _share(duty: Duty, members: Sequence[Seated], on: date) -> Standing:
    def count(day: date) -> tuple[int, int]:
        seated = [one for one in members if one.since <= day and (one.until is None or day < one.until)]
        return sum(1 for one in seated if one.is_external), len(seated)

    def is_short(day: date) -> bool:
        external, all_of_them = count(day)
        return external * duty.denominator < duty.number * all_of_them

    external, all_of_them = count(on)
    if all_of_them == 0:
        return Standing(State.NOT_JUDGED)
    need = -(-duty.number * all_of_them // duty.denominator)
    if not is_short(on):
        return Standing(State.KEPT, external, need)
    since = on
    for day in sorted({duty.since, *_changes(members)}, reverse=True):
        if day > on or day < duty.since:
            continue
        if not is_short(day):
            break
        since = day
    return Standing(State.BREACH, external, need, since=since)


def _changes(members: Iterable[Seated]) -> Iterable[date]:
    for one in members:
        yield one.since
        if one.until:
            yield one.until


def spells(duty: Duty, facts: Facts, *, until: date, days_off: DaysOff = no_days_off) -> list[Spell]:
    """Every stretch of days in breach from the duty's first day to `until`, oldest first; `until` None: still in it."""
    found: list[Spell] = []
    since: date | None = None
    for day in _turning_days(duty, facts, until, days_off):
        is_breach = assess(duty, facts, on=day, days_off=days_off).is_breach
        if is_breach and since is None:
            since = day
        elif not is_breach and since is not None:
            found.append(Spell(since, day - DAY))
            since = None
    return [*found, Spell(since)] if since else found


def _turning_days(duty: Duty, facts: Facts, until: date, days_off: DaysOff) -> list[date]:
    """The days on which a judgement can change: the same on all days between two of them."""
    days = {duty.since, until, *_changes(facts.members)}
    days |= {date(year, 1, 1) for year in range(duty.since.year, until.year + 1)}
    for one in facts.meetings:
        days |= {one.on, one.minutes_on or one.on}
        if duty.kind in (Kind.MINUTES_WITHIN_DAYS, Kind.MINUTES_WITHIN_WORKING_DAYS):
            days.add(minutes_due(duty, one.on, days_off) + DAY)
    if duty.kind is Kind.MEETING_EVERY_MONTHS:
        days |= {add_months(day, duty.number) + DAY for day in [duty.since, *(one.on for one in facts.meetings)]}
    if duty.until:
        days.add(duty.until)
    return sorted(day for day in days if duty.since <= day <= until)
