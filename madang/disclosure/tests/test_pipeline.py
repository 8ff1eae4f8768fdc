import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from madang.disclosure import actions
from madang.disclosure.models import Document, Intake, Publication, Version
from madang.disclosure.tasks import take_in
from madang.documents.stores import private_files, public_files
from madang.ledger.models import Entry
from madang.search.models import Change
from tests.factories import NOON, make_officer, make_organisation

ROOT = Path(__file__).resolve().parents[3]
MANIFEST = """file,title,number,rank,approved_on,classification,items
open.txt,안전점검 계획,안전과-1,director,2016-04-01,open,
person.txt,신청인 명단,안전과-2,director,2016-04-01,open,
closed.txt,감사 자료,안전과-3,director,2016-04-01,closed,5
low.txt,출장 결과,안전과-4,officer,2016-04-01,open,
unsaid.txt,미분류,안전과-5,director,2016-04-01,,
wrong.txt,잘못된 행,안전과-6,king,2016-04-01,open,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file for each fate."""
    place = tmp_path / "papers"
    place.mkdir()
    for name in ("open", "closed", "low", "unsaid", "wrong"):
        (place / f"{name}.txt").write_text(f"{name}: 시설물 안전점검을 실시하고 그 결과를 보고한다.")
    (place / "person.txt").write_text("신청인 주민등록번호 900101-1234568 확인")
    (place / "empty.txt").write_bytes(b"")
    (place / "odd.hwp").write_bytes(b"\x00\x01\x02 not a document \xff\xfe\x00")
    (tmp_path / "m.csv").write_text(MANIFEST)
    return place


def disclose(folder: Path, code: str, **options: object) -> dict[str, object]:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        call_command("disclose", str(folder), agency=code, json=True, workers=1, **options)
    return json.loads(out.getvalue())


@pytest.mark.django_db(transaction=True)
def test_each_file_of_a_folder_meets_the_fate_that_the_rules_give_it(folder: Path) -> None:
    organisation = make_organisation()

    report = disclose(folder, organisation.code, manifest=folder.parent / "m.csv")

    fates = {file["path"]: (file["state"], [reason["code"] for reason in file["reasons"]]) for file in report["files"]}
    assert fates["open.txt"] == ("published", [])
    assert fates["closed.txt"] == ("closed", [])
    assert fates["low.txt"] == ("waiting", ["rank-not-due"])
    assert fates["person.txt"] == ("held", ["identifiers-found"])
    assert fates["unsaid.txt"] == ("held", ["no-classification"])
    assert "manifest-fault" in fates["wrong.txt"][1]
    assert fates["empty.txt"][0] == "refused"
    assert fates["odd.hwp"][0] in ("held", "refused")
    assert report["totals"]["published"] == 1
    assert public_files().has(Version.objects.get(state="published").sha256)
    assert Change.objects.count() == Publication.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_run_finds_everything_unchanged(folder: Path) -> None:
    organisation = make_organisation()
    disclose(folder, organisation.code, manifest=folder.parent / "m.csv")
    before = Entry.objects.filter(kind__startswith="disclosure.document").count()

    report = disclose(folder, organisation.code, manifest=folder.parent / "m.csv")

    assert report["totals"]["published"] == report["totals"]["held"] == 0
    assert report["totals"]["unchanged"] == Version.objects.count()
    assert Entry.objects.filter(kind__startswith="disclosure.document").count() == before


@pytest.mark.django_db(transaction=True)
def test_archives_in_a_folder_are_opened_but_broken_documents_are_not(folder: Path) -> None:
    organisation = make_organisation()
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inside.txt", "압축 파일 안의 문서")
    with zipfile.ZipFile(folder / "broken.hwpx", "w") as archive:
        archive.writestr("Contents/section0.xml", "<p>몰래 공개될 뻔한 글</p>")

    report = disclose(folder, organisation.code, classification="open", rank="director")

    fates = {file["path"]: file["state"] for file in report["files"]}
    assert fates["more.zip/inside.txt"] == "published"
    assert fates["broken.hwpx"] != "published"
    assert not any(path.startswith("broken.hwpx/") for path in fates)


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_costs_only_the_faulty_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = make_organisation()
    enter = actions.enter_batch

    def faulty(**arguments: object) -> object:
        if any(one.received.path == "low.txt" and one.fate.state != "refused" for one in arguments["judged"]):
            raise DatabaseError
        return enter(**arguments)

    monkeypatch.setattr(actions, "enter_batch", faulty)

    report = disclose(folder, organisation.code, classification="open", rank="director")

    fates = {file["path"]: file for file in report["files"]}
    assert fates["low.txt"]["reasons"][0]["code"] == "could-not-be-entered"
    assert fates["open.txt"]["state"] == "published"


@pytest.mark.django_db(transaction=True)
def test_copies_of_one_file_are_read_together_and_none_is_lost(tmp_path: Path) -> None:
    organisation = make_organisation()
    for number in range(300):
        (tmp_path / f"{number:03}.txt").write_text(f"같은 내용 {number % 3}")

    report = disclose(tmp_path, organisation.code, classification="open", rank="director")

    assert len(report["files"]) == 300
    assert report["totals"]["published"] == 3
    assert report["totals"]["unchanged"] == 297


@pytest.mark.django_db
def test_bad_usage_is_one_sentence_and_exit_code_2(folder: Path) -> None:
    organisation = make_organisation()

    for options, words in [
        ({"agency": "nowhere"}, "no agency"),
        ({"agency": organisation.code, "rank": "king"}, "king"),
        ({"agency": organisation.code, "manifest": folder / "none.csv"}, "cannot be read"),
        ({"agency": organisation.code, "by": "nobody@example.test"}, "Nobody"),
    ]:
        with pytest.raises(CommandError, match=words) as caught:
            call_command("disclose", str(folder), **options)
        assert caught.value.returncode == 2
    assert not Intake.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_taken_in_by_the_worker_and_once_only(folder: Path) -> None:
    organisation = make_organisation()
    uploads = [(name, private_files().put(folder / name)) for name in ("open.txt", "person.txt")]
    manifest = ("m.csv", private_files().put(MANIFEST.encode()))
    officer = make_officer(organisation)
    intake = actions.start_intake(organisation=organisation, uploads=uploads, manifest=manifest, by=officer, at=NOON)

    take_in(str(intake.code))
    take_in(str(intake.code))

    intake.refresh_from_db()
    assert intake.state == Intake.State.FINISHED
    assert {file.path: file.state for file in intake.files.all()} == {"open.txt": "published", "person.txt": "held"}
    assert [fault["column"] for fault in intake.manifest_faults] == ["rank"]


@pytest.mark.django_db(transaction=True)
def test_an_unreadable_manifest_fails_the_intake_with_a_reason(folder: Path) -> None:
    organisation = make_organisation()
    uploads = [("open.txt", private_files().put(folder / "open.txt"))]
    manifest = ("m.csv", private_files().put(b"colour\nred\n"))
    intake = actions.start_intake(organisation=organisation, uploads=uploads, manifest=manifest, by=None, at=NOON)

    take_in(str(intake.code))

    intake.refresh_from_db()
    assert intake.state == Intake.State.FAILED
    assert "no-file-column" in intake.problem
    assert not Document.objects.exists()


@pytest.mark.slow
@pytest.mark.skipif(bool(os.environ.get("MADANG_DATABASE")), reason="starts a site of its own, on SQLite")
def test_a_run_that_is_killed_is_completed_by_the_next_without_loss_or_duplicate(tmp_path: Path) -> None:
    site = os.environ | {"MADANG_DATA": str(tmp_path / "site"), "PYTHONPATH": str(ROOT)}
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(600):
        (papers / f"{number}.txt").write_text(f"{number}번째 문서: 시설물 안전점검 결과")
    manage = [sys.executable, str(ROOT / "manage.py")]
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", MAKE_AGENCY]):
        subprocess.run([*manage, *arguments], env=site, check=True, capture_output=True)
    command = [*manage, "disclose", str(papers), "--agency=9000001", "--classification=open", "--rank=director"]

    killed = 0
    for _attempt in range(3):
        process = subprocess.Popen(command, env=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = monotonic() + 60
        before = count(manage, site)
        while count(manage, site) == before and process.poll() is None and monotonic() < limit:
            sleep(0.05)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    subprocess.run(command, env=site, check=True, capture_output=True)

    assert killed
    assert count(manage, site) == [600, 600, 600, 600]


MAKE_AGENCY = """
from datetime import date
from madang.accounts.models import Organisation
Organisation.objects.create(code='9000001', kind='ministry', name_ko='가', name_en='G', established_on=date(2000, 1, 1))
"""
COUNT = """
import sqlite3, sys
tables = ["disclosure_document", "disclosure_version", "disclosure_publication", "disclosure_publictext"]
site = sqlite3.connect(sys.argv[1], timeout=30)
print([site.execute(f"select count(*) from {table}").fetchone()[0] for table in tables])
"""


def count(manage: list[str], site: dict[str, str]) -> list[int]:
    """Documents, versions, publications and public texts, read from outside."""
    database = str(Path(site["MADANG_DATA"]) / "madang.sqlite3")
    out = subprocess.run([sys.executable, "-c", COUNT, database], capture_output=True, check=True, text=True)
    return json.loads(out.stdout)
