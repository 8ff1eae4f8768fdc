"""Audits for everyone, and the desks of members and of the agencies concerned."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import audit as private_audit
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import Role
from madang.common.errors import Refusal
from madang.disclosure import actions
from madang.disclosure.models import Audit, AuditItem
from madang.disclosure.watch import queries
from madang.disclosure.watch.decisions import shown_decision
from madang.disclosure.watch.forms import AnnounceForm, AnswerForm, ExamineForm

PER_PAGE = 30


@require_safe
def audits(request: ViewerRequest) -> HttpResponse:
    """Every audit, the latest first."""
    found = Audit.objects.visible_to(request.viewer).select_related("body")
    groups = queries.groups_of(request.viewer, on=localdate())
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "groups": groups,
        "unexamined": queries.unexamined(groups),
        "waiting": waiting_for(request),
    }
    return render(request, "watch/audits.html", context)


def waiting_for(request: ViewerRequest) -> list[AuditItem]:
    """Findings that the viewer's agencies have not answered."""
    own = request.viewer.organisations_as(Role.DISCLOSURE_OFFICER, Role.RECORDS_OFFICER)
    found = AuditItem.objects.filter(
        organisation__in=own, audit__state=Audit.State.DRAWN, answered_at=None, answer_due_on__isnull=False
    )
    return list(found.select_related("audit", "organisation").order_by("answer_due_on"))


@require_safe
@never_cache
def audit(request: ViewerRequest, code: str) -> HttpResponse:
    """One audit: how it was drawn, what was drawn, and, once it is closed, what was found."""
    found = get_object_or_404(Audit.objects.visible_to(request.viewer).select_related("body"), code=code)
    on = localdate()
    items = queries.shown_items(found, request.viewer, on=on)
    context = {
        "audit": found,
        "items": items,
        "is_of_group": queries.is_of(request.viewer, found.body, on=on),
        "faults": sum(shown.item.has_fault for shown in items) if found.closed_at else None,
        "examined": sum(shown.item.examined_at is not None for shown in items),
        "population": len(found.population),
    }
    return render(request, "watch/audit.html", context)


@require_safe
def draw_file(request: ViewerRequest, code: str) -> JsonResponse:
    """The file with which anybody draws again: `madang audit FILE`."""
    found = get_object_or_404(Audit.objects.visible_to(request.viewer), code=code)
    response = JsonResponse(queries.draw_file(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="audit-{found.code}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedInRequest) -> HttpResponse:
    groups = queries.groups_of(request.viewer, on=localdate())
    if not groups:
        raise PermissionDenied
    form = AnnounceForm(groups, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.announce_audit(**form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("Announced. The lots can be drawn as soon as the public ledger has it."))
            return redirect(made)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    return render(request, "watch/announce.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def act(request: SignedInRequest, code: str) -> HttpResponse:
    """Draw the lots, or close the audit."""
    found = get_object_or_404(Audit.objects.visible_to(request.viewer), code=code)
    try:
        if "draw" in request.POST:
            actions.draw_audit(audit=found, secret=request.POST.get("secret", ""), by=request.user, at=now())
        else:
            actions.close_audit(audit=found, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def item(request: ViewerRequest, code: str, place: int) -> HttpResponse:
    """One drawn record: members examine it, the agency answers, everybody reads it once the audit is closed."""
    on = localdate()
    found = (
        AuditItem.objects.visible_to(request.viewer, on=on)
        .select_related("audit__body", "organisation", "decision__request")
        .filter(audit__code=code, place=place)
        .first()
    )
    if found is None and request.viewer.user is None:
        return redirect_to_login(request.get_full_path())
    if found is None:
        raise Http404(_("There is no such finding, or it is not public yet."))
    if not found.audit.closed_at:
        private_audit.look(request.viewer, f"{found.audit.ref}#{found.place}", at=now())
    form, context = item_form(request, found)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            save_item(request, found, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(found.audit)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context |= {"form": form, "item": found, "decision": shown_decision(found, is_of_group=is_reader(request, found))}
    status = 422 if form is not None and form.errors else 200
    return render(request, "watch/item.html", context, status=status)


def is_reader(request: ViewerRequest, found: AuditItem) -> bool:
    """Whether the group's own knowledge of a decision is for this viewer: while the audit goes on, its members."""
    is_going_on = found.audit.state == Audit.State.DRAWN
    return is_going_on and queries.is_of(request.viewer, found.audit.body, on=localdate())


def item_form(request: ViewerRequest, found: AuditItem) -> tuple[ExamineForm | AnswerForm | None, dict[str, Any]]:
    """The form that this viewer may fill in now, if any."""
    given = request.POST if request.method == "POST" else None
    is_member = queries.is_of(request.viewer, found.audit.body, on=localdate())
    is_agency = request.viewer.is_in(found.organisation_id, Role.DISCLOSURE_OFFICER, Role.RECORDS_OFFICER)
    is_open = found.audit.state == Audit.State.DRAWN and found.answered_at is None
    if is_open and is_agency and found.has_fault:
        return AnswerForm(given), {"is_answering": True}
    if is_open and is_member:
        kept = {"fault": found.fault or AuditItem.Fault.NONE, "note": found.note, "test_request": found.test_request}
        return ExamineForm(given, initial=kept), {"is_answering": False}
    return None, {}


def save_item(request: ViewerRequest, found: AuditItem, given: dict[str, Any]) -> None:
    user = request.viewer.user
    assert user is not None  # nobody else is shown a form
    if "reply" in given:
        actions.answer_finding(item=found, **given, by=user, at=now())
    else:
        actions.examine(item=found, **given, by=user, at=now())
