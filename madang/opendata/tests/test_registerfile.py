"""A register as a file: what is read, and what each faulty line is told."""

from datetime import date

import pytest

from madang.opendata.registerfile import COLUMNS, read_rows, written

HEADER = ",".join(COLUMNS)


def read(*lines: str) -> tuple[list[object], list[tuple[int, str]]]:
    rows, faults = read_rows([f"{HEADER}\n", *(f"{line}\n" for line in lines)])
    return list(rows), [(fault.line, fault.code) for fault in faults]


def test_a_row_keeps_its_reason_and_items_only_where_it_is_closed() -> None:
    rows, faults = read(
        "9000100,1,대기질,설명,environment,2010-01-01,,closed,2013-11-01,17-1-1,6;5,,개인정보,",
        "9000100,2,버스,,,2010-01-01,,open,2013-11-01,17-1-1,6,,,",
    )

    assert faults == []
    assert (rows[0].reason, rows[0].items) == ("17-1-1", (5, 6))  # type: ignore[attr-defined]
    assert (rows[1].reason, rows[1].items, rows[1].since) == ("", (), date(2013, 11, 1))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A,1,,,,2010-01-01,,open,2013-11-01,,,,,", "empty"),
        ("A,1,대기질,,,2010-13-01,,open,2013-11-01,,,,,", "not-a-day"),
        ("A,1,대기질,,,2010-01-01,,ajar,2013-11-01,,,,,", "unknown"),
        ("A,1,대기질,,,2010-01-01,,closed,2013-11-01,,,,,", "no-reason"),
        ("A,1,대기질,,,2010-01-01,,closed,2013-11-01,17-1-1,,,,", "no-item"),
        ("A,1,대기질,,,2010-01-01,,closed,2013-11-01,17-1-1,9,,,", "unknown"),
        ("A,1,대기질,,,2010-01-01,,planned,2013-11-01,,,,,", "no-planned-day"),
        ("A,1,대기질,,,2014-01-01,,open,2013-11-01,,,,,", "before-held"),
    ],
)
def test_a_faulty_line_is_told_why_and_the_next_is_read(line: str, code: str) -> None:
    rows, faults = read(line, "A,2,버스,,,2010-01-01,,open,2013-11-01,,,,,")

    assert faults == [(2, code)]
    assert len(rows) == 1


def test_a_number_stands_in_a_file_once_and_missing_columns_are_named() -> None:
    line = "A,1,대기질,,,2010-01-01,,open,2013-11-01,,,,,"
    assert read(line, line)[1] == [(3, "twice")]

    rows, faults = read_rows(["number,title\n", "1,대기질\n"])
    assert rows == []
    assert {fault.column for fault in faults} == {"held_since", "status", "since"}


def test_no_cell_that_is_written_runs_as_a_formula() -> None:
    assert list(written([("=1+1", None, -3, "대기질")])) == [["'=1+1", "", "'-3", "대기질"]]
