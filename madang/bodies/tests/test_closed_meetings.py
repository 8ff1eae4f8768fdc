"""A closed meeting at every door: that it was held, why it is closed, and nothing that was said, until it is opened."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import Settings

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC
from madang.bodies import actions, tasks
from madang.bodies.models import Body, Decision, Meeting, Paper
from madang.bodies.queries import meetings
from madang.bodies.tests.making import make_body, make_member, make_secretary, moment
from madang.common.actors import SYSTEM
from madang.common.errors import NotAllowed
from madang.documents.stores import private_files
from madang.ledger.models import Entry
from madang.search.registry import all_kinds
from tests.calendars import read_calendar
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = localdate()
BEGINS = moment(f"{TODAY - timedelta(days=40)} 14:00")
AFTER = BEGINS + timedelta(hours=3)
UNTIL = TODAY + timedelta(days=30)
KEPT = ("숨긴안건", "요약비밀", "의결비밀", "제척비밀", "후속비밀", "결과비밀")
"""What no outsider reads before the meeting is opened."""
AGENDA = [
    {"title": "보이는 안건", "summary": "요약비밀", "subject": "plans:policy-version:seen"},
    {"title": "숨긴안건", "subject": "plans:policy-version:hidden", "is_withheld": True},
]


@pytest.fixture(autouse=True)
def stores(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def body() -> Body:
    body = make_body(code="board")
    for number in range(5):
        make_member(body, name=f"출석자{number}")
    return body


@pytest.fixture
def meeting(body: Body) -> Meeting:
    return held(body)


def held(body: Body, **details: Any) -> Meeting:
    """A closed meeting with a recusal, a vote and a follow-up that is done."""
    said: dict[str, Any] = {
        "title_ko": "제3차 인사위원회",
        "starts_at": BEGINS,
        "ends_at": BEGINS + timedelta(hours=2),
        "is_open": False,
        "closed_reason": "인사에 관한 사항",
        "closed_basis": "정보공개법 제9조제1항제5호",
        "closed_until": UNTIL,
        "agenda": AGENDA,
    }
    meeting = actions.call_meeting(body=body, **(said | details), by=SYSTEM, at=BEGINS - timedelta(days=9))
    members = list(body.members.all())
    meeting = actions.record_meeting(meeting=meeting, present=members[:4], by=SYSTEM, at=AFTER)
    item = meeting.items.get(number=1)
    actions.recuse_member(item=item, member=members[4], reason="제척비밀", by=SYSTEM, at=AFTER)
    votes = dict(zip(members[:4], ("yes", "yes", "yes", "no"), strict=True))
    follow_up = {"text": "후속비밀", "owner": "인사과", "due_on": TODAY}
    decision = actions.take_decision(
        item=item, text="의결비밀", votes=votes, follow_ups=[follow_up], by=SYSTEM, at=AFTER
    )
    actions.complete_follow_up(follow_up=decision.follow_ups.get(), result="결과비밀", by=SYSTEM, at=AFTER)
    return meeting


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    if answer["Content-Type"].startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return text.replace("\r\n ", "")


def doors(meeting: Meeting) -> list[str]:
    """Every address at which something of a meeting stands."""
    code = meeting.code
    languages = [
        f"{prefix}{page}" for prefix in ("", "/en") for page in (f"/bodies/meetings/{code}/", "/bodies/board/")
    ]
    return [
        *languages,
        "/bodies/meetings/",
        "/bodies/meetings/export.csv",
        "/bodies/meetings/calendar.ics",
        f"/bodies/meetings/{code}/meeting.ics",
        "/bodies/board/calendar.ics",
        "/bodies/feed.atom",
        "/bodies/board/feed.atom",
        "/api/v1/bodies/board",
        "/api/v1/bodies/meetings?body=board",
        f"/api/v1/bodies/meetings/{code}",
    ]


def everything_said(client: Client, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """What outsiders read, door by door, with search and the ledger."""
    for address in doors(meeting):
        yield address, text_of(client, address)
    kinds = {found.kind: found for found in all_kinds()}
    for entry in kinds["bodies:meeting"].load([meeting.ref]):
        yield "search", f"{entry.title} {entry.text}"
    for row in Entry.objects.filter(subject=meeting.ref):
        yield f"ledger {row.kind}", row.text


def test_no_door_tells_an_outsider_what_was_said(client: Client, meeting: Meeting) -> None:
    for door, text in everything_said(client, meeting):
        assert [word for word in KEPT if word in text] == [], door


def test_every_door_of_the_meeting_says_that_and_why_it_is_closed(client: Client, meeting: Meeting) -> None:
    for address in (f"/bodies/meetings/{meeting.code}/", f"/en/bodies/meetings/{meeting.code}/"):
        page = text_of(client, address)
        assert "인사에 관한 사항" in page
        assert "정보공개법 제9조제1항제5호" in page
        assert "보이는 안건" in page
    told = client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()
    assert (told["state"], told["held_on"]) == ("held", str(localdate(BEGINS)))
    assert (told["closed_reason"], told["closed_basis"]) == ("인사에 관한 사항", "정보공개법 제9조제1항제5호")
    assert (told["closed_until"], told["opened_at"]) == (str(UNTIL), None)
    assert [(one["title"], one["is_withheld"]) for one in told["agenda"]] == [("보이는 안건", False), ("", True)]
    row = next(
        line for line in text_of(client, "/bodies/meetings/export.csv").splitlines() if str(meeting.code) in line
    )
    assert "정보공개법 제9조제1항제5호" in row
    assert str(UNTIL) in row
    (event,) = read_calendar(client.get(f"/bodies/meetings/{meeting.code}/meeting.ics").content).walk("VEVENT")
    assert "정보공개법 제9조제1항제5호" in str(event["DESCRIPTION"])
    assert "보이는 안건" in str(event["DESCRIPTION"])


def test_who_was_there_who_stepped_aside_and_who_voted_how_is_kept(client: Client, meeting: Meeting) -> None:
    told = client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()
    page = text_of(client, f"/en/bodies/meetings/{meeting.code}/")

    assert (told["present"], told["absent"]) == ([], [])
    assert [(one["recused"], one["decision"], one["follow_ups"]) for one in told["agenda"]] == [([], None, [])] * 2
    assert "출석자" not in page
    assert 'id="attendance"' not in page
    assert "4 of 5" not in page
    for kind in ("recorded", "recused"):
        entries = Entry.objects.filter(subject=meeting.ref, kind__endswith=kind)
        assert all('"present_members"' not in one.text and '"member"' not in one.text for one in entries)
    assert all('"outcome"' not in one.text for one in Entry.objects.filter(kind="bodies.decision.taken"))


def test_secretaries_and_members_read_all_of_it_and_other_organisations_nothing(
    client: Client, body: Body, meeting: Meeting
) -> None:
    sitting = make_user()
    body.members.filter(number=1).update(user=sitting)
    former = make_user()
    body.members.filter(number=2).update(user=former, until_on=TODAY)

    def reads(user: User) -> bool:
        client.force_login(user)
        page = text_of(client, f"/bodies/meetings/{meeting.code}/")
        told = text_of(client, f"/api/v1/bodies/meetings/{meeting.code}")
        found = {all(word in text for word in KEPT[:3]) for text in (page, told)}
        assert len(found) == 1
        return found.pop()

    assert [reads(one) for one in (make_secretary(body.organisation), sitting)] == [True, True]
    strangers = (make_secretary(make_organisation()), former, make_user())
    assert [reads(one) for one in strangers] == [False, False, False]


def test_a_decision_is_public_once_the_secretary_publishes_it(client: Client, body: Body, meeting: Meeting) -> None:
    decision = Decision.objects.get(item__meeting=meeting)
    with pytest.raises(NotAllowed):
        actions.publish_decision(decision=decision, by=make_secretary(make_organisation()), at=AFTER)

    client.force_login(make_secretary(body.organisation))
    assert client.post(f"/bodies/desk/records/publish-decision/{decision.pk}/").status_code == 302
    assert client.post(f"/bodies/desk/records/publish-decision/{decision.pk}/").status_code == 422
    client.logout()

    told = client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()["agenda"][0]
    assert (told["decision"]["text"], told["decision"]["yes"]) == ("의결비밀", 3)
    assert [one["text"] for one in told["follow_ups"]] == ["후속비밀"]
    page = text_of(client, f"/bodies/meetings/{meeting.code}/")
    assert "의결비밀" in page
    assert "출석자" not in page
    assert "의결비밀" not in text_of(client, "/bodies/meetings/export.csv")
    assert '"outcome":"adopted"' in Entry.objects.get(kind="bodies.decision.published").text.replace(" ", "")
    for door, text in everything_said(client, meeting):
        assert [word for word in ("숨긴안건", "요약비밀", "제척비밀") if word in text] == [], door


def test_minutes_and_their_transcript_are_public_when_they_are_published_and_not_before(
    client: Client, meeting: Meeting
) -> None:
    address = f"/bodies/meetings/{meeting.code}/transcript.txt"
    meeting.minutes.create(number=1, text="초안의비밀", transcript="속기초안", drafted_at=AFTER)
    assert client.get(address).status_code == 404
    assert all("초안" not in text for _door, text in everything_said(client, meeting))

    actions.publish_minutes(meeting=meeting, text="가린 회의록", transcript="가린 속기록", by=SYSTEM, at=AFTER)

    assert text_of(client, address) == "가린 속기록"
    assert client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()["minutes"] == "가린 회의록"


@pytest.mark.django_db(transaction=True)
def test_a_clean_paper_opens_with_the_meeting_and_one_for_members_does_not(client: Client, body: Body) -> None:
    meeting = held(body)
    papers = [attached(meeting, text, is_internal=text == "위원만") for text in ("평가표", "위원만")]
    for paper in papers:
        tasks.screen_paper(str(paper.code))
    addresses = [f"/bodies/meetings/papers/{paper.code}/" for paper in papers]
    assert [client.get(one).status_code for one in addresses] == [404, 404]

    actions.open_records(meeting=meeting, by=SYSTEM, at=AFTER)

    assert [client.get(one).status_code for one in addresses] == [200, 404]


def attached(meeting: Meeting, text: str, *, is_internal: bool) -> Paper:
    sha256 = private_files().put(text.encode())
    said = {"file_name": f"{text}.txt", "sha256": sha256, "is_internal": is_internal}
    return actions.attach_paper(meeting=meeting, title=text, **said, by=SYSTEM, at=AFTER)


def test_on_the_day_after_its_last_closed_day_everything_opens_by_itself(client: Client, meeting: Meeting) -> None:
    def openings(on: date) -> int:
        return actions.open_closed_meetings(on=on, at=at_noon(on))

    assert [openings(UNTIL), openings(UNTIL + timedelta(days=1)), openings(UNTIL + timedelta(days=2))] == [0, 1, 0]

    told = client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()
    page = text_of(client, f"/bodies/meetings/{meeting.code}/")
    assert told["present"] == [1, 2, 3, 4]
    assert [one["title"] for one in told["agenda"]] == ["보이는 안건", "숨긴안건"]
    assert [word for word in KEPT if word not in page] == []
    opened = Entry.objects.get(kind="bodies.meeting.opened").text
    assert "숨긴안건" in opened
    kinds = {found.kind: found for found in all_kinds()}
    assert "의결비밀" in kinds["bodies:meeting"].load([meeting.ref])[0].text
    assert "의결" not in text_of(client, "/bodies/meetings/export.csv")


def at_noon(on: date) -> datetime:
    return moment(f"{on} 12:00")


def test_what_is_closed_for_good_opens_only_by_the_secretary_and_only_once(client: Client, body: Body) -> None:
    meeting = held(body, closed_until=None)
    assert actions.open_closed_meetings(on=TODAY + timedelta(days=9999), at=AFTER) == 0
    client.force_login(make_user())
    assert client.post(f"/bodies/desk/meetings/{meeting.code}/open/").status_code == 404

    client.force_login(make_secretary(body.organisation))
    assert client.post(f"/bodies/desk/meetings/{meeting.code}/open/").status_code == 302
    assert client.post(f"/bodies/desk/meetings/{meeting.code}/open/").status_code == 422
    client.logout()
    assert "의결비밀" in text_of(client, f"/bodies/meetings/{meeting.code}/")


def test_a_meeting_that_is_still_to_come_is_not_opened(body: Body) -> None:
    said: dict[str, Any] = {"is_open": False, "closed_reason": "인사", "closed_basis": "법", "agenda": AGENDA}
    coming = actions.call_meeting(
        body=body, title_ko="인사", starts_at=BEGINS, ends_at=AFTER, closed_until=UNTIL, **said, by=SYSTEM, at=BEGINS
    )

    with pytest.raises(actions.NotOverYet):
        actions.open_records(meeting=coming, by=SYSTEM, at=AFTER)
    assert actions.open_closed_meetings(on=UNTIL + timedelta(days=1), at=AFTER) == 0


def test_lists_of_decisions_and_of_what_is_to_be_done_leave_closed_ones_out(body: Body, meeting: Meeting) -> None:
    assert list(meetings.decisions_of("board", PUBLIC)) == []
    assert list(meetings.follow_ups(PUBLIC, body="board")) == []
    actions.publish_decision(decision=Decision.objects.get(), by=SYSTEM, at=AFTER)
    assert meetings.decisions_of("board", PUBLIC).count() == 1
    assert meetings.follow_ups(PUBLIC, body="board").count() == 1


def test_an_open_meeting_hides_nothing_even_of_an_item_marked(client: Client, body: Body) -> None:
    meeting = held(body, is_open=True, closed_reason="", closed_basis="", closed_until=None)

    page = text_of(client, f"/bodies/meetings/{meeting.code}/")

    assert [word for word in KEPT if word not in page] == []


def test_the_agenda_form_withholds_a_line_that_begins_with_a_mark(client: Client, body: Body) -> None:
    client.force_login(make_secretary(body.organisation))
    said = {"title_ko": "인사위원회", "kind": "regular", "mode": "in-person", "agenda": "보이는 안건\n! 숨긴안건\n!\n"}
    said |= {"starts_at": "2099-01-05T14:00", "ends_at": "2099-01-05T16:00", "closed_reason": "인사"}

    assert client.post("/bodies/desk/board/meeting/", said).status_code == 422
    assert client.post("/bodies/desk/board/meeting/", {**said, "closed_basis": "제5호"}).status_code == 302

    items = list(Meeting.objects.get().items.values_list("title", "is_withheld"))
    assert items == [("보이는 안건", False), ("숨긴안건", True)]
    assert "숨긴안건" not in Entry.objects.get(kind="bodies.meeting.called").text
