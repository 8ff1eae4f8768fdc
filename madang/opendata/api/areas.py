"""Strategic areas and their task forces for programs."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.bodies.models import Body
from madang.common.api import Problem
from madang.opendata.actions import taskforces as actions
from madang.opendata.models import AreaTaskForce, StrategicArea
from madang.opendata.queries import areas as queries

router = Router()


class TaskForceOut(Schema):
    body: str
    body_ref: str
    name_ko: str
    name_en: str
    head: str
    head_agency: str
    since_on: date
    until_on: date | None
    at: datetime
    url: str


class AreaOut(Schema):
    code: str
    ref: str
    name_ko: str
    name_en: str
    since_on: date
    until_on: date | None
    source: str
    task_force: TaskForceOut | None
    has_head: bool
    url: str


class AreaWhole(AreaOut):
    history: list[TaskForceOut]


class TaskForceIn(Schema):
    body: str
    head_agency: str
    since_on: date


def task_force_out(one: AreaTaskForce) -> dict[str, Any]:
    return {
        "body": one.body.code,
        "body_ref": one.body.ref,
        "name_ko": one.body.name_ko,
        "name_en": one.body.name_en,
        "head": one.office,
        "head_agency": one.head_agency.code,
        "since_on": one.since_on,
        "until_on": one.until_on,
        "at": one.at,
        "url": one.body.get_absolute_url(),
    }


def area_out(one: queries.AreaState) -> dict[str, Any]:
    names = ("code", "ref", "name_ko", "name_en", "since_on", "until_on", "source")
    return {
        **{name: getattr(one.area, name) for name in names},
        "task_force": task_force_out(one.task_force) if one.task_force else None,
        "has_head": one.has_head,
        "url": one.area.get_absolute_url(),
    }


@router.get("", response=list[AreaOut])
def areas(request: ViewerRequest, on: date | None = None) -> list[dict[str, Any]]:
    """The strategic areas of a day, each with its task force. has_head: whether somebody holds the head's office."""
    return [area_out(one) for one in queries.areas(request.viewer, on=on or localdate())]


@router.get("/{slug:code}", response={200: AreaWhole, 404: Problem})
def area(request: ViewerRequest, code: str) -> dict[str, Any]:
    """One area, with every task force that it has or had, the latest first."""
    found, today = get_object_or_404(StrategicArea, code=code), localdate()
    history = list(queries.history(found, request.viewer))
    working = next((one for one in history if one.holds(on=today)), None)
    state = queries.AreaState(found, working, working.has_head(on=today) if working else False)
    return {**area_out(state), "history": [task_force_out(one) for one in history]}


@router.post(
    "/{slug:code}/task-force",
    response={201: TaskForceOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    auth=signed_in,
)
def set_task_force(request: ViewerRequest, code: str, body: TaskForceIn) -> Status[dict[str, Any]]:
    """Say which body works on an area, under which agency's chief open data officer. Administrators only.

    Answers 409 `no-such-head` where nobody holds that role on the day.
    """
    made = actions.set_task_force(
        area=get_object_or_404(StrategicArea, code=code),
        body=get_object_or_404(Body.objects.visible_to(request.viewer), code=body.body),
        head_agency=get_object_or_404(Organisation, code=body.head_agency),
        since_on=body.since_on,
        by=request.viewer.user,
        at=now(),
    )
    return Status(201, task_force_out(made))
