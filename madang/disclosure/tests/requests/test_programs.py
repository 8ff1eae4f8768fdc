"""Programs file, follow and handle requests."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madang.accounts.actions import make_token
from madang.accounts.models import User
from madang.disclosure.models import InformationRequest
from madang.disclosure.tests.requests.world import Office, file, make_office
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def token_of(user: User) -> str:
    return make_token(user=user, name="t", lasts=timedelta(days=1), by=user, at=timezone.now())[1]


def test_programs_file_follow_and_act(office: Office) -> None:
    owner, other = make_user(name="박누리"), make_office()
    keys = {"HTTP_AUTHORIZATION": f"Bearer {token_of(owner)}", "content_type": "application/json"}
    client = Client()
    body = {"subject": "제목", "text": "내용", "agencies": [office.agency.code, other.agency.code]}

    filed = client.post("/api/v1/requests", json.dumps(body), **keys)
    assert filed.status_code == 201, filed.content
    first = filed.json()["requests"][0]
    whole = client.get(f"/api/v1/requests/{first['code']}", **keys).json()
    assert whole["read_as"] == "requester"
    assert whole["clocks"][0]["derivation"]
    assert "withdrawn" in whole["may"]
    assert len(client.get("/api/v1/requests/mine", **keys).json()["items"]) == 2
    done = client.post(f"/api/v1/requests/{first['code']}/withdraw", "{}", **keys).json()
    assert done["state"] == "withdrawn"
    again = client.post(f"/api/v1/requests/{first['code']}/withdraw", "{}", **keys)
    assert (again.status_code, again.json()["code"]) == (409, "ended-already")
    assert client.get(f"/api/v1/requests/{first['code']}").status_code == 404
    assert client.get(f"/api/v1/requests/{first['code']}/proof", **keys).json()["steps"]
    assert client.get(f"/api/v1/requests/{first['code']}/proof").status_code == 401


def test_programs_file_many_and_a_refused_one_stops_no_other(office: Office) -> None:
    keys = {"HTTP_AUTHORIZATION": f"Bearer {token_of(make_user())}", "content_type": "application/json"}
    good = {"subject": "제목", "text": "내용", "agencies": [office.agency.code]}
    bad = good | {"text": "900101-1234568"}

    rows = Client().post("/api/v1/requests/batch", json.dumps({"requests": [good, bad, good]}), **keys).json()

    assert [bool(row["requests"]) for row in rows] == [True, False, True]
    assert rows[1]["code"] == "invalid"
    assert InformationRequest.objects.count() == 2


def test_programs_of_an_agency_handle_requests(office: Office) -> None:
    request = file(office, at=timezone.now())
    keys = {"HTTP_AUTHORIZATION": f"Bearer {token_of(office.officer)}", "content_type": "application/json"}
    address = f"/api/v1/requests/desk/{request.code}/"
    facts = {"facts": {"reason": "bulk", "explanation": "많음"}}

    assert Client().post(f"{address}extended", json.dumps(facts), **keys).json()["state"] == "extended"
    refused = Client().post(f"{address}extended", json.dumps(facts), **keys)
    assert (refused.status_code, refused.json()["code"]) == (409, "extended-already")
