"""OGC API Features at /ogc/: every table that says where its rows are is a collection.

Source: OGC 17-069r4 (OGC API Features, part 1: core, GeoJSON).
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.viewers import PUBLIC
from madang.common.errors import Refusal
from madang.opendata.clients.access import Admission, admit, with_limits
from madang.opendata.clients.addresses import absolute
from madang.opendata.clients.asking import BadQuestion, Condition, Question, Table, whole
from madang.opendata.clients.envelopes import json_value
from madang.opendata.clients.places import Box, Places, box_in, geometry_of, places_of, touches, within
from madang.opendata.clients.tables import NoSuchTable, ask, public_tables
from madang.opendata.clients.wording import bad_question_sentence
from madang.opendata.models import DataVersion

GEOJSON = "application/geo+json"
CONFORMS = [f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "oas30", "geojson")]
MOST = 10_000
MOST_SHAPES = 20_000
"""Shapes are looked through one by one for a box; beyond this many rows that is refused, not left out."""
Door = Callable[..., dict[str, Any]]
OWN = frozenset({"f", "limit", "offset", "bbox", "datetime", "crs", "serviceKey", "api_key", "apikey"})


class TooManyShapes(Refusal):
    code = "too-many-shapes"
    status = 400
    default_message = _("This collection has too many shapes to look through for a box. Download it and look yourself.")


def answered(request: HttpRequest, door: Door, *arguments: Any, media: str = "application/json") -> HttpResponse:
    """What a door says, or the error as OGC API Common has it: `{code, description}`."""
    try:
        body, status = door(request, admit(request), *arguments), 200
    except BadQuestion as wrong:
        body, status = {"code": "InvalidParameterValue", "description": bad_question_sentence(wrong)}, 400
    except Refusal as refusal:
        code = "NotFound" if refusal.status == 404 else refusal.code
        body, status = {"code": code, "description": str(refusal.message)}, refusal.status
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = media if status == 200 else "application/json"
    return with_limits(request, response)


def link(rel: str, path: str, title: str, media: str = "application/json") -> dict[str, str]:
    return {"rel": rel, "href": absolute(path), "type": media, "title": title}


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return answered(request, landing_body)


def landing_body(request: HttpRequest, admission: Admission) -> dict[str, Any]:
    return {
        "title": "Madang",
        "description": _("Tables of open data whose rows have a place."),
        "links": [
            link("self", reverse("ogc-landing"), _("This document")),
            link("service-desc", reverse("ogc-openapi"), "OpenAPI 3.0", "application/vnd.oai.openapi+json;version=3.0"),
            link("service-doc", reverse("portal:api"), _("Interface for programs"), "text/html"),
            link("conformance", reverse("ogc-conformance"), _("What this conforms to")),
            link("data", reverse("ogc-collections"), _("Collections")),
        ],
    }


@require_safe
def conformance(request: HttpRequest) -> HttpResponse:
    return answered(request, lambda request, admission: {"conformsTo": CONFORMS})


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    return answered(request, collections_body)


def collections_body(request: HttpRequest, admission: Admission) -> dict[str, Any]:
    found = [shape(version) for version in public_tables(PUBLIC) if placed(version)]
    return {"links": [link("self", reverse("ogc-collections"), _("Collections"))], "collections": found}


def placed(version: DataVersion) -> Places | None:
    return places_of(version.columns, version.reading.get("coordinates"))


def shape(version: DataVersion) -> dict[str, Any]:
    """A collection."""
    code, distribution = str(version.distribution.code), version.distribution
    return {
        "id": code,
        "title": distribution.title,
        "description": distribution.dataset.description,
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "links": [
            link("self", reverse("ogc-collection", args=[code]), distribution.title),
            link("items", reverse("ogc-items", args=[code]), distribution.title, GEOJSON),
            link("describedby", distribution.dataset.get_absolute_url(), distribution.dataset.title, "text/html"),
        ],
    }


def find(code: UUID) -> tuple[DataVersion, Places]:
    """Raises `NoSuchTable`: there is no such table, or its rows have no place."""
    version = public_tables(PUBLIC).filter(distribution__code=code).first()
    places = placed(version) if version else None
    if version is None or places is None:
        raise NoSuchTable
    return version, places


@require_safe
def collection(request: HttpRequest, code: UUID) -> HttpResponse:
    return answered(request, lambda request, admission: shape(find(code)[0]))


@require_safe
def items(request: HttpRequest, code: UUID) -> HttpResponse:
    return answered(request, items_body, code, media=GEOJSON)


def items_body(request: HttpRequest, admission: Admission, code: UUID) -> dict[str, Any]:
    version, places = find(code)
    names = {column["name"] for column in version.columns}
    conditions: list[Condition] = []
    for name in request.GET:
        if name in names:
            conditions.append(Condition(name, "eq", request.GET[name]))
        elif name not in OWN:
            raise BadQuestion("unknown-parameter", name)
    limit = whole(request.GET, "limit", 100, least=1, most=MOST)
    offset = whole(request.GET, "offset", 0, most=10**9)
    box = box_in(request.GET["bbox"]) if request.GET.get("bbox") else None
    if box and places.shape:
        features, total = shapes_in(version, places, box, tuple(conditions))
        features = features[offset : offset + limit]
    else:
        conditions += within(places, box) if box else ()
        table = ask(version, Question(conditions=tuple(conditions), offset=offset, limit=limit))
        features, total = features_of(table, places), table.total
    admission.note(version, "ogc", rows=len(features))
    return {
        "type": "FeatureCollection",
        "numberMatched": total,
        "numberReturned": len(features),
        "features": features,
        "links": page_links(request, offset, limit, total),
    }


def features_of(table: Table, places: Places) -> list[dict[str, Any]]:
    return [feature(number, row, places) for number, row in zip(table.ids, table.as_dicts(), strict=True)]


def feature(number: int, row: dict[str, Any], places: Places) -> dict[str, Any]:
    properties = {name: json_value(value) for name, value in row.items() if name != places.shape}
    return {"type": "Feature", "id": number, "geometry": geometry_of(places, row), "properties": properties}


def shapes_in(
    version: DataVersion, places: Places, box: Box, conditions: tuple[Condition, ...]
) -> tuple[list[dict[str, Any]], int]:
    """The features whose shape touches the box, and how many there are."""
    if (version.rows or 0) > MOST_SHAPES:
        raise TooManyShapes
    table = ask(version, Question(conditions=conditions, limit=MOST_SHAPES))
    found = [one for one in features_of(table, places) if one["geometry"] and touches(one["geometry"], box)]
    return found, len(found)


def page_links(request: HttpRequest, offset: int, limit: int, total: int) -> list[dict[str, str]]:
    def page(start: int) -> str:
        kept = {name: request.GET[name] for name in request.GET if name not in ("offset", "serviceKey")}
        return f"{request.path}?{urlencode(kept | {'offset': start, 'limit': limit})}"

    links = [link("self", page(offset), _("This page"), GEOJSON)]
    if offset + limit < total:
        links.append(link("next", page(offset + limit), _("Next page"), GEOJSON))
    if offset:
        links.append(link("prev", page(max(0, offset - limit)), _("Previous page"), GEOJSON))
    return links


@require_safe
def item(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    return answered(request, item_body, code, number, media=GEOJSON)


def item_body(request: HttpRequest, admission: Admission, code: UUID, number: int) -> dict[str, Any]:
    version, places = find(code)
    table = ask(version, Question(offset=number - 1, limit=1)) if number else None
    if table is None or not table.rows:
        raise NoSuchTable(_("There is no row of this number."))
    admission.note(version, "ogc", rows=1)
    address = reverse("ogc-item", args=[code, number])
    above = reverse("ogc-collection", args=[code])
    links = [link("self", address, _("This row"), GEOJSON), link("collection", above, version.distribution.title)]
    return feature(number, table.as_dicts()[0], places) | {"links": links}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this interface, OpenAPI 3.0."""
    return answered(request, openapi_body, media="application/vnd.oai.openapi+json;version=3.0")


def openapi_body(request: HttpRequest, admission: Admission) -> dict[str, Any]:
    def get(summary: str, name: str, *parameters: dict[str, Any]) -> dict[str, Any]:
        responses = {
            "200": {"description": _("Answer"), "content": {"application/json": {"schema": {"type": "object"}}}},
            "default": {"description": _("Error: its code and a sentence")},
        }
        return {
            "get": {"summary": summary, "operationId": name, "parameters": list(parameters), "responses": responses}
        }

    def parameter(name: str, place: str, kind: str) -> dict[str, Any]:
        return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}}

    code = parameter("collectionId", "path", "string")
    page = [parameter("limit", "query", "integer"), parameter("offset", "query", "integer")]
    box = {"name": "bbox", "in": "query", "explode": False, "schema": {"type": "array", "items": {"type": "number"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Madang: OGC API Features", "version": "1.0"},
        "servers": [{"url": absolute(reverse("ogc-landing").rstrip("/"))}],
        "paths": {
            "/": get(_("Landing page"), "landing"),
            "/conformance": get(_("What this conforms to"), "conformance"),
            "/collections": get(_("Collections"), "collections"),
            "/collections/{collectionId}": get(_("One collection"), "collection", code),
            "/collections/{collectionId}/items": get(_("Rows with their places"), "items", code, *page, box),
            "/collections/{collectionId}/items/{featureId}": get(
                _("One row"), "item", code, parameter("featureId", "path", "integer")
            ),
        },
    }
