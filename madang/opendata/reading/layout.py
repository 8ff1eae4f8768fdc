"""Where in a table its names stand: preamble, header of one or more levels, units, data, notes at its end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from madang.opendata.reading.records import DATE, NUMBER, shape

MOST_HEADER_ROWS = 4
LONGEST_NAME = 100
UNIT = re.compile(
    r"[\[(]?\s*(단위\s*[:：]?\s*)?(명|인|원|천원|백만원|억원|만원|%|퍼센트|㎡|m²|m2|㎢|km2|km²|ha|km|㎞|m|미터|cm|㎝|mm|㎜|kg|㎏|g|t|톤|천톤"
    r"|대|건|개|개소|곳|동|호|호수|세대|가구|년|월|일|시간|시|분|초|℃|°C|도|㎍/㎥|µg/m³|ppm|ppb|dB|회|면|권|점|위|배|kWh|MWh|kW|원/㎡|천원/㎡"
    r"|명/㎢|대/일|persons?|number|won|km/h|m/s|hPa|mm/h)\s*[\])]?"
)
"""Words that a cell of a units row consists of."""
IN_NAME = re.compile(r"\s*[\[(]\s*(" + UNIT.pattern + r")\s*[\])]\s*$")
NOTE = re.compile(
    r"\s*(자료|출처|주|비고|참고|단위|※|\*|source|note)s?\s*[:：)※*.\]]|\s*[※*]|\s*주\d?\)", re.IGNORECASE
)
TOTAL = re.compile(
    r"\s*(합\s*계|총\s*계|총\s*합\s*계|소\s*계|계|전체|합|grand total|sub-?total|total|sum)\s*", re.IGNORECASE
)
YEAR = re.compile(r"(19|20)\d\d\s*(년도?)?")


@dataclass(frozen=True)
class Layout:
    """header: positions of the rows of names. first: the first row of data. names: one a column, unique.

    units: what a row of units says, by position of the column. preamble: rows above the header that say something else.
    problems: what a person should look at, as codes with parameters.
    """

    width: int
    header: tuple[int, ...]
    units_row: int | None
    first: int
    names: list[str]
    units: dict[int, str] = field(default_factory=dict)
    preamble: tuple[int, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()


def find_layout(rows: Sequence[Sequence[str]], *, header_rows: int | None = None, skip: int | None = None) -> Layout:
    """The layout of a table by its first rows (up to some hundreds).

    header_rows, skip: how many rows of names there are, and how many rows stand above them, where a person says so.
    """
    width = usual_width(rows)
    kinds = body_kinds(rows, width)
    first = skip + header_rows if skip is not None and header_rows is not None else first_data(rows, width, kinds)
    if header_rows is not None and skip is None:
        first = max(first, header_rows)
    zone = list(range(first))
    units_row = find_units(rows, zone, width) if header_rows is None else None
    named = [at for at in zone if at != units_row]
    header = named[-header_rows:] if header_rows else [] if header_rows == 0 else header_of(rows, named, width)
    width = full_width(rows, header, width)
    preamble = tuple(at for at in named if at not in header and any(cell.strip() for cell in rows[at]))
    problems: list[dict[str, Any]] = []
    names = unique(join_levels([rows[at] for at in header], width), problems)
    if not header:
        problems.append({"code": "no-header"})
    if len(header) > 1:
        problems.append({"code": "header-of-several-rows", "rows": len(header)})
    if preamble:
        problems.append({"code": "preamble", "rows": len(preamble)})
    units = units_of(rows[units_row], width) if units_row is not None else {}
    if units_row is not None:
        problems.append({"code": "units-row", "row": units_row + 1})
    units = {at: unit for at, name in enumerate(names) if (unit := unit_in_name(name))} | units
    return Layout(width, tuple(header), units_row, first, names, units, preamble, tuple(problems))


def filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def breadth(row: Sequence[str]) -> int:
    """The number of cells up to the last one that is not empty."""
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many columns the table has: the most frequent length, or the breadth of what is filled where that is less."""
    lengths = Counter(len(row) for row in rows if filled(row) > 1 or len(row) == 1)
    if not lengths:
        return max((len(row) for row in rows), default=0)
    length = max(lengths, key=lambda one: (lengths[one], one))
    return max((breadth(row) for row in rows if len(row) <= length), default=length) or length


def full_width(rows: Sequence[Sequence[str]], header: Sequence[int], width: int) -> int:
    """With the columns that stand empty so far, where no row of names says that they are nothing at all."""
    lengths = Counter(len(row) for row in rows)
    length = max(lengths, key=lambda one: lengths[one], default=width)
    is_said = any(len(rows[at]) >= length for at in header)
    return width if is_said or lengths[length] < 0.9 * len(rows) else max(width, length)


def kind(cell: str) -> str:
    """number, date, text or "" of a cell."""
    found = shape(cell)
    return "number" if found == "price" else found if found in {"number", "date", ""} else "text"


def body_kinds(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """What each column mostly holds, judged by its later rows; "text" where it is mixed."""
    body = rows[min(len(rows) // 3, 20) :] if len(rows) > 3 else rows[1:]
    usual: list[str] = []
    for column in range(width):
        found = Counter(kind(row[column]) for row in body if column < len(row) and row[column].strip())
        name, count = found.most_common(1)[0] if found else ("", 0)
        usual.append(name if count >= 0.7 * sum(found.values()) else "text")
    return usual


def first_data(rows: Sequence[Sequence[str]], width: int, kinds: Sequence[str]) -> int:
    """The position of the first row that looks like the rest of the table."""
    typed = [column for column, usual in enumerate(kinds) if usual in {"number", "date"}]
    for at, row in enumerate(rows[:60]):
        if not typed:
            if filled(row) >= max(1, 0.6 * width):
                return at if at == 0 and is_repeated(rows, row) else at + 1
            continue
        is_below_names = at > 0 and filled(rows[at - 1]) == width
        is_broad = filled(row) >= 0.4 * width or is_below_names
        looks_alike = (likeness(row, typed, kinds) or 0) >= 0.5 and is_broad
        next_one = likeness(rows[at + 1], typed, kinds) if at + 1 < len(rows) else None
        if looks_alike and not (next_one is not None and next_one < 0.5) and not is_row_of_years(row, rows, at):
            return at
    return 1 if len(rows) == 1 and rows and not any(kind(cell) in {"number", "date"} for cell in rows[0]) else 0


def likeness(row: Sequence[str], typed: Sequence[int], kinds: Sequence[str]) -> float | None:
    """The share of the row's cells, in columns of numbers and dates, that are such; None if all of them are empty."""
    cells = [kind(row[column]) == kinds[column] for column in typed if column < len(row) and row[column].strip()]
    return sum(cells) / len(cells) if cells else None


def is_repeated(rows: Sequence[Sequence[str]], first: Sequence[str]) -> bool:
    """Whether the words of the first row of an all-text table come again below it, and so are no names."""
    again = sum(
        any(column < len(row) and row[column] == cell for row in rows[1:])
        for column, cell in enumerate(first)
        if cell.strip()
    )
    return again >= 0.5 * max(1, filled(first)) and len(rows) > 2


def is_row_of_years(row: Sequence[str], rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the numbers of a row are years that name columns: 2012, 2013, ..., each once, or once a group."""
    numbers = [cell.strip() for cell in row if kind(cell) == "number"]
    years = [cell for cell in numbers if YEAR.fullmatch(cell)]
    if len(years) < 2 or len(years) < 0.8 * len(numbers):
        return False
    below = [one for one in rows[at + 1 : at + 20] for one in one if kind(one) == "number"]
    plain = [cell for cell in below if not YEAR.fullmatch(cell.strip())]
    return len(plain) > len(below) / 2 and years == sorted(years)


def find_units(rows: Sequence[Sequence[str]], zone: Sequence[int], width: int) -> int | None:
    """The last row above the data, if its cells are units and nothing else, and there are names above it."""
    if len(zone) < 2 or width < 2:
        return None
    cells = [cell.strip() for cell in rows[zone[-1]] if cell.strip()]
    return zone[-1] if cells and all(UNIT.fullmatch(cell) for cell in cells) else None


def units_of(row: Sequence[str], width: int) -> dict[int, str]:
    return {at: cell.strip().strip("[]()（） ") for at, cell in enumerate(row[:width]) if cell.strip()}


def unit_in_name(name: str) -> str:
    """`%` of `습도(%)`."""
    found = IN_NAME.search(name)
    return found.group(1).strip() if found else ""


def header_of(rows: Sequence[Sequence[str]], zone: Sequence[int], width: int) -> list[int]:
    """Those rows above the data that name columns: the last ones, as long as they are broad enough."""
    header: list[int] = []
    for at in reversed(zone):
        count = filled(rows[at])
        if not count:
            if header:
                break
            continue
        least = 1 if width <= 2 else max(2, 0.3 * width) if not header else max(2, 0.2 * width)
        if count < least or len(header) == MOST_HEADER_ROWS or is_title(rows[at], width):
            break
        header.append(at)
    return list(reversed(header))


def is_title(row: Sequence[str], width: int) -> bool:
    """A long sentence with little beside it is the table's title, not a row of names."""
    cells = [cell for cell in row if cell.strip()]
    return width > 3 and len(cells) < 0.5 * width and max(map(len, cells), default=0) > 40


def join_levels(levels: Sequence[Sequence[str]], width: int) -> list[str]:
    """One name a column: the levels' words, from above; a merged cell counts for every column it spans."""
    spread: list[list[str]] = []
    for depth, row in enumerate(levels):
        cells = [" ".join(row[at].split()) if at < len(row) else "" for at in range(width)]
        if depth < len(levels) - 1:
            cells = carry_over(cells, spread)
        spread.append(cells)
    names: list[str] = []
    for at in range(width):
        parts: list[str] = []
        for cells in spread:
            if cells[at] and (not parts or parts[-1] != cells[at]):
                parts.append(cells[at])
        names.append(" ".join(parts)[:LONGEST_NAME].strip())
    return names


def carry_over(cells: list[str], above: Sequence[Sequence[str]]) -> list[str]:
    """Fill an empty cell from its left neighbour, as long as no level above changes between them."""
    carried: list[str] = []
    for at, cell in enumerate(cells):
        same = at > 0 and all(row[at] == row[at - 1] for row in above)
        carried.append(cell or (carried[-1] if same else ""))
    return carried


def unique(names: Sequence[str], problems: list[dict[str, Any]]) -> list[str]:
    """Names that differ, also without regard to case; a missing one becomes `열3`, a second one `이름_2`."""
    taken: set[str] = set()
    given: list[str] = []
    for at, name in enumerate(names):
        candidate, number = name or f"열{at + 1}", 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name or f'열{at + 1}'}_{number}"
        if name and candidate != name:
            problems.append({"code": "name-twice", "name": name, "column": at + 1})
        taken.add(candidate.casefold())
        given.append(candidate)
    if any(names) and not all(names):
        problems.append({"code": "name-missing", "columns": [at + 1 for at, name in enumerate(names) if not name]})
    return given


def is_note(row: Sequence[str], width: int) -> bool:
    """Whether a row at the end of a table is no record but a remark: one filled cell, or a word like "source:"."""
    count = filled(row)
    if not count:
        return True
    first = next(cell for cell in row if cell.strip())
    return width > 2 and (
        (count == 1 and len(first) > 3 and not is_number(first)) or (count <= 2 and bool(NOTE.match(first)))
    )


def is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell.strip()) or DATE.fullmatch(cell.strip()))
