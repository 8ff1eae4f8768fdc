"""HWPX: what is visible, what is hidden, and what keeps a file from being simply read."""

from pathlib import Path

from madang.documents.readers.registry import read_file
from madang.documents.reading import Hidden, Reading
from madang.documents.tests.builders import make_hwpx, paragraph

WORDS = "시설 사용 허가를 다음과 같이 알려 드립니다."


def read(tmp_path: Path, *inner: str, parts: dict[str, str | bytes] | None = None) -> Reading:
    return read_file(make_hwpx(tmp_path / "file", *inner, parts=parts), "hwpx")


def codes(reading: Reading) -> set[str]:
    return {reason.code for reason in reading.reasons}


def test_a_plain_document_is_read_by_both_readers(tmp_path: Path) -> None:
    reading = read(tmp_path, paragraph(WORDS), paragraph("2026년 3월"))

    assert (reading.state, reading.reasons) == ("read", ())
    assert reading.text == f"{WORDS}\n2026년 3월"
    assert reading.readers["madang"] == reading.readers["unhwp"] > 0


def test_cells_of_a_table_are_parted_by_tabs_and_rows_by_lines(tmp_path: Path) -> None:
    def cell(words: str) -> str:
        return f"<hp:tc><hp:subList>{paragraph(words)}</hp:subList></hp:tc>"

    rows = "".join(f"<hp:tr>{cell(a)}{cell(b)}</hp:tr>" for a, b in [("구분", "금액"), ("공사비", "1,200원")])

    reading = read(tmp_path, f"<hp:p><hp:run><hp:t>{WORDS}</hp:t><hp:tbl>{rows}</hp:tbl></hp:run></hp:p>")

    assert reading.text == f"{WORDS}\n구분\t금액\n공사비\t1,200원"


def test_a_hidden_comment_is_found_but_is_not_on_the_page(tmp_path: Path) -> None:
    comment = f"<hp:ctrl><hp:hiddenComment><hp:subList>{paragraph('메모')}</hp:subList></hp:hiddenComment></hp:ctrl>"

    reading = read(tmp_path, paragraph(WORDS), f"<hp:p><hp:run>{comment}</hp:run></hp:p>")

    assert Hidden("comment", "메모") in reading.hidden
    assert "메모" not in reading.text


def test_deleted_text_of_tracked_changes_is_hidden_and_holds_the_file(tmp_path: Path) -> None:
    reading = read(tmp_path, paragraph(f"{WORDS}<hp:deleteBegin/>지운 이름<hp:deleteEnd/>"))

    assert codes(reading) >= {"tracked-changes"}
    assert Hidden("deleted-text", "지운 이름") in reading.hidden
    assert "지운" not in reading.text


def test_words_in_an_unknown_element_are_read_all_the_same(tmp_path: Path) -> None:
    reading = read(tmp_path, f"<hp:p><hp:run><hp:novelty>{WORDS}</hp:novelty></hp:run></hp:p>")

    assert WORDS in reading.text
    assert codes(reading) == {"readers-disagree"}


def test_a_part_that_nobody_read_holds_the_file(tmp_path: Path) -> None:
    assert codes(read(tmp_path, paragraph(WORDS), parts={"Extra/notes.xml": "<a/>"})) == {"unknown-part"}


def test_a_script_holds_the_file_and_an_empty_skeleton_does_not(tmp_path: Path) -> None:
    empty = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n"
    active = "function OnDocument_Open()\r\n{\r\n\tDocument.Print();\r\n}\r\n"

    assert codes(read(tmp_path, paragraph(WORDS), parts={"Scripts/a.js": empty.encode("utf-16-le")})) == set()
    assert codes(read(tmp_path, paragraph(WORDS), parts={"Scripts/a.js": active.encode("utf-16-le")})) == {"script"}


def test_an_encrypted_document_is_refused(tmp_path: Path) -> None:
    manifest = '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'

    reading = read(tmp_path, paragraph(WORDS), parts={"META-INF/manifest.xml": manifest})

    assert (reading.state, codes(reading)) == ("refused", {"password"})


def test_a_preview_that_shows_other_words_holds_the_file(tmp_path: Path) -> None:
    reading = read(
        tmp_path, paragraph(WORDS), parts={"Preview/PrvText.txt": "앞서 적었던 전혀 다른 주민의 이름과 주소"}
    )

    assert codes(reading) == {"preview-differs"}
    assert any(hidden.kind == "preview" for hidden in reading.hidden)


def test_a_document_without_words_is_never_simply_read(tmp_path: Path) -> None:
    assert codes(read(tmp_path, paragraph(""))) == {"no-text"}


def test_a_document_type_declaration_is_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'

    reading = read(tmp_path, paragraph(WORDS), parts={"settings.xml": bomb})

    assert (reading.state, codes(reading)) == ("held", {"xml-declarations"})


def test_a_part_that_unpacks_to_a_bomb_is_refused(tmp_path: Path) -> None:
    reading = read(tmp_path, paragraph(WORDS), parts={"settings.xml": b"<a>" + b" " * 150_000_001 + b"</a>"})

    assert (reading.state, codes(reading)) == ("refused", {"unpacks-too-large"})


def test_bytes_behind_the_container_hold_the_file(tmp_path: Path) -> None:
    path = make_hwpx(tmp_path / "file", paragraph(WORDS))
    data = path.read_bytes()
    path.write_bytes(data[:-2] + (9).to_bytes(2, "little") + b"%PDF-1.7 ")

    assert codes(read_file(path, "hwpx")) >= {"foreign-bytes"}


def test_a_truncated_document_is_refused(tmp_path: Path) -> None:
    path = make_hwpx(tmp_path / "file", paragraph(WORDS))
    path.write_bytes(path.read_bytes()[:-400])

    assert read_file(path, "hwpx").state == "refused"
