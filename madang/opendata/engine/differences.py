"""What differs between two versions of a table: by schema, and by row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from madang.opendata.engine.query import Column
from madang.opendata.reading.columns import literal
from madang.opendata.reading.profile import plain

COMPATIBLE = {("integer", "number"), ("date", "datetime")}
"""Changes of type that a program reading the old one survives."""
SHOWN = 50
MOST_CELLS_SHOWN = 12


def schema_changes(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """`{added, removed, retyped: [{name, before, after}], moved, is_breaking}`.

    Breaking: a column is gone, or of another type that old programs cannot read.
    """
    old, new = {one["name"]: one["type"] for one in before}, {one["name"]: one["type"] for one in after}
    retyped = [
        {"name": name, "before": old[name], "after": new[name]}
        for name in new
        if name in old and old[name] != new[name]
    ]
    removed = [name for name in old if name not in new]
    kept_before, kept_after = [name for name in old if name in new], [name for name in new if name in old]
    unreadable = [one for one in retyped if (one["before"], one["after"]) not in COMPATIBLE]
    return {
        "added": [name for name in new if name not in old],
        "removed": removed,
        "retyped": retyped,
        "moved": kept_before != kept_after,
        "is_breaking": bool(removed or unreadable),
    }


def key_columns(columns: Sequence[dict[str, Any]], profile: Sequence[dict[str, Any]]) -> list[str]:
    """A column whose values are all there and all different, one called a code or number first; [] if none is."""
    unique = [
        one["name"]
        for one, about in zip(columns, profile, strict=True)
        if about.get("unique") and one["type"] in {"text", "integer"}
    ]
    named = [
        name for name in unique if any(word in name.lower() for word in ("id", "코드", "번호", "code", "no", "fid"))
    ]
    return (named or unique)[:1]


def row_changes(
    before: tuple[Path, Sequence[Column]],
    after: tuple[Path, Sequence[Column]],
    *,
    keys: Sequence[str],
    memory_mb: int = 512,
) -> dict[str, Any]:
    """`{keys, added, removed, changed, same, cells: {column: rows}, examples: [...]}` over the columns of both.

    keys: columns that say which rows are the same. Without any, whole rows are compared, and nothing is `changed`.
    """
    old, new = {one.name: one for one in before[1]}, {one.name: one for one in after[1]}
    shared = [name for name in new if name in old]
    used = [key for key in keys if key in shared]
    connection = duckdb.connect(
        ":memory:", config={"threads": 2, "memory_limit": f"{memory_mb}MB", "python_enable_replacements": False}
    )
    with connection:
        connection.execute(f"ATTACH {literal(str(before[0]))} AS a (READ_ONLY)")
        connection.execute(f"ATTACH {literal(str(after[0]))} AS b (READ_ONLY)")
        if not shared:
            return {
                "keys": [],
                "added": count(connection, "b.data"),
                "removed": count(connection, "a.data"),
                "changed": 0,
                "same": 0,
            }
        for side, columns in (("a", old), ("b", new)):
            cells = ", ".join(f"CAST({columns[name].sql} AS VARCHAR) AS k{at}" for at, name in enumerate(shared))
            connection.execute(f"CREATE TEMP VIEW {side}_rows AS SELECT {cells} FROM {side}.data")
        if used and is_key(connection, [shared.index(key) for key in used]):
            return by_key(connection, shared, used)
        return by_row(connection, shared)


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return row[0] if row else 0


def is_key(connection: duckdb.DuckDBPyConnection, places: Sequence[int]) -> bool:
    """Whether the columns tell every row of both versions from every other."""
    cells = ", ".join(f"k{at}" for at in places)
    for side in ("a_rows", "b_rows"):
        row = connection.execute(f"SELECT 1 FROM {side} GROUP BY {cells} HAVING count(*) > 1 LIMIT 1").fetchone()
        if row:
            return False
    return True


def by_key(connection: duckdb.DuckDBPyConnection, shared: Sequence[str], keys: Sequence[str]) -> dict[str, Any]:
    places = [shared.index(key) for key in keys]
    others = [at for at in range(len(shared)) if at not in places]
    same = " AND ".join(f"a.k{at} IS NOT DISTINCT FROM b.k{at}" for at in places)
    first = places[0]
    differs = " OR ".join(f"a.k{at} IS DISTINCT FROM b.k{at}" for at in others) or "false"
    cells = "".join(
        f", count(*) FILTER (WHERE a.here AND b.here AND a.k{at} IS DISTINCT FROM b.k{at})" for at in others
    )
    both_here = "a.here AND b.here"
    joined = f"(SELECT *, true AS here FROM a_rows) a FULL JOIN (SELECT *, true AS here FROM b_rows) b ON {same}"
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE a.here IS NULL), count(*) FILTER (WHERE b.here IS NULL), "
        f"count(*) FILTER (WHERE {both_here} AND ({differs})), count(*) FILTER (WHERE {both_here}){cells} "
        f"FROM {joined}"
    ).fetchone()
    assert row is not None
    added, removed, changed, both = row[:4]
    pairs = ", ".join(f"a.k{at}, b.k{at}" for at in range(len(shared)))
    shown = connection.execute(
        f"SELECT CASE WHEN a.here IS NULL THEN 'added' WHEN b.here IS NULL THEN 'removed' ELSE 'changed' END, {pairs} "
        f"FROM {joined} WHERE a.here IS NULL OR b.here IS NULL OR {differs} "
        f"ORDER BY coalesce(b.k{first}, a.k{first}) LIMIT {SHOWN}"
    ).fetchall()
    return {
        "keys": list(keys),
        "added": added,
        "removed": removed,
        "changed": changed,
        "same": both - changed,
        "cells": {shared[at]: row[4 + place] for place, at in enumerate(others) if row[4 + place]},
        "examples": [example(one, shared, places) for one in shown],
    }


def example(row: Sequence[Any], shared: Sequence[str], places: Sequence[int]) -> dict[str, Any]:
    """`{what, key: [...], cells: [{column, before, after}]}`; of a changed row, only the cells that changed."""
    what, values = row[0], row[1:]
    pairs = [(values[2 * at], values[2 * at + 1]) for at in range(len(shared))]
    cells = [
        {"column": shared[at], "before": plain(before), "after": plain(after)}
        for at, (before, after) in enumerate(pairs)
        if at not in places and before != after
    ]
    key = [plain(pairs[at][1] if pairs[at][1] is not None else pairs[at][0]) for at in places]
    return {"what": what, "key": key, "cells": cells[:MOST_CELLS_SHOWN]}


def by_row(connection: duckdb.DuckDBPyConnection, shared: Sequence[str]) -> dict[str, Any]:
    """Rows as a whole, each as often as it occurs."""
    added = count(connection, "(SELECT * FROM b_rows EXCEPT ALL SELECT * FROM a_rows)")
    removed = count(connection, "(SELECT * FROM a_rows EXCEPT ALL SELECT * FROM b_rows)")
    same = count(connection, "b_rows") - added
    examples: list[dict[str, Any]] = []
    for what, sql in (
        ("added", "b_rows EXCEPT ALL SELECT * FROM a_rows"),
        ("removed", "a_rows EXCEPT ALL SELECT * FROM b_rows"),
    ):
        for row in connection.execute(f"SELECT * FROM {sql} LIMIT {SHOWN // 2}").fetchall():
            side = "after" if what == "added" else "before"
            cells = [
                {"column": name, side: plain(value)}
                for name, value in zip(shared, row, strict=True)
                if value is not None
            ]
            examples.append({"what": what, "key": [], "cells": cells[:MOST_CELLS_SHOWN]})
    return {
        "keys": [],
        "added": added,
        "removed": removed,
        "changed": 0,
        "same": same,
        "cells": {},
        "examples": examples,
    }
