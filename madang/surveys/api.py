"""Surveys for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status

from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.common.consequences import consequences_of
from madang.surveys import actions, queries
from madang.surveys.models import Release, Survey
from madang.surveys.participants import ticket_of_user

router = Router()
MOST_PER_PAGE = 100


class SurveyOut(Schema):
    slug: str
    ref: str
    agency: str
    agency_name: str
    title: dict[str, str]
    intro: dict[str, str]
    purpose: str
    audience: str
    results_when: str
    opens_at: datetime
    closes_at: datetime
    state: str
    is_open: bool
    k: int
    previous: str | None
    url: str
    results: str | None


class CameOfIt(Schema):
    title: str
    url: str


class SurveyWhole(SurveyOut):
    """came_of_it: public records that name this survey as their reason."""

    questionnaire: dict[str, Any]
    came_of_it: list[CameOfIt]


class SurveyPage(PageOut):
    items: list[SurveyOut]


class ListQuery(Schema):
    state: str = ""
    agency: str = ""
    purpose: str = ""
    q: str = ""
    page: int = 1
    per_page: int = 30


class AnswerIn(Schema):
    """answers: by question; see docs/surveys.md for the form of each type."""

    answers: dict[str, Any]


class ReceiptOut(Schema):
    receipt: str


def survey_out(survey: Survey) -> dict[str, Any]:
    return {
        "slug": survey.slug,
        "ref": survey.ref,
        "agency": survey.organisation.code,
        "agency_name": survey.organisation.name_ko,
        "title": {"ko": survey.title_ko, "en": survey.title_en},
        "intro": {"ko": survey.intro_ko, "en": survey.intro_en},
        "purpose": survey.purpose,
        "audience": survey.audience,
        "results_when": survey.results_when,
        "opens_at": survey.opens_at,
        "closes_at": survey.closes_at,
        "state": survey.state,
        "is_open": survey.is_open(at=now()),
        "k": survey.k,
        "previous": survey.previous.ref if survey.previous else None,
        "url": survey.get_absolute_url(),
        "results": f"/api/v1/surveys/{survey.slug}/results" if survey.has_results else None,
    }


@router.get("", response={200: SurveyPage}, auth=anyone)
def surveys(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Announced surveys, the latest first. state: `open`, `awaited` or `closed`."""
    filters = queries.Filters(narrowed.state, narrowed.agency, narrowed.purpose, narrowed.q)
    found = queries.found(request.viewer, filters, at=now())
    size = min(max(narrowed.per_page, 1), MOST_PER_PAGE)
    page = page_of(found, page=max(narrowed.page, 1), size=size)
    return {"items": [survey_out(one) for one in page], **page_facts(page)}


@router.get("/{slug}", response={200: SurveyWhole, 404: Problem}, auth=anyone)
def survey(request: ViewerRequest, slug: str) -> dict[str, Any]:
    """One survey with its questionnaire."""
    found = get_object_or_404(queries.listed(request.viewer), slug=slug)
    came_of_it = [{"title": one.title, "url": one.url} for one in consequences_of(found.ref)]
    return {**survey_out(found), "questionnaire": found.form, "came_of_it": came_of_it}


@router.get("/{slug}/results", response={200: dict[str, Any], 404: Problem}, auth=anyone)
def results(request: ViewerRequest, slug: str) -> HttpResponse:
    """The file that anybody can count again: results, protected tables, rows, root. 404 until it is published."""
    found = get_object_or_404(queries.listed(request.viewer), slug=slug)
    release = get_object_or_404(Release.objects.visible_to(request.viewer), survey=found)
    return HttpResponse(queries.file_of(found, release.document), content_type="application/json; charset=utf-8")


@router.post(
    "/{slug}/answers",
    response={201: ReceiptOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    auth=signed_in,
)
def submit(request: SignedInRequest, slug: str, body: AnswerIn) -> Status[dict[str, str]]:
    """Answer an open call, once a person. The receipt is shown here and never again."""
    found = get_object_or_404(queries.listed(request.viewer), slug=slug)
    if found.is_list:
        raise actions.NotInvited
    receipt = actions.submit_answer(
        survey=found, ticket=ticket_of_user(found, request.user), values=body.answers, at=now()
    )
    return Status(201, {"receipt": receipt})
