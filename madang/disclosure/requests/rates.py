"""By how much agencies lower fees: what each announced, for everybody and for the agency's desk. A door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import Organisation, Role
from madang.accounts.queries import find_organisations
from madang.accounts.viewers import Viewer
from madang.common.errors import Refusal
from madang.common.http import csv_response
from madang.disclosure.actions.fees import announce_fee_rate
from madang.disclosure.models import FeeRate
from madang.disclosure.requests.fees import REDUCTIONS
from madang.disclosure.requests.wording import REDUCTIONS as WORDS
from madang.disclosure.requests.wording import ground_label

PER_PAGE = 50
COLUMNS = ("agency", "name", "ground", "percent", "since_on", "announced_at")


@dataclass(frozen=True)
class Row:
    """An agency with its rate by ground, in the order of `REDUCTIONS`; None where it announced none."""

    organisation: Organisation
    rates: list[FeeRate | None]

    @property
    def is_missing(self) -> bool:
        return not any(self.rates)


def rows_of(organisations: list[Organisation], viewer: Viewer, *, on: date) -> list[Row]:
    """The rates in force of these agencies. One query."""
    found = FeeRate.objects.visible_to(viewer).in_force(on=on).filter(organisation__in=organisations)
    rates: Mapping[tuple[int, str], FeeRate] = {(one.organisation_id, one.ground): one for one in found}
    return [Row(one, [rates.get((one.pk, ground)) for ground in REDUCTIONS]) for one in organisations]


@require_safe
def fees(request: ViewerRequest) -> HttpResponse:
    """What every agency takes off a fee, by ground; who announced nothing is shown as that, last."""
    on, agency = localdate(), request.GET.get("agency", "").strip()[:100]
    announced = FeeRate.objects.visible_to(request.viewer).in_force(on=on).values("organisation")
    found = find_organisations(viewer=request.viewer, q=agency, on=on)
    found = found.annotate(has_none=~Q(pk__in=announced)).order_by("has_none", "code")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    coming = FeeRate.objects.visible_to(request.viewer).filter(since_on__gt=on).select_related("organisation")
    context = {
        "page": page,
        "rows": rows_of(list(page.object_list), request.viewer, on=on),
        "grounds": [ground_label(ground) for ground in REDUCTIONS],
        "coming": [(one, ground_label(one.ground)) for one in coming.order_by("since_on")[:PER_PAGE]],
        "agency": agency,
        "query": urlencode({"agency": agency}) if agency else "",
        "is_officer": bool(request.viewer.organisations_as(Role.DISCLOSURE_OFFICER)),
    }
    return render(request, "disclosure/requests/fees.html", context)


@require_safe
def fees_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """Every rate ever announced, as CSV."""
    found = FeeRate.objects.visible_to(request.viewer).select_related("organisation")
    rows = (
        (one.organisation.code, one.organisation.name_ko, one.ground, one.percent, one.since_on, one.announced_at)
        for one in found.iterator(chunk_size=500)
    )
    return csv_response(COLUMNS, rows, name=f"fee-rates-{localdate()}")


class RateForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=None)
    ground = forms.ChoiceField(label=_("Ground for a lower fee"), choices=list(WORDS.items()))
    percent = forms.IntegerField(label=_("Lowered by percent"), min_value=0, max_value=100)
    since_on = forms.DateField(label=_("Holds from"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = viewer.organisations_as(Role.DISCLOSURE_OFFICER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=own)  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedInRequest) -> HttpResponse:
    """The officer announces a rate."""
    own = request.viewer.organisations_as(Role.DISCLOSURE_OFFICER)
    if not own:
        return render(request, "disclosure/requests/no_desk.html", status=403)
    form = RateForm(request.POST or None, viewer=request.viewer, initial={"since_on": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            announce_fee_rate(**form.cleaned_data, by=request.user, at=now())
            return redirect("requests:desk-fees")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    found = FeeRate.objects.visible_to(request.viewer).filter(organisation__in=own).select_related("organisation")
    rates = [(one, ground_label(one.ground)) for one in found]
    context = {"form": form, "rates": rates, "today": localdate()}
    return render(request, "disclosure/requests/fees_desk.html", context, status=422 if form.errors else 200)
