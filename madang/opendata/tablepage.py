"""What the page of a table shows: facets, conditions, chart, map. Between the engine's answers and the template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.opendata.engine import drawings
from madang.opendata.engine.addresses import address, as_text, pairs, parameter
from madang.opendata.engine.coordinates import Place, to_degrees
from madang.opendata.engine.query import Column, Filter, Group, Measure, Query, find_column
from madang.opendata.engine.tables import Table

MOST_FACETS, FACET_SHOWN, FACET_WIDEST = 6, 8, 60
MOST_POINTS = 1_500
SHOWN_TEXT = 120
NO_FIGURES = frozenset({"longitude", "latitude", "easting", "northing", "year"})
"""Numbers that no average is taken of unless somebody asks."""
DOWNLOADS: list[tuple[str, str | Promise]] = [
    ("csv", "CSV"),
    ("csv-excel", _("CSV for Excel")),
    ("xlsx", "XLSX"),
    ("json", "JSON"),
    ("parquet", "Parquet"),
    ("geojson", "GeoJSON"),
]
OPERATOR_WORDS: dict[str, str | Promise] = {
    "eq": _("is"),
    "ne": _("is not"),
    "gt": _("more than"),
    "gte": _("at least"),
    "lt": _("less than"),
    "lte": _("at most"),
    "in": _("is one of"),
    "contains": _("contains"),
    "starts": _("begins with"),
    "null": _("is empty"),
    "known": _("is not empty"),
}
FUNCTION_WORDS: dict[str, str | Promise] = {
    "count": _("Number of rows"),
    "sum": _("Sum"),
    "avg": _("Average"),
    "min": _("Least"),
    "max": _("Greatest"),
}
GRAIN_WORDS: dict[str, str | Promise] = {
    "hour": _("by hour"),
    "day": _("by day"),
    "month": _("by month"),
    "year": _("by year"),
}


def shown(value: Any, column: Column | None = None) -> str:
    """A value for people, in the language of the page."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(_("true")) if value else str(_("false"))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.second == 0 else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        is_plain = column is not None and column.semantics in {"year", "longitude", "latitude"}
        return (
            str(value) if is_plain else str(localize(value, use_l10n=True)) if isinstance(value, int) else f"{value:,g}"
        )
    return value if len(value) <= SHOWN_TEXT else f"{value[:SHOWN_TEXT]}…"


@dataclass(frozen=True)
class FacetValue:
    label: str
    count: int
    url: str
    is_chosen: bool
    share: int


@dataclass(frozen=True)
class ShownFacet:
    column: Column
    values: tuple[FacetValue, ...]
    different: int
    more: str


def facet_columns(columns: Sequence[Column], profile: Sequence[dict[str, Any]]) -> list[Column]:
    """Columns of few values, which say something when they are counted."""
    found = []
    for column, about in zip(columns, profile, strict=False):
        few = bool(about.get("is_exact")) and 2 <= about.get("distinct", 0) <= FACET_WIDEST
        if few and (column.type in {"text", "boolean"} or column.semantics == "year"):
            found.append(column)
    return found[:MOST_FACETS]


def facets(
    table: Table, query: Query, columns: Sequence[Column], *, wide: str = "", more: dict[str, str]
) -> list[ShownFacet]:
    """The facets with links that add or take away one value. wide: the facet to show whole. more: kept parameters."""
    found = []
    for column in columns:
        counted = table.facet(query, column, limit=FACET_WIDEST if wide == column.name else FACET_SHOWN)
        most = max((count for _value, count in counted.values), default=1)
        chosen = {as_text(value) for one in query.filters if one.column == column for value in one.values}
        values = tuple(
            FacetValue(
                label=shown(value, column),
                count=count,
                url="?" + address(toggled(query, column, value), **more),
                is_chosen=as_text(value) in chosen if value is not None else has_null(query, column),
                share=round(100 * count / most) if most else 0,
            )
            for value, count in counted.values
        )
        rest = f"?{address(query, facet=column.name, **more)}" if counted.different > len(values) else ""
        found.append(ShownFacet(column, values, counted.different, rest))
    return found


def has_null(query: Query, column: Column) -> bool:
    return any(one.column == column and one.operator == "null" for one in query.filters)


def toggled(query: Query, column: Column, value: Any) -> Query:
    """The query with one value of a column added, or taken away if it was there."""
    if value is None:
        others = tuple(one for one in query.filters if not (one.column == column and one.operator == "null"))
        is_there = len(others) < len(query.filters)
        return replace(query, filters=others if is_there else (*query.filters, Filter(column, "null")))
    kept = [one for one in query.filters if not (one.column == column and one.operator in {"eq", "in"})]
    values = [
        one for item in query.filters if item.column == column and item.operator in {"eq", "in"} for one in item.values
    ]
    values = [one for one in values if one != value] if value in values else [*values, value]
    if values:
        kept.append(Filter(column, "eq" if len(values) == 1 else "in", tuple(values)))
    return replace(query, filters=tuple(kept))


@dataclass(frozen=True)
class Condition:
    """A filter in words, and the address without it."""

    words: str
    url: str


def conditions(query: Query, *, more: dict[str, str]) -> list[Condition]:
    found = []
    for one in query.filters:
        rest = replace(query, filters=tuple(other for other in query.filters if other is not one))
        values = ", ".join(shown(value, one.column) for value in one.values)
        found.append(
            Condition(f"{one.column.name} {OPERATOR_WORDS[one.operator]} {values}".strip(), "?" + address(rest, **more))
        )
    if query.words:
        rest = replace(query, words=())
        found.append(Condition(f"“{' '.join(query.words)}”", "?" + address(rest, **more)))
    return found


@dataclass(frozen=True)
class Heading:
    """A column's heading: the address that sorts by it, and how it is sorted now."""

    column: Column
    url: str
    direction: str


def headings(query: Query, columns: Sequence[Column], *, more: dict[str, str]) -> list[Heading]:
    first = query.sort[0] if query.sort else None
    found = []
    for column in columns:
        is_first = first is not None and first[0] == column
        descends = bool(is_first and first and not first[1])
        sort = () if is_first and first and first[1] else ((column, descends),)
        direction = ("descending" if first[1] else "ascending") if is_first and first else ""
        found.append(Heading(column, "?" + address(replace(query, sort=sort), **more), direction))
    return found


@dataclass(frozen=True)
class Chart:
    """drawing: its picture; pairs: the same as a table. by, of, function, grain: what was chosen."""

    drawing: drawings.Drawing
    pairs: list[tuple[str, Any]]
    by: Column
    function: str
    of: Column | None
    grain: str
    squares: drawings.Drawing | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class ChartChoice:
    by: str = ""
    function: str = ""
    of: str = ""
    grain: str = ""


def chart(table: Table, query: Query, profile: Sequence[dict[str, Any]], choice: ChartChoice) -> Chart | None:
    """The chart that was asked for, or the one that fits the columns best; None where no column can be grouped."""
    by = find_column(table.columns, choice.by) if choice.by else fitting(table.columns, profile)
    if by is None:
        return None
    figures = [one for one in table.columns if one.is_number and one != by and one.semantics not in NO_FIGURES]
    is_series = by.is_time or by.semantics in {"year", "month"}
    default = "avg" if is_series and figures else "count"
    function = choice.function if choice.function in FUNCTION_WORDS else default
    of = find_column(table.columns, choice.of) if choice.of and function != "count" else None
    if function != "count" and of is None:
        of = figures[0] if figures else None
        function = function if of else "count"
    grain = (choice.grain if choice.grain in GRAIN_WORDS else grain_of(table, by)) if by.is_time else ""
    about = profile[by.place] if by.place < len(profile) else {}
    if by.is_number and by.semantics != "year" and about.get("distinct", 0) > 40 and function == "count":
        return histogram(table, query, by, about)
    rows = table.groups(query, [Group(by, grain)], Measure(function, of), limit=400)
    pairs = [
        (moment(value, grain) if by.is_time else shown(value, by), number)
        for value, number in rows
        if value is not None
    ]
    is_line = by.is_time or (is_series and len(pairs) > 12)
    if by.semantics == "month":
        pairs.sort(key=lambda pair: pair[0])
    values = [(label, None if number is None else float(number)) for label, number in pairs]
    picture = drawings.line(values) if is_line else drawings.bars(values)
    squares = drawings.squares(values) if by.semantics == "province" else None
    is_cut = not is_line and len(values) > drawings.MOST_BARS
    return Chart(picture, pairs, by, function, of, grain, squares, is_cut)


def fitting(columns: Sequence[Column], profile: Sequence[dict[str, Any]]) -> Column | None:
    """The column to group by when nobody says: a moment, a year, a province, a few words, a number."""
    spread = [column for column in columns if profile[column.place].get("distinct", 0) > 1]
    for test in (
        lambda one: one.is_time,
        lambda one: one.semantics in {"year", "month"},
        lambda one: one.semantics == "province",
        lambda one: one.type in {"text", "boolean"} and profile[one.place].get("distinct", 0) <= 30,
        lambda one: one.is_number and one.semantics not in {"longitude", "latitude"},
        lambda one: one.type == "text" and bool(profile[one.place].get("top")),
    ):
        if found := next(filter(test, spread), None):
            return found
    return None


def grain_of(table: Table, column: Column) -> str:
    """The step of time that gives a line some tens of points."""
    ends = table.engine.remember(table.path, f"SELECT min({column.sql}), max({column.sql}) FROM {{data}}", ())[0]  # noqa: S608
    if ends[0] is None:
        return "day"
    days = (ends[1] - ends[0]).days
    if column.type == "datetime" and days <= 3:
        return "hour"
    return "day" if days <= 120 else "month" if days <= 365 * 12 else "year"


def moment(value: Any, grain: str) -> str:
    if value is None:
        return "–"
    form = {"hour": "%m-%d %H:00", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[grain]
    return str(value.strftime(form))


def histogram(table: Table, query: Query, by: Column, about: dict[str, Any]) -> Chart:
    """Rows by twenty equal steps of a number."""
    low, high = float(about["min"]), float(about["max"])
    step = (high - low) / 20 or 1
    parameters: list[Any] = [low, step]
    where = query.where(table.columns, parameters)
    sql = (
        f"SELECT least(floor(({by.sql} - ?) / ?), 19)::INTEGER AS bin, count(*) FROM {{data}}{where} "  # noqa: S608
        f"{'AND' if where else 'WHERE'} {by.sql} IS NOT NULL GROUP BY 1"
    )
    counts: dict[int, int] = dict(table.engine.remember(table.path, sql, parameters))
    pairs = [
        (f"{drawings.figure(low + at * step)}–{drawings.figure(low + (at + 1) * step)}", counts.get(at, 0))
        for at in range(20)
    ]
    return Chart(drawings.bars(pairs), [(label, count) for label, count in pairs], by, "count", None, "")


def map_drawing(table: Table, query: Query, place: Place) -> drawings.Drawing:
    """Where the rows are that the query keeps."""
    assert place.x is not None
    assert place.y is not None
    label = next((column for column in table.columns if column.type == "text" and column.semantics == ""), None)
    rows = table.points(query, place.x, place.y, more=[label] if label else [], limit=MOST_POINTS)
    degrees = to_degrees(place.system, [row[0] for row in rows], [row[1] for row in rows]) if rows else []
    return drawings.map_of(
        [(x, y, str(row[2] or "") if label else "") for (x, y), row in zip(degrees, rows, strict=True)]
    )


def hidden_fields(query: Query, *, besides: Sequence[str]) -> list[tuple[str, str]]:
    """The query's parameters that a form has no field for."""
    return [(name, value) for name, value in pairs(query) if name not in besides]


@dataclass(frozen=True)
class Range:
    """The two fields of a number's or a moment's range."""

    column: Column
    low_name: str
    high_name: str
    low: str
    high: str
    kind: str
    least: Any
    greatest: Any


def ranges(query: Query, columns: Sequence[Column], profile: Sequence[dict[str, Any]]) -> list[Range]:
    found = []
    for column in columns:
        if not (column.is_number or column.is_time) or column.semantics in {"longitude", "latitude"}:
            continue
        stated = {one.operator: as_text(one.values[0]) for one in query.filters if one.column == column and one.values}
        about = profile[column.place]
        kind = "number" if column.is_number else "date" if column.type == "date" else "datetime-local"
        names = parameter(column, "gte"), parameter(column, "lte")
        found.append(
            Range(
                column, *names, stated.get("gte", ""), stated.get("lte", ""), kind, about.get("min"), about.get("max")
            )
        )
    return found[:8]


def day_words(moment_: datetime) -> str:
    return date_format(moment_, "DATE_FORMAT")


def api_address(base: str, query: Query, **more: str) -> str:
    return f"{base}?{urlencode([*pairs(query), *more.items()])}" if pairs(query) or more else base
