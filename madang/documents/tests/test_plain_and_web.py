"""Text, CSV, HTML and mail; and how kinds of files are told apart."""

import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from madang.documents.readers.registry import detect_file, read_file
from madang.documents.reading import Hidden, Reading, Reason
from madang.documents.tests.builders import make_hwpx, make_pdf, make_zip, paragraph, show

WORDS = "시설 사용 허가를 다음과 같이 알려 드립니다."
PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>공고</title></head><body>{}</body></html>'


def read(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> Reading:
    path = tmp_path / "file.bin"
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return read_file(path, detect_file(path))


def codes(reading: Reading) -> set[str]:
    return {reason.code for reason in reading.reasons}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_text_is_read_in_the_encodings_of_korean_offices(tmp_path: Path, encoding: str) -> None:
    reading = read(tmp_path, f"{WORDS}\r\n둘째 줄", encoding)

    assert (reading.type, reading.state, reading.text) == ("txt", "read", f"{WORDS}\n둘째 줄")


def test_bytes_of_no_known_encoding_are_held_with_their_place(tmp_path: Path) -> None:
    reading = read(tmp_path, b"abc" + b"\xff\xff" + b"abc")

    assert reading.reasons[0] == Reason("unknown-encoding", {"byte": 3})
    assert reading.text == ""


def test_signs_that_turn_or_hide_text_hold_it(tmp_path: Path) -> None:
    assert codes(read(tmp_path, f"{WORDS}\u202e뒤집힘")) == {"control-characters"}
    assert codes(read(tmp_path, f"{WORDS}\x1b[8m숨김")) == {"control-characters"}


def test_rows_with_separators_are_a_table(tmp_path: Path) -> None:
    reading = read(tmp_path, '부서,"이름, 직위",금액\n총무과,"홍, 과장",10\n', "cp949")

    assert (reading.type, reading.state) == ("csv", "read")


def test_a_page_is_read_as_lines_and_cells(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGE.format(f"<h1>{WORDS}</h1><table><tr><td>가<td>나</tr></table>첫째<br>둘째"))

    assert (reading.type, reading.state) == ("html", "read")
    assert [line.strip() for line in reading.text.splitlines() if line.strip()] == [WORDS, "가\t나", "첫째", "둘째"]
    assert reading.metadata["title"] == "공고"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ('<p style="display: none">비밀</p>', "hidden-content"),
        ("<div hidden><p>비밀</p></div>", "hidden-content"),
        ("<style>.a { visibility: hidden }</style><p class=a>비밀</p>", "hidden-content"),
        ("<script>document.write('비밀')</script>", "script"),
        ('<p onclick="show()">비밀</p>', "script"),
        ('<iframe src="https://example.org"></iframe>', "embedded-object"),
    ],
)
def test_what_hides_in_a_page_holds_it(tmp_path: Path, inner: str, code: str) -> None:
    assert codes(read(tmp_path, PAGE.format(f"<p>{WORDS}</p>{inner}"))) == {code}


def test_comments_of_a_page_are_hidden_text(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGE.format(f"<p>{WORDS}</p><!-- 담당 홍길동 -->"))

    assert reading.state == "read"
    assert Hidden("comment", "담당 홍길동") in reading.hidden


def test_a_page_in_another_encoding_than_ours_is_held(tmp_path: Path) -> None:
    assert codes(read(tmp_path, PAGE.format(WORDS).replace("utf-8", "utf-7"))) == {"unknown-encoding"}


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "안내"
    message.set_content(WORDS)
    return message


def test_a_mail_is_read_with_headers_and_bodies(tmp_path: Path) -> None:
    message = mail()
    message.add_alternative(f"<p>{WORDS}</p>", subtype="html")

    reading = read(tmp_path, message.as_bytes())

    assert (reading.type, reading.state) == ("eml", "read")
    assert "Subject: 안내" in reading.text
    assert reading.text.count(WORDS) == 2


def test_an_attachment_holds_a_mail(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="명단.pdf")

    reading = read(tmp_path, message.as_bytes())

    assert [(reason.code, reason.params) for reason in reading.reasons] == [("embedded-object", {"part": "명단.pdf"})]


@pytest.mark.parametrize(
    ("content", "kind", "state"),
    [
        (b"", "empty", "refused"),
        (b"HWP Document File V3.00 \x1a\1\2\3\4\5", "hwp3", "held"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "picture", "held"),
        (b"<?xml version='1.0'?><a>text</a>", "unknown", "held"),
        (rb"{\rtf1 text}", "unknown", "held"),
        (b"text with \0 inside", "unknown", "held"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing", "ole", "refused"),
        (b"PK\x03\x04 and nothing", "zip", "held"),
    ],
)
def test_what_cannot_be_read_is_never_read(tmp_path: Path, content: bytes, kind: str, state: str) -> None:
    reading = read(tmp_path, content)

    assert (reading.type, reading.state) == (kind, state)


def test_telling_the_kind_takes_no_time_whatever_the_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"<!-- -->" * 500 + b"text")
    started = time.monotonic()

    assert detect_file(path) == "txt"
    assert time.monotonic() - started < 1


def test_text_that_begins_like_a_picture_is_text(tmp_path: Path) -> None:
    assert read(tmp_path, "BMW 차량 구매 내역을 공개합니다.", "cp949").type == "txt"
    assert read(tmp_path, b"BM" + (99).to_bytes(4, "little") + bytes(93)).type == "picture"


def test_the_kind_follows_from_the_content_and_not_from_the_name(tmp_path: Path) -> None:
    assert detect_file(make_hwpx(tmp_path / "a.pdf", paragraph(WORDS))) == "hwpx"
    assert detect_file(make_pdf(tmp_path / "a.hwpx", show("words"))) == "pdf"
    assert detect_file(make_zip(tmp_path / "a.docx", {"a.txt": "x"})) == "zip"
