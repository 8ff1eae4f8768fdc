"""Consulting: one person gets one time, calendars take the file, and letters remind once."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from madang.accounts.models import AuditEvent, User
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.opendata.actions import consulting as actions
from madang.opendata.models import Appointment, ConsultingSlot
from madang.opendata.tests.factories import make_data_officer
from tests.calendars import read_calendar
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def open_slots(officer: User, *, starts_at: datetime = NOON + 2 * DAY, **fields: object) -> list[ConsultingSlot]:
    said: dict[str, object] = {"kind": "legal", "ends_at": starts_at + HOUR, "minutes": 30, "place": "별관 302호"}
    organisation = officer.roles_held.get().organisation
    said |= {"organisation": organisation, "by": officer, "at": NOON}
    return actions.open_slots(starts_at=starts_at, **(said | fields))  # type: ignore[arg-type]


def test_times_are_cut_from_a_period_and_opened_once() -> None:
    officer = make_data_officer()
    first, second = open_slots(officer, ends_at=NOON + 2 * DAY + HOUR + timedelta(minutes=20))
    assert (first.ends_at, second.ends_at) == (second.starts_at, NOON + 2 * DAY + HOUR)
    assert Entry.objects.get().kind == "opendata.consulting.opened"
    for wrong in ({}, {"minutes": 5}, {"minutes": 90}, {"place": " "}, {"starts_at": NOON - HOUR}):
        with pytest.raises(Invalid):
            open_slots(officer, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        open_slots(officer, place="본관", ends_at=NOON + 20 * DAY)
    with pytest.raises(NotAllowed):
        open_slots(officer, by=make_data_officer(), place="본관")
    assert ConsultingSlot.objects.count() == 2


def test_a_time_is_booked_by_one_person_and_free_again_when_they_cancel(mailoutbox: list[object]) -> None:
    slot = open_slots(make_data_officer())[0]
    asker, other = make_user(), make_user()
    appointment = actions.book(slot=slot, topic="출처 표시", by=asker, at=NOON)
    assert "별관 302호" in mailoutbox[0].body  # type: ignore[attr-defined]
    assert "출처 표시" not in mailoutbox[0].body  # type: ignore[attr-defined]
    with pytest.raises(actions.SlotTaken):
        actions.book(slot=slot, topic="x", by=other, at=NOON)
    with pytest.raises(NotAllowed):
        actions.cancel(appointment=appointment, by=other, at=NOON)

    actions.cancel(appointment=appointment, by=asker, at=NOON)

    with pytest.raises(actions.OverAlready):
        actions.cancel(appointment=appointment, by=asker, at=NOON)
    assert actions.book(slot=slot, topic="x", by=other, at=NOON).pk
    with pytest.raises(actions.SlotTaken):
        actions.book(slot=slot, topic="x", by=make_user(), at=slot.starts_at)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_at_once_one_gets_the_time() -> None:
    slot = open_slots(make_data_officer())[0]
    people = [make_user() for _n in range(4)]
    ready, outcomes = threading.Barrier(len(people)), []

    def try_it(person: User) -> None:
        ready.wait()
        try:
            actions.book(slot=slot, topic="질문", by=person, at=NOON)
            outcomes.append("booked")
        except actions.SlotTaken:
            outcomes.append("taken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["booked", "taken", "taken", "taken"]
    assert Appointment.objects.filter(cancelled_at=None).count() == 1


def test_only_so_many_times_are_booked_by_one_person() -> None:
    slots = open_slots(make_data_officer(), minutes=15)
    asker = make_user()
    for slot in slots[: actions.MOST_BOOKED]:
        actions.book(slot=slot, topic="x", by=asker, at=NOON)
    with pytest.raises(actions.TooManyAppointments):
        actions.book(slot=slots[-1], topic="x", by=asker, at=NOON)


def test_a_time_that_is_called_off_is_told_to_who_booked_it(mailoutbox: list[object]) -> None:
    officer = make_data_officer()
    slot = open_slots(officer)[0]
    appointment = actions.book(slot=slot, topic="x", by=make_user(), at=NOON)
    with pytest.raises(NotAllowed):
        actions.call_off(slot=slot, reason="출장", by=make_data_officer(), at=NOON)
    actions.call_off(slot=slot, reason="출장", by=officer, at=NOON)

    appointment.refresh_from_db()
    assert appointment.cancelled_at == NOON
    assert "출장" in mailoutbox[-1].body  # type: ignore[attr-defined]
    with pytest.raises(actions.SlotTaken):
        actions.book(slot=slot, topic="x", by=make_user(), at=NOON)
    assert len(open_slots(officer, ends_at=NOON + 2 * DAY + HOUR / 2)) == 1


def test_a_reminder_is_written_once_in_the_last_day(mailoutbox: list[object]) -> None:
    slots = open_slots(make_data_officer())
    appointment, gone = (actions.book(slot=slot, topic="x", by=make_user(), at=NOON) for slot in slots)
    actions.cancel(appointment=gone, by=gone.asker, at=NOON)
    mailoutbox.clear()
    assert actions.appointments_to_remind(at=NOON) == []
    near = slots[0].starts_at - 23 * HOUR
    assert actions.appointments_to_remind(at=near) == [appointment]

    assert [actions.remind(appointment=appointment, at=near) for _twice in range(2)] == [True, False]

    assert len(mailoutbox) == 1
    assert actions.appointments_to_remind(at=near) == []
    assert not actions.remind(appointment=gone, at=near)


def test_the_calendar_file_is_valid_says_nothing_of_the_topic_and_follows_a_cancellation(client: Client) -> None:
    slot = open_slots(make_data_officer(), starts_at=now() + 3 * DAY, ends_at=now() + 4 * DAY, minutes=240, at=now())[0]
    asker = make_user()
    client.force_login(asker)
    made = client.post(reverse("opendata:consulting-book", args=[slot.code]), {"topic": "출처 표시"})
    assert made.status_code == 302
    appointment = Appointment.objects.get()
    address = reverse("opendata:appointment-calendar", args=[appointment.code])

    (event,) = read_calendar(client.get(address).content).walk("VEVENT")

    assert event["DTSTART"].dt == slot.starts_at.replace(microsecond=0)
    assert event["LOCATION"] == "별관 302호"
    assert "출처 표시" not in client.get(address).content.decode()
    assert client.post(reverse("opendata:appointment-cancel", args=[appointment.code])).status_code == 302
    (gone,) = read_calendar(client.get(address).content).walk("VEVENT")
    assert (gone["UID"], gone["STATUS"], int(gone["SEQUENCE"])) == (event["UID"], "CANCELLED", 1)


def test_an_appointment_is_read_by_who_booked_and_the_office_alone(client: Client) -> None:
    officer, asker = make_data_officer(), make_user()
    slot = open_slots(officer)[0]
    appointment = actions.book(slot=slot, topic="비밀", by=asker, at=NOON)
    pages = (appointment.get_absolute_url(), reverse("opendata:appointment-calendar", args=[appointment.code]))
    for viewer, status in ((None, 302), (make_data_officer(), 404), (make_user(), 404), (officer, 200), (asker, 200)):
        client.logout()
        if viewer:
            client.force_login(viewer)
        for page in pages:
            assert client.get(page).status_code == status
    assert {one.user for one in AuditEvent.objects.filter(kind="looked", subject=appointment.ref)} == {officer}
    assert not any("비밀" in entry.text for entry in Entry.objects.all())


def test_an_office_opens_and_calls_off_by_page_and_programs_book(client: Client) -> None:
    officer = make_data_officer()
    client.force_login(officer)
    new = reverse("opendata:consulting-new")
    body = {
        "organisation": officer.roles_held.get().organisation_id,
        "kind": "technical",
        "on": "2099-01-05",
        "starts_at": "10:00",
        "ends_at": "11:00",
        "minutes": "30",
        "place": "화상 회의",
    }
    assert client.post(new, body | {"ends_at": "09:00"}).status_code == 422
    assert client.post(new, body).status_code == 302
    assert "화상 회의" in client.get(reverse("opendata:consulting-desk")).content.decode()
    assert "화상 회의" in client.get(reverse("opendata:consulting") + "?kind=technical").content.decode()
    found = client.get("/api/v1/data-consulting").json()
    assert found["items"][0]["starts_at"] == "2099-01-05T01:00:00Z"
    address = f"/api/v1/data-consulting/{found['items'][0]['code']}/book"
    send = {"content_type": "application/json"}
    assert Client().post(address, {"topic": "x"}, **send).status_code == 401
    client.force_login(make_user())
    assert client.post(address, {"topic": "x"}, **send).status_code == 201
    assert client.post(address, {"topic": "x"}, **send).status_code == 409
    assert client.get("/api/v1/data-consulting").json()["count"] == 1
    client.force_login(officer)
    slot = ConsultingSlot.objects.latest("starts_at")
    off = reverse("opendata:consulting-call-off", args=[slot.code])
    assert client.post(off, {"reason": "출장"}).status_code == 302
    assert client.get("/api/v1/data-consulting").json()["count"] == 0


def test_the_times_to_come_are_a_calendar_a_feed_and_a_file_without_anybody(client: Client) -> None:
    officer = make_data_officer()
    at = now()
    starts_at = at.replace(minute=0, second=0, microsecond=0) + 2 * DAY
    free, booked, off = open_slots(
        officer, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), minutes=30, at=at
    )
    asker = make_user(name="나들이")
    actions.book(slot=booked, topic="비밀 상담", by=asker, at=at)
    actions.call_off(slot=off, reason="출장", by=officer, at=at)
    calendar = client.get(reverse("opendata:consulting-calendar")).content
    export = b"".join(client.get(reverse("opendata:consulting-csv"))).decode()
    feed = client.get(reverse("opendata:consulting-feed")).content.decode()
    narrowed = b"".join(client.get(reverse("opendata:consulting-csv") + "?kind=technical")).decode()

    assert calendar.count(b"BEGIN:VEVENT") == 3
    assert calendar.count(b"STATUS:CANCELLED") == 1
    assert read_calendar(calendar)
    assert [line.split(",")[6] for line in export.splitlines()[1:]] == ["free", "taken", "called-off"]
    assert str(free.code) in feed
    assert "출장" in feed
    assert len(narrowed.splitlines()) == 1
    for text in (calendar.decode(), export, feed):
        assert "비밀" not in text
        assert "나들이" not in text
