"""Whether a promise is kept, computed from dated readings. Nobody, not even an administrator, can type the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    MET = "met"
    MET_LATE = "met-late"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_STARTED = "not-started"
    NOT_MEASURABLE = "not-measurable"


class Comparator(StrEnum):
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EXACTLY = "="


@dataclass(frozen=True)
class Promise:
    """What was promised. target, baseline: in the milestone's unit; None where the plan names none.

    start, due: first and last day of the promise, both counted. stepwise: done or not done, nothing between.
    """

    target: Decimal | None
    due: date | None
    start: date | None = None
    baseline: Decimal | None = None
    comparator: Comparator = Comparator.AT_LEAST
    stepwise: bool = False


@dataclass(frozen=True)
class Reading:
    """The value as of the end of a day."""

    on: date
    value: Decimal


def is_satisfied(promise: Promise, value: Decimal) -> bool:
    """Whether `value` fulfils the target. False where there is no target."""
    if promise.target is None:
        return False
    match promise.comparator:
        case Comparator.AT_LEAST:
            return value >= promise.target
        case Comparator.ABOVE:
            return value > promise.target
        case Comparator.AT_MOST:
            return value <= promise.target
        case Comparator.BELOW:
            return value < promise.target
        case Comparator.EXACTLY:
            return value == promise.target


def origin(promise: Promise) -> Decimal | None:
    """Where the line to the target begins: the baseline, or zero where a rising target names none."""
    if promise.baseline is not None:
        return promise.baseline
    return None if promise.comparator in (Comparator.AT_MOST, Comparator.BELOW) else Decimal(0)


def covered(promise: Promise, value: Decimal) -> Decimal | None:
    """The share of the way from baseline to target that `value` has covered.

    Below 0 where it went the wrong way, above 1 beyond the target; None where no line can be drawn.
    """
    begin = origin(promise)
    if promise.target is None or begin is None or promise.target == begin:
        return None
    return (value - begin) / (promise.target - begin)


def elapsed(promise: Promise, *, on: date) -> Decimal | None:
    """The share of the time from start to due that has gone by on the day `on`, from 0 to 1; None without both."""
    if promise.start is None or promise.due is None:
        return None
    if on >= promise.due:
        return Decimal(1)
    whole = (promise.due - promise.start).days
    return max(Decimal(0), Decimal((on - promise.start).days) / whole) if whole > 0 else Decimal(1)


def expected(promise: Promise, *, on: date) -> Decimal | None:
    """The value that the line from baseline to target asks for on the day `on`; None where no line can be drawn."""
    begin, share = origin(promise), elapsed(promise, on=on)
    if promise.target is None or begin is None or share is None:
        return None
    return begin + (promise.target - begin) * share


def state_of(promise: Promise, readings: Iterable[Reading], *, on: date) -> State:
    """The state of a promise on the day `on`, from what was read until then.

    Readings from before the start, or after `on`, say nothing. After the due day, a promise is met if it was fulfilled
    on the last reading up to that day; met late if it was fulfilled on any later one; missed if a reading of the due
    day or later shows that it was not; and not measurable if nothing was read that late.
    """
    if promise.target is None:
        return State.NOT_MEASURABLE
    known = sorted((one for one in readings if one.on <= on), key=lambda one: one.on)
    if not known:
        return State.NOT_MEASURABLE
    if promise.start is not None:
        if on < promise.start:
            return State.NOT_STARTED
        known = [one for one in known if one.on >= promise.start]
    if promise.due is not None and on > promise.due:
        return _state_after(promise, known, due=promise.due)
    return _state_during(promise, known[-1]) if known else State.NOT_MEASURABLE


def _state_after(promise: Promise, known: list[Reading], *, due: date) -> State:
    in_time = [one for one in known if one.on <= due]
    if in_time and is_satisfied(promise, in_time[-1].value):
        return State.MET
    if any(is_satisfied(promise, one.value) for one in known if one.on > due):
        return State.MET_LATE
    return State.MISSED if known and known[-1].on >= due else State.NOT_MEASURABLE


def _state_during(promise: Promise, last: Reading) -> State:
    if is_satisfied(promise, last.value):
        return State.MET
    if promise.stepwise:
        return State.NOT_STARTED
    share, time = covered(promise, last.value), elapsed(promise, on=last.on)
    if share is None or share > 1:
        return State.BEHIND
    if time is None:
        return State.ON_TRACK if share > 0 else State.NOT_STARTED
    return State.ON_TRACK if share >= time else State.BEHIND
