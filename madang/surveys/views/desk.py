"""The desk of whoever runs surveys: from a template to published results."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import SignedInRequest
from madang.accounts.models import Organisation, Role
from madang.common.errors import Refusal
from madang.surveys import actions, queries
from madang.surveys.asking import ask, conditions_sentence, section_title
from madang.surveys.forms import CancelForm, InviteForm, StartForm, SurveyForm
from madang.surveys.models import RUNNERS, Survey
from madang.surveys.printing import paper_of
from madang.surveys.templates_of_plan import TEMPLATES, load_template
from madang.surveys.views.public import crumbs, seen_survey, state_of
from madang.surveys.wording import here


def own_survey(request: SignedInRequest, slug: str) -> Survey:
    """A survey of an organisation whose surveys the person runs; 404 for everybody else."""
    own = request.viewer.organisations_as(*RUNNERS)
    return get_object_or_404(Survey.objects.select_related("organisation", "previous"), slug=slug, organisation__in=own)


def desk_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Desk"), reverse("surveys:desk")), *more)


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The surveys of one's own agency, what waits, and the beginning of a new one."""
    if not request.viewer.organisations_as(*RUNNERS, Role.MODERATOR):
        raise PermissionDenied
    at = now()
    context = {
        "rows": [(survey, state_of(survey, at)) for survey in queries.run_by(request.viewer)],
        "to_read": queries.words_to_read(request.viewer),
        "may_run": bool(request.viewer.organisations_as(*RUNNERS)),
        "crumbs": crumbs((_("Desk"), "")),
    }
    return render(request, "surveys/desk/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest) -> HttpResponse:
    """A draft from one of the templates."""
    agencies = Organisation.objects.filter(pk__in=request.viewer.organisations_as(*RUNNERS))
    if not agencies:
        raise PermissionDenied
    templates = [(key, here(one.title)) for key, one in TEMPLATES.items()]
    form = StartForm(request.POST or None, templates=templates, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            survey = actions.create_survey(
                organisation=said["agency"],
                slug=said["slug"],
                opens_at=said["opens_at"],
                closes_at=said["closes_at"],
                by=request.user,
                at=now(),
                **load_template(said["template"]),
            )
            return redirect("surveys:edit", slug=survey.slug)
        except (Refusal, ValidationError) as fault:
            add_fault(form, fault)
    context = {"form": form, "crumbs": desk_crumbs((_("New survey"), ""))}
    return render(request, "surveys/desk/start.html", context, status=422 if form.errors else 200)


def add_fault(form: Any, fault: Refusal | ValidationError) -> None:
    """Say in a form what an action refused, at its field if the form has it."""
    if isinstance(fault, ValidationError):
        for field, faults in getattr(fault, "message_dict", {"": fault.messages}).items():
            form.add_error(field if field in form.fields else None, faults)
        return
    aliases = {"quotas": "quotas_text", "weighting": "weighting_text"}
    field = aliases.get(fault.field or "", fault.field)
    form.add_error(field if field in form.fields else None, str(fault.message))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """A draft: its facts, its questions, and the way to announce it."""
    survey = own_survey(request, slug)
    if survey.state != Survey.State.DRAFT:
        return redirect("surveys:run", slug=slug)
    form = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["quotas"], said["weighting"] = said.pop("quotas_text"), said.pop("weighting_text")
        try:
            survey = actions.change_survey(survey=survey, by=request.user, at=now(), **said)
            messages.success(request, _("The draft has been saved."))
            return redirect("surveys:edit", slug=survey.slug)
        except (Refusal, ValidationError) as fault:
            add_fault(form, fault)
    kept = Survey.objects.get(pk=survey.pk)
    questionnaire = kept.questionnaire
    context = {
        "survey": kept,
        "form": form,
        "sections": [
            {"key": one.key, "title": section_title(one, number), "questions": one.questions}
            for number, one in enumerate(questionnaire.sections, 1)
        ],
        "crumbs": desk_crumbs((kept.title, "")),
    }
    return render(request, "surveys/desk/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The whole questionnaire on one page, with the conditions in words; nothing can be sent."""
    survey = own_survey(request, slug)
    questionnaire = survey.questionnaire
    sections = [
        {
            "title": section_title(one, number),
            "intro": here(one.intro),
            "only_if": conditions_sentence(questionnaire, one.conditions),
            "asked": ask(questionnaire, one.questions, {}),
        }
        for number, one in enumerate(questionnaire.sections, 1)
    ]
    context = {"survey": survey, "sections": sections, "crumbs": desk_crumbs((survey.title, "")), "is_preview": True}
    return render(request, "surveys/desk/preview.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def run(request: SignedInRequest, slug: str) -> HttpResponse:
    """An announced survey: what can be done with it now."""
    survey = own_survey(request, slug)
    if survey.state == Survey.State.DRAFT:
        return redirect("surveys:edit", slug=slug)
    return show_run(request, survey)


def show_run(
    request: SignedInRequest, survey: Survey, *, form: Any = None, cancel: Any = None, status: int = 200
) -> HttpResponse:
    at = now()
    is_closed = survey.state == Survey.State.CLOSED
    context = {
        "survey": survey,
        "state": state_of(survey, at),
        "is_open": survey.is_open(at=at),
        "is_awaited": survey.is_awaited(at=at),
        "is_closed": is_closed,
        "papers": survey.answers.filter(paper_number__isnull=False).count(),
        "quotas": survey.quota_counts.all() if is_closed else [],
        "release": getattr(survey, "release", None) if is_closed else None,
        "unread": survey.words.filter(state="waiting").count() if is_closed else 0,
        "form": form or InviteForm(),
        "cancel_form": cancel or CancelForm(),
        "crumbs": desk_crumbs((survey.title, "")),
    }
    return render(request, "surveys/desk/run.html", context, status=status)


@login_required
@require_POST
def act(request: SignedInRequest, slug: str, what: str) -> HttpResponse:
    """The acts that need no form: announce, close, publish, copy, discard."""
    survey, at = own_survey(request, slug), now()
    try:
        if what == "announce":
            actions.announce_survey(survey=survey, by=request.user, at=at)
            messages.success(request, _("The survey has been announced. From now on it cannot be changed."))
        elif what == "close":
            actions.close_survey(survey=survey, by=request.user, at=at)
            messages.success(request, _("The survey has been closed and its answers sealed."))
        elif what == "publish":
            actions.publish_results(survey=survey, by=request.user, at=at)
            messages.success(request, _("The results have been published."))
        elif what == "copy":
            length = survey.closes_at - survey.opens_at
            begins = max(survey.closes_at, at)
            survey = actions.copy_survey(
                survey=survey, opens_at=begins, closes_at=begins + length, by=request.user, at=at
            )
            messages.success(request, _("The new version is a draft. Check its dates and questions."))
        else:
            actions.discard_draft(survey=survey, by=request.user, at=at)
            messages.success(request, _("The draft has been thrown away."))
            return redirect("surveys:desk")
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("surveys:run", slug=survey.slug)


@login_required
@require_POST
def cancel(request: SignedInRequest, slug: str) -> HttpResponse:
    """Call off an announced survey before it opens."""
    survey, form = own_survey(request, slug), CancelForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_survey(survey=survey, reason=form.cleaned_data["reason"], by=request.user, at=now())
            messages.success(request, _("The survey has been cancelled."))
            return redirect("surveys:run", slug=slug)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    return show_run(request, survey, cancel=form, status=422)


@login_required
@require_POST
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put people on the closed list."""
    survey, form = own_survey(request, slug), InviteForm(request.POST)
    if form.is_valid():
        try:
            new = actions.invite(survey=survey, emails=form.cleaned_data["emails"], by=request.user, at=now())
            messages.success(request, _("%(count)d people have been invited.") % {"count": new})
            return redirect("surveys:run", slug=slug)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    return show_run(request, survey, form=form, status=422)


@require_safe
def paper_form(request: SignedInRequest, slug: str) -> HttpResponse:
    """The questionnaire as a form to print, tagged PDF. Everybody may have that of an announced survey."""
    survey = seen_survey(request, slug)
    response = HttpResponse(paper_of(survey), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    return response
