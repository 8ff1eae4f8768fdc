"""What holds a document and what does not: persons' identifiers do, an office's own contacts do not."""

import io
import json
import lzma
import os
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from madang.documents.screening import screen

SHARED = Path(os.environ.get("MADANG_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data" / "disclosure"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no shared data beside the checkout")

OFFICIAL = [
    "문의: 정보공개과 (02-2100-1234)",
    "시행 운영지원과-123 (2014. 3. 3.) 우 30128 세종특별자치시 도움6로 42 / www.example.go.kr\n전화 044-123-4567 전송 044-123-4568",  # noqa: E501
    "담당부서 정보공개과 책임자 과장 (044-123-4567)",
    "주무관 전화 02-2100-1234 / 전송 02-2100-1235 / gildong@korea.kr / 공개",
    "고객센터 1588-1234",
    "장소: 서울특별시 종로구 세종대로 209 정부서울청사 별관",
    "법인등록번호 130111-0006246",
]


@pytest.mark.parametrize("text", OFFICIAL)
def test_an_offices_own_contacts_hold_nothing(text: str) -> None:
    assert screen(text) == []


PERSONAL = {
    "신청인 홍길동 전화 02-2100-1234 담당부서 정보공개과": "phone",
    "담당자 연락처 010-1234-5678": "mobile-phone",
    "문의: gildong@example.com": "email",
    "gildong@korea.kr입니다": "email",
    "성명 홍길동 주소 서울특별시 종로구 자하문로 3": "address",
    "거주지: 서울특별시 종로구 자하문로 12길 3": "address",
    "한빛아파트 101동 1203호": "address",
    "02-2100-1234": "phone",
}


@pytest.mark.parametrize("text", PERSONAL)
def test_what_may_be_a_persons_holds_the_document(text: str) -> None:
    assert PERSONAL[text] in {found.kind for found in screen(text)}


def test_findings_say_under_which_item_and_which_proviso_to_consider() -> None:
    [mobile] = screen("담당자 010-1234-5678")
    [number] = screen("사업자등록번호 123-45-67890")

    assert (mobile.item, mobile.proviso) == (6, "ra")
    assert (number.item, number.proviso) == (7, None)


@needs_shared
@pytest.mark.shared
def test_statutes_are_all_but_free_of_findings() -> None:
    """Every fortieth of 2,779 statutes: no more than one finding."""
    findings = []
    with tarfile.open(SHARED / "laws_current.tar.xz") as archive:
        for place, member in enumerate(archive):
            if place % 40 == 0 and (file := archive.extractfile(member)):
                findings += screen(file.read().decode())

    assert len(findings) <= 1


@needs_shared
@pytest.mark.shared
def test_petitions_are_held_only_where_they_name_a_way_to_a_person() -> None:
    with lzma.open(SHARED / "petitions_2017-08.jsonl.xz", "rt") as lines:
        petitions = [json.loads(line)["content"] for line in lines]

    held = [petition for petition in petitions if screen(petition)]

    assert 0 < len(held) < 0.05 * len(petitions)


def run_screen(*arguments: str) -> list[dict[str, object]]:
    answer = io.StringIO()
    call_command("screen", *arguments, "--json", stdout=answer)
    found: list[dict[str, object]] = json.loads(answer.getvalue())
    return found


def test_the_command_answers_with_offsets_in_characters(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("가나다 010-1234-5678\n둘째 줄\n", encoding="utf-8")

    [answer] = run_screen(str(path))

    assert answer["path"] == str(path)
    assert answer["findings"] == [
        {"kind": "mobile-phone", "start": 4, "end": 17, "confidence": 0.7, "item": 6, "proviso": None}
    ]


def test_each_line_is_a_text_of_its_own_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"960121-\n1234567\r\n010-1234-5678")

    answers = run_screen(str(path), "--lines")

    assert [(answer["line"], len(answer["findings"])) for answer in answers] == [(1, 0), (2, 0), (3, 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_unreadable_input_ends_with_two_and_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "text.txt"
    if content:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=r"text\.txt") as refused:
        run_screen(str(path))

    assert refused.value.returncode == 2


def test_the_command_shows_where_and_never_what(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("첫 줄\n전화 010-1234-5678", encoding="utf-8")
    shown = io.StringIO()

    call_command("screen", str(path), stdout=shown, stderr=io.StringIO())

    assert "text.txt:2:4" in shown.getvalue()
    assert "1234" not in shown.getvalue()
