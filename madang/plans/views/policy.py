"""The pages of basic and execution plans."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.plans import actions, queries
from madang.plans.forms import EvaluationForm, PolicyForm, VersionForm
from madang.plans.models import Policy, PolicyVersion
from madang.plans.views.common import asked_day, day_context, tried, who_acts


@require_safe
def policies(request: ViewerRequest) -> HttpResponse:
    """Basic plans with the execution plans under them, and where each stands with its council."""
    day = localdate()
    rows = [
        (one, queries.deliberated(one, on=day), [(two, queries.deliberated(two, on=day)) for two in executions])
        for one in queries.policies(request.viewer)
        for executions in [one.executions.all()]
    ]
    context = {"rows": rows, "may_draft": bool(drafting(request))}
    return render(request, "plans/policies.html", context)


def drafting(request: ViewerRequest) -> list[Organisation]:
    """The organisations whose plans the viewer drafts."""
    own = {held_in for _role, held_in in request.viewer.roles if held_in is not None}
    found = Organisation.objects.filter(pk__in=own).order_by("code")
    return [one for one in found if actions.office_drafting(one, request.viewer)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_policy(request: ViewerRequest) -> HttpResponse:
    organisations = drafting(request)
    if not organisations:
        raise PermissionDenied
    form = PolicyForm(request.POST or None, organisations=organisations)

    def act() -> None:
        organisation = next(one for one in organisations if one.code == form.cleaned_data["organisation"])
        actions.open_policy(opening=form.opening, organisation=organisation, by=who_acts(request), at=now())

    if request.method == "POST" and tried(form, act):
        return redirect("plans:policy", form.cleaned_data["slug"])
    return render(request, "plans/policy_new.html", {"form": form}, status=422 if form.errors else 200)


def found_policy(request: ViewerRequest, slug: str) -> Policy:
    found = queries.find_policy(slug, request.viewer)
    if found is None:
        raise Http404
    return found


@require_safe
def policy(request: ViewerRequest, slug: str) -> HttpResponse:
    return show(request, slug)


def show(
    request: ViewerRequest,
    slug: str,
    form: VersionForm | None = None,
    evaluation_form: EvaluationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """A plan with its versions, what the council did with each, and where its tasks stand."""
    found, day = found_policy(request, slug), asked_day(request)
    versions = queries.deliberated(found, on=day)
    in_force = queries.version_in_force(found, on=day)
    shown = in_force or (versions[0].version if versions else None)
    judges = in_force is not None and actions.office_of_secretary(found.council, request.viewer) is not None
    if in_force and evaluation_form is None:
        evaluation_form = EvaluationForm(policy=found, tasks=in_force.tasks)
    context = {
        "policy": found,
        "versions": versions,
        "in_force": in_force,
        "shown": shown,
        "tasks": queries.tasks_of(found, shown, request.viewer, on=day) if shown else [],
        "executions": found.executions.order_by("starts_on"),
        "drafts": actions.office_drafting(found.organisation, request.viewer) is not None,
        "form": form or VersionForm(),
        "judges": judges,
        "evaluation_form": evaluation_form,
        **day_context(day),
    }
    return render(request, "plans/policy.html", context, status=status)


@require_safe
def policy_version(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    """One version as it was handed in, with what the council did with it."""
    found = found_policy(request, slug)
    version = get_object_or_404(PolicyVersion.objects.select_related("policy"), policy=found, number=number)
    deliberated = next(one for one in queries.deliberated(found, on=localdate()) if one.version == version)
    context = {"policy": found, "version": version, "deliberated": deliberated}
    return render(request, "plans/policy_version.html", context)


@require_POST
@login_required
def hand_in(request: ViewerRequest, slug: str) -> HttpResponse:
    found, form, by = found_policy(request, slug), VersionForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.hand_in_version(policy=found, **form.cleaned_data, by=by, at=now())):
        return redirect(found)
    return show(request, slug, form=form, status=422)


@require_POST
@login_required
def evaluate(request: ViewerRequest, slug: str) -> HttpResponse:
    found, by = found_policy(request, slug), who_acts(request)
    in_force = queries.version_in_force(found, on=localdate())
    form = EvaluationForm(request.POST, policy=found, tasks=in_force.tasks if in_force else [])
    if tried(form, lambda: actions.evaluate_task(policy=found, **form.cleaned_data, by=by, at=now())):
        return redirect(found)
    return show(request, slug, evaluation_form=form, status=422)
