from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.errors import Refusal
from madang.search import queries
from madang.search.forms import FACET_PREFIX, SearchForm
from madang.search.queries import PAGE, AsksForPerson, FacetShown, SearchPage

FACETS_SHOWN = 12
OPENSEARCH = "application/opensearchdescription+xml"


@dataclass(frozen=True)
class Choice:
    """A link that narrows or widens the results."""

    label: str | Promise
    hits: int
    is_chosen: bool
    url: str


@require_safe
def search(request: ViewerRequest) -> HttpResponse:
    """One search box over everything that is public, and what it finds."""
    form = SearchForm(request.GET)
    context: dict[str, object] = {"form": form, "kept": kept_filters(request), "hide_site_search": True}
    status = 200
    try:
        if "refused" in request.GET:
            raise AsksForPerson
        if not form.is_valid():
            return render(request, "search/search.html", context, status=422)
        page = queries.find(form.request(limit=PAGE), request.viewer)
        context |= shown(request, page)
    except AsksForPerson as refusal:
        if "q" in request.GET:  # the identifier does not stay in the address, nor in links that carry the address on
            return redirect(f"{reverse('search:search')}?refused")
        context["refusal"], status = refusal.message, refusal.status
    except Refusal as refusal:
        context["refusal"], status = refusal.message, refusal.status
    return render(request, "search/search.html", context, status=status)


def kept_filters(request: HttpRequest) -> list[tuple[str, str]]:
    """The filters chosen by links, which the form carries on."""
    own = {"q", "since", "until", "cursor", "refused"}
    return [(name, str(value)) for name, value in request.GET.items() if value and name not in own]


def shown(request: HttpRequest, page: SearchPage) -> dict[str, object]:
    """What the template needs beside the page itself: the links."""
    return {
        "page": page,
        "facets": [(facet.label, choices(request, facet)) for facet in page.facets],
        "is_filtered": any(value for key, value in request.GET.items() if key not in {"q", "sort", "cursor"}),
        "without_filters": address(q=page.request.q),
        "by_relevance": with_parameter(request, "sort", ""),
        "by_date": with_parameter(request, "sort", "date"),
        "next": with_parameter(request, "cursor", page.next_cursor) if page.next_cursor else "",
        "first": with_parameter(request, "cursor", "") if page.request.cursor and not page.is_restarted else "",
        "feed": f"{reverse('search:feed')}?{query_string(request, leave_out={'cursor', 'sort'})}",
        "suggestions": [(words, address(q=words)) for words in page.suggestions],
    }


def choices(request: HttpRequest, facet: FacetShown) -> list[Choice]:
    """The values of a facet as links: one that is chosen takes the filter off again."""
    own = {"kind", "organisation", "year"}
    name = facet.name if facet.name in own else f"{FACET_PREFIX}{facet.name}"
    values = facet.values[:FACETS_SHOWN] + [value for value in facet.values[FACETS_SHOWN:] if value.is_chosen]
    return [
        Choice(
            each.label, each.hits, each.is_chosen, with_parameter(request, name, "" if each.is_chosen else each.value)
        )
        for each in values
    ]


def query_string(request: HttpRequest, *, leave_out: set[str]) -> str:
    """The parameters of the address that are not empty, without some."""
    return urlencode([(key, value) for key, value in request.GET.items() if value and key not in leave_out])


def with_parameter(request: HttpRequest, name: str, value: str) -> str:
    """This page with one parameter changed, or left out if the value is "". Any change begins at the first page."""
    kept = query_string(request, leave_out={name, "cursor"})
    changed = urlencode({name: value}) if value else ""
    return "?" + "&".join(part for part in (kept, changed) if part)


def address(**parameters: str) -> str:
    return "?" + urlencode({key: value for key, value in parameters.items() if value})


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed: options for a datalist, or JSON as browsers' search boxes know it."""
    typed = request.GET.get("q", "")
    found = queries.suggest(typed)
    if getattr(request, "htmx", False):
        return render(request, "search/options.html", {"suggestions": found})
    return JsonResponse([typed, found], safe=False, content_type="application/x-suggestions+json")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser adds this site to its search engines."""
    context = {
        "page": request.build_absolute_uri(reverse("search:search")),
        "suggest": request.build_absolute_uri(reverse("search:suggest")),
        "feed": request.build_absolute_uri(reverse("search:feed")),
        "language": get_language(),
        "name": _("Madang"),
        "description": _("Search the public records of this site"),
    }
    return render(request, "search/opensearch.xml", context, content_type=OPENSEARCH)
