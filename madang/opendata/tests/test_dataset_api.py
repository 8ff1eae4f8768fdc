"""A program opens a dataset, hands in its file and publishes it; nobody else does that for an agency."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madang.accounts.models import RoleHeld, User
from madang.opendata import tasks
from madang.opendata.models import Dataset, DataVersion
from madang.opendata.tests.factories import make_data_officer
from tests.factories import make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TABLE = "시도,인구\n서울특별시,9300000\n부산광역시,3200000\n"


@pytest.fixture(autouse=True)
def stores(tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def officer() -> User:
    return make_data_officer()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def described(officer: User, **other: Any) -> dict[str, Any]:
    return {
        "agency": RoleHeld.objects.get(user=officer).organisation.code,
        "slug": "people",
        "title_ko": "시도별 인구",
        "description_ko": "시도마다 사는 사람의 수입니다.",
        "licence": "kogl-1",
        "frequency": "annual",
        "keywords": ["인구"],
        "contact": "data@example.org",
        **other,
    }


def test_from_nothing_to_a_public_table_by_programs_alone(officer: User) -> None:
    client = signed_in(officer)

    made = client.post("/api/v1/datasets", described(officer), "application/json")
    table = client.post("/api/v1/datasets/people/distributions", {}, "application/json")
    file = SimpleUploadedFile("people.csv", TABLE.encode("cp949"))
    received = client.post(table.json()["receive"], {"file": file})
    tasks.read_version(DataVersion.objects.get(code=received.json()["code"]))
    published = client.post(f"{table.json()['receive']}/{received.json()['code']}/publish")

    assert (made.status_code, made.json()["state"]) == (201, "draft")
    assert (table.status_code, table.json()["receive"]) == (201, "/api/v1/data/people/data/versions")
    assert published.json()["state"] == "published", published.content.decode()
    rows = Client().get("/api/v1/data/people/data/latest/rows").json()
    assert rows["total"] == 2
    assert rows["rows"][0]["시도"] == "서울특별시"


def test_an_address_is_added_and_published(officer: User) -> None:
    client = signed_in(officer)
    client.post("/api/v1/datasets", described(officer), "application/json")
    link = {"key": "site", "kind": "link", "format": "HTML", "access_url": "https://example.org/people"}

    added = client.post("/api/v1/datasets/people/distributions", link, "application/json")
    again = client.post("/api/v1/datasets/people/distributions", link, "application/json")
    published = client.post("/api/v1/datasets/people/publish", {}, "application/json")

    assert (added.status_code, added.json()) == (201, {"key": "site", "kind": "link", "receive": ""})
    assert again.status_code == 422
    assert published.json()["state"] == "published", published.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"agency": "9999999"}, "agency"),
        ({"slug": "not a slug"}, "slug"),
        ({"title_ko": ""}, "title_ko"),
        ({"licence": "mine"}, "licence"),
        ({"area": "nowhere"}, "area"),
        ({"frequency": "at times"}, "frequency"),
        ({"covers_from": "2026-02-30"}, "covers_from"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_opened(officer: User, wrong: dict[str, Any], field: str) -> None:
    answer = signed_in(officer).post("/api/v1/datasets", described(officer, **wrong), "application/json")

    assert answer.status_code == 422
    assert field in (answer.json()["field"] or answer.json()["detail"])
    assert not Dataset.objects.exists()


def test_the_same_name_is_not_opened_twice(officer: User) -> None:
    client = signed_in(officer)

    statuses = [client.post("/api/v1/datasets", described(officer), "application/json").status_code for _ in range(2)]

    assert statuses == [201, 422]
    assert Dataset.objects.count() == 1


def test_nobody_opens_a_dataset_of_an_agency_that_is_not_theirs(officer: User) -> None:
    body = described(officer)

    assert Client().post("/api/v1/datasets", body, "application/json").status_code == 401
    assert signed_in(make_user()).post("/api/v1/datasets", body, "application/json").status_code == 403
    assert signed_in(make_data_officer()).post("/api/v1/datasets", body, "application/json").status_code == 403
    assert not Dataset.objects.exists()
    signed_in(officer).post("/api/v1/datasets", body, "application/json")
    added = signed_in(make_data_officer()).post("/api/v1/datasets/people/distributions", {}, "application/json")
    assert added.status_code == 404
