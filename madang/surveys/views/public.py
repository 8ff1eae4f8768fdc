"""What everybody reads: open and closed surveys, their results, and the files to count them again."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.consequences import consequences_of
from madang.common.http import csv_response
from madang.surveys import charting, queries
from madang.surveys.forms import ListForm, ReceiptForm
from madang.surveys.models import RUNNERS, Release, Survey
from madang.surveys.release import receipt_hash, row_id
from madang.surveys.wording import here

PER_PAGE = 20


def seen_survey(request: ViewerRequest, slug: str) -> Survey:
    return get_object_or_404(queries.listed(request.viewer), slug=slug)


def seen_release(request: ViewerRequest, slug: str) -> tuple[Survey, Release]:
    """A survey and its release; 404 where the viewer may not see it yet."""
    survey = seen_survey(request, slug)
    return survey, get_object_or_404(Release.objects.visible_to(request.viewer), survey=survey)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Surveys"), reverse("surveys:surveys")), *more]


@require_safe
def surveys(request: ViewerRequest) -> HttpResponse:
    """Open surveys first, then those to come and those that have closed."""
    form, at = ListForm(request.GET), now()
    asked = form.cleaned_data if form.is_valid() else {}
    agency = asked.get("agency")
    filters = queries.Filters(
        state=asked.get("state", ""),
        organisation=agency.code if agency else "",
        purpose=asked.get("purpose", ""),
        words=asked.get("q", ""),
    )
    page = Paginator(queries.found(request.viewer, filters, at=at), PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    without_state = kept.copy()
    without_state.pop("state", None)
    context = {
        "page": page,
        "form": form,
        "filters": filters,
        "is_filtered": bool(filters.organisation or filters.purpose or filters.words),
        "query": kept.urlencode(),
        "query_without_state": without_state.urlencode(),
        "at": at,
        "rows": [(survey, state_of(survey, at)) for survey in page],
    }
    return render(request, "surveys/surveys.html", context)


def state_of(survey: Survey, at: Any) -> tuple[str, str]:
    """What the state is called, and the tone of its badge."""
    if survey.is_open(at=at):
        return pgettext("survey", "Open"), "good"
    if survey.is_awaited(at=at):
        return _("Opens soon"), "info"
    if survey.state == Survey.State.CANCELLED:
        return pgettext("survey", "Cancelled"), "danger"
    if survey.state == Survey.State.DRAFT:
        return pgettext("survey", "Draft"), "warning"
    return (_("Results"), "brand") if survey.has_results else (pgettext("survey", "Closed"), "neutral")


@require_safe
def survey(request: ViewerRequest, slug: str) -> HttpResponse:
    """What is asked, by whom, until when, and what is kept of an answer."""
    found, at = seen_survey(request, slug), now()
    questionnaire = found.questionnaire
    context = {
        "survey": found,
        "state": state_of(found, at),
        "is_open": found.is_open(at=at),
        "is_awaited": found.is_awaited(at=at),
        "questions": len(questionnaire.questions),
        "pages": len(questionnaire.sections),
        "follower": found.followers.exclude(state=Survey.State.DRAFT).first(),
        "runs": request.viewer.is_in(found.organisation_id, *RUNNERS),
        "tally": running_tally(found),
        "came_of_it": consequences_of(found.ref),
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "surveys/survey.html", context)


def running_tally(found: Survey) -> dict[str, Any] | None:
    """The totals of an open survey that shows them, if enough have answered."""
    if found.results_when != Survey.ResultsWhen.RUNNING or not found.running_tally:
        return None
    tally = found.running_tally
    return {"answers": tally["answers"], "results": charting.shown_results(found.questionnaire, tally["results"])}


@require_safe
def results(request: ViewerRequest, slug: str) -> HttpResponse:
    """The results with pictures and tables, and how they were weighed."""
    found, release = seen_release(request, slug)
    document, questionnaire = release.document, found.questionnaire
    context = {
        "survey": found,
        "release": release,
        "document": document,
        "came_of_it": consequences_of(found.ref),
        "results": charting.shown_results(questionnaire, document["results"], queries.shown_words(found)),
        "groups": charting.groups(found, document),
        "margins": weighting_margins(found),
        "withheld_words": found.words.filter(state="withheld").count(),
        "waiting_words": found.words.filter(state="waiting").count(),
        "form": ReceiptForm(),
        "crumbs": crumbs((found.title, found.get_absolute_url()), (_("Results"), "")),
    }
    return render(request, "surveys/results.html", context)


def weighting_margins(found: Survey) -> list[tuple[str, str]]:
    """What the answers were weighted by, and where the target shares are from."""
    if not found.weighting:
        return []
    questionnaire = found.questionnaire
    told = []
    for margin in found.weighting["margins"]:
        question = questionnaire.find(margin["question"])
        told.append((here(question.text) if question else margin["question"], margin["source"]))
    return told


@require_safe
def groups(request: ViewerRequest, slug: str, by: str) -> HttpResponse:
    """Every question by one question about the person, small cells suppressed."""
    found, release = seen_release(request, slug)
    question = found.questionnaire.find(by)
    tables = charting.tables_by(found.questionnaire, release.document, by)
    if question is None or not tables:
        raise Http404
    title = here(question.text)
    context = {
        "survey": found,
        "tables": tables,
        "k": release.document["k"],
        "by": title,
        "crumbs": crumbs(
            (found.title, found.get_absolute_url()),
            (_("Results"), reverse("surveys:results", args=[slug])),
            (title, ""),
        ),
    }
    return render(request, "surveys/groups.html", context)


@require_safe
def release_file(request: ViewerRequest, slug: str) -> HttpResponse:
    """The file that anybody can count again, as JSON."""
    found, release = seen_release(request, slug)
    response = HttpResponse(queries.file_of(found, release.document), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.json"'
    return response


@require_safe
def rows_csv(request: ViewerRequest, slug: str) -> StreamingHttpResponse:
    """The public rows as CSV, in UTF-8 with a byte order mark."""
    found, release = seen_release(request, slug)
    return csv_response(*queries.rows_table(found, release.document), name=f"{slug}-answers")


@require_safe
def results_csv(request: ViewerRequest, slug: str) -> StreamingHttpResponse:
    """The results as CSV."""
    found, release = seen_release(request, slug)
    return csv_response(*queries.results_table(found, release.document), name=f"{slug}-results")


@require_safe
def receipt(request: ViewerRequest, slug: str) -> HttpResponse:
    """Whether the answer of a receipt is among the sealed ones; says nothing of what it was."""
    found, release = seen_release(request, slug)
    form = ReceiptForm(request.GET or None)
    answer = None
    if form.is_valid():
        wanted = row_id(receipt_hash(form.cleaned_data["receipt"]))
        is_there = any(row["id"] == wanted for row in release.document["rows"])
        answer = {"is_there": is_there, "id": wanted}
    context = {
        "survey": found,
        "form": form,
        "answer": answer,
        "release": release,
        "crumbs": crumbs((found.title, found.get_absolute_url()), (_("Receipt"), "")),
    }
    response = render(request, "surveys/receipt.html", context)
    response["Cache-Control"] = "no-store"
    return response
