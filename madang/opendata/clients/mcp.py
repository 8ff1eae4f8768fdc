"""A Model Context Protocol server at /mcp: assistants look for data and read rows. Reading only, with fair use.

Stateless: each POST holds one JSON-RPC message and is answered with JSON; there is no session and no stream.
Source: Model Context Protocol, transport "Streamable HTTP", and tools.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from madang.accounts.viewers import PUBLIC
from madang.common.errors import Refusal
from madang.opendata.clients import ckan_catalogue
from madang.opendata.clients.access import Admission, admit, with_limits
from madang.opendata.clients.asking import BadQuestion, whole
from madang.opendata.clients.ckan_questions import datastore_question
from madang.opendata.clients.ckan_search import search_packages
from madang.opendata.clients.envelopes import json_value
from madang.opendata.clients.tables import ask, public_version
from madang.opendata.clients.wording import bad_question_sentence

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, BAD_PARAMETERS = -32700, -32600, -32601, -32602
MOST_BODY = 100_000
MOST_ROWS = 200
Arguments = Mapping[str, Any]


class Wrong(Exception):
    """An error of the protocol."""

    def __init__(self, code: int, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True)
class Tool:
    """description: for assistants, so in English. schema: of its arguments."""

    description: str
    properties: Mapping[str, Any]
    required: tuple[str, ...]
    run: Callable[[Arguments, Admission], Any]


def search_datasets(arguments: Arguments, admission: Admission) -> Any:
    rows = whole(arguments, "limit", 10, least=1, most=50)
    start = whole(arguments, "offset", 0, most=10_000)
    words = str(arguments.get("query") or "")
    found = search_packages(PUBLIC, q=words, fq=[], sort="", start=start, rows=rows, facets=[])
    shown = [
        {
            "dataset": one.slug,
            "title": one.title,
            "agency": one.organisation.name,
            "licence": str(one.get_licence_display()),
            "description": one.description[:300],
            "changed_at": one.changed_at.isoformat(),
        }
        for one in found.datasets
    ]
    return {"count": found.count, "datasets": shown}


def show_dataset(arguments: Arguments, admission: Admission) -> Any:
    return ckan_catalogue.package_show({"id": arguments.get("dataset")}, admission)


def describe_table(arguments: Arguments, admission: Admission) -> Any:
    version = public_version(str(arguments.get("dataset", "")), str(arguments.get("table") or "latest"))
    columns = [
        {name: column.get(name) or "" for name in ("name", "alias", "type", "unit", "semantics")}
        for column in version.columns
    ]
    return {"title": version.distribution.title, "version": version.number, "rows": version.rows, "columns": columns}


def query_table(arguments: Arguments, admission: Admission) -> Any:
    version = public_version(str(arguments.get("dataset", "")), str(arguments.get("table") or "latest"))
    asked = {name: arguments[name] for name in ("filters", "sort", "fields", "q", "offset") if arguments.get(name)}
    question = datastore_question(asked | {"limit": whole(arguments, "limit", 50, least=1, most=MOST_ROWS)})
    table = ask(version, question)
    admission.note(version, "mcp", rows=len(table.rows))
    rows = [{name: json_value(value) for name, value in row.items()} for row in table.as_dicts()]
    return {"total": table.total, "offset": question.offset, "rows": rows}


TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
DATASET = {"type": "string", "description": "The dataset's short name, as search_datasets gives it."}
TABLE = {"type": "string", "description": "The key of one of its tables; without, the first."}
TOOLS: Mapping[str, Tool] = {
    "search_datasets": Tool(
        "Search the open data catalogue by words, Korean or English. Returns short names for the other tools.",
        {"query": TEXT, "limit": NUMBER, "offset": NUMBER},
        (),
        search_datasets,
    ),
    "show_dataset": Tool(
        "Everything that is said of a dataset: agency, licence, files and their addresses.",
        {"dataset": DATASET},
        ("dataset",),
        show_dataset,
    ),
    "describe_table": Tool(
        "The columns of a dataset's table with their types and meaning, and how many rows it has.",
        {"dataset": DATASET, "table": TABLE},
        ("dataset",),
        describe_table,
    ),
    "query_table": Tool(
        "Rows of a table. filters: an object of column names and values, a list of values, or ranges such as "
        '{"gte": 3, "lt": 5}. sort: such as "column desc". total counts all rows that fit.',
        {
            "dataset": DATASET,
            "table": TABLE,
            "filters": {"type": "object"},
            "q": {"type": "string", "description": "Words that the row must contain."},
            "sort": TEXT,
            "fields": {"type": "array", "items": TEXT},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
            "offset": NUMBER,
        },
        ("dataset",),
        query_table,
    ),
}


@csrf_exempt  # programs post without a page of ours; nothing is changed
def serve(request: HttpRequest) -> HttpResponse:
    """One message. There is nothing to listen to, so GET is refused, as the protocol has it."""
    if request.method != "POST":
        response = HttpResponse(status=405)
        response["Allow"] = "POST"
        return response
    number: Any = None
    try:
        message = message_in(request)
        number = message.get("id")
        admission = admit(request)
        if number is None:
            return with_limits(request, HttpResponse(status=202))
        body = {"jsonrpc": "2.0", "id": number, "result": result_of(message, admission)}
        status = 200
    except Wrong as wrong:
        body = {"jsonrpc": "2.0", "id": number, "error": {"code": wrong.code, "message": wrong.message}}
        status = 400 if wrong.code in (PARSE_ERROR, INVALID_REQUEST) else 200
    except Refusal as refusal:
        body = {"jsonrpc": "2.0", "id": number, "error": {"code": -32000, "message": str(refusal.message)}}
        status = refusal.status
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    return with_limits(request, response)


def message_in(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BODY:
        raise Wrong(INVALID_REQUEST, _("The request is too long."))
    try:
        message = json.loads(request.body)
    except ValueError:
        raise Wrong(PARSE_ERROR, _("The body is not JSON.")) from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise Wrong(INVALID_REQUEST, _("The body is not one JSON-RPC 2.0 message."))
    return message


def result_of(message: Mapping[str, Any], admission: Admission) -> Any:
    method, parameters = message.get("method"), message.get("params") or {}
    if not isinstance(parameters, dict):
        raise Wrong(BAD_PARAMETERS, _("The parameters must be an object."))
    if method == "initialize":
        asked = str(parameters.get("protocolVersion", ""))
        return {
            "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": {"name": "madang", "version": "1"},
            "instructions": "Open data of public agencies. Search first, describe the table, then query it.",
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": [listed(name, tool) for name, tool in TOOLS.items()]}
    if method == "tools/call":
        return called(parameters, admission)
    raise Wrong(NO_METHOD, _("There is no method “%(name)s”.") % {"name": str(method)[:100]})


def listed(name: str, tool: Tool) -> dict[str, Any]:
    schema = {"type": "object", "properties": dict(tool.properties), "required": list(tool.required)}
    hints = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
    return {"name": name, "description": tool.description, "inputSchema": schema, "annotations": hints}


def called(parameters: Mapping[str, Any], admission: Admission) -> dict[str, Any]:
    """What a tool answers; what it refuses is told to the assistant as an error of the tool, with the reason."""
    tool = TOOLS.get(str(parameters.get("name")))
    arguments = parameters.get("arguments") or {}
    if tool is None:
        raise Wrong(BAD_PARAMETERS, _("There is no tool “%(name)s”.") % {"name": str(parameters.get("name"))[:100]})
    if not isinstance(arguments, dict):
        raise Wrong(BAD_PARAMETERS, _("The arguments must be an object."))
    try:
        found = tool.run(arguments, admission)
    except BadQuestion as wrong:
        return {"content": [{"type": "text", "text": bad_question_sentence(wrong)}], "isError": True}
    except Refusal as refusal:
        return {"content": [{"type": "text", "text": str(refusal.message)}], "isError": True}
    text = json.dumps(found, ensure_ascii=False)
    return {"content": [{"type": "text", "text": text}], "structuredContent": found, "isError": False}
