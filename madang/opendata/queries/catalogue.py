"""The list of datasets: by words, by facets with exact counts, in an order. Pages, the API and CKAN ask here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext as _

from madang.accounts.viewers import Viewer
from madang.common.errors import Invalid
from madang.common.refs import split_ref
from madang.opendata.models import Dataset, Distribution, KeyNomination, OpennessPeriod, QualityDay
from madang.opendata.models.datasets import DATASET
from madang.search import queries as search

MOST_VALUES = 50
"""Values of one facet that can be chosen at once."""
ORDERS = ("relevance", "changed", "published", "title", "quality")


@dataclass(frozen=True)
class Question:
    """What is wanted. chosen: values by facet; of one facet any, of all facets each. order: of `ORDERS`, or ""."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""

    def without(self, facet: str) -> "Question":
        return replace(self, chosen={name: values for name, values in self.chosen.items() if name != facet})


def read(lists: Mapping[str, Sequence[str]]) -> Question:
    """A question as addresses ask it: `q`, `sort`, and facets by name, repeated for several values.

    Raises `Invalid` for an order that there is not.
    """
    words = next((one for one in lists.get("q", []) if one), "")
    order = next((one for one in lists.get("sort", []) if one), "")
    if order and order not in ORDERS:
        raise Invalid(_("There is no order “%(order)s”.") % {"order": order[:40]}, field="sort")
    chosen = {name: tuple(dict.fromkeys(one for one in lists.get(name, []) if one)) for name in FACETS}
    return Question(words.strip(), {name: values[:MOST_VALUES] for name, values in chosen.items() if values}, order)


@dataclass(frozen=True)
class FacetCount:
    """How many datasets have each value under all other choices; most first."""

    name: str
    values: list[tuple[str, int]]


def condition_on_format(values: Sequence[str], viewer: Viewer) -> Q:
    offered = with_form(Distribution.objects.visible_to(viewer)).filter(form__in=[one.lower() for one in values])
    return Q(pk__in=offered.values("dataset"))


def condition_on_interface(values: Sequence[str], viewer: Viewer) -> Q:
    served = Distribution.objects.visible_to(viewer).filter(HAS_INTERFACE)
    wanted = {"yes": Q(pk__in=served.values("dataset")), "no": ~Q(pk__in=served.values("dataset"))}
    return any_of(wanted[one] for one in values if one in wanted)


def condition_on_key(values: Sequence[str], viewer: Viewer) -> Q:
    return Q(code__in=key_codes()) if "yes" in values else NOTHING


def any_of(conditions: Any) -> Q:
    joined = Q()
    for one in conditions:
        joined |= one
    return joined or NOTHING


NOTHING = Q(pk__in=[])
HAS_INTERFACE = Q(kind=Distribution.Kind.SERVICE) | (Q(latest__isnull=False) & ~Q(latest__table_sha256=""))
"""A table that is asked here, or a service elsewhere."""
COLUMNS = {"area": "area", "agency": "organisation__code", "licence": "licence", "frequency": "frequency"}
"""Facets that are a column of the dataset."""
FURTHER: Mapping[str, Callable[[Sequence[str], Viewer], Q]] = {
    "format": condition_on_format,
    "stars": lambda values, viewer: Q(stars__in=[int(one) for one in values if one in "012345" and len(one) == 1]),
    "api": condition_on_interface,
    "key": condition_on_key,
}
FACETS = ("area", "agency", "format", "licence", "frequency", "stars", "api", "key")


def with_form(found: QuerySet[Distribution]) -> QuerySet[Any]:
    """With `form`: the format in small letters, of the file that is there or as it was stated."""
    stated = Coalesce(NullIf(F("latest__file_type"), Value("")), F("format"))
    return found.annotate(form=Lower(stated)).exclude(form="")


def key_codes() -> list[str]:
    """Codes of the datasets that open a key type of data."""
    chosen = KeyNomination.objects.filter(state=KeyNomination.State.CHOSEN).values("held")
    refs = OpennessPeriod.objects.filter(held__in=chosen, until_on=None).exclude(dataset_ref="")
    return [split_ref(ref)[1] for ref in refs.values_list("dataset_ref", flat=True) if ref.startswith(f"{DATASET}:")]


def base(viewer: Viewer) -> QuerySet[Dataset]:
    """What the viewer may read, with `stars` and `points` of the last measurement."""
    last = QualityDay.objects.filter(dataset=OuterRef("pk")).order_by("-on")
    found = Dataset.objects.visible_to(viewer)
    return found.annotate(stars=Subquery(last.values("stars")[:1]), points=Subquery(last.values("points")[:1]))


def condition(facet: str, values: Sequence[str], viewer: Viewer) -> Q:
    """That a dataset has one of the values of a facet of `FACETS`."""
    if facet in COLUMNS:
        return Q(**{f"{COLUMNS[facet]}__in": list(values)})
    return FURTHER[facet](values, viewer)


def narrowed(found: QuerySet[Dataset], question: Question, viewer: Viewer) -> QuerySet[Dataset]:
    for facet, values in question.chosen.items():
        if values:
            found = found.filter(condition(facet, values, viewer))
    return found


def count_values(found: QuerySet[Dataset], facet: str, viewer: Viewer) -> list[tuple[str, int]]:
    """How many of the datasets have each value of a facet; most first, then by value."""
    if facet in COLUMNS or facet == "stars":
        column = COLUMNS.get(facet, "stars")
        rows = found.order_by().values_list(column).annotate(n=Count("pk", distinct=True))
        pairs = [(str(value), n) for value, n in rows if value not in ("", None)]
    elif facet == "format":
        offered = with_form(Distribution.objects.visible_to(viewer).filter(dataset__in=found.order_by().values("pk")))
        pairs = list(offered.order_by().values_list("form").annotate(n=Count("dataset", distinct=True)))
    else:
        total = found.count()
        with_it = found.filter(condition(facet, ["yes"], viewer)).count()
        pairs = [("yes", with_it)] + ([("no", total - with_it)] if facet == "api" else [])
        pairs = [pair for pair in pairs if pair[1]]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True)
class Answer:
    """keys: of the datasets, ordered, for a paginator. facets: in the order of `FACETS`.

    is_whole: False where more fits the words than is counted; total and facets then count the same best ten thousand.
    """

    keys: QuerySet[Dataset, int] | list[int]
    facets: list[FacetCount]
    is_whole: bool = True


def ask(question: Question, viewer: Viewer) -> Answer:
    """The datasets that fit, and the choices that are left.

    Words are looked up in the search index (Korean analysis), the ten thousand best at most; everything else in the
    database. Raises the refusals of `search.queries.find`.
    """
    start, places, is_whole = base(viewer), dict[str, int](), True
    if question.words.strip():
        ranked = search.ranked_refs(question.words, kind=DATASET, viewer=viewer)
        places, is_whole = {split_ref(ref)[1]: place for place, ref in enumerate(ranked.refs)}, ranked.is_whole
        start = start.filter(code__in=list(places))
    facets = [
        FacetCount(name, count_values(narrowed(start, question.without(name), viewer), name, viewer)) for name in FACETS
    ]
    return Answer(in_order(narrowed(start, question, viewer), question, places), facets, is_whole)


def in_order(
    found: QuerySet[Dataset], question: Question, places: Mapping[str, int]
) -> QuerySet[Dataset, int] | list[int]:
    """Keys in the order asked for: without one, the best for words, or the newest change."""
    if places and question.order in ("", "relevance"):
        pairs = found.order_by().values_list("pk", "code")
        return [pk for pk, _code in sorted(pairs, key=lambda pair: (places.get(str(pair[1]), len(places)), pair[0]))]
    orders: dict[str, tuple[Any, ...]] = {
        "published": (F("published_at").desc(nulls_last=True), "-pk"),
        "title": ("title_ko", "pk"),
        "quality": (F("points").desc(nulls_last=True), "-changed_at", "-pk"),
    }
    return found.order_by(*orders.get(question.order, ("-changed_at", "-pk"))).values_list("pk", flat=True)


def load(keys: Sequence[int], viewer: Viewer) -> list[Dataset]:
    """The datasets of a page, in its order, with `stars`, `points` and the distributions that the viewer may see."""
    offered = Prefetch(
        "distributions", Distribution.objects.visible_to(viewer).select_related("latest"), to_attr="offered"
    )
    whole = base(viewer).select_related("organisation", "series").prefetch_related(offered).in_bulk(list(keys))
    return [whole[pk] for pk in keys if pk in whole]


def plainly(dataset: Dataset) -> dict[str, Any]:
    """A dataset of `load` as the list of the API and its CSV have it."""
    offered: list[Distribution] = dataset.offered  # type: ignore[attr-defined]
    forms = [(one.latest.file_type if one.latest else "") or one.format for one in offered]
    return {
        "name": dataset.slug,
        "code": str(dataset.code),
        "title": dataset.title_ko,
        "title_en": dataset.title_en,
        "description": dataset.description_ko,
        "description_en": dataset.description_en,
        "agency": dataset.organisation.code,
        "area": dataset.area,
        "licence": dataset.licence,
        "frequency": dataset.frequency,
        "series": dataset.series.slug if dataset.series else "",
        "keywords": [str(one) for one in dataset.keywords],
        "formats": sorted({one.lower() for one in forms if one}),
        "api": any(one.kind == Distribution.Kind.SERVICE or (one.latest and one.latest.has_table) for one in offered),
        "stars": dataset.stars,  # type: ignore[attr-defined]
        "points": dataset.points,  # type: ignore[attr-defined]
        "state": dataset.state,
        "published": dataset.published_at,
        "changed": dataset.changed_at,
        "url": dataset.get_absolute_url(),
    }
