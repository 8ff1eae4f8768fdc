"""The desk of the lists: announce, hand over, change, end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import SignedInRequest
from madang.common.errors import Refusal
from madang.disclosure import actions
from madang.disclosure.actions.ahead import ROLES
from madang.disclosure.ahead import queries
from madang.disclosure.ahead.forms import AnnounceForm, EndForm, FulfilForm, TermsForm
from madang.disclosure.models import AnnouncedInformation


def own_organisations(request: SignedInRequest) -> set[int]:
    """Where the viewer keeps lists. Raises `PermissionDenied` for those who keep none."""
    own = request.viewer.organisations_as(*ROLES)
    if not own:
        raise PermissionDenied
    return own


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What my agencies promised; what is due next stands first."""
    own, today = own_organisations(request), localdate()
    found = [
        kept
        for kept in queries.lists(queries.Narrowed(has_ended=False), at=today)
        if kept.information.organisation_id in own
    ]
    found.sort(key=lambda kept: (-len(kept.missed), kept.next_due is None, kept.next_due))
    return render(request, "ahead/desk.html", {"found": found, "today": today, "total": queries.shares(found)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedInRequest) -> HttpResponse:
    form = AnnounceForm(own_organisations(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.announce_information(**form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("The promise is public now."))
            return redirect("ahead:keep", code=made.code)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {"form": form, "surveys": queries.surveys_of_wishes(request.viewer)}
    return render(request, "ahead/announce.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: SignedInRequest, code: str) -> HttpResponse:
    """Hand over what was promised, change how often, or end the promise."""
    own = own_organisations(request)
    found = get_object_or_404(AnnouncedInformation.objects.filter(organisation__in=own), code=code)
    act = request.POST.get("act", "")
    days = queries.open_days(found, at=localdate())
    fulfil = FulfilForm(days, request.POST if act == "fulfil" else None, initial={"due_on": days[0] if days else None})
    latest = found.terms.latest("since_on")
    change = TermsForm(request.POST if act == "change" else None, initial={"cycle": latest.cycle})
    end = EndForm(request.POST if act == "end" else None)
    forms = {"fulfil": fulfil, "change": change, "end": end}
    if (form := forms.get(act)) and form.is_valid():
        try:
            carry_out(act, found, form.cleaned_data, request)
            messages.success(request, _("Done. It is public now."))
            return redirect("ahead:keep", code=code)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {"information": found, "kept": queries.kept_of(found, at=localdate()), **forms}
    return render(request, "ahead/keep.html", context, status=422 if act else 200)


def carry_out(act: str, found: AnnouncedInformation, given: dict[str, object], request: SignedInRequest) -> None:
    by, at = request.user, now()
    if act == "fulfil":
        actions.fulfil_promise(information=found, **({"due_on": None} | given), by=by, at=at)  # type: ignore[arg-type]
    elif act == "change":
        actions.change_terms(information=found, **given, by=by, at=at)  # type: ignore[arg-type]
    else:
        actions.end_information(information=found, **given, by=by, at=at)  # type: ignore[arg-type]
