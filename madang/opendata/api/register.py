"""The register of held data for programs."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.actions import register as actions
from madang.opendata.api.reasons import led_by
from madang.opendata.models import HeldType, OpennessPeriod, StrategicArea
from madang.opendata.queries import register as queries
from madang.opendata.queries.register import Narrowed, Share

router = Router()
MOST_PER_PAGE = 500


class StatementOut(Schema):
    status: str
    since: date
    until: date | None
    reason: str
    items: list[int]
    planned: date | None
    note: str
    dataset: str
    survey: str
    question: str


class HeldOut(Schema):
    code: UUID
    ref: str
    agency: str
    number: str
    title: str
    description: str
    area: str
    held_since: date
    held_until: date | None
    url: str
    stated: StatementOut | None


class HeldWhole(HeldOut):
    history: list[StatementOut]


class HeldPage(PageOut):
    items: list[HeldOut]
    on: date


class ShareOut(Schema):
    code: str
    name: str
    open: int
    planned: int
    closed: int
    held: int
    late: int
    rate: float | None


class FigureOut(Schema):
    basis: str
    on: date
    open: int
    held: int | None
    rate: float | None
    is_target: bool
    source: str


class YearOut(Schema):
    on: date
    open: int
    held: int
    rate: float | None
    reported: list[FigureOut]


class RatesOut(Schema):
    on: date
    open: int
    held: int
    rate: float | None
    years: list[YearOut]
    agencies: list[ShareOut]
    areas: list[ShareOut]
    numerator: str
    denominator: str


class ListQuery(Schema):
    on: date | None = None
    q: str = ""
    agency: str = ""
    area: str = ""
    status: str = ""
    page: int = 1
    per_page: int = 100


class HeldIn(Schema):
    agency: str
    number: str
    title: str
    description: str = ""
    area: str = ""
    held_since: date


class StatementIn(Schema):
    status: str
    since: date
    reason: str = ""
    items: list[int] = []
    planned: date | None = None
    note: str = ""
    dataset: str = ""
    survey: str = ""
    question: str = ""


def statement_out(period: OpennessPeriod) -> dict[str, Any]:
    return {
        "status": period.status,
        "since": period.since_on,
        "until": period.until_on,
        "reason": period.reason,
        "items": period.items,
        "planned": period.planned_on,
        "note": period.note,
        "dataset": period.dataset_ref,
        "survey": period.survey.ref if period.survey else "",
        "question": period.survey_question,
    }


def held_out(held: HeldType, stated: OpennessPeriod | None) -> dict[str, Any]:
    return {
        "code": held.code,
        "ref": held.ref,
        "agency": held.organisation.code,
        "number": held.number,
        "title": held.title,
        "description": held.description,
        "area": held.area.code if held.area else "",
        "held_since": held.held_since_on,
        "held_until": held.held_until_on,
        "url": held.get_absolute_url(),
        "stated": statement_out(stated) if stated else None,
    }


def share_out(share: Share) -> dict[str, Any]:
    names = ("code", "name", "open", "planned", "closed", "held", "late", "rate")
    return {name: getattr(share, name) for name in names}


@router.get("", response={200: HeldPage, 422: Problem})
def held_types(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """The register as it was on a day. status: open, planned, closed, unstated or late. per_page: at most 500."""
    on = min(narrowed.on or localdate(), localdate())
    wanted = Narrowed(on, narrowed.q, narrowed.agency, narrowed.area, narrowed.status)
    found = queries.narrowed(request.viewer, wanted)
    page = page_of(found, page=max(1, narrowed.page), size=min(max(1, narrowed.per_page), MOST_PER_PAGE))
    items = [held_out(one, one.stated[0] if one.stated else None) for one in page]
    return {**page_facts(page), "items": items, "on": on}


@router.get("/rates", response=RatesOut)
def rates(request: ViewerRequest, on: date | None = None) -> dict[str, Any]:
    """The open rate on a day, at every year-end before it, by agency and by area; reported figures beside them."""
    day = min(on or localdate(), localdate())
    rate = queries.open_rate(on=day)
    years = []
    for year in queries.history(on=day):
        figures = [
            {"basis": one.basis, "on": one.on, "open": one.open_types, "held": one.held_types, "rate": one.rate}
            | {"is_target": one.is_target, "source": one.source}
            for one in year.reported
        ]
        said = year.measured
        years.append({"on": said.on, "open": said.open, "held": said.held, "rate": said.rate, "reported": figures})
    return {
        "on": day,
        "open": rate.open,
        "held": rate.held,
        "rate": rate.rate,
        "years": years,
        "agencies": [share_out(one) for one in queries.by_agency(on=day)],
        "areas": [share_out(one) for one in queries.by_area(on=day)],
        "numerator": f"/data/register/entries.csv?on={day}&status=open",
        "denominator": f"/data/register/entries.csv?on={day}",
    }


@router.get("/{uuid:code}", response={200: HeldWhole, 404: Problem})
def held(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One entry with everything that was stated of it, newest first."""
    found = get_object_or_404(HeldType.objects.visible_to(request.viewer), code=code)
    history = list(found.periods.order_by("-since_on"))
    current = history[0] if history and not found.held_until_on else None
    return {**held_out(found, current), "history": [statement_out(one) for one in history]}


@router.post("", response={201: HeldOut, 403: Problem, 409: Problem, 422: Problem}, auth=signed_in)
def register(request: ViewerRequest, body: HeldIn) -> Status[dict[str, Any]]:
    """Enter a type of data that an agency holds. Its open data officers only."""
    organisation = get_object_or_404(Organisation, code=body.agency)
    area = get_object_or_404(StrategicArea, code=body.area) if body.area else None
    found = actions.register_held(
        organisation=organisation,
        number=body.number,
        title=body.title,
        description=body.description,
        area=area,
        held_since_on=body.held_since,
        by=request.viewer.user,
        at=now(),
    )
    return Status(201, held_out(found, None))


@router.post(
    "/{uuid:code}/statements", response={201: StatementOut, 403: Problem, 409: Problem, 422: Problem}, auth=signed_in
)
def state(request: ViewerRequest, code: UUID, body: StatementIn) -> Status[dict[str, Any]]:
    """State whether a type is open. Open data officers of its agency only."""
    found = get_object_or_404(HeldType.objects.visible_to(request.viewer), code=code)
    period = actions.state_openness(
        held=found,
        status=body.status,
        since_on=body.since,
        reason=body.reason,
        items=body.items,
        planned_on=body.planned,
        note=body.note,
        dataset_ref=body.dataset,
        led_by=led_by(body.survey, body.question),
        by=request.viewer.user,
        at=now(),
    )
    return Status(201, statement_out(period))
