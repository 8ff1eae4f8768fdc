"""Rows of text out of workbooks, HTML pages and JSON: whatever is no text file of cells itself."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from madang.opendata.reading.outcome import Unreadable

MOST_CELLS = 60_000_000
MOST_JSON = 400_000_000
MOST_COLUMNS = 4_000
LISTS = ("data", "records", "items", "item", "rows", "result", "results", "features", "list", "body", "response")
Row = list[str]


@dataclass(frozen=True)
class Sheet:
    """name: as in the file. has_names: its first row is names by the format's own rule (JSON)."""

    name: str
    rows: Sequence[Row]
    has_names: bool = False


def text_of(value: Any) -> str:
    """A cell as people would type it: whole numbers without a point, days without their midnight."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def workbook(path: Path) -> list[Sheet]:
    """The sheets of an XLSX, XLS or ODS file that have any cell. Raises `Unreadable`."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [read_sheet(book, name) for name in book.sheet_names]
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("too-large")
    except python_calamine.PasswordError:
        raise Unreadable("encrypted")
    except Exception:  # a parser over a hostile file may raise anything
        raise Unreadable("damaged", type="workbook")
    return [sheet for sheet in sheets if sheet.rows]


def read_sheet(book: Any, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.height * sheet.width > MOST_CELLS:
        raise Unreadable("too-large", sheet=name, rows=sheet.height, columns=sheet.width)
    rows = [[text_of(cell) for cell in row] for row in sheet.to_python()]
    return Sheet(name, rows)


def html(path: Path, codec: str) -> list[Sheet]:
    """The tables of an HTML page, also of one saved with the name of a workbook. Raises `Unreadable`."""
    import lxml.html

    if path.stat().st_size > MOST_JSON:
        raise Unreadable("too-large")
    document = lxml.html.fromstring(path.read_bytes().decode(codec), parser=lxml.html.HTMLParser(huge_tree=True))
    tables = [one for one in document.iter("table") if one.find(".//table") is None]
    sheets = [Sheet(f"table {at + 1}", spread(table)) for at, table in enumerate(tables)]
    found = [sheet for sheet in sheets if sheet.rows]
    if not found:
        raise Unreadable("not-a-table", type="html")
    return found


def spread(table: Any) -> list[Row]:
    """The cells of a table; one that spans several columns or rows stands in its first place alone."""
    rows: list[Row] = []
    pending: dict[tuple[int, int], str] = {}
    for depth, element in enumerate(table.iter("tr")):
        row: Row = []
        for cell in element.iterchildren("td", "th"):
            while (depth, len(row)) in pending:
                row.append(pending.pop((depth, len(row))))
            columns, lines = span(cell.get("colspan")), span(cell.get("rowspan"))
            for below in range(1, lines):
                for beside in range(columns):
                    pending[depth + below, len(row) + beside] = ""
            row += [" ".join(cell.text_content().split()), *[""] * (columns - 1)]
        while (depth, len(row)) in pending:
            row.append(pending.pop((depth, len(row))))
        rows.append(row)
    return [row for row in rows if any(row)]


def span(stated: str | None) -> int:
    return min(int(stated), 1000) if stated and stated.isdigit() and stated != "0" else 1


def tree(path: Path, codec: str, *, by_line: bool) -> Sheet:
    """The records of JSON, JSON Lines or GeoJSON: one row an object, nested objects with a dot in the name.

    Raises `Unreadable`, with the line or offset of what is wrong.
    """
    records = list(line_records(path, codec)) if by_line else whole_records(path, codec)
    flat = [flattened(record) for record in records]
    names: dict[str, None] = {}
    for record in flat:
        names.update(dict.fromkeys(record))
        if len(names) > MOST_COLUMNS:
            raise Unreadable("too-many-columns", columns=len(names))
    rows = [list(names), *([text_of(record.get(name)) for name in names] for record in flat)]
    return Sheet("records", rows, has_names=True)


def line_records(path: Path, codec: str) -> Iterator[dict[str, Any]]:
    with path.open(encoding=codec) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError:
                raise Unreadable("not-json", line=number)
            if not isinstance(value, dict):
                raise Unreadable("not-records", line=number)
            yield value


def whole_records(path: Path, codec: str) -> list[dict[str, Any]]:
    if path.stat().st_size > MOST_JSON:
        raise Unreadable("too-large")
    try:
        value = json.loads(path.read_bytes().decode(codec))
    except json.JSONDecodeError as error:
        raise Unreadable("not-json", line=error.lineno)
    except RecursionError:
        raise Unreadable("too-deep")
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        return [feature(one) for one in value.get("features") or []]
    records = list_in(value)
    if records is None:
        raise Unreadable("not-records", line=1)
    return records


def list_in(value: Any, depth: int = 0) -> list[dict[str, Any]] | None:
    """The list of objects in a document, wherever its envelope puts it."""
    if isinstance(value, list):
        return value if value and all(isinstance(one, dict) for one in value) else None
    if not isinstance(value, dict) or depth > 5:
        return None
    keys = [*(key for key in LISTS if key in value), *(key for key in value if key not in LISTS)]
    for key in keys:
        if (found := list_in(value[key], depth + 1)) is not None:
            return found
    return None


def feature(one: Any) -> dict[str, Any]:
    """A GeoJSON feature as a record: its properties, and where it is."""
    if not isinstance(one, dict):
        raise Unreadable("not-records", line=1)
    record: dict[str, Any] = dict(one.get("properties") or {})
    geometry = one.get("geometry") or {}
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and isinstance(place, list) and len(place) >= 2:
        record.setdefault("lon", place[0])
        record.setdefault("lat", place[1])
    record.setdefault("geometry", geometry or None)
    return record


def flattened(record: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """One level: `a.b` for an object in an object; a geometry and a list stay JSON."""
    flat: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < 3 and "coordinates" not in value and value:
            flat.update(flattened(value, f"{name}.", depth + 1))
        else:
            flat[name] = value
    return flat
