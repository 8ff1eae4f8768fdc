"""What is in each column: how much is missing, how many values differ, from where to where, how they are spread."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import duckdb

from madang.opendata.reading.columns import MISSING, literal

BINS = 20
EXACT_DISTINCT = 200_000
"""Beyond this many rows times columns, numbers of different values are estimated first."""
FACET_LIMIT = 5_000
"""A column with at most this many different values gets its most frequent ones counted."""
FEW_VALUES = 20_000
TOP = 20
EXAMPLES = 5
SAMPLE = 400


def profile(connection: duckdb.DuckDBPyConnection, types: Sequence[str]) -> list[dict[str, Any]]:
    """One object a column of the table `data`, in order. distinct is exact where `is_exact` says so."""
    rows = connection.execute("SELECT count(*) FROM data").fetchone()
    total = rows[0] if rows else 0
    basics = measure(connection, types)
    return [describe(connection, at, kind, total, basics[at]) for at, kind in enumerate(types)]


def measure(connection: duckdb.DuckDBPyConnection, types: Sequence[str]) -> list[dict[str, Any]]:
    """Counts and ends of all columns, in one pass."""
    parts: list[str] = []
    for at, kind in enumerate(types):
        parts += [f"count(c{at})", f"approx_count_distinct(c{at})", f"min(c{at})", f"max(c{at})"]
        parts.append(
            f"avg(c{at})" if kind in {"integer", "number"} else f"max(length(c{at}))" if kind == "text" else "NULL"
        )
    row = connection.execute(f"SELECT {', '.join(parts)} FROM data").fetchone() if parts else ()
    assert row is not None
    names = ("known", "distinct", "min", "max", "more")
    return [dict(zip(names, row[5 * at : 5 * at + 5], strict=True)) for at in range(len(types))]


def describe(
    connection: duckdb.DuckDBPyConnection, at: int, kind: str, total: int, basics: dict[str, Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "nulls": total - basics["known"],
        "distinct": basics["distinct"],
        "is_exact": False,
        "min": plain(basics["min"]),
        "max": plain(basics["max"]),
    }
    if kind in {"integer", "number"}:
        found["mean"] = plain(basics["more"])
        found["bins"] = histogram(connection, at, basics["min"], basics["max"])
    elif kind == "text":
        found["longest"] = basics["more"] or 0
        found["min"], found["max"] = shortened(found["min"]), shortened(found["max"])
    elif kind in {"date", "datetime"} and basics["min"] is not None:
        found["bins"] = months(connection, at)
    if basics["distinct"] <= FACET_LIMIT:
        values = connection.execute(
            f"SELECT c{at}, count(*) AS n FROM data WHERE c{at} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1"
        ).fetchall()
        found["distinct"], found["is_exact"] = len(values), True
        found["top"] = [[shortened(plain(value)), count] for value, count in values[:TOP]]
        found["examples"] = [shortened(plain(value)) for value, _count in values[:EXAMPLES]]
    else:
        if total <= EXACT_DISTINCT:
            row = connection.execute(f"SELECT count(DISTINCT c{at}) FROM data").fetchone()
            found["distinct"], found["is_exact"] = row[0] if row else 0, True
        found["examples"] = [shortened(value) for value in sample(connection, at, EXAMPLES)]
    if found["is_exact"]:
        found["unique"] = found["distinct"] == basics["known"] == total > 0
    return found


def matching(connection: duckdb.DuckDBPyConnection, at: int, pattern: str, *, whole: bool = False) -> str:
    """SQL: whether a cell of the column matches the pattern; asked of each different value only, if these are few.

    Expressions are dear, and most texts of large tables come back thousands of times.
    """
    matches = "regexp_full_match" if whole else "regexp_matches"
    row = connection.execute(f"SELECT approx_count_distinct(c{at}) FROM data").fetchone()
    if row is None or row[0] > FEW_VALUES:
        return f"{matches}(c{at}, {literal(pattern)})"
    return f"c{at} IN (SELECT v FROM (SELECT DISTINCT c{at} AS v FROM data) WHERE {matches}(v, {literal(pattern)}))"


def sample(connection: duckdb.DuckDBPyConnection, at: int, count: int = SAMPLE) -> list[Any]:
    """Different values from the beginning of the column, as JSON can say them."""
    rows = connection.execute(
        f"SELECT DISTINCT c{at} FROM (SELECT c{at} FROM data WHERE c{at} IS NOT NULL LIMIT {20 * count}) LIMIT {count}"
    ).fetchall()
    return [plain(value) for (value,) in rows]


def histogram(connection: duckdb.DuckDBPyConnection, at: int, low: Any, high: Any) -> list[list[Any]]:
    """[from, to, rows] of equal steps between the least and the greatest value."""
    if low is None or high is None or low == high:
        return []
    step = (high - low) / BINS
    rows = connection.execute(
        f"SELECT least(floor((c{at} - ?) / ?), {BINS - 1})::INTEGER AS bin, count(*) FROM data "
        f"WHERE c{at} IS NOT NULL GROUP BY 1",
        [float(low), float(step)],
    ).fetchall()
    counts = dict(rows)
    return [[plain(low + place * step), plain(low + (place + 1) * step), counts.get(place, 0)] for place in range(BINS)]


def months(connection: duckdb.DuckDBPyConnection, at: int) -> list[list[Any]]:
    """[month, month, rows], or years where there are too many months."""
    for unit in ("month", "year"):
        rows = connection.execute(
            f"SELECT date_trunc('{unit}', c{at})::DATE AS since, count(*) FROM data "
            f"WHERE c{at} IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 121"
        ).fetchall()
        if len(rows) <= 120:
            return [[plain(since), plain(since), count] for since, count in rows]
    return []


def plain(value: Any) -> Any:
    """A value as JSON says it. Moments without their zero seconds' fraction."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6) if abs(value) < 1e15 else value
    return value


def shortened(value: Any) -> Any:
    return value[:200] if isinstance(value, str) else value


def missing_words(connection: duckdb.DuckDBPyConnection, at: int) -> list[list[Any]]:
    """[word, rows] of what says in a text column that nothing is known."""
    words = ", ".join(literal(one) for one in MISSING)
    rows = connection.execute(
        f"SELECT c{at}, count(*) FROM data WHERE c{at} IN ({words}) GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    return [[word, count] for word, count in rows]
