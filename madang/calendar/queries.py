"""Which days are off: the regulation's, as changed by decrees entered since."""

from collections.abc import Callable, Iterable
from datetime import date

from madang.calendar.holidays_of_korea import DayOff, regular_days_off
from madang.calendar.models import DecreedDay


def day_off(on: date) -> str | None:
    """The Korean name of the day off that `on` is, or None. Saturdays and Sundays are the clock's affair. One query."""
    decreed = DecreedDay.objects.filter(on=on).order_by("pk").last()
    found = _applied(regular_days_off(on.year).get(on), decreed)
    return found.name_ko if found else None


def day_off_calendar() -> Callable[[date], str | None]:
    """`day_off` as it is now, for many clocks at once: one query for all of them."""
    decreed = {day.on: day for day in DecreedDay.objects.order_by("pk")}

    def look_up(on: date) -> str | None:
        found = _applied(regular_days_off(on.year).get(on), decreed.get(on))
        return found.name_ko if found else None

    return look_up


def regular_day_off(on: date) -> str | None:
    """The same without decrees entered here, where there is no database."""
    found = regular_days_off(on.year).get(on)
    return found.name_ko if found else None


def days_off_in(year: int) -> list[DayOff]:
    """All days off of a year in their order, decreed ones included, mere Saturdays and Sundays not. One query."""
    days = dict(regular_days_off(year))
    for decreed in _last_of_each_day(DecreedDay.objects.filter(on__year=year).order_by("pk")):
        days.pop(decreed.on, None)
        if applied := _applied(None, decreed):
            days[decreed.on] = applied
    return [days[on] for on in sorted(days)]


def names_of(days: Iterable[date], language: str) -> dict[date, str]:
    """What the days off among these days are called in a language. At most one query."""
    wanted = set(days)
    decreed = {day.on: day for day in DecreedDay.objects.filter(on__in=wanted).order_by("pk")}
    applied = {on: _applied(regular_days_off(on.year).get(on), decreed.get(on)) for on in wanted}
    return {on: found.name(language) for on, found in applied.items() if found}


def _last_of_each_day(days: Iterable[DecreedDay]) -> Iterable[DecreedDay]:
    return {day.on: day for day in days}.values()


def _applied(regular: DayOff | None, decreed: DecreedDay | None) -> DayOff | None:
    """What a day is once the last decree about it is taken into account."""
    if decreed is None:
        return regular
    if decreed.kind == DecreedDay.Kind.CANCELLED:
        return None
    return DayOff(decreed.on, decreed.name_ko, decreed.name_en, decreed.decree)
