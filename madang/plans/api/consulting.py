"""The consultation register and independent reviews as JSON."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status
from ninja.pagination import PageNumberPagination, paginate

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.common.api import Problem
from madang.plans import actions, queries
from madang.plans.api.plans import TextOut, found, text_of
from madang.plans.models import Contribution, Review

router = Router()


class HeardOut(Schema):
    sector: str
    group: str
    people: int


class ConsultationOut(Schema):
    """commitments: their numbers; empty where it is about the whole plan. said, answered: public contributions."""

    ref: str
    number: int
    kind: str
    title: TextOut
    about: TextOut
    commitments: list[str]
    organisation: str
    opens_at: datetime
    closes_at: datetime
    place: str
    held_by: str
    heard: list[HeardOut]
    minutes: str
    minutes_at: datetime | None
    said: int
    answered: int
    is_open: bool
    url: str


class AnswerOut(Schema):
    ref: str
    outcome: str
    reason: str
    change: str
    office: str
    answered_at: datetime


class ContributionOut(Schema):
    """answers: newest first; the first holds. Who said it is not told."""

    ref: str
    consultation: int
    commitment: str
    text: str
    shown_as: str
    noted_by: str
    submitted_at: datetime
    answer_due_on: str
    is_overdue: bool
    answers: list[AnswerOut]
    url: str


class ContributionIn(Schema):
    text: str
    commitment: str = ""
    shown_as: str = ""


class MadeOut(Schema):
    """is_public: false while it waits for a moderator."""

    ref: str
    code: UUID
    is_public: bool


class CodingOut(Schema):
    commitment: str
    codes: dict[str, str]
    values: list[str]
    is_starred: bool
    reason: str
    evidence: list[str]
    answers: list[dict[str, str]]


class ReviewOut(Schema):
    ref: str
    number: int
    stage: str
    method: str
    organisation: str
    plan_version: int
    published_at: datetime
    summary: TextOut
    codings: list[CodingOut]
    url: str


def _consultation(one: Any) -> dict[str, Any]:
    plain = ("ref", "number", "kind", "commitments", "opens_at", "closes_at", "place", "held_by", "minutes")
    return {name: getattr(one, name) for name in (*plain, "minutes_at", "said", "answered")} | {
        "title": text_of(one, "title"),
        "about": text_of(one, "about"),
        "organisation": one.organisation.code,
        "heard": [{"sector": two.sector, "group": two.group, "people": two.people} for two in one.heard.all()],
        "is_open": one.is_open(at=now()),
        "url": one.get_absolute_url(),
    }


def _contribution(one: Contribution) -> dict[str, Any]:
    answers = list(one.answers.all())
    plain = ("ref", "text", "shown_as", "noted_by", "submitted_at")
    fields = ("ref", "outcome", "reason", "change", "office", "answered_at")
    return {name: getattr(one, name) for name in plain} | {
        "consultation": one.consultation.number,
        "commitment": one.commitment_key,
        "answer_due_on": one.answer_due_on.isoformat(),
        "is_overdue": not answers and one.answer_due_on < localdate(),
        "answers": [{name: getattr(answer, name) for name in fields} for answer in answers],
        "url": one.get_absolute_url(),
    }


def _review(one: Review) -> dict[str, Any]:
    codings = [row.coding for row in queries.coded(one) if row.coding]
    plain = ("ref", "number", "stage", "method", "published_at")
    return {name: getattr(one, name) for name in plain} | {
        "organisation": one.organisation.code,
        "plan_version": one.version.number,
        "summary": text_of(one, "summary"),
        "url": one.get_absolute_url(),
        "codings": [
            {
                "commitment": coding.commitment_key,
                "codes": coding.codes,
                "values": coding.values,
                "is_starred": coding.is_starred,
                "reason": coding.reason,
                "evidence": coding.evidence,
                "answers": [{"office": said.office, "text": said.text} for said in coding.answers.all()],
            }
            for coding in codings
        ],
    }


@router.get("/{slug}/consultations", response=list[ConsultationOut], url_name="plan-consultations")
@paginate(PageNumberPagination, page_size=100)
def consultations(
    request: ViewerRequest, slug: str, kind: str = "", commitment: str = "", q: str = ""
) -> list[dict[str, Any]]:
    """The consultation register of a plan, newest first."""
    plan = found(request, slug).plan
    seen = queries.consultations_of(plan, request.viewer, kind=kind, commitment=commitment, words=q)
    return [_consultation(one) for one in seen]


@router.get("/{slug}/contributions", response=list[ContributionOut], url_name="plan-contributions")
@paginate(PageNumberPagination, page_size=100)
def contributions(
    request: ViewerRequest, slug: str, commitment: str = "", state: Literal["", "overdue"] = ""
) -> list[dict[str, Any]]:
    """Everything public that was said on a plan, with what became of it; state `overdue`: what waits too long."""
    plan = found(request, slug).plan
    seen = queries.all_contributions(plan, request.viewer)
    if commitment:
        seen = seen.filter(commitment_key=commitment)
    rows = [_contribution(one) for one in seen]
    return [row for row in rows if row["is_overdue"]] if state == "overdue" else rows


@router.post(
    "/{slug}/consultations/{number}/contributions",
    response={201: MadeOut, 403: Problem, 409: Problem, 422: Problem},
    auth=signed_in,
    url_name="contribute",
)
def contribute(request: SignedInRequest, slug: str, number: int, body: ContributionIn) -> Status[Any]:
    """Say something in an open comment period. Answers 409 `consultation-not-open` outside it."""
    consultation = queries.find_consultation(found(request, slug).plan, number, request.viewer)
    if consultation is None:
        raise Http404
    made = actions.submit_contribution(
        consultation=consultation,
        text=body.text,
        commitment_key=body.commitment,
        shown_as=body.shown_as,
        by=request.user,
        at=now(),
    )
    return Status(201, {"ref": made.ref, "code": made.code, "is_public": made.is_public})


@router.get("/{slug}/reviews", response=list[ReviewOut], url_name="plan-reviews")
def reviews(request: ViewerRequest, slug: str) -> list[dict[str, Any]]:
    """Published independent reviews of a plan, newest first."""
    seen = queries.reviews_of(found(request, slug).plan, request.viewer).filter(published_at__isnull=False)
    return [_review(one) for one in seen]
