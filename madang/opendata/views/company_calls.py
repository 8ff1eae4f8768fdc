"""Calls to companies and their applications: for everyone, for who applied, and for the office."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.audit import look
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.common.http import client_ip
from madang.opendata.actions import companies as actions
from madang.opendata.forms import companies as forms
from madang.opendata.models import CompanyApplication, CompanyCall
from madang.opendata.queries import companies as queries
from madang.opendata.views.companies import crumbs
from madang.opendata.views.shared import acted, desk_page, form_page, no_desk, paged, person, submitted


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Calls to companies"), reverse("opendata:company-calls") if last else ""), *last)


@require_safe
def calls(request: ViewerRequest) -> HttpResponse:
    """Every call, the latest first."""
    context = paged(request, queries.calls(request.viewer))
    is_office = bool(request.viewer.organisations_as(Role.DATA_OFFICER))
    context |= {"today": localdate(), "is_office": is_office, "crumbs": trail()}
    return render(request, "opendata/company_calls.html", context)


@require_safe
def call(request: ViewerRequest, code: str) -> HttpResponse:
    """A call, its criteria, and who was chosen."""
    found = get_object_or_404(queries.calls(request.viewer), code=code)
    context = {
        "call": found,
        "is_open": found.is_open(on=localdate()),
        "is_over": localdate() > found.closes_on,
        "choices": queries.choices_from(found),
        "mine": queries.my_applications(request.viewer, found),
        "may_decide": queries.may_decide(request.viewer, found),
        "crumbs": trail((found.title, "")),
    }
    return render(request, "opendata/company_call.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Call companies, as an office."""
    if closed := no_desk(request):
        return closed
    form = forms.CallForm(request.POST or None, viewer=request.viewer, initial={"opens_on": localdate()})
    made: list[CompanyCall] = []
    if submitted(form, lambda read: made.append(actions.open_call(**read, by=person(request), at=now()))):
        return redirect(made[0])
    title = _("Call companies")
    return form_page(request, form, title=title, button=_("Announce the call"), crumbs=trail((title, "")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: ViewerRequest, code: str) -> HttpResponse:
    """Apply to a call."""
    found = get_object_or_404(queries.calls(request.viewer), code=code)
    form = forms.ApplicationForm(request.POST or None)
    made: list[CompanyApplication] = []
    if submitted(form, lambda read: made.append(actions.apply(call=found, **read, by=person(request), at=now()))):
        return redirect(made[0])
    back = trail((found.title, found.get_absolute_url()), (_("Apply"), ""))
    return form_page(request, form, title=_("Apply"), button=_("Apply"), crumbs=back, lede=found.title)


def found_or_404(request: ViewerRequest, code: str) -> CompanyApplication:
    found = queries.application_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such application, or it is not yours."))
    return found


@login_required
@require_safe
def application(request: ViewerRequest, code: str) -> HttpResponse:
    """An application, for who applied and for the office."""
    found = found_or_404(request, code)
    may_decide = queries.may_decide(request.viewer, found.call)
    if found.applicant_id != person(request).pk:
        look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    context = {
        "application": found,
        "is_waiting": found.state == CompanyApplication.State.RECEIVED,
        "is_over": localdate() > found.call.closes_on,
        "is_own": found.applicant_id == person(request).pk,
        "may_decide": may_decide,
        "crumbs": trail((found.call.title, found.call.get_absolute_url()), (found.name, "")),
    }
    return render(request, "opendata/company_application.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: ViewerRequest, code: str) -> HttpResponse:
    """The office's scores by every criterion."""
    found = found_or_404(request, code)
    form = forms.ScoresForm(request.POST or None, application=found)
    if submitted(
        form,
        lambda read: actions.score_application(application=found, scores=form.scores(), by=person(request), at=now()),
    ):
        return redirect(found)
    title = _("Score the application")
    back = trail((found.name, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Keep the scores"), crumbs=back, lede=found.name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ViewerRequest, code: str) -> HttpResponse:
    """Choose the company, or do not."""
    found = found_or_404(request, code)
    form = forms.ChoiceForm(request.POST or None, initial={"decided_on": localdate()})
    if submitted(
        form, lambda read: actions.decide_application(application=found, **read, by=person(request), at=now())
    ):
        return redirect(found)
    title = _("Decide on the application")
    back = trail((found.name, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=back, lede=found.name)


@login_required
@require_POST
def withdraw(request: ViewerRequest, code: str) -> HttpResponse:
    found = found_or_404(request, code)
    return acted(lambda: actions.withdraw_application(application=found, by=person(request), at=now()), found)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """Applications that the officer's agencies must decide, best score first."""
    waiting = queries.applications_at_desk(request.viewer)
    return desk_page(request, "opendata/companies_desk.html", waiting, crumbs((_("To be decided"), "")))
