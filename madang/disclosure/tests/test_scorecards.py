from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as some

from madang.common.actors import SYSTEM
from madang.common.intervals import wilson
from madang.disclosure import actions
from madang.disclosure.scorecards import queries
from madang.disclosure.scorecards.scoring import FEWEST, LINES, line_of
from madang.disclosure.tests.papers import OPEN, judged, make_intake
from madang.disclosure.tests.requests.world import DAY, RECEIVED_AT, REFUSAL, file, make_office, open_decision, step
from madang.disclosure.tests.test_ahead import announce as promise
from tests.factories import NOON


@given(trials=some.integers(1, 5000), share=some.floats(0, 1))
def test_an_interval_holds_its_share_and_shrinks_with_more_records(trials: int, share: float) -> None:
    hits = round(trials * share)
    interval = wilson(hits, trials)
    more = wilson(hits * 4, trials * 4)

    assert interval is not None
    assert more is not None
    assert 0 <= interval[0] <= hits / trials <= interval[1] <= 1
    assert more[1] - more[0] < interval[1] - interval[0]


def test_intervals_are_those_of_the_textbook() -> None:
    found = wilson(9, 10)

    assert found == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@pytest.fixture
def agency(db: None) -> str:
    intake = make_intake()
    closed = replace(OPEN, title="닫힌 문서", classification="closed", items=(5, 7))
    papers = [judged(f"{number}.txt", f"{number}") for number in range(3)]
    papers += [judged("c.txt", "닫힘", state="closed", metadata=closed), judged("h.txt", "보류", state="held")]
    actions.enter_batch(intake=intake, judged=papers, by=SYSTEM, at=NOON)
    return intake.organisation.code


def test_every_number_comes_from_records_and_says_what_it_means(agency: str, client: Client) -> None:
    card = client.get(f"/api/v1/scorecards/{agency}?at=2016-06-01").json()
    scores = {score["line"]: score for score in card["scores"]}

    assert (scores["whole"]["numerator"], scores["whole"]["denominator"]) == (3, 4)
    assert scores["whole"]["few"] is True
    assert scores["days"]["value"] == 31
    assert card["withheld_under_item"] == {str(item): int(item in (5, 7)) for item in range(1, 9)}
    assert all(score["definition"] for score in scores.values())
    page = client.get(reverse("scorecards:card", args=[agency])).content.decode()
    assert all(str(line.title) in page and str(line.definition)[:20] in page for line in LINES)


def test_nothing_is_known_of_a_day_before_it_happened(agency: str, client: Client) -> None:
    card = client.get(f"/api/v1/scorecards/{agency}?at=2016-05-01").json()

    assert all(score["value"] is None for score in card["scores"])
    assert set(card["withheld_under_item"].values()) == {0}


def test_a_time_may_begin_later_than_the_records(agency: str, client: Client) -> None:
    card = client.get(f"/api/v1/scorecards/{agency}?at=2016-06-01&since=2016-05-20").json()

    assert next(score for score in card["scores"] if score["line"] == "whole")["denominator"] == 0


def test_few_records_are_shown_as_an_interval_and_agencies_by_name(agency: str, client: Client) -> None:
    page = client.get(reverse("scorecards:compare"), {"line": "whole", "at": "2016-06-01"}).content.decode()

    assert "75 %" not in page
    assert "30 ~ 95 %" in page or "30 to 95 %" in page
    rows = queries.compared(line_of("whole"), at=date(2016, 6, 1), moment=NOON).rows
    assert [organisation.name for organisation, _score in rows] == sorted(one.name for one, _score in rows)
    assert FEWEST == 30


def test_what_no_portal_measures_is_said_and_not_invented(agency: str, client: Client) -> None:
    unknown = replace(LINES[0], metric="disclosure.nobody_measures_this")
    organisation = queries.Organisation.objects.get(code=agency)

    score = queries.score(unknown, organisation, at=date(2016, 6, 1), since=None)

    assert score.value is None
    assert str(score.reason)
    assert client.get("/api/v1/scorecards?line=nothing").status_code == 422
    assert client.get(reverse("scorecards:compare"), {"line": "nothing"}).status_code == 404


def test_the_whole_table_is_there_as_csv(agency: str, client: Client) -> None:
    export = client.get(reverse("scorecards:export"), {"at": "2016-06-01"})
    rows = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()

    assert rows[0].startswith("agency_code,agency,line,metric,value")
    assert any(row.startswith(f"{agency},") and ",whole,disclosure.published_whole,75," in row for row in rows)


def test_all_agencies_at_once_give_the_numbers_of_one_by_one(agency: str) -> None:
    """Over requests in time, late, undecided and refused, fees, documents, promises; at several days and since some."""
    offices = [make_office(), make_office()]
    for place, office in enumerate(offices):
        for back in range(3 + place):
            request = file(office, at=RECEIVED_AT - 7 * back * DAY)
            if back:
                step(request, office, "decided", RECEIVED_AT + (12 * place) * DAY, **REFUSAL)
    fee = open_decision(RECEIVED_AT + 3 * DAY, fee=500, lowered_by=50)
    step(file(offices[0]), offices[0], "decided", RECEIVED_AT + DAY, **fee)
    promise(organisation=offices[1].agency)
    agencies = {one.pk: one for one in queries.Organisation.objects.all()}
    days = [date(2016, 6, 1), date(2026, 3, 10), date(2026, 4, 1), localdate()]

    for line, at, since in product(LINES, days, [None, date(2026, 2, 20)]):
        together = {pk: facts for pk, *facts in queries.measured(line, agencies, at=at, since=since)}
        for pk, one in agencies.items():
            found = queries.score(line, one, at=at, since=since)
            alone = [found.value, found.numerator, found.denominator, found.records_url]
            assert together.get(pk) == (alone if found.denominator else None), (line.code, at, since)


def test_a_comparison_takes_as_many_queries_for_many_agencies_as_for_few(
    django_assert_max_num_queries: Any, db: None
) -> None:
    for _number in range(12):
        office = make_office()
        step(file(office), office, "decided", RECEIVED_AT + DAY, **open_decision(RECEIVED_AT + 3 * DAY, fee=100))
    agencies = {one.pk: one for one in queries.Organisation.objects.all()}
    for line in LINES:
        with django_assert_max_num_queries(4):
            list(queries.measured(line, agencies, at=date(2026, 4, 1), since=None))
