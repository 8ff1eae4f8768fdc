"""Open calls: who applies, what is checked, what is decided, and who reads it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.bodies import actions
from madang.bodies.models import Application, Body, Call
from madang.bodies.tests.making import make_body, make_member, make_secretary, moment
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
OPENS, CLOSES = moment("2026-03-02 09:00"), moment("2026-03-16 18:00")
CRITERIA = [{"ko": "전문성", "en": "Expertise", "weight": 60}, {"ko": "대표성", "weight": 40}]


@pytest.fixture
def body() -> Body:
    return make_body()


def announce(body: Body, **details: object) -> Call:
    said = {"title_ko": "위원 모집", "text_ko": "위원을 모십니다.", "seats": 1, "criteria": CRITERIA}
    said |= {"opens_at": OPENS, "closes_at": CLOSES, "by": SYSTEM, "at": OPENS}
    return actions.announce_call(body=body, **(said | details))


def apply(call: Call, user: User, **details: object) -> Application:
    said = {"name": "김후보", "statement": "도로 안전을 연구했습니다.", "at": OPENS + timedelta(hours=1)}
    return actions.apply(call=call, by=user, **(said | details))


def decide(call: Call, *results: actions.Result) -> list[object]:
    return actions.decide_call(call=call, results=results, since_on=date(2026, 4, 1), by=SYSTEM, at=CLOSES)


def test_the_chosen_take_seats_and_everybody_gets_a_reason(body: Body) -> None:
    call = announce(body)
    chosen, other = apply(call, make_user()), apply(call, make_user(), name="이후보")

    (member,) = decide(
        call,
        actions.Result(chosen, is_selected=True, reason="가장 높은 점수", points=(90, 80)),
        actions.Result(other, is_selected=False, reason="다음 순위", points=(70, 80)),
    )

    other.refresh_from_db()
    assert (member.name, member.basis, member.since_on) == ("김후보", call.ref, date(2026, 4, 1))
    assert (other.state, other.reason) == ("not-selected", "다음 순위")
    assert "이후보" not in Entry.objects.get(kind="bodies.call.decided").text


def test_applications_stand_at_no_public_door(body: Body, client: Client) -> None:
    call, applicant = announce(body), make_user()
    apply(call, applicant, name="비밀후보", statement="비밀사유")
    pages = [
        call.get_absolute_url(),
        body.get_absolute_url(),
        f"{body.get_absolute_url()}feed.atom",
        f"/api/v1/bodies/calls/{call.code}",
    ]

    def seen() -> list[bool]:
        return ["비밀후보" in client.get(page).content.decode() for page in pages]

    assert seen() == [False] * 4
    client.force_login(make_user())
    assert seen() == [False] * 4
    client.force_login(make_secretary(make_organisation()))
    assert client.get(f"/bodies/desk/calls/{call.code}/").status_code == 404
    client.force_login(applicant)
    assert seen() == [True, False, False, False]
    client.force_login(make_secretary(body.organisation))
    assert "비밀사유" in client.get(f"/bodies/desk/calls/{call.code}/").content.decode()


def test_a_call_takes_applications_in_its_hours_only(body: Body) -> None:
    call = announce(body)

    for at in (OPENS - timedelta(seconds=1), CLOSES):
        with pytest.raises(actions.CallIsClosed):
            apply(call, make_user(), at=at)


def test_a_circumstance_that_excludes_cannot_be_chosen_and_needs_a_word(body: Body) -> None:
    call = announce(body)
    with pytest.raises(Invalid):
        apply(call, make_user(), conflicts=["case-pending"])
    found = apply(call, make_user(), conflicts=["case-pending"], conflict_note="소송 중")

    with pytest.raises(Invalid):
        decide(call, actions.Result(found, is_selected=True, reason="우수"))
    decide(call, actions.Result(found, is_selected=False, reason="사건 당사자"))
    found.refresh_from_db()
    assert found.state == "ineligible"


def test_the_check_shows_who_sits_there_already(body: Body) -> None:
    make_member(body, name="김후보", affiliation="한빛대")

    found = apply(announce(body), make_user(), affiliation="한빛대")

    assert found.flags == ["member-already", "same-affiliation"]


def test_every_application_needs_a_result_and_seats_are_not_exceeded(body: Body) -> None:
    call = announce(body)
    one, two = apply(call, make_user()), apply(call, make_user(), name="이후보")

    with pytest.raises(Invalid):
        decide(call, actions.Result(one, is_selected=True, reason="우수"))
    with pytest.raises(Invalid):
        decide(call, *(actions.Result(it, is_selected=True, reason="우수") for it in (one, two)))
    with pytest.raises(Invalid):
        decide(call, *(actions.Result(it, is_selected=False, reason=" ") for it in (one, two)))
    assert not body.members.exists()


def test_an_application_is_withdrawn_by_its_author_alone(body: Body) -> None:
    call, author = announce(body), make_user()
    found = apply(call, author)

    with pytest.raises(NotAllowed):
        actions.withdraw(application=found, by=make_user(), at=OPENS)
    actions.withdraw(application=found, by=author, at=OPENS)

    assert apply(call, author).state == "submitted"


def test_a_call_without_criteria_is_refused(body: Body) -> None:
    with pytest.raises(Invalid):
        announce(body, criteria=[{"ko": ""}])
    assert not Call.objects.exists()
