"""Requests for programs: what is public, filing one or many, following and acting on one's own, the agency's desk."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status
from pydantic import Field

from madang.accounts import audit
from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.common.errors import Invalid, Refusal
from madang.common.http import client_ip
from madang.disclosure.actions import request_handling, requests
from madang.disclosure.actions.fees import announce_fee_rate
from madang.disclosure.actions.requests import Asked, Who
from madang.disclosure.models import FeeRate, Filing, InformationRequest
from madang.disclosure.models.requests import Channel
from madang.disclosure.requests import queries
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.fee_figures import GROUNDS, Fees
from madang.disclosure.requests.figures import Figures, kept_figures
from madang.disclosure.requests.numbers import period_of
from madang.disclosure.requests.proofs import proof_of

router = Router()
MOST_AT_ONCE = 100


class ClockOut(Schema):
    """A running period. derivation: how its end follows, in words."""

    rule: str
    due_on: date
    article: str
    derivation: str


class StepOut(Schema):
    ordinal: int
    kind: str
    on: date
    at: datetime
    agency: str
    facts: dict[str, Any]


class RequestOut(Schema):
    code: UUID
    number: str
    agency: str
    subject: str
    state: str
    received_on: date
    due_on: date | None
    is_published: bool
    url: str


class RequestWhole(RequestOut):
    """A request as its reader may see it. read_as: `public`, `requester` or `agency`. may: what can be done now."""

    text: str
    read_as: str
    is_overdue: bool
    has_lapsed: bool
    clocks: list[ClockOut]
    steps: list[StepOut]
    may: list[str]
    files: list[dict[str, Any]]


class RequestPage(PageOut):
    items: list[RequestOut]


class ListQuery(Schema):
    q: str = ""
    agency: str = ""
    state: str = ""
    page: int = Field(1, ge=1)
    per_page: int = Field(30, ge=1, le=100)


class AskIn(Schema):
    """A request to one agency or several, by their codes. form: file, paper, view. delivery: online, post, counter."""

    subject: str
    text: str
    agencies: list[str]
    form: str = "file"
    delivery: str = "online"
    reduction: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    wants_mail: bool = True


class BatchIn(Schema):
    requests: list[AskIn]


class FiledOut(Schema):
    requests: list[RequestOut]


class BatchRow(Schema):
    """What became of one of many: its requests, or a code and a sentence that say why not."""

    requests: list[RequestOut] = []
    code: str = ""
    detail: str = ""


class TextIn(Schema):
    """amount (won), way: of `pay` alone."""

    text: str = ""
    amount: int | None = None
    way: str = ""


class FactsIn(Schema):
    facts: dict[str, Any] = {}


class OverdueOut(Schema):
    agency: str
    rule: str
    due_on: date
    days: int
    url: str


class FeesOut(Schema):
    """Decisions to disclose for which the table sets a fee: charged; of them claimed, lowered, waived, in counts.

    percent_lowered: share of them lowered, low and high its 95 % interval. mean_percent: by how much on average.
    """

    charged: int
    claimed: int
    lowered: int
    waived: int
    won: int
    percent_lowered: float | None
    low: float | None
    high: float | None
    few: bool
    mean_percent: float | None
    lowered_by_ground: dict[str, int]


class RateOut(Schema):
    """By how many percent an agency lowers a fee on a ground, from a day on."""

    agency: str
    ground: str
    percent: int
    since_on: date
    announced_at: datetime


class RateIn(Schema):
    agency: str
    ground: str
    percent: int
    since_on: date


class FiguresOut(Schema):
    """What an agency did with requests in the time. items: decisions that withhold something under each."""

    agency: str
    since: date | None
    at: date
    received: int
    decided: int
    in_time: int
    extended: int
    outcomes: dict[str, int]
    items: dict[str, int]
    objections_decided: int
    objections_upheld: int
    fees: FeesOut


class AnswerOut(Schema):
    code: UUID
    agency: str
    title: str
    summary: str
    published_at: datetime
    url: str
    files: list[dict[str, Any]]


def request_out(one: InformationRequest) -> dict[str, Any]:
    return {
        "code": one.code,
        "number": one.number,
        "agency": one.organisation.code,
        "subject": one.subject,
        "state": one.state,
        "received_on": one.received_on,
        "due_on": one.due_on,
        "is_published": one.is_published,
        "url": one.get_absolute_url(),
    }


@router.get("", response={200: RequestPage, 404: Problem})
def published(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Requests that their requesters published, latest first."""
    found = queries.listed(request.viewer, q=narrowed.q, agency=narrowed.agency, state=narrowed.state)
    page = page_of(found, page=narrowed.page, size=narrowed.per_page)
    return {**page_facts(page), "items": [request_out(one) for one in page]}


@router.get("/mine", response={200: RequestPage, 401: Problem}, auth=signed_in)
def mine(request: SignedInRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """The requests of the account that the token belongs to."""
    page = page_of(queries.mine(request.viewer), page=narrowed.page, size=narrowed.per_page)
    return {**page_facts(page), "items": [request_out(one) for one in page]}


@router.get("/overdue", response=list[OverdueOut])
def overdue(request: HttpRequest, agency: str = "") -> list[queries.Overdue]:
    """What agencies owe and is late. Of private requests: agency, step and day alone."""
    on = localdate()
    return queries.overdue(queries.owed(on=on, agency=agency), on=on)


@router.get("/figures", response=list[FiguresOut])
def figures(request: HttpRequest, year: str = "", agency: str = "") -> list[dict[str, Any]]:
    """What agencies did with requests in a year, or without one in all time, by code."""
    _year, at, since = period_of(year)
    _counted_at, rows = kept_figures(at=at, since=since, agency=agency, moment=now())
    return [figures_out(one) | {"since": since, "at": at} for one in rows]


def figures_out(one: Figures) -> dict[str, Any]:
    names = ("received", "decided", "in_time", "extended")
    return {
        "agency": one.organisation.code,
        **{name: getattr(one, name) for name in names},
        "outcomes": dict(one.outcomes),
        "items": {str(item): count for item, count in one.by_item},
        "objections_decided": one.objections,
        "objections_upheld": one.upheld,
        "fees": fees_out(one.fees),
    }


def fees_out(fees: Fees) -> dict[str, Any]:
    low, high = fees.interval or (None, None)
    return {
        **{name: getattr(fees, name) for name in ("charged", "claimed", "lowered", "waived", "won", "mean_percent")},
        "percent_lowered": fees.share,
        "low": low,
        "high": high,
        "few": fees.is_few,
        "lowered_by_ground": dict(zip(GROUNDS, fees.grounds, strict=True)),
    }


@router.get("/fee-rates", response=list[RateOut])
def fee_rates(request: ViewerRequest, on: date | None = None, agency: str = "") -> list[dict[str, Any]]:
    """The rates that hold on a day, today if none is named, by agency and ground (Decree article 17(5))."""
    found = FeeRate.objects.visible_to(request.viewer).in_force(on=on or localdate()).select_related("organisation")
    if agency:
        found = found.filter(organisation__code=agency)
    return [rate_out(one) for one in found.order_by("organisation__code", "ground")]


def rate_out(one: FeeRate) -> dict[str, Any]:
    names = ("ground", "percent", "since_on", "announced_at")
    return {"agency": one.organisation.code, **{name: getattr(one, name) for name in names}}


@router.post("/fee-rates", response={201: RateOut, 401: Problem, 403: Problem, 422: Problem}, auth=signed_in)
def announce_rate(request: SignedInRequest, body: RateIn) -> Status[dict[str, Any]]:
    """Announce a rate, as the agency's disclosure officer. Sent again, it is one announcement."""
    organisation = get_object_or_404(Organisation, code=body.agency)
    assert request.viewer.user is not None
    said = body.dict(exclude={"agency"})
    made = announce_fee_rate(organisation=organisation, **said, by=request.viewer.user, at=now())
    return Status(201, rate_out(made))


@router.get("/answers", response=list[AnswerOut])
def answers(request: ViewerRequest, agency: str = "", q: str = "") -> list[dict[str, Any]]:
    """Answers that agencies published for everybody, latest first, at most 100."""
    found = queries.answers(request.viewer, agency=agency, q=q).prefetch_related("files")[:100]
    return [
        {
            "code": one.code,
            "agency": one.organisation.code,
            "title": one.title,
            "summary": one.summary,
            "published_at": one.published_at,
            "url": one.get_absolute_url(),
            "files": [file_out(file, f"{one.get_absolute_url()}files/{file.code}") for file in one.files.all()],
        }
        for one in found
    ]


def file_out(file: Any, url: str) -> dict[str, Any]:
    return {"name": file.name, "size": file.size, "sha256": file.sha256, "url": url}


@router.post("", response={201: FiledOut, 401: Problem, 422: Problem}, auth=signed_in)
def ask(request: SignedInRequest, body: AskIn) -> Status[dict[str, Any]]:
    """File a request. Each agency asked gives it a receipt number of its own."""
    filing = filed(request, body)
    return Status(201, {"requests": [request_out(one) for one in filing.requests.select_related("organisation")]})


def filed(request: SignedInRequest, body: AskIn) -> Filing:
    user = request.viewer.user
    assert user is not None
    asked = Asked(body.subject, body.text, tuple(body.agencies), body.form, body.delivery, body.reduction)
    who = Who(body.name or user.name or user.email, "", body.phone, body.address, body.wants_mail)
    return requests.file_request(asked=asked, who=who, user=user, channel=Channel.API, at=now())


@router.post("/batch", response={200: list[BatchRow], 401: Problem, 422: Problem}, auth=signed_in)
def ask_many(request: SignedInRequest, body: BatchIn) -> list[dict[str, Any]]:
    """File up to 100 requests, one after another; one that is refused stops no other. Rows in the order sent."""
    if not 1 <= len(body.requests) <= MOST_AT_ONCE:
        raise Invalid(f"requests: send 1 to {MOST_AT_ONCE}.")
    rows: list[dict[str, Any]] = []
    for one in body.requests:
        try:
            made = filed(request, one).requests.select_related("organisation")
            rows.append({"requests": [request_out(found) for found in made]})
        except Refusal as refusal:
            rows.append({"code": refusal.code, "detail": str(refusal.message)})
    return rows


@router.get("/desk", response={200: RequestPage, 401: Problem}, auth=signed_in)
def desk(request: SignedInRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """What the official handles, the most urgent first."""
    found = queries.inbox(request.viewer, on=localdate(), state=narrowed.state, q=narrowed.q)
    page = page_of(found, page=narrowed.page, size=narrowed.per_page)
    return {**page_facts(page), "items": [request_out(one) for one in page]}


@router.post(
    "/desk/{code}/{kind}",
    response={200: RequestWhole, 401: Problem, 403: Problem, 404: Problem, 409: Problem},
    auth=signed_in,
)
def handle(request: SignedInRequest, code: UUID, kind: str, body: FactsIn) -> dict[str, Any]:
    """A step of the agency, such as `extended`, `transferred`, `decided`; the facts of each are in docs/requests.md."""
    handled = InformationRequest.objects.all().in_hands_of(request.viewer).select_related("organisation", "filing")
    found = get_object_or_404(handled, code=code)
    assert request.viewer.user is not None
    keys: dict[str, Any] = {"request": found, "by": request.viewer.user, "at": now()}
    if kind == Kind.TRANSFERRED:
        to = get_object_or_404(Organisation, code=str(body.facts.get("to", "")))
        request_handling.transfer_request(to=to, reason=str(body.facts.get("reason", "")), **keys)
    elif kind in {one.value for one in request_handling.OF_THE_AGENCY}:
        request_handling.officer_step(kind=Kind(kind), facts=body.facts, **keys)
    else:
        raise Invalid(f"kind: “{kind}” is not a step of the agency.")
    return whole(request, code, as_handled=True)


@router.get("/{code}", response={200: RequestWhole, 404: Problem}, auth=anyone)
def request(request: ViewerRequest, code: UUID, response: HttpResponse) -> dict[str, Any]:
    """A request as its reader may see it: everybody what is published, the requester and the agency their own."""
    response["Cache-Control"] = "private, no-store"
    return whole(request, code)


def whole(request: ViewerRequest, code: UUID, *, as_handled: bool = False) -> dict[str, Any]:
    visible = InformationRequest.objects.visible_to(request.viewer).select_related("organisation", "filing")
    if as_handled:
        visible = InformationRequest.objects.all().select_related("organisation", "filing")
    found = get_object_or_404(visible, code=code)
    page = queries.shown(found, request.viewer, on=localdate())
    if page.reader != "public":
        audit.look(request.viewer, found.ref, at=now(), ip=client_ip(request))
    reader = page.reader
    return {
        **request_out(found),
        "text": found.text,
        "read_as": reader,
        "is_overdue": page.standing.is_overdue,
        "has_lapsed": page.standing.has_lapsed,
        "clocks": [
            {
                "rule": one.clock.rule,
                "due_on": one.on,
                "article": one.clock.due.article,
                "derivation": one.text,
            }
            for one in page.clocks
        ],
        "steps": [
            {
                "ordinal": step.row.ordinal,
                "kind": step.row.kind,
                "on": step.row.on,
                "at": step.row.at,
                "agency": step.row.organisation.code,
                "facts": step.facts,
            }
            for step in page.steps
        ],
        "may": sorted(kind.value for kind in page.may),
        "files": [file_out(file, f"{found.get_absolute_url()}files/{file.code}") for file in page.files],
    }


STEPS = {
    "narrow": Kind.NARROWED,
    "withdraw": Kind.WITHDRAWN,
    "object": Kind.OBJECTED,
    "complain": Kind.COMPLAINED,
    "pay": Kind.PAYMENT_STATED,
}


@router.get("/{code}/proof", response={200: dict[str, Any], 404: Problem}, auth=signed_in)
def proof(request: SignedInRequest, code: UUID) -> dict[str, Any]:
    """How each step of one's own request was sealed in the public ledger."""
    found = get_object_or_404(queries.mine(request.viewer), code=code)
    return proof_of(found)


@router.post(
    "/{code}/{act}",
    response={200: RequestWhole, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    auth=signed_in,
)
def act(request: SignedInRequest, code: UUID, act: str, body: TextIn) -> dict[str, Any]:
    """The requester's acts: `narrow`, `withdraw`, `object`, `complain`, `publish`, `unpublish`.

    `pay` says that the fee was paid; it counts once the agency has confirmed it.
    """
    found = get_object_or_404(queries.mine(request.viewer), code=code)
    keys: dict[str, Any] = {"request": found, "by": request.viewer.user, "at": now()}
    if act in STEPS:
        facts = body.dict(exclude_defaults=True)
        requests.requester_step(kind=STEPS[act], facts=facts, **keys)
    elif act == "publish":
        requests.publish_request(**keys)
    elif act == "unpublish":
        requests.unpublish_request(**keys)
    else:
        raise Invalid(f"act: “{act}” is not something a requester does.")
    return whole(request, code)
