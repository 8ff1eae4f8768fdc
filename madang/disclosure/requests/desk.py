"""The disclosure officer's desk: what is due first, every act of the procedure, many at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, Role, User
from madang.common.errors import Invalid, Refusal
from madang.common.http import client_ip
from madang.disclosure.actions import request_answers, request_handling, requests
from madang.disclosure.actions.request_answers import Read
from madang.disclosure.models import AnswerTemplate, InformationRequest, RequestFile, ThirdParty
from madang.disclosure.models.requests import KIND_LABELS, Channel
from madang.disclosure.requests import forms as request_forms
from madang.disclosure.requests import queries
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.dates import calendar_of
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.pages import known_kind, not_kept
from madang.disclosure.requests.standing import State
from madang.disclosure.requests.wording import DUTIES, EXTENSIONS
from madang.disclosure.uploads import receive_uploads
from madang.documents.reading import Reading
from madang.documents.sandbox import ReaderPool
from madang.documents.stores import private_files

PER_PAGE = 50
MOST_FILES = 20


def officer(request: ViewerRequest) -> User:
    """Whoever is signed in; the actions ask for the role."""
    assert isinstance(request.user, User)
    return request.user


def has_desk(request: ViewerRequest) -> bool:
    return bool(request.viewer.organisations_as(Role.DISCLOSURE_OFFICER, Role.RECORDS_OFFICER))


@login_required
@require_safe
@not_kept
def inbox(request: ViewerRequest) -> HttpResponse:
    """What is due, the most urgent first. For officials of agencies; each sees their own."""
    if not has_desk(request):
        return render(request, "disclosure/requests/no_desk.html", status=403)
    state, q, assigned = (request.GET.get(name, "").strip() for name in ("state", "q", "assigned"))
    found = queries.inbox(request.viewer, on=localdate(), state=state, q=q[:100], assigned=assigned)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "state": state,
        "today": localdate(),
        "overdue": queries.inbox(request.viewer, on=localdate(), state="overdue").count(),
        "extensions": EXTENSIONS.items(),
        "officials": officials(request),
        "agencies": Organisation.objects.existing(on=localdate()),
        "may_act": bool(request.viewer.organisations_as(Role.DISCLOSURE_OFFICER)),
    }
    return render(request, "disclosure/requests/inbox.html", context)


def officials(request: ViewerRequest) -> list[User]:
    """The people whom requests of the viewer's agencies can be assigned to."""
    own = InformationRequest(organisation_id=0)
    found: dict[int, User] = {}
    for organisation in request.viewer.organisations_as(Role.DISCLOSURE_OFFICER):
        own.organisation_id = organisation
        found |= {one.pk: one for one in queries.officials_of(own, on=localdate())}
    return sorted(found.values(), key=lambda one: one.name)


@login_required
@require_safe
@not_kept
def due_days(request: ViewerRequest) -> HttpResponse:
    """The inbox as iCalendar."""
    found = queries.inbox(request.viewer, on=localdate())
    content = calendar_of(found, at=now(), name=_("Requests on my desk"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@login_required
@require_POST
@not_kept
def many(request: ViewerRequest) -> HttpResponse:
    """Extend, transfer or assign all ticked requests."""
    codes = request.POST.getlist("request")[:500]
    chosen = list(queries.inbox(request.viewer, on=localdate()).filter(code__in=[one for one in codes if is_code(one)]))
    try:
        kind, facts = many_facts(request)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("requests:inbox")
    result = request_handling.bulk_step(requests=chosen, kind=kind, facts=facts, by=officer(request), at=now())
    if result.done:
        messages.success(request, _("Done for %(count)d of %(all)d.") % {"count": result.done, "all": len(chosen)})
    for number, why in result.failed[:20]:
        messages.error(request, f"{number}: {why}")
    if not chosen:
        messages.error(request, _("Tick at least one request."))
    return redirect("requests:inbox")


def is_code(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def many_facts(request: ViewerRequest) -> tuple[Kind, dict[str, Any]]:
    """What is to be done with many. Raises `Invalid`."""
    what, words = request.POST.get("what", ""), request.POST.get("words", "").strip()
    if what == "extend":
        return Kind.EXTENDED, {"reason": request.POST.get("ground", ""), "explanation": words}
    if what == "transfer":
        to = Organisation.objects.filter(code=request.POST.get("agency", "")).first()
        if to is None:
            raise Invalid(_("Choose the agency in charge."))
        return Kind.TRANSFERRED, {"to": to, "reason": words}
    if what == "assign":
        person = next((one for one in officials(request) if str(one.code) == request.POST.get("official")), None)
        return Kind.ASSIGNED, {"to": person}
    raise Invalid(_("Choose what to do."))


def handled(request: ViewerRequest, code: UUID) -> InformationRequest:
    """A request that the viewer handles; the look is noted. Raises `Http404` for all others."""
    found = get_object_or_404(
        InformationRequest.objects.all()
        .in_hands_of(request.viewer)
        .select_related("organisation", "filing", "assignee"),
        code=code,
    )
    audit.look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    return found


@dataclass(frozen=True)
class Act:
    """An act that the page offers. form: None for a bare button."""

    kind: str
    label: Any
    form: forms.Form | None
    is_decision: bool = False


FORMS: dict[Kind, type[forms.Form] | None] = {
    Kind.EXTENDED: request_forms.ExtendForm,
    Kind.TRANSFERRED: request_forms.TransferForm,
    Kind.THIRD_PARTY_NOTIFIED: request_forms.PartyForm,
    Kind.PRODUCER_ASKED: request_forms.ProducerForm,
    Kind.PRODUCER_ANSWERED: request_forms.ProducerReplyForm,
    Kind.PROMPTLY_DISCLOSED: request_forms.PromptForm,
    Kind.PAID: request_forms.PaymentForm,
    Kind.SUPPLIED: request_forms.NoteForm,
    Kind.NOT_COLLECTED: None,
    Kind.REVIEW_ENDED: request_forms.NoteForm,
    Kind.COMMITTEE_MET: request_forms.CommitteeForm,
    Kind.COMMITTEE_NOT_CONVENED: request_forms.NoCommitteeForm,
    Kind.OBJECTION_EXTENDED: request_forms.ExplanationForm,
    Kind.COMPLAINT_ANSWERED: request_forms.TextForm,
}
LABELS: dict[Kind, Any] = {
    Kind.DECIDED: gettext_lazy("Decide"),
    Kind.EXTENDED: gettext_lazy("Extend the time"),
    Kind.TRANSFERRED: gettext_lazy("Pass on to another agency"),
    Kind.THIRD_PARTY_NOTIFIED: gettext_lazy("Notify a third party"),
    Kind.PRODUCER_ASKED: gettext_lazy("Ask the agency that produced it"),
    Kind.PRODUCER_ANSWERED: gettext_lazy("Enter the opinion of that agency"),
    Kind.PROMPTLY_DISCLOSED: gettext_lazy("Disclose at once, without procedure"),
    Kind.PAID: gettext_lazy("Record a payment"),
    Kind.SUPPLIED: gettext_lazy("Supply the prepared files"),
    Kind.NOT_COLLECTED: gettext_lazy("Close: not collected"),
    Kind.REVIEW_ENDED: gettext_lazy("Notify that the review has ended"),
    Kind.COMMITTEE_MET: gettext_lazy("Enter what the committee said"),
    Kind.COMMITTEE_NOT_CONVENED: gettext_lazy("Say why the committee is not convened"),
    Kind.OBJECTION_EXTENDED: gettext_lazy("Extend the time to decide on the objection"),
    Kind.OBJECTION_DECIDED: gettext_lazy("Decide on the objection"),
    Kind.COMPLAINT_ANSWERED: gettext_lazy("Answer the complaint"),
}


def offered(page: queries.Shown) -> list[Kind]:
    """What makes sense now, most likely first. Whether it is allowed the action says, with the reason."""
    course, state = page.standing.course, page.standing.state
    found: list[Kind] = []
    if course.complaints > course.answered_complaints:
        found.append(Kind.COMPLAINT_ANSWERED)
    if objection := course.open_objection:
        steps = [Kind.COMMITTEE_MET, Kind.COMMITTEE_NOT_CONVENED] if not objection.has_committee_step else []
        found += [*steps, Kind.OBJECTION_DECIDED, *([] if objection.extended else [Kind.OBJECTION_EXTENDED])]
    elif course.is_undecided:
        found += [Kind.DECIDED, *([] if course.extended else [Kind.EXTENDED]), Kind.TRANSFERRED]
        found += [Kind.THIRD_PARTY_NOTIFIED, Kind.PRODUCER_ASKED]
        if any(not is_heard for is_heard in course.producers.values()):
            found.append(Kind.PRODUCER_ANSWERED)
        found.append(Kind.PROMPTLY_DISCLOSED)
    if state is State.TO_PAY:
        found += [Kind.PAID, Kind.NOT_COLLECTED]
    if state is State.TO_DISCLOSE:
        found += [Kind.SUPPLIED, Kind.NOT_COLLECTED]
    if course.decision and course.decision.review and not course.open_objection:
        found.append(Kind.REVIEW_ENDED)
    return found


def initial_of(kind: Kind, page: queries.Shown) -> dict[str, Any]:
    """What is known already: the announced rate of a lower fee; the sum that was stated as paid, or what is left."""
    course = page.standing.course
    if kind in {Kind.DECIDED, Kind.OBJECTION_DECIDED}:
        rate = queries.announced_rate(page.request, on=localdate())
        return {"percent": rate.percent} if rate else {}
    if kind is not Kind.PAID or course.decision is None:
        return {}
    return {"amount": course.stated or course.decision.fee - course.paid}


def form_for(kind: Kind, data: Mapping[str, Any] | None, initial: dict[str, Any] | None = None) -> forms.Form | None:
    prefix = kind.value.replace("-", "_")
    if kind in {Kind.DECIDED, Kind.OBJECTION_DECIDED}:
        made = request_forms.DecisionForm if kind is Kind.DECIDED else request_forms.ObjectionDecisionForm
        return made(data, on=localdate(), prefix=prefix, initial=initial, use_required_attribute=False)
    found = FORMS.get(kind)
    return found(data, prefix=prefix, initial=initial, use_required_attribute=False) if found else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def handle(request: ViewerRequest, code: UUID, kind: str = "") -> HttpResponse:
    """A request on the desk: everything that was written, what is due, and the acts that are open."""
    found = handled(request, code)
    faulty: forms.Form | None = None
    if request.method == "POST":
        done, faulty = take(request, found, known_kind(kind))
        if done:
            return redirect("requests:handle", code=found.code)
    return render(
        request,
        "disclosure/requests/handle.html",
        handle_context(request, found, known_kind(kind) if faulty else None, faulty),
        status=422 if faulty else 200,
    )


def handle_context(
    request: ViewerRequest, found: InformationRequest, tried: Kind | None, faulty: forms.Form | None
) -> dict[str, Any]:
    page = queries.shown(found, request.viewer, on=localdate())
    may_act = request.viewer.is_in(found.organisation_id, Role.DISCLOSURE_OFFICER)
    kinds = offered(page) if may_act else []
    if tried and tried not in kinds and faulty:
        kinds.insert(0, tried)
    acts = [
        Act(
            kind=kind.value,
            label=LABELS[kind],
            form=faulty if kind is tried else form_for(kind, None, initial_of(kind, page)),
            is_decision=kind in {Kind.DECIDED, Kind.OBJECTION_DECIDED},
        )
        for kind in kinds
    ]
    return {
        "found": found,
        "shown": page,
        "acts": acts,
        "tried": tried.value if tried else "",
        "may_act": may_act,
        "requester": queries.requester_for(found, request.viewer),
        "parties": parties_of(found) if may_act else [],
        "oral_form": request_forms.OralReplyForm(auto_id="oral_%s"),
        "assign_form": request_forms.AssignForm(
            officials=queries.officials_of(found, on=localdate()),
            initial={"to": found.assignee.code if found.assignee else None},
        ),
        "templates": AnswerTemplate.objects.filter(organisation=found.organisation_id),
        "duties": [DUTIES[duty] for duty in page.standing.duties],
        "answer_form": request_forms.AnswerForm(auto_id="answer_%s"),
        "evidence": queries.evidence_for(found, request.viewer),
        "supplied": [one for one in page.files if one.part],
        "answer": getattr(found, "answer", None),
        "today": localdate(),
    }


def parties_of(found: InformationRequest) -> list[tuple[ThirdParty, Any]]:
    """Third parties with what the course says of them."""
    course = course_of(found.history())
    return [(party, course.parties.get(party.key)) for party in found.third_parties.all()]


def take(request: ViewerRequest, found: InformationRequest, kind: Kind) -> tuple[bool, forms.Form | None]:
    """Do what the posted form says. Whether it was done, else the form with its faults."""
    form = form_for(kind, request.POST)
    if form is not None and not form.is_valid():
        return False, form
    try:
        act_on(request, found, kind, form)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal.message))
            return True, None
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return False, form
    messages.success(request, _("Done: %(step)s.") % {"step": KIND_LABELS[kind]})
    return True, None


def act_on(request: ViewerRequest, found: InformationRequest, kind: Kind, form: forms.Form | None) -> None:
    read = form.cleaned_data if form else {}
    keys: dict[str, Any] = {"request": found, "by": officer(request), "at": now()}
    if kind is Kind.TRANSFERRED:
        request_handling.transfer_request(to=read["to"], reason=read["reason"], **keys)
    elif kind is Kind.THIRD_PARTY_NOTIFIED:
        request_handling.notify_third_party(**read, **keys)
    else:
        request_handling.officer_step(kind=kind, facts=facts_of(kind, form), **keys)


def facts_of(kind: Kind, form: forms.Form | None) -> dict[str, Any]:
    """The facts of an event from its form."""
    if isinstance(form, request_forms.ObjectionDecisionForm):
        return form.objection_facts()
    if isinstance(form, request_forms.DecisionForm):
        return form.facts()
    if form is None:
        return {}
    read = dict(form.cleaned_data)
    if kind in {Kind.PRODUCER_ASKED, Kind.PRODUCER_ANSWERED}:
        read["agency"] = read["agency"].code
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in read.items()
        if value not in (None, "")
    }


@login_required
@require_POST
@not_kept
def hear(request: ViewerRequest, code: UUID, key: str) -> HttpResponse:
    """Enter what a third party said by word of mouth."""
    found = handled(request, code)
    party = get_object_or_404(found.third_parties, key=key)
    form = request_forms.OralReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what the third party wishes, and confirm that they confirmed it."))
    else:
        run(request, request_handling.hear_third_party, party=party, **form.cleaned_data)
    return redirect("requests:handle", code=code)


def run(visitor: ViewerRequest, action: Callable[..., Any], /, **arguments: Any) -> bool:
    """Do an act, and say what became of it."""
    try:
        action(**arguments, by=officer(visitor), at=now())
        messages.success(visitor, _("Done."))
        return True
    except Refusal as refusal:
        messages.error(visitor, str(refusal.message))
        return False


@login_required
@require_POST
@not_kept
def assign(request: ViewerRequest, code: UUID) -> HttpResponse:
    found = handled(request, code)
    form = request_forms.AssignForm(request.POST, officials=queries.officials_of(found, on=localdate()))
    if form.is_valid():
        run(request, request_handling.assign_request, request=found, to=form.cleaned_data["to"])
    return redirect("requests:handle", code=code)


@login_required
@require_POST
@not_kept
def attach(request: ViewerRequest, code: UUID) -> HttpResponse:
    """Prepare files for the answer, or take one back."""
    found = handled(request, code)
    if remove := request.POST.get("remove"):
        chosen = get_object_or_404(found.files, code=remove)
        run(request, request_answers.remove_file, file=chosen)
        return redirect("requests:handle", code=code)
    uploads = request.FILES.getlist("files")[:MOST_FILES]
    if not uploads:
        messages.error(request, _("Choose at least one file."))
        return redirect("requests:handle", code=code)
    kept = receive_uploads(uploads)
    files = [(name, sha256, private_files().path(sha256).stat().st_size) for name, sha256 in kept]
    run(request, request_answers.attach_files, request=found, files=files)
    return redirect("requests:handle", code=code)


@login_required
@require_POST
@not_kept
def publish(request: ViewerRequest, code: UUID) -> HttpResponse:
    """Publish supplied files for everybody, once they have been read and screened; or take the answer down."""
    found = handled(request, code)
    if "withdraw" in request.POST and hasattr(found, "answer"):
        run(request, request_answers.withdraw_answer, answer=found.answer)
        return redirect("requests:handle", code=code)
    form = request_forms.AnswerForm(request.POST)
    if form.is_valid():
        chosen = list(found.files.filter(code__in=[c for c in request.POST.getlist("files") if is_code(c)]))
        run(request, request_answers.publish_answer, request=found, files=read_all(chosen), **form.cleaned_data)
    else:
        messages.error(request, _("Give the answer a title and say what it is."))
    return redirect("requests:handle", code=code)


def read_all(files: list[RequestFile]) -> list[tuple[RequestFile, Read]]:
    """The files with their texts, read in confined processes."""
    paths = {one.pk: private_files().path(one.sha256) for one in files}
    with ReaderPool(workers=1) as pool:
        readings = dict(pool.read_many(set(paths.values())))
    return [(one, read_of(readings[paths[one.pk]])) for one in files]


def read_of(reading: Reading) -> Read:
    hidden = "\n".join([*(part.text for part in reading.hidden), *reading.metadata.values()])
    return Read(reading.text, hidden, reading.state == "read")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def counter(request: ViewerRequest) -> HttpResponse:
    """Take a request for somebody at the counter or on paper."""
    if not request.viewer.organisations_as(Role.DISCLOSURE_OFFICER):
        return render(request, "disclosure/requests/no_desk.html", status=403)
    form = request_forms.CounterForm(request.POST or None, viewer=request.viewer, on=localdate())
    if request.method == "POST" and form.is_valid():
        try:
            filing = requests.file_request(
                asked=form.asked(), who=form.who(), channel=Channel.COUNTER, received_by=officer(request), at=now()
            )
            first = filing.requests.order_by("pk")[0]
            messages.success(request, _("Received. The receipt number is %(n)s.") % {"n": first.number})
            return redirect("requests:handle", code=first.code)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    return render(request, "disclosure/requests/counter.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def templates(request: ViewerRequest) -> HttpResponse:
    """Words that the agency uses again."""
    own = request.viewer.organisations_as(Role.DISCLOSURE_OFFICER)
    if not own:
        return render(request, "disclosure/requests/no_desk.html", status=403)
    found = AnswerTemplate.objects.filter(organisation__in=own).select_related("organisation")
    if code := request.POST.get("remove", ""):
        if not code.isdigit():
            raise Http404
        run(request, request_handling.remove_template, template=get_object_or_404(found, pk=code))
        return redirect("requests:templates")
    form = request_forms.TemplateForm(request.POST or None, viewer=request.viewer)
    if (
        request.method == "POST"
        and form.is_valid()
        and run(request, request_handling.save_template, **form.cleaned_data)
    ):
        return redirect("requests:templates")
    context = {"form": form, "templates": found}
    return render(request, "disclosure/requests/templates.html", context, status=422 if form.errors else 200)
