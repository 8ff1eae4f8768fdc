"""Redacted copies: the withheld words are gone from pixels, text and structure; the rest is as it was."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from madang.documents.redaction.checking import check_pdf
from madang.documents.redaction.pages import Box, Region
from madang.documents.redaction.passages import Passage
from madang.documents.redaction.redacting import Redactor, Source
from madang.documents.redaction.remaking import Remade, remake
from madang.documents.tests.builders import make_hwpx, make_pdf, paragraph, show

SECRET = Passage("Hong Gildong")


def pixels(data: bytes, page: int = 0) -> Any:
    document = pypdfium2.PdfDocument(data)
    return document[page].render(scale=1.5, draw_annots=False, may_draw_forms=False).to_numpy()


def words(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def failing(made: Remade, *passages: Passage) -> set[str]:
    return {check.name for check in check_pdf(made.data, passages, made.boxes, pages=made.pages) if not check.passed}


def test_a_page_with_a_passage_becomes_a_picture_and_the_others_stay(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", show("Dear Hong Gildong, hello"), show("Budget of the year"))
    original = path.read_bytes()

    made = remake(original, [SECRET], [])

    assert made.reasons == {0: "passage"}
    assert words(made.data).strip() == "9(1)6\n\nBudget of the year".replace("\n\n", "\n")
    assert np.array_equal(pixels(made.data, 1), pixels(original, 1))
    assert not np.array_equal(pixels(made.data, 0), pixels(original, 0))
    assert failing(made, SECRET) == set()


def test_a_passage_that_runs_over_a_line_and_a_page_is_covered_whole(tmp_path: Path) -> None:
    first = show("It was Hong", y=400) + show("Gildong who", y=380) + show("and Hong", y=90)
    path = make_pdf(tmp_path / "a.pdf", first, show("Gildong again", y=760))

    made = remake(path.read_bytes(), [SECRET], [])

    assert [box.page for box in made.boxes] == [0, 0, 0, 1]
    assert failing(made, SECRET) == set()


def test_boxes_are_equally_wide_for_names_of_different_length(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", show("A Kim B", y=700) + show("A Park B", y=600))

    made = remake(path.read_bytes(), [Passage("Kim"), Passage("Park")], [])

    widths = {round(box.box[2] - box.box[0], 1) for box in made.boxes}
    assert len(made.boxes) == 2
    assert len(widths) == 1


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_cover_the_words_on_turned_and_cropped_pages(tmp_path: Path, rotation: int) -> None:
    page = f"/Rotate {rotation} /CropBox [50 50 500 800]"
    path = make_pdf(tmp_path / "a.pdf", show("Hong Gildong", x=100, y=600, size=20), page=page)

    made = remake(path.read_bytes(), [SECRET], [])

    picture = pixels(remake(path.read_bytes(), [], [], everything=True).data)
    covered = pixels(made.data)
    label = covered[:, :-60]
    inked = (picture[:, : label.shape[1]] < 128).any(axis=-1)
    assert inked.any()
    assert (label[inked] == 0).all()
    changed = (label != picture[:, : label.shape[1]]).any(axis=-1)
    assert (label[changed] < 255).all()
    assert failing(made, SECRET) == set()


HANGING = {
    "attachment": (
        "/Names << /EmbeddedFiles << /Names [(a) 50 0 R] >> >>",
        {
            50: b"<< /EF << /F 51 0 R >> /Type /Filespec >>",
            51: b"<< /Length 12 /Type /EmbeddedFile >>\nstream\nHong Gildong\nendstream",
        },
    ),
    "script": ("/OpenAction << /S /JavaScript /JS (Hong Gildong) >>", {}),
    "form": ("/AcroForm << /Fields [50 0 R] >>", {50: b"<< /FT /Tx /T (name) /V (Hong Gildong) >>"}),
    "metadata": (
        "/Metadata 50 0 R",
        {50: b"<< /Type /Metadata /Subtype /XML /Length 12 >>\nstream\nHong Gildong\nendstream"},
    ),
    "outline": ("/Outlines << /First 50 0 R /Last 50 0 R >>", {50: b"<< /Title (Hong Gildong) /Parent 1 0 R >>"}),
}


@pytest.mark.parametrize("name", HANGING)
def test_nothing_beside_the_pages_goes_along(tmp_path: Path, name: str) -> None:
    root, objects = HANGING[name]
    path = make_pdf(tmp_path / "a.pdf", show("Budget"), root=root, objects=objects)

    made = remake(path.read_bytes(), [SECRET], [])

    assert b"Gildong" not in made.data
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
    assert failing(made, SECRET) == set()


def test_annotations_thumbnails_and_page_scripts_are_left_out(tmp_path: Path) -> None:
    remark = "<< /Type /Annot /Subtype /FreeText /Contents (Hong Gildong) /Rect [0 0 9 9] >>"
    page = f"/Annots [{remark}] /Thumb 50 0 R /AA << >>"
    path = make_pdf(tmp_path / "a.pdf", show("Budget"), page=page)

    made = remake(path.read_bytes(), [SECRET], [])

    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert not {"/Annots", "/Thumb", "/AA"} & set(pdf.pages[0].obj.keys())
    assert failing(made, SECRET) == set()


def test_a_page_whose_look_depends_on_layers_becomes_a_picture(tmp_path: Path) -> None:
    objects = {
        50: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /OC 51 0 R /Length 0 >>\nstream\n\nendstream",
        51: b"<< /Type /OCG /Name (x) >>",
    }
    path = make_pdf(tmp_path / "a.pdf", show("Budget"), objects=objects)

    assert remake(path.read_bytes(), [SECRET], []).reasons == {0: "layers"}


def test_words_hidden_in_marked_content_do_not_survive(tmp_path: Path) -> None:
    hidden = "/Span << /ActualText (Budget) /Alt (Hong Gildong) >> BDC " + show("Budget") + " EMC"
    path = make_pdf(tmp_path / "a.pdf", hidden)

    made = remake(path.read_bytes(), [SECRET], [])

    assert made.reasons == {0: "hidden"}
    assert failing(made, SECRET) == set()


def test_an_earlier_revision_is_gone(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", show("Hong Gildong"))
    with pikepdf.open(path) as pdf:
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, show("Budget").encode())
        later = io.BytesIO()
        pdf.save(later)
    data = path.read_bytes() + later.getvalue()

    made = remake(data, [SECRET], [])

    assert made.data.count(b"%%EOF") == 1
    assert failing(made, SECRET) == set()


def test_a_region_and_a_whole_page_are_withheld_as_pictures(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", show("stamp", x=100, y=700), show("all of it"))

    made = remake(path.read_bytes(), [], [Region(0, (90, 690, 140, 715), (7,)), Region(1, None, (5,))])

    assert made.reasons == {0: "region", 1: "region"}
    assert pixels(made.data, 1).max() == 0
    assert failing(made) == set()


def test_the_checks_find_what_a_bad_redaction_leaves(tmp_path: Path) -> None:
    box = Box(0, (60, 690, 200, 720), (6,))
    covered = show("Hong Gildong", x=72, y=700) + " 0 g 60 690 140 30 re f "
    bad = make_pdf(tmp_path / "a.pdf", covered, root="/OpenAction << /S /JavaScript /JS (x) >>").read_bytes()

    failed = {check.name for check in check_pdf(bad, [SECRET], [box], pages=2) if not check.passed}

    assert failed == {"second-reader", "streams", "boxes-without-text", "page-count"}
    see_through = make_pdf(tmp_path / "b.pdf", show("Hong Gildong", x=72, y=700)).read_bytes()
    assert "boxes-uniform" in {one.name for one in check_pdf(see_through, [SECRET], [box], pages=1) if not one.passed}


def test_a_copy_set_from_text_has_marks_and_not_the_words(tmp_path: Path) -> None:
    path = make_hwpx(tmp_path / "a.hwpx", paragraph("신청인 홍길동은 허가를 받았다."))
    original = path.read_bytes()
    source = Source(
        path, "hwpx", "신청인 홍길동은 허가를 받았다.\n구간\t길이\n동부로\t1", title="홍길동 허가", name="홍길동.hwpx"
    )

    with Redactor() as redactor:
        made = redactor.redact(source, [Passage("홍길동")])

    assert made.is_safe, made.checks
    assert "홍길동" not in words(made.pdf)
    assert "[비공개 제6호]" in words(made.pdf)
    assert (made.title, made.name) == ("[비공개 제6호] 허가", "○○○.hwpx")
    assert path.read_bytes() == original


def test_the_command_leaves_a_copy_its_text_and_its_manifest(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "Hong Gildong.pdf", show("Dear Hong Gildong, hello, this is a letter about budgets."))
    strings = tmp_path / "strings.txt"
    strings.write_text("5,6\tHong Gildong\n\n")
    output = io.StringIO()

    call_command("redact", str(path), strings=str(strings), out=str(tmp_path / "out"), json=True, stdout=output)

    answer = json.loads(output.getvalue())
    assert (answer["pages"], answer["redacted_pages"], answer["boxes"]) == (1, 1, 1)
    assert all(check["passed"] for check in answer["checks"])
    assert [Path(name).name for name in answer["files"]] == [
        "○○○.redacted.pdf",
        "○○○.redacted.txt",
        "○○○.manifest.json",
    ]
    assert "Gildong" not in "".join(Path(name).read_bytes().decode("latin-1") for name in answer["files"])
    assert "[비공개 제5, 6호]" in Path(answer["files"][1]).read_text()


def test_the_command_leaves_no_file_when_a_check_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_pdf(tmp_path / "a.pdf", show("Dear Hong Gildong, hello, this is a letter about budgets."))
    (tmp_path / "strings.txt").write_text("Hong Gildong")
    monkeypatch.setattr("madang.documents.redaction.redacting.CHECKS", ("a sixth check that nobody made",))

    with pytest.raises(SystemExit) as ended:
        call_command("redact", str(path), strings=str(tmp_path / "strings.txt"), out=str(tmp_path / "out"))

    assert ended.value.code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["", "김", "비공개"])
def test_strings_that_cannot_be_withheld_are_named(tmp_path: Path, content: str) -> None:
    path = make_pdf(tmp_path / "a.pdf", show("Dear Hong Gildong, hello, this is a letter about budgets."))
    (tmp_path / "strings.txt").write_text(content)

    with pytest.raises(CommandError) as refused:
        call_command("redact", str(path), strings=str(tmp_path / "strings.txt"), out=str(tmp_path / "out"))

    assert refused.value.returncode == 2
