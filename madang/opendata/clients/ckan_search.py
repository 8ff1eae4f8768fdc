"""`package_search`: words, filter queries and facet counts over the datasets that the asker may see."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from madang.accounts.viewers import Viewer
from madang.common.refs import split_ref
from madang.opendata.clients.asking import BadQuestion
from madang.opendata.models import Dataset
from madang.opendata.models.datasets import DATASET
from madang.opendata.queries import catalogue
from madang.search import queries as search

OUR_FACETS = {
    "organization": "agency",
    "groups": "area",
    "license_id": "licence",
    "res_format": "format",
    "frequency": "frequency",
    "stars": "stars",
    "api": "api",
    "key": "key",
}
"""Fields of CKAN, and ours beside them, with the facet of the list of datasets that each is."""
FIELDS = (*OUR_FACETS, "tags", "name", "id", "title")
TERM = re.compile(r'(?P<not>[-!])?\+?(?P<field>[a-z_]+):(?:"(?P<quoted>[^"]*)"|\((?P<group>[^)]*)\)|(?P<plain>\S+))')
EVERYTHING = frozenset({"", "*", "*:*"})
SORTS = {
    "metadata_modified": "changed_at",
    "metadata_created": "published_at",
    "name": "slug",
    "title": "title_ko",
    "title_string": "title_ko",
}


@dataclass(frozen=True)
class Found:
    """Datasets of one page; how many fit in all; how often each value of the facets asked for occurs in them.

    is_whole: False where more fit than are looked at for words, so that the counts are too low.
    """

    datasets: list[Dataset]
    count: int
    facets: dict[str, Counter[str]] = field(default_factory=dict)
    is_whole: bool = True


def search_packages(
    viewer: Viewer, *, q: str, fq: Sequence[str], sort: str, start: int, rows: int, facets: Sequence[str]
) -> Found:
    """Raises `BadQuestion` for a filter or sort that is not understood, `Refusal` where search refuses the words."""
    rest, terms = split_terms(q)
    for one in fq:
        left, more = split_terms(one)
        if left.replace("AND", "").strip(" +()") not in EVERYTHING:
            raise BadQuestion("not-a-filter", "fq", left)
        terms += more
    chosen = catalogue.base(viewer).filter(state=Dataset.State.PUBLISHED)
    for name, values, is_not in terms:
        condition = condition_of(name, values, chosen, viewer)
        chosen = chosen.exclude(condition) if is_not else chosen.filter(condition)
    ranked: list[str] | None = None
    is_whole = True
    if rest.strip() not in EVERYTHING:
        hits = search.ranked_refs(rest, kind=DATASET, viewer=viewer)
        ranked, is_whole = hits.refs, hits.is_whole
        chosen = chosen.filter(code__in=[split_ref(ref)[1] for ref in ranked])
    counted = count_facets(chosen, facets, viewer)
    ordered = in_order(chosen, sort, ranked)
    page = ordered[start : start + rows] if rows else []
    whole = Dataset.objects.select_related("organisation").in_bulk(page)
    return Found([whole[pk] for pk in page], len(ordered), counted, is_whole)


def split_terms(text: str) -> tuple[str, list[tuple[str, list[str], bool]]]:
    """Free words, and the `field:value` terms among them as (field, values, is negated)."""
    terms = []
    for found in TERM.finditer(text):
        if found["field"] not in FIELDS:
            continue
        value = found["quoted"] if found["quoted"] is not None else (found["group"] or found["plain"])
        values = re.findall(r'"([^"]*)"|(\S+)', value) if found["group"] else [(value, "")]
        words = [one or other for one, other in values if (one or other) not in ("OR", "AND")]
        terms.append((found["field"], words, bool(found["not"])))
    rest = TERM.sub(lambda found: "" if found["field"] in FIELDS else found[0], text)
    if unknown := [found["field"] for found in TERM.finditer(rest) if found["field"] not in FIELDS]:
        raise BadQuestion("unknown-field", "fq", unknown[0])
    return rest, terms


def condition_of(name: str, values: Sequence[str], chosen: Any, viewer: Viewer) -> Q:
    if name == "tags":
        return Q(pk__in=[pk for pk, words in chosen.values_list("pk", "keywords") if set(words) & set(values)])
    if name == "organization":
        return catalogue.condition("agency", [*values, *(value.upper() for value in values)], viewer)
    if name in OUR_FACETS:
        return catalogue.condition(OUR_FACETS[name], values, viewer)
    if name == "id":
        return Q(slug__in=values)
    columns = {"name": "slug", "title": "title_ko"}
    return Q(**{f"{columns[name]}__in": list(values)})


def in_order(chosen: Any, sort: str, ranked: list[str] | None) -> list[int]:
    """Primary keys in the order asked for; with words and no order, the most relevant first."""
    wanted = sort.strip().lower()
    if ranked is not None and wanted in ("", "score desc", "score desc, metadata_modified desc", "relevance asc"):
        places = {split_ref(ref)[1]: place for place, ref in enumerate(ranked)}
        pairs = [(places.get(str(code), len(places)), pk) for pk, code in chosen.values_list("pk", "code")]
        return [pk for _place, pk in sorted(pairs)]
    orders = []
    for part in wanted.split(",") if wanted else ["metadata_modified desc"]:
        name, _space, way = part.strip().partition(" ")
        if name in ("score", "relevance"):
            continue
        if name not in SORTS:
            raise BadQuestion("not-a-sort", "sort", part)
        orders.append(("-" if way.strip() == "desc" else "") + SORTS[name])
    return list(chosen.order_by(*orders, "pk").values_list("pk", flat=True))


def count_facets(chosen: Any, names: Sequence[str], viewer: Viewer) -> dict[str, Counter[str]]:
    """How many of the datasets have each value; for the facets of the page, as the page counts."""
    counted: dict[str, Counter[str]] = {}
    for name in names:
        if name == "tags":
            counted[name] = Counter(word for words in chosen.values_list("keywords", flat=True) for word in words)
        elif name in OUR_FACETS:
            wording = {"organization": str.lower, "res_format": str.upper}.get(name, str)
            pairs = catalogue.count_values(chosen, OUR_FACETS[name], viewer)
            counted[name] = Counter({wording(value): count for value, count in pairs})
        else:
            counted[name] = Counter()
    return counted
