"""Questions as addresses say them: `?시도=서울특별시&pm10__gte=30&sort=-pm10&page=2`. One grammar for page and API."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from madang.opendata.engine.query import (
    MOST_FILTERS,
    MOST_OFFSET,
    MOST_WORDS,
    OPERATORS,
    Asked,
    BadQuestion,
    Column,
    Filter,
    Query,
    find_column,
    make_filter,
)

RESERVED = frozenset(
    {
        "q",
        "sort",
        "page",
        "size",
        "columns",
        "format",
        "facet",
        "view",
        "chart",
        "group",
        "measure",
        "of",
        "grain",
        "limit",
        "lang",
    }
)
"""Parameters that are no column. A column of such a name is asked for with a suffix: `page__eq=3`."""
PAGE_SIZE, LARGEST_PAGE = 50, 1_000
LONGEST_SEARCH, MOST_PAGE = 200, 2_000_000
Lists = Mapping[str, Sequence[str]]


def asked(lists: Lists, columns: Sequence[Column], *, ignored: Iterable[str] = ()) -> Asked:
    """The question in the parameters of an address, several values each. Raises `BadQuestion`.

    ignored: parameters that mean something to the door that calls.
    """
    page, size = whole(lists, "page", 1), whole(lists, "size", PAGE_SIZE)
    if size > LARGEST_PAGE:
        raise BadQuestion("page-too-large", "size", str(size))
    if page > MOST_PAGE or page * size > MOST_OFFSET:
        raise BadQuestion("page-too-deep", "page", str(page))
    return Asked(query_of(lists, columns, ignored=ignored), page, size)


def query_of(lists: Lists, columns: Sequence[Column], *, ignored: Iterable[str] = ()) -> Query:
    passed = RESERVED.union(ignored)
    filters: list[Filter] = []
    for name, values in lists.items():
        if name in passed:
            continue
        column, operator = column_and_operator(name, columns)
        given = [value for value in values if value != "" or operator in {"null", "known"}]
        if not given:
            continue
        if operator == "in":
            given = [part for value in given for part in value.split("|")]
        elif operator == "eq" and len(given) > 1:
            operator = "in"
        filters.append(make_filter(column, operator, given))
    if len(filters) > MOST_FILTERS:
        raise BadQuestion("too-many-filters")
    if any(len(value) > LONGEST_SEARCH for value in lists.get("q", [])):
        raise BadQuestion("search-too-long", "q")
    words = tuple(word for value in lists.get("q", []) for word in value.replace("\0", "").split())[:MOST_WORDS]
    sort = tuple(sorting(part, columns) for value in lists.get("sort", []) for part in value.split(",") if part)
    shown = tuple(find_column(columns, part) for value in lists.get("columns", []) for part in value.split(",") if part)
    return Query(tuple(filters), words, sort[:5], shown)


def column_and_operator(name: str, columns: Sequence[Column]) -> tuple[Column, str]:
    """`pm10__gte` is the column `pm10` and `gte`, unless there is a column of that whole name."""
    stem, _mark, operator = name.rpartition("__")
    try:
        return find_column(columns, name), "eq"
    except BadQuestion:
        if stem and operator in OPERATORS:
            return find_column(columns, stem), operator
        raise


def sorting(part: str, columns: Sequence[Column]) -> tuple[Column, bool]:
    try:
        return find_column(columns, part), False
    except BadQuestion:
        if part.startswith("-"):
            return find_column(columns, part[1:]), True
        raise


def whole(lists: Lists, name: str, default: int) -> int:
    text = next((value for value in lists.get(name, []) if value), "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) < 1:
        raise BadQuestion("not-a-page", name, text[:40])
    return int(text)


def parameter(column: Column, operator: str = "eq") -> str:
    """The parameter that filters a column."""
    if operator == "eq":
        return f"{column.name}__eq" if column.name in RESERVED else column.name
    return f"{column.name}__{operator}"


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def pairs(query: Query) -> list[tuple[str, str]]:
    """The parameters that say the query, in a stable order."""
    found: list[tuple[str, str]] = []
    for one in query.filters:
        if one.operator in {"null", "known"}:
            found.append((parameter(one.column, one.operator), "1"))
        elif one.operator == "in":
            found += [(parameter(one.column), as_text(value)) for value in one.values]
        else:
            found += [(parameter(one.column, one.operator), as_text(value)) for value in one.values]
    if query.words:
        found.append(("q", " ".join(query.words)))
    if query.sort:
        found.append(("sort", ",".join(f"{'-' if descends else ''}{column.name}" for column, descends in query.sort)))
    if query.shown:
        found.append(("columns", ",".join(column.name for column in query.shown)))
    return found


def address(query: Query, **more: str | int) -> str:
    """The query as an address's parameters, without the question mark."""
    return urlencode([*pairs(query), *((key, str(value)) for key, value in more.items())])
