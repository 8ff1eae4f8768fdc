"""Key types of data: the list, one nomination, and the acts on it."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.opendata.actions import keytypes as actions
from madang.opendata.forms.keytypes import (
    AssessmentForm,
    KeyCommentForm,
    KeyDecisionForm,
    KeyFilterForm,
    NominationForm,
)
from madang.opendata.models import HeldType, KeyNomination
from madang.opendata.queries import decisions
from madang.opendata.queries import keytypes as queries
from madang.opendata.views.shared import csv_response, form_page, paged, person, submitted


def crumbs(last: str = "") -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    if not last:
        return [*start, (_("Key data"), "")]
    return [*start, (_("Key data"), reverse("opendata:key-types")), (last, "")]


@require_safe
def nominations(request: ViewerRequest) -> HttpResponse:
    """What is nominated and chosen to be opened first, best score first."""
    form = KeyFilterForm(request.GET)
    context = paged(request, queries.listed(request.viewer, **form.read()))
    on = localdate()
    opened = queries.opened_on(list(context["page"]), on=on)
    for one in context["page"]:
        one.opened_on = opened.get(one.held_id)
    progress = queries.progress(on=on)
    context |= {"form": form, "progress": progress, "criteria": queries.criteria(), "crumbs": crumbs()}
    return render(request, "opendata/key_types.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed list as CSV, whole."""
    found = list(queries.listed(PUBLIC, **KeyFilterForm(request.GET).read()))
    opened = queries.opened_on(found, on=localdate())
    columns = ("code", "title", "agency", "area", "state", "score", "supporters", "objectors", "decided_on")
    return csv_response(
        (*columns, "release_by", "opened_on", "url"),
        (csv_row(one, opened.get(one.held_id)) for one in found),
        name=f"key-types-{localdate()}.csv",
    )


def csv_row(one: KeyNomination, opened: object) -> tuple[object, ...]:
    decision = getattr(one, "decision", None)
    area = one.held.area.code if one.held.area else ""
    counts = (one.score, one.supporters or 0, one.objectors or 0)  # type: ignore[attr-defined]
    days = (decision.decided_on, decision.release_by) if decision else ("", "")
    head = (one.code, one.held.title, one.held.organisation.code, area, one.state)
    return (*head, *counts, *days, opened, settings.SITE_URL + one.get_absolute_url())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: ViewerRequest) -> HttpResponse:
    """Nominate a held type, named by `held` in the address."""
    held = get_object_or_404(HeldType.objects.visible_to(request.viewer), code=request.GET.get("held") or None)
    if there := KeyNomination.objects.filter(held=held).first():
        return redirect(there)
    form = NominationForm(request.POST or None)
    if submitted(form, lambda read: actions.nominate(held=held, **read, by=person(request), at=now())):
        return redirect(KeyNomination.objects.get(held=held))
    title = _("Nominate “%(title)s” as key data") % {"title": held.title}
    return form_page(request, form, title=title, button=_("Nominate it"), crumbs=crumbs(held.title))


def found_or_404(request: ViewerRequest, code: str) -> KeyNomination:
    found = queries.nomination_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such nomination."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def nomination(request: ViewerRequest, code: str) -> HttpResponse:
    """One nomination: why, its scores, what the public says, the decision, and whether it is open."""
    found = found_or_404(request, code)
    form = KeyCommentForm(request.POST or None)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={found.get_absolute_url()}")
    if submitted(form, lambda read: actions.comment(nomination=found, **read, by=person(request), at=now())):
        return redirect(found)
    on = localdate()
    context = {
        "nomination": found,
        "decision": getattr(found, "decision", None),
        "decisions": decisions.about_key_type(found, request.viewer),
        "opened_on": queries.opened_on([found], on=on).get(found.held_id),
        "form": form,
        "on": on,
        "is_open": found.state == KeyNomination.State.NOMINATED,
        "may_assess": bool(request.viewer.organisations_as(Role.DATA_OFFICER)),
        "may_decide": queries.may_enter_decisions(request.viewer),
        "crumbs": crumbs(found.held.title),
    }
    return render(request, "opendata/key_type.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: ViewerRequest, code: str) -> HttpResponse:
    """An office's score by one criterion."""
    found = found_or_404(request, code)
    form = AssessmentForm(request.POST or None, viewer=request.viewer)
    if submitted(form, lambda read: actions.assess(nomination=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Assess “%(title)s”") % {"title": found.held.title}
    return form_page(request, form, title=title, button=_("Score it"), crumbs=crumbs(found.held.title))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ViewerRequest, code: str) -> HttpResponse:
    """Enter the council's decision."""
    found = found_or_404(request, code)
    form = KeyDecisionForm(request.POST or None, initial={"decided_on": localdate()})
    if submitted(form, lambda read: actions.decide(nomination=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Decision on “%(title)s”") % {"title": found.held.title}
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=crumbs(found.held.title))
