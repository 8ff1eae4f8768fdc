"""The records officer's desk: hand over documents, watch their fates, decide on what is held."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role, User
from madang.common.errors import Refusal
from madang.common.http import csv_response
from madang.disclosure import actions, queries
from madang.disclosure.forms import DecisionForm, IntakeForm
from madang.disclosure.models import Intake, IntakeFile, Version
from madang.disclosure.review.queue import COLUMNS, QueueForm, rows
from madang.disclosure.uploads import receive_uploads
from madang.documents.stores import private_files
from madang.documents.textblocks import Piece, marked

PER_PAGE = 50


def officer(request: ViewerRequest) -> User:
    """Whoever is signed in; the actions ask for the role."""
    assert isinstance(request.user, User)
    return request.user


def no_desk(request: ViewerRequest) -> HttpResponse | None:
    """A page that explains, for people who are records officers nowhere."""
    if request.viewer.organisations_as(Role.RECORDS_OFFICER):
        return None
    return HttpResponseForbidden(render(request, "disclosure/no_desk.html").content)


@login_required
@require_safe
def queue(request: ViewerRequest) -> HttpResponseBase:
    """Held versions, oldest or riskiest first, with what makes them risky; and those whose rank is not due."""
    if closed := no_desk(request):
        return closed
    today = localdate()
    form = QueueForm(request.GET, viewer=request.viewer)
    found = form.found(request.viewer, on=today)
    wanted = request.GET.get("format", "")
    if wanted == "csv":
        return csv_response(COLUMNS, (tuple(row.values()) for row in rows(found, on=today)), name=f"queue-{today}")
    if wanted == "json":
        return JsonResponse({"versions": list(rows(found, on=today))}, json_dumps_params={"ensure_ascii": False})
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "format"):
        kept.pop(name, None)
    context = {
        "page": page,
        "form": form,
        "query": kept.urlencode(),
        "is_filtered": any(form.cleaned_data.get(name) for name in ("q", "agency", "risk", "days")),
        "is_waiting": form.cleaned_data.get("state") == "waiting",
        "held": queries.review_queue(request.viewer).count(),
        "waiting": queries.waiting(request.viewer).count(),
        "now": now(),
    }
    return render(request, "disclosure/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ViewerRequest, code: str) -> HttpResponse:
    """One version with its findings marked, and the decision."""
    own = request.viewer.organisations_as(Role.RECORDS_OFFICER)
    version = get_object_or_404(
        Version.objects.select_related("document__organisation", "private_text"),
        code=code,
        document__organisation__in=own,
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(version=version, **form.cleaned_data, by=officer(request), at=now())
            return redirect("disclosure:queue")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    audit.look(request.viewer, version.ref, at=now())
    return render(request, "disclosure/review.html", review_context(version, form), status=422 if form.errors else 200)


def review_context(version: Version, form: DecisionForm) -> dict[str, object]:
    findings = list(version.findings.all())
    spans = [(found.start, found.end, found.kind) for found in findings if found.place == "text"]
    text = version.private_text.text
    return {
        "version": version,
        "form": form,
        "findings": findings,
        "pieces": list(marked(text, spans)) or [Piece(_("No text was read from this file."))],
        "hidden": version.private_text.hidden,
        "decisions": version.decisions.select_related("by"),
        "is_open": version.state in (Version.State.HELD, Version.State.WAITING),
    }


@login_required
@require_safe
def private_original(request: ViewerRequest, code: str) -> FileResponse:
    """The original for the officer who reviews it. The look is recorded."""
    own = request.viewer.organisations_as(Role.RECORDS_OFFICER)
    version = get_object_or_404(Version, code=code, document__organisation__in=own)
    audit.look(request.viewer, version.ref, at=now())
    response = FileResponse(private_files().open(version.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=version.file_name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def intakes(request: ViewerRequest) -> HttpResponse:
    """Earlier hand-overs, and the form for a new one."""
    if closed := no_desk(request):
        return closed
    form = IntakeForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        try:
            intake = actions.start_intake(
                organisation=read["organisation"],
                classification=read["classification"],
                rank=read["rank"],
                uploads=receive_uploads(read["documents"]),
                manifest=(receive_uploads([read["manifest"]]) or [("", "")])[0] if read["manifest"] else ("", ""),
                by=officer(request),
                at=now(),
            )
            return redirect("disclosure:intake", code=intake.code)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    page = Paginator(queries.intakes(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": ""}
    return render(request, "disclosure/intakes.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def intake(request: ViewerRequest, code: str) -> HttpResponse:
    """One hand-over: progress, totals, and the fate of every file with its reasons."""
    found = get_object_or_404(queries.intakes(request.viewer), code=code)
    if request.GET.get("format") == "json":
        return JsonResponse(queries.report_of(found), json_dumps_params={"ensure_ascii": False})
    files = found.files.select_related("document", "version")
    if (state := request.GET.get("state", "")) in IntakeFile.State.values:
        files = files.filter(state=state)
    context = {
        "intake": found,
        "is_running": found.state in (Intake.State.WAITING, Intake.State.RUNNING),
        "totals": queries.totals_of(found),
        "page": Paginator(files, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"state={state}" if state else "",
        "state": state,
    }
    return render(request, "disclosure/intake.html", context)
