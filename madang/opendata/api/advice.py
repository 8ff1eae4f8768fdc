"""The knowledge base for programs, and asking; a case is read by nobody but who asked and the office."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.actions import advice as actions
from madang.opendata.models import AdviceCase, KnowledgeArticle
from madang.opendata.queries import advice as queries

router = Router()


class ArticleOut(Schema):
    code: UUID
    ref: str
    agency: str
    kind: str
    title: str
    question: str
    answer: str
    published_at: datetime | None
    url: str


class ArticlePage(PageOut):
    items: list[ArticleOut]


class CaseIn(Schema):
    agency: str
    kind: str
    title: str
    text: str


class CaseOut(Schema):
    code: UUID
    agency: str
    kind: str
    title: str
    text: str
    state: str
    asked_at: datetime
    due_on: date
    answer: str
    answered_at: datetime | None
    url: str


class CasePage(PageOut):
    items: list[CaseOut]


def article_out(found: KnowledgeArticle) -> dict[str, Any]:
    names = ("code", "ref", "kind", "title", "question", "answer", "published_at")
    said = {name: getattr(found, name) for name in names}
    return {**said, "agency": found.organisation.code, "url": found.get_absolute_url()}


def case_out(found: AdviceCase) -> dict[str, Any]:
    names = ("code", "kind", "title", "text", "state", "asked_at", "due_on", "answer", "answered_at")
    said = {name: getattr(found, name) for name in names}
    return {**said, "agency": found.organisation.code, "url": found.get_absolute_url()}


@router.get("", response=ArticlePage)
def articles(
    request: ViewerRequest, q: str = "", kind: str = "", agency: str = "", page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """The knowledge base. kind: legal or technical. per_page: at most 200."""
    found = queries.articles(request.viewer, words=q, kind=kind, organisation=agency)
    shown = page_of(found, page=max(1, page), size=min(max(1, per_page), 200))
    return {**page_facts(shown), "items": [article_out(one) for one in shown]}


@router.get("/cases", response=CasePage, auth=signed_in)
def my_cases(request: ViewerRequest, page: int = 1, per_page: int = 50) -> dict[str, Any]:
    """What you asked, and the answers."""
    shown = page_of(queries.my_cases(request.viewer), page=max(1, page), size=min(max(1, per_page), 200))
    return {**page_facts(shown), "items": [case_out(one) for one in shown]}


@router.post("/cases", response={201: CaseOut, 403: Problem, 422: Problem, 429: Problem}, auth=signed_in)
def ask(request: ViewerRequest, body: CaseIn) -> Status[dict[str, Any]]:
    """Ask an office for advice, in private."""
    assert request.viewer.user is not None
    made = actions.ask(
        organisation=get_object_or_404(Organisation, code=body.agency),
        kind=body.kind,
        title=body.title,
        text=body.text,
        by=request.viewer.user,
        at=now(),
    )
    return Status(201, case_out(made))


@router.get("/{uuid:code}", response={200: ArticleOut, 404: Problem})
def article(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    found = queries.articles(request.viewer).filter(code=code).first()
    if found is None:
        raise Http404
    return article_out(found)
