"""Identifiers are found however they are written. Every number here is made up by `make_resident` or by hand."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.common import checkdigits
from madang.common.folding import fold
from madang.common.identifiers import identifier_in, identifiers_in

SHARED = Path(os.environ.get("MADANG_SHARED", Path(__file__).resolve().parents[4] / "shared"))
VECTORS = SHARED / "data" / "disclosure" / "presidio_kr_vectors.json"
ENTITIES = {
    "KR_RRN": "rrn",
    "KR_FRN": "frn",
    "KR_BRN": "business-number",
    "KR_DRIVER_LICENSE": "driver-licence",
    "KR_PASSPORT": "passport",
}
BORN_IN_THE_NINETEENTH_CENTURY = "960303-0021413"


def make_resident(seed: int, *, checked: bool = True) -> tuple[str, str]:
    """Date and serial of a resident number that nobody has, with a right or a wrong check digit."""
    front = f"{60 + seed % 40:02}{1 + seed % 12:02}{1 + seed % 28:02}"
    back = f"{1 + seed % 2}{seed * 7919 % 100000:05}"
    digit = next(str(last) for last in range(10) if checkdigits.is_resident(f"{front}{back}{last}") is checked)
    return front, back + digit


def wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


A, B = make_resident(7)
WRITTEN_FORMS = {
    "dash": f"{A}-{B}",
    "nothing": A + B,
    "space": f"{A} {B}",
    "spaces around a dash": f"{A} - {B}",
    "en dash": f"{A}–{B}",
    "hyphen U+2010": f"{A}\u2010{B}",
    "minus U+2212": f"{A}\u2212{B}",
    "em dash": f"{A}—{B}",
    "the vowel eu for a dash": f"{A}ㅡ{B}",
    "full width": wide(f"{A}-{B}"),
    "full width digits": wide(A) + "-" + wide(B),
    "Arabic-Indic digits": "".join(chr(0x660 + int(digit)) for digit in A) + f"-{B}",
    "line break after the dash": f"{A}-\n{B}",
    "line break for the dash": f"{A}\n{B}",
    "Windows line break": f"{A}-\r\n{B}",
    "line break inside the date": f"{A[:3]}\n{A[3:]}-{B}",
    "line break inside the serial": f"{A}-{B[:4]}\n{B[4:]}",
    "dot": f"{A}.{B}",
    "slash": f"{A}/{B}",
    "underscore": f"{A}_{B}",
    "tilde": f"{A}~{B}",
    "middle dot": f"{A}ㆍ{B}",
    "comma": f"{A}, {B}",
    "bracket": f"{A}({B}",
    "table cells": f"{A}\t{B}",
    "cells of a text table": f"{A} | {B}",
    "zero-width space": f"{A}\u200b-\u200b{B}",
    "zero-width between all digits": "\u200b".join(A + B),
    "soft hyphen": f"{A}\u00ad-{B}",
    "byte order mark inside": f"{A}\ufeff{B}",
    "spaced digits": " ".join(A) + " - " + " ".join(B),
    "spaced digits, no dash": " ".join(A + B),
    "no-break space": f"{A}\u00a0{B}",
    "with the century": f"19{A}-{B}",
    "dotted date": f"{A[:2]}.{A[2:4]}.{A[4:]}-{B}",
    "serial apart from the first digit": f"{A}-{B[0]} {B[1:]}",
    "keycap digits": "".join(f"{digit}\ufe0f\u20e3" for digit in A) + f"-{B}",
    "digits in boxes": "\t".join(A) + "\t-\t" + "\t".join(B),
    "digits in boxes, read line by line": "\n".join(A) + "\n-\n" + "\n".join(B),
    "spaced serial only": f"{A} - " + " ".join(B),
    "backslash": f"{A}\\{B}",
    "arrow": f"{A}→{B}",
    "century and a space": f"19{A} {B}",
    "dotted date with its last dot": f"19{A[:2]}.{A[2:4]}.{A[4:]}.-{B}",
    "sex digit between dashes": f"{A} – {B[0]} – {B[1:]}",
    "five of seven masked": f"{A}-{B[:2]}*****",
    "only the date masked": f"******-{B}",
}


@pytest.mark.parametrize("form", WRITTEN_FORMS)
def test_a_resident_number_is_found_in_every_written_form(form: str) -> None:
    text = f"성명 홍길동 {WRITTEN_FORMS[form]}입니다"

    found = [identifier for identifier in identifiers_in(text) if identifier.kind == "rrn"]

    assert [text[one.start : one.end] for one in found] == [WRITTEN_FORMS[form]]


@pytest.mark.parametrize("masked", [f"{A}-*******", f"{A}-{B[0]}******", f"{A}-●●●●●●●", "******-1******"])
def test_a_number_with_six_of_its_last_seven_masked_is_safe(masked: str) -> None:
    assert identifiers_in(f"주민등록번호 {masked}") == []


@given(st.integers(0, 100_000))
def test_a_wrong_check_digit_lowers_confidence_and_clears_nothing(seed: int) -> None:
    right, wrong = ("-".join(make_resident(seed, checked=checked)) for checked in (True, False))

    [sure], [unsure] = identifiers_in(right), identifiers_in(wrong)

    assert sure.kind == unsure.kind == "rrn"
    assert sure.confidence > unsure.confidence >= 0.5


@pytest.mark.shared
@pytest.mark.skipif(not VECTORS.exists(), reason="no shared data beside the checkout")
def test_vectors_of_other_hands_are_found_and_left_alone_as_they_say() -> None:
    vectors = json.loads(VECTORS.read_text())["vectors"]

    wrong = [
        vector["text"]
        for vector in vectors
        if sum(found.kind == ENTITIES[vector["entity"]] for found in identifiers_in(vector["text"]))
        != vector["expected_matches"]
    ]

    assert len(vectors) == 88
    assert wrong == [BORN_IN_THE_NINETEENTH_CENTURY]  # first digit 0 is a woman born in 1896


FOUND = {
    "911124-5678901": "frn",
    "법인등록번호 110111-2222222": "corporate-number",
    "사업자등록번호 123-45-67890": "business-number",
    "M123A4567": "passport",
    "여권번호: JB1234567": "passport",
    "서울 12-123456-12": "driver-licence",
    "11-22-123456-12": "driver-licence",
    "010-1234-5678": "mobile-phone",
    "+82 10 1234 5678": "mobile-phone",
    "０１０－１２３４－５６７８": "mobile-phone",
    "①010-1234-5678": "mobile-phone",
    "0 1 0 - 1 2 3 4 - 5 6 7 8": "mobile-phone",
    "010\n1234-5678": "mobile-phone",
    "+82(0)10-1234-5678": "mobile-phone",
    "공일공 일이삼사 오육칠팔": "mobile-phone",
    "하나 123-456789-12345": "bank-account",
    "여권번호 M-12345678": "passport",
    "한빛아파트 101-1203": "address",
    "집전화 (031)123-4567": "phone",
    "070-1234-5678": "phone",
    "0505-123-4567": "phone",
    "1588-1234": "representative-phone",
    "국민은행 123456-12-123456": "bank-account",
    "계좌번호 1002123456789": "bank-account",
    "4111 1111 1111 1111": "card",
    "신용카드 4111-1111-1111-1112": "card",
    "12가 3456": "vehicle-plate",
    "서울 12바3456": "vehicle-plate",
    "종로구 자하문로 12길 3, 101동 1203호": "address",
    "한빛아파트 101동 1203호": "address",
    "천안시 동남구 병천면 가전리 123-4": "address",
    "건강보험증 번호 1-2345678901": "health-insurance",
    "gildong@example.com입니다": "email",
    "gildong (at) example.com": "email",
    "생년월일: 1996.01.21": "birth-date",
    "1996년 1월 21일생": "birth-date",
    "성명\t생년월일\t지급액\n홍길동\t1996. 1. 21.\t100,000": "birth-date",
    "성명\n생년월일\n지급액\n홍길동\n960121\n100,000": "birth-date",
    "주민등록번호 뒷자리: 1234567": "rrn",
    "\u1109\u1162\u11bc\u1102\u1167\u11ab\u110b\u116f\u11af\u110b\u1175\u11af 1996.1.21": "birth-date",
}


@pytest.mark.parametrize("text", FOUND)
def test_each_kind_of_identifier_is_told_by_its_form(text: str) -> None:
    assert [found.kind for found in identifiers_in(text)] == [FOUND[text]]


HARMLESS = [
    "2014-10-15부터 2014. 12. 31.까지",
    "10ㆍ27법난 피해자",
    "11만3500원",
    "제10조 2014년",
    "대법원 98다1234 판결",
    "대법원 2014도1234 판결",
    "201503250001",
    "문서번호 2014030300017",
    "130111-0006246",
    "8801234567890",
    "0.9601211234567",
    "국무총리 소속으로 2명을 둔다",
    "예산 47,100,000,000원",
    "계좌 개설일 2014-10-15 09:30",
    "1961년 12월 31일 이전에 출생한 사람",
    "사건 발생일 2018년 12월 31일",
    "https://blog.example.com/221388132013",
    "가전리 123-4번지 일원",
    "경기도 한빛시 가람구 영동 450번지, 450의 1번지부터 450의 7번지까지",
    "127.0396479,37.1481034",
    "127.0605248717698",
    "사업명\t예산\n도로 정비\t960121\n",
    "개정\n1996. 1. 21.\n",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_laws_and_serial_numbers_are_no_identifiers(text: str) -> None:
    assert identifiers_in(text) == []


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (f"{A}-{B}", "rrn"),
        (f"{A}{B}", "rrn"),
        ("911124-5678901", "frn"),
        ("4111 1111 1111 1111", "card"),
        ("국민은행 123456-12-123456", "bank-account"),
        ("010-1234-5678", "mobile-phone"),
        ("01012345678", "mobile-phone"),
        ("M12345678", "passport"),
        ("11-22-123456-12", "driver-licence"),
    ],
)
def test_queries_shaped_like_a_persons_identifier_are_told(query: str, kind: str) -> None:
    assert identifier_in(query) == kind


@pytest.mark.parametrize(
    "query",
    [
        "2014",
        "2014-03-03",
        "법률 제11991호",
        "운영지원과-1234",
        "물",
        "개인정보 보호법 제24조",
        "20140303",
        "02-2100-1234",
    ],
)
def test_plain_queries_may_be_asked(query: str) -> None:
    assert identifier_in(query) is None


def test_numbers_run_together_are_told_by_a_right_check_digit() -> None:
    found = identifiers_in(f"{A}-{B}123,000")

    assert [(one.kind, one.start, one.end) for one in found] == [("rrn", 0, 14)]
    assert identifiers_in("960111-10214131") == []


@given(st.text(alphabet="가나0123456789-. \n\u200b\u00ad–１２ㆍ\u1112\u1161\u11ab@a", max_size=80))
def test_offsets_point_into_the_original_text(text: str) -> None:
    found = identifiers_in(text)

    assert all(0 <= one.start < one.end <= len(text) and 0 < one.confidence < 1 for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_number_is_found_between_any_words(before: str, after: str) -> None:
    text = f"{before} 가{A}-{B}나 {after}"
    start = len(f"{before} 가")

    hits = [found for found in identifiers_in(text) if found.start <= start and start + 14 <= found.end]

    assert hits


@given(st.text())
def test_folding_maps_every_character_back(text: str) -> None:
    folded = fold(text)

    spans = [folded.span(place, place + 1) for place in range(len(folded.text))]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[0] <= other[0] for one, other in pairwise(spans))
