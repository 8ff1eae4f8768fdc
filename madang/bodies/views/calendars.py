"""Calendar feeds: of everything, of a body with its groups, of an agency's bodies, of one meeting."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.bodies.calendars import Entry, calendar_of
from madang.bodies.models import Meeting
from madang.bodies.queries import meetings
from madang.bodies.queries.bodies import find_body
from madang.bodies.wording import closing_sentence


def entry_of(meeting: Meeting) -> Entry:
    """A meeting for a calendar, as everyone reads it.

    The host of the UID is this site's name when the meeting was called, and stays.
    """
    agenda = "\n".join(str(item) for item in meeting.items.all())
    state = _("Cancelled: %(reason)s") % {"reason": meeting.cancelled_reason} if meeting.cancelled_reason else ""
    closed = closing_sentence(meeting)
    return Entry(
        uid=f"{meeting.code}@madang",
        title=f"{meeting.body.name}: {meeting.title}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        called_at=meeting.called_at,
        changed_at=meeting.changed_at,
        sequence=meeting.sequence,
        url=settings.SITE_URL + meeting.get_absolute_url(),
        organiser=meeting.body.name,
        place=meeting.place,
        text="\n\n".join(part for part in (state, closed, agenda) if part),
        is_cancelled=meeting.state in (Meeting.State.CANCELLED, Meeting.State.INQUORATE),
    )


def answer(request: HttpRequest, found: list[Meeting], *, name: str, file: str) -> HttpResponse:
    source = settings.SITE_URL + request.get_full_path()
    content = calendar_of([entry_of(one) for one in found], name=name, zone=settings.TIME_ZONE, source=source)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    response["Cache-Control"] = "public, max-age=900"
    return response


@require_safe
def all_meetings(request: HttpRequest) -> HttpResponse:
    """Every body's meetings; `?agency=` those of the bodies that an agency runs."""
    name = _("Councils and committees")
    if agency := request.GET.get("agency", ""):
        name = get_object_or_404(Organisation, code=agency).name
    return answer(request, meetings.for_calendar(PUBLIC, at=now(), agency=agency), name=name, file="meetings")


@require_safe
def of_body(request: HttpRequest, code: str) -> HttpResponse:
    """The meetings of a body and its groups."""
    body = find_body(code, PUBLIC)
    if body is None:
        raise Http404(_("There is no such body."))
    return answer(request, meetings.for_calendar(PUBLIC, at=now(), body=code), name=body.name, file=code)


@require_safe
def of_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting, to put into one's own calendar."""
    meeting = meetings.find_meeting(code, PUBLIC)
    if meeting is None:
        raise Http404(_("There is no such meeting."))
    return answer(request, [meeting], name=meeting.body.name, file=f"meeting-{meeting.number}")
