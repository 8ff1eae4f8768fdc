"""What every API router shares: problem+json, pages, entity tags."""

import hashlib
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from madang.common.errors import Refusal


class Problem(Schema):
    """RFC 9457 problem details. field: the name of what was said wrongly, or empty."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str = ""


def problem_response(
    api: NinjaAPI, request: HttpRequest, *, status: int, code: str, detail: str, field: str = ""
) -> HttpResponse:
    """An RFC 9457 answer, `application/problem+json`."""
    title = code.replace("-", " ")
    body = Problem(type=f"/problems/{code}", title=title, status=status, detail=detail, code=code, field=field)
    response = api.create_response(request, body.model_dump(), status=status)
    response["Content-Type"] = "application/problem+json; charset=utf-8"
    return response


def refusal_response(api: NinjaAPI, request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A `Refusal` as problem+json."""
    return problem_response(
        api,
        request,
        status=refusal.status,
        code=refusal.code,
        detail=str(refusal.message),
        field=refusal.field or "",
    )


def answer_with_problems(api: NinjaAPI) -> None:
    """Make the framework's own refusals (401, 403, 404, 422, ...) problem+json too."""
    codes = {401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed"}

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        code = codes.get(error.status_code, "refused")
        response = problem_response(api, request, status=error.status_code, code=code, detail=str(error))
        if error.status_code == 401:
            response["WWW-Authenticate"] = 'Bearer realm="madang"'
        return response

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        detail = _("There is no such record, or you may not see it.")
        return problem_response(api, request, status=404, code="not-found", detail=detail)

    @api.exception_handler(ValidationError)
    def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = ["{}: {}".format(".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors]
        return problem_response(api, request, status=422, code="invalid", detail="; ".join(faults))


class PageOut(Schema):
    """Where a page of a list stands: `count` records in all, `pages` pages."""

    count: int
    page: int
    pages: int


def page_of(records: QuerySet[Any], *, page: int, size: int) -> Page[Any]:
    """One page of an ordered query. Raises `Http404` behind the last page."""
    pages = Paginator(records, size)
    if page > pages.num_pages:
        raise Http404
    return pages.page(page)


def page_facts(page: Page[Any]) -> dict[str, int]:
    """The fields of `PageOut`."""
    return {"count": page.paginator.count, "page": page.number, "pages": page.paginator.num_pages}


def entity_tag(*parts: Any) -> str:
    """A strong ETag over the parts that a representation depends on."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode())
    return f'"{digest.hexdigest()[:32]}"'
