"""Legal periods, against days worked out by hand, a naive counter, and laws that any calendar obeys."""

from collections.abc import Callable
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.common.clock_rules import ALL_RULES, UnknownRule, rule_names, rule_on, versions_of
from madang.common.clocks import Basis, Due, SkippedDay, Suspension, Unit, due, end_of_months

PUBLIC_HOLIDAYS = holidays.country_holidays("KR", years=range(2005, 2031), language="ko")
DAY = timedelta(days=1)
WORKING_RULES = sorted({rule.name for rule in ALL_RULES if rule.unit is Unit.WORKING_DAYS})
MOVED_RULES = sorted({rule.name for rule in ALL_RULES if rule.unit is not Unit.DAYS_BEFORE})


def day_off(on: date) -> str | None:
    name: str | None = PUBLIC_HOLIDAYS.get(on)
    return name


def never_off(on: date) -> str | None:
    return None


def on(text: str) -> date:
    return date.fromisoformat(text)


def run(name: str, start: date, days_off: Callable[[date], str | None] = day_off) -> Due:
    return due(rule_on(name, start=start), start=start, days_off=days_off)


REQUEST_DAYS = st.dates(date(2006, 10, 4), date(2027, 12, 31))
DAYS = st.dates(date(2016, 12, 13), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("request.decision", "2014-03-03", "2014-03-14"),  # the example of every training: Monday to Friday next week
        ("request.decision", "2014-05-30", "2014-06-16"),  # local elections on 4 June, Memorial Day on the 6th
        ("request.decision", "2014-09-01", "2014-09-17"),  # Chuseok 8 and 9 September, substitute day on the 10th
        ("request.decision", "2015-08-10", "2015-08-24"),  # 14 August was decreed ten days before
        ("request.decision", "2015-09-21", "2015-10-06"),  # Chuseok Sat to Mon, substitute day on the 29th
        ("request.decision", "2016-02-01", "2016-02-17"),  # New Year Sun to Tue, substitute day on the 10th
        ("request.decision", "2016-05-02", "2016-05-17"),  # Children's Day on Thursday, 6 May decreed
        ("request.decision", "2014-03-01", "2014-03-14"),  # received on a holiday that was a Saturday
        ("request.decision", "2020-12-21", "2021-01-05"),
        ("request.decision", "2020-12-22", "2021-01-06"),
        ("request.decision-extended", "2014-03-03", "2014-03-28"),
        ("request.lapse", "2014-03-03", "2014-03-28"),
        ("objection.filing", "2014-03-03", "2014-04-02"),
        ("objection.filing", "2014-04-01", "2014-05-01"),
        ("objection.filing", "2014-08-08", "2014-09-11"),  # the thirtieth day is a Sunday, then Chuseok
        ("objection.decision", "2014-03-03", "2014-03-11"),
        ("objection.decision-extended", "2014-03-03", "2014-03-20"),
        ("third-party.reply", "2014-03-03", "2014-03-06"),
        ("third-party.reply", "2014-03-05", "2014-03-10"),  # the third day is a Saturday
        ("third-party.objection", "2014-03-03", "2014-03-10"),
        ("disclosure.date", "2014-03-03", "2014-03-13"),
        ("disclosure.gap", "2014-03-03", "2014-04-02"),
        ("disclosure.split-supply", "2014-03-03", "2014-05-07"),  # 3 May Sat, then Children's Day, Buddha's Birthday
        ("proposal.decision", "2014-03-03", "2014-04-03"),
        ("proposal.decision", "2023-08-31", "2023-10-04"),  # a month: the 30th is a Saturday, then the Chuseok week
        ("proposal.decision", "2023-09-01", "2023-10-04"),  # thirty days end on Sunday 1 October; 2 decreed, 3 national
        ("proposal.completion", "2014-03-03", "2014-03-10"),
        ("property.initial", "2015-03-10", "2015-05-11"),  # two months end on a Sunday
        ("property.initial", "2016-07-15", "2016-09-30"),
        ("property.initial", "2023-12-31", "2024-02-29"),
        ("property.annual", "2019-12-31", "2020-03-02"),  # 29 February was a Saturday, 1 March a holiday on Sunday
        ("property.annual", "2014-06-01", "2015-03-02"),
        ("property.disclosure", "2020-03-02", "2020-04-02"),
        ("property.disclosure", "2019-02-28", "2019-04-01"),  # March from its first day; the 31st is a Sunday
        ("examination", "2014-03-28", "2014-06-30"),
        ("examination-extended", "2014-03-28", "2014-09-30"),
        ("post-employment.request", "2014-08-01", "2014-07-02"),
        ("post-employment.agency-opinion", "2014-07-02", "2014-07-07"),
    ],
)
def test_periods_end_on_the_day_worked_out_by_hand(rule: str, start: str, expected: str) -> None:
    assert run(rule, on(start)).on == on(expected)


def test_the_derivation_says_what_was_counted_and_what_was_skipped() -> None:
    answer = run("request.decision", on("2014-05-30"))

    derivation = answer.derivation
    assert (derivation.start, derivation.length, derivation.unit) == (on("2014-05-30"), 10, Unit.WORKING_DAYS)
    assert derivation.is_first_day_counted
    assert SkippedDay(on("2014-05-31"), "saturday") in derivation.skipped
    assert SkippedDay(on("2014-06-04"), "day-off", "지방선거일") in derivation.skipped
    assert derivation.due == answer.on


def test_before_the_act_fixed_the_counting_it_is_marked_as_practice() -> None:
    before, after = run("request.decision", on("2020-12-21")), run("request.decision", on("2020-12-22"))

    assert (before.derivation.basis, before.article) == (Basis.PRACTICE, "Act art. 11(1)")
    assert (after.derivation.basis, after.article) == (Basis.STATUTE, "Act art. 11(1), 29(2)1")


def test_an_extension_begins_on_the_day_after_the_end() -> None:
    rule = rule_on("request.decision", start=on("2024-03-04"))

    answer = due(rule, start=on("2024-03-04"), days_off=day_off, extended=True)

    assert answer.derivation.due == on("2024-03-15")
    assert answer.derivation.extension is not None
    assert answer.derivation.extension.start == on("2024-03-16")
    assert answer.on == run("request.decision-extended", on("2024-03-04")).on == on("2024-03-29")


def test_what_cannot_be_extended_is_not() -> None:
    with pytest.raises(ValueError, match=r"objection\.filing"):
        due(
            rule_on("objection.filing", start=on("2024-03-04")), start=on("2024-03-04"), days_off=day_off, extended=True
        )


def test_days_of_a_suspension_do_not_count() -> None:
    rule = rule_on("proposal.decision", start=on("2024-03-04"))
    pause = Suspension(on("2024-03-11"), on("2024-03-20"), "completion")

    answer = due(rule, start=on("2024-03-04"), days_off=never_off, suspensions=[pause])

    assert answer.on == on("2024-04-15")  # ten days later than Wednesday 3 April is a Saturday
    assert [day.on for day in answer.derivation.skipped] == [on("2024-03-11") + n * DAY for n in range(10)]


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2014-03-04", 1, "2014-04-03"),
        ("2014-03-01", 1, "2014-03-31"),
        ("2014-01-31", 1, "2014-02-28"),
        ("2016-01-30", 1, "2016-02-29"),
        ("2014-12-01", 2, "2015-01-31"),
        ("2014-11-30", 3, "2015-02-28"),
    ],
)
def test_months_go_by_the_calendar(first: str, months: int, last: str) -> None:
    assert end_of_months(on(first), months) == on(last)


def test_every_rule_holds_without_gaps_from_its_first_version_on() -> None:
    for name in rule_names():
        versions = versions_of(name)
        assert [rule.until for rule in versions[:-1]] == [rule.since for rule in versions[1:]]
        assert versions[-1].until is None


@pytest.mark.parametrize(
    ("name", "start"), [("no.such-rule", "2014-03-03"), ("disclosure.after-payment", "2016-12-12")]
)
def test_a_rule_that_does_not_hold_is_refused(name: str, start: str) -> None:
    with pytest.raises(UnknownRule):
        rule_on(name, start=on(start))


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="10 days"):
        run("request.decision", on("2014-03-03"), lambda _on: "always")


@given(st.sampled_from(MOVED_RULES), DAYS)
def test_no_period_ends_on_a_day_off(name: str, start: date) -> None:
    last = run(name, start).on

    assert last.weekday() < 5
    assert day_off(last) is None


@given(st.sampled_from(sorted({rule.name for rule in ALL_RULES})), st.dates(date(2024, 1, 1), date(2027, 12, 30)))
def test_a_later_start_never_ends_earlier(name: str, start: date) -> None:
    assert run(name, start).on <= run(name, start + DAY).on


@given(st.sampled_from(sorted({rule.name for rule in ALL_RULES})), DAYS, st.sets(st.integers(0, 120), max_size=8))
def test_a_new_day_off_never_ends_a_period_earlier(name: str, start: date, places: set[int]) -> None:
    decreed = {start + place * DAY for place in places}

    later = run(name, start, lambda day: day_off(day) or ("decreed" if day in decreed else None))

    assert later.on >= run(name, start).on


@given(st.sampled_from(WORKING_RULES), REQUEST_DAYS)
def test_counting_the_working_days_back_gives_the_length(name: str, start: date) -> None:
    """An oracle that shares nothing with the engine: list every day from start to end, and count."""
    answer = run(name, start)
    rule = rule_on(name, start=start)
    length = rule.length + (rule.extension if rule.is_extended else 0)

    every = [start + n * DAY for n in range((answer.on - start).days + 1)]
    counted = [day for day in every if day.weekday() not in (5, 6) and day not in PUBLIC_HOLIDAYS]

    assert len(counted) == length
    assert counted[-1] == answer.on


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_a_suspension_adds_at_least_its_days(start: date, after: int, length: int) -> None:
    rule = rule_on("third-party.objection", start=start)
    pause = Suspension(start + after * DAY, start + (after + length) * DAY, "court")

    plain = due(rule, start=start, days_off=day_off)
    paused = due(rule, start=start, days_off=day_off, suspensions=[pause])

    assert paused.on >= plain.on
    assert not pause.first <= paused.on <= pause.last
