"""The catalogue at its doors: what is public stands in every format, nothing else does; harvesters page through it."""

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from rdflib import DCAT, RDF, Graph

from madang.ledger.models import Entry
from madang.opendata.actions import judging, withdraw_dataset
from madang.opendata.formats.oai import OAI
from madang.opendata.models import Dataset, FormatVerdict, Rendition
from madang.opendata.queries import describing, harvesters
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON

pytestmark = pytest.mark.django_db
DESCRIBED = {"description_ko": "설명", "keywords": ["대기"], "area": "environment", "contact": "대기과"}


def public_dataset(**fields: object) -> Dataset:
    return make_dataset(is_public=True, **(DESCRIBED | fields))  # type: ignore[arg-type]


def doors(dataset: Dataset) -> list[str]:
    formats = ["dcat.ttl", "dcat.jsonld", "dcat.rdf", "datapackage.json", "croissant.json", "schema.jsonld"]
    return [
        "/data/catalog.ttl",
        "/data/catalog.jsonld",
        "/data/catalog.rdf",
        "/data/data.json",
        "/data/oai?verb=ListRecords&metadataPrefix=oai_dc",
        *[f"/data/datasets/{dataset.slug}/{name}" for name in formats],
        f"/data/id/dataset/{dataset.code}",
        f"/data/quality/datasets/{dataset.slug}/",
        f"/api/v1/data-quality/{dataset.slug}",
    ]


def test_every_door_gives_a_public_dataset(client: Client) -> None:
    dataset = public_dataset()

    for door in doors(dataset):
        response = client.get(door)
        assert response.status_code in (200, 303), door
        text = response.content.decode() + response.headers.get("Location", "")
        assert dataset.slug in text or str(dataset.code) in text, door


def test_no_door_gives_a_draft(client: Client) -> None:
    dataset = make_dataset(title_ko="비밀 자료", **DESCRIBED)  # type: ignore[arg-type]
    judging.judge_formats(dataset=dataset, at=NOON)

    for door in doors(dataset):
        assert "비밀 자료" not in client.get(door).content.decode(), door
        assert dataset.slug not in client.get(door).headers.get("Location", "")


def test_the_catalogue_is_paged_and_every_page_is_read_by_rdflib(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describing, "PER_PAGE", 2)
    officer = make_data_officer()
    found = [public_dataset(by=officer) for _ in range(5)]
    judging.judge_formats(dataset=found[0], at=NOON)
    kinds = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}

    for suffix, kind in kinds.items():
        seen: set[str] = set()
        for number in (1, 2, 3):
            response = client.get(f"/data/catalog.{suffix}?page={number}")
            graph = Graph().parse(data=response.content, format=kind)
            seen |= {str(node) for node in graph.subjects(RDF.type, DCAT.Dataset)}
            assert ('rel="next"' in response["Link"]) == (number < 3)
        assert len(seen) == 5, suffix
    assert client.get("/data/catalog.ttl?page=4").status_code == 404
    assert client.get("/data/catalog.ttl?page=x").status_code == 404


def test_the_identifier_leads_to_the_page_or_to_rdf(client: Client) -> None:
    dataset = public_dataset()
    address = reverse("opendata:dataset-id", args=[dataset.code])

    assert client.get(address)["Location"] == dataset.get_absolute_url()
    assert client.get(address, headers={"accept": "text/turtle;q=0.9"})["Location"].endswith("dcat.ttl")
    distribution = dataset.distributions.get()
    where = client.get(reverse("opendata:distribution-id", args=[distribution.code]))["Location"]
    assert where == f"{dataset.get_absolute_url()}#{distribution.key}"


def test_an_unchanged_format_is_not_sent_twice(client: Client) -> None:
    dataset = public_dataset()
    for door in (f"/data/datasets/{dataset.slug}/dcat.ttl", "/data/data.json", "/data/catalog.ttl"):
        tag = client.get(door)["ETag"]
        assert client.get(door, headers={"if-none-match": tag}).status_code == 304, door


def test_verdicts_are_kept_with_their_days_and_failures_are_in_the_ledger(client: Client) -> None:
    dataset = public_dataset()
    Dataset.objects.update(description_ko="")
    judging.judge_formats(dataset=dataset, at=NOON + timedelta(hours=1))
    judging.judge_formats(dataset=dataset, at=NOON + timedelta(days=1))

    verdict = FormatVerdict.objects.get(format="dcat-ap", state="failed")
    assert verdict.state == "failed"
    assert (verdict.since_at, verdict.checked_at) == (NOON + timedelta(hours=1), NOON + timedelta(days=1))
    entry = Entry.objects.get(kind="opendata.formats.judged")
    assert "dcat-ap" in json.loads(entry.text)["facts"]["failed"]
    page = client.get(dataset.get_absolute_url()).content.decode()
    assert "dct:description" in page

    Dataset.objects.update(description_ko="이제 있습니다")
    judging.judge_formats(dataset=dataset, at=NOON + timedelta(days=2))
    assert FormatVerdict.objects.filter(format="dcat-ap").order_by("-pk").first().state == "passed"  # type: ignore[union-attr]
    assert "이제 있습니다" in Rendition.objects.get(dataset=dataset, suffix="ttl").text


# OAI-PMH


def asked(client: Client, query: str) -> ET.Element:
    return ET.fromstring(client.get(f"/data/oai?{query}").content)


def error_of(client: Client, query: str) -> str:
    found = asked(client, query).find(f"{{{OAI}}}error")
    assert found is not None, query
    return found.get("code", "")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Steal", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=a|b|c|1", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:1", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc", "noRecordsMatch"),
        ("verb=ListSets", "noSetHierarchy"),
    ],
)
def test_a_question_that_makes_no_sense_has_the_protocols_error(client: Client, query: str, code: str) -> None:
    assert error_of(client, query) == code


def test_harvesters_page_through_all_records_and_hear_of_withdrawals(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvesters, "PER_LIST", 2)
    officer = make_data_officer()
    found = [public_dataset(by=officer) for _ in range(5)]
    withdraw_dataset(dataset=found[0], reason="잘못된 자료", by=officer, at=NOON + timedelta(hours=1))
    seen: list[str] = []
    query = "verb=ListRecords&metadataPrefix=oai_dc"
    while query:
        root = asked(client, query)
        seen += [element.text or "" for element in root.iter(f"{{{OAI}}}identifier")]
        token = root.find(f".//{{{OAI}}}resumptionToken")
        query = f"verb=ListRecords&resumptionToken={token.text}" if token is not None and token.text else ""

    assert len(seen) == len(set(seen)) == 5
    deleted = asked(client, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={seen[0]}")
    assert deleted.find(f".//{{{OAI}}}header").get("status") == "deleted"  # type: ignore[union-attr]
    assert deleted.find(f".//{{{OAI}}}metadata") is None
    assert len(list(asked(client, "verb=ListSets").iter(f"{{{OAI}}}setSpec"))) == 1
    later = (NOON + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    changed = asked(client, f"verb=ListIdentifiers&metadataPrefix=oai_dc&from={later}")
    assert [element.text for element in changed.iter(f"{{{OAI}}}identifier")] == [seen[0]]
