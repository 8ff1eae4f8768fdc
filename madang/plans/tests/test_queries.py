from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from madang.accounts.viewers import PUBLIC
from madang.common.actors import SYSTEM
from madang.plans import actions, queries
from madang.plans.planfile import read_plan
from madang.plans.states import State
from madang.plans.tests.samples import NOON, PLAN, TODAY, load, papers
from madang.plans.tests.test_planfile import KOREA

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)


def test_a_number_leads_to_the_records_behind_it() -> None:
    version = load()

    with papers({date(2026, 3, 1): 70}):
        standing = queries.standings_of(version, on=TODAY, milestone="1.2")[0]

    assert standing.measured is not None
    assert (standing.measured.value, standing.measured.numerator) == (70, 70)
    assert standing.measured.records_url == "/papers/?until=2026-05-01"
    assert standing.state is State.ON_TRACK


def test_what_no_portal_measures_says_why() -> None:
    standing = queries.standings_of(load(), on=TODAY, milestone="1.3")[0]

    assert standing.measured is None
    assert standing.state is State.NOT_MEASURABLE
    with override("en"):
        assert "measures this" in str(standing.why_not)


def test_a_metric_that_refuses_its_parameters_is_not_measured_and_breaks_nothing() -> None:
    version = load(PLAN.replace("parameters = { since = 2026-01-01 }", 'parameters = { since = "soon" }'))

    with papers({}):
        standing = queries.standings_of(version, on=TODAY, milestone="1.2")[0]

    assert standing.measured is None
    assert standing.why_not


def test_the_past_is_looked_at_with_the_figures_of_its_own_day() -> None:
    version = load()

    with papers({date(2026, 2, 1): 10, date(2026, 4, 1): 90}):
        march = queries.standings_of(version, on=date(2026, 3, 1), milestone="1.2")[0]
        may = queries.standings_of(version, on=TODAY, milestone="1.2")[0]

    assert (march.value, march.state) == (10, State.BEHIND)
    assert (may.value, may.state) == (100, State.MET)


def test_what_was_reached_too_late_is_met_late_and_what_never_was_is_missed() -> None:
    version, later = load(), DUE + timedelta(days=30)

    with papers({TODAY: 60, DUE + timedelta(days=5): 40}):
        assert queries.standings_of(version, on=later, milestone="1.2")[0].state is State.MET_LATE
        assert queries.standings_of(version, on=DUE + timedelta(days=1), milestone="1.2")[0].state is State.MISSED


def test_a_kept_day_measures_the_same_again_or_says_that_it_does_not() -> None:
    version, day = load(), TODAY - timedelta(days=1)
    with papers({day: 7}):
        kept = actions.take_snapshot(version=version, day=day, at=NOON)
        assert queries.differences(kept) == []
    with papers({day: 9}):
        assert queries.differences(kept) == ["1.2: 7 was kept, 9 is measured now"]


def test_starting_figures_are_not_counted_as_promises() -> None:
    load()

    (overview,) = queries.overview(PUBLIC, on=TODAY)

    assert [one.milestone.key for one in overview.promises] == ["1.2", "1.3"]
    assert overview.counts == {State.NOT_MEASURABLE: 2}


def test_plans_measured_here_come_first() -> None:
    load(PLAN.replace('slug = "small"', 'slug = "abroad"').replace('figures = "records"', 'figures = "reported"'))
    load()

    assert [one.plan.slug for one in queries.versions(PUBLIC)] == ["small", "abroad"]


def test_an_average_of_years_is_shown_but_is_no_reading() -> None:
    average = "[[commitment.milestone.reported]]\nvalue = 200\nsince = 2023-01-01\non = 2026-04-30\n"
    average += 'source = { ko = "평균", en = "Average" }\n'
    version = load(PLAN.replace("due = 2026-06-30\n", "due = 2026-06-30\n" + average))

    standing = queries.standings_of(version, on=TODAY, milestone="1.2")[0]

    assert standing.reported is not None
    assert standing.reported.value == 200
    assert standing.state is State.NOT_MEASURABLE


def test_korea_met_its_rate_in_2014_and_missed_it_afterwards_by_what_was_reported() -> None:
    plan = read_plan(KOREA.read_text(), today=TODAY)
    version = actions.load_plan(draft=plan, by=SYSTEM, at=NOON).version

    standings = {one.milestone.key: one for one in queries.standings_of(version, on=TODAY)}

    assert len(standings) == 37
    assert {one.basis for one in standings.values()} == {"reported", "none"}
    assert (standings["M4.5"].value, standings["M4.5"].state) == (Decimal("19.6"), State.MET)
    assert (standings["M4.6"].value, standings["M4.6"].state) == (Decimal("7.8"), State.MISSED)
    assert standings["M4.4"].value == Decimal("9.28")
    assert standings["M3.3"].state is State.NOT_MEASURABLE
    half_way = queries.standings_of(version, on=date(2015, 12, 31), milestone="M4.6")[0]
    assert half_way.state is State.MET


def test_a_plan_is_measured_with_few_queries(django_assert_max_num_queries: object) -> None:
    version = load()

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        queries.plan_overview(version, on=TODAY)
