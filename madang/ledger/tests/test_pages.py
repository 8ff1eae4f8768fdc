import base64
from datetime import date

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from madang.ledger import actions
from madang.ledger.installation import site_files
from madang.ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from madang.ledger.models import Entry
from madang.ledger.notes import BadNote, Verifier, open_checkpoint
from madang.ledger.proofs import Proof
from madang.ledger.queries import Filters, find_entries
from madang.ledger.tests.making import CITIZEN, NOON, OFFICER, make_draft, make_entries, make_log, sequence_all
from madang.ledger.tiles import split_entries, split_hashes

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_ledger_without_entries_says_what_comes(client: Client) -> None:
    shown = page(client, "/en/record/")

    assert "Nothing has been entered yet" in shown
    assert "No checkpoint has been published yet" in shown


def test_the_ledger_shows_entries_by_office_and_its_checkpoint(client: Client) -> None:
    make_log(2)

    shown = page(client, "/en/record/")

    assert "test.thing.done" in shown
    assert "system" in shown
    assert str(site_files().verifier()) in shown
    assert site_files().note() in shown


def test_a_citizen_is_named_nowhere_on_the_pages(client: Client) -> None:
    drafts = [make_draft(1, by=CITIZEN)]
    (entry,) = actions.record_many(drafts)
    sequence_all()

    for address in ["/en/record/", entry.get_absolute_url(), f"/api/v1/ledger/{entry.code}", "/en/record/feed/"]:
        shown = page(client, address)
        assert CITIZEN.ref not in shown
        assert "22222222" not in shown
        assert "홍길동" not in shown
    assert "a citizen" in page(client, "/en/record/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=test.thing.done", 3),
        ("kind=test", 4),
        ("kind=test.thi", 0),
        ("since=2014-03-04", 1),
        ("until=2014-03-03", 3),
        ("since=2014-03-03&until=2014-03-03", 3),
        ("since=nonsense", 4),
        ("subject=test:thing:2", 1),
        ("subject=test:thing:", 4),
        ("subject=nothing", 0),
        ("subject=1", 1),
        ("subject=%232", 1),
    ],
)
def test_entries_are_found_by_kind_day_and_subject(client: Client, query: str, found: int) -> None:
    make_entries(3)
    actions.record(kind="test.other.done", subject="test:thing:9", by=OFFICER, at=NOON.replace(day=4), facts={})
    sequence_all()

    if "nonsense" in query:
        assert client.get(f"/api/v1/ledger?{query}").status_code == 422
    else:
        assert client.get(f"/api/v1/ledger?{query}").json()["count"] == found
    shown = page(client, f"/en/record/?{query.replace('subject=', 'q=')}")
    assert shown.count('<th scope="row">') == found
    assert ("No entry fits" in shown) == (found == 0)


def test_an_entry_is_found_by_its_own_code(client: Client) -> None:
    entry = make_log(3)[1]

    assert client.get(f"/api/v1/ledger?subject={entry.code}").json()["items"][0]["code"] == str(entry.code)


def test_a_long_ledger_is_shown_in_pages(client: Client) -> None:
    make_log(120)

    assert page(client, "/en/record/").count('<th scope="row">') == 50
    assert page(client, "/en/record/?page=3").count('<th scope="row">') == 20


def test_an_entry_without_number_says_that_it_is_being_entered(client: Client) -> None:
    (entry,) = make_entries(1)

    assert "Being entered" in page(client, f"/en/record/{entry.code}/")
    assert client.get(f"/en/record/{entry.code}/proof").status_code == 404
    assert client.get(f"/api/v1/ledger/{entry.code}/proof").json()["code"] == "being-entered"


def test_the_downloaded_proof_verifies_against_the_downloaded_entry(client: Client) -> None:
    for entry in make_log(300)[::37]:
        verifier = Verifier.parse(client.get("/ledger/key").content.decode())
        proof = Proof.parse(page(client, f"/en/record/{entry.code}/proof"))
        text = client.get(f"/en/record/{entry.code}/entry.json").content

        assert proof.shows(leaf_hash(text), verifier)
        assert not proof.shows(leaf_hash(text + b" "), verifier)
        assert base64.b64encode(leaf_hash(text)).decode() == entry.leaf_hash_text


@pytest.mark.parametrize("spoil", [("index 1", "index 01"), ("v1", "v2"), ("\n\n", "\n"), ("index", "number")])
def test_a_malformed_proof_is_refused(client: Client, spoil: tuple[str, str]) -> None:
    entry = make_log(3)[1]
    text = page(client, f"/en/record/{entry.code}/proof")

    with pytest.raises(BadNote):
        Proof.parse(text.replace(*spoil))


def test_the_page_of_an_entry_shows_its_bytes_proof_and_what_was_erased(client: Client) -> None:
    entry = make_log(3)[1]
    assert "kept, not public" in page(client, f"/en/record/{entry.code}/")
    actions.erase(entry=entry, by=OFFICER, at=NOON)

    shown = page(client, f"/en/record/{entry.code}/")

    assert "<td>erased</td>" in shown
    assert entry.commitments["author"] in shown
    assert "Download the proof" in shown


def test_a_missing_tile_is_told_and_breaks_no_page(client: Client) -> None:
    entry = make_log(3)[1]
    (site_files().folder / "tile/0/000.p/3").unlink()

    assert "cannot be read" in page(client, f"/en/record/{entry.code}/")
    assert client.get(f"/en/record/{entry.code}/proof").status_code == 503
    assert client.get(f"/api/v1/ledger/{entry.code}/proof").json()["code"] == "proof-unavailable"


def test_programs_get_proofs_that_verify(client: Client) -> None:
    make_log(5)
    old = open_checkpoint(client.get("/ledger/checkpoint").content.decode(), site_files().verifier())
    make_log(20)
    new = open_checkpoint(client.get("/ledger/checkpoint").content.decode(), site_files().verifier())
    entry = Entry.objects.get(index=3)

    found = client.get(f"/api/v1/ledger/{entry.code}/proof").json()
    grown = client.get("/api/v1/ledger/consistency?first=5&second=25").json()

    hashes = [base64.b64decode(line) for line in found["hashes"]]
    assert verify_inclusion(base64.b64decode(found["leaf_hash"]), found["index"], 25, hashes, new.root)
    steps = [base64.b64decode(line) for line in grown["hashes"]]
    assert verify_consistency(5, 25, old.root, new.root, steps)


@pytest.mark.parametrize("query", ["first=3&second=2", "first=-1&second=2", "first=0&second=9"])
def test_a_tree_that_never_was_has_no_proof(client: Client, query: str) -> None:
    make_log(5)

    answer = client.get(f"/api/v1/ledger/consistency?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "no-such-tree")


def test_the_files_of_the_log_are_served_as_the_format_says(client: Client) -> None:
    log = make_log(260)

    checkpoint = client.get("/ledger/checkpoint")
    full, partial = client.get("/ledger/tile/0/000"), client.get("/ledger/tile/0/001.p/4")
    bundle = client.get("/ledger/tile/entries/001.p/4")

    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint["Cache-Control"] == "no-cache"
    assert full["Content-Type"] == bundle["Content-Type"] == "application/octet-stream"
    assert "immutable" in full["Cache-Control"]
    assert "immutable" not in partial["Cache-Control"]
    assert split_hashes(full.content, 256)[255] == bytes(log[255].leaf_hash)
    assert split_hashes(partial.content, 4)[3] == bytes(log[259].leaf_hash)
    assert [entry.decode() for entry in split_entries(bundle.content, 4)] == [entry.text for entry in log[256:]]


def test_a_partial_tile_of_an_older_checkpoint_is_still_served(client: Client) -> None:
    make_log(10)
    early = client.get("/ledger/tile/0/000.p/10").content
    make_log(290)

    assert client.get("/ledger/tile/0/000.p/10").content == early


@pytest.mark.parametrize(
    "path",
    ["tile/0/001", "tile/0/000.p/11", "tile/1/000", "tile/entries/000", "tile/0/../../ledger-key", "hold", "tile/x"],
)
def test_nothing_beyond_the_published_tree_is_served(client: Client, path: str) -> None:
    make_log(10)

    assert client.get(f"/ledger/{path}").status_code == 404


def test_no_page_and_no_file_shows_the_private_key(client: Client) -> None:
    make_log(3)
    with open(settings.LEDGER_KEY) as file:  # noqa: PTH123
        secret = file.read().strip().split("+", 4)[4]

    for address in ["/ledger/key", "/ledger/checkpoint", "/en/record/"]:
        assert secret not in page(client, address)


def test_followers_read_the_entries_as_a_feed(client: Client) -> None:
    make_entries(3)

    assert page(client, "/en/record/feed/").count("<entry") == 3
    assert page(client, "/en/record/feed/?q=test:thing:2").count("<entry") == 1
    assert client.get("/en/record/feed/")["Content-Type"].startswith("application/atom+xml")


def test_a_record_shows_its_entries_and_their_state() -> None:
    make_log(1)
    with override("en"):
        shown = Template("{% load ledger %}{% verify_record 'test:thing:1' %}").render(Context())
        assert "entry number 0" in shown
        assert f"/en/record/{Entry.objects.get().code}/" in shown

        make_entries(1, first=5)
        assert "being entered" in Template("{% load ledger %}{% verify_record 'test:thing:5' %}").render(Context())
        assert "no entry" in Template("{% load ledger %}{% verify_record 'test:thing:7' %}").render(Context())


def test_days_of_the_filter_are_days_of_the_site() -> None:
    """23:30 on 2 March in London is 08:30 on 3 March in Seoul."""
    actions.record(
        kind="test.a.b", subject="test:a:1", by=OFFICER, at=NOON.replace(day=2, hour=23, minute=30), facts={}
    )

    assert find_entries(Filters(since=date(2014, 3, 3), until=date(2014, 3, 3))).count() == 1
    assert not find_entries(Filters(until=date(2014, 3, 2))).exists()
