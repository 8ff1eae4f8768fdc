"""The showcase and best practices for programs. Who submitted something is never given."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.accounts.viewers import PUBLIC
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.common.errors import Invalid
from madang.opendata.actions import showcase as actions
from madang.opendata.models import BestPractice, Dataset, Reuse
from madang.opendata.queries import showcase as queries
from madang.opendata.queries.showcase import Wanted

router = Router()
practices_router = Router()


class ReuseOut(Schema):
    code: UUID
    ref: str
    kind: str
    title: str
    text: str
    maker: str
    address: str
    datasets: list[str]
    state: str
    submitted_at: datetime
    published_at: datetime | None
    link: str
    link_status: int | None
    link_fault: str
    link_checked_at: datetime | None
    url: str


class ReusePage(PageOut):
    items: list[ReuseOut]


class ListQuery(Schema):
    q: str = ""
    kind: str = ""
    dataset: str = ""
    agency: str = ""
    link: str = ""
    page: int = 1
    per_page: int = 50


class ReuseIn(Schema):
    kind: str = "app"
    title: str
    text: str
    address: str
    datasets: list[str]
    maker: str = ""


class PracticeOut(Schema):
    code: UUID
    ref: str
    agency: str
    title: str
    done: str
    outcome: str
    source: str
    datasets: list[str]
    published_at: datetime
    url: str


class PracticePage(PageOut):
    items: list[PracticeOut]


def reuse_out(found: Reuse) -> dict[str, Any]:
    names = ("code", "ref", "kind", "title", "text", "maker", "state", "submitted_at")
    links = ("link", "link_status", "link_fault", "link_checked_at")
    return {
        **{name: getattr(found, name) for name in (*names, *links)},
        "address": found.url,
        "datasets": [one.slug for one in found.used],  # type: ignore[attr-defined]
        "published_at": found.decided_at if found.state == Reuse.State.PUBLISHED else None,
        "url": found.get_absolute_url(),
    }


@router.get("", response=ReusePage)
def reuses(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """The showcase. link: a state of the link, or `dead`. dataset: a short name. per_page: at most 200."""
    wanted = Wanted(narrowed.q, narrowed.kind, narrowed.dataset, narrowed.agency, narrowed.link)
    page = page_of(
        queries.reuses(request.viewer, wanted), page=max(1, narrowed.page), size=min(max(1, narrowed.per_page), 200)
    )
    return {**page_facts(page), "items": [reuse_out(one) for one in page]}


@router.get("/{uuid:code}", response={200: ReuseOut, 404: Problem})
def reuse(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    found = queries.reuse_page(request.viewer, str(code))
    if found is None:
        raise Http404
    return reuse_out(found)


@router.post("", response={201: ReuseOut, 403: Problem, 409: Problem, 422: Problem, 429: Problem}, auth=signed_in)
def submit(request: ViewerRequest, body: ReuseIn) -> Status[dict[str, Any]]:
    """Show what was made with the data; the office looks at it first. datasets: short names."""
    assert request.viewer.user is not None
    used = list(Dataset.objects.visible_to(PUBLIC).filter(slug__in=body.datasets))
    if missing := sorted(set(body.datasets) - {one.slug for one in used}):
        message = _("There is no public dataset named %(names)s.") % {"names": ", ".join(missing[:5])}
        raise Invalid(message, field="datasets")
    made = actions.submit_reuse(
        kind=body.kind,
        title=body.title,
        text=body.text,
        url=body.address,
        datasets=used,
        maker=body.maker,
        by=request.viewer.user,
        at=now(),
    )
    found = queries.reuse_page(request.viewer, str(made.code))
    assert found is not None
    return Status(201, reuse_out(found))


def practice_out(found: BestPractice) -> dict[str, Any]:
    names = ("code", "ref", "title", "done", "outcome", "source", "published_at")
    return {
        **{name: getattr(found, name) for name in names},
        "agency": found.organisation.code,
        "datasets": [one.slug for one in found.used],  # type: ignore[attr-defined]
        "url": found.get_absolute_url(),
    }


@practices_router.get("", response=PracticePage)
def practices(
    request: ViewerRequest, q: str = "", agency: str = "", page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """Best practices of agencies, newest first. per_page: at most 200."""
    found = queries.practices(request.viewer, words=q, organisation=agency)
    shown = page_of(found, page=max(1, page), size=min(max(1, per_page), 200))
    return {**page_facts(shown), "items": [practice_out(one) for one in shown]}


@practices_router.get("/{uuid:code}", response={200: PracticeOut, 404: Problem})
def practice(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    return practice_out(get_object_or_404(queries.practices(request.viewer), code=code))
