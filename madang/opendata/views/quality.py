"""Quality for everyone: of all data, and of one dataset."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.viewers import PUBLIC
from madang.opendata.models import Dataset, QualityDay
from madang.opendata.quality import RATINGS
from madang.opendata.queries import quality as queries
from madang.opendata.views.shared import csv_response

COLUMNS = ("dataset", "agency", "on", "points", "rating", "stars", "open_files", "files", "working_links", "links")
MOST_FAILING = 50


@require_safe
def overview(request: ViewerRequest) -> HttpResponse:
    """The quality of everything public on the last measured day."""
    on = localdate()
    counts = queries.ratings(on=on)
    context = {
        "overall": queries.overall(on=on),
        "agencies": queries.by_agency(on=on),
        "ratings": [(name, floor, counts.get(name, 0)) for floor, name in RATINGS],
        "trend": queries.trend(on=on),
        "failing": queries.failing().select_related("organisation")[:MOST_FAILING],
        "crumbs": [(_("Open data"), reverse("opendata:datasets")), (_("Quality of the data"), "")],
    }
    return render(request, "opendata/quality.html", context)


@require_safe
def dataset(request: ViewerRequest, slug: str) -> HttpResponse:
    """The quality of one dataset with the evidence of every point."""
    found = get_object_or_404(Dataset.objects.visible_to(PUBLIC), slug=slug)
    context = {
        "dataset": found,
        "latest": queries.latest_of(found),
        "broken": queries.broken_links(found),
        "trend": queries.trend(on=localdate(), dataset=found),
        "crumbs": [
            (_("Open data"), reverse("opendata:datasets")),
            (found.title, found.get_absolute_url()),
            (_("Quality"), ""),
        ],
    }
    return render(request, "opendata/dataset_quality.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """Every dataset's measurement of the last measured day, as CSV."""
    day = queries.last_measured(on=localdate())
    found = queries.of_day(day).select_related("dataset__organisation") if day else QualityDay.objects.none()
    rows = (row_of(one) for one in found.iterator(chunk_size=500))
    return csv_response((*COLUMNS, "is_fresh", "cells", "faulty_cells"), rows, name=f"quality-{day or 'none'}.csv")


def row_of(one: QualityDay) -> tuple[object, ...]:
    head = (one.dataset.slug, one.dataset.organisation.code, one.on, one.points, one.rating, one.stars)
    links = (one.open_files, one.files, one.working_links, one.links)
    return (*head, *links, "" if one.is_fresh is None else one.is_fresh, one.cells, one.faulty_cells)
