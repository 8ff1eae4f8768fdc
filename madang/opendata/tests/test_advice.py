"""Advice: private questions under a clock, and articles that tell nobody who asked."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import AuditEvent, User
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.opendata import ecosystem_refs
from madang.opendata.actions import advice as actions
from madang.opendata.models import AdviceCase, KnowledgeArticle
from madang.opendata.queries import advice as queries
from madang.opendata.tests.factories import make_data_officer
from madang.opendata.tests.test_showcase import told
from tests.factories import NOON, make_organisation, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_case(officer: User, *, by: User | None = None, **fields: object) -> AdviceCase:
    said = {"kind": "legal", "title": "출처 표시", "text": "공공누리 1유형을 상품에 써도 됩니까?"} | fields
    organisation = officer.roles_held.get().organisation
    return actions.ask(organisation=organisation, by=by or make_user(), at=NOON, **said)  # type: ignore[arg-type]


def make_article(officer: User, case: AdviceCase | None = None, **fields: str) -> KnowledgeArticle:
    case = case or make_case(officer)
    actions.answer(case=case, text="출처를 적으면 됩니다.", by=officer, at=NOON)
    said = {
        "title": "공공누리 1유형의 상업적 이용",
        "question": "상품에 써도 됩니까?",
        "answer": "출처를 적으면 됩니다.",
    }
    return actions.prepare_article(case=case, by=officer, at=NOON, **(said | fields))


def test_a_question_is_read_by_who_asked_and_the_office_alone_and_looks_are_noted(client: Client) -> None:
    officer, asker = make_data_officer(), make_user()
    case = make_case(officer, by=asker)

    for viewer, status in ((None, 302), (make_data_officer(), 404), (make_user(), 404), (officer, 200), (asker, 200)):
        client.logout()
        if viewer:
            client.force_login(viewer)
        assert client.get(case.get_absolute_url()).status_code == status
    assert [one.user for one in AuditEvent.objects.filter(kind="looked", subject=case.ref)] == [officer]
    assert not Entry.objects.exists()
    assert "출처 표시" not in told(reverse("opendata:advice"))


def test_legal_questions_have_fourteen_working_days_and_technical_ones_seven() -> None:
    officer = make_data_officer()
    assert make_case(officer).due_on == date(2016, 5, 23)  # 2 May counts; 5 and 6 May were days off
    assert make_case(officer, kind="technical").due_on == date(2016, 5, 12)
    with pytest.raises(Invalid):
        make_case(officer, kind="medical")
    with pytest.raises(Invalid):
        actions.ask(organisation=make_organisation(), kind="legal", title="x", text="x", by=make_user(), at=NOON)


def test_a_day_off_decreed_later_moves_the_due_day_of_what_waits() -> None:
    officer = make_data_officer()
    case, answered = make_case(officer, kind="technical"), make_case(officer, kind="technical")
    actions.answer(case=answered, text="x", by=officer, at=NOON)
    AdviceCase.objects.update(due_on=date(2016, 5, 11))

    assert actions.recount_due_days(changed_on=date(2016, 5, 6)) == 1
    assert actions.recount_due_days(changed_on=date(2016, 5, 6)) == 0

    case.refresh_from_db()
    assert case.due_on == date(2016, 5, 12)


def test_who_asked_hears_that_there_is_an_answer_but_no_letter_says_which(
    client: Client, mailoutbox: list[object]
) -> None:
    officer, asker = make_data_officer(), make_user()
    case = make_case(officer, by=asker)
    with pytest.raises(NotAllowed):
        actions.answer(case=case, text="x", by=make_data_officer(), at=NOON)
    client.force_login(officer)
    assert case.title in client.get(reverse("opendata:advice-desk")).content.decode()
    client.post(reverse("opendata:advice-answer", args=[case.code]), {"text": "출처를 적으면 됩니다."})

    assert "출처를 적으면" not in mailoutbox[0].body  # type: ignore[attr-defined]
    assert "출처 표시" not in mailoutbox[0].subject  # type: ignore[attr-defined]
    client.force_login(asker)
    assert "출처를 적으면" in client.get(case.get_absolute_url()).content.decode()
    with pytest.raises(actions.NotWaiting):
        actions.withdraw(case=case, by=asker, at=NOON)


@pytest.mark.parametrize(
    "telling",
    [
        "850101-1234567 로 조회됩니다",
        "010-2345-6789 로 연락 주십시오",
        "gildong@naver.com 으로 보내 주십시오",
        "임꺽정입니다",
        "임 꺽 정 드림",
        "asker@example.test",
    ],
)
def test_an_article_is_not_published_while_it_tells_who_asked(client: Client, telling: str) -> None:
    officer, asker = make_data_officer(), make_user(name="임꺽정", email="asker@example.test")
    article = make_article(officer, make_case(officer, by=asker), question=f"상품에 써도 됩니까? {telling}")

    with pytest.raises(actions.TellsWhoAsked):
        actions.publish_article(article=article, by=officer, at=NOON)
    client.force_login(officer)
    assert client.post(reverse("opendata:article-publish", args=[article.code])).status_code == 422
    assert "callout-danger" in client.get(article.get_absolute_url()).content.decode()
    assert KnowledgeArticle.objects.get().state == "draft"
    assert not Entry.objects.exists()
    assert Client().get(article.get_absolute_url()).status_code == 404

    actions.prepare_article(
        case=article.case,  # type: ignore[arg-type]
        title="이용",
        question="상품에 써도 됩니까?",
        answer="됩니다.",
        by=officer,
        at=NOON,
    )
    assert client.post(reverse("opendata:article-publish", args=[article.code])).status_code == 302
    assert KnowledgeArticle.objects.get().state == "published"


def test_every_door_tells_of_an_article_and_none_of_its_case() -> None:
    officer, asker = make_data_officer(), make_user(name="임꺽정")
    case = make_case(officer, by=asker, title="가나다라 출시")
    article = make_article(officer, case)
    with pytest.raises(NotAllowed):
        actions.publish_article(article=article, by=make_data_officer(), at=NOON)

    actions.publish_article(article=article, by=officer, at=NOON)

    for door in (
        article.get_absolute_url(),
        reverse("opendata:advice") + "?q=상업적&kind=legal",
        reverse("opendata:advice-csv"),
        reverse("opendata:advice-feed"),
        "/api/v1/data-advice?kind=legal",
        f"/api/v1/data-advice/{article.code}",
    ):
        text = told(door)
        assert "공공누리 1유형의 상업적 이용" in text, door
        for secret in ("가나다라", "임꺽정", str(case.code)):
            assert secret not in text, door
    assert ecosystem_refs.ARTICLE.load([article.ref])[0].title == article.title
    entry = Entry.objects.get()
    assert str(case.code) not in entry.text
    assert str(asker.code) not in entry.text
    actions.withdraw_article(article=article, reason="법이 바뀌었습니다", by=officer, at=NOON)
    assert Client().get(article.get_absolute_url()).status_code == 404
    assert ecosystem_refs.ARTICLE.load([article.ref]) == []


def test_answers_in_time_are_counted_without_telling_of_one() -> None:
    officer = make_data_officer()
    first, late, _waiting = (make_case(officer) for _n in range(3))
    actions.answer(case=first, text="x", by=officer, at=NOON + DAY)
    actions.answer(case=late, text="x", by=officer, at=NOON + 30 * DAY)

    assert queries.answered_in_time(on=(NOON + DAY).date()) == queries.InTime(1, 1, 0)
    assert queries.answered_in_time(on=(NOON + 40 * DAY).date()) == queries.InTime(1, 3, 1)


def test_programs_ask_and_read_their_own_questions_alone(client: Client) -> None:
    officer = make_data_officer()
    organisation = officer.roles_held.get().organisation
    assert organisation is not None
    body = {"agency": organisation.code, "kind": "technical", "title": "형식", "text": "어떤 형식이 좋습니까?"}
    send = {"content_type": "application/json"}
    assert client.post("/api/v1/data-advice/cases", body, **send).status_code == 401
    assert client.get("/api/v1/data-advice/cases").status_code == 401
    client.force_login(make_user())
    assert client.post("/api/v1/data-advice/cases", body, **send).status_code == 201
    assert client.get("/api/v1/data-advice/cases").json()["count"] == 1
    client.force_login(make_user())
    assert client.get("/api/v1/data-advice/cases").json()["count"] == 0


def test_a_question_is_asked_and_taken_back_by_page_and_only_so_many_wait(client: Client) -> None:
    officer, asker = make_data_officer(), make_user()
    client.force_login(asker)
    new = reverse("opendata:advice-new")
    body = {"organisation": officer.roles_held.get().organisation_id, "kind": "legal", "title": "제목", "text": "질문"}
    assert client.get(new).status_code == 200
    assert client.post(new, body | {"text": " "}).status_code == 422
    assert client.post(new, body).status_code == 302
    case = AdviceCase.objects.get()
    assert "제목" in client.get(reverse("opendata:advice-mine")).content.decode()
    assert client.post(reverse("opendata:advice-withdraw", args=[case.code])).status_code == 302
    assert AdviceCase.objects.get().state == "withdrawn"
    for _n in range(actions.MOST_WAITING):
        make_case(officer, by=asker)
    with pytest.raises(actions.TooManyQuestions):
        make_case(officer, by=asker)
