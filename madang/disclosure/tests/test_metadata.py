from datetime import date

import pytest

from madang.disclosure.metadata import UnreadableManifest, file_key, number_key, parse_day, read_manifest
from madang.disclosure.ranks import Rank

HEADER = "file,title,number,department,rank,approved_on,retention,classification,items,task\n"


def test_a_full_row_is_read_as_it_stands() -> None:
    manifest = read_manifest(
        (HEADER + "a.hwp,계획,과-1,안전과,국장,2014.3.28.,10y,공개,,안전\n").encode(), name="m.csv"
    )

    assert not manifest.faults
    row = manifest.rows["a.hwp"]
    assert (row.title, row.rank, row.approved_on) == ("계획", Rank.DIRECTOR_GENERAL, date(2014, 3, 28))
    assert (row.classification, row.items) == ("open", ())


def test_the_stamp_of_the_records_rule_is_understood() -> None:
    content = 'file,classification\na.hwp,비공개(6)\nb.hwp,"부분공개(5,6)"\n'

    rows = read_manifest(content.encode("cp949"), name="m.csv").rows

    assert (rows["a.hwp"].classification, rows["a.hwp"].items) == ("closed", (6,))
    assert (rows["b.hwp"].classification, rows["b.hwp"].items) == ("partly", (5, 6))


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("a.hwp,,,,king,,,,,", "rank", "unknown-rank"),
        ("a.hwp,,,,,2014-02-30,,,,", "approved_on", "no-date"),
        ("a.hwp,,,,,,,secret,,", "classification", "unknown-classification"),
        ("a.hwp,,,,,,,closed,9,", "classification", "unknown-classification"),
        ("a.hwp,,,,,,,closed,,", "items", "closed-without-items"),
        ("a.hwp,,,,,,,open,6,", "items", "open-with-items"),
        (",t,,,,,,,,", "file", "empty"),
        (f"a.hwp,{'x' * 301},,,,,,,,", "title", "too-long"),
    ],
)
def test_a_fault_is_reported_by_row_and_column(row: str, column: str, code: str) -> None:
    manifest = read_manifest((HEADER + "ok.hwp,,,,,,,,,\n" + row + "\n").encode(), name="m.csv")

    assert [(fault.row, fault.column, fault.code) for fault in manifest.faults] == [(2, column, code)]
    assert manifest.faulty_files <= {"a.hwp"}


def test_a_file_listed_twice_is_relied_on_in_neither_row() -> None:
    manifest = read_manifest(b"file,rank\na.hwp,director\n./a.hwp,officer\n", name="m.csv")

    assert manifest.faulty_files == {"a.hwp"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"title\nx\n", "no-file-column"),
        (b"file,colour\na,b\n", "unknown-column"),
        (b"", "no-file-column"),
        (b"file\n\xff\xff\xff\n", "unknown-encoding"),
        (b'file,title\n"a,b\n', "broken-csv"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableManifest) as caught:
        read_manifest(content, name="m.csv")

    assert caught.value.code == code


def test_json_lines_say_the_same_as_csv() -> None:
    content = b'{"file": "a.hwp", "classification": "closed", "items": [6, 5], "rank": "director"}\n\n'

    row = read_manifest(content, name="m.jsonl").rows["a.hwp"]

    assert (row.items, row.rank) == ((5, 6), Rank.DIRECTOR)


def test_broken_json_lines_name_the_line() -> None:
    with pytest.raises(UnreadableManifest, match="2"):
        read_manifest(b'{"file": "a"}\n{nope\n', name="m.jsonl")


def test_files_are_matched_whatever_form_their_hangul_has() -> None:
    assert file_key("./\u1100\u1161.hwp") == "가.hwp"
    assert number_key("기획과 － 12") == number_key("기획과-12")


def test_days_that_do_not_exist_are_no_days() -> None:
    assert parse_day("20140328") == parse_day("2014. 3. 28.") == date(2014, 3, 28)
    assert parse_day("2014-13-01") is None
