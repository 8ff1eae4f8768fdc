from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.plans.states import Comparator, Promise, Reading, State, covered, expected, is_satisfied, state_of

START, DUE = date(2014, 1, 1), date(2014, 12, 31)
BETTER = [State.MISSED, State.BEHIND, State.ON_TRACK, State.MET]


def rising(**changes: object) -> Promise:
    terms = {"target": Decimal(100), "due": DUE, "start": START, "baseline": Decimal(0)} | changes
    return Promise(**terms)  # type: ignore[arg-type]


def read(on: date, value: float | Decimal) -> Reading:
    return Reading(on, Decimal(str(value)))


def state(promise: Promise, value: float, *, on: date) -> State:
    return state_of(promise, [read(on, value)], on=on)


def test_a_promise_without_target_or_reading_is_not_measurable() -> None:
    assert state(rising(target=None), 50, on=DUE) == State.NOT_MEASURABLE
    assert state_of(rising(), [], on=DUE) == State.NOT_MEASURABLE


def test_nothing_has_started_before_the_first_day() -> None:
    eve = START - timedelta(days=1)

    assert state(rising(), 100, on=eve) == State.NOT_STARTED
    assert state(rising(), 0, on=START) == State.ON_TRACK


@pytest.mark.parametrize(("value", "found"), [(49, State.BEHIND), (51, State.ON_TRACK), (100, State.MET)])
def test_half_way_through_half_of_it_must_be_done(value: int, found: State) -> None:
    half = START + (DUE - START) / 2

    assert state(rising(), value, on=half) == found


def test_what_was_reached_by_the_due_day_stays_met_when_it_falls_later() -> None:
    readings = [read(DUE, 100), read(DUE + timedelta(days=90), 20)]

    assert state_of(rising(), readings, on=DUE + timedelta(days=91)) == State.MET


def test_what_was_reached_early_and_lost_by_the_due_day_is_missed() -> None:
    readings = [read(DUE - timedelta(days=9), 100), read(DUE, 60)]

    assert state_of(rising(), readings, on=DUE + timedelta(days=1)) == State.MISSED


def test_what_is_reached_after_the_due_day_is_met_late_and_stays_so() -> None:
    readings = [read(DUE, 60), read(DUE + timedelta(days=5), 100), read(DUE + timedelta(days=9), 90)]

    assert state_of(rising(), readings, on=DUE + timedelta(days=10)) == State.MET_LATE


def test_a_figure_from_before_the_due_day_cannot_show_that_it_was_missed() -> None:
    readings = [read(DUE - timedelta(days=100), 10)]

    assert state_of(rising(), readings, on=DUE + timedelta(days=1)) == State.NOT_MEASURABLE


def test_a_figure_from_before_the_start_says_nothing() -> None:
    readings = [read(START - timedelta(days=200), 10)]

    assert state_of(rising(), readings, on=DUE + timedelta(days=1)) == State.NOT_MEASURABLE


def test_an_act_that_is_done_or_not_has_no_half_way() -> None:
    act = rising(target=Decimal(1), stepwise=True)

    assert state(act, 0, on=DUE) == State.NOT_STARTED
    assert state(act, 0, on=DUE + timedelta(days=1)) == State.MISSED
    assert state(act, 1, on=DUE) == State.MET


def test_a_falling_target_is_judged_downwards() -> None:
    falling = rising(comparator=Comparator.AT_MOST, baseline=Decimal(20), target=Decimal(10))
    half = START + (DUE - START) / 2

    assert state(falling, 18, on=half) == State.BEHIND
    assert state(falling, 14, on=half) == State.ON_TRACK
    assert state(falling, 10, on=half) == State.MET


def test_more_than_an_exact_number_is_not_that_number() -> None:
    eight = rising(comparator=Comparator.EXACTLY, target=Decimal(8))

    assert state(eight, 9, on=DUE) == State.BEHIND
    assert state(eight, 8, on=DUE) == State.MET


def test_the_restriction_rate_was_met_in_2014_and_missed_afterwards() -> None:
    """Source: the figures reported for commitment 2.d of Korea's plan of 2014."""
    first = rising(target=Decimal("9.7"), baseline=Decimal("9.28"))
    later = Promise(
        target=Decimal("9.7"),
        due=date(2016, 7, 31),
        start=date(2015, 1, 1),
        baseline=Decimal("9.7"),
        comparator=Comparator.ABOVE,
    )
    readings = [read(DUE, 19.6), read(date(2015, 6, 30), 14.5), read(date(2015, 12, 31), 9.9)]
    readings.append(read(date(2016, 7, 31), 7.8))

    assert state_of(first, readings, on=date(2016, 12, 31)) == State.MET
    assert state_of(later, readings, on=date(2015, 12, 31)) == State.MET
    assert state_of(later, readings, on=date(2016, 12, 31)) == State.MISSED


days = st.dates(date(2013, 6, 1), date(2016, 6, 1))
numbers = st.decimals(-1000, 1000, places=2)
promises = st.builds(
    Promise,
    target=st.none() | numbers,
    due=st.none() | st.dates(date(2014, 6, 1), date(2015, 6, 1)),
    start=st.none() | st.dates(date(2014, 1, 1), date(2014, 5, 31)),
    baseline=st.none() | numbers,
    comparator=st.sampled_from(Comparator),
    stepwise=st.booleans(),
)
readings_of_days = st.lists(st.builds(Reading, on=days, value=numbers), max_size=8)


@given(promises, readings_of_days, days)
def test_every_promise_has_one_state_on_every_day(promise: Promise, readings: list[Reading], on: date) -> None:
    found = state_of(promise, readings, on=on)

    assert found in State
    if promise.due and on <= promise.due:
        assert found not in (State.MISSED, State.MET_LATE)
    if promise.due and on > promise.due and (promise.start is None or on >= promise.start):
        assert found not in (State.BEHIND, State.ON_TRACK, State.NOT_STARTED)


@given(promises, readings_of_days, days)
def test_the_order_of_readings_and_the_future_change_nothing(
    promise: Promise, readings: list[Reading], on: date
) -> None:
    once_a_day = list({one.on: one for one in readings}.values())
    later = [Reading(on + timedelta(days=1), Decimal(10**6))]

    assert state_of(promise, once_a_day, on=on) == state_of(promise, [*reversed(once_a_day), *later], on=on)


@given(numbers, numbers, st.dates(START, DUE))
def test_a_higher_value_never_makes_a_rising_promise_worse(one: Decimal, other: Decimal, on: date) -> None:
    low, high = sorted([one, other])
    promise = rising()

    assert BETTER.index(state(promise, low, on=on)) <= BETTER.index(state(promise, high, on=on))  # type: ignore[arg-type]


@given(st.dates(START, DUE))
def test_keeping_exactly_to_the_line_is_on_track_until_it_is_met(on: date) -> None:
    promise = rising()
    value = expected(promise, on=on)

    assert value is not None
    assert state_of(promise, [Reading(on, value)], on=on) in (State.ON_TRACK, State.MET)


@given(promises, numbers)
def test_the_whole_way_is_covered_at_the_target(promise: Promise, value: Decimal) -> None:
    if promise.target is not None and (share := covered(promise, promise.target)) is not None:
        assert share == 1
    if promise.target is None:
        assert covered(promise, value) is None
        assert not is_satisfied(promise, value)
