"""Public pages of meetings: the list, a meeting, its papers and minutes."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.bodies.desk_forms import NeedsForm
from madang.bodies.forms import MeetingFilterForm
from madang.bodies.models import Meeting, Paper
from madang.bodies.queries import meetings as queries
from madang.bodies.views.shared import paged
from madang.common.http import csv_response
from madang.documents.stores import public_files

COLUMNS = (
    "code",
    "body",
    "body_name",
    "number",
    "kind",
    "form",
    "title",
    "starts_at",
    "ends_at",
    "state",
    "held_on",
    "open",
    "closed_reason",
    "closed_basis",
    "closed_until",
    "opened_at",
    "minutes_published_at",
    "url",
)


@require_safe
def meetings(request: ViewerRequest) -> HttpResponse:
    """Meetings of all bodies: those to come first, then the list, narrowed and paged."""
    form = MeetingFilterForm(request.GET)
    found = queries.listed(request.viewer, form.filters())
    context = {**paged(request, found), "form": form, "next": queries.upcoming(request.viewer, at=now(), limit=10)}
    return render(request, "bodies/meetings.html", context)


@require_safe
def meetings_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """The filtered list as CSV, whole."""
    found = queries.listed(request.viewer, MeetingFilterForm(request.GET).filters()).prefetch_related("minutes")
    return csv_response(COLUMNS, (csv_row(one) for one in found), name=f"meetings-{localdate()}")


def csv_row(one: Meeting) -> tuple[Any, ...]:
    published = [minutes.published_at for minutes in one.minutes.all() if minutes.published_at]
    return (
        one.code,
        one.body.code,
        one.body.name_ko,
        one.number,
        one.kind,
        one.mode,
        one.title_ko,
        one.starts_at.isoformat(),
        one.ends_at.isoformat(),
        one.state,
        one.held_on or "",
        "yes" if one.is_open else "no",
        one.closed_reason,
        one.closed_basis,
        one.closed_until or "",
        one.opened_at.isoformat() if one.opened_at else "",
        min(published).isoformat() if published else "",
        settings.SITE_URL + one.get_absolute_url(),
    )


@require_safe
def meeting(request: ViewerRequest, code: str) -> HttpResponse:
    """A meeting: when and where, agenda, papers, who was there, decisions with votes, minutes, what follows."""
    return render(request, "bodies/meeting.html", meeting_context(request, found_meeting(request, code)))


def found_meeting(request: ViewerRequest, code: str) -> Meeting:
    found = queries.find_meeting(code, request.viewer)
    if found is None:
        raise Http404(_("There is no such meeting."))
    return found


def meeting_context(request: ViewerRequest, found: Meeting) -> dict[str, Any]:
    at = now()
    return {
        "meeting": found,
        "body": found.body,
        "today": localdate(at),
        "present": [one for one in found.attendances.all() if one.presence == "present"],
        "minutes": queries.published_minutes(found),
        "places": queries.places(found) if found.capacity is not None else None,
        "takes_registrations": found.takes_registrations(at=at),
        "own": queries.own_registration(found, request.viewer),
        "is_inside": queries.reads_inside(found, request.viewer),
        "is_secretary": found.body.is_kept_by(request.viewer),
        "structured": structured(found),
        "form": NeedsForm(),
        "invited": found.attendances.filter(member__user=request.viewer.user).first() if request.viewer.user else None,
        "can_answer": found.state == Meeting.State.CALLED and at < found.starts_at,
    }


def structured(found: Meeting) -> dict[str, Any]:
    """The meeting as schema.org data (Event)."""
    statuses = {"cancelled": "EventCancelled", "inquorate": "EventCancelled"}
    modes = {"online": "OnlineEventAttendanceMode", "hybrid": "MixedEventAttendanceMode"}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": found.title,
        "identifier": found.ref,
        "url": settings.SITE_URL + found.get_absolute_url(),
        "startDate": found.starts_at.isoformat(),
        "endDate": found.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{statuses.get(found.state, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{modes.get(found.mode, 'OfflineEventAttendanceMode')}",
        "location": {"@type": "Place", "name": found.place or found.body.name, "address": found.place},
        "organizer": {"@type": "Organization", "name": found.body.name},
    }


@require_safe
def paper(request: ViewerRequest, code: str) -> FileResponse:
    """A published paper, out of the public store only. Always a download, never shown inline."""
    found = Paper.objects.visible_to(request.viewer).filter(code=code, state=Paper.State.PUBLISHED).first()
    if found is None or not public_files().has(found.sha256):
        raise Http404(_("There is no such paper, or it is not public."))
    response = FileResponse(public_files().open(found.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.file_name) or ""
    response["Content-Length"] = str(found.size)
    response["ETag"] = f'"{found.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def transcript(request: ViewerRequest, code: str) -> HttpResponse:
    """The published transcript as text."""
    found = found_meeting(request, code)
    minutes = queries.published_minutes(found)
    if minutes is None or not minutes.transcript:
        raise Http404(_("There is no transcript of this meeting."))
    response = HttpResponse(minutes.transcript, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="transcript-{found.body.code}-{found.number}.txt"'
    return response
