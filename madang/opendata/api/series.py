"""Series of datasets for programs."""

from datetime import datetime
from typing import Any

from django.http import Http404
from ninja import Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.models import DatasetSeries
from madang.opendata.queries import series as queries

router = Router()


class SeriesOut(Schema):
    """size: datasets that you may read; changed: when one of them changed last."""

    name: str
    agency: str
    title: str
    title_en: str
    description: str
    description_en: str
    size: int
    changed: datetime | None
    url: str


class SeriesWhole(SeriesOut):
    datasets: list[str]


class SeriesPage(PageOut):
    items: list[SeriesOut]


def series_out(found: DatasetSeries) -> dict[str, Any]:
    return {
        "name": found.slug,
        "agency": found.organisation.code,
        "title": found.title_ko,
        "title_en": found.title_en,
        "description": found.description_ko,
        "description_en": found.description_en,
        "size": found.size,  # type: ignore[attr-defined]
        "changed": found.last_at,  # type: ignore[attr-defined]
        "url": found.get_absolute_url(),
    }


@router.get("", response={200: SeriesPage, 404: Problem})
def listed(request: ViewerRequest, page: int = 1) -> dict[str, Any]:
    """Series by title, a hundred a page."""
    found = page_of(queries.listed(request.viewer), page=max(1, page), size=100)
    return {**page_facts(found), "items": [series_out(one) for one in found]}


@router.get("/{slug}", response={200: SeriesWhole, 404: Problem})
def one(request: ViewerRequest, slug: str) -> dict[str, Any]:
    """One series with the short names of its datasets, the latest period first."""
    found = queries.series_page(request.viewer, slug)
    if found is None:
        raise Http404
    names = list(queries.datasets_of(request.viewer, found).values_list("slug", flat=True))
    return series_out(found) | {"datasets": names}
