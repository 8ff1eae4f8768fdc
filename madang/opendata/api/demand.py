"""Requests for data for programs. Nobody's name is given."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.actions import demand as actions
from madang.opendata.api.datasets import DecisionOut
from madang.opendata.api.reasons import led_by
from madang.opendata.models import DataRequest, StrategicArea
from madang.opendata.queries import decisions
from madang.opendata.queries import demand as queries
from madang.opendata.queries.demand import Wanted

router = Router()


class EventOut(Schema):
    kind: str
    text: str
    ref: str
    office: str
    at: datetime


class RequestOut(Schema):
    code: UUID
    ref: str
    agency: str
    kind: str
    title: str
    text: str
    area: str
    state: str
    received_at: datetime
    due_on: date
    is_extended: bool
    is_overdue: bool
    votes: int
    reason: str
    items: list[int]
    provide_by: date | None
    dataset: str
    survey: str
    question: str
    url: str


class RequestWhole(RequestOut):
    trace: list[EventOut]
    decisions: list[DecisionOut]


class RequestPage(PageOut):
    items: list[RequestOut]


class ListQuery(Schema):
    q: str = ""
    agency: str = ""
    area: str = ""
    kind: str = ""
    state: str = ""
    sort: str = "newest"
    page: int = 1
    per_page: int = 50


class RequestIn(Schema):
    agency: str
    kind: str = "data"
    title: str
    text: str
    area: str = ""
    survey: str = ""
    question: str = ""


class VotesOut(Schema):
    votes: int


def request_out(found: DataRequest) -> dict[str, Any]:
    names = ("code", "ref", "kind", "title", "text", "state", "received_at", "due_on", "is_extended", "reason", "items")
    return {
        **{name: getattr(found, name) for name in names},
        "agency": found.organisation.code,
        "area": found.area.code if found.area else "",
        "is_overdue": found.state == DataRequest.State.RECEIVED and found.due_on < localdate(),
        "votes": getattr(found, "supporters", 0),
        "provide_by": found.provide_by,
        "dataset": found.dataset_ref,
        "survey": found.survey.ref if found.survey else "",
        "question": found.survey_question,
        "url": found.get_absolute_url(),
    }


@router.get("", response={200: RequestPage, 404: Problem})
def data_requests(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Requests for data. state: one of its states, or `overdue`. sort: newest or votes. per_page: at most 200."""
    wanted = Wanted(
        localdate(), narrowed.q, narrowed.agency, narrowed.kind, narrowed.state, narrowed.area, narrowed.sort
    )
    found = queries.listed(request.viewer, wanted)
    page = page_of(found, page=max(1, narrowed.page), size=min(max(1, narrowed.per_page), 200))
    return {**page_facts(page), "items": [request_out(one) for one in page]}


@router.get("/{uuid:code}", response={200: RequestWhole, 404: Problem})
def data_request(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One request with its trace from receipt to release, and what councils and task forces decided about it."""
    found = queries.request_page(request.viewer, str(code))
    if found is None:
        raise Http404
    trace = list(found.events.values("kind", "text", "ref", "office", "at"))
    decided = decisions.plainly(decisions.about_request(found, request.viewer))
    return {**request_out(found), "trace": trace, "decisions": decided}


@router.post("", response={201: RequestOut, 403: Problem, 404: Problem, 422: Problem, 429: Problem}, auth=signed_in)
def submit(request: ViewerRequest, body: RequestIn) -> Status[dict[str, Any]]:
    """Ask an agency for data. Who asks is not shown. survey: the name in the address of the survey that led to it."""
    assert request.viewer.user is not None
    made = actions.submit_request(
        organisation=get_object_or_404(Organisation, code=body.agency),
        kind=body.kind,
        title=body.title,
        text=body.text,
        area=get_object_or_404(StrategicArea, code=body.area) if body.area else None,
        led_by=led_by(body.survey, body.question),
        by=request.viewer.user,
        at=now(),
    )
    return Status(201, request_out(made))


@router.post("/{uuid:code}/vote", response={200: VotesOut, 409: Problem, 422: Problem}, auth=signed_in)
def vote(request: ViewerRequest, code: UUID) -> dict[str, int]:
    """Want the same; a second time takes the vote back."""
    assert request.viewer.user is not None
    found = get_object_or_404(DataRequest.objects.visible_to(request.viewer), code=code)
    return {"votes": actions.vote(request=found, by=request.viewer.user, at=now())}
