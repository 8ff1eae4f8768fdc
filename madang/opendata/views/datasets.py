"""Public pages of datasets: the list with its facets, and one of them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.errors import Refusal
from madang.opendata import facet_wording
from madang.opendata.models import Dataset, DataVersion, Distribution
from madang.opendata.queries import catalogue, decisions, reasons
from madang.opendata.views.shared import csv_response

PER_PAGE = 20
SHOWN = 8
"""Values of a facet that are shown before somebody asks for all."""
EXPORTED = ("name", "title", "title_en", "agency", "area", "licence", "frequency", "formats", "stars", "changed", "url")


@dataclass(frozen=True)
class Choice:
    """A value of a facet: what choosing it, or taking it off, leads to."""

    label: str | Promise
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str | Promise
    choices: list[Choice]
    different: int
    more: str


def asked(request: HttpRequest) -> catalogue.Question:
    return catalogue.read({name: request.GET.getlist(name) for name in request.GET})


@require_safe
def datasets(request: ViewerRequest) -> HttpResponse:
    """The datasets that fit the words and the choices, with the choices that are left and their exact counts."""
    context: dict[str, Any] = {"orders": [], "facets": [], "chosen": [], "refusal": ""}
    try:
        question = asked(request)
        answer = catalogue.ask(question, request.viewer)
    except Refusal as refusal:
        context |= {"refusal": refusal.message, "words": request.GET.get("q", "")}
        return render(request, "opendata/datasets.html", context, status=refusal.status)
    page = Paginator(answer.keys, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    facets = [shown(request, one, question) for one in answer.facets]
    context |= {
        "page": page,
        "datasets": catalogue.load(list(page.object_list), request.viewer),
        "query": kept.urlencode(),
        "words": question.words,
        "is_cut": not answer.is_whole,
        "facets": [one for one in facets if one.choices],
        "chosen": [choice for facet in facets for choice in facet.choices if choice.is_chosen],
        "is_filtered": bool(question.words or question.chosen),
        "orders": orders(question),
        "hidden": [(name, value) for name in catalogue.FACETS for value in question.chosen.get(name, ())],
    }
    return render(request, "opendata/datasets.html", context)


def orders(question: catalogue.Question) -> list[tuple[str, str | Promise, bool]]:
    """(code, label, is chosen); relevance only where there are words to be relevant to."""
    current = question.order or ("relevance" if question.words else "changed")
    codes = [one for one in catalogue.ORDERS if one != "relevance" or question.words]
    return [(one, facet_wording.ORDERS[one], one == current) for one in codes]


def shown(request: HttpRequest, counted: catalogue.FacetCount, question: catalogue.Question) -> Facet:
    """A facet as the page shows it: what is chosen first, even if nothing has it any more."""
    chosen = question.chosen.get(counted.name, ())
    counts = dict(counted.values)
    values = [*chosen, *(value for value, _count in counted.values if value not in chosen)]
    is_whole = request.GET.get("all") == counted.name or len(values) <= SHOWN
    labels = facet_wording.labels(counted.name, values)
    listed = values if is_whole else values[: max(SHOWN, len(chosen))]
    choices = [
        Choice(labels[one], counts.get(one, 0), toggled(request, counted.name, one), one in chosen) for one in listed
    ]
    more = "" if is_whole else changed(request, all=counted.name)
    return Facet(counted.name, facet_wording.FACETS[counted.name], choices, len(values), more)


def toggled(request: HttpRequest, facet: str, value: str) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    values = kept.getlist(facet)
    kept.setlist(facet, [one for one in values if one != value] if value in values else [*values, value])
    return "?" + kept.urlencode()


def changed(request: HttpRequest, **values: str) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    for name, value in values.items():
        kept[name] = value
    return "?" + kept.urlencode()


@require_safe
def export(request: ViewerRequest) -> HttpResponseBase:
    """Everything that fits, as CSV; the same parameters as the page."""
    try:
        answer = catalogue.ask(asked(request), request.viewer)
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status, content_type="text/plain; charset=utf-8")
    rows = (row(one) for batch in Paginator(answer.keys, 500) for one in catalogue.load(list(batch), request.viewer))
    return csv_response(EXPORTED, rows, name="datasets.csv")


def row(dataset: Dataset) -> tuple[object, ...]:
    said = catalogue.plainly(dataset)
    return tuple(", ".join(said[name]) if isinstance(said[name], list) else said[name] for name in EXPORTED)


@require_safe
def dataset(request: ViewerRequest, slug: str) -> HttpResponse:
    """A dataset: what is said of it, its files and addresses, and its versions."""
    readable = Dataset.objects.visible_to(request.viewer).select_related("organisation", "series")
    found = readable.filter(slug=slug).first()
    if found is None:
        return gone(request, slug)
    distributions = Distribution.objects.visible_to(request.viewer).filter(dataset=found).select_related("latest")
    versions = DataVersion.objects.visible_to(request.viewer).filter(distribution__dataset=found, number__isnull=False)
    context = {
        "dataset": found,
        "distributions": distributions,
        "versions": versions.order_by("-published_at"),
        "reasons": reasons.reasons_of(found, request.viewer),
        "decisions": decisions.about_dataset(found, request.viewer),
    }
    return render(request, "opendata/dataset.html", context)


def gone(request: ViewerRequest, slug: str) -> HttpResponse:
    """A withdrawn dataset's page with its reason, and status 410. Raises `Http404` for one that never was public."""
    found = Dataset.objects.withdrawn().filter(slug=slug).select_related("organisation").first()
    if found is None:
        raise Http404(_("There is no such dataset, or it is not public."))
    return render(request, "opendata/gone.html", {"dataset": found}, status=410)
