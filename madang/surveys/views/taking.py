"""Taking part: page by page, without a script; what is filled in is kept as a draft until the answer is sent."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import User
from madang.common.errors import Refusal
from madang.surveys import actions
from madang.surveys.answering import check, check_page, route, shown_questions
from madang.surveys.asking import answered, ask, posted_values, section_title
from madang.surveys.forms import LinkForm
from madang.surveys.models import Draft, Survey
from madang.surveys.participants import (
    Ticket,
    email_of_link,
    ticket_of_email,
    ticket_of_invitation,
    ticket_of_user,
)
from madang.surveys.questionnaire import Section
from madang.surveys.views.public import crumbs, seen_survey
from madang.surveys.wording import here

LINKS = "surveys:links"
"""In the session: the words of the links that somebody came with, by survey."""


def ticket(request: ViewerRequest, survey: Survey) -> Ticket | None:
    """By which right the visitor may answer: a link they came with, or being signed in; None without."""
    word = request.session.get(LINKS, {}).get(survey.slug)
    if word:
        found = ticket_of_word(survey, word)
        if found:
            return found
    if not survey.is_list and isinstance(request.user, User):
        return ticket_of_user(survey, request.user)
    return None


def ticket_of_word(survey: Survey, word: str) -> Ticket | None:
    """The ticket that a link is for; None if it is no link to this survey."""
    if survey.is_list:
        return ticket_of_invitation(survey, word)
    email = email_of_link(survey, word)
    return ticket_of_email(survey, email) if email else None


@never_cache
@require_http_methods(["GET", "HEAD"])
def take(request: ViewerRequest, slug: str) -> HttpResponse:
    """Where links lead and the button goes: on to the first page, or how one can take part."""
    survey = seen_survey(request, slug)
    if word := request.GET.get("link", "").strip():
        if ticket_of_word(survey, word) is None:
            return entrance(request, survey, fault=_("This link is not valid here, or has grown too old."), status=403)
        request.session[LINKS] = {**request.session.get(LINKS, {}), survey.slug: word}
        return redirect("surveys:take", slug=slug)  # so that the secret does not stay in the address
    if not survey.is_open(at=now()):
        return redirect(survey)
    right = ticket(request, survey)
    if right is None:
        return entrance(request, survey)
    draft = Draft.objects.filter(survey=survey, key=right.draft).first()
    pages = route(survey.questionnaire, draft.values if draft else {})
    known = {page.key for page in pages}
    page = draft.page if draft and draft.page in known else pages[0].key
    return redirect("surveys:page", slug=slug, page=page)


def entrance(
    request: ViewerRequest, survey: Survey, *, form: LinkForm | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "survey": survey,
        "form": form or LinkForm(),
        "fault": fault,
        "next": request.get_full_path().split("?")[0],
        "crumbs": crumbs((survey.title, survey.get_absolute_url()), (_("Take part"), "")),
    }
    return render(request, "surveys/entrance.html", context, status=status)


@never_cache
@require_POST
def send_link(request: ViewerRequest, slug: str) -> HttpResponse:
    """Send a link to an address. The page says the same whether or not it was sent before."""
    survey, form = seen_survey(request, slug), LinkForm(request.POST)
    if form.is_valid():
        try:
            actions.send_link(survey=survey, email=form.cleaned_data["email"], at=now())
            context = {"survey": survey, "crumbs": crumbs((survey.title, survey.get_absolute_url()))}
            return render(request, "surveys/link_sent.html", context)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    return entrance(request, survey, form=form, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: ViewerRequest, slug: str, page: str) -> HttpResponse:
    """One page of the questionnaire: show it, or keep what was filled in and go on."""
    survey = seen_survey(request, slug)
    right = ticket(request, survey)
    if right is None or not survey.is_open(at=now()):
        return redirect("surveys:take", slug=slug)
    draft = Draft.objects.filter(survey=survey, key=right.draft).first()
    values: dict[str, Any] = dict(draft.values) if draft else {}
    pages = route(survey.questionnaire, values)
    section = next((one for one in pages if one.key == page), None)
    if section is None:
        return redirect("surveys:page", slug=slug, page=pages[0].key)
    if request.method != "POST":
        return show_page(request, survey, section, pages, values)
    questions = shown_questions(section, values)
    said = posted_values(questions, request.POST)
    checked = check_page(section, values, said)
    goes_back = "back" in request.POST
    if checked.mistakes and not goes_back and "later" not in request.POST:
        return show_page(request, survey, section, pages, values | said, mistakes=checked.mistakes, status=422)
    for question in section.questions:
        values.pop(question.key, None)
        values.pop(f"{question.key}__other", None)
    values |= checked.values
    after = next_page(survey, section, values, back=goes_back)
    try:
        actions.save_draft(survey=survey, ticket=right, values=values, page=after or section.key, at=now())
    except Refusal as refusal:
        return show_page(request, survey, section, pages, values | said, fault=str(refusal.message), status=422)
    if "later" in request.POST:
        context = {"survey": survey, "crumbs": crumbs((survey.title, survey.get_absolute_url()))}
        return render(request, "surveys/saved.html", context)
    return redirect("surveys:page", slug=slug, page=after) if after else redirect("surveys:review", slug=slug)


def next_page(survey: Survey, section: Section, values: dict[str, Any], *, back: bool) -> str:
    """The key of the page after, or before; empty after the last."""
    keys = [one.key for one in route(survey.questionnaire, values)]
    place = keys.index(section.key)
    if back:
        return keys[max(0, place - 1)]
    return keys[place + 1] if place + 1 < len(keys) else ""


def show_page(
    request: ViewerRequest,
    survey: Survey,
    section: Section,
    pages: list[Section],
    values: dict[str, Any],
    *,
    mistakes: Any = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    place = [one.key for one in pages].index(section.key) + 1
    asked = ask(survey.questionnaire, shown_questions(section, values), values, mistakes)
    context = {
        "survey": survey,
        "title": section_title(section, place),
        "intro": here(section.intro),
        "asked": asked,
        "faulty": [one for one in asked if one.mistake],
        "fault": fault,
        "place": place,
        "pages": len(pages),
        "is_first": place == 1,
        "is_last": place == len(pages),
        "crumbs": crumbs((survey.title, survey.get_absolute_url()), (_("Take part"), "")),
    }
    return render(request, "surveys/page.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ViewerRequest, slug: str) -> HttpResponse:
    """Everything once more; sending it is final. The receipt stands in the answer to the request and nowhere else."""
    survey = seen_survey(request, slug)
    right = ticket(request, survey)
    if right is None or not survey.is_open(at=now()):
        return redirect("surveys:take", slug=slug)
    draft = Draft.objects.filter(survey=survey, key=right.draft).first()
    values: dict[str, Any] = dict(draft.values) if draft else {}
    fault = ""
    if request.method == "POST":
        try:
            receipt = actions.submit_answer(survey=survey, ticket=right, values=values, at=now())
            kept = request.session.get(LINKS, {})
            if survey.slug in kept:
                request.session[LINKS] = {slug: word for slug, word in kept.items() if slug != survey.slug}
            context = {
                "survey": survey,
                "receipt": receipt,
                "crumbs": crumbs((survey.title, survey.get_absolute_url())),
            }
            return render(request, "surveys/thanks.html", context)
        except Refusal as refusal:
            fault = str(refusal.message)
    return show_review(request, survey, values, fault=fault)


def show_review(request: ViewerRequest, survey: Survey, values: dict[str, Any], *, fault: str) -> HttpResponse:
    questionnaire = survey.questionnaire
    pages = [
        {
            "title": section_title(section, number),
            "url": reverse("surveys:page", args=[survey.slug, section.key]),
            "rows": [(here(one.text), answered(one, values)) for one in shown_questions(section, values)],
        }
        for number, section in enumerate(route(questionnaire, values), 1)
    ]
    context = {
        "survey": survey,
        "pages": pages,
        "is_complete": not check(questionnaire, values).mistakes,
        "fault": fault,
        "crumbs": crumbs((survey.title, survey.get_absolute_url()), (_("Look it over"), "")),
    }
    return render(request, "surveys/review.html", context, status=422 if fault else 200)
