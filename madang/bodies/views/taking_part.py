"""What citizens do: take a place at a meeting, apply to a call, and read calls and draws."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.bodies import actions
from madang.bodies.choosing import where_chosen
from madang.bodies.desk_forms import ApplicationForm, NeedsForm
from madang.bodies.models import Application, Call, Draw
from madang.bodies.queries import draws
from madang.bodies.queries import meetings as queries
from madang.bodies.views.meetings import found_meeting, meeting_context
from madang.bodies.views.shared import is_done, paged, person
from madang.common.errors import Refusal


@login_required
@require_POST
def register(request: ViewerRequest, code: str) -> HttpResponse:
    """Take a place at an open meeting."""
    meeting, form = found_meeting(request, code), NeedsForm(request.POST)

    def do(needs: str) -> None:
        actions.register(meeting=meeting, needs=needs, by=person(request), at=now())

    if is_done(form, do):
        return redirect(meeting)
    return render(request, "bodies/meeting.html", meeting_context(request, meeting) | {"form": form}, status=422)


@login_required
@require_POST
def unregister(request: ViewerRequest, code: str) -> HttpResponse:
    """Give a place back."""
    meeting = found_meeting(request, code)
    if (own := queries.own_registration(meeting, request.viewer)) is None:
        raise Http404
    try:
        actions.cancel_registration(registration=own, by=person(request), at=now())
    except Refusal as refusal:
        context = meeting_context(request, meeting) | {"problem": str(refusal.message)}
        return render(request, "bodies/meeting.html", context, status=refusal.status)
    return redirect(meeting)


@login_required
@require_POST
def reply(request: ViewerRequest, code: str) -> HttpResponse:
    """A member's answer to the invitation."""
    meeting = found_meeting(request, code)
    try:
        is_coming = request.POST.get("answer") == "coming"
        actions.answer_invitation(meeting=meeting, is_coming=is_coming, by=person(request), at=now())
    except Refusal as refusal:
        context = meeting_context(request, meeting) | {"problem": str(refusal.message)}
        return render(request, "bodies/meeting.html", context, status=refusal.status)
    return redirect(meeting)


@require_safe
def calls(request: ViewerRequest) -> HttpResponse:
    """Calls for members, open ones first."""
    at = now()
    found = Call.objects.visible_to(request.viewer).select_related("body__organisation").order_by("-closes_at", "pk")
    open_ones = [one for one in found.filter(closes_at__gt=at) if one.is_open(at=at)]
    return render(request, "bodies/calls.html", {**paged(request, found), "open": open_ones})


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: ViewerRequest, code: str) -> HttpResponse:
    """A call: criteria, the form while it is open, one's own application, and the result."""
    found = get_object_or_404(Call.objects.visible_to(request.viewer).select_related("body__organisation"), code=code)
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect(f"/accounts/login/?next={found.get_absolute_url()}")

    def do(**said: Any) -> None:
        actions.apply(call=found, **said, by=person(request), at=now())

    if request.method == "POST" and is_done(form, do):
        return redirect(found)
    own = Application.objects.visible_to(request.viewer).filter(call=found, by=request.viewer.user)
    context = {
        "call": found,
        "body": found.body,
        "form": form,
        "is_open": found.is_open(at=now()),
        "rule": where_chosen(found),
        "own": own if request.viewer.user else [],
        "counts": draws.results_of(found),
        "members": found.body.members.filter(basis=found.ref).select_related("body"),
        "is_secretary": found.body.is_kept_by(request.viewer),
    }
    return render(request, "bodies/call.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: ViewerRequest, code: str) -> HttpResponse:
    """Take one's own application back."""
    found = get_object_or_404(Application.objects.visible_to(request.viewer).select_related("call"), code=code)
    try:
        actions.withdraw(application=found, by=person(request), at=now())
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status, content_type="text/plain; charset=utf-8")
    return redirect(found.call)


def public_draw(request: ViewerRequest, code: str) -> Draw:
    found = get_object_or_404(Draw.objects.visible_to(request.viewer).select_related("body"), code=code)
    if not found.is_public:
        raise Http404(_("This draw is not public yet."))
    return found


@require_safe
def draw(request: ViewerRequest, code: str) -> HttpResponse:
    """A draw: pool, quotas, chances by group, commitment, the panel, and how to check it."""
    found = public_draw(request, code)
    context = {
        "draw": found,
        "chain": [one for one in draws.chain_of(found, request.viewer) if one.is_public],
        "up_to_here": [*draws.earlier_than(found), found],
        "body": found.body,
        "groups": draws.groups_of(found),
        "features": draws.features_of(found),
        "is_secretary": found.body.is_kept_by(request.viewer),
    }
    return render(request, "bodies/draw.html", context)


def download(text: str, *, name: str, kind: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(iter([text.encode()]), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def draw_file(request: ViewerRequest, code: str) -> StreamingHttpResponse:
    """The whole draw in one file, for `madang draw verify`."""
    text = json.dumps(draws.file_of(public_draw(request, code)), ensure_ascii=False)
    return download(text, name=f"draw-{code}.json", kind="application/json")


@require_safe
def draw_pool(request: ViewerRequest, code: str) -> StreamingHttpResponse:
    """The public pool: pseudonyms, features, households. No names."""
    return download(draws.pool_text(public_draw(request, code)), name=f"pool-{code}.csv", kind="text/csv")


@require_safe
def draw_quotas(request: ViewerRequest, code: str) -> StreamingHttpResponse:
    """The quotas."""
    return download(draws.quotas_text(public_draw(request, code)), name=f"quotas-{code}.csv", kind="text/csv")
