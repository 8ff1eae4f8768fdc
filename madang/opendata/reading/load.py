"""Typed data in a DuckDB file: one pass over the cells, a reject for each that does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from madang.opendata.reading.columns import FAULTS, FIT_IN_WHOLE, ColumnType, literal, misfit, typed
from madang.opendata.reading.dialects import Dialect

MOST_LINE = 16_000_000
ATTEMPTS = 4


@dataclass(frozen=True)
class Cells:
    """A text file of cells that DuckDB can read as it is. skip: lines above the data."""

    path: Path
    width: int
    delimiter: str = ","
    skip: int = 0
    is_ours: bool = False
    """Written anew by us, so that lines end in one way."""

    def scan(self) -> str:
        """SQL: all cells as text, columns t0, t1, ..."""
        columns = ", ".join(f"'t{at}': 'VARCHAR'" for at in range(self.width))
        ending = ", new_line='\\n'" if self.is_ours else ""
        return (
            f"read_csv({literal(str(self.path))}, delim={literal(self.delimiter)}, quote='\"', escape='\"', "
            f"header=false, skip={self.skip}, columns={{{columns}}}, auto_detect=false, nullstr='', strict_mode=true, "
            f"max_line_size={MOST_LINE}, comment=''{ending})"
        )


@dataclass
class Loaded:
    """types: as they were kept. missing: how many cells say that nothing is known, by column."""

    rows: int
    types: list[ColumnType]
    rejected: dict[int, int] = field(default_factory=dict)


def connect(path: Path, scratch: Path, *, memory_mb: int, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A DuckDB of the child's own; it may write only where the child may."""
    settings: dict[str, Any] = {
        "threads": threads,
        "memory_limit": f"{memory_mb}MB",
        "temp_directory": str(scratch / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "preserve_insertion_order": True,
    }
    return duckdb.connect(str(path), config=settings)


def load(connection: duckdb.DuckDBPyConnection, cells: Cells, types: Sequence[ColumnType]) -> Loaded:
    """Make the table `data` (columns c0, c1, ...) and add what does not fit to `rejects`.

    A column in which fewer than 95 of 100 cells fit is read again as a wider type. Raises `duckdb.Error` where the file
    is not what its dialect says.
    """
    found = list(types)
    for _attempt in range(ATTEMPTS):
        connection.execute("DROP TABLE IF EXISTS data")
        connection.execute(f"CREATE TABLE data AS SELECT {selection(found)} FROM {cells.scan()}")
        counts = count_misfits(connection, found)
        narrow = {at for at, (bad, good) in counts.items() if is_too_narrow(bad, good)}
        if not narrow:
            break
        found = [kind.widened() if at in narrow else kind for at, kind in enumerate(found)]
    keep_rejects(connection, found, {at: bad for at, (bad, _good) in counts.items() if bad})
    rows = connection.execute("SELECT count(*) FROM data").fetchone()
    assert rows is not None
    return Loaded(rows[0], found, {at: bad for at, (bad, _good) in counts.items() if bad})


def is_too_narrow(bad: int, good: int) -> bool:
    return bad > 0 and good < FIT_IN_WHOLE * (bad + good)


def selection(types: Sequence[ColumnType]) -> str:
    """SQL: the typed cells, and beside each that has a type what did not fit."""
    parts = [f"{typed(f't{at}', kind)} AS c{at}" for at, kind in enumerate(types)]
    parts += [f"{misfit(f't{at}', kind)} AS r{at}" for at, kind in enumerate(types) if kind.name != "text"]
    return ", ".join(parts)


def count_misfits(connection: duckdb.DuckDBPyConnection, types: Sequence[ColumnType]) -> dict[int, tuple[int, int]]:
    """(cells that do not fit, cells that do) of every column with a type."""
    places = [at for at, kind in enumerate(types) if kind.name != "text"]
    if not places:
        return {}
    counted = ", ".join(f"count(r{at}), count(c{at})" for at in places)
    row = connection.execute(f"SELECT {counted} FROM data").fetchone()
    assert row is not None
    return {at: (row[2 * place], row[2 * place + 1]) for place, at in enumerate(places)}


def make_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    """The report of what is not in the data: where it stood, why, and what it was."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS rejects "
        '("row" BIGINT, line BIGINT, "column" INTEGER, kind VARCHAR NOT NULL, value VARCHAR)'
    )


def keep_rejects(connection: duckdb.DuckDBPyConnection, types: Sequence[ColumnType], bad: dict[int, int]) -> None:
    """Move what did not fit from the data into the report."""
    make_rejects(connection)
    for at, kind in enumerate(types):
        if kind.name == "text":
            continue
        if bad.get(at):
            connection.execute(
                f"INSERT INTO rejects SELECT rowid + 1, NULL, {at}, {literal(FAULTS[kind.name])}, r{at} "
                f"FROM data WHERE r{at} IS NOT NULL ORDER BY rowid"
            )
        connection.execute(f"ALTER TABLE data DROP COLUMN r{at}")


def load_rejects(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Add the records that had to be mended or left out, from the file that the splitter wrote."""
    make_rejects(connection)
    connection.execute(
        f"INSERT INTO rejects SELECT * FROM read_csv({literal(str(path))}, header=false, auto_detect=false, "
        "delim=',', "
        f"quote='\"', escape='\"', nullstr='', new_line='\\n', max_line_size={MOST_LINE}, "
        "columns={'row': 'BIGINT', 'line': 'BIGINT', 'column': 'INTEGER', 'kind': 'VARCHAR', 'value': 'VARCHAR'})"
    )
    connection.execute('CREATE OR REPLACE TABLE rejects AS SELECT * FROM rejects ORDER BY line NULLS LAST, "row"')


def is_plain(dialect: Dialect) -> bool:
    """Whether DuckDB reads the dialect as it is."""
    return dialect.is_plain and len(dialect.delimiter) == 1
