"""Quality: points add up to 405, broken links take stars away, and what a night found is not overwritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from madang.common.fetching import Fetched, FetchFailed
from madang.common.metrics import measure
from madang.opendata import quality
from madang.opendata.actions import judging
from madang.opendata.models import Dataset, LinkCheck, QualityDay
from madang.opendata.tests.factories import make_dataset
from madang.opendata.tests.samples import AT, sample
from tests.factories import NOON

ALL_WORK = {url: True for file in sample().files for url in (file.access_url, *(form.url for form in file.forms))}


def test_a_perfect_dataset_has_405_points_of_405() -> None:
    found = quality.assess(sample(), works=ALL_WORK, conforms=True)

    assert found.most == 405
    assert (found.points, found.rating) == (Decimal(405), "excellent")


@pytest.mark.parametrize(
    ("points", "rating"),
    [(351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"), (121, "sufficient"), (120, "bad")],
)
def test_ratings_begin_where_the_method_says(points: int, rating: str) -> None:
    assert quality.rating_of(Decimal(points)) == rating


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"keywords": ()}, 30),
        ({"area": ""}, 30),
        ({"spatial": ""}, 20),
        ({"covers_from": None, "covers_until": None}, 20),
        ({"licence": "unstated"}, 30),
        ({"contact": "", "contact_url": ""}, 20),
    ],
)
def test_what_is_not_said_costs_its_weight(changed: dict[str, object], lost: int) -> None:
    assert quality.assess(sample(**changed), works=ALL_WORK, conforms=True).points == 405 - lost


def test_links_that_do_not_work_cost_points_and_all_stars() -> None:
    assert quality.assess(sample(), works={}, conforms=True).points == 405 - 50 - 30
    assert quality.assess(sample(), works=ALL_WORK, conforms=False).points == 405 - 30
    assert quality.stars(sample(), works=ALL_WORK) == 3
    assert quality.stars(sample(), works={}) == 0
    assert quality.stars(sample(licence="kogl-4"), works=ALL_WORK) == 0


def test_freshness_is_measured_against_the_declared_cycle() -> None:
    assert quality.is_fresh(sample(), at=AT + timedelta(days=1)) is True
    assert quality.is_fresh(sample(), at=AT + timedelta(days=2)) is False
    assert quality.is_fresh(sample(frequency="irreg"), at=AT) is None


def answering(status: int) -> judging.Ask:
    return lambda url: Fetched(status, {}, b"", url)


def broken(url: str) -> Fetched:
    raise FetchFailed("no-such-host", url)


def public_dataset() -> Dataset:
    described = {"description_ko": "설명", "keywords": ["대기"], "area": "environment"}
    return make_dataset(is_public=True, frequency="daily", **described)


@pytest.mark.django_db
def test_a_night_checks_links_formats_and_points_and_is_not_overwritten() -> None:
    dataset = public_dataset()
    first = judging.look_at(dataset=dataset, ask=answering(200), at=NOON)
    again = judging.look_at(dataset=dataset, ask=broken, at=NOON + timedelta(hours=1))
    next_day = judging.look_at(dataset=dataset, ask=broken, at=NOON + timedelta(days=1))

    assert again == first
    assert (first.working_links, next_day.working_links) == (1, 0)
    assert (first.stars, next_day.stars) == (3, 0)
    assert first.points - next_day.points == 50
    assert LinkCheck.objects.filter(subject=dataset.ref).count() == 2
    assert LinkCheck.objects.get(is_working=False).fault == "no-such-host"
    assert {one["name"] for one in first.evidence} >= {"keyword", "dcat-ap"}


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "works"), [(200, True), (301, True), (404, False), (500, False)])
def test_an_address_works_if_it_answers_well(status: int, works: bool) -> None:
    (check,) = judging.check_links(
        subject="opendata:reuse:x", urls=["https://a.test/"] * 2, ask=answering(status), at=NOON
    )

    assert check.is_working is works


@pytest.mark.django_db
def test_pages_api_and_metrics_show_the_same_points(client: Client) -> None:
    dataset = public_dataset()
    hidden = make_dataset(title_ko="비공개 초안")
    for one in (dataset, hidden):
        judging.look_at(dataset=one, ask=answering(200), at=NOON)
    points = QualityDay.objects.get(dataset=dataset).points

    page = client.get(reverse("opendata:quality")).content.decode()
    assert dataset.organisation.name_ko in page
    assert "비공개 초안" not in page
    assert hidden.slug not in client.get("/api/v1/data-quality").content.decode()
    assert client.get(f"/api/v1/data-quality/{hidden.slug}").status_code == 404
    shown = client.get(f"/api/v1/data-quality/{dataset.slug}").json()
    assert Decimal(shown["points"]) == points
    assert Decimal(client.get("/api/v1/data-quality").json()["overall"]["points"]) == points
    assert measure("opendata.metadata_quality", at=NOON.date()).value == points  # type: ignore[union-attr]
    assert measure("opendata.metadata_quality", at=NOON.date() - timedelta(days=1)).value is None  # type: ignore[union-attr]
    text = b"".join(client.get(reverse("opendata:quality-csv")).streaming_content).decode()  # type: ignore[arg-type]
    assert dataset.slug in text
    assert hidden.slug not in text
    assert client.get(reverse("opendata:data-agency", args=[dataset.organisation.code])).status_code == 200
