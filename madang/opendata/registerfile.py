"""The register of held data as a CSV file: what agencies hand in, and what everyone may take away. Pure.

A row is one held type with the statement of openness in force. Faults are codes with parameters, worded at the door.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

COLUMNS = (
    "agency",
    "number",
    "title",
    "description",
    "area",
    "held_since",
    "held_until",
    "status",
    "since",
    "reason",
    "items",
    "planned",
    "note",
    "dataset",
)
NEEDED = ("number", "title", "held_since", "status", "since")
STATUSES = ("open", "planned", "closed")
REASONS = ("17-1-1", "17-1-2")
MOST_ROWS = 200_000


@dataclass(frozen=True)
class Row:
    """One line of the file that makes sense. agency, area: codes, may be empty."""

    line: int
    agency: str
    number: str
    title: str
    description: str
    area: str
    held_since: date
    held_until: date | None
    status: str
    since: date
    reason: str
    items: tuple[int, ...]
    planned: date | None
    note: str
    dataset: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line. code: `column-missing`, `empty`, `not-a-day`, `unknown`, `no-reason`, `no-item`,
    `no-planned-day`, `before-held`, `twice`, `too-many-rows`."""

    line: int
    code: str
    column: str = ""
    value: str = ""


class _Wrong(ValueError):
    def __init__(self, code: str, column: str, value: str = "") -> None:
        self.code, self.column, self.value = code, column, value
        super().__init__(code)


def read_rows(text: Iterable[str]) -> tuple[list[Row], list[Fault]]:
    """The rows of a register file and its faults, in the order of its lines. text: the file's lines."""
    reader = csv.DictReader(text)
    names = [(name or "").strip().lstrip("\ufeff") for name in reader.fieldnames or ()]
    reader.fieldnames = names
    if missing := [Fault(1, "column-missing", name) for name in NEEDED if name not in names]:
        return [], missing
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for record in reader:
        if len(rows) >= MOST_ROWS:
            return rows, [*faults, Fault(reader.line_num, "too-many-rows", value=str(MOST_ROWS))]
        cells = {name: (record.get(name) or "").strip() for name in COLUMNS}
        try:
            row = _row(reader.line_num, cells)
            if (row.agency, row.number) in seen:
                raise _Wrong("twice", "number", row.number)
        except _Wrong as wrong:
            faults.append(Fault(reader.line_num, wrong.code, wrong.column, wrong.value[:80]))
            continue
        seen.add((row.agency, row.number))
        rows.append(row)
    return rows, faults


def _row(line: int, cells: dict[str, str]) -> Row:
    for name in NEEDED:
        if not cells[name]:
            raise _Wrong("empty", name)
    if cells["status"] not in STATUSES:
        raise _Wrong("unknown", "status", cells["status"])
    row = Row(
        line=line,
        agency=cells["agency"],
        number=cells["number"][:60],
        title=cells["title"][:300],
        description=cells["description"][:4000],
        area=cells["area"],
        held_since=_day(cells, "held_since"),
        held_until=_day(cells, "held_until") if cells["held_until"] else None,
        status=cells["status"],
        since=_day(cells, "since"),
        reason=cells["reason"] if cells["status"] == "closed" else "",
        items=_items(cells["items"]) if cells["status"] == "closed" else (),
        planned=_day(cells, "planned") if cells["planned"] and cells["status"] == "planned" else None,
        note=cells["note"][:1000],
        dataset=cells["dataset"][:200],
    )
    _check(row)
    return row


def _check(row: Row) -> None:
    if row.since < row.held_since:
        raise _Wrong("before-held", "since", row.since.isoformat())
    if row.held_until and row.held_until < row.since:
        raise _Wrong("before-held", "held_until", row.held_until.isoformat())
    if row.status == "planned" and row.planned is None:
        raise _Wrong("no-planned-day", "planned")
    if row.status != "closed":
        return
    if row.reason not in REASONS:
        raise _Wrong("no-reason", "reason", row.reason)
    if row.reason == "17-1-1" and not row.items:
        raise _Wrong("no-item", "items")


def _day(cells: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(cells[name])
    except ValueError:
        raise _Wrong("not-a-day", name, cells[name]) from None


def _items(cell: str) -> tuple[int, ...]:
    try:
        found = tuple(sorted({int(part) for part in cell.replace(",", ";").split(";") if part.strip()}))
    except ValueError:
        raise _Wrong("unknown", "items", cell) from None
    if any(not 1 <= item <= 8 for item in found):
        raise _Wrong("unknown", "items", cell)
    return found


def written(rows: Iterable[Iterable[object]]) -> Iterator[list[str]]:
    """Rows as cells of text, empty where there is nothing; no cell is run as a formula by a spreadsheet."""
    for row in rows:
        yield [_safe("" if value is None else str(value)) for value in row]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] and cell[0] in "=+-@\t\r" else cell
