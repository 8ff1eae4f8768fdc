"""The sample files are what they say they are, and independent readers find every word in them."""

import io
import re
import struct
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import unhwp
from defusedxml import ElementTree

from madang.portal.demonstration.writers.docx import write_docx
from madang.portal.demonstration.writers.fonts import NoGlyph, sample_font
from madang.portal.demonstration.writers.hwpx import write_hwpx
from madang.portal.demonstration.writers.papers import Gap, Line, Paper, Rule, Table, plain_text
from madang.portal.demonstration.writers.pdf import TEXT_WIDTH, broken_lines, write_pdf

WRITTEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAPER = Paper(
    "어르신 돌봄 추진계획",
    "다솜복지부",
    WRITTEN,
    (
        Line("다솜복지부", "agency", "center"),
        Rule(),
        Line("제목  어르신 돌봄 <안심> & 서비스 추진계획(안)", bold=True),
        Line("1. 혼자 사시는 어르신의 안전을 살피기 위하여 다음과 같이 계획을 세웠습니다. " * 3),
        Line("가. 대상: 65세 이상 1,204명(㎡당 35℃ 이하)", level=1),
        Table((("구분", "예산(천원)"), *((f"사업 {i}", f"{i * 1234:,}") for i in range(1, 70))), (3, 2), right=(1,)),
        Gap(),
        Line("붙임  추진계획 1부.  끝.", "small", "right"),
    ),
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("write", [write_hwpx, write_docx, write_pdf])
def test_the_same_paper_gives_the_same_bytes(write) -> None:
    assert write(PAPER) == write(PAPER)


def test_an_independent_reader_finds_every_word_of_an_hwpx(tmp_path: Path) -> None:
    path = tmp_path / "paper.hwpx"
    path.write_bytes(write_hwpx(PAPER))

    found = squeezed(unhwp.to_markdown(str(path)).replace("\\", ""))

    for line in plain_text(PAPER).split("\n"):
        assert squeezed(line) in found


def test_an_hwpx_begins_with_its_type_uncompressed() -> None:
    data = write_hwpx(PAPER)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]

        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/hwp+zip"
        assert data[38:57] == b"application/hwp+zip"


def test_the_preview_of_an_hwpx_shows_nothing_that_the_body_does_not() -> None:
    with zipfile.ZipFile(io.BytesIO(write_hwpx(PAPER))) as archive:
        preview = archive.read("Preview/PrvText.txt").decode()

    assert squeezed(re.sub("[<>]", "", preview)) in squeezed(re.sub("[<>]", "", plain_text(PAPER)))


@pytest.mark.parametrize("write", [write_hwpx, write_docx])
def test_every_part_of_a_package_is_well_formed_and_named_once(write) -> None:
    with zipfile.ZipFile(io.BytesIO(write(PAPER))) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".hpf", ".rels")):
                ElementTree.fromstring(archive.read(name))

    assert len(names) == len(set(names))


def test_a_docx_holds_every_paragraph_and_cell() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(PAPER))) as archive:
        document = ElementTree.fromstring(archive.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = ["".join(part.text or "" for part in paragraph.iter(f"{word}t")) for paragraph in document.iter(f"{word}p")]

    assert [text for text in found if text] == [line for line in plain_text(PAPER).split("\n") if line]


def test_an_independent_reader_finds_every_word_of_a_pdf() -> None:
    document = pypdfium2.PdfDocument(write_pdf(PAPER))
    found = squeezed("".join(page.get_textpage().get_text_range() for page in document))

    assert len(document) > 1
    for line in plain_text(PAPER).split("\n"):
        assert squeezed(line) in found


def test_a_pdf_carries_its_glyphs_and_opens_in_a_strict_reader() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(PAPER))) as file:
        assert not file.check_pdf_syntax()
        for font in file.pages[0].Resources.Font.values():
            descendant = font.DescendantFonts[0]
            outlines = descendant.FontDescriptor.FontFile2.read_bytes()

            assert "/ToUnicode" in font
            assert len(outlines) < 400_000
            assert str(file.docinfo["/Title"]) == PAPER.title


def test_an_embedded_font_keeps_the_outlines_used_and_drops_the_rest() -> None:
    font = sample_font("Regular")
    used = {font.glyph("가"), font.glyph("i")}

    data = font.subset(used)

    directory = {
        data[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">2I", data, 20 + 16 * i)
        for i in range(struct.unpack_from(">H", data, 4)[0])
    }
    start, length = directory[b"loca"]
    places = struct.unpack_from(f">{length // 4}I", data, start)
    kept = {number for number in range(len(font.widths)) if places[number + 1] > places[number]}
    assert used < kept
    assert len(kept) <= 5


def test_lines_are_broken_at_spaces_and_never_wider_than_the_page() -> None:
    font = sample_font("Regular")
    text = "가나다라 마바사 " * 30 + "아" * 200

    lines = broken_lines(text, font, 11, TEXT_WIDTH)

    assert all(font.width(line, 11) <= TEXT_WIDTH for line in lines)
    assert squeezed("".join(lines)) == squeezed(text)
    assert all(line.split(" ")[-1] in {"가나다라", "마바사", ""} for line in lines if "아" not in line)


def test_a_sign_that_the_font_lacks_is_named() -> None:
    with pytest.raises(NoGlyph, match=r"U\+1F600"):
        write_pdf(Paper("", "", WRITTEN, (Line("웃음 😀"),)))


def test_a_table_with_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table((("가",),), (1, 1))
