"""Legal periods: from a rule and a first day to the day on which the period ends, and how it was counted.

Pure. Days off are an argument; Saturdays and Sundays are known here. What is answered is data: codes and days, worded
at the door (madang.calendar.wording). Counting follows the Civil Act: the first day does not count (art. 157), a period
ends with its last day (159), months go by the calendar (160), and a last day that is off moves the end to the next day
that is not (161). A rule may say otherwise.
"""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

DaysOff = Callable[[date], str | None]
DAY = timedelta(days=1)
FARTHEST = 3660
"""No legal period is followed over more days than these; beyond is a calendar in which every day is off."""


class Unit(StrEnum):
    WORKING_DAYS = "working-days"
    DAYS = "days"
    MONTHS = "months"
    MONTHS_TO_MONTH_END = "months-to-month-end"
    """To the last day of the month in which the months end (Public Service Ethics Act, art. 5(1))."""
    END_OF_NEXT_FEBRUARY = "end-of-next-february"
    """To the last day of February of the year after the one that the start lies in. Its length is always 1."""
    DAYS_BEFORE = "days-before"
    """Backwards: the last day on which something must have been done before the start. Never moved."""


class Basis(StrEnum):
    STATUTE = "statute"
    PRACTICE = "practice"
    """The statute gives the length; how it was counted follows an agency's guidance, by analogy with another act."""


@dataclass(frozen=True)
class ClockRule:
    """One legal period as it was from `since` until (not including) `until`.

    article: its citations, "Act art. 11(1), 29(2)1", worded in Korean at the door. length, extension: in `unit`s.
    stopped_by: codes of what keeps days from counting. then: the code of what follows when the period lapses.
    is_extended: whether the name means the period with its extension.
    """

    name: str
    length: int
    unit: Unit
    article: str
    since: date
    until: date | None = None
    is_first_day_counted: bool = False
    extension: int = 0
    is_extended: bool = False
    stopped_by: tuple[str, ...] = ()
    then: str = ""
    basis: Basis = Basis.STATUTE

    def holds(self, *, on: date) -> bool:
        """Whether the rule is the one for a period that starts on this day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Suspension:
    """Days, both included, that do not count: a proposal is being completed, a court has stopped the clock."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class SkippedDay:
    """reason: `saturday`, `sunday`, `day-off` (named by `name`) or a suspension's reason."""

    on: date
    reason: str
    name: str = ""


@dataclass(frozen=True)
class Derivation:
    """How a due day follows: counted from `start`, without `skipped`, ending on `due`.

    moved: days off at the end, because of which the period ends later than its length says.
    extension: how the time added to the period was counted, from the day after the period's end.
    """

    rule: str
    start: date
    length: int
    unit: Unit
    is_first_day_counted: bool
    skipped: tuple[SkippedDay, ...]
    moved: tuple[SkippedDay, ...]
    due: date
    article: str
    basis: Basis
    extension: "Derivation | None" = None


@dataclass(frozen=True)
class Due:
    """on: the last day of the period. article: where the rule stands."""

    on: date
    derivation: Derivation
    article: str


def due(
    rule: ClockRule,
    *,
    start: date,
    days_off: DaysOff,
    suspensions: Sequence[Suspension] = (),
    extended: bool = False,
) -> Due:
    """The last day of the period that the rule gives, and its derivation.

    start: the day of the event that sets the clock going. days_off: the name of a day off, None for other days; it is
    not asked about Saturdays and Sundays. extended: with the rule's extension, which begins on the day after the end.
    Raises `ValueError` for an extension that the rule does not know, and where ten years of days would not suffice.
    """
    if (extended or rule.is_extended) and not rule.extension:
        raise ValueError(f"{rule.name} cannot be extended")
    calendar_of_period = _Days(days_off, tuple(suspensions))
    derivation = _derive(rule, start, calendar_of_period)
    if extended or rule.is_extended:
        longer = replace(rule, length=rule.extension, is_first_day_counted=True)
        extension = _derive(longer, derivation.due + DAY, calendar_of_period)
        return Due(extension.due, replace(derivation, extension=extension), rule.article)
    return Due(derivation.due, derivation, rule.article)


@dataclass(frozen=True)
class _Days:
    """Which days do not count, and why."""

    days_off: DaysOff
    suspensions: tuple[Suspension, ...]

    def suspended(self, on: date) -> SkippedDay | None:
        stopped = next((one for one in self.suspensions if one.first <= on <= one.last), None)
        return SkippedDay(on, stopped.reason) if stopped else None

    def off(self, on: date) -> SkippedDay | None:
        if on.weekday() >= calendar.SATURDAY:
            return SkippedDay(on, "saturday" if on.weekday() == calendar.SATURDAY else "sunday")
        name = self.days_off(on)
        return SkippedDay(on, "day-off", name) if name is not None else None

    def counted_from(self, first: date, number: int, why_not: Callable[[date], SkippedDay | None]) -> "_Count":
        """The `number`-th day from `first` on for which `why_not` gives no reason, and those passed over before it."""
        skipped: list[SkippedDay] = []
        on, left = first - DAY, number
        while left:
            on += DAY
            if (on - first).days > FARTHEST:
                raise ValueError(f"no {number} days can be counted from {first}")
            reason = why_not(on)
            if reason:
                skipped.append(reason)
            else:
                left -= 1
        return _Count(on, tuple(skipped))


@dataclass(frozen=True)
class _Count:
    last: date
    skipped: tuple[SkippedDay, ...]


def _derive(rule: ClockRule, start: date, days: _Days) -> Derivation:
    first = start if rule.is_first_day_counted else start + DAY
    moved: tuple[SkippedDay, ...] = ()
    if rule.unit is Unit.DAYS_BEFORE:
        count = _Count(start - rule.length * DAY, ())
    elif rule.unit is Unit.WORKING_DAYS:
        count = days.counted_from(first, rule.length, lambda on: days.suspended(on) or days.off(on))
    else:
        count = _calendar_end(rule, start, first, days)
        rolled = days.counted_from(count.last, 1, lambda on: days.suspended(on) or days.off(on))
        count, moved = _Count(rolled.last, count.skipped), rolled.skipped
    return Derivation(
        rule.name,
        start,
        rule.length,
        rule.unit,
        rule.is_first_day_counted,
        count.skipped,
        moved,
        count.last,
        rule.article,
        rule.basis,
    )


def _calendar_end(rule: ClockRule, start: date, first: date, days: _Days) -> _Count:
    """The last day by the calendar, later by every suspended day before it."""
    if rule.unit is Unit.END_OF_NEXT_FEBRUARY:
        return _Count(month_end(date(start.year + 1, 2, 1)), ())
    last = first + (rule.length - 1) * DAY if rule.unit is Unit.DAYS else end_of_months(first, rule.length)
    if rule.unit is Unit.MONTHS_TO_MONTH_END:
        last = month_end(last)
    return days.counted_from(first, (last - first).days + 1, days.suspended)


def end_of_months(first: date, months: int) -> date:
    """The last day of a period of whole months whose first counted day is `first` (Civil Act, art. 160(2) and (3)).

    It ends on the day before the one with the number of `first`; in a month without that day, on the month's last.
    """
    years, month = divmod(first.month - 1 + months, 12)
    target = date(first.year + years, month + 1, 1)
    if first.day > month_end(target).day:
        return month_end(target)
    return target.replace(day=first.day) - DAY


def month_end(on: date) -> date:
    """The last day of the month of `on`."""
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])
