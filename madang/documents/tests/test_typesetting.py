from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pytest_django import Settings

from madang.documents.glyphs import unwritable
from madang.documents.typesetting import LONGEST, Content, PaperTooLong, typeset

AT = datetime(2014, 3, 14, tzinfo=UTC)
TEMPLATE = """#import "paper.typ": *
#show: paper.with(title: data.title)
= #data.title
#pairs(data.rows)
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "notice.typ"
    path.write_text(TEMPLATE)
    return path


def paper(template: Path, value: str, *, language: str = "ko") -> bytes:
    data: dict[str, Content] = {"title": "결정 통지서", "rows": [["청구 내용", value]]}
    return typeset(template, data, at=AT, language=language)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return str(document[0].get_textpage().get_text_range())


def test_what_a_person_wrote_never_becomes_markup(template: Path) -> None:
    assert '#read("/etc/passwd") *굵게* $x$' in text_of(paper(template, '#read("/etc/passwd") *굵게* $x$'))


def test_every_syllable_and_hanja_is_written_and_what_is_not_is_spelled(template: Path) -> None:
    text = text_of(paper(template, "똠방각하 漢字 😀"))

    assert "똠방각하 漢字 [U+1F600]" in text
    assert unwritable("가😀나😀") == ["😀"]


def test_a_paper_is_tagged_and_says_its_title_and_language(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper(template, "본문"))

    with pikepdf.open(path) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).startswith("ko")
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "결정 통지서"
            assert metadata["pdfuaid:part"] == "1"


def test_the_same_data_gives_the_same_bytes(template: Path) -> None:
    assert paper(template, "본문") == paper(template, "본문")


def test_a_demonstration_is_marked_on_every_paper(template: Path, settings: Settings) -> None:
    settings.DEMONSTRATION = True

    assert "시연용" in text_of(paper(template, "본문"))
    assert "Demonstration" in text_of(paper(template, "본문", language="en"))


def test_a_paper_without_end_is_refused(template: Path) -> None:
    with pytest.raises(PaperTooLong):
        paper(template, "가" * (LONGEST + 1))
