"""The rows that a question keeps, as files: CSV for programs and for spreadsheets, XLSX, JSON, GeoJSON, Parquet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from madang.opendata.engine.coordinates import Place
from madang.opendata.engine.query import Column, Query
from madang.opendata.engine.tables import Row, Table
from madang.opendata.reading.columns import identifier, literal

FORMATS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "csv-excel": ("text/csv; charset=utf-8", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "json": ("application/json; charset=utf-8", "json"),
    "jsonl": ("application/x-ndjson; charset=utf-8", "jsonl"),
    "geojson": ("application/geo+json; charset=utf-8", "geojson"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
}
"""Media type and ending of each."""
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LARGEST_SHEET = 1_048_575


class TooManyRows(Exception):
    """A worksheet has 1,048,576 rows and no more."""


def plain(value: Any) -> Any:
    """A value as JSON says it."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def cell(value: Any) -> str:
    """A value as CSV for programs says it: exactly."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain(value))


def safe_cell(value: Any) -> str:
    """A value for spreadsheets: a text that one would run as a formula gets an apostrophe; a number never does."""
    text = cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(RUNS_AS_FORMULA) else text


def csv_lines(columns: Sequence[Column], chunks: Iterable[list[Row]], *, for_excel: bool) -> Iterator[str]:
    """The file in pieces. for_excel: with a mark in front, so that Korean is read, and without formulas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    words = safe_cell if for_excel else cell
    if for_excel:
        buffer.write("\ufeff")
    writer.writerow([words(column.name) for column in columns])
    yield taken(buffer)
    for rows in chunks:
        writer.writerows([words(value) for value in row] for row in rows)
        yield taken(buffer)


def taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def json_lines(columns: Sequence[Column], chunks: Iterable[list[Row]], *, by_line: bool) -> Iterator[str]:
    """A list of objects, or one object a line."""
    names = [column.name for column in columns]
    is_first = True
    if not by_line:
        yield "["
    for rows in chunks:
        parts = [json.dumps(dict(zip(names, map(plain, row), strict=True)), ensure_ascii=False) for row in rows]
        if by_line:
            yield "\n".join(parts) + "\n"
        else:
            yield ("" if is_first else ",") + "\n" + ",\n".join(parts)
        is_first = False
    if not by_line:
        yield "\n]\n"


def geojson_lines(columns: Sequence[Column], chunks: Iterable[list[Row]], place: Place) -> Iterator[str]:
    """A FeatureCollection; a row that does not say where it is has no geometry."""
    yield '{"type": "FeatureCollection", "features": ['
    names = [column.name for column in columns]
    is_first = True
    for rows in chunks:
        features = []
        for row, geometry in zip(rows, place.geometries(columns, rows), strict=True):
            properties = {name: plain(value) for name, value in zip(names, row, strict=True)}
            if place.shape is not None:
                properties.pop(place.shape.name, None)
            features.append({"type": "Feature", "geometry": geometry, "properties": properties})
        text = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
        yield ("\n" if is_first else ",\n") + text
        is_first = False
    yield "\n]}\n"


def write_xlsx(path: Path, table: Table, query: Query) -> None:
    """A workbook with one sheet. Text stays text, whatever it begins with. Raises `TooManyRows`."""
    import xlsxwriter

    if table.total(query) > LARGEST_SHEET:
        raise TooManyRows
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("data")
        bold = book.add_format({"bold": True})
        formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"})}
        formats["datetime"] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        shown = query.shown or table.columns
        for at, column in enumerate(shown):
            sheet.write_string(0, at, column.name, bold)
        line = 0
        for rows in table.stream(query):
            for row in rows:
                line += 1
                for at, value in enumerate(row):
                    write_cell(sheet, line, at, value, formats.get(shown[at].type))


def write_cell(sheet: Any, line: int, at: int, value: Any, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float):
        if abs(value) < 10**15:
            sheet.write_number(line, at, value)
        else:
            sheet.write_string(line, at, str(value))
    elif isinstance(value, datetime | date) and value.year >= 1900:
        sheet.write_datetime(line, at, value, form)
    else:
        sheet.write_string(line, at, cell(value)[:32_767])


def write_parquet(path: Path, table: Table, query: Query, *, memory_mb: int = 512) -> None:
    """The rows with their columns' names, in a database that knows this one file alone."""
    shown = query.shown or table.columns
    parameters: list[Any] = []
    where = query.where(table.columns, parameters)
    cells = ", ".join(f"{column.sql} AS {identifier(column.name)}" for column in shown)
    order = query.order() if query.sort else ""
    settings: dict[str, Any] = {"threads": 1, "memory_limit": f"{memory_mb}MB", "python_enable_replacements": False}
    with duckdb.connect(":memory:", config=settings) as connection:
        connection.execute(f"ATTACH {literal(str(table.path))} AS v (READ_ONLY)")
        connection.execute(f"CREATE TEMP TABLE kept AS SELECT {cells} FROM v.data{where}{order}", parameters)
        connection.execute(f"COPY kept TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
