"""What every API router shares: problem+json, pages, entity tags."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema

from madang.common.errors import Refusal


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    code: str


def problem_response(api: NinjaAPI, request: HttpRequest, *, status: int, code: str, detail: str) -> HttpResponse:
    """An RFC 9457 answer, `application/problem+json`."""
    body = Problem(type=f"/problems/{code}", title=code.replace("-", " "), status=status, detail=detail, code=code)
    response = api.create_response(request, body.model_dump(), status=status)
    response["Content-Type"] = "application/problem+json; charset=utf-8"
    return response


def refusal_response(api: NinjaAPI, request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A `Refusal` as problem+json."""
    return problem_response(api, request, status=refusal.status, code=refusal.code, detail=str(refusal.message))


def entity_tag(*parts: Any) -> str:
    """A strong ETag over the parts that a representation depends on."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode())
    return f'"{digest.hexdigest()[:32]}"'
