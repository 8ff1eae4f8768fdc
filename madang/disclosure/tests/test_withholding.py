"""Marking, copies, approvals, publication in part, takedowns: the acts, and what each door shows afterwards."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Organisation, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure import actions, refs, tasks
from madang.disclosure.models import (
    Document,
    Intake,
    Publication,
    PublicText,
    RedactedCopy,
    SuggestionRule,
    Takedown,
    Version,
    Withholding,
)
from madang.disclosure.tests.papers import OPEN, judged
from madang.documents.stores import public_files
from madang.ledger.models import Entry
from madang.notices.models import OutboxMessage
from tests.factories import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db
TEXT = "도로 정비 계획\n신청인 홍길동은 010-1234-5678로 연락한다.\n업체의 제조공법은 밝히지 않는다. 홍 길 동 귀하"
REASON = "사생활의 비밀을 침해할 우려가 있다"


def held(agency: Organisation | None = None, text: str = TEXT, **metadata: object) -> Version:
    intake = Intake.objects.create(organisation=agency or make_organisation(), at=NOON, state=Intake.State.RUNNING)
    said = replace(OPEN, title="홍길동 도로 점용 허가", classification="partly", items=(6,), **metadata)
    actions.enter_batch(
        intake=intake, judged=[judged("홍길동.hwpx", text, state="held", metadata=said)], by=SYSTEM, at=NOON
    )
    return Version.objects.latest("pk")


def officer_of(version: Version) -> User:
    return make_officer(version.document.organisation)


def mark(version: Version, by: User, text: str = "홍길동", item: int = 6, **more: object) -> Withholding:
    return actions.withhold(version=version, text=text, item=item, reason=REASON, by=by, at=NOON, **more)


def published(version: Version, by: User) -> Version:
    mark(version, by)
    mark(version, by, "010-1234-5678")
    copy = actions.ask_for_copy(version=version, by=by, at=NOON)
    tasks.make_copy(str(copy.code))
    copy.refresh_from_db()
    assert copy.state == "ready", (copy.checks, copy.problem)
    actions.approve_copy(copy=copy, reason="가릴 것은 가렸다", by=by, at=NOON)
    version.refresh_from_db()
    return version


def test_a_withholding_keeps_item_provisos_reason_official_time_and_day() -> None:
    version = held()
    officer = officer_of(version)

    marked = mark(version, officer)

    assert (marked.item, marked.item_version, marked.provisos) == (6, 1, ["ga", "na", "da", "ra", "ma"])
    assert (marked.by, marked.at, marked.reason) == (officer, NOON, REASON)
    assert marked.look_again_on == date(2017, 5, 2)


def test_what_may_not_be_withheld_is_refused_with_a_sentence() -> None:
    version = held()
    officer = officer_of(version)

    with pytest.raises(actions.ProvisoApplies):
        mark(version, officer, proviso="ra")
    for wrong in ("없는 사람", "홍", "비공개"):
        with pytest.raises(Invalid):
            mark(version, officer, wrong)
    with pytest.raises(Invalid):
        actions.withhold(version=version, text="홍길동", item=6, reason="홍길동의 사생활", by=officer, at=NOON)
    with pytest.raises(NotAllowed):
        mark(version, make_officer(make_organisation()))
    assert not Withholding.objects.exists()


def test_an_internal_review_is_stated_with_its_stage_and_end_since_2021() -> None:
    version = held()
    officer = officer_of(version)
    later = NOON.replace(year=2022)

    with pytest.raises(Invalid):
        actions.withhold(
            version=version, text="제조공법", item=5, reason=REASON, is_under_review=True, by=officer, at=later
        )
    marked = actions.withhold(
        version=version,
        text="제조공법",
        item=5,
        reason=REASON,
        is_under_review=True,
        review_stage="심의",
        review_ends_on=date(2022, 9, 1),
        by=officer,
        at=later,
    )

    assert (marked.item_version, marked.look_again_on) == (3, date(2022, 9, 1))


@pytest.mark.django_db(transaction=True)
def test_a_passage_is_gone_from_text_title_file_name_and_every_door(client: Client) -> None:
    version = held()
    version = published(version, officer_of(version))
    document = version.document

    assert (version.state, version.classification, version.items) == ("published", "partly", [6])
    assert (version.title, version.file_name) == ("[비공개 제6호] 도로 점용 허가", "○○○.hwpx")
    publication = Publication.objects.get()
    assert publication.extent == "partly"
    assert "홍길동" not in publication.public_text.text
    assert "홍 길 동" not in publication.public_text.text
    (entry,) = refs.load([document.ref])
    assert "비공개" not in entry.text + entry.title
    for address in (
        reverse("disclosure:documents"),
        reverse("disclosure:document", args=[document.code]),
        reverse("disclosure:original", args=[document.code, 1]),
        reverse("disclosure:export"),
        reverse("disclosure:feed"),
        "/api/v1/documents",
        f"/api/v1/documents/{document.code}",
        f"/api/v1/documents/{document.code}/manifest",
    ):
        response = client.get(address, follow=True)
        shown = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, address
        for secret in ("홍길동", "5678", version.sha256, str(version.private_text.pk) + "홍"):
            assert secret.encode() not in shown, address


def test_the_manifest_tells_everything_but_the_words(client: Client) -> None:
    version = held()
    officer = officer_of(version)
    version = published(version, officer)

    manifest = client.get(f"/api/v1/documents/{version.document.code}/manifest").json()

    assert len(manifest["withheld"]) == 2
    first = manifest["withheld"][0]
    assert (first["item"], first["reason"], first["occurrences"]) == (6, REASON, 2)
    assert first["provisos_considered"] == ["ga", "na", "da", "ra", "ma"]
    assert first["office"] == f"records-officer@{version.document.organisation.code}"
    assert first["look_again_on"] == "2017-05-02"
    assert officer.name not in json.dumps(manifest, ensure_ascii=False)
    facts = json.dumps(Entry.objects.filter(kind="disclosure.document.published").get().facts, ensure_ascii=False)
    assert manifest["file"]["sha256"] in facts
    assert version.sha256 not in facts


def test_a_marking_after_the_copy_makes_the_copy_stale() -> None:
    version = held()
    officer = officer_of(version)
    mark(version, officer)
    copy = actions.ask_for_copy(version=version, by=officer, at=NOON)
    tasks.make_copy(str(copy.code))

    mark(version, officer, "010-1234-5678")

    copy.refresh_from_db()
    assert copy.state == "stale"
    with pytest.raises(actions.CopyNotReady):
        actions.approve_copy(copy=copy, reason="좋다", by=officer, at=NOON)


def test_two_officers_approve_where_the_agency_wants_it() -> None:
    version = held()
    first, second = officer_of(version), officer_of(version)
    actions.set_two_officers(organisation=version.document.organisation, is_needed=True, by=first, at=NOON)
    mark(version, first)
    copy = actions.ask_for_copy(version=version, by=first, at=NOON)
    tasks.make_copy(str(copy.code))

    actions.approve_copy(copy=copy, reason="좋다", by=first, at=NOON)
    assert not Publication.objects.exists()
    with pytest.raises(actions.SecondOfficerNeeded):
        actions.approve_copy(copy=copy, reason="좋다", by=first, at=NOON)
    actions.approve_copy(copy=copy, reason="좋다", by=second, at=NOON)

    assert Publication.objects.get().copy == copy


def test_a_document_with_markings_is_not_published_whole() -> None:
    version = held(text="아무 글")
    Version.objects.filter(pk=version.pk).update(reasons=[], classification="open")
    officer = officer_of(version)
    mark(version, officer)

    with pytest.raises(Invalid):
        actions.decide(version=version, outcome="publish", reason="좋다", by=officer, at=NOON)


def test_item_five_reopens_itself_and_tells_the_officers() -> None:
    version = held()
    officer = officer_of(version)
    actions.withhold(
        version=version,
        text="제조공법",
        item=5,
        reason=REASON,
        is_under_review=True,
        review_ends_on=date(2016, 6, 1),
        by=officer,
        at=NOON,
    )
    version = published(version, officer)

    assert actions.reopen_ended(at=NOON) == 0
    assert actions.reopen_ended(at=NOON + timedelta(days=40)) == 1
    assert actions.reopen_ended(at=NOON + timedelta(days=40)) == 0

    lifted = Withholding.objects.get(item=5)
    assert (lifted.state, lifted.lifted_because, lifted.review_ended_on) == ("lifted", "review-ended", date(2016, 6, 1))
    assert Entry.objects.filter(kind="disclosure.withholding.lifted").count() == 1
    assert OutboxMessage.objects.get().bcc == [officer.email]
    copy = actions.ask_for_copy(version=version, by=officer, at=NOON)
    tasks.make_copy(str(copy.code))
    copy.refresh_from_db()
    actions.approve_copy(copy=copy, reason="검토가 끝났다", by=officer, at=NOON)
    assert "제조공법" in PublicText.objects.get().text
    assert Publication.objects.get().copy == copy


def test_the_whole_is_open_once_nothing_is_withheld_any_more() -> None:
    version = held()
    officer = officer_of(version)
    version = published(version, officer)
    for one in version.withholdings.all():
        actions.look_again(withholding=one, until_on=None, by=officer, at=NOON)

    actions.open_wholly(version=version, reason="필요가 없어졌다", by=officer, at=NOON)

    version.refresh_from_db()
    assert (version.title, version.classification) == ("홍길동 도로 점용 허가", "open")
    assert Publication.objects.get().is_whole
    assert PublicText.objects.get().text == TEXT


@pytest.mark.django_db(transaction=True)
def test_a_document_taken_down_is_gone_from_every_door_at_once(client: Client) -> None:
    version = held()
    officer = officer_of(version)
    version = published(version, officer)
    document, file = version.document, Publication.objects.get().file
    assert file is not None
    assert public_files().has(file.sha256)

    actions.take_down(document=document, item=6, reason="가리지 않은 이름이 있었다", by=officer, at=NOON)

    assert not public_files().has(file.sha256)
    assert not PublicText.objects.exists()
    assert refs.load([document.ref]) == []
    assert list(refs.all_refs()) == []
    for address in (
        "/documents/",
        "/documents/export.csv",
        "/documents/feed.atom",
        "/api/v1/documents",
        "/",
        "/sitemap.xml",
    ):
        response = client.get(address, follow=True)
        shown = b"".join(response.streaming_content) if response.streaming else response.content
        assert "도로 점용 허가".encode() not in shown, address
        assert str(document.code).encode() not in shown, address
    assert client.get(reverse("disclosure:original", args=[document.code, 1])).status_code == 404
    page = client.get(reverse("disclosure:document", args=[document.code]))
    assert page.status_code == 410
    assert "가리지 않은 이름이 있었다" in page.content.decode()
    assert "도로 점용" not in page.content.decode()
    for address in (f"/api/v1/documents/{document.code}", f"/api/v1/documents/{document.code}/manifest"):
        told = client.get(address)
        assert (told.status_code, told.json()["code"]) == (410, "taken-down")
    proof = Entry.objects.filter(kind="disclosure.document.taken-down").get()
    assert proof.facts["sha256"] == file.sha256


def test_what_was_taken_down_comes_back_only_by_a_decision() -> None:
    version = held()
    officer = officer_of(version)
    version = published(version, officer)
    agency = version.document.organisation
    actions.take_down(document=version.document, item=6, reason="새어 나갔다", by=officer, at=NOON)

    intake = Intake.objects.create(organisation=agency, at=NOON, state=Intake.State.RUNNING)
    actions.enter_batch(
        intake=intake, judged=[judged("b.hwpx", TEXT, metadata=replace(OPEN, number="다른-1"))], by=SYSTEM, at=NOON
    )
    assert Version.objects.latest("pk").state == "held"
    again = actions.prepare_again(version=version, by=officer, at=NOON)

    assert (again.ordinal, again.state) == (2, "held")
    assert again.private_text.text == TEXT
    assert Takedown.objects.count() == 1
    assert not Document.objects.filter(current__ended_at=None, current__isnull=False).exists()


def test_agencies_publish_criteria_and_are_reminded_of_their_review() -> None:
    agency = make_organisation()
    officer = make_officer(agency)
    at = NOON.replace(year=2024, month=5)
    actions.publish_criterion(
        organisation=agency, item=5, text="심의 중인 안건", since_on=date(2021, 7, 1), by=officer, at=at
    )

    assert actions.due_day(agency) == date(2024, 7, 1)
    assert (actions.remind_of_criteria(at=at), actions.remind_of_criteria(at=at)) == (1, 0)
    assert OutboxMessage.objects.count() == 1
    actions.record_criteria_review(
        organisation=agency, reviewed_on=date(2024, 5, 1), outcome="그대로 둔다", by=officer, at=at
    )

    assert actions.due_day(agency) == date(2027, 5, 1)
    assert len(mail.outbox) == 0


def test_rules_of_suggestions_are_ended_and_not_overwritten() -> None:
    agency = make_organisation()
    officer = make_officer(agency)
    fields = {"organisation": agency, "item": 7, "question": "영업상 비밀인가?", "by": officer, "at": NOON}
    old = actions.set_suggestion_rule(words="배합비", since_on=date(2016, 1, 1), **fields)

    new = actions.set_suggestion_rule(words="배합비\n단가표", since_on=date(2016, 5, 1), rule=old, **fields)

    old.refresh_from_db()
    assert old.until_on == date(2016, 5, 1)
    assert new.as_rule().words == ("배합비", "단가표")
    with pytest.raises(NotAllowed):
        actions.set_suggestion_rule(words="x", since_on=date(2016, 1, 1), **fields | {"organisation": None})
    assert SuggestionRule.objects.filter(organisation=None).count() == 7


def test_nobody_else_sees_markings_and_copies() -> None:
    from madang.accounts.viewers import PUBLIC, viewer_of

    version = held()
    officer = officer_of(version)
    published(version, officer)
    stranger = viewer_of(make_officer(make_organisation()), on=NOON.date())

    for viewer in (PUBLIC, stranger):
        assert not Withholding.objects.visible_to(viewer).exists()
        assert not RedactedCopy.objects.visible_to(viewer).exists()
    assert Withholding.objects.visible_to(viewer_of(officer, on=NOON.date())).count() == 2


def test_a_long_passage_is_decided_like_a_short_one() -> None:
    long = "가나다라마바사아자차카타파하 " * 60
    version = held(text=f"앞\n{long}\n뒤")
    officer = officer_of(version)

    first, again = (mark(version, officer, long.strip(), item=5) for _ in range(2))

    assert first.pk == again.pk
    assert len(first.key) == 64


def test_a_role_begins_and_ends_with_the_day_in_korea() -> None:
    """At 15:30 in UTC it is the next day in Seoul."""
    version = held()
    begins_tomorrow, ends_today = officer_of(version), officer_of(version)
    at = datetime(2016, 5, 2, 15, 30, tzinfo=UTC)
    RoleHeld.objects.filter(user=begins_tomorrow).update(since_on=date(2016, 5, 3))
    RoleHeld.objects.filter(user=ends_today).update(until_on=date(2016, 5, 2))

    actions.withhold(version=version, text="홍길동", item=6, reason=REASON, by=begins_tomorrow, at=at)
    with pytest.raises(NotAllowed):
        actions.withhold(version=version, text="홍길동", item=6, reason=REASON, by=ends_today, at=at)
