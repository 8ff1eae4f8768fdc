"""Agreements with partners: the public record, and what an office enters."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.opendata.actions import agreements as actions
from madang.opendata.forms import agreements as forms
from madang.opendata.models import Agreement
from madang.opendata.queries import agreements as queries
from madang.opendata.queries.agreements import Wanted
from madang.opendata.views.shared import csv_response, form_page, no_desk, paged, person, submitted

CSV_COLUMNS = (
    "code",
    "agency",
    "partner",
    "title",
    "signed_on",
    "since_on",
    "until_on",
    "ended_on",
    "agency_gives",
    "partner_gives",
    "companies",
    "results",
    "url",
)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (_("Agreements with partners"), reverse("opendata:agreements") if last else "")
    return [*start, here, *last]


@require_safe
def agreements(request: ViewerRequest) -> HttpResponse:
    form = forms.AgreementFilterForm(request.GET)
    found = queries.agreements(request.viewer, Wanted(on=localdate(), **form.read()))
    is_office = bool(request.viewer.organisations_as(Role.DATA_OFFICER))
    context = {"form": form, **paged(request, found), "is_office": is_office, "crumbs": crumbs()}
    for one in context["page"]:
        one.is_in_force = one.holds(on=localdate())
    return render(request, "opendata/agreements.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed list as CSV, whole."""
    wanted = Wanted(on=localdate(), **forms.AgreementFilterForm(request.GET).read())
    rows = (csv_row(one) for one in queries.agreements(PUBLIC, wanted).iterator(chunk_size=500))
    return csv_response(CSV_COLUMNS, rows, name=f"data-agreements-{localdate()}.csv")


def csv_row(one: Agreement) -> tuple[object, ...]:
    head = (one.code, one.organisation.code, one.partner, one.title)
    days = (one.signed_on, one.since_on, one.until_on, one.ended_on)
    counts = (one.companies, one.results)  # type: ignore[attr-defined]
    url = settings.SITE_URL + one.get_absolute_url()
    return (*head, *days, one.office_gives, one.partner_gives, *counts, url)


@require_safe
def agreement(request: ViewerRequest, code: str) -> HttpResponse:
    """Who gives what, which companies were supported under it, and what came of it."""
    found = get_object_or_404(queries.agreements(request.viewer, Wanted(on=localdate())), code=code)
    context = {
        "agreement": found,
        "is_in_force": found.holds(on=localdate()),
        "support": queries.support_under(found),
        "outcomes": queries.outcomes_of(found),
        "is_office": request.viewer.is_in(found.organisation_id, Role.DATA_OFFICER),
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "opendata/agreement.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    if closed := no_desk(request):
        return closed
    form = forms.AgreementForm(request.POST or None, viewer=request.viewer)
    made: list[Agreement] = []
    if submitted(form, lambda read: made.append(actions.enter_agreement(**read, by=person(request), at=now()))):
        return redirect(made[0])
    title = _("Enter an agreement")
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=crumbs((title, "")))


def found_or_404(request: ViewerRequest, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.viewer).select_related("organisation"), code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: ViewerRequest, code: str) -> HttpResponse:
    """Say what came of it."""
    found = found_or_404(request, code)
    form = forms.AgreementOutcomeForm(request.POST or None, initial={"on": localdate()})
    if submitted(
        form, lambda read: actions.enter_agreement_outcome(agreement=found, **read, by=person(request), at=now())
    ):
        return redirect(found)
    title = _("Enter what came of it")
    back = crumbs((found.title, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=back, lede=found.title)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ViewerRequest, code: str) -> HttpResponse:
    """End it before its time."""
    found = found_or_404(request, code)
    form = forms.EndForm(request.POST or None, initial={"ended_on": localdate()})
    if submitted(form, lambda read: actions.end_agreement(agreement=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("End the agreement")
    back = crumbs((found.title, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=title, crumbs=back, lede=found.title)
