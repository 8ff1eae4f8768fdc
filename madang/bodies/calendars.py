"""Meetings as iCalendar (RFC 5545, 7986) that calendars subscribe to.

Pure. An event's UID never changes, its SEQUENCE rises with every change, a cancelled one stays in the feed and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

REFRESH = timedelta(hours=6)


@dataclass(frozen=True)
class Entry:
    """One meeting. uid: of its own, stable. organiser: who calls it, by name. changed_at: when it last changed."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    called_at: datetime
    changed_at: datetime
    sequence: int
    url: str
    organiser: str
    place: str = ""
    text: str = ""
    is_cancelled: bool = False


def calendar_of(entries: Sequence[Entry], *, name: str, zone: str, source: str) -> bytes:
    """Meetings in the time zone `zone` (`Asia/Seoul`), with that zone's definition. source: the feed's address."""
    calendar = Calendar()
    calendar.add("prodid", "-//Madang//Bodies//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("source", source, parameters={"VALUE": "URI"})
    for entry in entries:
        calendar.add_component(_event(entry, ZoneInfo(zone)))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("created", entry.called_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.title)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    event.add("categories", [entry.organiser])
    event.add("url", entry.url)
    if entry.place:
        event.add("location", entry.place)
    if entry.text:
        event.add("description", entry.text)
    return event
