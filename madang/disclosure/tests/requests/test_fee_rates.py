"""Announced rates of lower fees: who may announce what, and where everybody reads it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from madang.accounts.models import Role
from madang.common.errors import Invalid, NotAllowed
from madang.common.refs import resolve_ref
from madang.disclosure.actions.fees import announce_fee_rate
from madang.disclosure.models import FeeRate
from madang.disclosure.tests.requests.world import DAY, RECEIVED_AT, Office, file, make_office
from madang.ledger.models import Entry
from tests.factories import make_officer, make_user

pytestmark = pytest.mark.django_db
ON = RECEIVED_AT.date()


@pytest.fixture
def office() -> Office:
    return make_office()


def announce(office: Office, **said: Any) -> FeeRate:
    words = {"ground": "education", "percent": 50, "since_on": ON, "by": office.officer, "at": RECEIVED_AT} | said
    return announce_fee_rate(organisation=office.agency, **words)


def test_a_rate_is_announced_once_however_often_it_is_sent(office: Office) -> None:
    first = announce(office)
    again = announce(office, at=RECEIVED_AT + 3 * DAY)

    assert first == again
    assert Entry.objects.filter(kind="disclosure.fee-rate.announced", subject=first.ref).count() == 1
    target = resolve_ref(first.ref)
    assert target is not None
    assert "50 %" in target.title


@pytest.mark.parametrize(
    "wrong", [{"percent": 101}, {"percent": -1}, {"ground": "x"}, {"since_on": ON - DAY}, {"percent": 60}]
)
def test_a_rate_that_cannot_be_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    announce(office)
    with pytest.raises(Invalid):
        announce(office, **wrong)
    assert FeeRate.objects.count() == 1


def test_only_the_disclosure_officer_of_the_agency_announces(office: Office) -> None:
    for other in (make_user(), make_office().officer, make_officer(office.agency, Role.RECORDS_OFFICER)):
        with pytest.raises(NotAllowed):
            announce(office, by=other)


def test_the_rate_in_force_is_the_latest_that_has_begun(office: Office) -> None:
    announce(office)
    announce(office, percent=100, since_on=ON + 10 * DAY)
    announce(office, ground="welfare", percent=30, since_on=ON + 10 * DAY)

    def in_force(on: date) -> list[int]:
        return sorted(FeeRate.objects.in_force(on=on).values_list("percent", flat=True))

    assert in_force(ON - DAY) == []
    assert in_force(ON + DAY) == [50]
    assert in_force(ON + 10 * DAY) == [30, 100]


def test_everybody_reads_the_rates_and_who_announced_none(office: Office, client: Client) -> None:
    announce(office)
    silent = make_office().agency
    page = client.get(reverse("requests:fees")).content.decode()
    narrowed = client.get(reverse("requests:fees"), {"agency": silent.name_ko}).content.decode()
    rows = b"".join(client.get(reverse("requests:fees-csv")).streaming_content).decode("utf-8-sig").splitlines()
    told = client.get(f"/api/v1/requests/fee-rates?on={ON}&agency={office.agency.code}").json()

    assert "50 %" in page
    assert silent.name_ko in page
    assert "50 %" not in narrowed
    assert rows[1].startswith(f"{office.agency.code},")
    assert [one["percent"] for one in told] == [50]
    assert client.get(f"/api/v1/requests/fee-rates?on={ON - DAY}").json() == []
    assert office.agency.name_ko in client.get(reverse("requests:fees-feed")).content.decode()
    assert client.get(reverse("requests:fees"), {"agency": "그런 기관 없음"}).status_code == 200


def test_an_officer_announces_on_the_page_and_by_a_program(office: Office, client: Client) -> None:
    desk, today = reverse("requests:desk-fees"), localdate()
    client.force_login(make_user())
    assert client.get(desk).status_code == 403
    client.force_login(office.officer)
    said = {"organisation": office.agency.pk, "ground": "education", "percent": "40", "since_on": today.isoformat()}
    refused = client.post(desk, said | {"since_on": "2020-01-01"})
    assert refused.status_code == 422
    assert client.post(desk, said).status_code == 302
    body = {"agency": office.agency.code, "ground": "welfare", "percent": 20, "since_on": today.isoformat()}
    made = client.post("/api/v1/requests/fee-rates", body, content_type="application/json")

    assert made.status_code == 201, made.content
    assert sorted(FeeRate.objects.values_list("percent", flat=True)) == [20, 40]
    wrong = client.post("/api/v1/requests/fee-rates", body | {"percent": 200}, content_type="application/json")
    assert wrong.status_code == 422
    assert Client().post("/api/v1/requests/fee-rates", body, content_type="application/json").status_code == 401


def test_the_decision_begins_with_the_announced_rate(office: Office, client: Client) -> None:
    announce(office)
    client.force_login(office.officer)
    asked, other = file(office, reduction="education"), file(office, subject="다른 것")

    def page(code: object) -> str:
        return client.get(reverse("requests:handle", args=[code])).content.decode()

    assert 'name="decided-percent" value="50"' in page(asked.code)
    assert 'name="decided-percent" value="50"' not in page(other.code)
