"""Harvesting: four kinds of catalogues, differences from look to look, and no address that must not be asked."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from madang.common.errors import Invalid, NotAllowed
from madang.common.fetching import Fetched, Limits, fetch
from madang.opendata import harvesting as reading
from madang.opendata.actions import harvesting as actions
from madang.opendata.actions.datasets import add_distribution
from madang.opendata.actions.judging import check_links
from madang.opendata.formats import datajson, dcat
from madang.opendata.models import Dataset, Distribution, HarvestedRecord, HarvestRun, HarvestSource
from madang.opendata.tests.making import officer_of
from madang.opendata.tests.samples import sample, sample_catalogue
from madang.opendata.upkeep.tasks import LINK_LIMITS
from tests.factories import NOON, make_organisation

URL = "https://catalogue.example.test/data.json"


def listed(*numbers: int, **changed: str) -> bytes:
    datasets = [
        {
            "identifier": f"d{number}",
            "title": f"자료 {number}",
            "description": "설명",
            "keyword": ["물"],
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "distribution": [{"downloadURL": f"https://files.example.test/{number}.csv", "format": "CSV"}],
        }
        | changed
        for number in numbers
    ]
    return json.dumps({"dataset": datasets}).encode()


def answering(*bodies: bytes, status: int = 200) -> Callable[[str], Fetched]:
    left = list(bodies)
    return lambda url: Fetched(status, {}, left.pop(0), url)


def make_source(kind: str = "data-json", url: str = URL) -> HarvestSource:
    return actions.add_source(organisation=make_organisation(), title="이웃 목록", kind=kind, url=url, by=None, at=NOON)


def test_our_own_formats_are_read_back() -> None:
    from_json = reading.data_json(json.dumps({"dataset": [datajson.dataset(sample())]}).encode(), URL)
    (found,) = from_json.found
    assert (found.title, found.identifier) == ("대기오염 측정", sample().uri)
    for suffix in dcat.FORMATS:
        page = reading.dcat(dcat.written(dcat.catalogue_graph(sample_catalogue(sample())), suffix).encode(), URL)
        assert [one.identifier for one in page.found] == [sample().uri], suffix
        assert page.next.endswith("?page=2")
        assert {url for _title, _format, url in page.found[0].files} >= {"https://data.example.test/air.csv"}


def test_ckan_is_read_page_by_page() -> None:
    one = {"id": "x", "title": "하천", "resources": [{"url": "https://a.test/x.csv", "format": "CSV"}]}
    body = json.dumps({"success": True, "result": {"count": 150, "results": [one] * 100}}).encode()

    page = reading.ckan(body, reading.ckan_address("https://ckan.example.test/", 0))

    assert page.next == "https://ckan.example.test/api/3/action/package_search?rows=100&start=100"
    assert page.found[0].files == (("", "CSV", "https://a.test/x.csv"),)
    with pytest.raises(reading.Unreadable):
        reading.ckan(b'{"success": false}', URL)


def test_oai_pmh_hears_of_records_deletions_and_the_next_page() -> None:
    body = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
    <record><header><identifier>oai:a:1</identifier></header><metadata>
    <dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:d="http://purl.org/dc/elements/1.1/">
    <d:title>지하수</d:title><d:identifier>https://a.test/1</d:identifier></dc></metadata></record>
    <record><header status="deleted"><identifier>oai:a:2</identifier></header></record>
    <resumptionToken>a|b</resumptionToken></ListRecords></OAI-PMH>""".encode()

    page = reading.oai_pmh(body, "https://a.test/oai?verb=ListRecords&metadataPrefix=oai_dc")

    assert [(one.title, one.is_deleted) for one in page.found] == [("지하수", False), ("", True)]
    assert page.next == "https://a.test/oai?verb=ListRecords&resumptionToken=a%7Cb"


@pytest.mark.parametrize(
    ("read", "body", "code"),
    [
        (reading.data_json, b"<html>", "no-json"),
        (reading.data_json, b'{"a": 1}', "no-datasets"),
        (reading.data_json, b"[" * 100_000, "no-json"),
        (reading.dcat, b"nonsense {", "no-rdf"),
        (reading.dcat, b'{"@context": "http://169.254.169.254/", "@id": "a:b"}', "remote-context"),
        (reading.dcat, b'[{"@context": {"x": "y"}, "a": {"@context": ["http://10.0.0.1/"]}}]', "remote-context"),
        (reading.dcat, b'<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF/>', "entities"),
        (reading.oai_pmh, b"<x", "no-xml"),
        (reading.oai_pmh, b"<x/>", "no-oai"),
    ],
)
def test_what_is_no_catalogue_is_said_so(read: Callable[[bytes, str], Any], body: bytes, code: str) -> None:
    with pytest.raises(reading.Unreadable) as fault:
        read(body, URL)
    assert fault.value.code == code


def test_an_entity_of_a_file_is_not_read() -> None:
    body = b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>&f;</identifier></header></record></ListRecords></OAI-PMH>'

    assert "root" not in str(reading.oai_pmh(body, URL))


def test_addresses_that_are_none_of_the_web_are_left_out() -> None:
    body = json.dumps({"dataset": [{"identifier": "a", "title": "b", "landingPage": "javascript:alert(1)"}]}).encode()

    page = reading.data_json(body, URL)

    assert page.found == []
    assert page.faults == [("a", "no-address")]


@pytest.mark.django_db
def test_looks_add_change_and_withdraw_and_say_so() -> None:
    source = make_source()
    first = actions.harvest(source=source, ask=answering(listed(1, 2)), at=NOON)
    same = actions.harvest(source=source, ask=answering(listed(1, 2)), at=NOON + timedelta(days=1))
    later = actions.harvest(source=source, ask=answering(listed(1, title="새 제목")), at=NOON + timedelta(days=2))

    assert (first.found, first.added, first.changed, first.gone) == (2, 2, 0, 0)
    assert (same.added, same.changed, same.gone) == (0, 0, 0)
    assert (later.added, later.changed, later.gone) == (0, 1, 1)
    public = Dataset.objects.get(state="published")
    assert (public.title_ko, public.licence) == ("새 제목", "cc-by-4.0")
    assert Dataset.objects.get(state="withdrawn").withdrawal_reason
    source.refresh_from_db()
    assert source.next_at == NOON + timedelta(days=3)


@pytest.mark.django_db
def test_an_address_that_an_officer_added_stays_when_those_of_the_source_change() -> None:
    source = make_source()
    actions.harvest(source=source, ask=answering(listed(1)), at=NOON)
    record = HarvestedRecord.objects.get()
    own = add_distribution(
        dataset=record.dataset,
        key="guide",
        kind=Distribution.Kind.LINK,
        title_ko="안내",
        access_url="https://example.test/guide",
        by=None,
        at=NOON,
    )
    HarvestedRecord.objects.update(said=record.said | {"files": []})

    actions.harvest(source=source, ask=answering(listed(1, title="새 제목")), at=NOON + timedelta(days=1))

    assert own in record.dataset.distributions.all()
    assert record.dataset.distributions.count() == 1 + len(HarvestedRecord.objects.get().said["files"])


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "status"), [(b"", 500), (b"<html>", 200), (b"", 302)])
def test_a_failed_look_takes_nothing_away_and_shows_its_fault(client: Client, body: bytes, status: int) -> None:
    source = make_source()
    actions.harvest(source=source, ask=answering(listed(1)), at=NOON)

    run = actions.harvest(source=source, ask=answering(body, status=status), at=NOON + timedelta(days=1))

    assert run.gone == 0
    assert Dataset.objects.filter(state="published").count() == 1
    code = run.faults[0]["code"]
    assert code in client.get(reverse("opendata:harvest", args=[source.code])).content.decode()
    assert source.title in client.get(reverse("opendata:harvests")).content.decode()


@pytest.mark.django_db
def test_one_faulty_dataset_leaves_the_others_untouched() -> None:
    source = make_source()
    both = json.loads(listed(1, 2))
    both["dataset"][0]["title"] = ""
    run = actions.harvest(source=source, ask=answering(json.dumps(both).encode()), at=NOON)

    assert (run.added, run.faults) == (1, [{"identifier": "d1", "code": "no-title"}])


@pytest.mark.django_db
def test_a_catalogue_that_never_ends_is_left() -> None:
    source = make_source("dcat", "https://a.test/c.ttl")
    turtle = (
        b"@prefix hydra: <http://www.w3.org/ns/hydra/core#> . <https://a.test/p> hydra:next <https://a.test/c.ttl> ."
    )
    run = actions.harvest(source=source, ask=lambda url: Fetched(200, {}, turtle, url), at=NOON)

    assert run.faults[0]["code"] == "endless"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest/meta-data/", "http://[::1]/data.json", "http://127.0.0.1/", "http://10.1.2.3/x"],
)
def test_no_look_asks_an_address_inside(url: str) -> None:
    source = make_source(url=url)

    run = actions.harvest(source=source, ask=lambda asked: fetch(asked, limits=actions.LIMITS), at=NOON)

    assert run.faults[0]["code"] == "not-public"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.test/", "https://user:secret@a.test/", "http://a.test:22/"]
)
def test_an_address_that_must_not_be_asked_is_refused_at_once(url: str) -> None:
    with pytest.raises(Invalid):
        make_source(url=url)
    assert not HarvestSource.objects.exists()


@pytest.mark.django_db
def test_a_name_that_changes_its_mind_is_asked_once_and_its_public_address_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = ["93.184.216.34", "127.0.0.1"]
    asked: list[str] = []
    connected: list[str] = []

    def resolve(host: str, port: int, **options: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[min(len(asked), 2) - 1], port))]

    def connect(address: tuple[str, int], **options: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    run = actions.harvest(
        source=make_source(url="http://rebinding.example.test/"),
        ask=lambda url: fetch(url, limits=actions.LIMITS),
        at=NOON,
    )

    assert asked == ["rebinding.example.test"]
    assert connected == ["93.184.216.34"]
    assert run.faults[0]["code"] == "no-connection"


@pytest.mark.django_db
def test_officers_add_sources_for_their_own_agency_alone(client: Client) -> None:
    organisation = make_organisation()
    stranger = officer_of(make_organisation())
    with pytest.raises(NotAllowed):
        actions.add_source(organisation=organisation, title="x", kind="ckan", url=URL, by=stranger, at=NOON)
    client.force_login(officer_of(organisation))
    said = {"organisation": organisation.pk, "title": "CKAN", "kind": "ckan", "url": URL, "every_hours": 12}
    assert client.post(reverse("opendata:harvest-new"), said).status_code == 302
    assert client.post(reverse("opendata:harvest-new"), said).status_code == 422
    assert not HarvestRun.objects.exists()


@contextmanager
def server(host: str, answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server on a real socket of this machine that says one thing; its port, and what it was asked."""
    asked: list[bytes] = []

    def run() -> None:
        with suppress(OSError):
            while True:
                peer, _address = listening.accept()
                with peer:
                    asked.append(peer.recv(65536))
                    peer.sendall(answer)

    with socket.create_server((host, 0)) as listening:
        threading.Thread(target=run, daemon=True).start()
        yield listening.getsockname()[1], asked


def moved_to(where: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()


def only_the_first(address: Any) -> bool:
    return str(address) == "127.0.0.1"


@pytest.mark.django_db
@pytest.mark.parametrize("redirects", [0, 5])
def test_a_catalogue_that_sends_the_look_to_a_host_inside_is_refused_and_that_host_never_asked(redirects: int) -> None:
    secret = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"dataset": []}'
    with (
        server("127.0.0.2", secret) as (inside, asked_inside),
        server("127.0.0.1", moved_to(f"http://127.0.0.2:{inside}/data.json")) as (outside, asked),
    ):
        limits = Limits(ports=frozenset({inside, outside}), may_reach=only_the_first, redirects=redirects)
        source = make_source(url="https://catalogue.example.test/moved.json")
        ask = f"http://127.0.0.1:{outside}/data.json"
        run = actions.harvest(source=source, ask=lambda _url: fetch(ask, limits=limits), at=NOON)

    assert run.faults[0]["code"] == ("not-public" if redirects else "redirect")
    assert len(asked) == 1
    assert asked_inside == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.0.0.1/",
        "http://localhost/",
        "//192.168.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ],
)
def test_a_link_that_moves_to_a_forbidden_address_counts_as_broken_and_is_not_followed(where: str) -> None:
    with server("127.0.0.1", moved_to(where)) as (port, asked):
        ports = frozenset({port, 80, 443})
        limits = replace(LINK_LIMITS, ports=ports, may_reach=lambda one: only_the_first(one) and not asked)
        (check,) = check_links(
            subject="opendata:dataset:x",
            urls=[f"http://127.0.0.1:{port}/file.csv"],
            ask=lambda url: fetch(url, method="HEAD", limits=limits),
            at=NOON,
        )

    assert (check.is_working, check.status) == (False, None)
    assert check.fault in {"not-public", "scheme"}
    assert len(asked) == 1
