"""Requests for data: the list, one request with its trace, asking, voting, and what the agency does with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.opendata.actions import demand as actions
from madang.opendata.forms import demand as forms
from madang.opendata.models import DataRequest, HeldType, RequestVote
from madang.opendata.queries import decisions
from madang.opendata.queries import demand as queries
from madang.opendata.queries.demand import Wanted
from madang.opendata.queries.keytypes import may_enter_decisions
from madang.opendata.views.shared import acted, csv_response, desk_page, form_page, paged, person, submitted

Step = tuple[type[Form], Callable[..., object], Any]
STEPS: dict[str, Step] = {
    "extend": (forms.ExtendForm, actions.extend, gettext_lazy("Take more time")),
    "accept": (forms.AcceptForm, actions.accept, gettext_lazy("Accept the request")),
    "refuse": (forms.RefuseForm, actions.refuse, gettext_lazy("Refuse the request")),
    "take-up": (forms.TakeUpForm, actions.take_up, gettext_lazy("Note what a task force or council said")),
    "release": (forms.ReleaseForm, actions.release, gettext_lazy("Name the dataset")),
    "follow-up": (forms.TextForm, actions.follow_up, gettext_lazy("Say what came of it")),
    "object": (forms.TextForm, actions.ask_for_mediation, gettext_lazy("Ask for mediation")),
    "conclude": (forms.MediationForm, actions.conclude_mediation, gettext_lazy("Enter the outcome of the mediation")),
}
NO_CODE = UUID(int=0)
CSV_COLUMNS = (
    "code",
    "title",
    "agency",
    "kind",
    "state",
    "received_at",
    "due_on",
    "is_extended",
    "decided_at",
    "votes",
)


def crumbs(last: str = "") -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (_("Requests for data"), reverse("opendata:requests") if last else "")
    return [*start, here, *([(last, "")] if last else [])]


@require_safe
def requests(request: ViewerRequest) -> HttpResponse:
    """What people ask for."""
    form = forms.RequestFilterForm(request.GET)
    found = queries.listed(request.viewer, Wanted(on=localdate(), **form.read()))
    in_time = queries.decided_in_time(on=localdate())
    context = {"form": form, **paged(request, found), "in_time": in_time, "today": localdate(), "crumbs": crumbs()}
    return render(request, "opendata/requests.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed list as CSV, whole, without anybody's name."""
    found = queries.listed(PUBLIC, Wanted(on=localdate(), **forms.RequestFilterForm(request.GET).read()))
    rows = (csv_row(one) for one in found.iterator(chunk_size=500))
    columns = (*CSV_COLUMNS, "reason", "provide_by", "dataset", "url")
    return csv_response(columns, rows, name=f"data-requests-{localdate()}.csv")


def csv_row(one: DataRequest) -> tuple[object, ...]:
    head = (one.code, one.title, one.organisation.code, one.kind, one.state, one.received_at.isoformat(), one.due_on)
    decided = one.decided_at.isoformat() if one.decided_at else ""
    tail = (one.reason, one.provide_by, one.dataset_ref, settings.SITE_URL + one.get_absolute_url())
    return (*head, one.is_extended, decided, one.supporters, *tail)  # type: ignore[attr-defined]


def uuid_or_none(text: str | None) -> UUID | None:
    """What was given as a code, if it is one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Ask. What is alike is shown first; only then the request is sent."""
    held = (
        HeldType.objects.visible_to(request.viewer)
        .filter(code=uuid_or_none(request.GET.get("held")) or NO_CODE)
        .first()
    )
    initial = {"organisation": held.organisation_id, "title": held.title, "area": held.area_id} if held else {}
    form = forms.RequestForm(request.POST or None, initial=initial)
    alike: dict[str, object] = {}
    if form.is_valid():
        said = f"{form.cleaned_data['title']} {form.cleaned_data['text']}"
        alike = {
            "requests": queries.similar_requests(said),
            "datasets": queries.similar_datasets(form.cleaned_data["title"]),
        }
    if "confirmed" in request.POST or not any(alike.values()):
        made: list[DataRequest] = []
        own = held if held and form.is_valid() and held.organisation == form.cleaned_data["organisation"] else None
        if submitted(
            form,
            lambda read: made.append(actions.submit_request(**read, held=own, by=person(request), at=now())),
        ):
            return redirect(made[0])
    context = {"form": form, "alike": alike, "held": held, "crumbs": crumbs(_("Ask for data"))}
    return render(request, "opendata/request_new.html", context, status=422 if form.errors else 200)


def found_or_404(request: ViewerRequest, code: str) -> DataRequest:
    found = queries.request_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such request."))
    return found


@require_safe
def one(request: ViewerRequest, code: str) -> HttpResponse:
    """A request and its trace."""
    found = found_or_404(request, code)
    user = request.viewer.user
    on = localdate()
    context = {
        "request_for_data": found,
        "events": found.events.all(),
        "decisions": decisions.about_request(found, request.viewer),
        "is_overdue": found.state == DataRequest.State.RECEIVED and found.due_on < on,
        "is_own": user is not None and found.requester_id == user.pk,
        "has_voted": user is not None and RequestVote.objects.filter(request=found, by=user).exists(),
        "steps": steps_for(request, found),
        "crumbs": crumbs(found.title),
    }
    return render(request, "opendata/request.html", context)


def steps_for(request: ViewerRequest, found: DataRequest) -> list[tuple[str, object]]:
    """What the viewer may do with the request as it stands: (name, label)."""
    state, names = found.state, list[str]()
    states = DataRequest.State
    if request.viewer.is_in(found.organisation_id, Role.DATA_OFFICER):
        if state == states.RECEIVED:
            names += ["accept", "refuse", *([] if found.is_extended else ["extend"]), "take-up", "release"]
        elif state == states.ACCEPTED:
            names += ["release", "take-up"]
        elif state == states.RELEASED:
            names += ["follow-up"]
    user = request.viewer.user
    is_own = user is not None and found.requester_id == user.pk
    if is_own and state == states.REFUSED and found.object_by and localdate() <= found.object_by:
        names.append("object")
    if state == states.MEDIATION and may_enter_decisions(request.viewer):
        names.append("conclude")
    return [(name, STEPS[name][2]) for name in names]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    """One step of the request, by who may."""
    found = found_or_404(request, code)
    form_class, action, label = STEPS[name]
    form = form_class(request.POST or None)
    if submitted(form, lambda read: action(request=found, **read, by=person(request), at=now())):
        return redirect(found)
    return form_page(request, form, title=str(label), button=str(label), crumbs=crumbs(found.title), lede=found.title)


@login_required
@require_POST
def vote(request: ViewerRequest, code: str) -> HttpResponse:
    """Want the same, or no longer."""
    found = found_or_404(request, code)
    return acted(lambda: actions.vote(request=found, by=person(request), at=now()), found)


@login_required
@require_POST
def withdraw(request: ViewerRequest, code: str) -> HttpResponse:
    found = get_object_or_404(DataRequest, code=code, requester=person(request))
    return acted(lambda: actions.withdraw(request=found, by=person(request), at=now()), found)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """What the officer's agencies must decide or provide, the most urgent first."""
    waiting = queries.waiting_at_desk(request.viewer)
    return desk_page(request, "opendata/requests_desk.html", waiting, crumbs(_("To be decided")))
