"""On which day a body falls behind, and on which it has made good."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.bodies.duties import (
    Duty,
    Facts,
    Held,
    Kind,
    Seated,
    Spell,
    State,
    add_months,
    assess,
    spells,
)

SINCE = date(2024, 1, 1)
DAY = timedelta(days=1)


def held(*days: date, **fields: object) -> Facts:
    return Facts(meetings=tuple(Held(day, **fields) for day in days))


def test_a_missed_year_is_a_breach_on_the_first_of_january_and_not_the_day_before() -> None:
    duty, facts = Duty(Kind.MEETINGS_A_YEAR, 2, SINCE), held(date(2024, 5, 7))

    before, after = assess(duty, facts, on=date(2024, 12, 31)), assess(duty, facts, on=date(2025, 1, 1))

    assert (before.state, before.have, before.need, before.due_on) == (State.DUE, 1, 2, date(2024, 12, 31))
    assert (after.state, after.have, after.need, after.since) == (State.BREACH, 1, 2, date(2025, 1, 1))


def test_a_missed_year_is_made_good_on_the_day_the_missing_meeting_is_held() -> None:
    duty, facts = Duty(Kind.MEETINGS_A_YEAR, 2, SINCE), held(date(2024, 5, 7), date(2025, 2, 10))

    assert assess(duty, facts, on=date(2025, 2, 9)).is_breach
    assert not assess(duty, facts, on=date(2025, 2, 10)).is_breach


def test_two_missed_years_are_one_breach_since_the_first() -> None:
    duty = Duty(Kind.MEETINGS_A_YEAR, 1, SINCE)

    assert assess(duty, Facts(), on=date(2026, 7, 1)).since == date(2025, 1, 1)
    assert spells(duty, Facts(), until=date(2026, 7, 1)) == [Spell(date(2025, 1, 1))]


def test_the_year_in_which_a_duty_begins_asks_for_its_part_only() -> None:
    late = Duty(Kind.MEETINGS_A_YEAR, 2, date(2024, 10, 15))

    assert not assess(late, Facts(), on=date(2025, 1, 1)).is_breach
    assert assess(Duty(Kind.MEETINGS_A_YEAR, 2, date(2024, 7, 1)), Facts(), on=date(2025, 1, 1)).need == 1


def test_only_conferences_count_as_conferences() -> None:
    duty = Duty(Kind.CONFERENCES_A_YEAR, 1, SINCE)

    assert assess(duty, held(date(2024, 5, 7)), on=date(2025, 1, 1)).is_breach
    assert not assess(duty, held(date(2024, 5, 7), is_conference=True), on=date(2025, 1, 1)).is_breach


def test_two_months_after_the_last_meeting_the_next_is_late_from_the_day_after() -> None:
    duty, facts = Duty(Kind.MEETING_EVERY_MONTHS, 2, SINCE), held(date(2024, 1, 31))

    assert assess(duty, facts, on=date(2024, 3, 31)).due_on == date(2024, 3, 31)
    assert not assess(duty, facts, on=date(2024, 3, 31)).is_breach
    assert assess(duty, facts, on=date(2024, 4, 1)).since == date(2024, 4, 1)


def test_months_go_by_the_calendar_and_end_with_a_shorter_month() -> None:
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert add_months(date(2024, 11, 30), 1) == date(2024, 12, 30)
    assert add_months(date(2024, 8, 15), 6) == date(2025, 2, 15)


def test_minutes_are_late_from_the_day_after_the_last_and_until_they_are_published() -> None:
    duty = Duty(Kind.MINUTES_WITHIN_DAYS, 14, SINCE)
    facts = held(date(2024, 5, 7), minutes_on=date(2024, 5, 30), ref="m")

    assert not assess(duty, facts, on=date(2024, 5, 21)).is_breach
    assert assess(duty, facts, on=date(2024, 5, 22)).refs == ("m",)
    assert assess(duty, facts, on=date(2024, 5, 29)).is_breach
    assert not assess(duty, facts, on=date(2024, 5, 30)).is_breach
    assert spells(duty, facts, until=date(2024, 12, 31)) == [Spell(date(2024, 5, 22), date(2024, 5, 29))]


def test_working_days_pass_over_weekends_and_holidays() -> None:
    duty, facts = Duty(Kind.MINUTES_WITHIN_WORKING_DAYS, 3, SINCE), held(date(2024, 5, 3))

    def childrens_day(on: date) -> str | None:
        return "대체공휴일" if on == date(2024, 5, 6) else None

    assert assess(duty, facts, on=date(2024, 5, 4), days_off=childrens_day).due_on == date(2024, 5, 9)


@pytest.mark.parametrize(("number", "denominator", "is_breach"), [(1, 2, False), (2, 3, True)])
def test_a_share_from_outside_is_judged_by_whoever_sits_on_the_day(
    number: int, denominator: int, is_breach: bool
) -> None:
    members = tuple(Seated(SINCE, None, is_external) for is_external in (True, True, False, False))
    duty = Duty(Kind.EXTERNAL_SHARE, number, date(2024, 6, 1), denominator=denominator)

    standing = assess(duty, Facts(members=members), on=date(2024, 6, 1))

    assert standing.is_breach == is_breach
    assert standing.since == (date(2024, 6, 1) if is_breach else None)


def test_a_share_is_lost_on_the_day_the_member_who_made_it_up_has_left() -> None:
    members = (Seated(SINCE, None, False), Seated(SINCE, date(2024, 9, 1), True))
    duty = Duty(Kind.EXTERNAL_SHARE, 1, SINCE, denominator=2)

    assert not assess(duty, Facts(members=members), on=date(2024, 8, 31)).is_breach
    assert assess(duty, Facts(members=members), on=date(2024, 10, 5)).since == date(2024, 9, 1)


def test_nothing_is_owed_before_a_duty_begins_and_after_it_has_ended() -> None:
    duty = Duty(Kind.MEETING_EVERY_MONTHS, 1, SINCE, until=date(2024, 6, 1))

    assert assess(duty, Facts(), on=SINCE - DAY).state is State.NOT_IN_FORCE
    assert assess(duty, Facts(), on=date(2024, 5, 31)).is_breach
    assert assess(duty, Facts(), on=date(2024, 6, 1)).state is State.NOT_IN_FORCE
    assert spells(duty, Facts(), until=date(2024, 12, 1)) == [Spell(date(2024, 2, 2), date(2024, 5, 31))]


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
MEETINGS = st.lists(st.builds(Held, DAYS, st.booleans(), st.none() | DAYS), max_size=6)
DUTIES = st.builds(
    Duty,
    st.sampled_from([kind for kind in Kind if kind is not Kind.EXTERNAL_SHARE]),
    st.integers(1, 4),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
)


@given(DUTIES, MEETINGS)
def test_spells_say_the_same_as_every_single_day(duty: Duty, meetings: list[Held]) -> None:
    """The turning days leave nothing out."""
    facts, end = Facts(tuple(meetings)), date(2026, 6, 1)

    found = spells(duty, facts, until=end)

    day = duty.since
    while day <= end:
        in_spell = any(one.since <= day and (one.until is None or day <= one.until) for one in found)
        assert assess(duty, facts, on=day).is_breach == in_spell, day
        day += DAY


@given(DUTIES, MEETINGS)
def test_a_breach_begins_on_the_day_it_says(duty: Duty, meetings: list[Held]) -> None:
    standing = assess(duty, Facts(tuple(meetings)), on=date(2026, 6, 1))

    if standing.since:
        assert assess(duty, Facts(tuple(meetings)), on=standing.since).is_breach
        assert not assess(duty, Facts(tuple(meetings)), on=standing.since - DAY).is_breach
