"""Series, lists of codes, feeds of versions, and the sitemap of datasets."""

from datetime import date

import pytest
from django.test import Client
from rdflib import DCAT, RDF, SKOS, Graph, URIRef

from madang.accounts.models import Organisation, User
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.opendata import actions
from madang.opendata.actions.series import open_series
from madang.opendata.models import DatasetSeries, StrategicArea
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def officer() -> User:
    return make_data_officer()


def agency_of(officer: User) -> Organisation:
    organisation = officer.roles_held.get().organisation
    assert organisation is not None
    return organisation


def make_series(officer: User, slug: str = "counts") -> DatasetSeries:
    return open_series(
        organisation=agency_of(officer), slug=slug, title_ko="교통량 조사", description_ko="해마다", by=officer, at=NOON
    )


def test_a_series_is_public_with_its_first_public_dataset_and_in_dcat(officer: User, client: Client) -> None:
    series = make_series(officer)
    dataset = make_dataset(by=officer, slug="counts-2015", series=series)
    doors = ["/data/series/counts/", "/api/v1/data-series/counts"]

    assert [client.get(door).status_code for door in doors] == [404, 404]
    assert "교통량 조사" not in client.get("/data/series/").content.decode()
    actions.publish_dataset(dataset=dataset, by=officer, at=NOON)

    assert [client.get(door).status_code for door in doors] == [200, 200]
    assert "교통량 조사" in client.get("/data/series/").content.decode()
    assert client.get("/api/v1/data-series/counts").json()["datasets"] == ["counts-2015"]
    assert "교통량 조사" in client.get("/data/datasets/counts-2015/").content.decode()
    graph = Graph().parse(data=client.get("/data/datasets/counts-2015/dcat.ttl").content, format="turtle")
    (node,) = graph.subjects(RDF.type, DCAT.DatasetSeries)
    assert list(graph.subjects(DCAT.inSeries, node))
    assert client.get(str(node).partition("8000")[2]).status_code == 200
    assert Entry.objects.filter(kind="opendata.series.opened").count() == 1


def test_a_draft_of_a_series_is_not_listed_in_it(officer: User, client: Client) -> None:
    series = make_series(officer)
    make_dataset(by=officer, slug="open-one", is_public=True, series=series)
    make_dataset(by=officer, slug="draft-one", title_ko="비밀 초안", series=series)

    assert "비밀 초안" not in client.get("/data/series/counts/").content.decode()
    assert client.get("/api/v1/data-series/counts").json()["datasets"] == ["open-one"]
    client.force_login(officer, backend=BACKEND)
    assert "비밀 초안" in client.get("/data/series/counts/").content.decode()


def test_nobody_uses_the_series_of_another_agency(officer: User) -> None:
    stranger = make_data_officer()
    with pytest.raises(NotAllowed):
        open_series(organisation=agency_of(officer), slug="x", title_ko="x", description_ko="x", by=stranger, at=NOON)
    with pytest.raises(Invalid) as refusal:
        make_dataset(by=stranger, series=make_series(officer))
    assert refusal.value.field == "series"


def test_a_series_is_opened_and_joined_by_page_and_by_program(officer: User, client: Client) -> None:
    client.force_login(officer, backend=BACKEND)
    make_dataset(by=officer, slug="one", is_public=True)
    said = {"organisation": agency_of(officer).pk, "slug": "counts", "title_ko": "교통량", "description_ko": "해마다"}

    assert client.post("/en/data/desk/series/new/", said).status_code == 302
    assert client.post("/en/data/desk/series/new/", said).status_code == 422
    joined = client.patch("/api/v1/datasets/one", {"series": "counts"}, "application/json")
    assert joined.status_code == 200, joined.content
    assert client.get("/api/v1/datasets/one").json()["series"] == "counts"
    assert client.patch("/api/v1/datasets/one", {"series": "none"}, "application/json").status_code == 404
    client.patch("/api/v1/datasets/one", {"series": None}, "application/json")
    assert client.get("/api/v1/datasets/one").json()["series"] == ""


def test_lists_of_codes_are_pages_json_and_skos(officer: User, client: Client) -> None:
    StrategicArea.objects.update_or_create(
        code="transport", defaults={"name_ko": "교통", "name_en": "Transport", "since_on": date(2014, 1, 1)}
    )
    make_dataset(by=officer, is_public=True, area="transport")

    page = client.get("/en/data/vocabularies/").content.decode()
    assert 'href="/en/data/?area=transport"' in page
    said = client.get("/data/vocabularies/areas.json").json()
    (transport,) = [one for one in said["concepts"] if one["code"] == "transport"]
    assert (transport["label"], transport["datasets"]) == ({"ko": "교통", "en": "Transport"}, 1)
    graph = Graph().parse(data=client.get("/data/vocabularies/areas.ttl").content, format="turtle")
    concept = URIRef(transport["uri"])
    assert (concept, SKOS.exactMatch, URIRef(transport["exact"][0])) in graph
    assert {str(one) for one in graph.objects(concept, SKOS.prefLabel)} == {"교통", "Transport"}
    for name in ("agencies", "licences", "frequencies", "formats"):
        for suffix in ("json", "ttl", "jsonld", "rdf"):
            assert client.get(f"/data/vocabularies/{name}.{suffix}").status_code == 200
    licences = client.get("/data/vocabularies/licences.json").json()["concepts"]
    assert {one["code"] for one in licences} >= {"kogl-1", "kogl-2", "kogl-3", "kogl-4", "cc-by-4.0"}
    assert client.get("/data/vocabularies/colours.ttl").status_code == 404
    moved = client.get("/data/vocabularies/areas", headers={"accept": "text/turtle"})
    assert (moved.status_code, moved["Location"]) == (303, "/data/vocabularies/areas.ttl")


def test_public_datasets_and_series_are_in_the_sitemap(officer: User, client: Client) -> None:
    make_dataset(by=officer, slug="shown", is_public=True, series=make_series(officer))
    make_dataset(by=officer, slug="hidden-draft")

    found = client.get("/sitemap-datasets-1.xml").content.decode()
    assert "/data/datasets/shown/" in found
    assert "hidden-draft" not in found
    assert "/data/series/counts/" in client.get("/sitemap-series-1.xml").content.decode()
    assert "sitemap-datasets-1.xml" in client.get("/sitemap.xml").content.decode()
