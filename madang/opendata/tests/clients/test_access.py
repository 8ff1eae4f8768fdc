import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from madang.accounts.actions.tokens import make_token
from madang.notices.models import OutboxMessage
from madang.opendata import actions
from madang.opendata.actions.keyholders import tell_key_holders
from madang.opendata.clients import access
from madang.opendata.key_use import people_who_use
from madang.opendata.metering import METER
from madang.opendata.models import Consumption, DataUse, DataVersion
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_reading_needs_no_key_and_every_answer_says_what_is_left(client: Client, version: DataVersion) -> None:
    answer = client.get("/api/air/v1/latest")

    assert answer.status_code == 200
    assert '"minute";q=120;w=60' in answer["RateLimit-Policy"]
    assert '"minute";r=119' in answer["RateLimit"]


@pytest.mark.parametrize("place", ["Authorization", "Bearer", "Infuser", "X-API-Key", "serviceKey"])
def test_a_new_key_works_at_once_wherever_it_is_sent(client: Client, version: DataVersion, place: str) -> None:
    user = make_user()
    _key, text = actions.make_key(user=user, name="앱", by=user, at=now())
    headers: dict[str, str] = {}
    if place in ("Bearer", "Infuser"):
        headers = {"Authorization": f"{place} {text}"}
    elif place != "serviceKey":
        headers = {place: text}
    parameters = {"serviceKey": text} if place == "serviceKey" else {}

    answer = client.get("/api/air/v1/latest", parameters, headers=headers)

    assert answer.status_code == 200
    assert '"day";q=100000;w=86400' in answer["RateLimit-Policy"]


def test_past_a_limit_comes_429_with_when_to_go_on(client: Client, version: DataVersion, monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "WITHOUT_KEY", {"minute": 2, "day": 10})

    answers = [client.get("/openapi/air/data", {"_type": "json"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) <= 61
    assert answers[2].json()["OpenAPI_ServiceResponse"]["cmmMsgHeader"]["returnReasonCode"] == "23"


def test_the_tables_own_api_counts_keys_and_limits_as_the_others_do(
    client: Client, version: DataVersion, monkeypatch: Any
) -> None:
    user = make_user()
    key, text = actions.make_key(user=user, name="앱", by=user, at=now())
    rows = "/api/v1/data/air/data/latest/rows"
    with_key = [client.get(rows, headers=sent) for sent in ({"Authorization": f"Bearer {text}"}, {"X-API-Key": text})]
    unknown = client.get(rows, headers={"X-API-Key": "mdgdata_nothing"})
    monkeypatch.setattr(access, "WITHOUT_KEY", {"minute": 2, "day": 10})
    without = [client.get(f"/api/v1/data/air/data/latest/{part}") for part in ("rows", "rows?page=0", "groups?group=1")]

    assert [answer.status_code for answer in with_key] == [200, 200]
    assert '"day";q=100000;w=86400' in with_key[0]["RateLimit-Policy"]
    assert (unknown.status_code, unknown.json()["code"]) == (401, "key-unknown")
    assert [answer.status_code for answer in without] == [200, 422, 429]
    assert without[1]["RateLimit"].startswith('"minute";r=0;')
    assert int(without[2]["Retry-After"]) <= 61
    assert without[2].json()["code"] == "quota-passed"
    access.settle_at_end()
    assert DataUse.objects.filter(key=key, dialect="madang").get().requests == 2


def test_a_personal_token_is_no_data_key_and_still_reads(client: Client, version: DataVersion) -> None:
    user = make_user()
    _token, text = make_token(user=user, name="프로그램", lasts=timedelta(days=30), by=user, at=now())

    answer = client.get("/api/v1/data/air/data/latest/rows", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 200
    assert '"day";q=10000;w=86400' in answer["RateLimit-Policy"]


def test_an_ended_key_is_refused_everywhere(client: Client, version: DataVersion) -> None:
    user = make_user()
    key, text = actions.make_key(user=user, name="앱", by=user, at=now())
    actions.end_key(key=key, by=user, at=now())

    for address in ("/api/3/action/package_list", "/api/air/v1/latest", "/openapi/air/data", "/ogc/collections"):
        assert client.get(address, headers={"X-API-Key": text}).status_code == 401


def test_keys_never_stand_in_logs(client: Client, version: DataVersion, caplog: Any) -> None:
    user = make_user()
    _key, text = actions.make_key(user=user, name="앱", by=user, at=now())

    with caplog.at_level(logging.DEBUG):
        client.get("/api/air/v1/latest", {"serviceKey": text})
        client.get("/api/nothing/v1/latest", {"serviceKey": text})
        client.get("/nowhere/", {"serviceKey": text})
        client.get("/openapi/air/data", {"serviceKey": text, "nothing": "1"})

    assert text not in caplog.text


def test_what_a_key_read_is_counted_and_its_owner_can_be_told(client: Client, version: DataVersion) -> None:
    user = make_user()
    _key, text = actions.make_key(user=user, name="앱", by=user, at=now())

    client.get("/api/air/v1/latest", {"perPage": 7}, headers={"Authorization": text})
    client.get("/api/air/v1/latest", {"perPage": 3})
    METER.settle(now())

    with_key = DataUse.objects.get(key__isnull=False)
    assert (with_key.requests, with_key.rows, with_key.dialect) == (1, 7, "odcloud")
    assert DataUse.objects.get(key=None).rows == 3
    assert people_who_use(version.distribution.dataset, on=now().date()) == [user]
    assert "127.0.0.1" not in str(list(Consumption.objects.values()))


def test_people_whose_programs_read_a_dataset_get_a_letter_before_its_columns_change(
    client: Client, version: DataVersion
) -> None:
    user = make_user()
    _key, text = actions.make_key(user=user, name="앱", by=user, at=now())
    client.get("/api/air/v1/latest", headers={"Authorization": text})
    METER.settle(now())

    version.goes_live_at = now()
    count = tell_key_holders(version, changes="없어지는 열: 코드", at=now())

    letter = OutboxMessage.objects.get()
    assert count == 1
    assert letter.to == [user.email]
    assert "없어지는 열: 코드" in letter.body
    assert "Air quality" in letter.body


def test_the_catalogue_of_data_json_answers_where_harvesters_look(client: Client, version: DataVersion) -> None:
    assert client.get("/data.json").json() == client.get("/data/data.json").json()
