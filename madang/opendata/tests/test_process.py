"""A hostile file or question costs one child process, and learns and changes nothing outside of it."""

import os
import zipfile
from pathlib import Path
from time import monotonic

import pytest

from madang.opendata.reading.process import Limits, ask_file, read_file

TABLE = "이름,값\n" + "".join(f"가{at},{at}\n" for at in range(50))
SMALL = Limits(memory_mb=256, seconds=20)
CELL = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def far_cells(path: Path) -> Path:
    """A workbook of about 1,400 bytes whose two cells are a whole sheet apart."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            f'openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        rows = f'<row r="1">{CELL.format("A1")}</row><row r="1048576">{CELL.format("XFD1048576")}</row>'
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return path


def test_a_file_is_read_in_the_child_and_its_progress_heard(table: Path, out: Path) -> None:
    stages = []

    found = read_file(table, out, progress=lambda stage, share: stages.append(stage))

    assert (found["state"], found["rows"]) == ("read", 50)
    assert sorted(path.name for path in out.iterdir()) == ["table.duckdb", "table.parquet"]
    assert {"load", "profile", "store"} <= set(stages)


def test_the_workbook_that_asks_for_all_memory_costs_one_child(tmp_path: Path, out: Path) -> None:
    path = far_cells(tmp_path / "far.xlsx")
    assert path.stat().st_size < 2_000

    found = read_file(path, out, limits=SMALL)

    assert found["state"] == "refused"
    assert found["reasons"][0]["code"] in {"reader-crashed", "too-large"}
    assert os.getpid()  # and we are still here


def test_an_archive_that_swells_is_refused_before_it_is_unpacked(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 120_000_000)

    found = read_file(path, out, limits=SMALL)

    assert found["reasons"][0]["code"] == "bomb"


def test_a_question_is_answered_over_the_columns_own_names(table: Path, out: Path) -> None:
    found = ask_file(table, out, sql='SELECT "이름", 값 * 2 AS 둘 FROM data WHERE 값 >= 48 ORDER BY 값', limits=SMALL)

    assert found["rows"] == [["가48", 96], ["가49", 98]]
    assert [column["name"] for column in found["columns"]] == ["이름", "둘"]


PROBES = {
    "read-text": "SELECT * FROM read_text('/etc/passwd')",
    "read-csv": "SELECT * FROM read_csv('/etc/passwd')",
    "read-blob": "SELECT * FROM read_blob('/etc/hostname')",
    "read-json": "SELECT * FROM read_json('/etc/hosts')",
    "read-parquet": "SELECT * FROM read_parquet('/tmp/x.parquet')",
    "sniff": "SELECT * FROM sniff_csv('/etc/passwd')",
    "glob": "SELECT * FROM glob('/etc/*')",
    "file-as-table": "SELECT * FROM '/etc/passwd'",
    "network": "SELECT * FROM read_csv('http://169.254.169.254/latest/meta-data')",
    "copy": "COPY (SELECT 1) TO '{out}/stolen.csv'",
    "export": "EXPORT DATABASE '{out}/stolen'",
    "attach": "ATTACH '{out}/other.db'",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "setting": "SET enable_external_access = true",
    "pragma": "PRAGMA enable_profiling",
    "python-variable": "SELECT * FROM request",
    "getenv": "SELECT getenv('HOME')",
    "write": "CREATE TABLE t AS SELECT 1",
    "delete": "DELETE FROM cells",
    "two-statements": "SELECT 1; SELECT 2",
    "nothing": "",
    "memory": "SELECT length(repeat('a', 4000000000))",
    "wide-join": "SELECT count(*) FROM range(10000000) a, range(10000000) b",
    "recursion": "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
}


@pytest.mark.slow
@pytest.mark.parametrize("probe", PROBES)
def test_no_question_reaches_out_of_its_table(probe: str, table: Path, out: Path) -> None:
    started = monotonic()

    found = ask_file(table, out, sql=PROBES[probe].format(out=out), limits=Limits(memory_mb=256, seconds=6))

    assert found["state"] == "refused", found
    assert monotonic() - started < 12
    assert "root:" not in str(found)
    assert not [path for path in out.iterdir() if "stolen" in path.name or "other" in path.name]


@pytest.mark.slow
def test_a_child_that_takes_too_long_is_ended_and_says_so(table: Path, out: Path) -> None:
    found = ask_file(table, out, sql=PROBES["wide-join"], limits=Limits(memory_mb=256, seconds=3))

    assert found == {"state": "refused", "reasons": [{"code": "reader-timeout", "seconds": 3}]}
