"""HWP: what is visible, what is hidden, and what keeps a file from being simply read."""

import struct
from pathlib import Path

import pytest

from madang.documents.readers.registry import detect_file, read_file
from madang.documents.reading import Hidden, Reading
from madang.documents.tests.hwp_builder import control, locked, make_hwp, packed, record, table, text

WORDS = "시설 사용 허가를 다음과 같이 알려 드립니다."


def read(tmp_path: Path, *paragraphs: bytes, **more: object) -> Reading:
    path = make_hwp(tmp_path / "file", *paragraphs, **more)  # type: ignore[arg-type]
    assert detect_file(path) == "hwp"
    return read_file(path, "hwp")


def codes(reading: Reading) -> set[str]:
    return {reason.code for reason in reading.reasons}


def counted(words: str) -> bytes:
    return struct.pack("<H", len(words)) + words.encode("utf-16-le")


def script(*pieces: str) -> bytes:
    strings = b"".join(struct.pack("<I", len(piece)) + piece.encode("utf-16-le") for piece in pieces)
    return packed(strings + b"\xff\xff\xff\xff")


def test_a_plain_document_is_read_by_both_readers(tmp_path: Path) -> None:
    reading = read(tmp_path, text(WORDS), text("2026년 3월"))

    assert (reading.state, reading.reasons) == ("read", ())
    assert reading.text == f"{WORDS}\n2026년 3월"
    assert reading.readers["madang"] == reading.readers["unhwp"] > 0


def test_cells_of_a_table_are_parted_by_tabs_and_rows_by_lines(tmp_path: Path) -> None:
    reading = read(tmp_path, text(WORDS), text("", controls=table([["구분", "금액"], ["공사비", "1,200원"]])))

    assert (reading.state, reading.text) == ("read", f"{WORDS}\n구분\t금액\n공사비\t1,200원")


def test_a_long_record_is_read_to_its_end(tmp_path: Path) -> None:
    reading = read(tmp_path, text(WORDS * 200))

    assert (reading.state, reading.text) == ("read", WORDS * 200)


@pytest.mark.parametrize(
    ("controls", "kind", "hidden"),
    [
        (control("tcmt", 1) + record(72, 2, bytes(8)) + text("메모", 2), "comment", "메모"),
        (control("%hlk", 1, bytes(5) + counted("https://example.org/홍")), "field", "https://example.org/홍"),
        (control("idxm", 1, counted("찾을 말") + counted("")), "index", "찾을 말"),
        (control("gso ", 1, bytes(40) + counted("사진 설명")), "description", "사진 설명"),
    ],
)
def test_words_that_are_not_on_the_page_are_hidden_text(
    tmp_path: Path, controls: bytes, kind: str, hidden: str
) -> None:
    reading = read(tmp_path, text(WORDS, controls=controls))

    assert Hidden(kind, hidden) in reading.hidden
    assert hidden not in reading.text


@pytest.mark.parametrize(
    ("controls", "code"),
    [
        (control("gso ", 1, bytes(42)) + record(84, 2, bytes(8)), "embedded-object"),
        (control("gso ", 1, bytes(42)) + record(95, 2, bytes(8)), "embedded-object"),
        (control("new!", 1), "unknown-control"),
        (control("tbl ", 1, bytes(42)) + record(120, 2, bytes(8)), "unknown-record"),
        (
            control("gso ", 1, bytes(12) + struct.pack("<II", 40_000, 40_000) + bytes(22)) + record(85, 2, bytes(8)),
            "large-picture",
        ),
        (
            control("gso ", 1, bytes(42)) + record(90, 2, bytes(32) + counted("확인하지 않은 글맵시")),
            "readers-disagree",
        ),
    ],
    ids=["OLE", "chart", "unknown control", "unknown record", "large picture", "only one reader found it"],
)
def test_what_was_not_wholly_read_holds_the_file(tmp_path: Path, controls: bytes, code: str) -> None:
    assert codes(read(tmp_path, text(WORDS, controls=controls))) >= {code}


@pytest.mark.parametrize(
    ("bit", "state", "code"),
    [
        (1, "refused", "password"),
        (4, "refused", "drm"),
        (8, "refused", "password"),
        (14, "held", "tracked-changes"),
        (6, "held", "document-history"),
    ],
)
def test_flags_of_the_header_are_obeyed(tmp_path: Path, bit: int, state: str, code: str) -> None:
    reading = read(tmp_path, text(WORDS), flags=1 << bit)

    assert (reading.state, codes(reading)) == (state, {code})


def test_a_distribution_document_is_read_and_held(tmp_path: Path) -> None:
    """The second reader sees only the notice; nothing of this kind is ever simply read."""
    reading = read(tmp_path, text("배포용 문서입니다."), flags=1 << 2, more={"ViewText/Section0": locked(text(WORDS))})

    assert (reading.state, codes(reading), reading.text) == ("held", {"distribution"}, WORDS)


def test_a_script_holds_the_file_and_an_empty_skeleton_does_not(tmp_path: Path) -> None:
    empty = script("var Documents = XHwpDocuments;\r\n", "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n")
    active = script("", "function OnDocument_Open() { Run(); }")

    assert read(tmp_path, text(WORDS), more={"Scripts/DefaultJScript": empty}).state == "read"
    assert codes(read(tmp_path, text(WORDS), more={"Scripts/DefaultJScript": active})) == {"script"}


@pytest.mark.parametrize(
    ("stream", "content", "code"),
    [
        ("BinData/BIN0001.OLE", b"x", "embedded-object"),
        (
            "BinData/BIN0001.png",
            packed(b"\x89PNG\r\n\x1a\n" + bytes(8) + struct.pack(">II", 2000, 2000)),
            "large-picture",
        ),
        ("DocHistory/VersionLog0", b"x", "document-history"),
        ("XMLTemplate/Schema", b"x", "unknown-part"),
        ("PrvText", "앞서 적었던 전혀 다른 주민의 이름과 주소".encode("utf-16-le"), "preview-differs"),
    ],
    ids=["object", "picture", "history", "template", "preview"],
)
def test_streams_beside_the_text_hold_the_file(tmp_path: Path, stream: str, content: bytes, code: str) -> None:
    assert codes(read(tmp_path, text(WORDS), more={stream: content})) - {"pictures-only"} == {code}


def test_a_missing_section_is_noticed(tmp_path: Path) -> None:
    more = {"BodyText/Section2": packed(text("셋째"))}

    assert codes(read(tmp_path, text(WORDS), more=more)) >= {"missing-part"}


def test_a_section_that_unpacks_to_a_bomb_is_refused(tmp_path: Path) -> None:
    reading = read(tmp_path, bytes(150_000_100))

    assert (reading.state, codes(reading)) == ("refused", {"unpacks-too-large"})


def test_a_record_cut_short_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, text(WORDS)[:-3]).state == "refused"


def test_a_truncated_document_is_never_simply_read(tmp_path: Path) -> None:
    path = make_hwp(tmp_path / "file", text(WORDS))
    data = path.read_bytes()

    for length in range(100, len(data) - 1, 911):
        path.write_bytes(data[:length])
        assert read_file(path, detect_file(path)).state != "read"
