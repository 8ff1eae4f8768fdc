"""Real files of Korean portals that nobody here wrote are read as an independent reading says they should be."""

import csv
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from madang.opendata.reading import encodings, layout, sheets
from madang.opendata.reading.outcome import Unreadable, silent
from madang.opendata.reading.pipeline import Request, read

ROOT = Path(__file__).resolve().parents[3]
PLACES = [
    Path(os.environ.get("MADANG_SHARED", ROOT.parent / "shared")),
    *(parent / "shared" for parent in ROOT.parents),
]
DATA = next((place / "data" / "opendata" for place in PLACES if (place / "data" / "opendata").is_dir()), None)
EXPECTED: dict[str, Any] = json.loads((DATA / "EXPECTED.json").read_text()) if DATA else {}
pytestmark = [pytest.mark.shared, pytest.mark.skipif(DATA is None, reason="no shared data")]


def read_real(name: str, out: Path) -> dict[str, Any]:
    assert DATA is not None
    return read(Request(DATA / name, Path(name).name, out), silent)


@pytest.mark.parametrize("name", [name for name, said in EXPECTED.items() if "header" in said])
def test_a_text_has_the_encoding_names_and_rows_that_were_counted(name: str, tmp_path: Path) -> None:
    said = EXPECTED[name]

    found = read_real(name, tmp_path)

    assert found["reading"]["encoding"] == said["encoding"]
    assert [column["name"] for column in found["columns"]] == said["header"]
    assert found["rows"] == said["data_rows"]
    assert not [one for one in found["reject_sample"] if one["column"] is None]


@pytest.mark.parametrize("name", [name for name, said in EXPECTED.items() if "sheets" in said])
def test_a_workbook_has_the_sheets_and_rows_that_were_counted(name: str, tmp_path: Path) -> None:
    said = {sheet: one["rows"] for sheet, one in EXPECTED[name]["sheets"].items()}

    found = read_real(name, tmp_path)

    assert {one["name"]: one["rows"] for one in found["reading"]["sheets"]} == said
    names_and_above = found["reading"]["first_row"] - 1
    others = len(found["reading"]["notes"]) + found["reading"]["blank_rows"]
    assert found["rows"] + others + names_and_above == said[found["reading"]["sheet"]]


@pytest.mark.parametrize("name", [name for name, said in EXPECTED.items() if "really" in said])
def test_html_with_the_name_of_a_workbook_is_read(name: str, tmp_path: Path) -> None:
    said = EXPECTED[name]

    found = read_real(name, tmp_path)

    assert found["reading"]["file_type"] == "html"
    assert [column["name"] for column in found["columns"]] == said["first_row"]
    assert found["rows"] == said["tr"] - 1


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".geojson")])
def test_every_feature_of_geojson_becomes_a_row(name: str, tmp_path: Path) -> None:
    assert DATA is not None
    features = json.loads((DATA / name).read_text())["features"]

    assert read_real(name, tmp_path)["rows"] == len(features)


@pytest.mark.skipif(DATA is None, reason="no shared data")
def test_the_spectrum_of_csv_is_read_as_its_authors_say() -> None:
    assert DATA is not None
    wrong = []
    for path in sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv")):
        said = json.loads((DATA / "csv-spectrum" / "json" / f"{path.stem}.json").read_text())
        rows = list(csv.reader(encodings.lines(path, encodings.detect(path))))
        found = layout.find_layout(rows)
        records = [dict(zip(found.names, row, strict=False)) for row in rows[found.first :]]
        said = said if isinstance(said, list) else [said]
        read_values = [[value.replace("\r\n", "\n") for value in one.values()] for one in records]
        if read_values != [[str(value).replace("\r\n", "\n") for value in one.values()] for one in said]:
            wrong.append(path.name)

    assert wrong == ["location_coordinates.csv"]  # whose authors' JSON has another telephone number than their CSV


@pytest.mark.slow
def test_every_fixture_of_others_is_read_or_refused_with_a_reason(tmp_path: Path) -> None:
    assert DATA is not None
    with tarfile.open(DATA / "frictionless" / "data_fixtures.tar.xz") as archive:
        archive.extractall(tmp_path / "fixtures", filter="data")
    ends = {"read": 0, "refused": 0}
    for at, path in enumerate(sorted(one for one in (tmp_path / "fixtures").rglob("*") if one.is_file())):
        out = tmp_path / f"out-{at}"
        out.mkdir()
        try:
            read(Request(path, path.name, out, with_store=False), silent)
            ends["read"] += 1
        except Unreadable:  # which has a code, and no other exception may come out
            ends["refused"] += 1

    assert ends["read"] > 100


def test_pages_of_others_hold_no_table_by_accident(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>본문</p></body></html>")

    with pytest.raises(Unreadable):
        sheets.html(path, "utf-8")
