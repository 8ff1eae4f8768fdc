"""Papers that are entered, and words that are read before they are shown."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts import audit
from madang.accounts.middleware import SignedInRequest
from madang.accounts.models import Role
from madang.common.errors import Refusal
from madang.common.http import client_ip
from madang.surveys import actions
from madang.surveys.asking import ask, conditions_sentence, posted_values, section_title
from madang.surveys.forms import PaperForm, WordsForm
from madang.surveys.models import RUNNERS, Survey, Words
from madang.surveys.views.desk import desk_crumbs, own_survey
from madang.surveys.wording import here

PER_PAGE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enter a paper form: its number and every answer on it, on one page."""
    survey = own_survey(request, slug)
    questionnaire = survey.questionnaire
    form = PaperForm(request.POST or None)
    if not survey.is_list:
        del form.fields["token"]
    said: dict[str, Any] = posted_values(questionnaire.questions, request.POST) if request.method == "POST" else {}
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_paper(
                survey=survey,
                number=form.cleaned_data["number"],
                values=said,
                token=form.cleaned_data.get("token", ""),
                by=request.user,
                at=now(),
            )
            messages.success(request, _("Paper %(number)d has been entered.") % {"number": form.cleaned_data["number"]})
            return redirect("surveys:paper", slug=slug)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    sections = [
        {
            "title": section_title(one, number),
            "only_if": conditions_sentence(questionnaire, one.conditions),
            "asked": ask(questionnaire, one.questions, said),
        }
        for number, one in enumerate(questionnaire.sections, 1)
    ]
    context = {
        "survey": survey,
        "form": form,
        "sections": sections,
        "entered": survey.answers.filter(paper_number__isnull=False).count(),
        "crumbs": desk_crumbs((survey.title, reverse("surveys:run", args=[slug])), (_("Enter papers"), "")),
    }
    return render(request, "surveys/desk/paper.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: SignedInRequest, slug: str) -> HttpResponse:
    """What people wrote: read, then show or withhold. A look is noted in the private audit."""
    own = request.viewer.organisations_as(*RUNNERS, Role.MODERATOR)
    survey = get_object_or_404(Survey, slug=slug, organisation__in=own, state=Survey.State.CLOSED)
    fault = ""
    if request.method == "POST":
        judged = get_object_or_404(survey.words, pk=request.POST.get("words") or None)
        form = WordsForm(request.POST)
        try:
            if form.is_valid():
                said = form.cleaned_data
                actions.judge_words(
                    words=judged, show=said["show"] == "yes", reason=said["reason"], by=request.user, at=now()
                )
                return redirect(f"{reverse('surveys:words', args=[slug])}?{request.GET.urlencode()}")
            fault = _("Choose what becomes of it.")
        except Refusal as refusal:
            fault = str(refusal.message)
    audit.look(request.viewer, survey.ref, at=now(), ip=client_ip(request))
    state = request.GET.get("state", Words.State.WAITING)
    page = Paginator(survey.words.filter(state=state), PER_PAGE).get_page(request.GET.get("page"))
    questionnaire = survey.questionnaire
    asked = {one.key: here(one.text) for one in questionnaire.questions}
    context = {
        "survey": survey,
        "page": page,
        "rows": [(one, asked.get(one.question.removesuffix("__other"), one.question)) for one in page],
        "states": Words.State.choices,
        "state": state,
        "query": f"state={state}",
        "reasons": Words.Reason.choices,
        "fault": fault,
        "crumbs": desk_crumbs((survey.title, ""), (_("What people wrote"), "")),
    }
    return render(request, "surveys/desk/words.html", context, status=422 if fault else 200)
