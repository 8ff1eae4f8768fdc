"""Parts of pages withheld as pictures: pixels, the text beside the copy, picture files, other people's extractors."""

import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from madang.documents.readers.pdf_second import SecondReader
from madang.documents.readers.registry import read_file
from madang.documents.redaction.checking import check_pdf
from madang.documents.redaction.pages import Region
from madang.documents.redaction.passages import Passage
from madang.documents.redaction.photographs import as_pdf
from madang.documents.redaction.redacting import Redacted, Redactor, Source
from madang.documents.redaction.remaking import remake
from madang.documents.tests.builders import make_pdf, show
from tests.oracles import ask_oracle

ROOT = Path(__file__).resolve().parents[3]
NAME = Region(0, (68.0, 690.0, 250.0, 715.0), (6,))
"""Where `make_letter` has the name."""


def make_letter(folder: Path, *pages: str, before: str = "") -> Path:
    first = show("Hong Gildong", y=700, before=before) + show("asks for a permit", y=660)
    return make_pdf(folder / "letter.pdf", first, *pages)


def make_photograph(path: Path, size: tuple[int, int] = (600, 400), **how: object) -> Path:
    """A light picture with a dark stamp in its middle."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse((size[0] * 0.4, size[1] * 0.4, size[0] * 0.6, size[1] * 0.6), fill="red")
    picture.save(path, **how)
    return path


def redacted(path: Path, kind: str, *regions: Region, passages: tuple[Passage, ...] = (), text: str = "") -> Redacted:
    with Redactor() as redactor:
        made = redactor.redact(Source(path, kind, text, title="제목", name=path.name), passages, regions)
    assert made.is_safe, made.checks
    return made


def colours(data: bytes, page: int, box: tuple[float, float, float, float]) -> set[int]:
    """The values of all pixels inside a box of a page."""
    shown = pypdfium2.PdfDocument(data)[page]
    pixels = shown.render(scale=2).to_numpy()
    left, bottom, right, top = (int(value * 2) for value in box)
    height = pixels.shape[0]
    return set(np.unique(pixels[height - top + 3 : height - bottom - 3, left + 3 : right - 3]).tolist())


def test_the_text_under_a_region_is_withheld_in_the_text_too(tmp_path: Path) -> None:
    path = make_letter(tmp_path, show("Hong Gildong again"))
    text = read_file(path, "pdf").text

    made = redacted(path, "pdf", NAME, text=text)

    assert made.text == "[비공개 제6호]\nasks for a permit\n\nHong Gildong again"
    assert colours(made.pdf, 0, NAME.box or (0, 0, 0, 0)) == {0}
    assert "asks" not in (SecondReader(made.pdf).text(0) or "")
    assert made.reasons == {0: "region"}


def test_an_invisible_layer_of_text_under_a_region_is_withheld_too(tmp_path: Path) -> None:
    path = make_letter(tmp_path, before="3 Tr")

    made = redacted(path, "pdf", NAME)

    assert "Gildong" not in made.text
    assert b"Gildong" not in made.pdf
    assert "[비공개 제6호]" in made.text


def test_a_passage_that_reaches_under_a_region_is_withheld_whole(tmp_path: Path) -> None:
    path = make_letter(tmp_path)
    half = Region(0, (68.0, 690.0, 100.0, 715.0), (7,))

    made = redacted(path, "pdf", half, passages=(Passage("Hong Gildong", (6,)),))

    assert made.text.splitlines()[0] == "[비공개 제6, 7호]"


def test_a_region_without_text_is_named_at_the_end_of_its_page(tmp_path: Path) -> None:
    path = make_letter(tmp_path, show("Budget"))
    corner = Region(0, (400.0, 100.0, 500.0, 200.0), (7,))

    made = redacted(path, "pdf", corner, Region(1, None, (5,)))

    assert made.text.splitlines() == [
        "Hong Gildong",
        "asks for a permit",
        "1쪽의 그림에서 가린 부분 [비공개 제7호]",
        "",
        "[비공개 제5호]",
    ]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_the_text_under_a_region_is_found_on_turned_pages(tmp_path: Path, rotation: int) -> None:
    path = make_pdf(
        tmp_path / "a.pdf", show("Hong", x=300, y=420) + show("Budget", x=72, y=90), page=f"/Rotate {rotation}"
    )
    width, height = pypdfium2.PdfDocument(path)[0].get_size()

    made = remake(
        path.read_bytes(), [], [Region(0, (width / 2 - 60, height / 2 - 60, width / 2 + 60, height / 2 + 60), (6,))]
    )

    assert made.text is not None
    assert "Hong" not in made.text
    assert "Budget" in made.text


def test_fonts_that_name_the_letters_under_a_region_do_not_go_along(tmp_path: Path) -> None:
    table = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange "
        b"<00> <FF> endcodespacerange 2 beginbfchar <41> <BC15> <42> <0042> endbfchar endcmap end end"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 51 0 R >>"
    objects = {3: font, 51: b"<< /Length %d >>\nstream\n%b\nendstream" % (len(table), table)}
    path = make_pdf(tmp_path / "a.pdf", show("A", y=700, size=20), show("Budget"), objects=objects)

    made = remake(path.read_bytes(), [], [Region(0, (60.0, 690.0, 120.0, 730.0), (6,))])

    assert made.reasons == {0: "region", 1: "fonts"}
    assert all(check.passed for check in check_pdf(made.data, [], made.boxes, pages=2))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.bmp", "a.tif"])
def test_a_part_of_a_picture_file_is_withheld(tmp_path: Path, name: str) -> None:
    path = make_photograph(tmp_path / name)
    width, height = pypdfium2.PdfDocument(as_pdf(path.read_bytes()))[0].get_size()
    stamp = (width * 0.38, height * 0.38, width * 0.62, height * 0.62)

    made = redacted(path, "picture", Region(0, stamp, (6,)))

    assert (made.pages, made.reasons) == (1, {0: "region"})
    assert colours(made.pdf, 0, stamp) == {0}
    assert made.text == "1쪽의 그림에서 가린 부분 [비공개 제6호]"
    plain = pypdfium2.PdfDocument(made.pdf)[0].render(scale=1).to_numpy()
    assert (plain[:20, :20] == 255).all()


def test_what_a_photograph_says_of_itself_is_found_and_does_not_go_along(tmp_path: Path) -> None:
    about = Image.Exif()
    about[0x013B] = "Hong Gildong"
    about[0x0112] = 6  # turned by the camera
    path = make_photograph(tmp_path / "a.jpg", exif=about)

    reading = read_file(path, "picture")
    made = redacted(path, "picture", Region(0, (0.0, 0.0, 50.0, 50.0), (6,)))

    assert [reason.code for reason in reading.reasons] == ["picture-file"]
    assert reading.pages == 1
    assert "Hong Gildong" in [hidden.text for hidden in reading.hidden]
    assert b"Gildong" not in made.pdf
    width, height = pypdfium2.PdfDocument(made.pdf)[0].get_size()
    assert width < height


def test_every_frame_of_a_picture_file_is_a_page(tmp_path: Path) -> None:
    frames = [Image.new("L", (300, 200), shade) for shade in (255, 200, 150)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])

    made = redacted(tmp_path / "a.tif", "picture", Region(1, None, (6,)))

    assert read_file(tmp_path / "a.tif", "picture").pages == 3
    assert made.pages == 3
    assert made.text == "2쪽의 그림에서 가린 부분 [비공개 제6호]"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(30), b"II*\0" + bytes(50), b"GIF89a"])
def test_a_damaged_picture_is_held_and_no_copy_is_made(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)

    reading = read_file(path, "picture")

    assert (reading.state, reading.pages) == ("held", None)


@pytest.mark.oracle
def test_another_extractor_finds_nothing_that_lay_under_a_region(tmp_path: Path) -> None:
    made = redacted(make_letter(tmp_path, before="3 Tr"), "pdf", NAME)
    (tmp_path / "out.pdf").write_bytes(made.pdf)
    asked = [{"pdf": str(tmp_path / "out.pdf"), "words": ["Gildong"], "boxes": [{"page": 0, "box": NAME.box}]}]
    (tmp_path / "asked.json").write_text(json.dumps(asked))

    told = ask_oracle("python", "-c", oracle_code(tmp_path / "asked.json"))

    (verdict,) = json.loads(told.stdout)
    assert (verdict["text"], verdict["bytes"], verdict["pixels"]) == (0, 0, 0)


def oracle_code(asked: Path) -> str:
    """Python that asks PyMuPDF, as the bench does."""
    return (
        f"import sys, runpy; sys.stdin = open({str(asked)!r}); "
        f"runpy.run_path({str(ROOT / 'bench' / 'redaction_oracle.py')!r}, run_name='__main__')"
    )
