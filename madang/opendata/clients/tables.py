"""Questions of programs, answered by the table engine under the rules of who may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.errors import Refusal
from madang.opendata.clients.asking import Question, Table
from madang.opendata.engine.addresses import as_text
from madang.opendata.engine.query import MOST_WORDS, Asked, Column, Query, find_column, make_filter
from madang.opendata.engine.query import BadQuestion as WrongForTable
from madang.opendata.engine.tables import NoTable, TimeIsUp
from madang.opendata.models import DataVersion, Distribution
from madang.opendata.tables import as_refusal, open_table


class NoSuchTable(Refusal):
    """The message says why: there is none, it is elsewhere, or the file is no table."""

    code = "no-such-table"
    status = 404
    default_message = _("There is no such dataset here, or it is not public.")


def public_version(dataset: str, distribution: str) -> DataVersion:
    """The latest version of a public table. dataset: its short name or code. distribution: its key or code, or `latest`
    for the first of the dataset. Raises `NoSuchTable` and says why.
    """
    found = Distribution.objects.visible_to(PUBLIC).filter(named(dataset, "dataset__slug", "dataset__code"))
    if distribution != "latest":
        found = found.filter(named(distribution, "key", "code"))
    offered = list(found.select_related("dataset", "latest").order_by("position", "pk"))
    if not offered:
        raise NoSuchTable
    with_table = [one.latest for one in offered if one.latest and one.latest.has_table]
    if not with_table:
        raise NoSuchTable(reason_of(offered[0]))
    return with_table[0]


def public_tables(viewer: Viewer) -> models.QuerySet[DataVersion]:
    """The latest versions that are tables, of everything that the viewer may see, by dataset."""
    offered = Distribution.objects.visible_to(viewer).filter(latest__isnull=False).exclude(latest__table_sha256="")
    found = DataVersion.objects.filter(pk__in=offered.values("latest"))
    return found.select_related("distribution__dataset").order_by("distribution__dataset__slug", "pk")


def named(text: str, name: str, code: str) -> Q:
    try:
        return Q(**{code: UUID(text)}) | Q(**{name: text})
    except ValueError:
        return Q(**{name: text})


def reason_of(distribution: Distribution) -> str:
    """Why a public file has no interface."""
    if distribution.latest is None:
        return str(_("This resource is an address elsewhere; its rows are not here."))
    return str(_("This file was not read as a table, so it has no interface; it can be downloaded."))


@dataclass(frozen=True)
class RowNumber(Column):
    """The number of a row in its version, from 1: the same as long as the version stands."""

    @property
    def sql(self) -> str:
        return "rowid + 1"


@dataclass(frozen=True)
class Slice(Asked):
    """A page that begins anywhere."""

    start: int = 0

    @property
    def offset(self) -> int:
        return self.start


NUMBER = RowNumber(-1, "_id", "integer")
OPERATORS = {"eq": "eq", "ne": "ne", "lt": "lt", "le": "lte", "gt": "gt", "ge": "gte", "like": "contains", "in": "in"}


def ask(version: DataVersion, question: Question) -> Table:
    """The rows of a public version that fit, and how many there are. Raises `Refusal`, never answers half."""
    table = open_table(version)
    try:
        query = query_of(question, table.columns)
        shown = query.shown or table.columns
        numbered = replace(query, shown=(NUMBER, *shown))
        rows = table.page(Slice(numbered, size=question.limit, start=question.offset)).rows if question.limit else []
        total = table.total(query) if question.is_counted else 0
    except (WrongForTable, TimeIsUp, NoTable) as error:
        raise as_refusal(error)
    return Table(
        columns=[column.name for column in shown],
        types=[column.type for column in shown],
        rows=[row[1:] for row in rows],
        total=total,
        ids=[row[0] for row in rows],
    )


def query_of(question: Question, columns: Sequence[Column]) -> Query:
    """In the engine's words. Raises its `BadQuestion`."""
    filters = []
    for one in question.conditions:
        column = named_column(columns, one.column)
        if one.value is None:
            filters.append(make_filter(column, "null" if one.operator == "eq" else "known", ["1"]))
            continue
        values = one.value if isinstance(one.value, list) else [one.value]
        filters.append(make_filter(column, OPERATORS[one.operator], [as_text(value) for value in values] or [""]))
    return Query(
        filters=tuple(filters),
        words=tuple(question.text.replace("\0", "").split())[:MOST_WORDS],
        sort=tuple((named_column(columns, name), descends) for name, descends in question.sort),
        shown=tuple(find_column(columns, name) for name in question.columns if name != "_id"),
    )


def named_column(columns: Sequence[Column], name: str) -> Column:
    """A column of the table, or the number of the row where the table has none of that name."""
    try:
        return find_column(columns, name)
    except WrongForTable:
        if name == NUMBER.name:
            return NUMBER
        raise
