"""Disclosed documents for programs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from madang.accounts.api_auth import signed_in
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import Problem, entity_tag
from madang.common.errors import Invalid
from madang.disclosure import actions, queries
from madang.disclosure.models import Document, Version
from madang.disclosure.ranks import Rank, parse_rank
from madang.disclosure.uploads import receive_uploads

router = Router()
MOST_PER_PAGE = 100


class VersionOut(Schema):
    version: int
    title: str
    number: str
    department: str
    rank: str
    approved_on: date | None
    retention: str
    classification: str
    items: list[int]
    task: str
    extent: str
    published_at: datetime
    file: dict[str, Any] | None
    manifest: str | None = None


class DocumentOut(Schema):
    code: UUID
    ref: str
    agency: str
    agency_name: str
    url: str
    current: VersionOut


class DocumentWhole(DocumentOut):
    versions: list[VersionOut]
    text: str


class DocumentPage(Schema):
    items: list[DocumentOut]
    total: int
    page: int
    pages: int


class ListQuery(Schema):
    agency: str = ""
    rank: str = ""
    rank_at_least: str = ""
    classification: str = ""
    extent: str = ""
    department: str = ""
    since: date | None = None
    until: date | None = None
    q: str = ""
    page: int = 1
    per_page: int = 30


class IntakeOut(Schema):
    intake: UUID
    state: str
    report: str


def version_out(version: Version) -> dict[str, Any]:
    publication = version.publication
    names = ("title", "number", "department", "rank", "approved_on", "retention", "classification", "items", "task")
    file = None
    if public := publication.file:
        path = f"/documents/{version.document.code}/versions/{version.ordinal}/original"
        file = {
            "name": public.name,
            "type": public.type,
            "size": public.size,
            "sha256": public.sha256,
            "url": path,
        }
    return {
        "version": version.ordinal,
        **{name: getattr(version, name) for name in names},
        "extent": publication.extent,
        "published_at": publication.published_at,
        "file": file,
        "manifest": f"/api/v1/documents/{version.document.code}/manifest" if publication.copy else None,
    }


def document_out(document: Document) -> dict[str, Any]:
    assert document.current is not None
    return {
        "code": document.code,
        "ref": document.ref,
        "agency": document.organisation.code,
        "agency_name": document.organisation.name_ko,
        "url": document.get_absolute_url(),
        "current": version_out(document.current.version),
    }


@router.get("", response={200: DocumentPage, 422: Problem})
def documents(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Public documents, latest publication first. per_page: at most 100."""
    floor = parse_rank(narrowed.rank_at_least) if narrowed.rank_at_least else None
    if narrowed.rank_at_least and floor is None:
        raise Invalid(f"rank_at_least: “{narrowed.rank_at_least}” is not a rank.")
    filters = queries.Filters(
        organisation=narrowed.agency,
        rank=narrowed.rank,
        ranks=tuple(rank.value for rank in Rank if rank.is_at_least(floor)) if floor else (),
        classification=narrowed.classification,
        extent=narrowed.extent,
        department=narrowed.department,
        since=narrowed.since,
        until=narrowed.until,
        words=narrowed.q,
    )
    found = queries.listed(request.viewer, filters).select_related("current__version__document")
    total, size, page = found.count(), min(max(narrowed.per_page, 1), MOST_PER_PAGE), max(narrowed.page, 1)
    items = [document_out(one) for one in found[(page - 1) * size : page * size]]
    return {"items": items, "total": total, "page": page, "pages": -(-total // size)}


@router.get("/counts")
def counts(request: HttpRequest, at: date | None = None, agency: str = "") -> list[dict[str, Any]]:
    """Documents published whole by the end of the day `at` (today if not given), by year and rank."""
    return queries.counts_by_year_and_rank(at or localdate(), organisation=agency)


@router.get("/intakes/{code}", auth=signed_in)
def intake(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """The report of a hand-over, for records officers of its agency: every file and its fate."""
    found = get_object_or_404(queries.intakes(request.viewer), code=code)
    return {"state": found.state, "manifest_faults": found.manifest_faults, **queries.report_of(found)}


@router.post("/intakes", response={202: IntakeOut, 403: Problem, 422: Problem}, auth=signed_in)
def hand_over(
    request: ViewerRequest,
    agency: Form[str],
    files: File[list[UploadedFile]],
    manifest: File[UploadedFile | None] = None,
    classification: Form[str] = "",
    rank: Form[str] = "",
) -> Status[dict[str, Any]]:
    """Hand over documents or archives of them. Answers at once; the report tells the fates as they are known."""
    organisation = get_object_or_404(Organisation, code=agency)
    assert request.viewer.user is not None
    actions.require_officer(request.viewer.user, organisation, now())
    started = actions.start_intake(
        organisation=organisation,
        classification=classification,
        rank=rank,
        uploads=receive_uploads(files),
        manifest=receive_uploads([manifest])[0] if manifest else ("", ""),
        by=request.viewer.user,
        at=now(),
    )
    report = f"/api/v1/documents/intakes/{started.code}"
    return Status(202, {"intake": started.code, "state": started.state, "report": report})


@router.get("/{code}", response={200: DocumentWhole, 404: Problem, 410: Problem})
def document(request: ViewerRequest, code: UUID, response: HttpResponse) -> Any:
    """One public document with its versions and its text."""
    found = queries.document_page(request.viewer, code)
    if found is None or found.current is None or found.current.ended_at:
        return gone_or_not_found(code)
    response["ETag"] = entity_tag(found.code, found.current_id, found.current.ended_at)
    if request.headers.get("If-None-Match") == response["ETag"]:
        return HttpResponse(status=304, headers={"ETag": response["ETag"]})
    versions: list[Version] = found.readable_versions  # type: ignore[attr-defined]
    public = [one for one in versions if hasattr(one, "publication") and not one.publication.ended_at]
    text = found.current.public_text.text if found.current.has_content else ""
    return {**document_out(found), "versions": [version_out(version) for version in public], "text": text}


@router.get("/{code}/manifest", response={200: dict[str, Any], 404: Problem, 410: Problem})
def manifest(request: ViewerRequest, code: UUID) -> Any:
    """What was withheld of a document that is partly open: item, provisos considered, reason, office, time, places."""
    found = queries.document_page(request.viewer, code)
    if found is None or found.current is None or found.current.ended_at or not found.current.copy:
        return gone_or_not_found(code)
    return found.current.copy.manifest


def gone_or_not_found(code: UUID) -> Status[dict[str, Any]]:
    """410 for what was taken down, with the time and the item; else 404."""
    if taken := queries.taken_down(code):
        detail = (
            f"Taken down on {taken[0].at.isoformat()} under item {taken[0].item} of article 9(1): {taken[0].reason}"
        )
        problem = {"type": "/problems/taken-down", "title": "taken down", "status": 410, "code": "taken-down"}
        return Status(410, problem | {"detail": detail})
    return Status(404, not_found())


def not_found() -> dict[str, Any]:
    return {
        "type": "/problems/not-found",
        "title": "not found",
        "status": 404,
        "detail": "There is no such document, or it is not public.",
        "code": "not-found",
    }
