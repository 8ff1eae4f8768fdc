"""The register of held data, for everyone."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import PUBLIC
from madang.opendata.forms.register import NarrowForm
from madang.opendata.models import HeldType
from madang.opendata.pictures import rate_columns
from madang.opendata.queries import quality
from madang.opendata.queries import register as queries
from madang.opendata.queries.register import YearEnd
from madang.opendata.registerfile import COLUMNS
from madang.opendata.views.shared import csv_response, paged


def day_of(request: ViewerRequest) -> date:
    """The day asked for, at most today."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), localdate())
    except ValueError:
        return localdate()


def picture_of(years: list[YearEnd]) -> Any:
    """The history as columns, with what others said of each year."""
    return rate_columns(
        [
            (
                str(year.measured.on.year) if year.is_year_end else year.measured.on.isoformat(),
                year.measured.rate,
                [(figure.rate, figure.is_target) for figure in year.reported if figure.rate is not None],
            )
            for year in years
        ]
    )


@require_safe
def overview(request: ViewerRequest) -> HttpResponse:
    """How much of what agencies hold is open: today or on a day, year by year, by agency, by area."""
    on = day_of(request)
    years = queries.history(on=on)
    agencies = queries.by_agency(on=on)
    context = {
        "on": on,
        "is_today": on == localdate(),
        "rate": queries.open_rate(on=on),
        "years": years,
        "picture": picture_of(years) if years else None,
        "agencies": agencies,
        "areas": queries.by_area(on=on),
        "late": sum(agency.late for agency in agencies),
        "planned": sum(agency.planned for agency in agencies),
        "closed": sum(agency.closed for agency in agencies),
        "crumbs": [(_("Open data"), reverse("opendata:datasets")), (_("Register of held data"), "")],
    }
    return render(request, "opendata/register.html", context)


@require_safe
def held_types(request: ViewerRequest) -> HttpResponse:
    """The register, narrowed and paged; with a day, as it was."""
    form = NarrowForm(request.GET)
    wanted = form.narrowed(localdate())
    found = queries.narrowed(request.viewer, wanted)
    crumbs = [
        (_("Open data"), reverse("opendata:datasets")),
        (_("Register of held data"), reverse("opendata:register")),
    ]
    context = {"form": form, "wanted": wanted, **paged(request, found), "crumbs": [*crumbs, (_("Entries"), "")]}
    return render(request, "opendata/held_types.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed register as CSV, whole: the denominator of the open rate; with `status=open`, the numerator."""
    wanted = NarrowForm(request.GET).narrowed(localdate())
    found = queries.narrowed(PUBLIC, wanted)
    rows = (csv_row(one) for one in found.iterator(chunk_size=1000))
    return csv_response((*COLUMNS, "agency_name", "url"), rows, name=f"register-{wanted.on}.csv")


def csv_row(one: HeldType) -> tuple[object, ...]:
    stated: Any = one.stated[0] if one.stated else None  # type: ignore[attr-defined]
    area = one.area.code if one.area else ""
    head = (one.organisation.code, one.number, one.title, one.description, area, one.held_since_on, one.held_until_on)
    tail = (one.organisation.name_ko, settings.SITE_URL + one.get_absolute_url())
    if stated is None:
        return (*head, *[""] * 7, *tail)
    items = ";".join(map(str, stated.items))
    said = (stated.status, stated.since_on, stated.reason, items, stated.planned_on, stated.note, stated.dataset_ref)
    return (*head, *said, *tail)


@require_safe
def held(request: ViewerRequest, code: str) -> HttpResponse:
    """One entry: what it is, whether it is open, why not, and everything that was stated of it."""
    found = queries.held_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such entry in the register."))
    on = localdate()
    history: list[Any] = found.history  # type: ignore[attr-defined]
    crumbs = [
        (_("Open data"), reverse("opendata:datasets")),
        (_("Register of held data"), reverse("opendata:register")),
    ]
    context = {
        "held": found,
        "history": history,
        "stated": history[0] if history and not found.held_until_on else None,
        "is_late": bool(history) and history[0].is_late(on=on),
        "may_keep": request.viewer.is_in(found.organisation_id, Role.DATA_OFFICER),
        "crumbs": [*crumbs, (found.title, "")],
    }
    return render(request, "opendata/held.html", context)


@require_safe
def agency(request: ViewerRequest, code: str) -> HttpResponse:
    """One agency's open data: its open rate year by year, and what it holds."""
    organisation = Organisation.objects.visible_to(request.viewer).filter(code=code).first()
    if organisation is None:
        raise Http404(_("There is no such agency."))
    on = day_of(request)
    years = [year for year in queries.history(on=on, organisation=code) if year.measured.held]
    shares = [one for one in queries.by_agency(on=on) if one.code == code]
    crumbs = [
        (_("Open data"), reverse("opendata:datasets")),
        (_("Register of held data"), reverse("opendata:register")),
    ]
    context = {
        "organisation": organisation,
        "on": on,
        "share": shares[0] if shares else None,
        "years": years,
        "picture": picture_of(years) if years else None,
        "latest": queries.latest_statements(10, organisation=code),
        "quality": quality.overall(on=on, organisation=code),
        "crumbs": [*crumbs, (organisation.name, "")],
    }
    return render(request, "opendata/agency.html", context)
