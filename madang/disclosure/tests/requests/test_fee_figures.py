"""How fees were lowered, counted from decisions: by year, agency and ground, at every door."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from madang.common.metrics import measure
from madang.disclosure.actions import requests
from madang.disclosure.actions.request_steps import StepRefused
from madang.disclosure.models import InformationRequest
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.figures import figures
from madang.disclosure.tests.requests.world import (
    DAY,
    RECEIVED_AT,
    REFUSAL,
    Office,
    file,
    make_office,
    open_decision,
    step,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.fixture
def office() -> Office:
    return make_office()


def decided(office: Office, *, reduction: str = "", at: Any = RECEIVED_AT, **facts: Any) -> InformationRequest:
    request = file(office, at=at, reduction=reduction)
    return step(request, office, "decided", at + DAY, **open_decision(at + 3 * DAY, **facts))


@pytest.fixture
def decisions(office: Office) -> None:
    decided(office, fee=1000, fee_full=1000)
    decided(office, reduction="education", fee=500, fee_full=1000, lowered_by=50)
    decided(office, reduction="non-profit", fee=0, fee_full=800, lowered_by=100)
    decided(office, reduction="welfare", fee=700, fee_full=700, why_not_lowered="증명이 없음")
    decided(office, fee=250, fee_full=500, lowered_by=50)
    decided(office, fee=0, fee_full=0, lowered_by=50)
    decided(office)
    decided(office, at=RECEIVED_AT - YEAR, fee=300, lowered_by=25)


def test_lowered_fees_are_counted_by_year_agency_and_ground(office: Office, decisions: None) -> None:
    (one,) = figures(at=date(2026, 12, 31), since=date(2026, 1, 1))
    fees = one.fees

    assert (one.decided, fees.charged, fees.claimed, fees.lowered, fees.waived) == (7, 5, 3, 3, 1)
    assert fees.by_ground == {"education": 1, "non-profit": 1, "welfare": 0, "own-accord": 1}
    assert (fees.won, round(fees.mean_percent or 0)) == (2450, 67)
    assert fees.share == 60
    assert [round(end) for end in fees.interval or ()] == [23, 88]
    (earlier,) = figures(at=date(2025, 12, 31), since=date(2025, 1, 1))
    assert (earlier.fees.charged, earlier.fees.lowered, earlier.fees.won) == (1, 1, 300)
    assert figures(at=date(2024, 12, 31)) == []


def test_a_new_decision_after_an_objection_counts(office: Office) -> None:
    asker, at = make_user(), RECEIVED_AT
    request = step(file(office, user=asker), office, "decided", at + DAY, **REFUSAL)
    requests.requester_step(
        request=request, kind=Kind.OBJECTED, facts={"text": "공개하여 주십시오."}, by=asker, at=at + DAY
    )
    request.refresh_from_db()
    step(request, office, "committee-met", at + 2 * DAY, met_on="2026-03-05", opinion="공개가 옳음")
    again = open_decision(at + 5 * DAY, fee=400, fee_full=800, lowered_by=50)
    step(request, office, "objection-decided", at + 2 * DAY, result="upheld", reason="공익", decision=again)
    (one,) = figures(at=date(2026, 12, 31))

    assert (one.upheld, one.fees.charged, one.fees.lowered, one.fees.won) == (1, 1, 1, 400)


def test_counts_stand_on_the_page_in_the_csv_and_for_programs(office: Office, decisions: None, client: Client) -> None:
    page = client.get(reverse("requests:figures"), {"year": "2026"}).content.decode()
    export = client.get(reverse("requests:figures-csv"), {"year": "2026"})
    head, row = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    (told,) = client.get("/api/v1/requests/figures?year=2026").json()
    read = dict(zip(head.split(","), row.split(","), strict=True))

    assert "23 ~ 88 %" in page or "23 to 88 %" in page
    assert "60 %" not in page
    assert (read["fees_charged"], read["fees_lowered"], read["fees_lowered_education"]) == ("5", "3", "1")
    assert (read["fees_share_low"], read["fees_mean_percent"]) == ("23.07", "66.67")
    assert told["fees"]["lowered_by_ground"] == {"non-profit": 1, "education": 1, "welfare": 0, "own-accord": 1}
    assert told["fees"]["few"] is True
    assert client.get("/api/v1/requests/figures?year=2024").json() == []


@pytest.mark.parametrize("year", ["", "0000", "x", "99999", "-1", "二〇二六"])
def test_what_is_no_year_shows_all_years(office: Office, decisions: None, client: Client, year: str) -> None:
    (told,) = client.get("/api/v1/requests/figures", {"year": year}).json()

    assert (told["since"], told["fees"]["charged"]) == (None, 6)
    assert client.get(reverse("requests:figures"), {"year": year}).status_code == 200


def test_the_share_is_a_metric_and_a_line_of_the_scorecard(office: Office, decisions: None, client: Client) -> None:
    found = measure("disclosure.fees_lowered", at=date(2026, 12, 31), organisation=office.agency.code)
    card = client.get(f"/api/v1/scorecards/{office.agency.code}?at=2026-06-01").json()

    assert found is not None
    assert (found.numerator, found.denominator) == (4, 6)
    assert next(one for one in card["scores"] if one["line"] == "fees")["numerator"] == 4


@pytest.mark.parametrize("wrong", [{"fee": "9"}, {"fee": -1}, {"fee": True}, {"fee_full": 1.5}, {"fee": 10**12}])
def test_a_fee_that_is_no_amount_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(StepRefused):
        decided(office, **wrong)


def test_figures_take_as_many_queries_for_many_agencies_as_for_one(
    office: Office, decisions: None, django_assert_num_queries: Any
) -> None:
    for _number in range(3):
        decided(make_office(), fee=100)
    with django_assert_num_queries(6):
        assert len(figures(at=date(2026, 12, 31))) == 4
