"""Promising companies for everyone: the list, a company, the calls; and what an office enters of a company."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.opendata.actions import companies as actions
from madang.opendata.forms import companies as forms
from madang.opendata.models import Company, CompanyApplication
from madang.opendata.queries import companies as queries
from madang.opendata.queries.companies import Wanted
from madang.opendata.views.shared import csv_response, form_page, paged, person, submitted

CSV_COLUMNS = (
    "code",
    "company",
    "intro",
    "address",
    "chosen_on",
    "call",
    "agency",
    "reason",
    "score",
    "support_count",
    "support_won",
    "url",
)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (_("Promising companies"), reverse("opendata:companies") if last else "")
    return [*start, here, *last]


def wanted_of(request: ViewerRequest) -> tuple[forms.CompanyFilterForm, Wanted]:
    form = forms.CompanyFilterForm(request.GET)
    read = form.read()
    return form, Wanted(**(read | {"on": read["on"] or localdate()}))


@require_safe
def companies(request: ViewerRequest) -> HttpResponse:
    """The companies that were chosen."""
    form, wanted = wanted_of(request)
    context = {
        "form": form,
        **paged(request, queries.companies(request.viewer, wanted)),
        "calls": [call for call in queries.calls(request.viewer)[:50] if call.is_open(on=localdate())],
        "crumbs": crumbs(),
    }
    return render(request, "opendata/companies.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed list as CSV, a line for each time that a company was chosen. Without business numbers."""
    _form, wanted = wanted_of(request)

    rows = (
        csv_row(company, made)
        for company in queries.companies(PUBLIC, wanted).iterator(chunk_size=200)
        for made in queries.choices_of(company).filter(decided_on__lte=wanted.on)
    )
    return csv_response(CSV_COLUMNS, rows, name=f"promising-companies-{localdate()}.csv")


def csv_row(company: Company, made: CompanyApplication) -> tuple[object, ...]:
    said = (company.code, company.name, company.intro, company.url)
    call = (made.decided_on, made.call.title, made.call.organisation.code, made.reason)
    score = round(made.score, 2) if made.score is not None else ""  # type: ignore[attr-defined]
    given = (company.support_count or 0, company.support_total or 0)  # type: ignore[attr-defined]
    return (*said, *call, score, *given, settings.SITE_URL + company.get_absolute_url())


def found_or_404(request: ViewerRequest, code: str) -> Company:
    found = queries.company_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such company."))
    return found


@require_safe
def company(request: ViewerRequest, code: str) -> HttpResponse:
    """How a company was chosen, what it was given, and what came of it."""
    found = found_or_404(request, code)
    context = {
        "company": found,
        "choices": queries.choices_of(found),
        "support": queries.support_of(found),
        "outcomes": queries.outcomes_of(found),
        "is_office": bool(request.viewer.organisations_as(Role.DATA_OFFICER)),
        "crumbs": crumbs((found.name, "")),
    }
    return render(request, "opendata/company.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: ViewerRequest, code: str) -> HttpResponse:
    """Enter support that was given."""
    found = found_or_404(request, code)
    form = forms.SupportForm(request.POST or None, viewer=request.viewer)
    if submitted(form, lambda read: actions.enter_support(company=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Enter support")
    back = crumbs((found.name, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=back, lede=found.name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: ViewerRequest, code: str) -> HttpResponse:
    """Enter a figure of what came of it."""
    found = found_or_404(request, code)
    form = forms.OutcomeForm(request.POST or None, viewer=request.viewer)
    if submitted(form, lambda read: actions.enter_outcome(company=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Enter what came of it")
    back = crumbs((found.name, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=back, lede=found.name)
