"""Tables for programs: rows, facets, groups, rejects, schema; and handing in new versions."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import Role
from madang.common.api import Problem, entity_tag
from madang.common.errors import Invalid
from madang.opendata import actions, wording
from madang.opendata.api.datasets import DespiteIn
from madang.opendata.api.metered import metered, note, reader
from madang.opendata.engine import addresses, openapi
from madang.opendata.engine.exports import plain
from madang.opendata.engine.query import FUNCTIONS, GRAINS, BadQuestion, Group, Measure, find_column
from madang.opendata.engine.tables import NoTable, Table, TimeIsUp
from madang.opendata.models import DataVersion, Distribution
from madang.opendata.queries.versions import find_distribution, find_table, find_version, versions_of
from madang.opendata.receiving import keep_upload
from madang.opendata.tables import as_refusal, open_table

router = Router(auth=anyone)
Engine = (BadQuestion, TimeIsUp, NoTable)
MOST_FACETS = 12
PROBLEMS = {404: Problem, 409: Problem, 422: Problem, 503: Problem}
READING: dict[int, Any] = {200: dict[str, Any], 401: Problem, 429: Problem, **PROBLEMS}


class VersionOut(Schema):
    """state: as the desk calls it. changes: what differs from the version before."""

    code: str
    number: int | None
    state: str
    progress: int
    rows: int | None
    rejects: int
    sha256: str
    reasons: list[dict[str, Any]]
    changes: dict[str, Any]


def version_out(version: DataVersion) -> dict[str, Any]:
    plainly = ("number", "state", "progress", "rows", "rejects", "sha256", "changes")
    reasons = [one | {"sentence": wording.sentence(one)} for one in version.reasons]
    return {name: getattr(version, name) for name in plainly} | {"code": str(version.code), "reasons": reasons}


def found_version(request: ViewerRequest, slug: str, key: str, name: str) -> DataVersion:
    version = find_version(request.viewer, slug, key, name)
    if version is None:
        raise Http404
    return version


def found_table(request: ViewerRequest, slug: str, key: str, name: str) -> DataVersion:
    version = find_table(request.viewer, slug, key, name)
    if version is None:
        raise Http404
    return version


def lists_of(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.GET.getlist(name) for name in request.GET}


def unchanged(request: HttpRequest, version: DataVersion) -> tuple[str, bool]:
    """The entity tag of an answer about a version, and whether the client has it already."""
    tag = entity_tag(version.table_sha256, version.state, request.META.get("QUERY_STRING", ""), request.path)
    return tag, tag in parse_etags(request.headers.get("If-None-Match", ""))


@router.get("/{slug}/{key}", url_name="data-table", response=READING, auth=reader)
@metered
def distribution(request: ViewerRequest, slug: str, key: str) -> Any:
    """A table with its versions and addresses."""
    found = find_distribution(request.viewer, slug, key)
    if found is None:
        raise Http404
    base = f"/api/v1/data/{slug}/{key}"
    return {
        "dataset": found.dataset.ref,
        "title": {"ko": found.title_ko or found.dataset.title_ko, "en": found.title_en or found.dataset.title_en},
        "licence": found.dataset.licence,
        "latest": found.latest.number if found.latest else None,
        "versions": [version_out(one) for one in versions_of(request.viewer, found)],
        "url": found.get_absolute_url(),
        "openapi": f"{base}/openapi.json",
        "rows": f"{base}/latest/rows",
    }


@router.get("/{slug}/{key}/openapi.json", url_name="data-openapi", response=READING, auth=reader)
@metered
def description(request: ViewerRequest, slug: str, key: str) -> Any:
    """The OpenAPI 3.1 description of this one table."""
    version = found_version(request, slug, key, "latest")
    dataset = version.distribution.dataset
    return openapi.describe(
        open_table(version).columns,
        title=version.distribution.title,
        description=dataset.description,
        server=f"{settings.SITE_URL}/api/v1/data/{slug}/{key}",
        version=str(version.number),
        licence=dataset.get_licence_display(),
        names=["latest", *(one.name for one in versions_of(request.viewer, version.distribution) if one.is_public)],
    )


class Received(Schema):
    """options: JSON, as docs/data-reading.md says. note: what is new."""

    note: str = ""
    options: str = ""


@router.post("/{slug}/{key}/versions", url_name="data-receive", response={201: VersionOut, **PROBLEMS}, auth=signed_in)
def receive(
    request: SignedInRequest, slug: str, key: str, body: Form[Received], file: File[UploadedFile]
) -> tuple[int, dict[str, Any]]:
    """Hand in a file as a coming version; ask its `code` until it is `read`, then publish it."""
    found = own_distribution(request, slug, key)
    sha256, size = keep_upload(file)
    version = actions.receive_file(
        distribution=found,
        name=file.name or "file",
        sha256=sha256,
        size=size,
        options=options_of(body.options),
        note=body.note[:1000],
        by=request.user,
        at=now(),
    )
    return 201, version_out(version)


def options_of(text: str) -> dict[str, Any]:
    """Raises `Invalid` for what is no JSON object."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(_("What is said of the file must be a JSON object."), field="options")
    return found


def own_distribution(request: SignedInRequest, slug: str, key: str) -> Distribution:
    found = find_distribution(request.viewer, slug, key)
    if found is None or not request.viewer.is_in(found.dataset.organisation_id, Role.DATA_OFFICER):
        raise Http404
    return found


def own_version(request: SignedInRequest, slug: str, key: str, code: str) -> DataVersion:
    found = own_distribution(request, slug, key).versions.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@router.get(
    "/{slug}/{key}/versions/{uuid:code}",
    url_name="data-received",
    response={200: VersionOut, **PROBLEMS},
    auth=signed_in,
)
def received(request: SignedInRequest, slug: str, key: str, code: str) -> dict[str, Any]:
    """How a version that was handed in stands."""
    return version_out(own_version(request, slug, key, code))


@router.post(
    "/{slug}/{key}/versions/{uuid:code}/publish",
    url_name="data-publish",
    response={200: VersionOut, **PROBLEMS},
    auth=signed_in,
)
def publish(request: SignedInRequest, slug: str, key: str, code: str, body: Form[DespiteIn]) -> dict[str, Any]:
    """Publish a version that was read; a breaking one is announced first.

    Answers 409 `descriptions-fail` if formats refuse what is said of the dataset: mend that, or send `despite`.
    """
    version = own_version(request, slug, key, code)
    by, despite = request.user, body.despite
    return version_out(actions.publish_version(version=version, by=by, at=now(), despite=despite))


@router.get("/{slug}/{key}/{name}", url_name="data-version", response=READING, auth=reader)
@metered
def one_version(request: ViewerRequest, slug: str, key: str, name: str) -> Any:
    """A version: its columns with their profile, how it was read, what changed."""
    version = found_version(request, slug, key, name)
    profiles = version.profile or [{}] * len(version.columns)
    reading = {
        name: version.reading.get(name) for name in ("encoding", "delimiter", "header_rows", "sheet", "coordinates")
    }
    return version_out(version) | {
        "columns": [one | {"profile": about} for one, about in zip(version.columns, profiles, strict=False)],
        "reading": reading,
        "published_at": version.published_at,
        "goes_live_at": version.goes_live_at,
        "url": version.get_absolute_url(),
    }


@router.get("/{slug}/{key}/{name}/rows", url_name="data-rows", response=READING, auth=reader)
@metered
def rows(request: ViewerRequest, response: HttpResponse, slug: str, key: str, name: str) -> Any:
    """Rows, filtered, sorted, a page at a time, with the exact total. See the table's own OpenAPI description."""
    version = found_table(request, slug, key, name)
    tag, is_known = unchanged(request, version)
    if is_known:
        return HttpResponse(status=304, headers={"ETag": tag})
    table = open_table(version)
    try:
        asked = addresses.asked(lists_of(request), table.columns)
        page = table.page(asked)
    except Engine as error:
        raise as_refusal(error)
    names = [column.name for column in page.columns]
    pages = max(1, -(-page.total // asked.size))
    following = addresses.address(asked.query, size=asked.size, page=asked.page + 1) if asked.page < pages else None
    response["ETag"] = tag
    note(request, version, rows=len(page.rows))
    return {
        "total": page.total,
        "page": asked.page,
        "size": asked.size,
        "pages": pages,
        "version": version.number,
        "next": f"{request.path}?{following}" if following else None,
        "rows": [dict(zip(names, map(plain, row), strict=True)) for row in page.rows],
    }


@router.get("/{slug}/{key}/{name}/facets", url_name="data-facets", response=READING, auth=reader)
@metered
def facets(request: ViewerRequest, slug: str, key: str, name: str) -> Any:
    """The values of columns with their exact counts, under all filters but those on the column itself."""
    version = found_table(request, slug, key, name)
    table = open_table(version)
    try:
        lists = lists_of(request)
        query = addresses.query_of(lists, table.columns)
        limit = min(1000, addresses.whole(lists, "limit", 50))
        names = [part for value in lists.get("facet", []) for part in value.split(",") if part][:MOST_FACETS]
        if not names:
            raise BadQuestion("no-such-column", "facet")
        counted = [table.facet(query, find_column(table.columns, one), limit=limit) for one in names]
    except Engine as error:
        raise as_refusal(error)
    note(request, version, rows=sum(len(one.values) for one in counted))
    return {
        "facets": [
            {
                "column": one.column.name,
                "different": one.different,
                "values": [{"value": plain(value), "count": count} for value, count in one.values],
            }
            for one in counted
        ]
    }


@router.get("/{slug}/{key}/{name}/groups", url_name="data-groups", response=READING, auth=reader)
@metered
def groups(request: ViewerRequest, slug: str, key: str, name: str) -> Any:
    """Rows put together by the values, or the months or days, of a column: how many, or a sum, an average, the ends."""
    version = found_table(request, slug, key, name)
    try:
        found = grouped(open_table(version), lists_of(request))
    except Engine as error:
        raise as_refusal(error)
    note(request, version, rows=len(found["groups"]))
    return found


def grouped(table: Table, lists: dict[str, list[str]]) -> dict[str, Any]:
    """Raises `BadQuestion`."""

    def one(parameter: str, default: str = "") -> str:
        return next((value for value in lists.get(parameter, []) if value), default)

    query = addresses.query_of(lists, table.columns)
    by, function, grain = find_column(table.columns, one("group")), one("measure", "count"), one("grain")
    if function not in FUNCTIONS:
        raise BadQuestion("no-such-operator", "measure", function[:40])
    if grain and (grain not in GRAINS or not by.is_time):
        raise BadQuestion("no-such-operator", by.name, grain[:40])
    of = find_column(table.columns, one("of")) if function != "count" else None
    limit = min(5000, addresses.whole(lists, "limit", 1000))
    found = table.groups(query, [Group(by, grain)], Measure(function, of), limit=limit)
    return {
        "group": by.name,
        "measure": function,
        "of": of.name if of else None,
        "groups": [{"group": plain(value), "value": plain(number)} for value, number in found],
    }


@router.get("/{slug}/{key}/{name}/rejects", url_name="data-rejects", response=READING, auth=reader)
@metered
def rejects(request: ViewerRequest, slug: str, key: str, name: str) -> Any:
    """What stood in the file and is not in the data, a hundred at a time."""
    table = open_table(found_table(request, slug, key, name))
    try:
        page = addresses.whole(lists_of(request), "page", 1)
        if page > openapi.MOST_REJECT_PAGES:
            raise BadQuestion("page-too-deep", "page", str(page))
        found = table.rejects(offset=(page - 1) * 100, limit=100)
    except Engine as error:
        raise as_refusal(error)
    names = ("row", "line", "column", "kind", "value")
    return {"total": table.rejected, "rejects": [dict(zip(names, one, strict=True)) for one in found]}
