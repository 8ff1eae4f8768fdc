"""The questions of a draft, one form each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.middleware import SignedInRequest
from madang.common.errors import Refusal
from madang.surveys import actions, editing
from madang.surveys.forms import PageForm, QuestionForm
from madang.surveys.models import Survey
from madang.surveys.views.desk import desk_crumbs, own_survey


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedInRequest, slug: str, key: str = "") -> HttpResponse:
    """Change a question, or add one."""
    survey = own_survey(request, slug)
    initial = editing.as_said(survey.form, key) if key else {"page": request.GET.get("page", "")}
    if initial is None:
        raise Http404
    form = QuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = editing.with_question(survey.form, form.cleaned_data, replaces=key)
        if save(request, survey, changed, form):
            return redirect("surveys:edit", slug=slug)
    title = _("Question “%(key)s”") % {"key": key} if key else _("New question")
    return show(request, survey, form, title)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Change the title, introduction and condition of a page."""
    survey = own_survey(request, slug)
    found = next((one for one in survey.form["sections"] if one["key"] == key), None)
    if found is None:
        raise Http404
    form = PageForm(request.POST or None, initial=editing.page_as_said(found))
    if request.method == "POST" and form.is_valid():
        changed = editing.with_page(survey.form, key, form.cleaned_data)
        if save(request, survey, changed, form):
            return redirect("surveys:edit", slug=slug)
    return show(request, survey, form, _("Page “%(key)s”") % {"key": key})


def show(request: SignedInRequest, survey: Survey, form: Any, title: str) -> HttpResponse:
    context = {
        "survey": survey,
        "form": form,
        "title": title,
        "crumbs": desk_crumbs((survey.title, reverse("surveys:edit", args=[survey.slug])), (title, "")),
    }
    return render(request, "surveys/desk/form.html", context, status=422 if form.errors else 200)


def save(request: SignedInRequest, survey: Survey, document: dict[str, Any], form: Any = None) -> bool:
    """Keep the document if it is a questionnaire; else say what is wrong with it."""
    try:
        actions.set_form(survey=survey, form=document, by=request.user, at=now())
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal.message))
        else:
            form.add_error(None, str(refusal.message))
        return False
    return True


@login_required
@require_POST
def change(request: SignedInRequest, slug: str, key: str, what: str) -> HttpResponse:
    """Move a question up, or take it out."""
    survey = own_survey(request, slug)
    change_it = editing.moved_up if what == "up" else editing.without_question
    save(request, survey, change_it(survey.form, key))
    return redirect("surveys:edit", slug=slug)
