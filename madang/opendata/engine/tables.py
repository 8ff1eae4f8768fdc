"""One locked DuckDB a process, to which the files of versions are attached read-only as they are asked for."""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from madang.opendata.engine.query import Asked, BadQuestion, Column, Group, Measure, Query
from madang.opendata.reading.columns import literal

ATTACHED = 64
"""Files attached at the same time."""
REMEMBERED = 2_000
"""Totals, facets and groups that are kept; a file never changes, so they stay right."""
MEMORY_MB, SECONDS = 512, 10.0
THREADS = min(2, os.cpu_count() or 1)
LATE_ROWS = 10_000
"""A page so deep is sorted by its own columns alone; the others are fetched for its rows only."""
FACET_VALUES, MOST_GROUPS = 50, 5_000
CHUNK = 2_000


class TimeIsUp(Exception):
    """The question takes longer than a web worker may. Never answered by an empty list instead."""


class NoTable(Exception):
    """The file is not where it should be, or is damaged."""


Row = tuple[Any, ...]


@dataclass(frozen=True)
class Page:
    """rows: one page, in the order of the columns shown. total: of all pages, exact."""

    rows: list[Row]
    total: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Facet:
    """values: (value, rows), most frequent first, exact. different: how many values there are in all."""

    column: Column
    values: list[tuple[Any, int]]
    different: int


class Engine:
    """Asks files questions. Safe in several threads: each question has a connection of its own to the one database."""

    def __init__(self, folders: Sequence[Path], *, memory_mb: int = MEMORY_MB, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.lock = threading.Lock()
        self.attached: OrderedDict[str, str] = OrderedDict()
        self.remembered: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self.numbers = 0
        self.database = duckdb.connect(
            ":memory:",
            config={
                "threads": THREADS,
                "late_materialization_max_rows": LATE_ROWS,
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": "",
                "python_enable_replacements": False,
            },
        )
        allowed = ", ".join(literal(f"{folder.absolute()}/") for folder in folders)
        for lock in (
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            "SET allow_community_extensions = false",
            f"SET allowed_directories = [{allowed}]",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ):
            self.database.execute(lock)

    def close(self) -> None:
        self.database.close()

    def name_of(self, path: Path) -> str:
        """The name under which a file is attached; the one that was not asked for the longest makes room."""
        key = str(path)
        with self.lock:
            if key in self.attached:
                self.attached.move_to_end(key)
                return self.attached[key]
            self.numbers += 1
            name = f"v{self.numbers}"
            try:
                self.database.execute(f"ATTACH {literal(key)} AS {name} (READ_ONLY)")
            except duckdb.Error as error:
                raise NoTable(path.name) from error
            self.attached[key] = name
            if len(self.attached) > ATTACHED:
                _path, oldest = self.attached.popitem(last=False)
                self.database.execute(f"DETACH {oldest}")
            return name

    @contextmanager
    def cursor(self, seconds: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection whose questions are stopped when their time is up. Raises `TimeIsUp`."""
        connection = self.database.cursor()
        timer = threading.Timer(seconds or self.seconds, connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield connection
        except (duckdb.InterruptException, duckdb.OutOfMemoryException) as error:
            raise TimeIsUp from error
        finally:
            timer.cancel()
            connection.close()

    def ask(self, path: Path, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of an answer; `{data}` and `{rejects}` in the SQL are the file's tables."""
        for attempt in range(2):
            name = self.name_of(path)
            with self.cursor() as connection:
                try:
                    named = sql.replace("{data}", f"{name}.data").replace("{rejects}", f"{name}.rejects")
                    return connection.execute(named, list(parameters)).fetchall()
                except (duckdb.CatalogException, duckdb.BinderException):
                    if attempt:  # the first time, the file may have been detached by another thread
                        raise
        return []

    def remember(self, path: Path, sql: str, parameters: Sequence[Any]) -> list[Row]:
        """As `ask`, but an answer that was given before is given again."""
        key = (str(path), sql, tuple(parameters))
        with self.lock:
            if key in self.remembered:
                self.remembered.move_to_end(key)
                return list(self.remembered[key])
        rows = self.ask(path, sql, parameters)
        with self.lock:
            self.remembered[key] = rows
            if len(self.remembered) > REMEMBERED:
                self.remembered.popitem(last=False)
        return rows


@dataclass(frozen=True)
class Table:
    """One version's data. columns: in the file's order. rows: of all, exact."""

    engine: Engine
    path: Path
    columns: tuple[Column, ...]
    count: int
    rejected: int = 0

    def total(self, query: Query) -> int:
        """How many rows the query keeps, exactly."""
        if query.is_whole:
            return self.count
        parameters: list[Any] = []
        where = query.where(self.columns, parameters)
        return int(self.engine.remember(self.path, f"SELECT count(*) FROM {{data}}{where}", parameters)[0][0])

    def page(self, asked: Asked) -> Page:
        """One page with the exact total. A page of the whole table in its own order is found by position."""
        query = asked.query
        shown = query.shown or self.columns
        parameters: list[Any] = []
        cells = ", ".join(column.sql for column in shown)
        if query.is_whole and not query.sort:
            parameters = [asked.offset, asked.offset + asked.size]
            sql = f"SELECT {cells} FROM {{data}} WHERE rowid >= ? AND rowid < ? ORDER BY rowid"
        else:
            where = query.where(self.columns, parameters)
            sql = f"SELECT {cells} FROM {{data}}{where}{query.order()} LIMIT {asked.size} OFFSET {asked.offset}"
        return Page(self.engine.ask(self.path, sql, parameters), self.total(query), tuple(shown))

    def facet(self, query: Query, column: Column, *, limit: int = FACET_VALUES) -> Facet:
        """The values of a column with their exact counts, under all filters but those on the column itself."""
        parameters: list[Any] = []
        where = query.without(column).where(self.columns, parameters)
        sql = (
            f"SELECT {column.sql}, count(*) AS n, count(*) OVER () FROM {{data}}{where} "
            f"GROUP BY 1 ORDER BY n DESC, 1 NULLS LAST LIMIT {limit}"
        )
        rows = self.engine.remember(self.path, sql, parameters)
        return Facet(column, [(value, count) for value, count, _different in rows], rows[0][2] if rows else 0)

    def groups(self, query: Query, by: Sequence[Group], measure: Measure, *, limit: int = 1_000) -> list[Row]:
        """(group, ..., value) of each group: moments and numbers in their order, others the largest first."""
        if measure.column is not None and not (measure.column.is_number or measure.function in {"count", "min", "max"}):
            raise BadQuestion("not-a-number-column", measure.column.name)
        parameters: list[Any] = []
        where = query.where(self.columns, parameters)
        keys = ", ".join(one.sql() for one in by)
        is_ordered = bool(by) and (by[0].column.is_time or by[0].column.is_number)
        places = ", ".join(str(at + 1) for at in range(len(by)))
        order = f"{places}" if is_ordered else f"{len(by) + 1} DESC NULLS LAST, {places}"
        sql = f"SELECT {keys}, {measure.sql()} FROM {{data}}{where} GROUP BY {places} ORDER BY {order} "
        sql += f"LIMIT {min(limit, MOST_GROUPS)}"
        return self.engine.remember(self.path, sql, parameters)

    def points(
        self, query: Query, x: Column, y: Column, *, more: Sequence[Column] = (), limit: int = 2_000
    ) -> list[Row]:
        """(x, y, ...) of rows that say where they are; an even sample where there are more than `limit`."""
        parameters: list[Any] = []
        where = query.where(self.columns, parameters)
        known = f"{x.sql} IS NOT NULL AND {y.sql} IS NOT NULL AND {x.sql} <> 0 AND {y.sql} <> 0"
        where = f"{where} AND {known}" if where else f" WHERE {known}"
        count = int(self.engine.remember(self.path, f"SELECT count(*) FROM {{data}}{where}", parameters)[0][0])
        step = max(1, -(-count // limit))
        cells = ", ".join(column.sql for column in (x, y, *more))
        sql = f"SELECT {cells} FROM {{data}}{where} AND rowid % {step} = 0 LIMIT {limit}"
        return self.engine.remember(self.path, sql, parameters)

    def stream(self, query: Query, *, seconds: float = 600) -> Iterator[list[Row]]:
        """Every row that the query keeps, in chunks."""
        shown = query.shown or self.columns
        parameters: list[Any] = []
        where = query.where(self.columns, parameters)
        order = query.order() if query.sort else ""
        name = self.engine.name_of(self.path)
        with self.engine.cursor(seconds) as connection:
            sql = f"SELECT {', '.join(column.sql for column in shown)} FROM {name}.data{where}{order}"
            answer = connection.execute(sql, parameters)
            while rows := answer.fetchmany(CHUNK):
                yield rows

    def rejects(self, *, offset: int = 0, limit: int = 100) -> list[Row]:
        """(row, line, column's name or None, kind, value) of what is not in the data."""
        rows = self.engine.ask(
            self.path,
            f'SELECT "row", line, "column", kind, value FROM {{rejects}} LIMIT {int(limit)} OFFSET {int(offset)}',
        )
        return [
            (row, line, self.columns[at].name if at is not None else None, kind, value)
            for row, line, at, kind, value in rows
        ]

    def reject_counts(self) -> list[tuple[str, str | None, int]]:
        """(kind, column's name or None, how many), the most frequent first."""
        sql = 'SELECT kind, "column", count(*) FROM {rejects} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2'
        rows = self.engine.remember(self.path, sql, ())
        return [(kind, self.columns[at].name if at is not None else None, count) for kind, at, count in rows]


@dataclass
class Engines:
    """The engine of this process; a forked child makes its own."""

    made: dict[tuple[int, tuple[Path, ...]], Engine] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, folders: Sequence[Path]) -> Engine:
        key = (os.getpid(), tuple(folders))
        with self.lock:
            if key not in self.made:
                self.made = {key: Engine(folders)}
            return self.made[key]


engines = Engines()
