"""What becomes of files: encodings, dialects, layouts, types, rejects."""

import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from madang.opendata.reading import cells, dialects, encodings, layout
from madang.opendata.reading.outcome import Unreadable, silent
from madang.opendata.reading.pipeline import Request, read
from madang.opendata.reading.records import Mould, records

AIR = "측정일시,시도,측정소,미세먼지(㎍/㎥),오존(ppm)\n"


def air(rows: int = 30) -> str:
    body = [
        f"2026-03-{1 + at % 28:02} {at % 24:02}:00,서울특별시,측정소{at % 7},{20 + at % 50},0.0{at % 90:02}\n"
        for at in range(rows)
    ]
    return AIR + "".join(body)


def read_bytes(folder: Path, content: bytes, name: str = "air.csv", **asked: Any) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content)
    out = folder / f"out-{len(list(folder.iterdir()))}"
    out.mkdir()
    return read(Request(path, name, out, **asked), silent)


def rejects_in(folder: Path) -> list[tuple[Any, ...]]:
    (path,) = folder.glob("out-*/table.duckdb")
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute('SELECT "row", line, "column", kind, value FROM rejects').fetchall()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_is_read_in_every_usual_encoding(tmp_path: Path, codec: str) -> None:
    found = read_bytes(tmp_path, air().encode(codec))

    assert [column["name"] for column in found["columns"]] == AIR.strip().split(",")
    assert [column["type"] for column in found["columns"]] == ["datetime", "text", "text", "integer", "number"]
    assert [column["unit"] for column in found["columns"]] == ["", "", "", "㎍/㎥", "ppm"]
    assert (found["rows"], found["rejects"]) == (30, 0)


def test_an_undecodable_byte_is_named_by_its_offset(tmp_path: Path) -> None:
    content = air().encode() + b"\xff\xfe\n"

    with pytest.raises(Unreadable) as refusal:
        read_bytes(tmp_path, content)

    assert refusal.value.code == "undecodable"
    assert refusal.value.parameters["offset"] == len(content) - 3
    assert refusal.value.parameters["encoding"] == "utf-8"


def test_text_that_was_decoded_wrongly_before_is_refused_where_it_begins(tmp_path: Path) -> None:
    garbled = air().encode().decode("latin-1")

    with pytest.raises(Unreadable) as refusal:
        read_bytes(tmp_path, garbled.encode())

    assert refusal.value.code == "garbled"
    assert refusal.value.parameters["offset"] == 0


def test_cells_that_do_not_fit_are_reported_and_never_dropped(tmp_path: Path) -> None:
    lines = air(100).splitlines(keepends=True)
    lines[7] = lines[7].replace(",26,", ",점검중,")
    lines[9] = lines[9].replace("2026-03-09", "2026-02-30")

    found = read_bytes(tmp_path, "".join(lines).encode())

    assert found["rows"] == 100
    assert found["columns"][0]["type"] == "datetime"
    assert [(row, column, kind, value) for row, _line, column, kind, value in rejects_in(tmp_path)] == [
        (9, 0, "not-a-moment", "2026-02-30 08:00"),
        (7, 3, "not-an-integer", "점검중"),
    ]
    assert found["rejects"] == 2


def test_what_says_that_nothing_is_known_is_no_reject(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, air(50).replace(",26,", ",-,").replace(",27,", ",N/A,").encode())

    assert found["rejects"] == 0
    assert found["profile"][3]["nulls"] == 2


def test_records_with_faults_are_mended_and_told(tmp_path: Path) -> None:
    lines = air(60).splitlines(keepends=True)
    lines[3] = lines[3].replace("측정소2", '"측정소2')
    lines[5] = lines[5].replace("서울특별시,", "서울특별시,,")
    lines[8] = "2026-03-08 07:00,서울특별시\n"

    found = read_bytes(tmp_path, "".join(lines).encode())

    assert found["rows"] == 60
    kinds = {kind: (row, line) for row, line, _column, kind, _value in rejects_in(tmp_path)}
    assert kinds == {"stray-quote": (3, 4), "too-many-cells": (5, 6), "too-few-cells": (8, 9)}
    assert {"code": "stray-quote", "rows": 1} in found["problems"]


def test_leading_zeros_and_codes_stay_text(tmp_path: Path) -> None:
    rows = "".join(f"{at:05},{1100000000 + at},{at}\n" for at in range(40))

    found = read_bytes(tmp_path, ("우편번호,법정동코드,건수\n" + rows).encode())

    assert [column["type"] for column in found["columns"]] == ["text", "text", "integer"]
    assert found["columns"][1]["semantics"] == "region-code"


def test_a_number_that_appears_late_widens_its_column(tmp_path: Path) -> None:
    head = "".join(f"{at},값\n" for at in range(60_000))
    tail = "".join(f"{at}.5,값\n" for at in range(60_000))

    found = read_bytes(tmp_path, ("수치,비고\n" + head + tail).encode())

    assert found["columns"][0]["type"] == "number"
    assert found["rejects"] == 0


@pytest.mark.parametrize(
    ("spelling", "kind"),
    [
        ("2026-03-02", "date"),
        ("2026.03.02", "date"),
        ("2026. 3. 2.", "date"),
        ("2026년 3월 2일", "date"),
        ("20260302", "date"),
        ("2026-03-02 14:05", "datetime"),
        ("2026.03.02 14:05:06", "datetime"),
        ("2026년 03월 02일 14시", "datetime"),
    ],
)
def test_dates_are_read_in_their_usual_spellings(tmp_path: Path, spelling: str, kind: str) -> None:
    found = read_bytes(tmp_path, ("기준일자,건수\n" + f"{spelling},1\n" * 20).encode())

    assert found["columns"][0]["type"] == kind
    assert found["profile"][0]["min"].startswith("2026-03-02")


def test_preamble_levels_units_and_remarks_are_found(tmp_path: Path) -> None:
    text = (
        "시도별 인구와 세대,,,,\n,,,,\n행정구역,인구,,세대,\n,남,여,일반,집단\n,(명),(명),(세대),(세대)\n"
        + "".join(f"구역{at},{100 + at},{90 + at},{50 + at},{at}\n" for at in range(20))
        + "합계,2190,1990,1190,190\n자료: 통계 담당 부서,,,,\n"
    )

    found = read_bytes(tmp_path, text.encode("cp949"))

    assert [column["name"] for column in found["columns"]] == [
        "행정구역",
        "인구 남",
        "인구 여",
        "세대 일반",
        "세대 집단",
    ]
    assert [column["unit"] for column in found["columns"]] == ["", "명", "명", "세대", "세대"]
    assert found["rows"] == 21
    assert found["reading"]["preamble"] == ["시도별 인구와 세대"]
    assert found["reading"]["notes"] == ["자료: 통계 담당 부서"]
    assert found["reading"]["totals"] == [{"row": 21, "text": "합계"}]


def test_totals_leave_the_data_only_when_a_person_says_so(tmp_path: Path) -> None:
    text = "구역,인구\n" + "".join(f"구역{at},{at}\n" for at in range(20)) + "합계,190\n"

    found = read_bytes(tmp_path, text.encode(), drop_totals=True)

    assert found["rows"] == 20
    assert rejects_in(tmp_path) == [(21, None, None, "total", "합계,190")]


def test_names_that_are_missing_or_twice_are_told_apart() -> None:
    found = layout.find_layout(
        [["이름", "값", "값", ""], ["가", "1", "2", "3"], ["나", "4", "5", "6"], ["다", "7", "8", "9"]]
    )

    assert found.names == ["이름", "값", "값_2", "열4"]
    assert [problem["code"] for problem in found.problems] == ["name-twice", "name-missing"]


def test_a_workbook_with_merged_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("현황")
        sheet.merge_range("A1:A2", "지역")
        sheet.merge_range("B1:C1", "2025")
        sheet.write_row("B2", ["남", "여"])
        for at in range(10):
            sheet.write_row(2 + at, 0, [f"지역{at}", 10 + at, 20.5 + at])
        book.add_worksheet("빈 시트")

    found = read_bytes(tmp_path, path.read_bytes(), "book.xlsx")

    assert [column["name"] for column in found["columns"]] == ["지역", "2025 남", "2025 여"]
    assert [column["type"] for column in found["columns"]] == ["text", "integer", "number"]
    assert found["reading"]["sheets"] == [{"name": "현황", "rows": 12}]


RECORDS = [{"이름": "가온", "위치": {"위도": 37.5, "경도": 127.0}, "수": 3}, {"이름": "나래", "수": None}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps({"response": {"body": {"items": RECORDS}}}, ensure_ascii=False)),
        ("a.jsonl", "\n".join(json.dumps(one, ensure_ascii=False) for one in RECORDS)),
    ],
)
def test_records_of_json_become_rows(tmp_path: Path, name: str, content: str) -> None:
    found = read_bytes(tmp_path, content.encode(), name)

    assert [column["name"] for column in found["columns"]] == ["이름", "위치.위도", "위치.경도", "수"]
    assert found["rows"] == 2


def test_features_of_geojson_keep_their_place(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"이름": f"정류장 {at}"},
            "geometry": {"type": "Point", "coordinates": [127 + at / 100, 37.5]},
        }
        for at in range(5)
    ]

    found = read_bytes(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "a.geojson")

    assert [column["name"] for column in found["columns"]] == ["이름", "lon", "lat", "geometry"]
    assert found["coordinates"] == {"x": 1, "y": 2, "system": "EPSG:4326"}
    assert found["columns"][3]["semantics"] == "geometry"


def test_html_saved_as_a_workbook_is_read(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{at}</td><td>구역 {at}</td></tr>" for at in range(9))
    page = f"<html><head><meta charset=utf-8></head><table><tr><th>번호</th><th>이름</th></tr>{rows}</table></html>"

    found = read_bytes(tmp_path, page.encode(), "a.xls")

    assert (found["reading"]["file_type"], found["rows"]) == ("html", 9)


def test_the_largest_table_of_an_archive_is_read_and_the_others_named(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("읽어보기.txt", "설명")
        archive.writestr("자료.csv", air())

    found = read_bytes(tmp_path, packed.read_bytes(), "a.zip")

    assert found["rows"] == 30
    assert found["reading"]["members"] == ["읽어보기.txt", "자료.csv"]


def test_parquet_is_read_and_written_with_the_columns_own_names(tmp_path: Path) -> None:
    first = read_bytes(tmp_path, air().encode())
    (parquet,) = tmp_path.glob("out-*/table.parquet")

    second = read_bytes(tmp_path, parquet.read_bytes(), "a.parquet")

    assert second["columns"] == first["columns"] or [one["name"] for one in second["columns"]] == AIR.strip().split(",")
    assert second["rows"] == 30


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"%PDF-1.7\n", "not-a-table"), (b"PK\x03\x04broken", "damaged"), (b"\x89PNG\r\n", "not-a-table"),
     (b'{"a": 1}', "not-records"), (b"[1, 2", "not-json"), (b"<?xml version='1.0'?><a/>", "not-a-table")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_bytes(tmp_path, content, "file")

    assert refusal.value.code == code


@pytest.mark.parametrize("number", ["900101-1234568", "010-1234-5678"])
def test_a_table_with_numbers_of_people_is_held(tmp_path: Path, number: str) -> None:
    found = read_bytes(tmp_path, ("구분,연락\n" + "".join(f"{at},{number}\n" for at in range(9))).encode())

    assert found["state"] == "held"
    assert found["reasons"][0]["column"] == "연락"
    assert number not in json.dumps(found["reasons"])


def test_a_spanned_quotation_is_one_cell_and_a_stray_one_swallows_nothing() -> None:
    lines = ["가,나,다\r\n", '1,"두 줄\r\n', '입니다",3\r\n', '4,"다섯,6\r\n', "7,8,9\r\n"]
    dialect = dialects.Dialect()

    found = [one.cells for one in records(lines, dialect, Mould(3, ["word", "word", "word"]))]

    assert found == [["가", "나", "다"], ["1", "두 줄\r\n입니다", "3"], ["4", '"다섯', "6"], ["7", "8", "9"]]


@pytest.mark.parametrize(("delimiter", "expected"), [(";", ";"), ("\t", "\t"), ("|", "|"), (",", ",")])
def test_the_delimiter_is_found_by_its_regularity(delimiter: str, expected: str) -> None:
    lines = [
        delimiter.join(("이름", "값, 또는 수", "비고")) + "\n",
        *(delimiter.join((f"가{at}", str(at), "없음")) + "\n" for at in range(9)),
    ]
    if delimiter == ",":
        lines = [line.replace("값, 또는 수", '"값, 또는 수"') for line in lines]

    assert dialects.detect(lines).delimiter == expected


def test_the_stated_encoding_must_decode_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("이름\n가\n".encode("cp949"))

    with pytest.raises(Unreadable):
        encodings.detect(path, stated="utf-8")


def test_names_may_be_said_by_a_person(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, "가,나\n다,라\n마,바\n".encode(), stated=cells.Stated(header_rows=0, skip=0))

    assert [column["name"] for column in found["columns"]] == ["열1", "열2"]
    assert found["rows"] == 3
