"""The list of datasets: exact counts under the other choices, the same on the page, in the API and by CKAN."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC
from madang.opendata.models import DataVersion, KeyNomination, QualityDay, StrategicArea
from madang.opendata.queries import catalogue
from madang.opendata.tests.clients.conftest import publish_air
from madang.opendata.tests.factories import make_data_officer, make_dataset
from madang.opendata.tests.making import make_held
from madang.search import engine, tantivy_backend
from madang.search import queries as search
from madang.search.actions import rebuild
from tests.factories import NOON

pytestmark = pytest.mark.django_db
CKAN = {"agency": "organization", "area": "groups", "licence": "license_id", "format": "res_format"}


@pytest.fixture
def world(version: DataVersion) -> User:
    """Five public datasets of two agencies, one of them a table, and a draft. The officer of the second agency."""
    officer = make_data_officer(code="9900001", name_ko="한빛시", name_en="Hanbit")
    StrategicArea.objects.update_or_create(
        code="transport", defaults={"name_ko": "교통", "name_en": "Transport", "since_on": date(2014, 1, 1)}
    )
    for number in range(3):
        make_dataset(
            by=officer, is_public=True, slug=f"bus-{number}", title_ko=f"버스정류장 {number}", area="transport",
            frequency="annual", licence="cc-by-4.0" if number else "kogl-1",
        )  # fmt: skip
    make_dataset(by=officer, is_public=True, slug="trees", title_ko="가로수", area="environment")
    make_dataset(by=officer, slug="secret", title_ko="버스 초안", area="transport")
    QualityDay.objects.create(
        dataset=version.distribution.dataset, on=NOON.date(), measured_at=NOON, points=300, rating="good", stars=3,
        open_files=1, files=1, links=1, working_links=1,
    )  # fmt: skip
    rebuild(at=NOON, progress=lambda done: None)
    return officer


def counts(client: Client, **asked: Any) -> dict[str, dict[str, int]]:
    answer = client.get("/api/v1/datasets", asked)
    assert answer.status_code == 200, answer.content.decode()
    return {name: {one["value"]: one["count"] for one in values} for name, values in answer.json()["facets"].items()}


def test_each_facet_is_counted_under_the_other_choices(client: Client, world: User) -> None:
    found = counts(client, area="transport", licence="cc-by-4.0")

    assert found["area"] == {"transport": 2}
    assert found["licence"] == {"cc-by-4.0": 2, "kogl-1": 1}
    assert found["agency"] == {"9900001": 2}
    assert found["frequency"] == {"annual": 2}
    everything = counts(client)
    assert everything["area"] == {"transport": 3, "environment": 1}
    assert everything["format"] == {"csv": 5}
    assert everything["api"] == {"yes": 1, "no": 4}
    assert everything["stars"] == {"3": 1}


def test_values_of_one_facet_are_either_and_facets_are_each(client: Client, world: User) -> None:
    names = [one["name"] for one in client.get("/api/v1/datasets?area=transport&area=environment").json()["datasets"]]
    assert sorted(names) == ["bus-0", "bus-1", "bus-2", "trees"]
    assert client.get("/api/v1/datasets?area=environment&licence=cc-by-4.0").json()["count"] == 0
    assert client.get("/api/v1/datasets?api=yes&stars=3").json()["datasets"][0]["name"] == "air"
    assert client.get("/api/v1/datasets?stars=x&api=perhaps").json()["count"] == 0


def test_korean_words_are_analysed_and_counts_follow_them(client: Client, world: User) -> None:
    found = client.get("/api/v1/datasets", {"q": "정류장"}).json()

    assert found["count"] == 3
    assert {one["value"]: one["count"] for one in found["facets"]["area"]} == {"transport": 3}
    page = client.get("/en/data/", {"q": "정류장", "licence": "cc-by-4.0"}).content.decode()
    assert "2 datasets" in page
    assert "가로수" not in page


def test_the_page_the_api_and_ckan_count_the_same(client: Client, world: User) -> None:
    for chosen in ({}, {"area": "transport"}, {"agency": "9900001"}, {"format": "csv"}):
        ours = counts(client, **chosen)
        for name, theirs in CKAN.items():
            if name in chosen:
                continue
            fq = " ".join(f"{CKAN[one]}:{value}" for one, value in chosen.items())
            answer = client.get("/api/3/action/package_search", {"facet.field": json.dumps([theirs]), "fq": fq})
            said = {key.lower(): count for key, count in answer.json()["result"]["facets"][theirs].items()}
            assert said == ours[name], (chosen, name)
        page = client.get("/en/data/", chosen).content.decode()
        shown = f"<span>Transport</span><span>{ours['area'].get('transport', 0)}</span>"
        assert shown in page, chosen


def test_drafts_are_listed_and_counted_for_their_officers_alone(client: Client, world: User) -> None:
    assert "secret" not in client.get("/api/v1/datasets?size=100").content.decode()
    assert "버스 초안" not in client.get("/data/?area=transport").content.decode()
    client.force_login(world, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert counts(client)["area"]["transport"] == 4
    assert "버스 초안" in client.get("/data/?area=transport").content.decode()


def test_a_key_type_leads_to_the_dataset_that_opens_it(client: Client, world: User, version: DataVersion) -> None:
    held = make_held(status="open", dataset_ref=version.distribution.dataset.ref)
    KeyNomination.objects.create(held=held, reason="수요", nominated_at=NOON, state="chosen")

    assert counts(client)["key"] == {"yes": 1}
    assert client.get("/api/v1/datasets?key=yes").json()["datasets"][0]["name"] == "air"


def test_orders_and_pages(client: Client, world: User) -> None:
    titles = [one["title"] for one in client.get("/api/v1/datasets?sort=title").json()["datasets"]]
    assert titles == sorted(titles)
    assert client.get("/api/v1/datasets?sort=quality").json()["datasets"][0]["name"] == "air"
    second = client.get("/api/v1/datasets?size=2&page=3").json()
    assert (second["count"], second["pages"], len(second["datasets"])) == (5, 3, 1)
    assert client.get("/api/v1/datasets?size=2&page=4").status_code == 404
    assert client.get("/api/v1/datasets?sort=colour").json()["code"] == "invalid"
    assert client.get("/data/?sort=colour").status_code == 422


def test_what_looks_like_a_person_is_not_searched(client: Client, world: User) -> None:
    assert client.get("/data/?q=010-2345-6789").status_code == 422
    assert client.get("/api/v1/datasets?q=010-2345-6789").json()["code"] == "personal-identifier"


def test_the_list_is_taken_along_as_csv(client: Client, world: User) -> None:
    text = b"".join(client.get("/data/datasets.csv?area=transport&sort=title")).decode("utf-8-sig")  # type: ignore[arg-type]

    assert len(text.splitlines()) == 4
    assert "버스정류장 0" in text
    assert "secret" not in text


def test_one_dataset_is_given_and_a_draft_is_not(client: Client, world: User) -> None:
    assert client.get("/api/v1/datasets/air").json()["api"] is True
    assert client.get("/api/v1/datasets/secret").status_code == 404


def test_choices_are_taken_off_one_by_one(client: Client, world: User) -> None:
    page = client.get("/en/data/?area=transport&licence=kogl-1&sort=title").content.decode()

    assert 'href="?area=transport&amp;sort=title"' in page
    assert 'name="licence" value="kogl-1"' in page


def test_counting_takes_few_questions_however_many_datasets(world: User, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):
        answer = catalogue.ask(catalogue.Question(), PUBLIC)
        catalogue.load(list(answer.keys), PUBLIC)


def test_a_table_counts_as_an_interface_once(client: Client, world: User) -> None:
    publish_air("air-two")

    assert counts(client)["api"] == {"yes": 2, "no": 4}


def test_words_that_fit_more_than_can_be_looked_at_say_so_with_facets_of_the_same_datasets(
    client: Client, world: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/api/v1/datasets", {"q": "버스정류장"}).json()
    page = client.get("/data/", {"q": "버스정류장"}).content.decode()
    ckan = "/api/3/action/package_search"
    whole_at_ckan = client.get(ckan, {"q": "버스정류장"}).json()["result"]
    monkeypatch.setattr(engine, "DEEPEST", 2)
    monkeypatch.setattr(tantivy_backend, "DEEPEST", 2)
    monkeypatch.setattr(search, "DEEPEST", 2)
    cut = client.get("/api/v1/datasets", {"q": "버스정류장"}).json()
    cut_at_ckan = client.get(ckan, {"q": "버스정류장"}).json()["result"]

    assert (whole_at_ckan["total_was_estimated"], whole_at_ckan["count"]) == (False, 3)
    assert (cut_at_ckan["total_was_estimated"], cut_at_ckan["count"]) == (True, 2)
    assert (whole["is_whole"], whole["count"]) == (True, 3)
    assert "10,000" not in page
    assert (cut["is_whole"], cut["count"]) == (False, 2)
    assert sum(one["count"] for one in cut["facets"]["agency"]) == 2
    assert "10,000" in client.get("/data/", {"q": "버스정류장"}).content.decode()
