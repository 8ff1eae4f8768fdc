"""Organisations for programs: `/api/v1/organisations`."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from madang.accounts import queries
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, OrganisationVersion
from madang.common.api import PageOut, entity_tag, page_facts, page_of

router = Router()


class OrganisationOut(Schema):
    code: str
    ref: str
    kind: str
    name_ko: str
    name_en: str
    parent: str | None
    established_on: date
    dissolved_on: date | None
    successor: str | None

    @staticmethod
    def resolve_parent(record: Organisation) -> str | None:
        return record.parent.code if record.parent else None

    @staticmethod
    def resolve_successor(record: Organisation) -> str | None:
        return record.successor.code if record.successor else None


class VersionOut(Schema):
    """A name and a parent that held from `since_on` until the day before the next."""

    since_on: date
    name_ko: str
    name_en: str
    parent: str | None

    @staticmethod
    def resolve_parent(record: OrganisationVersion) -> str | None:
        return record.parent.code if record.parent else None


class OrganisationDetail(OrganisationOut):
    history: list[VersionOut]
    children: list[str]
    predecessors: list[str]

    @staticmethod
    def resolve_history(record: Organisation) -> list[OrganisationVersion]:
        return list(record.versions.select_related("parent").order_by("since_on"))

    @staticmethod
    def resolve_children(record: Organisation) -> list[str]:
        return list(record.children.order_by("code").values_list("code", flat=True))

    @staticmethod
    def resolve_predecessors(record: Organisation) -> list[str]:
        return list(record.predecessors.order_by("code").values_list("code", flat=True))


class OrganisationPage(PageOut):
    items: list[OrganisationOut]


class Wanted(Schema):
    """q: part of a present or earlier name, or the code. parent: a code. on: only those that existed on that day."""

    q: str = ""
    kind: str = ""
    parent: str = ""
    on: date | None = None
    page: Annotated[int, Query(ge=1)] = 1
    size: Annotated[int, Query(ge=1, le=500)] = 100


@router.get("", response=OrganisationPage)
def list_organisations(request: ViewerRequest, wanted: Query[Wanted]) -> dict[str, object]:
    """Organisations by code. Dissolved ones are among them unless `on` is given."""
    found = queries.find_organisations(
        viewer=request.viewer, q=wanted.q, kind=wanted.kind, parent=wanted.parent, on=wanted.on
    )
    page = page_of(found.order_by("code"), page=wanted.page, size=wanted.size)
    return page_facts(page) | {"items": list(page)}


@router.get("/{code}", response=OrganisationDetail)
def show_organisation(request: ViewerRequest, code: str, response: HttpResponse) -> object:
    """One organisation with the names it had and where it stood. Answers 304 to a matching If-None-Match."""
    organisation = get_object_or_404(queries.find_organisations(viewer=request.viewer), code=code)
    tag = entity_tag(OrganisationDetail.from_orm(organisation).model_dump_json())
    if matches(request, tag):
        return HttpResponseNotModified(headers={"ETag": tag})
    response["ETag"] = tag
    return organisation


def matches(request: HttpRequest, tag: str) -> bool:
    """Whether the client has this representation already."""
    held = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in held or "*" in held
