"""Each sample meets the fate that its page tells, as far as reading and screening decide it."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import python_calamine

from madang.documents.sandbox import ReaderPool
from madang.documents.screening import screen
from madang.portal.demonstration import samples

TODAY = date(2026, 11, 23)
READ_WHOLLY = {"plan", "minutes", "low-rank", "petition", "audit", "unclassified"}
FOUND_IN = {"petition", "hidden-sheet"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("samples")
    for sample in samples.SAMPLES:
        (made / sample.name).write_bytes(samples.content_of(sample, TODAY))
    return made


def test_samples_are_read_or_held_as_their_page_tells(folder: Path) -> None:
    by_path = {folder / sample.name: sample for sample in samples.SAMPLES}
    with ReaderPool(workers=1) as pool:
        readings = {by_path[path].key: reading for path, reading in pool.read_many(by_path)}

    office = {"low-rank", "hidden-sheet"}  # read wherever a reader for Office files is installed
    for key, reading in readings.items():
        if key not in office:
            assert (reading.state == "read") == (key in READ_WHOLLY), (key, reading.reasons)
        if reading.state == "read":
            texts = [reading.text, *(hidden.text for hidden in reading.hidden)]
            assert any(screen(text) for text in texts) == (key in FOUND_IN), key


def test_the_locked_sample_opens_with_the_password_told_and_no_other(folder: Path) -> None:
    with pikepdf.open(folder / "06-password.pdf", password=samples.PASSWORD) as file:
        assert len(file.pages) >= 1
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(folder / "06-password.pdf")


def test_the_hidden_sheet_is_hidden_and_holds_people(folder: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "05-hidden-sheet.xlsx"))
    shown, hidden = book.sheets_metadata

    assert shown.visible == python_calamine.SheetVisibleEnum.Visible
    assert hidden.visible == python_calamine.SheetVisibleEnum.Hidden
    assert screen("\n".join(" ".join(map(str, row)) for row in book.get_sheet_by_name(hidden.name).to_python()))


def test_the_manifest_has_a_row_for_every_file_and_the_correction_shares_a_number() -> None:
    rows = {row["file"]: row for row in csv.DictReader(io.StringIO(samples.manifest(TODAY).decode("utf-8-sig")))}

    assert set(rows) == {sample.name for sample in samples.SAMPLES} | {samples.CORRECTED}
    assert rows[samples.CORRECTED]["number"] == rows["01-plan.hwpx"]["number"]
    assert samples.corrected_plan(TODAY) != samples.content_of(samples.SAMPLES[0], TODAY)


def test_the_archive_holds_every_sample() -> None:
    with zipfile.ZipFile(io.BytesIO(samples.archive(TODAY))) as archive:
        assert set(archive.namelist()) == {sample.name for sample in samples.SAMPLES}
