"""Withheld strings are found however they are written, and nothing else is."""

import unicodedata

import pytest

from madang.documents.redaction.passages import (
    CannotBeWithheld,
    Passage,
    kept,
    kept_name,
    remaining,
    withheld_spans,
    without_marks,
)

NAME, NUMBER = Passage("홍길동"), Passage("800101-1234567")


@pytest.mark.parametrize(
    "written",
    [
        "홍길동",
        "홍 길 동",
        "홍길\n동",
        "홍\u200b길동",
        unicodedata.normalize("NFD", "홍길동"),
        "홍\u3000길\u00a0동",
    ],
)
def test_a_name_is_found_however_it_is_spread(written: str) -> None:
    text = f"신청인: {written} (서명)"

    assert kept(text, [NAME]) == "신청인: [비공개 제6호] (서명)"


@pytest.mark.parametrize(
    "written",
    ["800101-1234567", "8001011234567", "800101 – 1234567", "８００１０１－１２３４５６７", "800101\n-1234567"],
)
def test_a_number_is_found_with_any_punctuation(written: str) -> None:
    assert kept(f"주민등록번호 {written}.", [NUMBER]) == "주민등록번호 [비공개 제6호]."


def test_passages_that_overlap_are_one_with_the_items_of_both() -> None:
    text = "홍길동건설의 원가"

    (span,) = withheld_spans(text, [Passage("홍길동", (6,)), Passage("길동건설", (7,))])

    assert (text[span.start : span.end], span.items, span.passages) == ("홍길동건설", (6, 7), (0, 1))
    assert kept(text, [NAME, Passage("길동건설", (7,))]) == "[비공개 제6, 7호]의 원가"


def test_nothing_else_is_withheld() -> None:
    text = "홍 부장과 길동 씨는 800101 - 123 번을 보았다."

    assert kept(text, [NAME, NUMBER]) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [("김", "too-short"), (" - ", "too-short"), ("비공개", "part-of-the-mark"), ("제6호", "part-of-the-mark")],
)
def test_a_string_that_would_be_everywhere_is_refused(text: str, code: str) -> None:
    with pytest.raises(CannotBeWithheld) as refused:
        kept("아무 글", [Passage(text)])

    assert refused.value.code == code


def test_a_file_name_loses_the_passage_too() -> None:
    assert kept_name("홍길동_신청서.hwp", [NAME]) == "○○○_신청서.hwp"


def test_an_index_is_not_given_the_marks() -> None:
    words = without_marks(kept("갑 홍길동 을", [NAME]))

    assert "비공개" not in words
    assert words.split() == ["갑", "…", "을"]


def test_what_remains_is_named_by_its_position() -> None:
    assert remaining("길동은 없고 800101/1234567 은 있다", [NAME, NUMBER]) == [1]
