"""Strategic areas: what each is about, which task force works on it, and under whom."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.opendata.actions import taskforces as actions
from madang.opendata.forms.taskforces import TaskForceEndForm, TaskForceForm
from madang.opendata.models import StrategicArea
from madang.opendata.queries import areas as queries
from madang.opendata.queries import catalogue
from madang.opendata.queries import register as register_queries
from madang.opendata.views.shared import csv_response, form_page, person, submitted

CSV_COLUMNS = ("code", "name_ko", "name_en", "since_on", "task_force", "body", "head", "has_head", "url")
DECISIONS_SHOWN = 10


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    here = (_("Strategic areas"), reverse("opendata:areas") if last else "")
    return [(_("Open data"), reverse("opendata:datasets")), here, *last]


def day_asked(request: ViewerRequest) -> date:
    """The day that `?on=` names; today where it names none or one to come."""
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return localdate()
    return min(asked, localdate())


@require_safe
def areas(request: ViewerRequest) -> HttpResponse:
    """Every area of a day, with its task force, its head, and how much of its data is open."""
    on = day_asked(request)
    shares = {one.code: one for one in register_queries.by_area(on=on)}
    counted = dict(catalogue.count_values(catalogue.base(request.viewer), "area", request.viewer))
    rows = [
        (one, shares.get(one.area.code), counted.get(one.area.code, 0)) for one in queries.areas(request.viewer, on=on)
    ]
    context = {"rows": rows, "on": on, "is_today": on == localdate(), "crumbs": crumbs()}
    return render(request, "opendata/areas.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The areas of a day as CSV."""
    on = day_asked(request)
    rows = (csv_row(one) for one in queries.areas(request.viewer, on=on))
    return csv_response(CSV_COLUMNS, rows, name=f"data-areas-{on}.csv")


def csv_row(one: queries.AreaState) -> tuple[object, ...]:
    area, working = one.area, one.task_force
    head = (area.code, area.name_ko, area.name_en, area.since_on)
    who = (working.body.name_ko, working.body.code, working.office) if working else ("", "", "")
    return (*head, *who, "yes" if one.has_head else "no", settings.SITE_URL + area.get_absolute_url())


def found_or_404(code: str) -> StrategicArea:
    return get_object_or_404(StrategicArea, code=code)


@require_safe
def area(request: ViewerRequest, code: str) -> HttpResponse:
    """One area: its task force and those before, what the task force decided, and the data of the area."""
    found, today = found_or_404(code), localdate()
    history = list(queries.history(found, request.viewer))
    working = next((one for one in history if one.holds(on=today)), None)
    counted = dict(catalogue.count_values(catalogue.base(request.viewer), "area", request.viewer))
    context = {
        "area": found,
        "task_force": working,
        "has_head": working.has_head(on=today) if working else False,
        "history": [one for one in history if one is not working],
        "decisions": queries.decisions_of(working, request.viewer)[:DECISIONS_SHOWN] if working else [],
        "share": next((one for one in register_queries.by_area(on=today) if one.code == code), None),
        "datasets": counted.get(code, 0),
        "crumbs": crumbs((found.name, "")),
    }
    return render(request, "opendata/area.html", context)


def require_administrator(request: ViewerRequest) -> None:
    """Show no form to whom the action would refuse."""
    if not request.viewer.is_administrator:
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_task_force(request: ViewerRequest, code: str) -> HttpResponse:
    """Say which body works on the area, and under whom."""
    require_administrator(request)
    found = found_or_404(code)
    form = TaskForceForm(request.POST or None, initial={"since_on": localdate()})
    if submitted(form, lambda read: actions.set_task_force(area=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Task force of the area “%(area)s”") % {"area": found.name}
    lede = _("What holds now ends on the day from which the new statement holds.")
    back = crumbs((found.name, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("State it"), crumbs=back, lede=lede)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ViewerRequest, code: str) -> HttpResponse:
    """State that no body works on the area any more."""
    require_administrator(request)
    found = found_or_404(code)
    form = TaskForceEndForm(request.POST or None, initial={"until_on": localdate()})
    if submitted(form, lambda read: actions.end_task_force(area=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("The area “%(area)s” has no task force any more") % {"area": found.name}
    back = crumbs((found.name, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("State it"), crumbs=back)
