"""Advice: the knowledge base for everyone, questions in private, and the office's desk."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.audit import look
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.common.http import client_ip
from madang.opendata.actions import advice as actions
from madang.opendata.forms import advice as forms
from madang.opendata.forms.showcase import ReasonForm
from madang.opendata.models import AdviceCase, KnowledgeArticle
from madang.opendata.queries import advice as queries
from madang.opendata.views.shared import acted, csv_response, desk_page, form_page, paged, person, submitted

CSV_COLUMNS = ("code", "agency", "about", "title", "question", "answer", "published_at", "url")


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (pgettext("opendata", "Advice"), reverse("opendata:advice") if last else "")
    return [*start, here, *last]


@require_safe
def knowledge(request: ViewerRequest) -> HttpResponse:
    """The knowledge base."""
    form = forms.ArticleFilterForm(request.GET)
    context = {
        "form": form,
        **paged(request, queries.articles(request.viewer, **form.read())),
        "in_time": queries.answered_in_time(on=localdate()),
        "is_office": bool(request.viewer.organisations_as(Role.DATA_OFFICER)),
        "crumbs": crumbs(),
    }
    return render(request, "opendata/advice.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed knowledge base as CSV, whole."""
    found = queries.articles(PUBLIC, **forms.ArticleFilterForm(request.GET).read())
    rows = (csv_row(one) for one in found.iterator(chunk_size=500))
    return csv_response(CSV_COLUMNS, rows, name=f"data-advice-{localdate()}.csv")


def csv_row(one: KnowledgeArticle) -> tuple[object, ...]:
    published = one.published_at.isoformat() if one.published_at else ""
    said = (one.code, one.organisation.code, one.kind, one.title, one.question, one.answer, published)
    return (*said, settings.SITE_URL + one.get_absolute_url())


def article_or_404(request: ViewerRequest, code: str) -> KnowledgeArticle:
    found = queries.article_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such article."))
    return found


@require_safe
def article(request: ViewerRequest, code: str) -> HttpResponse:
    """An article; the office also sees what keeps a draft from being published."""
    found = article_or_404(request, code)
    is_office = queries.is_office(request.viewer, found.organisation_id)
    context = {
        "article": found,
        "is_office": is_office,
        "found": actions.telling(found) if is_office and found.state == KnowledgeArticle.State.DRAFT else [],
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "opendata/article.html", context)


@login_required
@require_POST
def publish(request: ViewerRequest, code: str) -> HttpResponse:
    """Publish a draft; what tells who somebody is keeps it back, and is shown."""
    found = article_or_404(request, code)
    return acted(lambda: actions.publish_article(article=found, by=person(request), at=now()), found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def article_withdraw(request: ViewerRequest, code: str) -> HttpResponse:
    found = article_or_404(request, code)
    form = ReasonForm(request.POST or None)
    if submitted(form, lambda read: actions.withdraw_article(article=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Take the article back")
    back = crumbs((found.title, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=title, crumbs=back, lede=found.title)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Ask for advice, in private."""
    form = forms.QuestionForm(request.POST or None)
    made: list[AdviceCase] = []
    if submitted(form, lambda read: made.append(actions.ask(**read, by=person(request), at=now()))):
        return redirect(made[0])
    title = _("Ask for advice")
    lede = _("Only you and the office that you ask read your question and its answer.")
    return form_page(request, form, title=title, button=_("Ask"), crumbs=crumbs((title, "")), lede=lede)


@login_required
@require_safe
def mine(request: ViewerRequest) -> HttpResponse:
    """What the viewer asked."""
    context = paged(request, queries.my_cases(request.viewer))
    context |= {"today": localdate(), "crumbs": crumbs((_("My questions"), ""))}
    return render(request, "opendata/advice_mine.html", context)


def case_or_404(request: ViewerRequest, code: str) -> AdviceCase:
    """The case, for who may read it; an officer's look is noted."""
    found = queries.case_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is no such question, or it is not yours."))
    if found.asker_id != person(request).pk:
        look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    return found


@login_required
@require_safe
def case(request: ViewerRequest, code: str) -> HttpResponse:
    """A question and its answer, for who asked and for the office."""
    found = case_or_404(request, code)
    context = {
        "case": found,
        "is_own": found.asker_id == person(request).pk,
        "is_office": queries.is_office(request.viewer, found.organisation_id),
        "article": getattr(found, "article", None),
        "is_overdue": found.state == AdviceCase.State.WAITING and found.due_on < localdate(),
        "crumbs": crumbs((_("My questions"), reverse("opendata:advice-mine")), (found.title, "")),
    }
    return render(request, "opendata/advice_case.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ViewerRequest, code: str) -> HttpResponse:
    found = case_or_404(request, code)
    if not queries.is_office(request.viewer, found.organisation_id):
        raise Http404
    form = forms.AnswerForm(request.POST or None, initial={"text": found.answer})
    if submitted(form, lambda read: actions.answer(case=found, **read, by=person(request), at=now())):
        return redirect(found)
    title = _("Answer the question")
    back = crumbs((found.title, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Send the answer"), crumbs=back, lede=found.text)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: ViewerRequest, code: str) -> HttpResponse:
    """Prepare an article for everyone from an answered question."""
    found = case_or_404(request, code)
    if not queries.is_office(request.viewer, found.organisation_id):
        raise Http404
    there = getattr(found, "article", None)
    initial = {"title": found.title, "question": found.text, "answer": found.answer}
    if there:
        initial = {"title": there.title, "question": there.question, "answer": there.answer}
    form = forms.ArticleForm(request.POST or None, initial=initial)
    made: list[KnowledgeArticle] = []
    if submitted(
        form, lambda read: made.append(actions.prepare_article(case=found, **read, by=person(request), at=now()))
    ):
        return redirect(made[0])
    title = _("Prepare an article for everyone")
    lede = _("Take out everything that tells who asked. The article is looked through before it is published.")
    back = crumbs((found.title, found.get_absolute_url()), (title, ""))
    return form_page(request, form, title=title, button=_("Keep the draft"), crumbs=back, lede=lede)


@login_required
@require_POST
def withdraw(request: ViewerRequest, code: str) -> HttpResponse:
    found = case_or_404(request, code)
    return acted(lambda: actions.withdraw(case=found, by=person(request), at=now()), found)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """Questions to the officer's agencies, the most urgent first; `?state=answered` those from which articles come."""
    state = request.GET.get("state", "")
    found = queries.cases_at_desk(request.viewer, state=state)
    return desk_page(request, "opendata/advice_desk.html", found, crumbs((_("To be answered"), "")), state=state)
