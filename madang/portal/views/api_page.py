"""The interface for programs, as a page for people: the OpenAPI document, laid out without anybody's script."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One thing that a program can ask for."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    responses: list[tuple[str, str]]
    body: str


@dataclass
class Group:
    """The operations on one kind of record."""

    name: str
    operations: list[Operation] = field(default_factory=list)


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    document = openapi(request)
    context = {
        "crumbs": [(_("Interface for programs"), "")],
        "info": document["info"],
        "groups": groups(document),
        "schemas": schemas(document),
        "openapi_url": reverse("api:openapi-json"),
    }
    return render(request, "portal/api.html", context)


def openapi(request: HttpRequest) -> dict[str, Any]:
    """The OpenAPI document of the API, as the API itself states it."""
    return json.loads(resolve(reverse("api:openapi-json")).func(request).content)  # type: ignore[no-any-return]


def groups(document: dict[str, Any]) -> list[Group]:
    """The operations by tag, in the order of the document."""
    found: dict[str, Group] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if stated := methods.get(method):
                name = (stated.get("tags") or ["other"])[0]
                found.setdefault(name, Group(name)).operations.append(operation(path, method, stated))
    return list(found.values())


def operation(path: str, method: str, stated: dict[str, Any]) -> Operation:
    parameters = [
        {
            "name": one["name"],
            "place": one["in"],
            "required": one.get("required", False),
            "type": type_of(one.get("schema", {})),
            "default": one.get("schema", {}).get("default"),
            "description": one.get("description") or one.get("schema", {}).get("description", ""),
        }
        for one in stated.get("parameters", [])
    ]
    responses = [(status, content_type(answer)) for status, answer in stated["responses"].items()]
    return Operation(
        method=method.upper(),
        path=path,
        summary=stated.get("summary", ""),
        description=stated.get("description", ""),
        parameters=parameters,
        responses=responses,
        body=content_type(stated.get("requestBody", {})),
    )


def content_type(answer: dict[str, Any]) -> str:
    """The name of the schema that an answer or a body has, or its media type."""
    for media, content in answer.get("content", {}).items():
        return type_of(content.get("schema", {})) or media
    return ""


def type_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: `integer`, `list of DocumentOut`, `string or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " | ".join(filter(None, map(type_of, schema[key])))
    if schema.get("type") == "array":
        return f"[{type_of(schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", ""))


def schemas(document: dict[str, Any]) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Each schema's name, description and fields (name, type, description)."""
    return [
        (
            name,
            schema.get("description", ""),
            [
                (key, type_of(value), value.get("description", ""))
                for key, value in schema.get("properties", {}).items()
            ],
        )
        for name, schema in sorted(document.get("components", {}).get("schemas", {}).items())
    ]
