"""Rows of a file of organisations, checked one by one before anything is written."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import AGENCY_CODE, Organisation

COLUMNS = ["code", "kind", "name_ko", "name_en", "parent", "established_on"]
NEEDED = ["code", "kind", "name_ko", "name_en", "established_on"]
LONGEST_NAME = 200


class NotATable(ValueError):
    """The file is no table of organisations; the message says what is missing."""


@dataclass(frozen=True)
class Row:
    """number: as a spreadsheet counts, the heading is row 1. parent: a code, or empty for the top."""

    number: int
    code: str
    kind: str
    name_ko: str
    name_en: str
    parent: str
    established_on: date


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell."""

    row: int
    column: str
    message: str | Promise


def decode(raw: bytes) -> str:
    """UTF-8 with or without a mark, else CP949, as spreadsheets in Korea write it. Raises `NotATable`."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATable(_("The file is neither UTF-8 nor CP949 text."))


def read_rows(lines: Iterable[str]) -> tuple[list[Row], list[Fault]]:
    """The rows that are well formed, and the faults of those that are not. Raises `NotATable` without its columns."""
    reader = csv.DictReader(lines, strict=True)
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        if missing:
            message = _("The heading must have these columns: {columns}. Missing: {missing}.")
            raise NotATable(message.format(columns=", ".join(COLUMNS), missing=", ".join(missing)))
        cells = [
            (number, {column: (one[column] or "").strip() for column in COLUMNS})
            for number, one in enumerate(reader, start=2)
        ]
    except csv.Error as error:
        raise NotATable(_("Line {line} is not CSV: {reason}.").format(line=reader.line_num, reason=error)) from error
    faults = [fault for number, one in cells for fault in faults_of(number, one)] + doubles(cells)
    spoilt = {fault.row for fault in faults}
    return [as_row(number, one) for number, one in cells if number not in spoilt], faults


def faults_of(number: int, cells: dict[str, str]) -> list[Fault]:
    """What is wrong within one row."""
    faults = [Fault(number, column, _("This cell is empty.")) for column in NEEDED if not cells[column]]
    try:
        AGENCY_CODE(cells["code"] or "00")
    except ValidationError as error:
        faults.append(Fault(number, "code", error.message))
    if cells["kind"] and cells["kind"] not in Organisation.Kind.values:
        kinds = ", ".join(Organisation.Kind.values)
        faults.append(Fault(number, "kind", _("This must be one of: {kinds}.").format(kinds=kinds)))
    if cells["established_on"] and as_day(cells["established_on"]) is None:
        faults.append(Fault(number, "established_on", _("This is not a day. Write it as 2014-03-01.")))
    if cells["parent"] and cells["parent"] == cells["code"]:
        faults.append(Fault(number, "parent", _("An organisation cannot stand under itself.")))
    too_long = [column for column in ("name_ko", "name_en") if len(cells[column]) > LONGEST_NAME]
    faults += [Fault(number, column, _("A name has at most 200 characters.")) for column in too_long]
    return faults


def doubles(cells: list[tuple[int, dict[str, str]]]) -> list[Fault]:
    """Codes that stand in more than one row."""
    first: dict[str, int] = {}
    faults = []
    for number, one in cells:
        if one["code"] and first.setdefault(one["code"], number) != number:
            message = _("Row {row} has this code already.").format(row=first[one["code"]])
            faults.append(Fault(number, "code", message))
    return faults


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_row(number: int, cells: dict[str, str]) -> Row:
    return Row(
        number=number,
        code=cells["code"],
        kind=cells["kind"],
        name_ko=cells["name_ko"],
        name_en=cells["name_en"],
        parent=cells["parent"],
        established_on=date.fromisoformat(cells["established_on"]),
    )
