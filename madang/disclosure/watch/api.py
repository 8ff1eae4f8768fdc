"""Audits for programs: `/api/v1/audits`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router, Schema

from madang.accounts.api_auth import anyone
from madang.accounts.middleware import ViewerRequest
from madang.disclosure.models import Audit
from madang.disclosure.watch import queries
from madang.disclosure.watch.queries import ShownItem

router = Router(auth=anyone)


class AuditOut(Schema):
    code: UUID
    ref: str
    url: str
    body: str
    title: str
    what: str
    since_on: date
    until_on: date
    size: int
    state: str
    announced_at: datetime
    drawn_at: datetime | None
    closed_at: datetime | None


class ItemOut(Schema):
    """What was found is empty until the audit is closed, but for members and the agency concerned.

    outcome, items, is_in_time: of a decision on a request; empty for other records.
    """

    place: int
    ref: str
    agency: str
    outcome: str
    items: list[int]
    is_in_time: bool | None
    fault: str
    note: str
    examined_at: datetime | None
    answer_due_on: date | None
    reply: str
    answer: str
    answered_at: datetime | None


class AuditWhole(AuditOut):
    draw: dict[str, Any]
    items: list[ItemOut]


def audit_out(audit: Audit) -> dict[str, Any]:
    names = ("code", "ref", "title", "what", "since_on", "until_on", "size", "state")
    moments = ("announced_at", "drawn_at", "closed_at")
    facts = {name: getattr(audit, name) for name in (*names, *moments)}
    return {**facts, "url": audit.get_absolute_url(), "body": audit.body.code}


def item_out(shown: ShownItem) -> dict[str, Any]:
    item = shown.item
    found: dict[str, Any] = {"place": item.place, "ref": item.ref, "agency": item.organisation.code}
    decision = shown.decision
    found["outcome"] = decision.outcome_code if decision else ""
    found["items"] = list(decision.items) if decision else []
    found["is_in_time"] = decision.is_in_time if decision else None
    words, moments = ("fault", "note", "reply", "answer"), ("examined_at", "answer_due_on", "answered_at")
    return {
        **found,
        **{name: getattr(item, name) if shown.is_readable else "" for name in words},
        **{name: getattr(item, name) if shown.is_readable else None for name in moments},
    }


@router.get("", response=list[AuditOut])
def audits(request: ViewerRequest) -> list[dict[str, Any]]:
    """Every audit, the latest first."""
    return [audit_out(each) for each in Audit.objects.visible_to(request.viewer).select_related("body")]


@router.get("/{code}", response=AuditWhole)
def audit(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One audit with the file to draw again from, and its records."""
    found = get_object_or_404(Audit.objects.visible_to(request.viewer).select_related("body"), code=code)
    items = queries.shown_items(found, request.viewer, on=localdate())
    return audit_out(found) | {"draw": queries.draw_file(found), "items": [item_out(shown) for shown in items]}
