"""Consulting: free times for everyone, appointments for who booked them and for the office."""

from datetime import UTC

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.audit import look
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.bodies.calendars import Entry, calendar_of
from madang.common.http import client_ip
from madang.opendata.actions import consulting as actions
from madang.opendata.forms import consulting as forms
from madang.opendata.forms.showcase import ReasonForm
from madang.opendata.models import Appointment, ConsultingSlot
from madang.opendata.queries import consulting as queries
from madang.opendata.views.shared import acted, csv_response, desk_page, form_page, no_desk, paged, person, submitted

CSV_COLUMNS = ("code", "agency", "kind", "starts_at", "ends_at", "place", "state", "url")


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (pgettext("opendata", "Consulting"), reverse("opendata:consulting") if last else "")
    return [*start, here, *last]


@require_safe
def slots(request: ViewerRequest) -> HttpResponse:
    """Times that can be booked."""
    form = forms.SlotFilterForm(request.GET)
    found = queries.free_slots(request.viewer, at=now(), **form.read())
    is_office = bool(request.viewer.organisations_as(Role.DATA_OFFICER))
    context = {"form": form, **paged(request, found), "is_office": is_office, "crumbs": crumbs()}
    return render(request, "opendata/consulting.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The times to come as CSV, free or not; who comes is in none of them."""
    found = queries.announced_slots(PUBLIC, at=now(), **forms.SlotFilterForm(request.GET).read())
    return csv_response(CSV_COLUMNS, (csv_row(one) for one in found), name=f"consulting-{localdate()}.csv")


def csv_row(one: ConsultingSlot) -> tuple[object, ...]:
    state = "called-off" if one.cancelled_at else "free" if one.is_free else "taken"  # type: ignore[attr-defined]
    times = (localtime(one.starts_at).isoformat(), localtime(one.ends_at).isoformat())
    url = settings.SITE_URL + reverse("opendata:consulting-book", args=[one.code])
    return (one.code, one.organisation.code, one.kind, *times, one.place, state, url)


@require_safe
def all_times(request: ViewerRequest) -> HttpResponse:
    """The times to come for calendars to subscribe to: `?agency=`, `?kind=`. One that is called off says so."""
    found = queries.announced_slots(PUBLIC, at=now(), **forms.SlotFilterForm(request.GET).read())
    host = settings.SITE_URL.partition("//")[2]
    entries = [
        Entry(
            uid=f"slot-{one.code}@{host}",
            title=slot_title(one),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            called_at=one.opened_at,
            changed_at=one.cancelled_at or one.opened_at,
            sequence=1 if one.cancelled_at else 0,
            url=settings.SITE_URL + reverse("opendata:consulting-book", args=[one.code]),
            organiser=one.organisation.name,
            place=one.place,
            is_cancelled=one.cancelled_at is not None,
        )
        for one in found
    ]
    source = settings.SITE_URL + request.get_full_path()
    content = calendar_of(entries, name=_("Consulting on public data"), zone=settings.TIME_ZONE, source=source)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def slot_title(one: ConsultingSlot) -> str:
    return _("Consulting on public data: %(agency)s") % {"agency": one.organisation.name}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: ViewerRequest, code: str) -> HttpResponse:
    """Book a time."""
    slot = get_object_or_404(ConsultingSlot.objects.visible_to(request.viewer), code=code)
    form = forms.BookForm(request.POST or None)
    made: list[Appointment] = []
    if submitted(form, lambda read: made.append(actions.book(slot=slot, **read, by=person(request), at=now()))):
        return redirect(made[0])
    title = _("Book this time")
    context = {"form": form, "slot": slot, "title": title, "crumbs": crumbs((title, ""))}
    return render(request, "opendata/consulting_book.html", context, status=422 if form.errors else 200)


def found_or_404(request: ViewerRequest, code: str) -> Appointment:
    """The appointment, for who may read it; an officer's look is noted."""
    found = queries.appointment_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such appointment, or it is not yours."))
    if found.asker_id != person(request).pk:
        look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    return found


@login_required
@require_safe
def appointment(request: ViewerRequest, code: str) -> HttpResponse:
    found = found_or_404(request, code)
    is_standing = found.cancelled_at is None and found.slot.starts_at > now()
    context = {
        "appointment": found,
        "is_own": found.asker_id == person(request).pk,
        "is_standing": is_standing,
        "crumbs": crumbs((_("My appointments"), reverse("opendata:appointments")), (str(found), "")),
    }
    return render(request, "opendata/appointment.html", context)


@login_required
@require_safe
def calendar(request: ViewerRequest, code: str) -> HttpResponse:
    """The appointment as iCalendar; what it is about is not in it, for calendars are shared."""
    found = found_or_404(request, code)
    slot, url = found.slot, settings.SITE_URL + found.get_absolute_url()
    changed_at = found.cancelled_at or found.booked_at
    entry = Entry(
        uid=f"{found.code}@{settings.SITE_URL.partition('//')[2]}",
        title=_("Consulting on public data: %(agency)s") % {"agency": slot.organisation.name},
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        called_at=found.booked_at.astimezone(UTC),
        changed_at=changed_at,
        sequence=1 if found.cancelled_at else 0,
        url=url,
        organiser=slot.organisation.name,
        place=slot.place,
        is_cancelled=found.cancelled_at is not None,
    )
    source = settings.SITE_URL + reverse("opendata:appointment-calendar", args=[found.code])
    content = calendar_of([entry], name=entry.title, zone=settings.TIME_ZONE, source=source)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


@login_required
@require_safe
def mine(request: ViewerRequest) -> HttpResponse:
    context = paged(request, queries.my_appointments(request.viewer))
    context |= {"now": now(), "crumbs": crumbs((_("My appointments"), ""))}
    return render(request, "opendata/appointments.html", context)


@login_required
@require_POST
def cancel(request: ViewerRequest, code: str) -> HttpResponse:
    found = found_or_404(request, code)
    return acted(lambda: actions.cancel(appointment=found, by=person(request), at=now()), found)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """The office's times to come, and who comes."""
    coming = queries.slots_at_desk(request.viewer, at=now())
    return desk_page(request, "opendata/consulting_desk.html", coming, crumbs((_("Times of your office"), "")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Open times."""
    if closed := no_desk(request):
        return closed
    form = forms.SlotsForm(request.POST or None, viewer=request.viewer)
    if submitted(form, lambda read: actions.open_slots(**read, by=person(request), at=now())):
        return redirect("opendata:consulting-desk")
    title = _("Open times for consulting")
    return form_page(request, form, title=title, button=_("Open them"), crumbs=crumbs((title, "")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: ViewerRequest, code: str) -> HttpResponse:
    """Call a time off."""
    slot = get_object_or_404(ConsultingSlot.objects.visible_to(request.viewer), code=code)
    form = ReasonForm(request.POST or None)
    if submitted(form, lambda read: actions.call_off(slot=slot, **read, by=person(request), at=now())):
        return redirect("opendata:consulting-desk")
    title = _("Call the time off")
    return form_page(request, form, title=title, button=title, crumbs=crumbs((title, "")), lede=str(slot))
