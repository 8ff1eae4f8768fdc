"""Key types of data for programs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localdate
from ninja import Query, Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.api.datasets import DecisionOut
from madang.opendata.models import KeyNomination
from madang.opendata.queries import decisions
from madang.opendata.queries import keytypes as queries

router = Router()


class KeyTypeOut(Schema):
    code: UUID
    ref: str
    held: str
    title: str
    agency: str
    state: str
    reason: str
    nominated_at: datetime
    score: float | None
    supporters: int
    objectors: int
    decided_on: date | None
    release_by: date | None
    open_since: date | None
    url: str


class KeyTypeWhole(KeyTypeOut):
    decisions: list[DecisionOut]


class KeyTypePage(PageOut):
    items: list[KeyTypeOut]
    chosen: int
    open: int
    late: int


class ListQuery(Schema):
    q: str = ""
    state: str = ""
    area: str = ""
    agency: str = ""
    page: int = 1
    per_page: int = 100


def key_type_out(one: KeyNomination, opened: date | None) -> dict[str, Any]:
    decision = getattr(one, "decision", None)
    return {
        "code": one.code,
        "ref": one.ref,
        "held": one.held.ref,
        "title": one.held.title,
        "agency": one.held.organisation.code,
        "state": one.state,
        "reason": one.reason,
        "nominated_at": one.nominated_at,
        "score": one.score,  # type: ignore[attr-defined]
        "supporters": one.supporters or 0,  # type: ignore[attr-defined]
        "objectors": one.objectors or 0,  # type: ignore[attr-defined]
        "decided_on": decision.decided_on if decision else None,
        "release_by": decision.release_by if decision else None,
        "open_since": opened,
        "url": one.get_absolute_url(),
    }


@router.get("", response=KeyTypePage)
def key_types(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Nominations of key data, best score first, and how far the release of the chosen has come."""
    found = queries.listed(
        request.viewer,
        words=narrowed.q,
        state=narrowed.state,
        area=narrowed.area,
        organisation=narrowed.agency,
    )
    page = page_of(found, page=max(1, narrowed.page), size=min(max(1, narrowed.per_page), 500))
    items = list(page)
    opened = queries.opened_on(items, on=localdate())
    progress = queries.progress(on=localdate())
    return {
        **page_facts(page),
        "items": [key_type_out(one, opened.get(one.held_id)) for one in items],
        "chosen": progress.chosen,
        "open": progress.open,
        "late": progress.late,
    }


@router.get("/{uuid:code}", response={200: KeyTypeWhole, 404: Problem})
def key_type(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One nomination of key data, and what councils and task forces decided about it."""
    found = queries.nomination_page(request.viewer, str(code))
    if found is None:
        raise Http404
    opened = queries.opened_on([found], on=localdate())
    decided = decisions.plainly(decisions.about_key_type(found, request.viewer))
    return {**key_type_out(found, opened.get(found.held_id)), "decisions": decided}
