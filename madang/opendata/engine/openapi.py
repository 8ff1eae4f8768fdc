"""The OpenAPI 3.1 description of one table's interface: its own columns, types and ranges."""

from collections.abc import Sequence
from typing import Any

from madang.opendata.engine.addresses import LARGEST_PAGE, LONGEST_SEARCH, MOST_PAGE, PAGE_SIZE, parameter
from madang.opendata.engine.query import FUNCTIONS, GRAINS, Column

TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "datetime": {"type": ["string", "null"]},
    "text": {"type": ["string", "null"]},
}
MOST_REJECT_PAGES = 1_000_000
PROBLEM = {"$ref": "#/components/responses/Problem"}


def describe(
    columns: Sequence[Column],
    *,
    title: str,
    description: str,
    server: str,
    version: str,
    licence: str,
    names: Sequence[str],
) -> dict[str, Any]:
    """The document. server: the table's address in the API. names: of the versions, `latest` among them."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "description": description, "version": version, "license": {"name": licence}},
        "servers": [{"url": server}],
        "paths": {
            "/{version}": {
                "get": operation("describe", "Columns, profile and changes of a version", [], {"type": "object"})
            },
            "/{version}/rows": {"get": rows_operation(columns)},
            "/{version}/facets": {"get": facets_operation(columns)},
            "/{version}/groups": {"get": groups_operation(columns)},
            "/{version}/rejects": {"get": rejects_operation()},
        },
        "components": {
            "parameters": {"version": version_parameter(names)},
            "schemas": {"Row": row_schema(columns), "Problem": problem_schema()},
            "responses": {
                "Problem": {
                    "description": "The question cannot be answered; `code` and `detail` say why.",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }


def version_parameter(names: Sequence[str]) -> dict[str, Any]:
    return {
        "name": "version",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(names)},
        "description": "`latest`, or a version, which never changes.",
    }


def problem_schema() -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("type", "title", "detail", "code")}
    return {
        "type": "object",
        "required": ["status", "code", "detail"],
        "properties": texts | {"status": {"type": "integer"}},
    }


def row_schema(columns: Sequence[Column]) -> dict[str, Any]:
    properties = {}
    for column in columns:
        schema = dict(TYPES[column.type])
        words = [word for word in (column.unit, column.semantics, column.alias) if word]
        properties[column.name] = schema | ({"description": ", ".join(words)} if words else {})
    return {"type": "object", "properties": properties}


def operation(name: str, summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [{"$ref": "#/components/parameters/version"}, *parameters],
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
            **dict.fromkeys(("401", "404", "409", "422", "429", "503"), PROBLEM),
        },
    }


def query_parameter(name: str, schema: dict[str, Any], description: str = "") -> dict[str, Any]:
    found = {"name": name, "in": "query", "required": False, "schema": schema}
    return found | ({"description": description} if description else {})


def filters(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Every filter that a column takes, and the words."""
    found = [
        query_parameter(
            "q", {"type": "string", "maxLength": LONGEST_SEARCH}, "Words that must all stand in some text column."
        )
    ]
    for column in columns:
        schema = {"type": "string"} if column.type in {"text", "datetime"} else or_nothing(compared(column))
        for operator in operators(column):
            stated = {"type": "string"} if operator in {"contains", "starts"} else schema
            stated = {"type": "string", "enum": ["1"]} if operator in {"null", "known"} else stated
            found.append(query_parameter(parameter(column, operator), stated))
    return found


def compared(column: Column) -> dict[str, Any]:
    """What a column is compared with: whole numbers with any number."""
    return TYPES["number" if column.is_number else column.type]


def or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """A value of the type, or an empty text, which asks for nothing: so forms send what was not filled in."""
    stated = schema | {"type": next(one for one in schema["type"] if one != "null")}
    return {"anyOf": [stated, {"type": "string", "maxLength": 0}]}


def operators(column: Column) -> list[str]:
    if column.is_number or column.is_time:
        return ["eq", "ne", "gt", "gte", "lt", "lte", "null", "known"]
    return (
        ["eq", "ne", "null", "known"]
        if column.type == "boolean"
        else ["eq", "ne", "contains", "starts", "null", "known"]
    )


def rows_operation(columns: Sequence[Column]) -> dict[str, Any]:
    names = [column.name for column in columns]
    sorts = [*names, *(f"-{name}" for name in names)]
    page = [
        query_parameter("page", {"type": "integer", "minimum": 1, "maximum": MOST_PAGE, "default": 1}),
        query_parameter("size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}),
        query_parameter("sort", {"type": "string", "enum": sorts}, "A column; with a minus, the greatest first."),
        query_parameter("columns", {"type": "string", "enum": names}, "Only these, separated by commas."),
    ]
    schema = {
        "type": "object",
        "required": ["total", "page", "size", "rows"],
        "properties": {
            "total": {"type": "integer", "description": "Rows of all pages, exact."},
            "page": {"type": "integer"},
            "size": {"type": "integer"},
            "pages": {"type": "integer"},
            "version": {"type": "integer"},
            "next": {"type": ["string", "null"]},
            "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        },
    }
    return operation("rows", "Rows, filtered, sorted, a page at a time", [*page, *filters(columns)], schema)


def facets_operation(columns: Sequence[Column]) -> dict[str, Any]:
    facet = query_parameter(
        "facet", {"type": "string", "enum": [column.name for column in columns]}, "A column to count."
    )
    facet["required"] = True
    limit = query_parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50})
    value = {"type": "object", "properties": {"value": {}, "count": {"type": "integer"}}}
    schema = {
        "type": "object",
        "properties": {
            "facets": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "column": {"type": "string"},
                        "different": {"type": "integer"},
                        "values": {"type": "array", "items": value},
                    },
                },
            }
        },
    }
    return operation("facets", "Values of columns with exact counts", [facet, limit, *filters(columns)], schema)


def groups_operation(columns: Sequence[Column]) -> dict[str, Any]:
    numbers = [column.name for column in columns if column.is_number]
    group = query_parameter("group", {"type": "string", "enum": [column.name for column in columns]})
    group["required"] = True
    more = [
        query_parameter("measure", {"type": "string", "enum": list(FUNCTIONS) if numbers else ["count"]}),
        query_parameter("grain", {"type": "string", "enum": list(GRAINS)}, "For moments and days."),
    ]
    if numbers:
        more.append(query_parameter("of", {"type": "string", "enum": numbers}, "A column of numbers."))
    schema = {"type": "object", "properties": {"groups": {"type": "array", "items": {"type": "object"}}}}
    return operation("groups", "Rows put together by a column", [group, *more, *filters(columns)], schema)


def rejects_operation() -> dict[str, Any]:
    page = query_parameter("page", {"type": "integer", "minimum": 1, "maximum": MOST_REJECT_PAGES, "default": 1})
    schema = {
        "type": "object",
        "properties": {"total": {"type": "integer"}, "rejects": {"type": "array", "items": {"type": "object"}}},
    }
    return operation("rejects", "What stood in the file and is not in the data", [page], schema)
