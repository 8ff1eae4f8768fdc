"""The lists: ten areas, each agency's promises, what was kept and missed."""

from datetime import date, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.http import csv_response
from madang.common.refs import Target
from madang.disclosure.ahead import queries
from madang.disclosure.ahead.dates import due_dates
from madang.disclosure.ahead.forms import ListFilter
from madang.disclosure.ahead.queries import Kept, PromiseMade
from madang.disclosure.models import AnnouncedInformation, Area, Cycle, area_ref

PER_PAGE = 50
AHEAD = timedelta(days=370)
COLUMNS = (
    *("code", "agency_code", "agency", "area", "title", "due_on", "state", "fulfilled_on", "days_late", "what", "url"),
)


@require_safe
def areas(request: ViewerRequest) -> HttpResponse:
    """The ten areas at a glance, and what was missed."""
    form = ListFilter(request.GET)
    at = form.day(localdate())
    found = queries.lists(form.narrowed(), at=at, viewer=request.viewer)
    missed = queries.promises_of(found, state="missed")
    context = {
        "form": form,
        "at": at,
        "agency": agency_asked(request),
        "areas": queries.by_area(found),
        "total": queries.shares(found),
        "missed": missed[:10],
        "missed_total": len(missed),
        "query": request.GET.urlencode(),
        "surveys": queries.surveys_of_wishes(request.viewer)[:3],
    }
    return render(request, "ahead/areas.html", context)


def agency_asked(request: HttpRequest) -> Organisation | None:
    code = request.GET.get("agency", "")
    return Organisation.objects.filter(code=code).first() if code else None


@require_safe
def area(request: ViewerRequest, area: str) -> HttpResponse:
    """One area: what every agency promised in it."""
    chosen = Area(area)
    form = ListFilter({**request.GET.dict(), "area": chosen.value})
    at = form.day(localdate())
    found = queries.lists(form.narrowed(), at=at, viewer=request.viewer)
    context = {
        "area": chosen,
        "subject": area_ref(chosen),
        "form": form,
        "at": at,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "total": queries.shares(found),
        "query": without_page(request),
        "cycles": dict(Cycle.choices),
        "agency": agency_asked(request),
    }
    return render(request, "ahead/area.html", context)


def without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
def promises(request: ViewerRequest) -> HttpResponse:
    """Every promise, kept, late, missed or coming, as of any day."""
    form = ListFilter(request.GET)
    at = form.day(localdate())
    found = queries.promises_of(
        queries.lists(form.narrowed(), at=at, viewer=request.viewer), state=form.cleaned_data.get("state", "")
    )
    context = {
        "form": form,
        "at": at,
        "agency": agency_asked(request),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": without_page(request),
    }
    return render(request, "ahead/promises.html", context)


@require_safe
def information(request: ViewerRequest, code: str) -> HttpResponse:
    """One announced information: its terms, every promise, what was published."""
    found = get_object_or_404(
        AnnouncedInformation.objects.visible_to(request.viewer)
        .select_related("organisation")
        .prefetch_related("terms", "fulfilments"),
        code=code,
    )
    at = localdate()
    kept = queries.kept_of(found, at=at)
    context = {
        "information": found,
        "kept": kept,
        "promises": list(reversed(kept.promises)),
        "arisen": [each for each in found.fulfilments.all() if each.due_on is None],
        "terms": list(found.terms.all()),
        "total": queries.shares([kept]),
        "wanted": found.wanted_target,
    }
    return render(request, "ahead/information.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The promises asked for as CSV, UTF-8 with BOM."""
    form = ListFilter(request.GET)
    at = form.day(localdate())
    found = queries.promises_of(
        queries.lists(form.narrowed(), at=at, viewer=request.viewer), state=form.cleaned_data.get("state", "")
    )
    return csv_response(COLUMNS, (row_of(promise) for promise in found), name=f"promises-{at}")


def row_of(promise: PromiseMade) -> tuple[object, ...]:
    information, standing, there = promise.information, promise.standing, promise.fulfilment
    target: Target | None = there.target if there else None
    return (
        information.code,
        information.organisation.code,
        information.organisation.name_ko,
        information.area,
        information.title,
        standing.due_on,
        standing.state,
        standing.fulfilled_on or "",
        standing.days_late,
        there.title if there else "",
        (settings.SITE_URL + target.url if target.url.startswith("/") else target.url) if target else "",
    )


@require_safe
def calendar(request: ViewerRequest) -> HttpResponse:
    """What is due in the next year and was due in the last month, for calendar programs."""
    today = localdate()
    form = ListFilter(request.GET)
    whole = Calendar()
    whole.add("prodid", "-//Madang//Lists//EN")
    whole.add("version", "2.0")
    for kept in queries.lists(form.narrowed(), at=today, viewer=request.viewer):
        for day in coming_days(kept, today):
            whole.add_component(entry(kept, day))
    return HttpResponse(whole.to_ical(), content_type="text/calendar; charset=utf-8")


def coming_days(kept: Kept, today: date) -> list[date]:
    terms = [each.as_terms() for each in kept.information.terms.all()]
    days = due_dates(terms, until=today + AHEAD, ended_on=kept.information.ended_on)
    return [day for day in days if day > today - timedelta(days=31)]


def entry(kept: Kept, day: date) -> Event:
    information = kept.information
    event = Event()
    event.add("uid", f"{information.code}-{day}@{settings.SITE_URL.partition('//')[2]}")
    event.add("summary", f"{information.organisation.name}: {information.title}")
    event.add("description", information.scope)
    event.add("dtstart", day)
    event.add("dtstamp", information.announced_at)
    event.add("url", settings.SITE_URL + information.get_absolute_url())
    return event
