"""What may be asked of a table, and how it becomes SQL. Columns come from the table's own list, values are bound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "starts", "null", "known")
"""Suffixes of a column's name in an address: `pm10__gte=30`. Without one, `eq`."""
RANGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
MOST_FILTERS, MOST_VALUES, MOST_WORDS = 40, 200, 8
LONGEST_VALUE = 1_000
MOST_OFFSET = 2_000_000_000


class BadQuestion(ValueError):
    """A question that cannot be asked of this table. `code` is worded at the door; `about`: the column or parameter."""

    def __init__(self, code: str, about: str = "", value: str = "") -> None:
        self.code, self.about, self.value = code, about, value
        super().__init__(f"{code}: {about} {value}".strip())


@dataclass(frozen=True)
class Column:
    """One column as a reader knows it. place: its number in the table's file, where it is called `c<place>`."""

    place: int
    name: str
    type: str
    alias: str = ""
    unit: str = ""
    semantics: str = ""

    @property
    def sql(self) -> str:
        return f"c{self.place}"

    @property
    def is_number(self) -> bool:
        return self.type in {"integer", "number"}

    @property
    def is_time(self) -> bool:
        return self.type in {"date", "datetime"}

    def value(self, text: str) -> Any:
        """A typed value out of what an address says. Raises `BadQuestion`."""
        if len(text) > LONGEST_VALUE:
            raise BadQuestion("value-too-long", self.name)
        try:
            match self.type:
                case "integer" | "number":
                    return number(text)
                case "date":
                    return date.fromisoformat(text.strip()[:10])
                case "datetime":
                    return datetime.fromisoformat(text.strip())
                case "boolean":
                    return {"true": True, "false": False, "1": True, "0": False}[text.strip().lower()]
        except (ValueError, KeyError, OverflowError):
            raise BadQuestion(f"not-a-{self.type}", self.name, text[:100])
        if "\0" in text:
            raise BadQuestion("not-a-text", self.name)
        return text


def number(text: str) -> int | float:
    plain = text.strip().replace(",", "")
    if re.fullmatch(r"[-+]?\d{1,18}", plain):
        return int(plain)
    found = float(plain)
    if found != found or found in (float("inf"), float("-inf")):
        raise ValueError(text)
    return found


def columns_of(schema: Sequence[dict[str, Any]]) -> list[Column]:
    """The columns of a version, in order, from what is kept of it."""
    return [
        Column(at, one["name"], one["type"], one.get("alias", ""), one.get("unit", ""), one.get("semantics", ""))
        for at, one in enumerate(schema)
    ]


def find_column(columns: Sequence[Column], name: str) -> Column:
    """By its name or its alias. Raises `BadQuestion` with `no-such-column`."""
    for column in columns:
        if column.name == name or (column.alias and column.alias == name):
            return column
    folded = name.casefold()
    for column in columns:
        if folded in {column.name.casefold(), column.alias.casefold()} and folded:
            return column
    raise BadQuestion("no-such-column", name[:100])


@dataclass(frozen=True)
class Filter:
    """operator: one of OPERATORS. values: typed already; one, or several for `in`, none for `null` and `known`."""

    column: Column
    operator: str
    values: tuple[Any, ...] = ()

    def sql(self, parameters: list[Any]) -> str:
        """SQL that is true for the rows to keep; its values are added to the parameters."""
        cell = self.column.sql
        if self.operator == "null":
            return f"{cell} IS NULL"
        if self.operator == "known":
            return f"{cell} IS NOT NULL"
        parameters += self.values
        marks = ", ".join("?" * len(self.values))
        match self.operator:
            case "eq":
                return f"{cell} = ?"
            case "ne":
                return f"{cell} IS DISTINCT FROM ?"
            case "in":
                return f"{cell} IN ({marks})"
            case "contains":
                return f"contains({self.as_text}, ?)"
            case "starts":
                return f"starts_with({self.as_text}, ?)"
        return f"{cell} {RANGES[self.operator]} ?"

    @property
    def as_text(self) -> str:
        return self.column.sql if self.column.type == "text" else f"CAST({self.column.sql} AS VARCHAR)"


def make_filter(column: Column, operator: str, texts: Sequence[str]) -> Filter:
    """A filter out of what an address says. Raises `BadQuestion`."""
    if operator not in OPERATORS:
        raise BadQuestion("no-such-operator", column.name, operator[:40])
    if operator in {"null", "known"}:
        if any(text != "1" for text in texts):
            raise BadQuestion("not-a-switch", column.name, texts[0][:40])
        return Filter(column, operator)
    if operator in {"contains", "starts"}:
        return Filter(column, operator, (texts[0][:LONGEST_VALUE].replace("\0", ""),))
    if operator in RANGES and column.type == "boolean":
        raise BadQuestion("no-such-operator", column.name, operator)
    if operator == "in":
        if len(texts) > MOST_VALUES:
            raise BadQuestion("too-many-values", column.name)
        return Filter(column, operator, tuple(column.value(text) for text in texts))
    return Filter(column, operator, (column.value(texts[0]),))


@dataclass(frozen=True)
class Query:
    """filters: all must hold. words: each must stand in some text column. sort: (column, whether descending).

    shown: the columns of the answer; all if empty.
    """

    filters: tuple[Filter, ...] = ()
    words: tuple[str, ...] = ()
    sort: tuple[tuple[Column, bool], ...] = ()
    shown: tuple[Column, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether no row is left out."""
        return not self.filters and not self.words

    def without(self, column: Column) -> "Query":
        """The same without its filters on one column: what a facet counts."""
        return replace(self, filters=tuple(one for one in self.filters if one.column != column))

    def where(self, columns: Sequence[Column], parameters: list[Any]) -> str:
        """SQL after WHERE, "" for everything."""
        parts = [one.sql(parameters) for one in self.filters]
        texts = [column for column in columns if column.type == "text" and column.semantics != "geometry"]
        parts += [word_sql(word, texts, parameters) for word in self.words]
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    def order(self) -> str:
        """SQL after ORDER BY: never two rows in an order of chance."""
        parts = [f"{column.sql} {'DESC' if descends else 'ASC'} NULLS LAST" for column, descends in self.sort]
        return f" ORDER BY {', '.join([*parts, 'rowid'])}"


def word_sql(word: str, texts: Sequence[Column], parameters: list[Any]) -> str:
    """True where a word stands in any text column; without regard to case where it has any."""
    if not texts:
        return "false"
    if word.lower() == word.upper():
        parameters += [word] * len(texts)
        return "(" + " OR ".join(f"contains({column.sql}, ?)" for column in texts) + ")"
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    parameters += [f"%{escaped}%"] * len(texts)
    return "(" + " OR ".join(f"{column.sql} ILIKE ? ESCAPE '\\'" for column in texts) + ")"


@dataclass(frozen=True)
class Measure:
    """What is computed of each group: count, or sum, avg, min, max of a column of numbers."""

    function: str = "count"
    column: Column | None = None

    def sql(self) -> str:
        if self.function == "count" or self.column is None:
            return "count(*)"
        return f"{self.function}({self.column.sql})"


FUNCTIONS = ("count", "sum", "avg", "min", "max")
GRAINS = ("hour", "day", "month", "year")


@dataclass(frozen=True)
class Group:
    """By what rows are put together: a column's values, or its moments by `grain`."""

    column: Column
    grain: str = ""

    def sql(self) -> str:
        return f"date_trunc('{self.grain}', {self.column.sql})" if self.grain else self.column.sql


@dataclass(frozen=True)
class Asked:
    """A query with its page. Where there is no page, size is None."""

    query: Query = field(default_factory=Query)
    page: int = 1
    size: int = 50

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size
