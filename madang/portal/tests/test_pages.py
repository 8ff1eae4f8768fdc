"""Pages of words, error pages, and answers for programs."""

import json
import re

import pytest
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, server_error
from pytest_django import Settings

from madang.portal.views.api_page import type_of
from madang.portal.views.pages import PAGES, TOPICS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", [*[f"/{name}/" for name in PAGES], *[f"/help/{topic.slug}/" for topic in TOPICS]])
def test_every_page_of_words_is_there_in_both_languages(client: Client, prefix: str, address: str) -> None:
    answer = client.get(prefix + address)

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_an_unknown_help_topic_is_not_found(client: Client) -> None:
    assert client.get("/help/nothing/").status_code == 404


def test_a_missing_page_offers_a_search_in_its_language(client: Client) -> None:
    answer = client.get("/en/nowhere/")

    assert answer.status_code == 404
    assert "There is no page at this address" in answer.text
    assert 'action="/en/search/"' in answer.text


@pytest.mark.parametrize("view", [server_error, lambda request: bad_request(request, ValueError())])
def test_a_fault_is_told_without_help_of_the_rest_of_the_site(view: object) -> None:
    answer = view(RequestFactory().get("/"))  # type: ignore[operator]

    assert "Go to the first page" in answer.content.decode()


def test_a_form_that_expired_says_that_nothing_was_changed() -> None:
    assert "Nothing has been changed" in csrf_failure(RequestFactory().post("/")).content.decode()


def test_elements_are_shown_in_a_demonstration_only(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    assert client.get("/style/").status_code == 404
    settings.DEMONSTRATION = True
    assert client.get("/style/").status_code == 200


def test_a_demonstration_is_said_on_every_page_and_kept_out_of_indexes(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = True

    assert "This is a demonstration" in client.get("/en/help/").text
    assert "Disallow: /\n" in client.get("/robots.txt").text


def test_crawlers_may_read_a_real_site_but_not_its_desks(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    rules = client.get("/robots.txt").text.splitlines()

    assert "Disallow: /" not in rules
    assert "Disallow: /en/documents/desk/" in rules


def test_the_contact_page_names_who_runs_the_site(client: Client, settings: Settings) -> None:
    settings.OPERATOR, settings.CONTACT_EMAIL = "Hanbit City", "madang@hanbit.example"

    assert "Hanbit City" in client.get("/contact/").text
    assert "mailto:madang@hanbit.example" in client.get("/contact/").text


def test_every_icon_of_the_manifest_is_a_file(client: Client) -> None:
    from django.contrib.staticfiles.finders import find

    described = json.loads(client.get("/manifest.webmanifest").content)

    assert [icon["src"] for icon in described["icons"] if not find(icon["src"].removeprefix("/static/"))] == []
    assert {icon["purpose"] for icon in described["icons"]} == {"any", "maskable"}


def test_the_service_worker_keeps_only_files_that_exist(client: Client) -> None:
    from django.contrib.staticfiles.finders import find

    kept = [line.strip(' ",') for line in client.get("/service-worker.js").text.splitlines() if '"/static/' in line]

    assert kept
    assert [address for address in kept if not find(address.removeprefix("/static/"))] == []


def test_no_operation_of_the_api_is_hidden_by_an_earlier_address(client: Client) -> None:
    stated = json.loads(client.get("/api/v1/openapi.json").content)
    hidden = []
    for path, operations in stated["paths"].items():
        address = re.sub(r"\{[^}]+\}", "00000000-0000-4000-8000-000000000001", path)
        allowed = client.options(address).headers.get("Allow", "")
        hidden += [f"{method} {path}" for method in operations if allowed and method.upper() not in allowed]

    assert hidden == []


def test_the_page_for_programs_lists_every_operation_of_the_api(client: Client) -> None:
    stated = json.loads(client.get("/api/v1/openapi.json").content)
    page = client.get("/en/api/").text

    assert [path for path in stated["paths"] if f"<code>{path}</code>" not in page] == []


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"$ref": "#/components/schemas/DocumentOut"}, "DocumentOut"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/A"}}, "[A]"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "date | null"),
        ({"enum": ["open", "closed"]}, "open | closed"),
    ],
)
def test_a_schema_is_said_in_a_few_words(schema: dict[str, object], words: str) -> None:
    assert type_of(schema) == words
