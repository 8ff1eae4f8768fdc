"""Makers of bodies and what is in them, for tests."""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from madang.accounts.models import Organisation, Role, User
from madang.bodies.models import Body, DutyRule, Meeting, Member, Minutes
from tests.factories import make_officer, make_organisation

SEOUL = ZoneInfo("Asia/Seoul")
numbers = count(1)


def moment(text: str) -> datetime:
    """`2026-03-02` or `2026-03-02 14:00`, in Seoul."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def make_body(**fields: object) -> Body:
    number = next(numbers)
    defaults = {
        "code": f"council-{number}",
        "kind": Body.Kind.COUNCIL,
        "name_ko": f"한빛협의회 {number}",
        "name_en": f"Hanbit council {number}",
        "established_on": date(2024, 1, 1),
    }
    if "organisation" not in fields:
        defaults["organisation"] = make_organisation()
    return Body.objects.create(**(defaults | fields))


def make_secretary(organisation: Organisation) -> User:
    return make_officer(organisation, Role.SECRETARY)


def make_member(body: Body, **fields: object) -> Member:
    number = body.members.count() + 1
    defaults = {"number": number, "name": f"위원 {number}", "since_on": body.established_on}
    return Member.objects.create(body=body, **(defaults | fields))


def make_meeting(body: Body, on: date, *, minutes_on: date | None = None, **fields: object) -> Meeting:
    """A meeting held on that day, with its minutes published on another."""
    starts_at = datetime(on.year, on.month, on.day, 14, tzinfo=SEOUL)
    defaults = {
        "number": body.meetings.count() + 1,
        "title_ko": "정기회의",
        "title_en": "Regular meeting",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "state": Meeting.State.HELD,
        "held_on": on,
        "called_at": starts_at - timedelta(days=10),
        "changed_at": starts_at,
    }
    meeting = Meeting.objects.create(body=body, **(defaults | fields))
    if minutes_on:
        at = datetime(minutes_on.year, minutes_on.month, minutes_on.day, 17, tzinfo=SEOUL)
        Minutes.objects.create(meeting=meeting, number=1, text="회의록", drafted_at=at, published_at=at)
    return meeting


def make_duty(body: Body, kind: str, number: int, **fields: object) -> DutyRule:
    defaults = {"since_on": body.established_on}
    return DutyRule.objects.create(body=body, kind=kind, number=number, **(defaults | fields))
