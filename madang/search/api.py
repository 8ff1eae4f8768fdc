from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.common.api import entity_tag
from madang.common.errors import Invalid
from madang.search import queries
from madang.search.asking import LONGEST
from madang.search.forms import SearchForm
from madang.search.queries import SearchPage

router = Router()


class HitOut(Schema):
    """title_html, fragment: safe HTML with the words asked for in `<mark>`."""

    ref: str
    kind: str
    title: str
    title_html: str
    fragment: str
    url: str
    organisation: str
    organisation_name: str
    language: str
    published_on: date


class FacetValueOut(Schema):
    value: str
    label: str
    hits: int


class SearchOut(Schema):
    """total: all hits. next: the cursor of the next page, or "".

    restarted: the page asked for is gone, because the index was renewed; this is the first one.
    """

    total: int
    hits: list[HitOut]
    facets: dict[str, list[FacetValueOut]]
    next: str
    generation: str
    restarted: bool
    suggestions: list[str]


class Parameters(Schema):
    """Further facets are given as `facet.NAME=value`."""

    q: str = ""
    kind: str = ""
    organisation: str = ""
    since: str = ""
    until: str = ""
    year: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 20


def search_out(page: SearchPage) -> SearchOut:
    hits = [HitOut(**vars(found.hit), organisation_name=found.organisation_name) for found in page.hits]
    facets = {
        facet.name: [FacetValueOut(value=each.value, label=str(each.label), hits=each.hits) for each in facet.values]
        for facet in page.facets
    }
    return SearchOut(
        total=page.total,
        hits=hits,
        facets=facets,
        next=page.next_cursor,
        generation=page.generation,
        restarted=page.is_restarted,
        suggestions=page.suggestions,
    )


@router.get("", response=SearchOut)
def search(request: ViewerRequest, parameters: Query[Parameters], response: HttpResponse) -> SearchOut | HttpResponse:
    """Everything public that contains the words of `q`, by relevance or date (`sort=date`), 100 hits a page at most.

    Words are joined by "and"; `OR` between two words, `-word`, and "quoted phrases" are understood. Answers 422
    `personal-identifier` to a query shaped like one, and 503 `search-unavailable` while the index is being built.
    """
    form = SearchForm(request.GET)
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        raise Invalid(f"{field}: {messages[0]}", field=field)
    found = search_out(queries.find(form.request(limit=parameters.limit), request.viewer))
    tag = entity_tag(found.model_dump_json())
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    response["ETag"] = tag
    return found


@router.get("/suggest", response=list[str])
def suggest(request: HttpRequest, q: str = "", limit: int = 8) -> list[str]:
    """Ways to complete what is being typed."""
    return queries.suggest(q[:LONGEST], max(1, min(limit, 20)))
