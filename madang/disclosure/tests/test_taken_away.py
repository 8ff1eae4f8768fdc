"""What is taken down is gone from every door: at once, and from bulk files with the worker's next run."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madang.accounts.models import Role
from madang.common.enqueue import all_periodic
from madang.disclosure import actions
from madang.disclosure.actions.request_answers import Read, attach_files, publish_answer, withdraw_answer
from madang.disclosure.bulk import keeping
from madang.disclosure.models import PublishedAnswer, Version
from madang.disclosure.tests.requests.world import RECEIVED_AT, Office, file, open_decision, step
from madang.disclosure.tests.test_withholding import held, published
from madang.documents.stores import private_files, public_files
from madang.search import tasks as search
from tests.factories import NOON, make_officer, make_user

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "가람천정비"
PRIVATE = "묻는사람의말"
NOW = timezone.now()


@dataclass
class Shown:
    version: Version
    answer: PublishedAnswer
    office: Office

    def doors(self) -> Iterator[str]:
        """Every address where a reader, a program or a machine that gathers may meet them."""
        document, agency, word = self.version.document, self.version.document.organisation.code, quote(WORD)
        address, answer = f"/documents/{document.code}", self.answer.get_absolute_url()
        yield from ("/", "/documents/", f"/documents/?q={word}", "/documents/export.csv", "/documents/feed.atom")
        yield from (f"/documents/feed/{agency}.atom", f"{address}/", f"{address}/versions/1/original")
        yield from (f"/agencies/{agency}/", f"/agencies/{agency}/disclosure/", f"/agencies/{agency}/disclosure/block/")
        yield from (f"/agencies/{agency}/information-list/", f"/agencies/{agency}/information-list.csv", "/lists/")
        yield from (f"/search/?q={word}", f"/search/feed?q={word}", f"/search/suggest?q={word}")
        yield from (f"/api/v1/search?q={word}", f"/api/v1/search/suggest?q={word}", "/api/v1/documents")
        yield from (f"/api/v1/documents?q={word}", f"/api/v1/documents/{document.code}")
        yield from (f"/api/v1/documents/{document.code}/manifest", "/sitemap.xml", "/requests/", "/requests/answers/")
        yield from (f"/requests/answers/?q={word}", "/requests/answers.atom", "/api/v1/requests/answers", answer)
        yield from (f"{answer}files/{one.code}" for one in self.answer.files.all())


@pytest.fixture
def shown(settings: Settings, tmp_path: Path) -> Shown:
    settings.BULK = tmp_path / "bulk"
    version = held(text=f"신청인 홍길동 010-1234-5678\n{WORD} 계획의 본문")
    Version.objects.filter(pk=version.pk).update(title=f"{WORD} 계획")
    version.refresh_from_db()
    version = published(version, make_officer(version.document.organisation))
    office = Office(version.document.organisation, make_officer(version.document.organisation, Role.DISCLOSURE_OFFICER))
    return Shown(version, answered(office), office)


def answered(office: Office) -> PublishedAnswer:
    """A request's file, supplied and published for everybody."""
    request = file(office, user=make_user(), subject=PRIVATE)
    sha256 = private_files().put(f"{WORD} 답변의 파일".encode())
    (made,) = attach_files(request=request, files=[("답변.txt", sha256, 30)], by=office.officer, at=RECEIVED_AT)
    step(request, office, "decided", RECEIVED_AT, **open_decision(timezone.localtime(RECEIVED_AT)))
    step(request, office, "supplied", RECEIVED_AT)
    made.refresh_from_db()
    return publish_answer(
        request=request,
        title=f"{WORD} 답변",
        summary="올해 계획",
        files=[(made, Read(f"{WORD} 답변의 본문", "", is_whole=True))],
        by=office.officer,
        at=NOW,
    )


def run_the_worker() -> None:
    """What the worker does every half second and every twenty."""
    search.write_changes()
    keeping.keep(at=NOW)


def content(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if "/original" in address or "/files/" in address:
        return WORD if answer.status_code == 200 else ""
    if answer["Content-Type"].startswith("application/json"):
        return json.dumps(answer.json(), ensure_ascii=False)
    return whole.decode("utf-8", errors="replace")


def in_bulk(client: Client) -> str:
    names = [one["name"] for one in client.get("/bulk/index.json").json()["files"]]
    packed = [b"".join(client.get(f"/bulk/{name}").streaming_content) for name in names]  # type: ignore[attr-defined]
    return "".join(gzip.decompress(one).decode() for one in packed)


def tells(text: str, address: str) -> bool:
    """Whether a page says what was taken down; that it repeats what was searched for is not meant."""
    return any(f"{WORD} {rest}" in text for rest in ("계획", "답변")) or (
        ("/original" in address or "/files/" in address) and WORD in text
    )


def test_published_answers_are_in_the_bulk_files_without_their_requests(shown: Shown, client: Client) -> None:
    run_the_worker()

    whole = in_bulk(client)

    assert f"{WORD} 답변의 본문" in whole
    assert shown.answer.files.get().sha256 in whole
    for secret in (PRIVATE, "김마당", shown.answer.request.number, str(shown.answer.request.code)):
        assert secret not in whole


def test_what_is_taken_down_is_gone_from_every_door_within_a_minute(shown: Shown, client: Client) -> None:
    run_the_worker()
    before = {address for address in shown.doors() if tells(content(client, address), address)}
    for wanted in ("/documents/", "/api/v1/documents", "/requests/answers/", "/requests/answers.atom"):
        assert wanted in before, wanted
    assert any("search" in address for address in before)
    assert WORD in in_bulk(client)
    files = [shown.answer.files.get().sha256, shown.version.publication.file.sha256]
    assert all(public_files().has(sha256) for sha256 in files)

    officer = make_officer(shown.version.document.organisation)
    actions.take_down(document=shown.version.document, item=6, reason="잘못 공개됨", by=officer, at=NOON)
    withdraw_answer(answer=shown.answer, by=shown.office.officer, at=NOW)

    left = {address for address in shown.doors() if tells(content(client, address), address)}
    assert left == set(), "hits are asked again before they are shown, so no run of the worker is needed"
    assert not any(public_files().has(sha256) for sha256 in files)
    run_the_worker()
    assert {address for address in shown.doors() if tells(content(client, address), address)} == set()
    assert WORD not in in_bulk(client)
    assert {path.name for path in keeping.folder().glob("*.gz")} == {
        one["name"] for one in client.get("/bulk/index.json").json()["files"]
    }


def test_the_schedule_takes_less_than_a_minute() -> None:
    every = {job.name: job.every for job in all_periodic()}

    for name in ("search.write", "disclosure.bulk", "disclosure.withdraw_files"):
        assert every[name] <= 30
