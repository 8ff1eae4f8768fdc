"""What happened in bodies, newest first, for feeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madang.accounts.viewers import Viewer
from madang.bodies.models import Body, Call, Draw, Meeting, Minutes


@dataclass(frozen=True)
class Happening:
    """One line of a feed. guid: stable, of its own for each thing that happened."""

    guid: str
    at: datetime
    title: str
    text: str
    url: str


def happenings(viewer: Viewer, *, body: Body | None, limit: int) -> list[Happening]:
    """Meetings called, changed, cancelled and held, minutes, calls and draws; of a body with its groups, or of all."""
    found = [
        *_meetings(viewer, body, limit),
        *_minutes(viewer, body, limit),
        *_calls(viewer, body, limit),
        *_draws(viewer, body, limit),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _of(body: Body | None, path: str) -> Q:
    return Q(**{path: body}) | Q(**{f"{path}__parent": body}) if body else Q()


def _meetings(viewer: Viewer, body: Body | None, limit: int) -> Iterator[Happening]:
    found = Meeting.objects.visible_to(viewer).filter(_of(body, "body")).select_related("body")
    for one in found.order_by("-changed_at")[:limit]:
        begins = date_format(localtime(one.starts_at), "DATETIME_FORMAT")
        text = " · ".join(part for part in (one.body.name, begins, one.place, one.cancelled_reason) if part)
        title = f"{one.get_state_display()}: {one.title}"
        yield Happening(f"urn:uuid:{one.code}#{one.state}", one.changed_at, title, text, one.get_absolute_url())


def _minutes(viewer: Viewer, body: Body | None, limit: int) -> Iterator[Happening]:
    found = Minutes.objects.visible_to(viewer).filter(_of(body, "meeting__body"), published_at__isnull=False)
    for one in found.select_related("meeting__body").order_by("-published_at")[:limit]:
        assert one.published_at is not None
        title = _("Minutes: %(meeting)s") % {"meeting": one.meeting.title}
        guid = f"urn:uuid:{one.meeting.code}#minutes-{one.number}"
        text = one.correction or one.meeting.body.name
        yield Happening(guid, one.published_at, title, text, one.meeting.get_absolute_url())


def _calls(viewer: Viewer, body: Body | None, limit: int) -> Iterator[Happening]:
    found = Call.objects.visible_to(viewer).filter(_of(body, "body")).select_related("body")
    for one in found.order_by("-announced_at")[:limit]:
        title = _("Members sought: %(call)s") % {"call": one.title}
        yield Happening(f"urn:uuid:{one.code}", one.announced_at, title, one.body.name, one.get_absolute_url())


def _draws(viewer: Viewer, body: Body | None, limit: int) -> Iterator[Happening]:
    found = Draw.objects.visible_to(viewer).filter(_of(body, "body"), committed_at__isnull=False)
    for one in found.select_related("body").order_by("-committed_at")[:limit]:
        assert one.committed_at is not None
        url, code = one.get_absolute_url(), one.code
        title = _("Pool and panels published: %(draw)s") % {"draw": one.title}
        yield Happening(f"urn:uuid:{code}#committed", one.committed_at, title, one.body.name, url)
        if one.drawn_at:
            title = _("Drawn: %(draw)s") % {"draw": one.title}
            yield Happening(f"urn:uuid:{code}#drawn", one.drawn_at, title, one.body.name, url)
