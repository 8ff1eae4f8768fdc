"""Public pages of requests: ask, follow, act; what is published and what is overdue."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, User
from madang.calendar.queries import day_off_calendar
from madang.common.errors import Invalid, Refusal
from madang.common.http import client_ip, csv_response
from madang.disclosure.actions import request_answers, request_handling, requests, watch
from madang.disclosure.actions.request_steps import require_requester
from madang.disclosure.models import InformationRequest
from madang.disclosure.requests import links, queries
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.forms import (
    AskForm,
    FilterForm,
    LinkForm,
    NarrowForm,
    PartyReplyForm,
    StatePaymentForm,
    TextForm,
)
from madang.disclosure.requests.opening import close_filings, open_filing, opened_filings
from madang.disclosure.requests.standing import open_to_party
from madang.disclosure.uploads import receive_uploads
from madang.documents.stores import private_files, public_files

PER_PAGE = 20
OVERDUE_PER_PAGE = 100
Page = Callable[..., HttpResponse]


def not_kept(page: Page) -> Page:
    """The page stands in no cache and in no index of others; addresses with a token go to no other site."""

    @wraps(page)
    def kept_nowhere(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept_nowhere


def signed_in_user(request: ViewerRequest) -> User | None:
    return request.viewer.user


def opened(request: HttpRequest) -> frozenset[UUID]:
    return opened_filings(request.session, at=now())


@require_safe
def requests_page(request: ViewerRequest) -> HttpResponse:
    """Where one begins: ask, follow, and what others asked and published."""
    form = FilterForm(request.GET)
    form.is_valid()
    read = form.cleaned_data
    agency = read["agency"].code if read.get("agency") else ""
    found = queries.listed(request.viewer, q=read.get("q", ""), agency=agency, state=read.get("state", ""))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "is_filtered": any(kept.values()),
        "overdue": queries.owed(on=localdate()).count(),
        "answers": queries.answers(request.viewer)[:5],
    }
    return render(request, "disclosure/requests/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def ask(request: ViewerRequest) -> HttpResponse:
    """Write a request; see what is published already; send it. Without an account, a link confirms it."""
    user, on = signed_in_user(request), localdate()
    if request.method != "POST":
        form = AskForm(on=on, user=user, agency=request.GET.get("agency", ""))
        return render(request, "disclosure/requests/ask.html", {"form": form})
    form = AskForm(request.POST, on=on, user=user)
    if form.is_valid() and checked(form, needs_email=user is None):
        if "send" in request.POST:
            return sent(request, form)
        if "change" not in request.POST:
            similar = queries.similar(form.cleaned_data["subject"], request.viewer)
            context = {"form": form, "similar": similar, "asked": form.cleaned_data, "is_signed_in": bool(user)}
            return render(request, "disclosure/requests/check.html", context)
    return render(request, "disclosure/requests/ask.html", {"form": form}, status=422 if form.errors else 200)


def checked(form: AskForm, *, needs_email: bool) -> bool:
    """Whether the rules accept what is written; what they do not stands at its field."""
    try:
        requests.check_asked(form.asked(), form.who(), at=now(), needs_email=needs_email)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return False
    return True


def sent(request: ViewerRequest, form: AskForm) -> HttpResponse:
    user, language, at = signed_in_user(request), get_language() or "ko", now()
    try:
        if user is None:
            requests.write_without_account(asked=form.asked(), who=form.who(), language=language, at=at)
            return redirect("requests:sent")
        filing = requests.file_request(asked=form.asked(), who=form.who(), user=user, language=language, at=at)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return render(request, "disclosure/requests/ask.html", {"form": form}, status=422)
    sent = list(filing.requests.order_by("pk"))
    numbers = ", ".join(each.number for each in sent)
    messages.success(request, _("Your request has been sent. Its receipt number is %(n)s.") % {"n": numbers})
    return redirect(sent[0] if len(sent) == 1 else reverse("requests:mine"))


@require_safe
@not_kept
def sent_page(request: ViewerRequest) -> HttpResponse:
    """What to do next: look into the mailbox."""
    return render(request, "disclosure/requests/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def confirm(request: ViewerRequest, token: str) -> HttpResponse:
    """The link that sends a request written without an account. Opening it shows; the button sends."""
    kept = links.unconfirmed_of(token)
    if kept is None:
        return render(request, "disclosure/requests/ended.html", status=404)
    if request.method == "POST" or kept.filing:
        filing = requests.confirm_filing(unconfirmed=kept, at=now())
        if request.method == "POST":
            open_filing(request.session, filing.code, at=now())
            messages.success(request, _("Your request has been sent. A receipt is in your mailbox."))
            first = filing.requests.order_by("pk")[0]
            return redirect(first if filing.requests.count() == 1 else reverse("requests:mine"))
        return render(request, "disclosure/requests/ended.html", status=404)
    return render(request, "disclosure/requests/confirm.html", {"asked": kept.content["asked"]})


@require_safe
@not_kept
def open_link(request: ViewerRequest, token: str) -> HttpResponse:
    """Open the requests of a filing by the link that was mailed; the address without the token follows."""
    filing = links.filing_of(token)
    if filing is None:
        return render(request, "disclosure/requests/ended.html", status=404)
    open_filing(request.session, filing.code, at=now())
    first = filing.requests.order_by("pk")[0]
    return redirect(first if filing.requests.count() == 1 else reverse("requests:mine"))


@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def link_again(request: ViewerRequest) -> HttpResponse:
    """Send a new link. The answer is the same whether number and address belong together or not."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        requests.send_link_again(**form.cleaned_data, at=now())
        messages.success(request, _("If they belong together, a link is on its way to that address."))
        return redirect("requests:link")
    return render(request, "disclosure/requests/link.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@not_kept
def mine(request: ViewerRequest) -> HttpResponse:
    """One's own requests, and those opened by a link in this browser."""
    found = queries.mine(request.viewer, opened(request))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": "",
        "today": localdate(),
        "has_opened": bool(opened(request)),
    }
    return render(request, "disclosure/requests/mine.html", context)


@require_POST
@not_kept
def leave(request: ViewerRequest) -> HttpResponse:
    """Close what links have opened in this browser."""
    close_filings(request.session)
    messages.success(request, _("Requests that were opened by a link are closed in this browser."))
    return redirect("requests:requests")


def found_request(request: ViewerRequest, code: UUID) -> InformationRequest:
    """A request that this visitor may see. Raises `Http404`, whether it exists or not. Looks by officials are noted."""
    visible = InformationRequest.objects.visible_to(request.viewer, opened=opened(request))
    found = get_object_or_404(visible.select_related("organisation", "filing", "assignee"), code=code)
    if not found.is_published or queries.reader_of(found, request.viewer, opened(request)) == "agency":
        audit.look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    return found


@require_safe
@not_kept
def request_page(request: ViewerRequest, code: UUID) -> HttpResponse:
    """A request as its reader may see it: where it stands, what is due and why, every step, and what can be done."""
    found = found_request(request, code)
    as_public = "public" in request.GET and found.is_published
    page = queries.shown(found, request.viewer, on=localdate(), opened=opened(request), as_public=as_public)
    context = {
        "shown": page,
        "found": found,
        "acts": acts_of(page),
        "requester": None if as_public else queries.requester_for(found, request.viewer, opened(request)),
        "may_claim": page.reader == "requester" and found.filing.user_id is None and bool(request.viewer.user),
        "evidence": [] if as_public else queries.evidence_for(found, request.viewer, opened(request)),
        "may_prove": page.reader == "requester" and bool(found.reduction) and page.standing.course.is_undecided,
        "today": localdate(),
        "drawn": queries.drawn(found) if page.reader == "requester" and not found.is_published else None,
    }
    return render(request, "disclosure/requests/request.html", context)


def acts_of(page: queries.Shown) -> list[tuple[str, str, Any]]:
    """What the requester can do now: (act, label, form)."""
    labels = [
        (
            Kind.NARROWED,
            _("Narrow the request"),
            NarrowForm(initial={"text": page.request.text}, auto_id="narrowed_%s"),
        ),
        (Kind.PAYMENT_STATED, _("Say that the fee was paid"), payment_form(page)),
        (Kind.OBJECTED, _("Object"), TextForm(auto_id="objected_%s")),
        (Kind.COMPLAINED, _("Complain about delay or treatment"), TextForm(auto_id="complained_%s")),
        (Kind.WITHDRAWN, _("Withdraw the request"), None),
    ]
    return [(kind.value, label, form) for kind, label, form in labels if kind in page.may]


def payment_form(page: queries.Shown) -> StatePaymentForm:
    course = page.standing.course
    left = course.decision.fee - course.paid if course.decision else None
    return StatePaymentForm(initial={"amount": left}, auto_id="paid_%s")


def facts_of(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """What the requester wrote. Raises `Invalid` for an amount that is none."""
    if kind is not Kind.PAYMENT_STATED:
        return {"text": request.POST["text"]} if "text" in request.POST else {}
    form = StatePaymentForm(request.POST)
    if not form.is_valid():
        raise Invalid(" ".join(f"{form[name].label}: {faults[0]}" for name, faults in form.errors.items()))
    return form.cleaned_data


@require_POST
@not_kept
def act(request: ViewerRequest, code: UUID, kind: str) -> HttpResponse:
    """The requester narrows, withdraws, objects or complains."""
    found = found_request(request, code)
    try:
        requests.requester_step(
            request=found,
            kind=known_kind(kind),
            facts=facts_of(request, known_kind(kind)),
            by=signed_in_user(request),
            opened=opened(request),
            at=now(),
        )
        messages.success(request, _("Done. The agency has been told."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(found)


def known_kind(kind: str) -> Kind:
    """Raises `Http404` for what is no step."""
    if kind not in {one.value for one in Kind}:
        raise Http404
    return Kind(kind)


@require_POST
@not_kept
def evidence(request: ViewerRequest, code: UUID) -> HttpResponse:
    """The requester adds a paper that shows the ground for a lower fee, or takes one back."""
    found = found_request(request, code)
    keys: dict[str, Any] = {"by": signed_in_user(request), "opened": opened(request), "at": now()}
    try:
        require_requester(found, keys["by"], keys["at"], keys["opened"])
        if remove := request.POST.get("remove"):
            request_answers.take_evidence_back(file=get_object_or_404(found.files, code=remove), **keys)
        else:
            kept = receive_uploads(request.FILES.getlist("files")[: request_answers.MOST_EVIDENCE])
            files = [(name, sha256, private_files().path(sha256).stat().st_size) for name, sha256 in kept]
            request_answers.add_evidence(request=found, files=files, **keys)
        messages.success(request, _("Done."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(found)


SETTINGS: dict[str, Callable[..., Any]] = {
    "publish": requests.publish_request,
    "unpublish": requests.unpublish_request,
    "open-to-group": watch.open_to_group,
    "shut-to-group": watch.shut_to_group,
}


@require_POST
@not_kept
def change(request: ViewerRequest, code: UUID, what: str) -> HttpResponse:
    """The requester publishes or not, wants mail or not, or puts a filing into the account."""
    found = found_request(request, code)
    keys: dict[str, Any] = {"by": signed_in_user(request), "at": now()}
    try:
        if what in SETTINGS:
            SETTINGS[what](request=found, opened=opened(request), **keys)
        elif what in {"mail", "no-mail"}:
            requests.set_mail(request=found, wants_mail=what == "mail", opened=opened(request), **keys)
        elif what == "claim" and keys["by"] and found.filing.code in opened(request):
            requests.claim_filing(filing=found.filing, **keys)
        else:
            raise Http404
        messages.success(request, _("Done."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(found)


@require_safe
@not_kept
def file(request: ViewerRequest, code: UUID, file_code: UUID) -> HttpResponse:
    """A file of an answer: from the private store for those concerned, from the public one for everybody else."""
    found = found_request(request, code)
    reader = queries.reader_of(found, request.viewer, opened(request))
    readable = queries.files_for(found, reader) + queries.evidence_for(found, request.viewer, opened(request))
    chosen = next((one for one in readable if one.code == file_code), None)
    store = public_files() if reader == "public" else private_files()
    if chosen is None or not store.has(chosen.sha256):
        raise Http404(_("There is no such file, or it is not for you."))
    return download(store.open(chosen.sha256), name=chosen.name, size=chosen.size)


def download(content: Any, *, name: str, size: int) -> HttpResponse:
    """Always a download, never shown inline."""
    response = FileResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)


@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def third_party(request: ViewerRequest, token: str) -> HttpResponse:
    """Where somebody whom the information concerns is heard, by the link that was mailed. Not who asks."""
    party = links.party_of(token)
    if party is None:
        return render(request, "disclosure/requests/ended.html", status=404)
    found = party.request
    form = PartyReplyForm(request.POST or None) if "wish" in request.POST or not request.POST else None
    if request.method == "POST":
        is_reply = "wish" in request.POST
        kind = Kind.THIRD_PARTY_REPLIED if is_reply else Kind.THIRD_PARTY_OBJECTED
        facts = {"text": request.POST.get("text", ""), **({"wish": request.POST["wish"]} if is_reply else {})}
        try:
            request_handling.third_party_step(party=party, kind=kind, facts=facts, at=now())
            messages.success(request, _("Your words have been received."))
            return redirect("requests:third-party", token=token)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
    history = found.history()
    on, days_off = localdate(), day_off_calendar()
    page = queries.shown(found, request.viewer, on=on, as_public=True)
    context = {
        "party": party,
        "may": open_to_party(history, party.key, on=on, days_off=days_off),
        "form": form,
        "object_form": TextForm(),
        "state": page.standing.course.parties.get(party.key),
        "decision": page.standing.course.decision,
        "clocks": [queries.shown_clock(clock, on=on) for clock in page.standing.clocks if clock.about == party.key],
        "token": token,
    }
    return render(request, "disclosure/requests/third_party.html", context)


@require_safe
def overdue(request: ViewerRequest) -> HttpResponse:
    """What agencies owe and is late, for everybody to see."""
    on, agency = localdate(), request.GET.get("agency", "")[:20]
    page = Paginator(queries.owed(on=on, agency=agency), OVERDUE_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "rows": queries.overdue(page.object_list, on=on), "today": on}
    context |= {"agency": agency, "query": urlencode({"agency": agency}) if agency else ""}
    context["agencies"] = Organisation.objects.order_by("name_ko")
    return render(request, "disclosure/requests/overdue.html", context)


@require_safe
def overdue_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same, whole, as CSV."""
    on, agency = localdate(), request.GET.get("agency", "")[:20]
    found = queries.overdue(queries.owed(on=on, agency=agency), on=on)
    columns = ("agency", "agency_name", "rule", "due_on", "days_late", "url")
    rows = ((one.agency, one.agency_name, one.rule, one.due_on, one.days, full(one.url)) for one in found)
    return csv_response(columns, rows, name=f"overdue-{on}")


def full(url: str) -> str:
    return settings.SITE_URL + url if url else ""


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """Published requests as CSV."""
    columns = ("number", "agency", "subject", "text", "received_on", "state", "due_on", "published_at", "url")
    rows = (
        (
            one.number,
            one.organisation.code,
            one.subject,
            one.text,
            one.received_on,
            one.state,
            one.due_on or "",
            one.published_at.isoformat() if one.published_at else "",
            full(one.get_absolute_url()),
        )
        for one in queries.listed(request.viewer).iterator(chunk_size=200)
    )
    return csv_response(columns, rows, name=f"requests-{localdate()}")


@require_safe
def answers(request: ViewerRequest) -> HttpResponse:
    """Answers that agencies published for everybody."""
    q = request.GET.get("q", "").strip()[:100]
    page = Paginator(queries.answers(request.viewer, q=q), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "disclosure/requests/answers.html", {"page": page, "q": q, "query": f"q={q}" if q else ""})


@require_safe
def answer(request: ViewerRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(queries.answers(request.viewer), code=code)
    asked = found.request if found.request.is_published else None
    return render(request, "disclosure/requests/answer.html", {"answer": found, "asked": asked})


@require_safe
def answer_file(request: ViewerRequest, code: UUID, file_code: UUID) -> HttpResponse:
    """A published file, out of the public store only."""
    found = get_object_or_404(queries.answers(request.viewer), code=code)
    chosen = get_object_or_404(found.files.filter(removed_at=None), code=file_code)
    if not public_files().has(chosen.sha256):
        raise Http404(_("This file is still being published. Try again in a minute."))
    return download(public_files().open(chosen.sha256), name=chosen.name, size=chosen.size)
