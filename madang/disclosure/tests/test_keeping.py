"""Numbers that take long: kept with the moment of counting, counted again by the worker."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from madang.disclosure import keeping
from madang.disclosure.requests.tasks import count_figures
from madang.disclosure.tests.requests.world import file, make_office
from tests.factories import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_what_is_quick_is_counted_each_time() -> None:
    assert keeping.kept("a", lambda: 1, moment=NOON) == (NOON, 1)
    assert keeping.kept("a", lambda: 2, moment=NOON + HOUR) == (NOON + HOUR, 2)


def test_what_takes_long_is_kept_with_its_moment_until_it_is_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "QUICK", 0)
    keeping.kept("a", lambda: 1, moment=NOON)

    assert keeping.kept("a", lambda: 2, moment=NOON + HOUR) == (NOON, 1)
    assert keeping.kept("a", lambda: 3, moment=NOON + HOUR, anew=True) == (NOON + HOUR, 3)
    assert keeping.kept("a", lambda: 4, moment=NOON + 2 * HOUR) == (NOON + HOUR, 3)


def test_the_worker_counts_before_readers_ask(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(keeping, "QUICK", 0)
    office = make_office()
    file(office)
    count_figures()
    file(office, subject="나중에 들어온 것")
    (kept,) = client.get("/api/v1/requests/figures").json()
    monkeypatch.setattr(keeping, "QUICK", 60)
    (alone,) = client.get(f"/api/v1/requests/figures?agency={office.agency.code}").json()

    assert (kept["received"], alone["received"]) == (1, 2)
    assert client.get(reverse("requests:figures")).status_code == 200
    assert client.get(reverse("scorecards:compare"), {"line": "fees"}).status_code == 200
