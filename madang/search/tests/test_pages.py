import json
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from madang.accounts.models import Organisation
from madang.search import location, tasks
from madang.search.tests.records import Notes

pytestmark = pytest.mark.django_db


def make_agency() -> Organisation:
    return Organisation.objects.create(
        code="1741000",
        kind="ministry",
        name_ko="가람부",
        name_en="Ministry of Garam",
        established_on=date(2013, 1, 1),
    )


def test_the_page_shows_hits_with_marks_agency_date_and_kind(client: Client, notes: Notes) -> None:
    make_agency()
    notes.publish("a", "올해 예산 편성", title="예산 <지침>", facets={"class": "open"})
    notes.publish("b", "다른 예산", facets={"class": "partly"}, published_on=date(2015, 1, 1))
    tasks.write_changes()

    page = client.get("/search/", {"q": "예산"}).content.decode()

    assert '<a href="/notes/a/" lang="ko"><mark>예산</mark> &lt;지침&gt;</a>' in page
    assert "올해 <mark>예산</mark> 편성" in page
    assert "가람부" in page
    assert 'datetime="2014-03-02"' in page
    assert "facet.class=partly" in page
    assert "year=2015" in page


def test_a_filter_can_be_put_on_and_taken_off(client: Client, notes: Notes) -> None:
    notes.publish("a", "예산", facets={"class": "open"})
    notes.publish("b", "예산", facets={"class": "partly"})
    tasks.write_changes()

    page = client.get("/search/", {"q": "예산", "facet.class": "open"}).content.decode()

    assert "/notes/a/" in page
    assert "/notes/b/" not in page
    assert 'href="?q=%EC%98%88%EC%82%B0" rel="nofollow" aria-current="true"' in page


def test_pages_follow_one_another_by_links(client: Client, notes: Notes) -> None:
    for place in range(25):
        notes.publish(f"n{place:02}", "예산")
    tasks.write_changes()

    seen: list[str] = []
    address = "/search/?q=예산"
    while address:
        response = client.get(address)
        seen += [each.hit.ref for each in response.context["page"].hits]
        address = response.context["next"] and f"/search/{response.context['next']}"

    assert seen == [f"test:note:n{place:02}" for place in range(25)]


def test_an_empty_result_says_what_to_try(client: Client, notes: Notes) -> None:
    notes.publish("a", "개인 정보를 보호한다")
    tasks.write_changes()

    response = client.get("/search/", {"q": "개인정보"})

    assert response.status_code == 200
    assert next(words for words, _ in response.context["suggestions"]) == "개인 정보"


def test_a_missing_index_is_a_sentence_and_not_an_error(client: Client) -> None:
    response = client.get("/search/", {"q": "예산"})

    assert response.status_code == 503
    assert 'role="alert"' in response.content.decode()
    assert location.is_damaged()


@pytest.mark.parametrize(
    "query",
    [
        "since=gestern",
        "until=2014-13-45",
        "since=2015-01-01&until=2014-01-01",
        "year=abc",
        "sort=best",
        "q=" + "가" * 201,
    ],
)
def test_a_faulty_address_gets_a_sentence(client: Client, notes: Notes, query: str) -> None:
    tasks.write_changes()

    assert client.get(f"/search/?{query}").status_code == 422
    assert client.get(f"/api/v1/search?{query}").status_code == 422


STRANGE = ["q=%00", "q=%ff%fe", "q=%22", "cursor=x", "cursor=%ff", "facet.=x", "facet.a.b=x", "facet.%00=x", "q=-"]
STRANGE += ["kind=%00", "organisation=%27", "q=a&q=b", "facet.class=%22", "q=%ed%a0%80", "facet.kind=x", "q=%2a"]


@pytest.mark.parametrize("query", STRANGE)
def test_no_address_breaks_the_page_the_feed_or_the_interface(client: Client, notes: Notes, query: str) -> None:
    notes.publish("a", "예산")
    tasks.write_changes()

    for path in ("/search/", "/search/feed", "/search/suggest", "/api/v1/search", "/api/v1/search/suggest"):
        assert client.get(f"{path}?{query}").status_code in {200, 404, 422}


def test_the_feed_is_the_search_newest_first(client: Client, notes: Notes) -> None:
    notes.publish("a", "예산", published_on=date(2014, 1, 1))
    notes.publish("b", "예산", published_on=date(2015, 1, 1))
    notes.publish("c", "결산")
    tasks.write_changes()

    feed = ElementTree.fromstring(client.get("/search/feed", {"q": "예산"}).content)

    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")] == ["Note b", "Note a"]


def test_browsers_learn_how_to_search_here(client: Client, notes: Notes) -> None:
    notes.publish("a", "개인정보")
    tasks.write_changes()

    description = client.get("/search/opensearch.xml")
    suggested = client.get("/search/suggest", {"q": "개인"})

    assert "{searchTerms}" in description.content.decode()
    ElementTree.fromstring(description.content)
    assert json.loads(suggested.content) == ["개인", ["개인정보"]]


def test_typing_offers_options_to_the_search_box(client: Client, notes: Notes) -> None:
    notes.publish("a", "개인정보")
    tasks.write_changes()

    options = client.get("/search/suggest", {"q": "개인"}, headers={"HX-Request": "true"})

    assert '<option value="개인정보">' in options.content.decode()


def test_programs_find_the_same_and_page_by_cursor(client: Client, notes: Notes) -> None:
    for place in range(5):
        notes.publish(f"n{place}", "예산", facets={"class": "open"})
    tasks.write_changes()

    first = client.get("/api/v1/search", {"q": "예산", "limit": 3})
    body = first.json()
    rest = client.get("/api/v1/search", {"q": "예산", "limit": 3, "cursor": body["next"]}).json()
    again = client.get("/api/v1/search", {"q": "예산", "limit": 3}, headers={"If-None-Match": first["ETag"]})

    assert body["total"] == 5
    assert [hit["ref"] for hit in body["hits"] + rest["hits"]] == [f"test:note:n{place}" for place in range(5)]
    assert rest["next"] == ""
    assert again.status_code == 304


@pytest.mark.parametrize(
    "q", ["900101-1234567", '"900101 - 1234567"', "예산 010-1234-5678", "９００１０１－１２３４５６７"]
)
def test_a_personal_identifier_is_refused_and_not_written_into_the_page(client: Client, notes: Notes, q: str) -> None:
    tasks.write_changes()

    page = client.get("/search/", {"q": q}, follow=True)
    answer = client.get("/api/v1/search", {"q": q})

    assert page.status_code == answer.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert q not in page.content.decode()
    assert answer.json()["code"] == "personal-identifier"
    assert client.get("/search/suggest", {"q": q}).json()[1] == []


@pytest.mark.parametrize("q", ["제2024-15호", "2014-03-02", "1741000", "2014년 예산", "20140302"])
def test_numbers_of_documents_agencies_and_days_may_be_asked(client: Client, notes: Notes, q: str) -> None:
    tasks.write_changes()

    assert client.get("/search/", {"q": q}).status_code == 200
