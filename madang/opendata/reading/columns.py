"""What type a column is of, and the SQL that gives a cell that type. A cell that does not fit becomes a reject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

MISSING = (
    "-",
    "–",
    "—",
    "―",
    "N/A",
    "n/a",
    "NA",
    "#N/A",
    "NULL",
    "null",
    "NaN",
    "nan",
    "None",
    "…",
    "...",
    ".",
    "*",
    "X",
    "x",
    "없음",
)
"""What stands in a cell of numbers or dates where nothing is known. It is counted, and becomes no value."""
FIT_IN_SAMPLE = 0.9
FIT_IN_WHOLE = 0.95
"""The share of cells that must fit; the others go to the reject report with what stood in them."""
INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
DECIMAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")
PADDED = re.compile(r"[-+]?0\d+")
NAMED_CODE = re.compile(
    r"(코드|번호|아이디|식별자|우편)$|(^|[_ ])(code|id|no|key|zip|cd)$|(code|ID|CD)$|전화|팩스|fax|tel|phone",
    re.IGNORECASE,
)
NAMED_DATE = re.compile(r"일자|날짜|일시|연월일|년월일|기준일|등록일|지정일|발생일|date|day", re.IGNORECASE)
COMPACT_DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
DATES = {
    "%Y-%m-%d": re.compile(r"\d{4}-\d{1,2}-\d{1,2}"),
    "%Y.%m.%d": re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}"),
    "%Y.%m.%d.": re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}\."),
    "%Y. %m. %d": re.compile(r"\d{4}\. \d{1,2}\. \d{1,2}"),
    "%Y. %m. %d.": re.compile(r"\d{4}\. \d{1,2}\. \d{1,2}\."),
    "%Y/%m/%d": re.compile(r"\d{4}/\d{1,2}/\d{1,2}"),
    "%Y년 %m월 %d일": re.compile(r"\d{4}년 \d{1,2}월 \d{1,2}일"),
    "%Y년%m월%d일": re.compile(r"\d{4}년\d{1,2}월\d{1,2}일"),
    "%d/%m/%Y": re.compile(r"\d{1,2}/\d{1,2}/\d{4}"),
    "%m/%d/%Y": re.compile(r"\d{1,2}/\d{1,2}/\d{4}"),
}
TIMES = {
    " %H:%M:%S": re.compile(r" \d{1,2}:\d{2}:\d{2}"),
    " %H:%M:%S.%g": re.compile(r" \d{1,2}:\d{2}:\d{2}\.\d{1,6}"),
    " %H:%M": re.compile(r" \d{1,2}:\d{2}"),
    " %H시": re.compile(r" \d{1,2}시"),
    " %H시 %M분": re.compile(r" \d{1,2}시 \d{1,2}분"),
    "T%H:%M:%S": re.compile(r"T\d{2}:\d{2}:\d{2}"),
}
ISO = ["%Y-%m-%d"]
ISO_MOMENTS = {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"}
WIDER = {"integer": "number", "number": "text", "date": "text", "datetime": "text", "boolean": "text", "text": "text"}
SQL_TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "text": "VARCHAR",
}
FAULTS = {
    "integer": "not-an-integer",
    "number": "not-a-number",
    "date": "not-a-date",
    "datetime": "not-a-moment",
    "boolean": "not-a-claim",
}


@dataclass(frozen=True)
class ColumnType:
    """name: integer, number, date, datetime, boolean or text. grouped: thousands are set apart by commas.

    formats: of dates and moments, as strptime writes them.
    """

    name: str
    grouped: bool = False
    formats: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        return SQL_TYPES[self.name]

    def widened(self) -> "ColumnType":
        """The next type to try where too few cells fit."""
        return replace(self, name=WIDER[self.name], formats=())


TEXT = ColumnType("text")


def guess(values: Sequence[str], name: str) -> ColumnType:
    """The type of most values of a sample. name: the column's; codes and numbers of things stay text."""
    known = [text for value in values if (text := value.strip()) and text not in MISSING]
    if not known:
        return TEXT
    enough = FIT_IN_SAMPLE * len(known)
    if NAMED_DATE.search(name) and sum(bool(COMPACT_DATE.fullmatch(value)) for value in known) >= enough:
        return ColumnType("date", formats=("%Y%m%d",))
    padded = sum(bool(PADDED.fullmatch(value)) for value in known)
    if padded > 0.02 * len(known) or NAMED_CODE.search(name):
        return TEXT
    whole = sum(bool(INTEGER.fullmatch(value)) for value in known)
    grouped = sum(bool(GROUPED.fullmatch(value)) for value in known)
    numbers = sum(bool(DECIMAL.fullmatch(value)) for value in known) + grouped
    pointed = any("." in value for value in known if GROUPED.fullmatch(value) or DECIMAL.fullmatch(value))
    if whole + grouped >= enough and not pointed:
        return ColumnType("integer", grouped=bool(grouped))
    if numbers >= enough:
        return ColumnType("number", grouped=bool(grouped))
    if sum(value.lower() in {"true", "false"} for value in known) >= enough:
        return ColumnType("boolean")
    return guess_date(known, enough)


def guess_date(known: Sequence[str], enough: float) -> ColumnType:
    """date or datetime with the formats that occur; else text."""
    formats = [one for one, form in DATES.items() if any(form.fullmatch(value) for value in known)]
    if "%d/%m/%Y" in formats:
        formats.remove(american_or_not(known))
    if formats and sum(any(DATES[one].fullmatch(value) for one in formats) for value in known) >= enough:
        return ColumnType("date", formats=tuple(formats))
    moments = {
        day + time: re.compile(DATES[day].pattern + TIMES[time].pattern)
        for day in DATES
        if day[0:2] == "%Y"
        for time in TIMES
    }
    found = [one for one, form in moments.items() if any(form.fullmatch(value) for value in known)]
    if found and sum(any(moments[one].fullmatch(value) for one in found) for value in known) >= enough:
        return ColumnType("datetime", formats=tuple(found))
    return TEXT


def american_or_not(known: Sequence[str]) -> str:
    """Of day/month and month/day, the format that does not hold."""
    firsts = [int(value.split("/")[0]) for value in known if DATES["%d/%m/%Y"].fullmatch(value)]
    seconds = [int(value.split("/")[1]) for value in known if DATES["%d/%m/%Y"].fullmatch(value)]
    is_american = max(seconds, default=0) > 12 >= max(firsts, default=0)
    return "%d/%m/%Y" if is_american else "%m/%d/%Y"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as SQL writes it, whatever is in it. The one place that quotes names. Raises `ValueError` for a NUL."""
    if "\0" in name:
        raise ValueError("a name has no NUL")
    return '"' + name.replace('"', '""') + '"'


def typed(column: str, kind: ColumnType) -> str:
    """SQL: the cell `column`, text, in its type; NULL where it does not fit or nothing is known."""
    text = f"trim({column})"
    match kind.name:
        case "integer":
            plain = f"replace({text}, ',', '')" if kind.grouped else text
            digits = f"ltrim({plain}, '+-')"
            spoilt = f"contains({plain}, '.') OR (starts_with({digits}, '0') AND length({digits}) > 1)"
            return f"CASE WHEN {spoilt} THEN NULL ELSE TRY_CAST({plain} AS BIGINT) END"
        case "number":
            plain = f"replace({text}, ',', '')" if kind.grouped else text
            number = f"TRY_CAST({plain} AS DOUBLE)"
            return f"CASE WHEN isfinite({number}) THEN {number} END"
        case "boolean":
            return f"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false END"
        case "date":
            if list(kind.formats) == ISO:
                return f"TRY_CAST({text} AS DATE)"
            return f"CAST(try_strptime({text}, [{', '.join(map(literal, kind.formats))}]) AS DATE)"
        case "datetime":
            if set(kind.formats) <= ISO_MOMENTS:
                return f"TRY_CAST({text} AS TIMESTAMP)"
            return f"try_strptime({text}, [{', '.join(map(literal, kind.formats))}])"
    return column


def misfit(column: str, kind: ColumnType) -> str:
    """SQL: what stood in a cell that does not fit its type; NULL where it fits or says that nothing is known."""
    known = ", ".join(literal(one) for one in MISSING)
    return f"CASE WHEN {typed(column, kind)} IS NULL AND trim({column}) NOT IN ({known}, '') THEN {column} END"
