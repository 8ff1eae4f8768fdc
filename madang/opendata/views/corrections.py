"""The office corrects what it entered of a company or an agreement."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.opendata.actions import corrections as actions
from madang.opendata.forms import corrections as forms
from madang.opendata.models import Agreement, AgreementOutcome, CompanyOutcome, CompanySupport
from madang.opendata.views import agreements, companies
from madang.opendata.views.shared import form_page, person, submitted

KINDS: dict[str, tuple[Any, type[Form], str, str]] = {
    "support": (CompanySupport, forms.SupportCorrectionForm, "company", "organisation"),
    "figures": (CompanyOutcome, forms.OutcomeCorrectionForm, "company", "organisation"),
    "results": (AgreementOutcome, forms.ResultCorrectionForm, "agreement", "agreement__organisation"),
}
"""By the word in the address: the model, its form, what it is of, and the path to the agency that entered it."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ViewerRequest, name: str, key: int) -> HttpResponse:
    """Enter anew, with the reason; the form begins with what was entered."""
    model, form_class, owner, path = KINDS[name]
    own = request.viewer.organisations_as(Role.DATA_OFFICER)
    entry = get_object_or_404(model.objects.select_related(owner).filter(**{f"{path}__in": own}), pk=key)
    of = getattr(entry, owner)
    initial = {field: getattr(entry, field) for field in form_class.base_fields if hasattr(entry, field)}
    form = form_class(request.POST or None, initial=initial)
    if "agreement" in form.fields:
        form.fields["agreement"].queryset = Agreement.objects.filter(organisation=entry.organisation)  # type: ignore[attr-defined]
    if submitted(form, lambda read: actions.correct(entry=entry, **read, by=person(request), at=now())):
        return redirect(of)
    title = _("Correct the entry")
    trail = companies.crumbs if owner == "company" else agreements.crumbs
    lede = _("The entry that is corrected stays readable, marked as corrected.")
    back = trail((str(of), of.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Enter the correction"), crumbs=back, lede=lede)
