"""SQL over one file, in the child: read-only, without files, network, settings or the interpreter's variables."""

from pathlib import Path
from typing import Any

import duckdb

from madang.opendata.reading import load, pipeline
from madang.opendata.reading.columns import identifier
from madang.opendata.reading.outcome import Unreadable, silent
from madang.opendata.reading.profile import plain

LOCKS = [
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET lock_configuration = true",
]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """`{columns, rows, truncated}`: the answer to `request["sql"]` over the table `data`. Raises `Unreadable`."""
    out = Path(request["out"])
    asked = pipeline.Request(
        path=Path(request["path"]), name=request["name"], out=out, memory_mb=int(request["memory_mb"]), with_store=False
    )
    found = pipeline.read(asked, silent)
    connection = load.connect(out / "table.duckdb", out, memory_mb=int(request["memory_mb"]))
    names = [column["name"] for column in found["columns"]]
    parts = ", ".join(f"c{at} AS {identifier(name)}" for at, name in enumerate(names))
    connection.execute("ALTER TABLE data RENAME TO cells")
    connection.execute(f"CREATE VIEW data AS SELECT {parts} FROM cells")
    connection.close()
    return ask(out / "table.duckdb", request["sql"], memory_mb=int(request["memory_mb"]), limit=int(request["limit"]))


def ask(path: Path, sql: str, *, memory_mb: int, limit: int) -> dict[str, Any]:
    """Run one question on a locked, read-only database."""
    connection = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": 2,
            "python_enable_replacements": False,
            "temp_directory": "",
        },
    )
    for lock in LOCKS:
        connection.execute(lock)
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise Unreadable("sql", detail=first_line(error))
    if len(statements) != 1 or statements[0].type not in {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}:
        raise Unreadable("not-a-question")
    try:
        cursor = connection.execute(statements[0])
        rows = cursor.fetchmany(limit + 1)
    except (duckdb.OutOfMemoryException, MemoryError):
        raise Unreadable("question-too-large")
    except duckdb.Error as error:
        raise Unreadable("sql", detail=first_line(error))
    columns = [{"name": one[0], "type": str(one[1])} for one in cursor.description or []]
    values = [[plain(value) for value in row] for row in rows[:limit]]
    return {"columns": columns, "rows": values, "truncated": len(rows) > limit}


def first_line(error: duckdb.Error) -> str:
    return str(error).split("\n", maxsplit=1)[0][:500]
