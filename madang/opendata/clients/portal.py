"""The addresses of the public data portal's two families of interfaces, with errors done right."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.common.errors import Refusal
from madang.opendata.clients import envelopes
from madang.opendata.clients.access import QuotaPassed, admit, with_limits
from madang.opendata.clients.asking import BadQuestion
from madang.opendata.clients.odcloud_questions import odcloud_question, older_question
from madang.opendata.clients.tables import ask, public_version
from madang.opendata.clients.wording import bad_question_sentence

JSON_STYLE = {"ensure_ascii": False}


def wants_xml(request: HttpRequest, *names: str, default: str) -> bool:
    """The format asked for: by parameter, else by Accept, else the family's own."""
    for name in names:
        if asked := request.GET.get(name, "").strip().lower():
            if asked not in ("xml", "json"):
                raise BadQuestion("unknown-format", name, asked)
            return asked == "xml"
    accepted = request.headers.get("Accept", "")
    if "application/json" in accepted:
        return False
    if "/xml" in accepted and "text/html" not in accepted:
        return True
    return default == "xml"


def answer(body: Mapping[str, Any], text: str | None, *, status: int = 200) -> HttpResponse:
    """JSON, or XML where `text` is given."""
    if text is None:
        return JsonResponse(body, status=status, json_dumps_params=JSON_STYLE)
    return HttpResponse(text, status=status, content_type="application/xml; charset=utf-8")


@require_safe
def odcloud(request: HttpRequest, namespace: str, path: str) -> HttpResponse:
    """`/api/{dataset}/v1/{uddi:distribution | key | latest}` with page, perPage, cond[column::EQ], returnType."""
    is_xml = False
    try:
        is_xml = wants_xml(request, "returnType", default="json")
        admission = admit(request)
        version = public_version(namespace, path.removeprefix("uddi:"))
        parameters = {name: request.GET[name] for name in request.GET}
        question = odcloud_question(parameters)
        table = ask(version, question)
    except BadQuestion as wrong:
        return odcloud_error(request, 400, -4, bad_question_sentence(wrong), is_xml=is_xml)
    except Refusal as refusal:
        code = {401: -401, 404: -3, 429: -22}.get(refusal.status, -5)
        return odcloud_error(request, refusal.status, code, str(refusal.message), is_xml=is_xml)
    admission.note(version, "odcloud", rows=len(table.rows))
    page = question.offset // question.limit + 1 if question.limit else 1
    body = envelopes.odcloud_body(table, page=page, per_page=question.limit, all_rows=version.rows or 0)
    return with_limits(request, answer(body, envelopes.odcloud_xml(body) if is_xml else None))


def odcloud_error(request: HttpRequest, status: int, code: int, sentence: str, *, is_xml: bool) -> HttpResponse:
    body = {"code": code, "msg": sentence}
    text = f"{envelopes.DECLARATION}<error><code>{code}</code>{envelopes.element('msg', sentence)}</error>"
    return with_limits(request, answer(body, text if is_xml else None, status=status))


@require_safe
def older(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """`/openapi/{dataset}/{key}?serviceKey&pageNo&numOfRows&_type`: parameters named like columns are conditions."""
    is_xml = True
    try:
        is_xml = wants_xml(request, "_type", "resultType", "type", "dataType", "returnType", default="xml")
        admission = admit(request)
        version = public_version(slug, key)
        columns = [(column["name"], column.get("alias") or "") for column in version.columns]
        known = frozenset(name for pair in columns for name in pair if name)
        question = older_question({name: request.GET[name] for name in request.GET}, known)
        table = ask(version, question)
    except BadQuestion as wrong:
        code = "missing-parameter" if wrong.code == "missing" else "bad-question"
        return older_error(request, 400, code, bad_question_sentence(wrong), is_xml=is_xml)
    except QuotaPassed as refusal:
        passed = [limit.policy for limit in request.limits if limit.is_passed]  # type: ignore[attr-defined]
        code = "quota-passed" if "day" in passed else "quota-passed-minute"
        return older_error(request, refusal.status, code, str(refusal.message), is_xml=is_xml)
    except Refusal as refusal:
        return older_error(request, refusal.status, refusal.code, str(refusal.message), is_xml=is_xml)
    admission.note(version, "older", rows=len(table.rows))
    page = question.offset // question.limit + 1
    body = envelopes.older_body(table, page=page, rows=question.limit)
    names = envelopes.element_names(columns)
    return with_limits(request, answer(body, envelopes.older_xml(body, names) if is_xml else None))


def older_error(request: HttpRequest, status: int, code: str, sentence: str, *, is_xml: bool) -> HttpResponse:
    body = envelopes.older_error(code, sentence)
    text = envelopes.older_error_xml(body) if is_xml else None
    return with_limits(request, answer(body, text, status=status))


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """The description of a dataset's odcloud interface, in Swagger 2.0, at `/oas/docs?namespace={dataset}/v1`."""
    namespace = request.GET.get("namespace", "").removesuffix("/v1").strip("/")
    try:
        version = public_version(namespace, "latest")
    except Refusal as refusal:
        return odcloud_error(request, refusal.status, -3, str(refusal.message), is_xml=False)
    dataset = version.distribution.dataset
    described = {
        "swagger": "2.0",
        "info": {"title": dataset.title, "description": dataset.description, "version": f"v{version.number}"},
        "host": request.get_host(),
        "basePath": "/api",
        "schemes": ["https" if request.is_secure() else "http"],
        "paths": {
            f"/{dataset.slug}/v1/{place}": {"get": operation(version.columns)}
            for place in ("latest", f"uddi:{version.distribution.code}")
        },
        "securityDefinitions": {
            "ApiKeyAuth": {"type": "apiKey", "name": "Authorization", "in": "header"},
            "ApiKeyAuth2": {"type": "apiKey", "name": "serviceKey", "in": "query"},
        },
    }
    return with_limits(request, JsonResponse(described, json_dumps_params=JSON_STYLE))


SWAGGER_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}


def operation(columns: list[dict[str, Any]]) -> dict[str, Any]:
    """What one address takes and answers."""
    numbers = [
        {"name": name, "in": "query", "type": "integer", "default": default, "minimum": least}
        for name, default, least in (("page", 1, 1), ("perPage", 10, 0))
    ]
    form = {"name": "returnType", "in": "query", "type": "string", "enum": ["JSON", "XML"]}
    conditions = [{"name": f"cond[{column['name']}::EQ]", "in": "query", "type": "string"} for column in columns]
    row = {column["name"]: {"type": SWAGGER_TYPES.get(column["type"], "string")} for column in columns}
    counts = ("page", "perPage", "totalCount", "currentCount", "matchCount")
    schema = {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in counts}
        | {"data": {"type": "array", "items": {"type": "object", "properties": row}}},
    }
    return {
        "parameters": [*numbers, form, *conditions],
        "produces": ["application/json", "application/xml"],
        "responses": {
            "200": {"description": _("Rows of the table"), "schema": schema},
            "400": {"description": _("A parameter cannot be understood")},
            "401": {"description": _("The key does not work")},
            "404": {"description": _("There is no such table")},
            "429": {"description": _("Too many requests")},
        },
    }
