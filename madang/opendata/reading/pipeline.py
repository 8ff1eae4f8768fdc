"""From a file to typed, profiled data, step by step. Runs in a child process; see `child`."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from madang.opendata.reading import cells, columns, formats, load, personal, profile, semantics, sheets
from madang.opendata.reading.cells import Prepared, Stated
from madang.opendata.reading.columns import ColumnType, identifier, literal
from madang.opendata.reading.encodings import detect as detect_encoding
from madang.opendata.reading.layout import TOTAL
from madang.opendata.reading.outcome import Progress, Unreadable

MOST_COLUMNS = 2_000
REJECTS_SHOWN = 20
MEMBERS = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xls",
    ".ods",
    ".json",
    ".jsonl",
    ".ndjson",
    ".geojson",
    ".parquet",
    ".html",
)


@dataclass(frozen=True)
class Request:
    """path: the file. out: an empty folder for the results. stated: what a person says.

    types, aliases: by the column's name. drop_totals: leave rows of totals out, and report them. member: of a ZIP file.
    """

    path: Path
    name: str
    out: Path
    stated: Stated = field(default_factory=Stated)
    types: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    drop_totals: bool = False
    member: str = ""
    memory_mb: int = 1024
    threads: int = 2
    with_store: bool = True


def read(request: Request, progress: Progress) -> dict[str, Any]:
    """Everything that became of the file. Raises `Unreadable`."""
    clock = Clock()
    path, name, about = open_archive(request)
    kind = formats.detect(path, name)
    about["file_type"] = kind
    connection = load.connect(
        request.out / "table.duckdb", request.out, memory_mb=request.memory_mb, threads=request.threads
    )
    try:
        if kind == "parquet":
            found = read_parquet(connection, path, request)
        else:
            found = read_cells(connection, path, kind, request, about, progress)
        clock.lap("load")
        progress("load", 1)
        return finish(connection, found, request, about, progress, clock)
    finally:
        connection.close()


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.started = self.last = perf_counter()
        self.seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.seconds[stage] = round(now - self.last, 3)
        self.last = now


@dataclass
class Found:
    names: list[str]
    types: list[ColumnType]
    units: dict[int, str]
    rows: int
    faults: dict[str, int]
    problems: list[dict[str, Any]]


def open_archive(request: Request) -> tuple[Path, str, dict[str, Any]]:
    """The file itself, or the member of a ZIP that is asked for, or its only or largest table."""
    about: dict[str, Any] = {}
    if formats.detect(request.path, request.name) != "zip":
        return request.path, request.name, about
    with zipfile.ZipFile(request.path) as archive:
        tables = [one for one in archive.infolist() if one.filename.lower().endswith(MEMBERS) and one.file_size]
        if not tables:
            raise Unreadable("no-table-in-archive")
        chosen = [one for one in tables if one.filename == request.member] or [
            max(tables, key=lambda one: one.file_size)
        ]
        about["members"] = [one.filename for one in tables]
        about["member"] = chosen[0].filename
        inner = request.out / "member"
        with archive.open(chosen[0]) as packed, inner.open("wb") as out:
            while chunk := packed.read(1 << 20):
                out.write(chunk)
                if out.tell() > chosen[0].file_size:
                    raise Unreadable("damaged", type="zip")
    return inner, chosen[0].filename, about


def prepare(path: Path, kind: str, request: Request, about: dict[str, Any], progress: Progress) -> Prepared:
    if kind == "csv":
        return cells.of_text(path, request.out, request.stated, progress)
    if kind in {"json", "jsonl"}:
        encoding = detect_encoding(path, stated=request.stated.encoding)
        about["encoding"] = encoding.name
        codec = "utf-8-sig" if encoding.skip else encoding.codec
        sheet = sheets.tree(path, codec, by_line=kind == "jsonl")
        return cells.of_rows(sheet.rows, request.out, Stated(header_rows=1, skip=0), about)
    if kind == "html":
        encoding = detect_encoding(path, stated=request.stated.encoding)
        about["encoding"] = encoding.name
        found = sheets.html(path, "utf-8-sig" if encoding.skip else encoding.codec)
    else:
        found = sheets.workbook(path)
    if not found:
        raise Unreadable("empty")
    named = [sheet for sheet in found if sheet.name == request.stated.sheet]
    chosen = named[0] if named else max(found, key=lambda sheet: sum(map(len, sheet.rows)))
    about["sheets"] = [{"name": sheet.name, "rows": len(sheet.rows)} for sheet in found]
    about["sheet"] = chosen.name
    return cells.of_rows(chosen.rows, request.out, request.stated, about)


def read_cells(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    kind: str,
    request: Request,
    about: dict[str, Any],
    progress: Progress,
) -> Found:
    prepared = prepare(path, kind, request, about, progress)
    names = prepared.layout.names
    if not names:
        raise Unreadable("empty")
    if len(names) > MOST_COLUMNS:
        raise Unreadable("too-many-columns", columns=len(names))
    progress("load", 0)
    types = guessed(prepared, names, request.types)
    try:
        loaded = load.load(connection, prepared.cells, types)
    except duckdb.OutOfMemoryException:
        raise Unreadable("too-large")
    except duckdb.Error:
        if kind != "csv" or prepared.cells.path.name == "cells.csv":
            raise
        prepared = cells.again_slowly(path, request.out, request.stated, prepared)
        loaded = load.load(connection, prepared.cells, guessed(prepared, names, request.types))
    if prepared.rejects:
        load.load_rejects(connection, prepared.rejects)
    about.update(prepared.about)
    problems = [*about.pop("layout_problems", []), *({"code": code, "rows": n} for code, n in prepared.faults.items())]
    return Found(names, loaded.types, prepared.layout.units, loaded.rows, prepared.faults, problems)


def guessed(prepared: Prepared, names: list[str], stated: dict[str, str]) -> list[ColumnType]:
    """The types that the sample speaks for; a person's word goes before it."""
    types = []
    for at, name in enumerate(names):
        values = [row[at] for row in prepared.sample if at < len(row)]
        kind = columns.guess(values, name)
        wanted = stated.get(name, kind.name)
        if wanted != kind.name and wanted in columns.SQL_TYPES:
            grouped = any("," in value for value in values)
            formats = tuple(columns.DATES) if wanted == "date" else tuple(columns.ISO_MOMENTS)
            kind = ColumnType(wanted, grouped, formats if wanted in {"date", "datetime"} else ())
        types.append(kind)
    return types


PARQUET_TYPES = {"BOOLEAN": "boolean", "DATE": "date"}


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, request: Request) -> Found:
    """Parquet has types of its own; numbers of every size become ours, everything else text."""
    source = f"read_parquet({literal(str(path))})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        types = [ColumnType(type_of_parquet(str(row[1]))) for row in described]
        parts = [f"CAST({identifier(row[0])} AS {types[at].sql}) AS c{at}" for at, row in enumerate(described)]
        connection.execute(f"CREATE TABLE data AS SELECT {', '.join(parts)} FROM {source}")
    except duckdb.Error:
        raise Unreadable("damaged", type="parquet")
    load.make_rejects(connection)
    rows = connection.execute("SELECT count(*) FROM data").fetchone()
    return Found([row[0] for row in described], types, {}, rows[0] if rows else 0, {}, [])


def type_of_parquet(name: str) -> str:
    if name in PARQUET_TYPES:
        return PARQUET_TYPES[name]
    if name.startswith("TIMESTAMP"):
        return "datetime"
    if name in {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}:
        return "integer"
    return "number" if name in {"FLOAT", "DOUBLE"} or name.startswith("DECIMAL") else "text"


def finish(
    connection: duckdb.DuckDBPyConnection,
    found: Found,
    request: Request,
    about: dict[str, Any],
    progress: Progress,
    clock: Clock,
) -> dict[str, Any]:
    """Totals, profile, meanings, personal data, and the two files."""
    about["totals"] = totals(connection, found, drop=request.drop_totals)
    if about["totals"]:
        found.problems.append({"code": "totals", "rows": len(about["totals"])})
    connection.execute("CHECKPOINT")
    clock.lap("store")
    progress("profile", 0)
    kinds = [kind.name for kind in found.types]
    profiles = profile.profile(connection, kinds)
    progress("profile", 0.6)
    schema = describe_columns(connection, found, request, profiles)
    hits = personal.findings(connection, found.names, kinds)
    clock.lap("profile")
    progress("profile", 1)
    rejects = connection.execute("SELECT count(*) FROM rejects").fetchone()
    files = store(connection, found.names, request, progress) if request.with_store else {}
    clock.lap("parquet")
    return {
        "state": "held" if hits else "read",
        "reasons": [{"code": "personal-data", **hit} for hit in hits],
        "reading": about,
        "columns": schema,
        "profile": profiles,
        "rows": found.rows,
        "rejects": rejects[0] if rejects else 0,
        "reject_sample": reject_sample(connection, found.names),
        "problems": found.problems + missing_problems(connection, found),
        "coordinates": semantics.coordinates([one["semantics"] for one in schema], ranges(profiles, kinds)),
        "files": files,
        "seconds": clock.seconds,
    }


def ranges(profiles: list[dict[str, Any]], kinds: list[str]) -> list[tuple[float, float] | None]:
    return [
        (one["min"], one["max"]) if kind in {"integer", "number"} and one["min"] is not None else None
        for one, kind in zip(profiles, kinds, strict=True)
    ]


def describe_columns(
    connection: duckdb.DuckDBPyConnection, found: Found, request: Request, profiles: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    schema = []
    for at, (name, kind) in enumerate(zip(found.names, found.types, strict=True)):
        values = [str(value) for value in profile.sample(connection, at)] if profiles[at]["distinct"] else []
        schema.append(
            {
                "name": name,
                "alias": request.aliases.get(name, ""),
                "type": kind.name,
                "unit": found.units.get(at, ""),
                "semantics": semantics.meaning(name, kind.name, values),
            }
        )
    return schema


def missing_problems(connection: duckdb.DuckDBPyConnection, found: Found) -> list[dict[str, Any]]:
    return [
        {"code": "missing-words", "column": name, "words": words}
        for at, (name, kind) in enumerate(zip(found.names, found.types, strict=True))
        if kind.name == "text" and found.rows and (words := profile.missing_words(connection, at))
    ]


def totals(connection: duckdb.DuckDBPyConnection, found: Found, *, drop: bool) -> list[dict[str, Any]]:
    """Rows whose first or second words are those of a total; left out, and reported, if a person says so."""
    texts = [at for at, kind in enumerate(found.types) if kind.name == "text"][:2]
    if not texts or not any(kind.name in {"integer", "number"} for kind in found.types):
        return []
    where = " OR ".join(profile.matching(connection, at, "(?i)" + TOTAL.pattern, whole=True) for at in texts)
    shown = connection.execute(
        f"SELECT rowid + 1, coalesce(c{texts[0]}, c{texts[-1]}) FROM data WHERE {where} LIMIT 50"
    ).fetchall()
    if shown and drop:
        row = " || ',' || ".join(f"coalesce(c{at}::VARCHAR, '')" for at in range(len(found.names)))
        connection.execute(f"INSERT INTO rejects SELECT rowid + 1, NULL, NULL, 'total', {row} FROM data WHERE {where}")
        connection.execute(f"CREATE OR REPLACE TABLE data AS SELECT * FROM data WHERE NOT coalesce({where}, false)")
        left = connection.execute("SELECT count(*) FROM data").fetchone()
        found.rows = left[0] if left else 0
    return [{"row": row, "text": text} for row, text in shown]


def reject_sample(connection: duckdb.DuckDBPyConnection, names: list[str]) -> list[dict[str, Any]]:
    rows = connection.execute(
        f'SELECT "row", line, "column", kind, value FROM rejects LIMIT {REJECTS_SHOWN}'
    ).fetchall()
    return [
        {
            "row": row,
            "line": line,
            "column": names[at] if at is not None else None,
            "kind": kind,
            "value": value[:500] if value else value,
        }
        for row, line, at, kind, value in rows
    ]


def store(
    connection: duckdb.DuckDBPyConnection, names: list[str], request: Request, progress: Progress
) -> dict[str, Any]:
    """The Parquet file, with the columns' own names."""
    progress("store", 0)
    parts = ", ".join(f"c{at} AS {identifier(name)}" for at, name in enumerate(names))
    target = request.out / "table.parquet"
    connection.execute(f"COPY (SELECT {parts} FROM data) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    progress("store", 1)
    return {"table": "table.duckdb", "parquet": "table.parquet"}
