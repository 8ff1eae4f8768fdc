"""What somebody finds. Every hit passes the rules of its own app before it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.common.errors import Invalid, Refusal
from madang.common.identifiers import identifier_in
from madang.search import location, registry
from madang.search.asking import LONGEST, read, spelled_apart
from madang.search.engine import DEEPEST, OWN_FACETS, Answer, Filters, Hit, Query, Sort, UnusableIndex
from madang.search.morphemes import nouns

PAGE = 10
PAGE_OF_REFS = 1000
MOST_PAGES_PASSED = 5
"""Pages looked through for hits that the viewer may see."""


class SearchUnavailable(Refusal):
    """The index is missing or damaged; the writer is rebuilding it."""

    code = "search-unavailable"
    status = 503
    default_message = _("The search index is being built. Please try again in a few minutes.")


class AsksForPerson(Invalid):
    """The query is shaped like an identifier of a person."""

    code = "personal-identifier"
    default_message = _(
        "This looks like a personal identifier, such as a resident registration number or a telephone number. "
        "To protect the people concerned, Madang does not search for these."
    )


@dataclass(frozen=True)
class SearchRequest:
    """What is wanted. since, until: days of publication, both included. facets: `year` and those of the kinds."""

    q: str = ""
    kind: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    sort: Sort = "relevance"
    cursor: str = ""
    limit: int = PAGE


@dataclass(frozen=True)
class FoundHit:
    """A hit with the names that a page shows."""

    hit: Hit
    kind_label: str | Promise
    organisation_name: str


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str | Promise
    hits: int
    is_chosen: bool


@dataclass(frozen=True)
class FacetShown:
    name: str
    label: str | Promise
    values: list[FacetValue]


@dataclass(frozen=True)
class SearchPage:
    """One page of results. total: all hits. suggestions: other queries worth trying when there are few hits.

    is_restarted: the page asked for is gone, because the index was renewed; this is the first one.
    """

    request: SearchRequest
    hits: list[FoundHit]
    total: int
    facets: list[FacetShown]
    next_cursor: str
    generation: str
    is_restarted: bool
    suggestions: list[str]


def find(request: SearchRequest, viewer: Viewer) -> SearchPage:
    """The page of results that the viewer may see.

    Raises `AsksForPerson` for a query shaped like a personal identifier, `SearchUnavailable` while there is no index.
    """
    refuse_identifiers(request.q)
    facets = tuple(dict.fromkeys([*OWN_FACETS, *registry.all_facets()]))
    query = Query(
        asked=read(request.q),
        filters=Filters(request.kind, request.organisation, request.since, request.until, request.facets),
        sort=request.sort,
        limit=max(1, min(request.limit, 100)),
        cursor=request.cursor,
        count=facets,
    )
    answer = visible_answer(query, viewer)
    names = organisation_names(answer)
    return SearchPage(
        request=request,
        hits=[FoundHit(hit, kind_label(hit.kind), names.get(hit.organisation, "")) for hit in answer.hits],
        total=answer.total,
        facets=shown_facets(request, answer, names),
        next_cursor=answer.next_cursor,
        generation=answer.generation,
        is_restarted=answer.is_restarted,
        suggestions=other_queries(request) if answer.total < 3 else [],
    )


def refuse_identifiers(q: str) -> None:
    """Raises `AsksForPerson` for a query in the form of a personal identifier, spaced and dashed as it may be."""
    if identifier_in(q):
        raise AsksForPerson


def ask(query: Query) -> Answer:
    """The engine's answer. Raises `SearchUnavailable`, and asks for the index to be rebuilt."""
    try:
        try:
            return location.open_current().query(query)
        except UnusableIndex:
            if location.is_damaged():
                raise
            return location.open_current().query(query)  # the index was switched in between
    except UnusableIndex as error:
        location.report_damage()
        raise SearchUnavailable from error


def visible_answer(query: Query, viewer: Viewer) -> Answer:
    """The engine's answer without what the viewer may not see; pages of such hits alone are passed over."""
    answer = ask(query)
    for _page in range(MOST_PAGES_PASSED):
        allowed = registry.visible_refs(viewer, [hit.ref for hit in answer.hits])
        shown = [hit for hit in answer.hits if hit.ref in allowed]
        hidden = len(answer.hits) - len(shown)
        answer = replace(answer, hits=shown, total=max(answer.total - hidden, len(shown)))
        if shown or not answer.next_cursor:
            break
        answer = replace(ask(replace(query, cursor=answer.next_cursor)), is_restarted=answer.is_restarted)
    return answer


@dataclass(frozen=True)
class Ranked:
    """refs: best first. is_whole: False where more fits than the index looks at, which is `DEEPEST`."""

    refs: list[str]
    is_whole: bool


def ranked_refs(q: str, *, kind: str, viewer: Viewer) -> Ranked:
    """The refs of everything of a kind that is found and that the viewer may see; of the best `DEEPEST` at most.

    For apps that narrow and count what was found by facets of their own. Raises as `find`.
    """
    refuse_identifiers(q)
    query = Query(asked=read(q), filters=Filters(kind), limit=PAGE_OF_REFS)
    refs: list[str] = []
    while True:
        answer = ask(query)
        if answer.is_restarted:  # the index was renewed in between
            refs, query = [], replace(query, cursor="")
            continue
        found = [hit.ref for hit in answer.hits]
        allowed = registry.visible_refs(viewer, found)
        refs += [ref for ref in found if ref in allowed]
        if not answer.next_cursor:
            return Ranked(list(dict.fromkeys(refs)), answer.total <= DEEPEST)
        query = replace(query, cursor=answer.next_cursor)


def kind_label(kind: str) -> str | Promise:
    found = registry.find_kind(kind)
    return found.label if found else kind


def organisation_names(answer: Answer) -> dict[str, str]:
    """Names by code, of the agencies on the page and in its facets. One query."""
    codes = {hit.organisation for hit in answer.hits} | {code for code, _ in answer.facets.get("organisation", [])}
    return {found.code: found.name for found in Organisation.objects.filter(code__in=codes)}


def shown_facets(request: SearchRequest, answer: Answer, names: Mapping[str, str]) -> list[FacetShown]:
    """The facets worth choosing from, with labels: own ones first."""
    own = {"kind": _("Kind"), "organisation": _("Agency"), "year": _("Year")}
    further = registry.all_facets()
    chosen = {"kind": request.kind, "organisation": request.organisation, **request.facets}
    shown: list[FacetShown] = []
    for name, counts in sorted(answer.facets.items(), key=lambda pair: [*own, *further].index(pair[0])):
        labels: Mapping[str, str | Promise] = names if name == "organisation" else {}
        if name == "kind":
            labels = {value: kind_label(value) for value, _count in counts}
        elif name in further:
            labels = further[name].values
        values = [
            FacetValue(value, labels.get(value, value), hits, chosen.get(name) == value) for value, hits in counts
        ]
        if name == "year":
            values.sort(key=lambda each: each.value, reverse=True)
        if len(values) > 1 or any(value.is_chosen for value in values):
            shown.append(FacetShown(name, own.get(name) or further[name].label, values))
    return shown


def other_queries(request: SearchRequest) -> list[str]:
    """Queries that find more: the same compound written apart, one word less, words with the same beginning."""
    words = spelled_apart(read(request.q))
    apart = [noun for word in words for noun in (pieces(word) or [word])]
    tried: list[str] = []
    if apart != words:
        tried.append(" ".join(apart))
    if len(words) > 1:
        tried += words
    elif words and len(words[0]) > 2:
        tried += suggest(words[0][:-1], limit=4)
    return [each for each in dict.fromkeys(tried) if each != request.q][:5]


def pieces(word: str) -> list[str]:
    """The nouns that a compound of four syllables or more is made of, or nothing."""
    parts = [noun for noun in nouns(word) if noun != word] if len(word) > 3 else []
    return parts if "".join(parts) == word else []


def generation() -> str:
    """The generation of the index in use, or "" while there is none: it changes with whatever can be found."""
    try:
        return location.open_current().searcher()[0]
    except UnusableIndex:
        return ""


def suggest(typed: str, limit: int = 8) -> list[str]:
    """Ways to complete what is being typed; nothing while there is no index, or for personal identifiers."""
    try:
        refuse_identifiers(typed)
        return location.open_current().suggest(typed[:LONGEST], limit)
    except (AsksForPerson, UnusableIndex):
        return []
