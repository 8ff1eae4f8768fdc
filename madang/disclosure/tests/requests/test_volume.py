"""However many requests there are: lists take the same queries, and what is overdue comes in pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from madang.disclosure.models import InformationRequest
from madang.disclosure.requests import pages
from madang.disclosure.tests.requests.world import DAY, Office, file, make_office

pytestmark = pytest.mark.django_db
LISTS = ("/requests/", "/requests/overdue/", "/api/v1/requests", "/api/v1/requests/overdue", "/requests/figures/")
DESKS = ("/requests/desk/", "/requests/desk/?state=overdue", "/api/v1/requests/desk")


@pytest.fixture
def office() -> Office:
    return make_office()


def asked(office: Office, count: int) -> None:
    """Requests of people of their own, published, and overdue by now."""
    for number in range(count):
        file(office, at=now() - 60 * DAY, subject=f"점검 결과 {number}")
    InformationRequest.objects.filter(published_at=None).update(published_at=now())


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", [*LISTS, *DESKS])
def test_a_list_takes_as_many_queries_for_many_requests_as_for_few(office: Office, address: str) -> None:
    client = Client()
    if address in DESKS:
        client.force_login(office.officer)
    asked(office, 2)
    few = queries_of(client, address)
    asked(office, 12)
    asked(make_office(), 3)

    assert queries_of(client, address) <= few


def test_what_is_overdue_comes_in_pages_and_whole_for_programs(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "OVERDUE_PER_PAGE", 3)
    other = make_office()
    asked(office, 5)
    asked(other, 2)
    address = reverse("requests:overdue")
    first, last = (client.get(address, {"page": page}).content.decode() for page in (1, 3))
    narrowed = client.get(address, {"agency": other.agency.code}).content.decode()
    rows = b"".join(client.get(reverse("requests:overdue-csv")).streaming_content).decode().splitlines()

    assert first.count("<tr>") == 1 + 3
    assert last.count("<tr>") == 1 + 1
    assert narrowed.count("<tr>") == 1 + 2
    assert len(rows) == 1 + 7
    assert len(client.get("/api/v1/requests/overdue").json()) == 7
