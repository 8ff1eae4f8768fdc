"""The frame of every page: policy, appearance, languages."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


def test_every_page_allows_itself_nothing_but_this_host(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_korean_stands_at_the_root_and_english_below_en(client: Client) -> None:
    assert '<html lang="ko"' in client.get("/").text
    assert '<html lang="en"' in client.get("/en/").text


def test_the_language_switch_leads_to_the_same_page(client: Client) -> None:
    assert 'href="/en/" lang="en"' in client.get("/").text
    assert 'href="/?q=1" lang="ko"' in client.get("/en/?q=1").text


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_a_chosen_appearance_stays_without_a_script(client: Client, theme: str) -> None:
    answer = client.post("/theme/", {"theme": theme, "next": "/en/"})

    assert answer["Location"] == "/en/"
    assert f'data-theme="{theme}"' in client.get("/en/").text


def test_the_appearance_of_the_device_takes_the_choice_back(client: Client) -> None:
    client.post("/theme/", {"theme": "dark", "next": "/"})
    client.post("/theme/", {"theme": "", "next": "/"})

    assert "data-theme" not in client.get("/").text


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_choosing_an_appearance_never_leads_to_another_host(client: Client, elsewhere: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_an_unknown_appearance_is_not_kept(client: Client) -> None:
    client.post("/theme/", {"theme": '"><script>', "next": "/"})

    assert "data-theme" not in client.get("/").text


def test_a_page_about_a_version_does_not_change_the_version_of_the_site() -> None:
    footer = render_to_string("portal/footer.html", {"site_version": "9.8.7", "version": "a version of a document"})

    assert "9.8.7" in footer
    assert "of a document" not in footer
