"""Free times for consulting for programs, and booking one. Who comes is given to nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.actions import consulting as actions
from madang.opendata.models import ConsultingSlot
from madang.opendata.queries import consulting as queries

router = Router()


class SlotOut(Schema):
    code: UUID
    agency: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str


class SlotPage(PageOut):
    items: list[SlotOut]


class BookIn(Schema):
    topic: str


class AppointmentOut(Schema):
    code: UUID
    slot: SlotOut
    topic: str
    booked_at: datetime
    url: str


def slot_out(found: ConsultingSlot) -> dict[str, Any]:
    names = ("code", "kind", "starts_at", "ends_at", "place")
    return {**{name: getattr(found, name) for name in names}, "agency": found.organisation.code}


@router.get("", response=SlotPage)
def slots(
    request: ViewerRequest, agency: str = "", kind: str = "", page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """Times that can be booked, the next first. kind: legal or technical. per_page: at most 200."""
    found = queries.free_slots(request.viewer, at=now(), organisation=agency, kind=kind)
    shown = page_of(found, page=max(1, page), size=min(max(1, per_page), 200))
    return {**page_facts(shown), "items": [slot_out(one) for one in shown]}


@router.post(
    "/{uuid:code}/book", response={201: AppointmentOut, 404: Problem, 409: Problem, 422: Problem}, auth=signed_in
)
def book(request: ViewerRequest, code: UUID, body: BookIn) -> Status[dict[str, Any]]:
    """Book a time. Answers 409 `slot-taken` if somebody else was faster."""
    assert request.viewer.user is not None
    slot = get_object_or_404(ConsultingSlot.objects.visible_to(request.viewer), code=code)
    made = actions.book(slot=slot, topic=body.topic, by=request.viewer.user, at=now())
    said = {"code": made.code, "topic": made.topic, "booked_at": made.booked_at, "url": made.get_absolute_url()}
    return Status(201, {**said, "slot": slot_out(made.slot)})
