"""The officer's desk for what is withheld: mark, make a copy, approve; look again; take down."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, Role
from madang.common.errors import Refusal
from madang.disclosure import actions, marking, queries
from madang.disclosure.desk import no_desk, officer
from madang.disclosure.manifests import passages_of, regions_of
from madang.disclosure.models import Document, RedactedCopy, ReviewSetting, Version, Withholding
from madang.disclosure.review.forms import AgainForm, CopyForm, MarkForm, ReasonForm, RegionForm, TakedownForm
from madang.disclosure.review.regions import USUAL_ITEM, page_size, parts_of, sheet_of
from madang.disclosure.withholding_words import USUAL_REASONS
from madang.documents.redaction.passages import Passage
from madang.documents.redaction.redacting import NotRedacted, Redactor
from madang.documents.stores import private_files

SOON = timedelta(days=30)
PER_PAGE = 30


def own_version(request: ViewerRequest, code: str) -> Version:
    """A version of an agency where the viewer is a records officer. Raises `Http404`."""
    own = request.viewer.organisations_as(Role.RECORDS_OFFICER)
    found = Version.objects.select_related("document__organisation", "private_text")
    return get_object_or_404(found, code=code, document__organisation__in=own)


@login_required
@require_safe
def mark(request: ViewerRequest, code: str) -> HttpResponse:
    """The text and the page side by side, with everything to decide."""
    version = own_version(request, code)
    audit.look(request.viewer, version.ref, at=now())
    return show(request, version)


def show(
    request: ViewerRequest,
    version: Version,
    form: MarkForm | None = None,
    reason: ReasonForm | None = None,
    region: RegionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    board = marking.board_of(version, on=localdate())
    copy = version.copies.prefetch_related("approvals__by").first()
    page = page_wanted(request, version)
    region = region or RegionForm(auto_id="region-%s", initial={"page": page, "reason": USUAL_REASONS[USUAL_ITEM]})
    context = {
        "version": version,
        "board": board,
        "form": form or MarkForm(auto_id="mark-%s"),
        "reason_form": reason or ReasonForm(auto_id="approve-%s"),
        "all_form": ReasonForm(auto_id="all-%s"),
        "copy_form": CopyForm(auto_id="copy-%s"),
        "copy": copy,
        "others": parts_of(version),
        "region_form": region,
        "sheet": sheet_of(version, page, region) if version.has_page_pictures else None,
        "provisos": MarkForm.base_fields["proviso"].choices,  # type: ignore[attr-defined]
        "items": MarkForm.base_fields["item"].choices,  # type: ignore[attr-defined]
        "page": page if version.has_page_pictures else None,
        "twins": queries.same_content(version.document, version, request.viewer),
        "needed": actions.approvals_needed(version.document.organisation),
        "is_public": version.state == Version.State.PUBLISHED,
        "can_open": version.state == Version.State.PUBLISHED and not version.withholdings.in_force().exists(),
    }
    return render(request, "disclosure/review/mark.html", context, status=status)


def page_wanted(request: ViewerRequest, version: Version) -> int:
    """The page to show: that of a form that was sent, or of the address; from 1."""
    asked = request.POST.get("page") or request.GET.get("page", "")
    return min(max(int(asked), 1), version.pages or 1) if asked.isdecimal() and len(asked) < 6 else 1


@login_required
@require_POST
def decide_passage(request: ViewerRequest, code: str) -> HttpResponse:
    """Withhold a passage wherever it stands, or let it stay open."""
    version, form = own_version(request, code), MarkForm(request.POST, auto_id="mark-%s")
    if not form.is_valid():
        return show(request, version, form, status=422)
    try:
        if request.POST.get("act") == "open":
            done = actions.keep_open(version=version, **form.kept_open(), by=officer(request), at=now())
        else:
            done = actions.withhold(version=version, **form.withheld(), by=officer(request), at=now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return show(request, version, form, status=422)
    words = {"passage": done.text or _("page %(page)s") % {"page": done.page}}
    told = _("Stays open: %(passage)s") if done.state == Withholding.State.OPEN else _("Withheld: %(passage)s")
    messages.success(request, told % words)
    return redirect("disclosure:mark", code=version.code)


@login_required
@require_POST
def decide_region(request: ViewerRequest, code: str) -> HttpResponse:
    """Show a part of a page as it would be withheld, or withhold it."""
    version, form = own_version(request, code), RegionForm(request.POST, auto_id="region-%s")
    if not form.is_valid():
        return show(request, version, region=form, status=422)
    page = form.cleaned_data["page"]
    size = page_size(version, page) if version.has_page_pictures and page <= (version.pages or 0) else None
    if size is None:
        form.add_error("page", _("This page cannot be shown."))
        return show(request, version, region=form, status=422)
    if request.POST.get("act") == "look":
        return show(request, version, region=form)
    try:
        actions.withhold(version=version, **form.withheld(size), by=officer(request), at=now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return show(request, version, region=form, status=422)
    messages.success(request, _("Withheld: a part of page %(page)s") % {"page": page})
    return redirect(reverse("disclosure:mark", args=[version.code]) + f"?page={page}#page")


@login_required
@require_POST
def withhold_all(request: ViewerRequest, code: str) -> HttpResponse:
    """Withhold every undecided identifier under its item, with one reason. Questions are left to be answered."""
    version, form = own_version(request, code), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason: it is kept with the decision."))
        return redirect("disclosure:mark", code=version.code)
    count = 0
    for matter in marking.board_of(version, on=localdate()).open_matters:
        if matter.question:
            continue
        try:
            actions.withhold(
                version=version,
                text=matter.text,
                item=matter.item,
                kind=matter.kind,
                reason=form.cleaned_data["reason"],
                by=officer(request),
                at=now(),
            )
            count += 1
        except Refusal as refusal:
            messages.error(request, f"{matter.text}: {refusal.message}")
    messages.success(request, _("%(count)s passages are withheld.") % {"count": count})
    return redirect("disclosure:mark", code=version.code)


def act(request: ViewerRequest, version: Version, done: str, perform: Callable[[], object]) -> HttpResponse:
    """Do an act and come back to the desk with a word on how it went."""
    try:
        perform()
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect("disclosure:mark", code=version.code)


@login_required
@require_POST
def take_back(request: ViewerRequest, code: str, marking: str) -> HttpResponse:
    version = own_version(request, code)
    one = get_object_or_404(version.withholdings, code=marking)
    return act(
        request,
        version,
        _("Taken back. It is undecided again."),
        lambda: actions.take_back(withholding=one, by=officer(request), at=now()),
    )


@login_required
@require_POST
def make_copy(request: ViewerRequest, code: str) -> HttpResponse:
    version, form = own_version(request, code), CopyForm(request.POST)
    every_page = form.is_valid() and form.cleaned_data["every_page"]
    return act(
        request,
        version,
        _("The copy is being made. This page shows when it is ready."),
        lambda: actions.ask_for_copy(version=version, every_page=every_page, by=officer(request), at=now()),
    )


@login_required
@require_POST
def approve(request: ViewerRequest, code: str) -> HttpResponse:
    """Approve the latest copy; the last approval that is needed publishes it."""
    version, form = own_version(request, code), ReasonForm(request.POST, auto_id="approve-%s")
    copy = version.copies.first()
    if copy is None:
        raise Http404
    if not form.is_valid():
        return show(request, version, reason=form, status=422)
    try:
        copy = actions.approve_copy(copy=copy, reason=form.cleaned_data["reason"], by=officer(request), at=now())
    except Refusal as refusal:
        form.add_error("reason" if refusal.field == "reason" else None, str(refusal.message))
        return show(request, version, reason=form, status=422)
    if copy.state == RedactedCopy.State.PUBLISHED:
        messages.success(request, _("Published in part."))
        return redirect(version.document)
    messages.success(request, _("Approved. Another officer of the agency has to approve it, too."))
    return redirect("disclosure:mark", code=version.code)


@login_required
@require_POST
def open_wholly(request: ViewerRequest, code: str) -> HttpResponse:
    version, form = own_version(request, code), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return act(
        request,
        version,
        _("The original is public."),
        lambda: actions.open_wholly(version=version, reason=reason, by=officer(request), at=now()),
    )


@login_required
@require_safe
def page_picture(request: ViewerRequest, code: str, page: int) -> HttpResponse:
    """A page of the original as PNG, with findings tinted and what is withheld darkened."""
    version = own_version(request, code)
    if not version.has_page_pictures or not 1 <= page <= (version.pages or 0):
        raise Http404
    board = marking.board_of(version, on=localdate())
    marked = [Passage(matter.text, (matter.item,)) for matter in board.open_matters]
    try:
        with Redactor(seconds=30) as redactor:
            picture = redactor.picture(
                private_files().path(version.sha256),
                page - 1,
                kind=version.file_type,
                withheld=passages_of(version),
                marked=marked,
                regions=regions_of(version),
            )
    except NotRedacted:
        raise Http404(_("This page cannot be shown."))
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@login_required
@require_safe
def copy_file(request: ViewerRequest, code: str) -> FileResponse:
    """The copy for the officer who is to approve it."""
    copy = get_object_or_404(RedactedCopy.objects.visible_to(request.viewer).exclude(sha256=""), code=code)
    audit.look(request.viewer, copy.version.ref, at=now())
    response = FileResponse(private_files().open(copy.sha256), content_type="application/octet-stream")
    name = copy.said.get("file_name", "copy").rsplit(".", 1)[0] + ".pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: ViewerRequest, code: str) -> HttpResponse:
    """Take a document from the public at once."""
    own = request.viewer.organisations_as(Role.RECORDS_OFFICER)
    document = get_object_or_404(Document.objects.select_related("current__version"), code=code, organisation__in=own)
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_down(document=document, **form.cleaned_data, by=officer(request), at=now())
            return redirect(document)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {"document": document, "form": form}
    return render(request, "disclosure/review/take_down.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def prepare_again(request: ViewerRequest, code: str) -> HttpResponse:
    version = own_version(request, code)
    try:
        again = actions.prepare_again(version=version, by=officer(request), at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect(version.document)
    return redirect("disclosure:mark", code=again.code)


def due_withholdings(request: ViewerRequest) -> QuerySet[Withholding]:
    return (
        Withholding.objects.visible_to(request.viewer)
        .filter(version__state__in=[Version.State.PUBLISHED, Version.State.CLOSED])
        .exclude(state=Withholding.State.OPEN)
        .select_related("version__document__organisation")
        .order_by("look_again_on", "pk")
    )


@login_required
@require_safe
def due(request: ViewerRequest) -> HttpResponse:
    """What is withheld and must be looked at again: lifted, overdue, soon."""
    if closed := no_desk(request):
        return closed
    found, today = due_withholdings(request), localdate()
    own = request.viewer.organisations_as(Role.RECORDS_OFFICER)
    context = {
        "lifted": found.filter(state=Withholding.State.LIFTED)[:100],
        "page": Paginator(
            found.filter(state=Withholding.State.WITHHELD, look_again_on__lte=today + SOON), PER_PAGE
        ).get_page(request.GET.get("page")),
        "query": "",
        "today": today,
        "default": today + actions.LOOK_AGAIN_AFTER,
        "agencies": Organisation.objects.filter(pk__in=own),
        "two": set(
            ReviewSetting.objects.filter(organisation__in=own, needs_two_officers=True).values_list(
                "organisation_id", flat=True
            )
        ),
    }
    return render(request, "disclosure/review/due.html", context)


@login_required
@require_POST
def again(request: ViewerRequest, code: str) -> HttpResponse:
    """The need still holds until a day; or it, or the review, has ended."""
    one = get_object_or_404(Withholding.objects.visible_to(request.viewer), code=code)
    form: Form = AgainForm(request.POST)
    try:
        if request.POST.get("act") == "ended" and one.is_under_review:
            actions.end_review(withholding=one, ended_on=localdate(), by=officer(request), at=now())
        elif request.POST.get("act") == "ended":
            actions.look_again(withholding=one, until_on=None, by=officer(request), at=now())
        elif form.is_valid() and form.cleaned_data["until_on"]:
            actions.look_again(withholding=one, until_on=form.cleaned_data["until_on"], by=officer(request), at=now())
        else:
            messages.error(request, _("Name the day until which it holds."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("disclosure:due")


@login_required
@require_POST
def two_officers(request: ViewerRequest, code: str) -> HttpResponse:
    """Have a second officer approve what is published in part."""
    organisation = get_object_or_404(Organisation, code=code)
    try:
        actions.set_two_officers(
            organisation=organisation, is_needed=request.POST.get("is_needed") == "yes", by=officer(request), at=now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("disclosure:due")
