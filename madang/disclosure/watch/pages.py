"""How members of watch groups are chosen, for everyone; and the desk of their secretaries."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.bodies.models import Body
from madang.common.errors import Refusal
from madang.disclosure import actions
from madang.disclosure.models import Selection
from madang.disclosure.watch import queries
from madang.disclosure.watch.forms import SelectionForm

PER_PAGE = 30


def kept_groups(request: ViewerRequest) -> list[Body]:
    """Watch groups of which the viewer is a secretary."""
    return [body for body in queries.groups_of(request.viewer, on=localdate()) if body.is_kept_by(request.viewer)]


@require_safe
def selections(request: ViewerRequest) -> HttpResponse:
    """Every call for members with its rule, the latest first."""
    found = Selection.objects.visible_to(request.viewer).select_related("call__body")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "watch/selections.html", {"page": page, "groups": kept_groups(request)})


@require_safe
def selection(request: ViewerRequest, code: str) -> HttpResponse:
    """One call: its rule, who could be chosen under names that tell nothing, and who was."""
    found = get_object_or_404(Selection.objects.visible_to(request.viewer).select_related("call__body"), code=code)
    context = {
        "selection": found,
        "lots": found.call.seats - found.merit,
        "rows": rows_of(found),
        "is_kept": found.call.body.is_kept_by(request.viewer),
        "has_closed": now() >= found.call.closes_at,
        "is_decided_otherwise": bool(found.call.decided_at) and found.state != Selection.State.CHOSEN,
    }
    return render(request, "watch/selection.html", context)


def rows_of(found: Selection) -> list[tuple[str, int, str]]:
    """(name, requests, how chosen) of every candidate, the chosen first."""
    ways = dict.fromkeys(found.active, "active") | dict.fromkeys(found.by_lot, "lot")
    rows = [(name, count, ways.get(name, "")) for name, count in found.population]
    return sorted(rows, key=lambda row: (not row[2], row[2], -row[1], row[0]))


def choice_of(found: Selection) -> dict[str, Any]:
    """The public file with which anybody chooses again. The secret is in it once members are chosen."""
    is_chosen = found.state == Selection.State.CHOSEN
    names = ("population", "population_sha256", "merit", "commitment", "tree_size")
    return {
        "format": "madang-selection-1",
        "selection": found.ref,
        "call": found.call.ref,
        "title": found.call.title_ko,
        "seats": found.call.seats,
        **{name: getattr(found, name) for name in names},
        "secret": found.secret if is_chosen else None,
        "root": found.root or None,
        "seed": found.seed or None,
        "active": found.active if is_chosen else None,
        "by_lot": found.by_lot if is_chosen else None,
    }


@require_safe
def choice_file(request: ViewerRequest, code: str) -> JsonResponse:
    """The file with which anybody chooses again: `madang audit FILE`."""
    found = get_object_or_404(Selection.objects.visible_to(request.viewer).select_related("call"), code=code)
    response = JsonResponse(choice_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="choice-{found.code}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedInRequest) -> HttpResponse:
    groups = kept_groups(request)
    if not groups:
        raise PermissionDenied
    form = SelectionForm(groups, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.announce_selection(**form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("Announced. People can apply while the call is open."))
            return redirect(made)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    return render(request, "watch/selection_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def act(request: SignedInRequest, code: str) -> HttpResponse:
    """Fix the candidates, or choose."""
    found = get_object_or_404(Selection.objects.visible_to(request.viewer), code=code)
    step = actions.seal_candidates if "seal" in request.POST else actions.choose_members
    try:
        step(selection=found, by=request.user, at=now())
        messages.success(request, _("Done."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(found)
