"""Promising companies for programs: how they were chosen, what they were given, what came of it. No business number."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.audit import look
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.viewers import PUBLIC
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.common.errors import Invalid
from madang.common.http import client_ip
from madang.opendata.actions import companies as actions
from madang.opendata.models import Company, CompanyApplication, CompanyCall, Dataset
from madang.opendata.queries import companies as queries
from madang.opendata.queries.companies import Wanted

router = Router()


class CompanyOut(Schema):
    code: UUID
    ref: str
    name: str
    intro: str
    address: str
    since_on: date
    url: str


class CompanyPage(PageOut):
    items: list[CompanyOut]


class ScoreOut(Schema):
    criterion: str
    weight: int
    score: int
    ground: str


class ChoiceOut(Schema):
    call: str
    agency: str
    on: date
    reason: str
    score: float | None
    scores: list[ScoreOut]
    datasets: list[str]


class SupportOut(Schema):
    kind: str
    on: date
    amount: int | None
    text: str
    giver: str
    at: datetime
    is_corrected: bool
    correction_reason: str


class OutcomeOut(Schema):
    measure: str
    on: date
    value: Decimal
    unit: str
    text: str
    source: str
    at: datetime
    is_corrected: bool
    correction_reason: str


class CompanyWhole(CompanyOut):
    choices: list[ChoiceOut]
    support: list[SupportOut]
    outcomes: list[OutcomeOut]


class CriterionOut(Schema):
    name: str
    weight: int


class CallOut(Schema):
    code: UUID
    ref: str
    agency: str
    title: str
    text: str
    opens_on: date
    closes_on: date
    places: int | None
    is_open: bool
    criteria: list[CriterionOut]
    chosen: int
    url: str


class CallPage(PageOut):
    items: list[CallOut]


class ListQuery(Schema):
    q: str = ""
    agency: str = ""
    call: UUID | None = None
    support: str = ""
    on: date | None = None
    page: int = 1
    per_page: int = 50


def company_out(found: Company) -> dict[str, Any]:
    names = ("code", "ref", "name", "intro", "since_on")
    said = {name: getattr(found, name) for name in names}
    return {**said, "address": found.url, "url": found.get_absolute_url()}


def call_out(found: CompanyCall) -> dict[str, Any]:
    names = ("code", "ref", "title", "text", "opens_on", "closes_on", "places")
    return {
        **{name: getattr(found, name) for name in names},
        "agency": found.organisation.code,
        "is_open": found.is_open(on=localdate()),
        "criteria": list(found.criteria.values("name", "weight")),
        "chosen": found.chosen,  # type: ignore[attr-defined]
        "url": found.get_absolute_url(),
    }


class ApplicationIn(Schema):
    """business_number: ten digits. datasets: the names of public datasets that the company uses."""

    name: str = Field(max_length=200)
    business_number: str = Field(max_length=20)
    intro: str = Field(max_length=2000)
    plan: str = Field(max_length=4000)
    datasets: list[str] = Field(max_length=50)
    url: str = Field("", max_length=1000)


class ApplicationOut(Schema):
    """state: received, chosen, not-chosen or withdrawn. reason: of the decision, once there is one."""

    code: UUID
    call: str
    name: str
    business_number: str
    intro: str
    plan: str
    address: str
    datasets: list[str]
    state: str
    reason: str
    applied_at: datetime
    decided_on: date | None
    url: str


REFUSED = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.get("", response=CompanyPage)
def companies(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Companies chosen by the end of `on` (today). support: a kind of it. per_page: at most 200."""
    call = str(narrowed.call) if narrowed.call else ""
    wanted = Wanted(narrowed.on or localdate(), narrowed.q, call, narrowed.agency, narrowed.support)
    found = queries.companies(request.viewer, wanted)
    page = page_of(found, page=max(1, narrowed.page), size=min(max(1, narrowed.per_page), 200))
    return {**page_facts(page), "items": [company_out(one) for one in page]}


@router.get("/calls", response=CallPage)
def calls(request: ViewerRequest, page: int = 1, per_page: int = 50) -> dict[str, Any]:
    """Calls to companies with their criteria, the latest first."""
    found = queries.calls(request.viewer).prefetch_related("criteria")
    shown = page_of(found, page=max(1, page), size=min(max(1, per_page), 200))
    return {**page_facts(shown), "items": [call_out(one) for one in shown]}


@router.get("/calls/{uuid:code}", response={200: CallOut, 404: Problem})
def call(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    return call_out(get_object_or_404(queries.calls(request.viewer), code=code))


@router.get("/{uuid:code}", response={200: CompanyWhole, 404: Problem})
def company(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One company: choices with their scores, support and outcomes."""
    found = queries.company_page(request.viewer, str(code))
    if found is None:
        raise Http404
    choices = [
        {
            "call": made.call.ref,
            "agency": made.call.organisation.code,
            "on": made.decided_on,
            "reason": made.reason,
            "score": made.score,  # type: ignore[attr-defined]
            "scores": [
                {
                    "criterion": one.criterion.name,
                    "weight": one.criterion.weight,
                    "score": one.score,
                    "ground": one.ground,
                }
                for one in made.scores.all()
            ],
            "datasets": [one.slug for one in made.used],  # type: ignore[attr-defined]
        }
        for made in queries.choices_of(found)
    ]
    support, outcomes = queries.support_of(found), queries.outcomes_of(found)
    return {**company_out(found), "choices": choices, "support": support, "outcomes": outcomes}


@router.post("/calls/{uuid:code}/applications", response={201: ApplicationOut, **REFUSED}, auth=signed_in)
def apply(request: SignedInRequest, code: UUID, body: ApplicationIn) -> Status[dict[str, Any]]:
    """Apply to an open call. Read by the office alone until the company is chosen; the number is never published.

    Answers 409 `call-closed` outside its days, and `applied-already` for a company that has applied.
    """
    found = get_object_or_404(queries.calls(request.viewer), code=code)
    used = Dataset.objects.visible_to(PUBLIC).filter(slug__in=body.datasets)
    if missing := set(body.datasets) - set(used.values_list("slug", flat=True)):
        raise Invalid(_("There is no public dataset “%(slug)s”.") % {"slug": min(missing)[:60]}, field="datasets")
    said = body.model_dump(exclude={"datasets"})
    made = actions.apply(call=found, **said, datasets=list(used), by=request.user, at=now())
    return Status(201, application_out(made))


@router.get("/applications/{uuid:code}", response={200: ApplicationOut, 404: Problem}, auth=signed_in)
def application(request: SignedInRequest, code: UUID) -> dict[str, Any]:
    """One's own application, or one to a call of one's agency; an officer's look is noted."""
    found = own_application(request, code)
    if found.applicant_id != request.user.pk:
        look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    return application_out(found)


@router.post("/applications/{uuid:code}/withdraw", response={200: ApplicationOut, **REFUSED}, auth=signed_in)
def withdraw(request: SignedInRequest, code: UUID) -> dict[str, Any]:
    """Take one's own application back before it is decided; the company may apply again."""
    found = own_application(request, code)
    return application_out(actions.withdraw_application(application=found, by=request.user, at=now()))


def own_application(request: SignedInRequest, code: UUID) -> CompanyApplication:
    found = queries.application_page(request.viewer, str(code))
    if found is None:
        raise Http404
    return found


def application_out(found: CompanyApplication) -> dict[str, Any]:
    names = ("code", "name", "business_number", "intro", "plan", "state", "reason", "applied_at", "decided_on")
    return {
        **{name: getattr(found, name) for name in names},
        "call": found.call.ref,
        "address": found.url,
        "datasets": list(found.datasets.order_by("slug").values_list("slug", flat=True)),
        "url": found.get_absolute_url(),
    }
