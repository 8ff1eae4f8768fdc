"""Every door to bodies: pages, exports, feeds, calendars, API, search, metrics."""

import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate
from lxml import etree

from madang.bodies.models import Body, Interest
from madang.bodies.tests.making import make_body, make_duty, make_meeting, make_member
from madang.common.metrics import measure
from madang.search.registry import all_kinds
from tests.calendars import read_calendar
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def council() -> Body:
    """Twice a year; met once in 2024: in breach from 1 January 2025 until 10 February 2025."""
    body = make_body(code="council")
    make_duty(body, "meetings-a-year", 2)
    make_duty(body, "external-share", 1, denominator=2)
    Interest.objects.create(member=make_member(body), text="한빛데이터 주주", declared_on=date(2024, 3, 1))
    make_member(body, is_external=True)
    make_meeting(body, date(2024, 5, 7), minutes_on=date(2024, 5, 20))
    make_meeting(body, date(2025, 2, 10))
    make_meeting(body, date(2025, 8, 10), state="cancelled", held_on=None, cancelled_reason="태풍", sequence=3)
    return body


def test_the_page_of_breaches_shows_a_body_on_the_right_day_and_not_the_day_before(
    client: Client, council: Body
) -> None:
    def behind(on: str) -> tuple[bool, int, int]:
        page = client.get(f"/en/bodies/breaches/?on={on}")
        rows = list(client.get(f"/bodies/breaches/export.csv?on={on}").streaming_content)
        return (
            f"{council.get_absolute_url()}?on={on}" in page.content.decode(),
            len(rows) - 2,
            len(client.get(f"/api/v1/bodies/breaches?on={on}").json()),
        )

    assert behind("2024-12-31") == (False, 0, 0)
    assert behind("2025-01-01") == (True, 1, 1)
    assert behind("2025-02-09") == (True, 1, 1)
    assert behind("2025-02-10") == (False, 0, 0)


def test_the_metric_of_breaches_is_a_function_of_the_day(council: Body) -> None:
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 10)]

    assert [measure("bodies.in_breach", at=day).value for day in days] == [0, 1, 0]
    assert measure("bodies.in_breach", at=days[1], body="council").value == 1
    assert measure("bodies.in_breach", at=days[1], organisation="none").value == 0


def test_metrics_count_what_was_held_and_who_sat_on_the_day(council: Body) -> None:
    at = date(2025, 3, 1)

    assert measure("bodies.meetings_held", at=at, body="council").value == 2
    assert measure("bodies.meetings_held", at=at, body="council", per="year").value == 1
    assert measure("bodies.meetings_held", at=at, body="council", year="2024").value == 1
    assert measure("bodies.members", at=at, body="council").value == 2
    assert measure("bodies.external_share", at=at, body="council").value == Decimal(50)
    assert measure("bodies.is_seated", at=at, body="council").value == 1
    assert measure("bodies.is_seated", at=date(2023, 1, 1), body="council").value == 0
    assert measure("bodies.bodies_with_minutes", at=at, body="council", year="2024").value == 1
    assert measure("bodies.minutes_published_on_time", at=date(2025, 2, 20), body="council", days="14").value == 100
    assert measure("bodies.minutes_published_on_time", at=date(2025, 4, 1), body="council", days="14").value == 50
    assert measure("bodies.members", at=at, body="nowhere").value is None


def test_a_group_of_task_forces_is_measured_by_the_one_that_met_least() -> None:
    parent = make_body(code="task-forces")
    for meetings in (3, 1):
        force = make_body(parent=parent, kind="task-force")
        for month in range(1, meetings + 1):
            make_meeting(force, date(2025, month, 3), kind="conference" if month == 2 else "regular")

    at = date(2025, 12, 31)
    assert measure("bodies.meetings_held", at=at, group="task-forces", per="year").value == 1
    assert measure("bodies.conferences_held", at=at, group="task-forces", per="year").value == 1
    assert measure("bodies.bodies", at=at, group="task-forces").value == 2


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_public_page_of_a_body_answers(client: Client, council: Body, language: str) -> None:
    meeting = council.meetings.first()
    for address in (
        "/bodies/",
        "/bodies/?q=한빛&kind=council",
        "/bodies/?q=nothing-like-this",
        "/bodies/breaches/",
        "/bodies/meetings/",
        "/bodies/meetings/?state=held&since=2024-01-01&body=council",
        "/bodies/council/",
        "/bodies/council/?on=2025-01-01",
        f"/bodies/meetings/{meeting.code}/",
    ):
        assert client.get(language + address).status_code == 200, address


def test_what_does_not_exist_is_not_found_at_any_door(client: Client) -> None:
    for address in (
        "/bodies/nowhere/",
        "/bodies/nowhere/feed.atom",
        "/bodies/nowhere/calendar.ics",
        "/bodies/nowhere/members.csv",
        f"/bodies/meetings/{uuid4()}/",
        f"/bodies/meetings/{uuid4()}/meeting.ics",
        f"/bodies/meetings/papers/{uuid4()}/",
        "/api/v1/bodies/nowhere",
        f"/api/v1/bodies/meetings/{uuid4()}",
    ):
        assert client.get(address).status_code == 404, address


def test_a_calendar_that_others_parse_has_zone_sequence_and_cancellation(client: Client, council: Body) -> None:
    for meeting in council.meetings.all():
        shifted = meeting.starts_at + timedelta(days=(localdate() - date(2025, 8, 10)).days)
        type(meeting).objects.filter(pk=meeting.pk).update(starts_at=shifted, ends_at=shifted + timedelta(hours=1))

    answer = client.get("/bodies/council/calendar.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read_calendar(answer.content)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Seoul"]
    events = {str(event["STATUS"]): event for event in calendar.walk("VEVENT")}
    cancelled = events["CANCELLED"]
    meeting = council.meetings.get(state="cancelled")
    assert (str(cancelled["UID"]), int(cancelled["SEQUENCE"])) == (f"{meeting.code}@madang", 3)
    assert cancelled["DTSTART"].params["TZID"] == "Asia/Seoul"
    assert str(cancelled["URL"]).endswith(meeting.get_absolute_url())
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert not calendar.errors


def test_the_calendar_of_all_meetings_and_that_of_one_are_read_by_others_too(client: Client, council: Body) -> None:
    coming = make_meeting(council, localdate() + timedelta(days=9), state="called", held_on=None)
    make_meeting(make_body(), localdate() + timedelta(days=10), state="called", held_on=None)

    for address in (
        "/bodies/meetings/calendar.ics",
        f"/bodies/meetings/calendar.ics?agency={council.organisation.code}",
    ):
        calendar = read_calendar(client.get(address).content)
        found = [str(event["UID"]) for event in calendar.walk("VEVENT")]
        assert f"{coming.code}@madang" in found
        assert len(found) == (1 if "agency" in address else 2)
    for meeting in council.meetings.all():
        (event,) = read_calendar(client.get(f"/bodies/meetings/{meeting.code}/meeting.ics").content).walk("VEVENT")
        assert str(event["UID"]) == f"{meeting.code}@madang"


def test_feeds_are_atom_with_ids_that_stay(client: Client, council: Body) -> None:
    for address in ("/bodies/feed.atom", "/bodies/council/feed.atom", "/bodies/breaches/feed.atom"):
        first, second = client.get(address).content, client.get(address).content
        feed = etree.fromstring(first)
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert feed.tag == f"{ATOM}feed"
        assert ids
        assert len(set(ids)) == len(ids)
        assert first == second


def test_the_api_tells_the_whole_of_a_body(client: Client, council: Body) -> None:
    told = client.get("/api/v1/bodies/council?on=2025-01-01").json()

    assert {one["duty"]: one["state"] for one in told["duties"]}["meetings-a-year"] == "breach"
    assert [one["interests"] for one in told["members"]] == [["한빛데이터 주주"], []]
    assert client.get("/api/v1/bodies").json()["count"] == 1
    assert client.get("/api/v1/bodies/meetings?body=council&state=held").json()["count"] == 2
    meeting = council.meetings.get(held_on=date(2024, 5, 7))
    assert client.get(f"/api/v1/bodies/meetings/{meeting.code}").json()["minutes"] == "회의록"


def test_names_that_are_not_public_stand_at_no_door(client: Client) -> None:
    body = make_body(code="jury", kind="jury", shows_names=False)
    make_member(body, name="비밀이름")
    make_meeting(body, date(2024, 5, 7))
    addresses = [
        "/bodies/",
        "/bodies/jury/",
        "/bodies/jury/members.csv",
        "/api/v1/bodies/jury",
        "/bodies/jury/feed.atom",
    ]
    addresses += ["/bodies/export.csv", "/bodies/jury/calendar.ics", f"/bodies/meetings/{body.meetings.get().code}/"]

    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "비밀이름" not in content.decode(), address


def test_a_draft_of_minutes_stands_at_no_public_door(client: Client, council: Body) -> None:
    meeting = council.meetings.get(held_on=date(2025, 2, 10))
    meeting.minutes.create(number=1, text="초안의비밀", drafted_at=meeting.starts_at)
    kinds = {found.kind: found for found in all_kinds()}

    for address in (
        f"/bodies/meetings/{meeting.code}/",
        f"/api/v1/bodies/meetings/{meeting.code}",
        f"/bodies/meetings/{meeting.code}/meeting.ics",
        "/bodies/council/feed.atom",
    ):
        assert "초안의비밀" not in client.get(address).content.decode(), address
    assert all("초안의비밀" not in entry.text for entry in kinds["bodies:meeting"].load([meeting.ref]))


def test_bodies_and_meetings_are_found_by_search(council: Body) -> None:
    kinds = {found.kind: found for found in all_kinds()}
    refs = [*kinds["bodies:body"].all_refs(), *kinds["bodies:meeting"].all_refs()]

    assert len(kinds["bodies:body"].load(refs[:1])) == 1
    assert {entry.kind for entry in kinds["bodies:meeting"].load(refs[1:])} == {"bodies:meeting"}


def test_a_name_that_begins_like_a_formula_is_quoted_in_csv(client: Client) -> None:
    make_member(make_body(code="council"), name='=HYPERLINK("x")')

    assert "'=HYPERLINK" in b"".join(client.get("/bodies/council/members.csv").streaming_content).decode()


def test_structured_data_on_a_meeting_s_page_is_json(client: Client, council: Body) -> None:
    page = client.get(f"/bodies/meetings/{council.meetings.first().code}/").content.decode()
    script = page.partition('type="application/ld+json">')[2].partition("</script>")[0]

    assert json.loads(script)["@type"] == "Event"


def test_bodies_of_another_agency_are_left_out_of_an_agency_s_calendar(client: Client, council: Body) -> None:
    other = make_organisation()

    assert b"VEVENT" not in client.get(f"/bodies/meetings/calendar.ics?agency={other.code}").content
