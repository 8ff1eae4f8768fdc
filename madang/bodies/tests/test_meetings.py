"""Meetings from the calling to the minutes, papers, and places for the public."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from madang.accounts.models import User
from madang.bodies import actions, tasks
from madang.bodies.models import Body, Decision, Meeting, Member, Registration
from madang.bodies.queries.standings import in_breach
from madang.bodies.tests.making import make_body, make_duty, make_meeting, make_member, make_secretary, moment
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.documents.stores import private_files, public_files
from madang.ledger.models import Entry
from madang.notices.models import OutboxMessage
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
CALLED, BEGINS, AFTER = moment("2026-03-02 10:00"), moment("2026-03-20 14:00"), moment("2026-03-20 17:00")


SHUT = {"is_open": False, "closed_reason": "인사 심의", "closed_basis": "정보공개법 제9조제1항제5호"}


@pytest.fixture(autouse=True)
def stores(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def body() -> Body:
    body = make_body()
    for _member in range(5):
        make_member(body)
    return body


def call(body: Body, **details: Any) -> Meeting:
    said = {
        "title_ko": "제1차 정기회의",
        "starts_at": BEGINS,
        "ends_at": BEGINS + timedelta(hours=2),
        "by": SYSTEM,
        "at": CALLED,
    }
    said |= {
        "agenda": [{"title": "기본계획 심의", "subject": "plans:version:1"}, {"title": "추진 현황", "kind": "report"}]
    }
    return actions.call_meeting(body=body, **(said | details))


def held(body: Body, present: int = 4) -> Meeting:
    meeting = call(body)
    return actions.record_meeting(meeting=meeting, present=body.members.all()[:present], by=SYSTEM, at=AFTER)


def letters(to: str) -> list[str]:
    return [one.subject for one in OutboxMessage.objects.all() if to in one.to] + [
        one.subject for one in mail.outbox if to in one.to
    ]


def test_members_with_an_account_are_invited_and_can_answer(body: Body) -> None:
    user = make_user()
    make_member(body, user=user)

    meeting = call(body)
    actions.answer_invitation(meeting=meeting, is_coming=False, by=user, at=CALLED)

    assert len(letters(user.email)) == 1
    assert meeting.attendances.get(member__user=user).reply == "not-coming"
    with pytest.raises(Invalid):
        actions.answer_invitation(meeting=meeting, is_coming=True, by=make_user(), at=CALLED)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"title_ko": " "}, "title_ko"),
        ({"ends_at": BEGINS}, "ends_at"),
        ({"is_open": False}, "closed_reason"),
        ({"is_open": False, "closed_reason": "인사 심의"}, "closed_basis"),
        ({**SHUT, "capacity": 3}, "capacity"),
        ({**SHUT, "closed_until": BEGINS.date() - timedelta(days=1)}, "closed_until"),
        ({"closed_until": BEGINS.date()}, "closed_until"),
        ({"registration_until": BEGINS + timedelta(days=2)}, "registration_until"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_and_nothing_is_written(
    body: Body, details: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        call(body, **details)

    assert refusal.value.field == field
    assert not Meeting.objects.exists()


def test_a_secretary_of_another_organisation_is_a_stranger(body: Body) -> None:
    with pytest.raises(NotAllowed):
        call(body, by=make_secretary(make_organisation()))


def test_each_change_raises_the_sequence_that_calendars_read(body: Body) -> None:
    meeting = call(body)

    meeting = actions.change_meeting(meeting=meeting, place="대회의실", by=SYSTEM, at=CALLED)
    meeting = actions.change_meeting(meeting=meeting, place="대회의실", by=SYSTEM, at=CALLED)
    meeting = actions.cancel_meeting(meeting=meeting, reason="태풍", by=SYSTEM, at=CALLED)

    assert (meeting.sequence, meeting.state) == (2, "cancelled")
    with pytest.raises(actions.MeetingIsOver):
        actions.change_meeting(meeting=meeting, place="소회의실", by=SYSTEM, at=CALLED)


def test_without_a_quorum_a_meeting_was_not_held_and_keeps_no_duty(body: Body) -> None:
    make_duty(body, "meeting-every-months", 2, since_on=date(2026, 2, 1))

    meeting = held(body, present=2)

    assert (meeting.state, meeting.held_on) == ("inquorate", None)
    assert [one.body for one in in_breach(on=date(2026, 4, 2))] == [body]


def test_a_meeting_that_is_held_keeps_the_duty_from_that_day(body: Body) -> None:
    make_duty(body, "meeting-every-months", 1, since_on=date(2026, 2, 1))

    held(body)

    assert in_breach(on=date(2026, 3, 19))
    assert not in_breach(on=date(2026, 3, 20))


def test_a_meeting_is_recorded_only_after_it_began_and_only_with_its_members(body: Body) -> None:
    meeting = call(body)

    with pytest.raises(Invalid):
        actions.record_meeting(meeting=meeting, present=body.members.all(), by=SYSTEM, at=CALLED)
    with pytest.raises(Invalid):
        actions.record_meeting(meeting=meeting, present=[make_member(make_body())], by=SYSTEM, at=AFTER)


def test_a_vote_decides_and_whoever_is_recused_does_not_take_part(body: Body) -> None:
    meeting = held(body)
    item, members = meeting.items.first(), list(body.members.all())
    actions.recuse_member(item=item, member=members[0], reason="자문 계약", by=SYSTEM, at=AFTER)

    with pytest.raises(Invalid):
        actions.take_decision(item=item, text="원안 가결", votes={members[0]: "yes"}, by=SYSTEM, at=AFTER)
    decision = actions.take_decision(
        item=item,
        text="원안 가결",
        votes={members[1]: "yes", members[2]: "yes", members[3]: "no"},
        follow_ups=[{"text": "시행계획 제출", "owner": "가온행정부", "due_on": date(2026, 5, 1)}],
        by=SYSTEM,
        at=AFTER,
    )

    assert (decision.outcome, decision.present, decision.recused, decision.needed) == ("adopted", 3, 1, 2)
    assert decision.follow_ups.get().is_overdue(on=date(2026, 5, 2))
    assert "자문 계약" not in Entry.objects.get(kind="bodies.member.recused").text


def test_more_votes_than_voters_are_refused_and_a_decision_stands(body: Body) -> None:
    item = held(body).items.first()

    with pytest.raises(Invalid):
        actions.take_decision(item=item, text="가결", yes=5, by=SYSTEM, at=AFTER)
    assert not Decision.objects.exists()
    actions.take_decision(item=item, text="부결", yes=2, no=1, abstained=1, by=SYSTEM, at=AFTER)
    assert Decision.objects.get().outcome == "rejected"
    with pytest.raises(actions.AlreadyDecided):
        actions.take_decision(item=item, text="가결", outcome="adopted", by=SYSTEM, at=AFTER)


def test_nothing_is_decided_in_a_meeting_that_was_not_held(body: Body) -> None:
    with pytest.raises(actions.NotHeld):
        actions.take_decision(item=call(body).items.first(), text="가결", outcome="adopted", by=SYSTEM, at=AFTER)


def test_published_minutes_are_corrected_by_a_later_version_that_says_why(body: Body) -> None:
    meeting = held(body)
    actions.publish_minutes(meeting=meeting, text="첫 회의록", transcript="속기", by=SYSTEM, at=AFTER)

    with pytest.raises(Invalid):
        actions.publish_minutes(meeting=meeting, text="고친 회의록", by=SYSTEM, at=AFTER)
    actions.publish_minutes(meeting=meeting, text="고친 회의록", correction="출석자 이름", by=SYSTEM, at=AFTER)

    page = Client().get(meeting.get_absolute_url()).content.decode()
    assert "고친 회의록" in page
    assert "첫 회의록" in page
    assert [one.text for one in meeting.minutes.all()] == ["고친 회의록", "첫 회의록"]


def attach(meeting: Meeting, content: bytes, **details: Any) -> Any:
    sha256 = private_files().put(content)
    return actions.attach_paper(
        meeting=meeting, title="안건 자료", file_name="paper.txt", sha256=sha256, by=SYSTEM, at=CALLED, **details
    )


@pytest.mark.django_db(transaction=True)
def test_a_paper_of_a_closed_meeting_reaches_nobody_until_the_secretary_publishes_it(
    body: Body, client: Client
) -> None:
    meeting = call(body, is_open=False, closed_reason="인사 심의", closed_basis="정보공개법 제9조제1항제5호")
    paper = attach(meeting, "후보자 평가".encode())
    page, api = meeting.get_absolute_url(), f"/api/v1/bodies/meetings/{meeting.code}"
    file = f"/bodies/meetings/papers/{paper.code}/"

    tasks.screen_paper(str(paper.code))

    paper.refresh_from_db()
    assert paper.state == "internal"
    assert client.get(file).status_code == 404
    assert not public_files().has(paper.sha256)
    assert client.get(api).json()["papers"] == []
    assert file not in client.get(page).content.decode()

    actions.decide_paper(paper=paper, is_public=True, by=SYSTEM, at=CALLED)
    assert client.get(file).status_code == 200
    assert file in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_clean_paper_becomes_public_and_one_with_an_identifier_is_held(body: Body, client: Client) -> None:
    meeting = call(body)
    clean, risky = attach(meeting, "도로 정비 계획".encode()), attach(meeting, "문의 900101-1234568".encode())
    internal = attach(meeting, "위원만".encode(), is_internal=True)

    for paper in (clean, risky):
        tasks.screen_paper(str(paper.code))

    states = {paper.pk: (paper.state, bool(paper.findings)) for paper in meeting.papers.all()}
    assert states == {clean.pk: ("published", False), risky.pk: ("held", True), internal.pk: ("internal", False)}
    assert public_files().has(clean.sha256)
    assert not public_files().has(risky.sha256)
    assert [client.get(f"/bodies/meetings/papers/{one.code}/").status_code for one in (clean, risky, internal)] == [
        200,
        404,
        404,
    ]
    told = client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()["papers"]
    assert [one["sha256"] for one in told] == [clean.sha256]
    actions.decide_paper(paper=risky, is_public=True, by=SYSTEM, at=AFTER)
    assert client.get(f"/bodies/meetings/papers/{risky.code}/").status_code == 200


def register(meeting: Meeting, user: User, needs: str = "") -> Registration:
    return actions.register(meeting=meeting, by=user, needs=needs, at=CALLED)


def test_places_go_to_the_first_and_the_waiting_list_moves_up(body: Body) -> None:
    meeting = call(body, capacity=1)
    first, second = make_user(), make_user()

    one, two = register(meeting, first), register(meeting, second)
    assert (one.state, two.state) == ("confirmed", "waiting")
    with pytest.raises(actions.AlreadyRegistered):
        register(meeting, first)
    actions.cancel_registration(registration=one, by=first, at=CALLED)

    two.refresh_from_db()
    assert two.state == "confirmed"
    assert len(letters(second.email)) == 2
    assert register(meeting, first).state == "waiting"


def test_what_people_need_is_read_by_the_secretary_and_at_no_public_door(body: Body, client: Client) -> None:
    meeting, visitor = call(body, capacity=5), make_user(name="조용한방문자")
    register(meeting, visitor, needs="수어통역부탁")

    for address in (
        meeting.get_absolute_url(),
        f"/api/v1/bodies/meetings/{meeting.code}",
        f"{body.get_absolute_url()}feed.atom",
    ):
        page = client.get(address).content.decode()
        assert "수어통역부탁" not in page
        assert "조용한방문자" not in page
    assert not Entry.objects.filter(text__contains=str(visitor.code)).exists()
    client.force_login(make_secretary(body.organisation))
    assert "수어통역부탁" in client.get(f"/bodies/desk/meetings/{meeting.code}/").content.decode()
    client.force_login(make_secretary(make_organisation()))
    assert client.get(f"/bodies/desk/meetings/{meeting.code}/").status_code == 404


def test_nobody_registers_for_what_is_closed_or_over(body: Body) -> None:
    late = call(body, capacity=1, registration_until=CALLED - timedelta(days=1))
    with pytest.raises(actions.RegistrationClosed):
        register(late, make_user())
    with pytest.raises(actions.RegistrationClosed):
        register(make_meeting(body, date(2026, 1, 5), capacity=3), make_user())


def test_secretaries_are_reminded_once_before_a_duty_falls_due(body: Body) -> None:
    secretary = make_secretary(body.organisation)
    make_duty(body, "meeting-every-months", 1, since_on=date(2026, 3, 1))

    def remind(on: date) -> int:
        return actions.remind_secretaries(on=on, at=AFTER)

    assert [remind(date(2026, 3, day)) for day in (1, 2, 2, 24, 25, 31, 31)] == [0, 1, 0, 0, 1, 1, 0]
    assert remind(date(2026, 4, 2)) == 0
    assert len(letters(secretary.email)) == 3


def test_a_member_s_seat_is_remembered_in_the_attendance_even_after_they_leave(body: Body) -> None:
    meeting = held(body)

    assert [one.presence for one in meeting.attendances.all()] == ["present"] * 4 + ["absent"]
    assert Member.objects.filter(attendances__meeting=meeting).count() == 5
