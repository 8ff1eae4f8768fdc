"""What I follow, for programs: `/api/v1/following`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import SignedInRequest
from madang.common.api import Problem
from madang.notices import actions, links
from madang.notices.models import Follower, Following, Notice, Pace

router = Router(auth=signed_in)
LATEST = 100


class FollowIn(Schema):
    """subject: a ref or a topic. pace: at-once, daily, weekly or feed."""

    subject: str
    pace: Pace = Pace.AT_ONCE


class SearchIn(Schema):
    """parameters: as in the address of the search page, e.g. {"q": "도로", "organisation": "B000001"}."""

    parameters: dict[str, str]
    name: str = ""
    pace: Pace = Pace.DAILY


class FollowingOut(Schema):
    subject: str
    title: str
    url: str
    pace: str
    since_at: datetime


class NoticeOut(Schema):
    event: UUID
    kind: str
    ref: str
    at: datetime
    subject: str
    text: str
    url: str


@router.get("", response=list[FollowingOut])
def following(request: SignedInRequest) -> Any:
    """Everything that I follow."""
    return Following.objects.visible_to(request.viewer)


@router.post("", response={200: FollowingOut, 422: Problem, 409: Problem})
def follow(request: SignedInRequest, body: FollowIn) -> Any:
    """Follow a public record or topic; following again changes the pace."""
    return actions.follow(subject=body.subject, pace=body.pace, by=request.user, language="ko", at=now())


@router.delete("", response={204: None})
def unfollow(request: SignedInRequest, subject: str) -> Any:
    """Stop following. Stopping what is not followed changes nothing."""
    if follower := Follower.objects.filter(user=request.user).first():
        actions.unfollow(follower=follower, subject=subject)
    return Status(204, None)


@router.post("/searches", response={200: FollowingOut, 422: Problem, 503: Problem})
def save_search(request: SignedInRequest, body: SearchIn) -> Any:
    """Save a search; new results come as notices."""
    saved = actions.save_search(
        parameters=body.parameters, name=body.name, pace=body.pace, by=request.user, language="ko", at=now()
    )
    return get_object_or_404(Following.objects.visible_to(request.viewer), subject=saved.ref)


@router.get("/notices", response=list[NoticeOut])
def notices(request: SignedInRequest) -> list[dict[str, Any]]:
    """The latest hundred notices, newest first."""
    told = Notice.objects.filter(follower__user=request.user).select_related("event").order_by("-event__at", "-pk")
    return [notice_out(notice) for notice in told[:LATEST]]


def notice_out(notice: Notice) -> dict[str, Any]:
    event, words = notice.event, notice.event.worded()
    return {
        "event": event.code,
        "kind": event.kind,
        "ref": event.about,
        "at": event.at,
        "subject": words["subject"],
        "text": words["text"],
        "url": links.absolute(words["url"]),
    }
