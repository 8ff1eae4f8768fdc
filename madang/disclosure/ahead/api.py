"""The lists for programs: `/api/v1/lists`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import Problem
from madang.disclosure import actions
from madang.disclosure.ahead import queries
from madang.disclosure.ahead.dates import Standing
from madang.disclosure.ahead.queries import Kept, PromiseMade
from madang.disclosure.models import AnnouncedInformation

router = Router()


class PromiseOut(Schema):
    information: UUID
    agency: str
    area: str
    title: str
    due_on: date
    state: str
    fulfilled_on: date | None
    days_late: int
    ref: str
    url: str


class InformationOut(Schema):
    """cycle, next_due: by the terms in force on the day asked for."""

    code: UUID
    ref: str
    url: str
    agency: str
    area: str
    title: str
    scope: str
    method: str
    department: str
    wanted: str
    cycle: str
    announced_at: datetime
    ended_on: date | None
    next_due: date | None
    kept: int
    late: int
    missed: int


class InformationWhole(InformationOut):
    promises: list[PromiseOut]


class Asked(Schema):
    agency: str = ""
    area: str = ""
    q: str = ""
    at: date | None = None

    def found(self, request: ViewerRequest) -> list[Kept]:
        narrowed = queries.Narrowed(self.agency, self.area, self.q)
        return queries.lists(narrowed, at=min(self.at or localdate(), localdate()), viewer=request.viewer)


class AnnounceIn(Schema):
    agency: str
    area: str
    title: str
    scope: str
    method: str
    cycle: str
    first_due_on: date | None = None
    department: str = ""
    wanted: str = ""


class FulfilIn(Schema):
    """what: a ref, the address of a page here, or an address elsewhere."""

    due_on: date | None = None
    what: str
    title: str = ""


def information_out(kept: Kept) -> dict[str, Any]:
    found, counts = kept.information, kept.counts
    names = ("code", "ref", "area", "title", "scope", "method", "department", "wanted", "announced_at", "ended_on")
    return {
        **{name: getattr(found, name) for name in names},
        "url": found.get_absolute_url(),
        "agency": found.organisation.code,
        "cycle": kept.cycle,
        "next_due": kept.next_due,
        "kept": counts["kept"],
        "late": counts["late"],
        "missed": counts["missed"],
    }


def promise_out(promise: PromiseMade) -> dict[str, Any]:
    standing: Standing = promise.standing
    there = promise.fulfilment
    target = there.target if there else None
    return {
        "information": promise.information.code,
        "agency": promise.information.organisation.code,
        "area": promise.information.area,
        "title": promise.information.title,
        "due_on": standing.due_on,
        "state": standing.state,
        "fulfilled_on": standing.fulfilled_on,
        "days_late": standing.days_late,
        "ref": there.ref if there and target else "",
        "url": target.url if target else "",
    }


@router.get("", response=list[InformationOut])
def announced(request: ViewerRequest, asked: Query[Asked]) -> list[dict[str, Any]]:
    """What agencies announced by the day `at` (today if not given), with promises kept, late and missed."""
    return [information_out(kept) for kept in asked.found(request)]


@router.get("/promises", response=list[PromiseOut])
def promises(request: ViewerRequest, asked: Query[Asked], state: str = "") -> list[dict[str, Any]]:
    """Every promise due by the day `at`, the latest first. state: kept, late, missed or coming."""
    return [promise_out(promise) for promise in queries.promises_of(asked.found(request), state=state)]


@router.get("/{code}", response=InformationWhole)
def information(request: ViewerRequest, code: UUID, at: date | None = None) -> dict[str, Any]:
    """One announced information with all its promises."""
    readable = AnnouncedInformation.objects.visible_to(request.viewer).select_related("organisation")
    found = get_object_or_404(readable.prefetch_related("terms", "fulfilments"), code=code)
    kept = queries.kept_of(found, at=min(at or localdate(), localdate()))
    return information_out(kept) | {"promises": [promise_out(promise) for promise in kept.promises]}


@router.post("", response={201: InformationOut, 403: Problem, 422: Problem}, auth=signed_in)
def announce(request: SignedInRequest, body: AnnounceIn) -> Status[dict[str, Any]]:
    """Announce an information, as a disclosure or records officer of the agency."""
    given = body.model_dump()
    organisation = get_object_or_404(Organisation, code=given.pop("agency"))
    made = actions.announce_information(organisation=organisation, **given, by=request.user, at=now())
    return Status(201, information_out(queries.kept_of(made, at=localdate())))


@router.post(
    "/{code}/fulfilments", response={201: InformationOut, 403: Problem, 409: Problem, 422: Problem}, auth=signed_in
)
def fulfil(request: SignedInRequest, code: UUID, body: FulfilIn) -> Status[dict[str, Any]]:
    """Hand over what was promised."""
    found = get_object_or_404(AnnouncedInformation.objects.select_related("organisation"), code=code)
    actions.fulfil_promise(information=found, **body.model_dump(), by=request.user, at=now())
    return Status(201, information_out(queries.kept_of(found, at=localdate())))
