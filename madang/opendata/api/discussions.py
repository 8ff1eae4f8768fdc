"""Discussions of datasets for programs. Nobody's name is given."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status

from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.actions import discussions as actions
from madang.opendata.models import Dataset, Discussion
from madang.opendata.queries import discussions as queries

router = Router(auth=anyone)
PROBLEMS = {403: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem}
MOST = 200


class PostOut(Schema):
    """office: of an official answer. text: empty where it is hidden, with the reason."""

    text: str
    office: str
    at: datetime
    hidden_reason: str


class DiscussionOut(Schema):
    code: UUID
    dataset: str
    kind: str
    title: str
    where: str
    opened: datetime
    answered: datetime | None
    closed: datetime | None
    outcome: str
    url: str


class DiscussionWhole(DiscussionOut):
    posts: list[PostOut]


class DiscussionPage(PageOut):
    items: list[DiscussionOut]


class ListQuery(Schema):
    dataset: str = ""
    kind: str = ""
    state: str = ""
    page: int = 1
    per_page: int = 50


class DiscussionIn(Schema):
    """kind: question, fault or idea. where: of a fault, its place in the data."""

    dataset: str
    kind: str
    title: str
    text: str
    where: str = ""


class ReplyIn(Schema):
    text: str


class CloseIn(Schema):
    outcome: str = ""


def discussion_out(found: Discussion) -> dict[str, Any]:
    plainly = ("code", "kind", "title", "where", "outcome")
    return {name: getattr(found, name) for name in plainly} | {
        "dataset": found.dataset.slug,
        "opened": found.opened_at,
        "answered": found.answered_at,
        "closed": found.closed_at,
        "url": found.get_absolute_url(),
    }


def whole(found: Discussion) -> dict[str, Any]:
    posts = [
        {"text": "" if one.hidden_at else one.text, "office": one.office, "at": one.at}
        | {"hidden_reason": one.hidden_reason}
        for one in found.posts.all()
    ]
    return discussion_out(found) | {"posts": posts}


def found_or_404(request: ViewerRequest | SignedInRequest, code: UUID) -> Discussion:
    found = Discussion.objects.visible_to(request.viewer).select_related("dataset").filter(code=code).first()
    if found is None:
        raise Http404
    return found


@router.get("", response={200: DiscussionPage, 404: Problem})
def listed(request: ViewerRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Discussions, the one last written in first. dataset: its short name. state: open or closed. At most 200."""
    found = queries.listed(request.viewer, dataset=query.dataset, kind=query.kind, state=query.state)
    page = page_of(found, page=max(1, query.page), size=min(max(1, query.per_page), MOST))
    return {**page_facts(page), "items": [discussion_out(one) for one in page]}


@router.get("/{uuid:code}", response={200: DiscussionWhole, 404: Problem})
def one(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One discussion with everything said in it."""
    return whole(found_or_404(request, code))


@router.post("", response={201: DiscussionWhole, **PROBLEMS}, auth=signed_in)
def begin(request: SignedInRequest, body: DiscussionIn) -> Status[dict[str, Any]]:
    """Ask, report a fault, or suggest something. The same text again is the same discussion."""
    dataset = get_object_or_404(Dataset.objects.visible_to(request.viewer), slug=body.dataset)
    said = body.model_dump(exclude={"dataset"})
    return Status(201, whole(actions.open_discussion(dataset=dataset, **said, by=request.user, at=now())))


@router.post("/{uuid:code}/posts", response={201: DiscussionWhole, **PROBLEMS}, auth=signed_in)
def reply(request: SignedInRequest, code: UUID, body: ReplyIn) -> Status[dict[str, Any]]:
    """Say something; officers of the agency answer for it. Answers 409 `discussion-closed`."""
    found = found_or_404(request, code)
    actions.reply(discussion=found, text=body.text, by=request.user, at=now())
    return Status(201, whole(found_or_404(request, code)))


@router.post("/{uuid:code}/close", response={200: DiscussionWhole, **PROBLEMS}, auth=signed_in)
def close(request: SignedInRequest, code: UUID, body: CloseIn) -> dict[str, Any]:
    """Close it. outcome: answered, mended, no-fault or later; not for who began it."""
    actions.close_discussion(discussion=found_or_404(request, code), outcome=body.outcome, by=request.user, at=now())
    return whole(found_or_404(request, code))
