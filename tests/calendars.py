"""Calendar feeds as strict readers take them."""

import re
from datetime import timedelta

from icalendar import Calendar, Event

LONGEST_LINE = 75
"""Octets, RFC 5545 section 3.1."""


def read_calendar(content: bytes) -> Calendar:
    """The calendar in a feed, once it keeps what RFC 5545 demands of its lines, its parts and its moments."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    for line in lines:
        line.decode("utf-8")  # folding never cuts a character in two
    calendar = Calendar.from_ical(content)
    assert calendar.get("PRODID")
    assert calendar.get("VERSION") == "2.0"
    assert not [part.errors for part in calendar.walk() if part.errors]
    events = calendar.walk("VEVENT")
    assert len({(str(event["UID"]), str(event.get("RECURRENCE-ID"))) for event in events}) == len(events)
    for event in events:
        check_event(event)
    used = set(re.findall(rb"^DT(?:START|END);TZID=([^:;]+):", content, re.MULTILINE))
    assert used == {str(zone["TZID"]).encode() for zone in calendar.walk("VTIMEZONE")}
    return calendar


def check_event(event: Event) -> None:
    """Sections 3.6.1, 3.8.2.2, 3.8.7.2: what an event must have, and what its moments must be."""
    assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)
    starts = event["DTSTART"].dt
    assert not ("DTEND" in event and "DURATION" in event)
    if "DTEND" in event:
        assert type(event["DTEND"].dt) is type(starts)
        assert event["DTEND"].dt > starts
    if event.get("STATUS"):
        assert event["STATUS"] in {"TENTATIVE", "CONFIRMED", "CANCELLED"}
