"""What letters say of meetings."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madang.bodies.models import Meeting


def absolute(path: str) -> str:
    """A page of this site, to be opened from elsewhere."""
    return f"{settings.SITE_URL}{path}"


def meeting_lines(meeting: Meeting) -> Iterator[str]:
    """A meeting in a few lines: body, title, when, where, what has become of it, agenda."""
    yield f"{meeting.body.name} · {meeting.title}"
    yield date_format(localtime(meeting.starts_at), "DATETIME_FORMAT")
    if meeting.place:
        yield meeting.place
    if meeting.cancelled_reason:
        yield _("Cancelled: %(reason)s") % {"reason": meeting.cancelled_reason}
    yield from (str(item) for item in meeting.items.all())
