"""Every act of the desk by its form: the right person, the wrong one, bad input, and the same post again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import Settings

from madang.bodies import actions, tasks
from madang.bodies.models import Application, Body, Call, Decision, Draw, Meeting, Member
from madang.bodies.tests.making import make_body, make_duty, make_meeting, make_member, make_secretary
from madang.common.actors import SYSTEM
from madang.documents.stores import private_files
from madang.ledger.models import Entry
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY, SOON = str(TODAY), TODAY + timedelta(days=9)
HOURS = {"starts_at": f"{SOON}T14:00", "ends_at": f"{SOON}T16:00"}
MEETING = {
    "title_ko": "정기회의",
    "kind": "regular",
    "mode": "in-person",
    "is_open": "on",
    "agenda": "첫째\n둘째",
    **HOURS,
}
CALL = {
    "title_ko": "위원 모집",
    "text_ko": "모십니다.",
    "seats": "1",
    "opens_at": f"{TODAY}T09:00",
    "closes_at": f"{SOON}T18:00",
    "criteria": "전문성 60\n경험 40",
}
BODY_POSTS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "seats": ({"code": "outside", "name_ko": "민간위원", "seats": "4"}, {"seats": "0"}),
    "member": ({"name": "새 위원", "position": "member", "since_on": DAY}, {"since_on": "1999-01-01"}),
    "duty": ({"kind": "meetings-a-year", "number": "2", "denominator": "1", "since_on": DAY}, {"number": "-1"}),
    "meeting": (MEETING, {"ends_at": f"{SOON}T13:00"}),
    "call": (CALL, {"closes_at": f"{TODAY}T08:00"}),
}
"""Of each act on a body: what is sent, and what makes it bad."""
TWICE_IS_REFUSED = {"seats", "duty"}
"""Acts that cannot be done twice; another member, meeting or call of the same words may exist."""


@pytest.fixture(autouse=True)
def stores(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def body() -> Body:
    body = make_body(code="council")
    for _member in range(3):
        make_member(body)
    return body


@pytest.fixture
def desk(client: Client, body: Body) -> Client:
    """The desk of the body's own secretary."""
    client.force_login(make_secretary(body.organisation))
    return client


def faults(answer: HttpResponse) -> str:
    """The sentences of a form that was not taken."""
    assert answer.status_code == 422
    form = answer.context["form"]  # type: ignore[attr-defined]
    said = " ".join(str(fault) for found in form.errors.values() for fault in found)
    assert said
    return said


def refuses_strangers(address: str, sent: dict[str, Any]) -> bool:
    """Whether nobody but the body's own secretary can do it: visitors sign in first, others find nothing."""
    visitor, citizen, other = Client(), Client(), Client()
    citizen.force_login(make_user())
    other.force_login(make_secretary(make_organisation()))
    before = Entry.objects.count()
    asked = visitor.post(address, sent)
    answers = [one.post(address, sent).status_code for one in (citizen, other)]
    return (asked.status_code, answers, Entry.objects.count()) == (302, [404, 404], before) and "login" in asked[
        "Location"
    ]


@pytest.mark.parametrize("name", BODY_POSTS)
def test_acts_on_a_body(desk: Client, body: Body, name: str) -> None:
    address, (good, bad) = f"/bodies/desk/council/{name}/", BODY_POSTS[name]
    assert refuses_strangers(address, good)
    before = Entry.objects.count()

    assert faults(desk.post(address, good | bad))
    assert faults(desk.post(address, {}))
    assert Entry.objects.count() == before
    answer = desk.post(address, good)
    assert (answer.status_code, answer["Location"]) == (302, "/bodies/desk/council/")
    assert Entry.objects.count() == before + 1
    assert desk.post(address, good).status_code == (422 if name in TWICE_IS_REFUSED else 302)


def test_a_draw_is_prepared_from_two_files_that_can_be_read(desk: Client, body: Body) -> None:
    def sent(pool: bytes = b"id,age\n1,old\n2,old\n3,young\n") -> dict[str, Any]:
        quotas = SimpleUploadedFile("quotas.csv", b"feature,value,min,max\nage,old,1,1\nage,young,1,1\n")
        return {"title_ko": "추첨", "size": "2", "pool": SimpleUploadedFile("pool.csv", pool), "quotas": quotas}

    assert refuses_strangers("/bodies/desk/council/draw/", {"title_ko": "추첨"})
    assert "UTF-8" in faults(desk.post("/bodies/desk/council/draw/", sent("나이".encode("euc-kr"))))
    assert "middle" in faults(desk.post("/bodies/desk/council/draw/", sent(b"id,age\n1,middle\n2,old\n")))
    assert not Draw.objects.exists()
    assert desk.post("/bodies/desk/council/draw/", sent()).status_code == 302
    assert Draw.objects.get().people == 3


def test_unknown_acts_are_not_found(desk: Client, body: Body) -> None:
    meeting = make_meeting(body, TODAY)
    for address in (
        "council/nonsense",
        f"meetings/{meeting.code}/nonsense",
        "records/nonsense/1",
        "records/leave/9999",
    ):
        assert desk.post(f"/bodies/desk/{address}/", {}).status_code == 404, address


def coming(body: Body) -> Meeting:
    return make_meeting(body, SOON, state="called", held_on=None)


def begun(body: Body) -> Meeting:
    return make_meeting(body, TODAY - timedelta(days=1), state="called", held_on=None)


def test_a_meeting_is_changed_by_its_form_and_the_same_change_changes_nothing(desk: Client, body: Body) -> None:
    meeting = coming(body)
    address, sent = f"/bodies/desk/meetings/{meeting.code}/change/", MEETING | {"place": "대회의실"}
    assert refuses_strangers(address, sent)

    assert faults(desk.post(address, sent | {"ends_at": f"{SOON}T13:00"}))
    assert faults(desk.post(address, {key: value for key, value in sent.items() if key != "is_open"}))
    assert [desk.post(address, sent).status_code for _time in range(2)] == [302, 302]
    meeting.refresh_from_db()
    assert (meeting.place, meeting.sequence) == ("대회의실", 1)


def test_an_agenda_is_set_by_its_form(desk: Client, body: Body) -> None:
    meeting = coming(body)
    address = f"/bodies/desk/meetings/{meeting.code}/agenda/"
    assert refuses_strangers(address, {"agenda": "첫째"})

    assert faults(desk.post(address, {"agenda": ""}))
    assert [desk.post(address, {"agenda": "첫째\n\n둘째"}).status_code for _time in range(2)] == [302, 302]
    assert list(meeting.items.values_list("title", flat=True)) == ["첫째", "둘째"]


def test_a_meeting_is_cancelled_once_and_with_a_reason(desk: Client, body: Body) -> None:
    address = f"/bodies/desk/meetings/{coming(body).code}/cancel/"
    assert refuses_strangers(address, {"reason": "태풍"})

    assert faults(desk.post(address, {"reason": " "}))
    assert desk.post(address, {"reason": "태풍"}).status_code == 302
    assert faults(desk.post(address, {"reason": "태풍"}))


def test_attendance_is_recorded_once_and_of_members_only(desk: Client, body: Body) -> None:
    address, stranger = f"/bodies/desk/meetings/{begun(body).code}/attendance/", make_member(make_body())
    present = [one.pk for one in body.members.all()]
    assert refuses_strangers(address, {"present": present})

    assert faults(desk.post(address, {"present": [stranger.pk]}))
    assert faults(desk.post(f"/bodies/desk/meetings/{coming(body).code}/attendance/", {"present": present}))
    assert desk.post(address, {"present": present}).status_code == 302
    assert faults(desk.post(address, {"present": present}))
    assert Meeting.objects.filter(state="held").count() == 1


def test_minutes_are_published_and_again_only_as_a_correction(desk: Client, body: Body) -> None:
    meeting = make_meeting(body, TODAY)
    address = f"/bodies/desk/meetings/{meeting.code}/minutes/"
    assert refuses_strangers(address, {"text": "회의록"})

    assert faults(desk.post(address, {"text": ""}))
    assert faults(desk.post(f"/bodies/desk/meetings/{coming(body).code}/minutes/", {"text": "회의록"}))
    assert desk.post(address, {"text": "회의록"}).status_code == 302
    assert faults(desk.post(address, {"text": "회의록"}))
    assert desk.post(address, {"text": "회의록", "correction": "오탈자"}).status_code == 302
    assert meeting.minutes.count() == 2


def test_a_paper_is_taken_once(desk: Client, body: Body) -> None:
    meeting = make_meeting(body, TODAY)
    address = f"/bodies/desk/meetings/{meeting.code}/paper/"

    def sent() -> dict[str, Any]:
        return {"title": "자료", "file": SimpleUploadedFile("../자료.txt", "도로 계획".encode())}

    assert refuses_strangers(address, {"title": "자료"})
    assert faults(desk.post(address, {"title": "자료"}))
    assert desk.post(address, sent()).status_code == 302
    assert faults(desk.post(address, sent()))
    assert meeting.papers.get().file_name == "자료.txt"


def test_a_held_paper_is_decided_on_once(desk: Client, body: Body) -> None:
    sha256 = private_files().put("문의 900101-1234568".encode())
    said: dict[str, Any] = {"meeting": make_meeting(body, TODAY), "title": "자료", "file_name": "자료.txt"}
    paper = actions.attach_paper(**said, sha256=sha256, by=SYSTEM, at=now())
    paper = actions.settle_paper(paper=paper, findings=["resident-number"], at=now())
    address = f"/bodies/desk/records/paper/{paper.pk}/"
    assert refuses_strangers(address, {"is_public": "yes"})

    assert faults(desk.post(address, {"is_public": "maybe"}))
    assert desk.post(address, {"is_public": "yes"}).status_code == 302
    assert faults(desk.post(address, {"is_public": "yes"}))


def test_a_membership_ends_once_and_not_before_it_began(desk: Client, body: Body) -> None:
    member = body.members.all()[0]
    address, sent = f"/bodies/desk/records/leave/{member.pk}/", {"until_on": DAY, "reason": "임기 만료"}
    assert refuses_strangers(address, sent)

    assert faults(desk.post(address, sent | {"until_on": "1999-01-01"}))
    assert faults(desk.post(address, sent | {"reason": ""}))
    assert desk.post(address, sent).status_code == 302
    assert faults(desk.post(address, sent))


def test_an_interest_is_declared_of_a_member_in_office(desk: Client, body: Body) -> None:
    member, former = body.members.all()[0], make_member(body, until_on=TODAY)
    address = f"/bodies/desk/records/interest/{member.pk}/"
    assert refuses_strangers(address, {"text": "주주"})

    assert faults(desk.post(address, {"text": ""}))
    assert faults(desk.post(f"/bodies/desk/records/interest/{former.pk}/", {"text": "주주"}))
    assert desk.post(address, {"text": "주주"}).status_code == 302
    assert member.interests.get().text == "주주"


def test_a_duty_ends_once(desk: Client, body: Body) -> None:
    address = f"/bodies/desk/records/end-duty/{make_duty(body, 'meetings-a-year', 2).pk}/"
    assert refuses_strangers(address, {"until_on": DAY})

    assert faults(desk.post(address, {"until_on": "1999-01-01"}))
    assert desk.post(address, {"until_on": DAY}).status_code == 302
    assert faults(desk.post(address, {"until_on": DAY}))


def test_a_member_is_recused_once_and_before_the_decision(desk: Client, body: Body) -> None:
    item = make_meeting(body, TODAY).items.create(number=1, title="안건")
    member, stranger = body.members.all()[0], make_member(make_body())
    address, sent = f"/bodies/desk/records/recuse/{item.pk}/", {"kind": "stepped-aside", "reason": "당사자"}
    assert refuses_strangers(address, sent | {"member": member.pk})

    assert faults(desk.post(address, sent | {"member": stranger.pk}))
    assert desk.post(address, sent | {"member": member.pk}).status_code == 302
    assert faults(desk.post(address, sent | {"member": member.pk}))
    assert item.recusals.count() == 1


def test_a_decision_is_taken_once_and_its_follow_up_done_once(desk: Client, body: Body) -> None:
    meeting = make_meeting(body, TODAY)
    item = meeting.items.create(number=1, title="안건")
    for member in body.members.all():
        meeting.attendances.create(member=member, presence="present")
    meeting.members_on_day = 3
    meeting.save()
    address, sent = f"/bodies/desk/records/decide/{item.pk}/", {"text": "원안 의결", "yes": "3"}
    assert refuses_strangers(address, sent)

    assert faults(desk.post(address, sent | {"yes": "9"}))
    assert faults(desk.post(address, sent | {"outcome": "adopted"}))
    assert faults(desk.post(address, sent | {"follow_up": "계획 제출"}))
    follow_up = {"follow_up": "계획 제출", "owner": "안전과", "due_on": DAY}
    assert desk.post(address, sent | follow_up).status_code == 302
    assert faults(desk.post(address, sent))
    done = f"/bodies/desk/records/follow-up/{Decision.objects.get().follow_ups.get().pk}/"
    assert refuses_strangers(done, {"result": "제출함"})
    assert faults(desk.post(done, {"result": ""}))
    assert desk.post(done, {"result": "제출함"}).status_code == 302
    assert faults(desk.post(done, {"result": "제출함"}))


def test_a_body_is_established_once_and_only_for_ones_own_organisation(desk: Client, body: Body) -> None:
    sent = {"code": "new-board", "kind": "committee", "name_ko": "새 위원회", "established_on": DAY}
    sent |= {"organisation": str(body.organisation_id), "shows_names": "on"}
    other = Client()
    other.force_login(make_secretary(make_organisation()))

    assert Client().post("/bodies/desk/new/", sent).status_code == 302
    assert faults(other.post("/bodies/desk/new/", sent))
    assert faults(desk.post("/bodies/desk/new/", sent | {"code": "breaches"}))
    assert faults(desk.post("/bodies/desk/new/", sent | {"name_ko": ""}))
    assert not Body.objects.filter(name_ko="새 위원회").exists()
    answer = desk.post("/bodies/desk/new/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/bodies/desk/new-board/")
    assert "new-board" in faults(desk.post("/bodies/desk/new/", sent))


def test_a_draw_goes_on_step_by_step_and_no_step_twice(desk: Client, body: Body) -> None:
    pool = "id,age\n" + "".join(f"{n},{'old' if n % 2 else 'young'}\n" for n in range(6))
    quotas = "feature,value,min,max\nage,old,1,1\nage,young,1,1\n"
    body = make_body(code="jury", kind="jury", shows_names=False, organisation=body.organisation)
    draw = actions.prepare_draw(body=body, title_ko="추첨", size=2, pool=pool, quotas=quotas, by=SYSTEM, at=now())
    address = f"/bodies/desk/draws/{draw.code}"
    assert refuses_strangers(f"{address}/commit/", {})
    assert faults(desk.post(f"{address}/commit/"))
    tasks.compute_draw(str(draw.code))

    assert [desk.post(f"{address}/commit/").status_code for _time in range(2)] == [302, 422]
    assert refuses_strangers(f"{address}/draw/", {})
    assert faults(desk.post(f"{address}/draw/", {"beacon_value": "7"}))
    assert [desk.post(f"{address}/draw/").status_code for _time in range(2)] == [302, 422]
    draw.refresh_from_db()
    seat: dict[str, Any] = {"accepted": draw.panel, "since_on": DAY}
    assert refuses_strangers(f"{address}/seat/", seat)
    assert faults(desk.post(f"{address}/seat/", {**seat, "accepted": ["nobody"]}))
    assert [desk.post(f"{address}/seat/", seat).status_code for _time in range(2)] == [302, 302]
    assert Member.objects.filter(body=body).count() == 2


@pytest.fixture
def over(body: Body) -> Call:
    """A call that closed an hour ago, with two applications."""
    opened = now() - timedelta(days=3)
    call = actions.announce_call(
        body=body,
        title_ko="위원 모집",
        text_ko="모십니다.",
        seats=1,
        criteria=[{"ko": "전문성", "weight": 1}],
        opens_at=opened,
        closes_at=now() - timedelta(hours=1),
        by=SYSTEM,
        at=opened,
    )
    for name in ("가람", "누리"):
        actions.apply(
            call=call, name=name, statement="일하고 싶습니다.", by=make_user(), at=opened + timedelta(hours=1)
        )
    return call


def test_a_call_is_decided_once_for_all_with_a_reason_for_each(desk: Client, over: Call) -> None:
    address = f"/bodies/desk/calls/{over.code}/"
    first, second = Application.objects.filter(call=over).order_by("pk")
    sent = {f"chosen-{first.pk}": "yes"} | {f"reason-{one.pk}": "점수 순" for one in (first, second)}
    sent |= {f"points-{first.pk}-0": "90", f"points-{second.pk}-0": "70"}
    assert refuses_strangers(address, sent)

    for bad in (
        {f"reason-{second.pk}": ""},
        {f"points-{second.pk}-0": "900"},
        {f"points-{second.pk}-0": "many"},
        {f"chosen-{second.pk}": "yes"},
    ):
        answer = desk.post(address, sent | bad)
        assert answer.status_code == 422, bad
        assert answer.context["problem"], bad
    over.refresh_from_db()
    assert over.decided_at is None
    assert desk.post(address, sent).status_code == 302
    assert sorted(Application.objects.values_list("state", flat=True)) == ["not-selected", "selected"]
    assert desk.post(address, sent).status_code == 422
    assert over.body.members.filter(basis=over.ref).count() == 1
