"""Home, agencies, the desk, health, sitemap."""

import json
import os
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.ledger.models import Entry
from madang.portal.tests.test_queries import make_agency

pytestmark = pytest.mark.django_db
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def sign_in(client: Client, role: Role | None, organisation: Organisation | None = None) -> User:
    user = User.objects.create_user("somebody@example.org", name="Somebody")
    if role:
        RoleHeld.objects.create(user=user, role=role, organisation=organisation, since_on="2020-01-01")
    client.force_login(user)
    return user


def test_an_empty_site_says_what_will_stand_on_the_home_page(client: Client) -> None:
    page = client.get("/en/").text

    for sentence in ("Nothing has been published yet", "Nothing is open today", "No plan has been loaded"):
        assert sentence in page


def test_the_home_page_searches_everything(client: Client) -> None:
    page = client.get("/en/").text

    assert page.count('type="search"') == 1
    assert 'action="/en/search/"' in page


def test_an_agency_without_documents_says_so_and_offers_its_feed(client: Client) -> None:
    make_agency("9000001", name_en="Hanbit Safety Agency")
    page = client.get("/en/agencies/9000001/").text

    assert "Hanbit Safety Agency" in page
    assert "This agency has published nothing yet" in page
    assert "9000001.atom" in page


def test_an_unknown_agency_is_not_found(client: Client) -> None:
    assert client.get("/agencies/0/").status_code == 404


def test_a_desk_is_asked_for_a_sign_in_first(client: Client) -> None:
    assert client.get("/en/desk/")["Location"].startswith("/en/accounts/login/")


def test_a_citizen_has_no_desk_and_is_told_why(client: Client) -> None:
    sign_in(client, None)
    answer = client.get("/en/desk/")

    assert answer.status_code == 403
    assert "This needs a role that you do not hold" in answer.text


def test_a_records_officer_sees_what_is_due_and_the_way_to_hand_over(client: Client) -> None:
    sign_in(client, Role.RECORDS_OFFICER, make_agency("9000001"))
    page = client.get("/en/desk/").text

    assert "Nothing is waiting for you" in page
    assert "/en/documents/desk/intakes/" in page


def test_an_administrator_is_led_to_people_and_organisations(client: Client) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    page = client.get("/en/desk/").text

    assert "/en/desk/people/" in page
    assert "/en/desk/organisations/" in page


def test_only_officials_find_the_desk_in_the_navigation(client: Client) -> None:
    assert 'href="/en/desk/"' not in client.get("/en/").text
    sign_in(client, Role.RECORDS_OFFICER, make_agency("9000001"))
    assert 'href="/en/desk/"' in client.get("/en/").text


def test_every_place_of_the_navigation_exists(client: Client) -> None:
    from madang.portal import navigation

    places = [*navigation.MAIN, navigation.DESK, *navigation.ADMINISTRATION, *navigation.FOOTER]

    assert [name for _, name in places if navigation.address(name) is None] == []


def test_a_site_without_a_worker_is_not_well(client: Client, data: Path) -> None:
    answer = client.get("/health")

    assert answer.status_code == 503
    assert json.loads(answer.content)["checks"]["worker"]["ok"] is False


def test_a_site_whose_worker_beats_is_well(client: Client, data: Path) -> None:
    (data / "worker-heartbeat").touch()
    answer = client.get("/health")

    assert answer.status_code == 200, answer.content
    assert json.loads(answer.content)["ok"] is True
    assert answer["Cache-Control"].startswith("max-age=0")


def test_a_worker_that_stopped_a_minute_ago_is_noticed(client: Client, data: Path) -> None:
    beat = data / "worker-heartbeat"
    beat.touch()
    os.utime(beat, (beat.stat().st_mtime - 60,) * 2)

    assert client.get("/health").status_code == 503


def test_an_entry_that_waits_too_long_for_its_number_is_noticed(client: Client, data: Path) -> None:
    (data / "worker-heartbeat").touch()
    Entry.objects.create(
        code="0fe843e0-e1eb-4a88-9672-7d41ee19f8f5",
        kind="test.thing.done",
        subject="test:thing:1",
        at=now() - timedelta(minutes=2),
        text="{}",
        leaf_hash=b"0" * 32,
    )
    found = json.loads(client.get("/health").content)

    assert found["checks"]["ledger"]["ok"] is False
    assert found["checks"]["ledger"]["waiting"] >= 120


def test_the_sitemap_leads_to_every_public_agency_in_both_languages(client: Client) -> None:
    make_agency("9000001")
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    pages = [place.text or "" for place in index.findall("s:sitemap/s:loc", SITEMAP)]
    listed = [
        address.text or ""
        for page in pages
        for address in ElementTree.fromstring(client.get("/" + page.split("/", 3)[3]).content).findall(
            "s:url/s:loc", SITEMAP
        )
    ]

    assert any(address.endswith("/agencies/9000001/") for address in listed)
    assert len(listed) == len(set(listed))
    for address in listed:
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200, address
    assert 'hreflang="en"' in client.get("/sitemap-agencies-1.xml").text


@pytest.mark.parametrize("address", ["/sitemap-nothing-1.xml", "/sitemap-pages-2.xml", "/sitemap-pages-0.xml"])
def test_a_page_that_the_sitemap_does_not_have_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
