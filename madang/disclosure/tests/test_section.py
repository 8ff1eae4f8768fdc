import io
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from madang.accounts.models import Organisation
from madang.common.actors import SYSTEM
from madang.disclosure import actions
from madang.disclosure.models import Document, ImportedListing
from madang.disclosure.section.wonmun import Faulty, Listed, UnreadableMetadata, listings, read_metadata
from madang.disclosure.tests.papers import OPEN, judged, make_intake
from madang.ledger.models import Entry
from tests.factories import NOON, make_organisation

pytestmark = pytest.mark.django_db
AT = datetime(2016, 5, 3, 3, tzinfo=UTC)
SAMPLE = Path(__file__).resolve().parents[4] / "shared/data/disclosure/wonmun_metadata_sample.json"
BY_NAME = {
    "PRDCTN_INSTT_REGIST_NO": "B1",
    "INFO_SJ": "도서관 운영 계획",
    "DOC_NO": "자료과-1",
    "NFLST_CHRG_DEPT_NM": "자료과",
    "CHARGER_NM": "홍길동",
    "PRDCTN_DT": "20260403101500",
    "OTHBC_SE_CD": "2",
    "prsrvPdCd": "5",
    "dtaRedgLmttEndYmd": "9999.12.31",
}
BY_LABEL = {"원문등록번호": "B2", "제목": "도서 구입", "생산일자": "2026.04.02", "공개여부": "공개", "기관코드": "9"}


def take_over(records: list[object], organisation: Organisation) -> object:
    return actions.import_listings(
        portal="open.go.kr", rows=listings(records), agencies={}, organisation=organisation, by=SYSTEM, at=AT
    )


def enter_documents() -> Organisation:
    intake = make_intake()
    secret = replace(OPEN, title="감사 계획", classification="closed", items=(5,))
    papers = [judged("a.txt", "공개"), judged("b.txt", "보류", state="held")]
    papers.append(judged("c.txt", "닫힘", state="closed", metadata=secret))
    actions.enter_batch(intake=intake, judged=papers, by=SYSTEM, at=NOON)
    return intake.organisation


def test_records_are_read_by_names_and_by_labels_without_names_of_people() -> None:
    first, second = listings([BY_NAME, BY_LABEL])

    assert isinstance(first, Listed)
    assert isinstance(second, Listed)
    assert (first.id, first.produced_on, first.classification) == ("B1", date(2026, 4, 3), "partly")
    assert first.restricted_until is None
    assert (second.title, second.produced_on, second.classification) == ("도서 구입", date(2026, 4, 2), "open")
    assert "홍길동" not in repr(first)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"INFO_SJ": ""}, "no-title"),
        ({"PRDCTN_INSTT_REGIST_NO": None}, "no-id"),
        ({"PRDCTN_DT": "2026.13.45"}, "no-date"),
        ({"OTHBC_SE_CD": "7"}, "unknown-class"),
    ],
)
def test_a_record_with_a_fault_is_named_and_the_others_are_read(wrong: dict[str, object], code: str) -> None:
    faulty, good = listings([BY_NAME | wrong, BY_LABEL])

    assert isinstance(faulty, Faulty)
    assert (faulty.row, faulty.code) == (1, code)
    assert isinstance(good, Listed)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"{", b'"text"', b"null"])
def test_what_holds_no_records_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(UnreadableMetadata):
        read_metadata(content)


def test_json_lines_are_read_as_well() -> None:
    content = "\n".join(json.dumps(record) for record in (BY_NAME, BY_LABEL)).encode()

    assert len(read_metadata(content)) == 2


def test_taking_over_twice_changes_nothing_and_changes_are_taken_over() -> None:
    organisation = make_organisation()
    take_over([BY_NAME, BY_LABEL, BY_LABEL], organisation)
    entries = Entry.objects.count()
    again = take_over([BY_NAME, BY_LABEL], organisation)

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert Entry.objects.count() == entries
    changed = take_over([BY_NAME | {"INFO_SJ": "고친 제목"}], organisation)
    assert (changed.new, changed.changed) == (0, 1)
    assert ImportedListing.objects.get(identity="B1").title == "고친 제목"


def test_a_title_with_a_personal_identifier_is_left_out() -> None:
    done = take_over([BY_NAME | {"INFO_SJ": "홍길동 900101-1234568 민원"}], make_organisation())

    assert [fault.code for fault in done.faults] == ["identifier"]
    assert not ImportedListing.objects.exists()


def test_another_agency_cannot_take_an_entry_over() -> None:
    owner = make_organisation()
    take_over([BY_NAME], owner)
    take_over([BY_NAME | {"INFO_SJ": "빼앗김"}], make_organisation())

    kept = ImportedListing.objects.get()
    assert (kept.organisation, kept.title) == (owner, BY_NAME["INFO_SJ"])


def test_the_command_reports_and_refuses_in_sentences(tmp_path: Path, capsys) -> None:
    organisation = make_organisation()
    file = tmp_path / "records.json"
    file.write_text(json.dumps({"records": [BY_NAME]}))

    call_command("import-wonmun", str(file), agency=organisation.code, json=True)
    assert json.loads(capsys.readouterr().out) == {"new": 1, "changed": 0, "unchanged": 0, "refused": []}
    with pytest.raises(CommandError, match="no agency") as refusal:
        call_command("import-wonmun", str(file), agency="none")
    assert refusal.value.returncode == 2
    file.write_text(json.dumps([BY_LABEL]))
    with pytest.raises(SystemExit):
        call_command("import-wonmun", str(file), stdout=sys.stdout, stderr=io.StringIO())


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not beside the checkout")
def test_the_sample_of_the_existing_portal_is_taken_over_whole() -> None:
    records = read_metadata(SAMPLE.read_bytes())

    done = take_over(records, make_organisation())

    assert (done.new, len(done.faults)) == (10, 0)


def test_the_information_list_has_what_is_public_and_nothing_else(client: Client) -> None:
    organisation = enter_documents()
    take_over([{**BY_NAME, "prsrvPdCd": "10y"}], organisation)
    other = make_organisation()
    take_over([BY_LABEL], other)

    page = client.get(reverse("section:information-list", args=[organisation.code])).content.decode()
    assert "감사 계획" in page
    assert BY_NAME["INFO_SJ"] in page
    assert BY_LABEL["제목"] not in page
    assert "<td>10년</td></tr>" in page or "<td>10 years</td></tr>" in page
    held = Document.objects.get(current=None)
    for name in ("section", "block", "information-list", "csv", "xlsx"):
        answer = client.get(reverse(f"section:{name}", args=[organisation.code]))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert str(held.code).encode() not in content


def test_the_list_is_narrowed_and_downloaded_as_it_is_shown(client: Client) -> None:
    organisation = enter_documents()
    take_over([BY_NAME, BY_LABEL | {"제목": "=HYPERLINK(1)"}], organisation)
    wanted = {"year": "2026", "classification": "partly", "q": "도서관"}

    export = client.get(reverse("section:csv", args=[organisation.code]), wanted)
    rows = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    book = client.get(reverse("section:xlsx", args=[organisation.code]))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 5
    assert {row[0] for row in sheet[1:]} >= {"=HYPERLINK(1)", "도서관 운영 계획", "감사 계획"}


def test_the_block_may_be_framed_by_others_and_nothing_else_may(client: Client) -> None:
    organisation = enter_documents()

    block = client.get(reverse("section:block", args=[organisation.code]))
    page = client.get(reverse("section:section", args=[organisation.code]))

    assert "X-Frame-Options" not in block.headers
    assert "frame-ancestors *" in block.headers["Content-Security-Policy"]
    assert "script" not in block.headers["Content-Security-Policy"]
    assert b"<script" not in block.content
    assert not block.cookies
    address = "http://127.0.0.1:8000" + reverse("section:block", args=[organisation.code])
    assert f'&lt;iframe src="{address}"' in page.content.decode()
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
