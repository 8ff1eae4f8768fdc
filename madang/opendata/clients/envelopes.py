"""Answers in the public data portal's shapes, as JSON or XML. Pure.

Two families: odcloud (`page`, `perPage`, `data`) and the older services (`response.header`, `body.items.item`).
Unlike the originals, items are always a list, a failure is never 200, and an error comes in the format asked for.
Source: published answers and clients of data.go.kr; error codes by its developers' guide.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from madang.opendata.clients.asking import Table

OLDER_CODES: Mapping[str, tuple[str, str]] = {
    "key-unknown": ("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR"),
    "key-ended": ("31", "DEADLINE_HAS_EXPIRED_ERROR"),
    "quota-passed": ("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"),
    "quota-passed-minute": ("23", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_PER_SECOND_EXCEEDS_ERROR"),
    "bad-question": ("10", "INVALID_REQUEST_PARAMETER_ERROR"),
    "missing-parameter": ("11", "NO_MANDATORY_REQUEST_PARAMETERS_ERROR"),
    "no-such-table": ("12", "NO_OPENAPI_SERVICE_ERROR"),
    "took-too-long": ("05", "SERVICETIME_OUT"),
}
UNKNOWN_ERROR = ("99", "UNKNOWN_ERROR")


def json_value(value: Any) -> Any:
    """A value of the table as JSON says it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def odcloud_body(table: Table, *, page: int, per_page: int, all_rows: int) -> dict[str, Any]:
    """matchCount: rows that fit the conditions. totalCount: rows of the table."""
    rows = [{name: json_value(value) for name, value in row.items()} for row in table.as_dicts()]
    return {
        "page": page,
        "perPage": per_page,
        "totalCount": all_rows,
        "currentCount": len(rows),
        "matchCount": table.total,
        "data": rows,
    }


def odcloud_xml(body: Mapping[str, Any]) -> str:
    """`<results>` with a `<col name="...">` for each value, as odcloud has it."""
    head = "".join(f"<{name}>{body[name]}</{name}>" for name in body if name != "data")
    return f"{DECLARATION}<results>{head}<data>{items_xml(body['data'])}</data></results>"


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def items_xml(rows: Sequence[Mapping[str, Any]]) -> str:
    def cell(name: str, value: Any) -> str:
        return f"<col name={quoted(name)}>{xml_text(value)}</col>"

    return "".join(f"<item>{''.join(cell(name, value) for name, value in row.items())}</item>" for row in rows)


def quoted(name: str) -> str:
    escaped = escape(clean(name), {'"': "&quot;"})
    return f'"{escaped}"'


def xml_text(value: Any) -> str:
    return "" if value is None else escape(clean(str(json_value(value))))


def clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or "\x20" <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
    )


def older_body(table: Table, *, page: int, rows: int) -> dict[str, Any]:
    items = [{name: json_value(value) for name, value in row.items()} for row in table.as_dicts()]
    return {
        "response": {
            "header": {"resultCode": "00", "resultMsg": "NORMAL SERVICE."},
            "body": {"items": {"item": items}, "numOfRows": rows, "pageNo": page, "totalCount": table.total},
        }
    }


def older_xml(body: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """names: a column and the element that its values stand in; elements cannot be called as every column is."""
    response = body["response"]
    head = "".join(f"<{name}>{xml_text(value)}</{name}>" for name, value in response["header"].items())
    items = "".join(
        f"<item>{''.join(element(names[name], value) for name, value in row.items())}</item>"
        for row in response["body"]["items"]["item"]
    )
    numbers = "".join(f"<{name}>{response['body'][name]}</{name}>" for name in ("numOfRows", "pageNo", "totalCount"))
    return f"{DECLARATION}<response><header>{head}</header><body><items>{items}</items>{numbers}</body></response>"


def element(name: str, value: Any) -> str:
    return f"<{name}>{xml_text(value)}</{name}>"


def element_names(columns: Sequence[tuple[str, str]]) -> dict[str, str]:
    """For each column (name, alias) an element name that XML allows, different from all others."""
    found: dict[str, str] = {}
    for place, (name, alias) in enumerate(columns):
        wanted = alias or name
        made = "".join(one if one.isalnum() or one in "_-." else "_" for one in wanted)
        if not made or not (made[0].isalpha() or made[0] == "_") or made.lower().startswith("xml"):
            made = f"_{made}"
        found[name] = made if made not in found.values() else f"{made}_{place}"
    return found


def older_error(code: str, sentence: str) -> dict[str, Any]:
    number, name = OLDER_CODES.get(code, UNKNOWN_ERROR)
    return {
        "OpenAPI_ServiceResponse": {
            "cmmMsgHeader": {"errMsg": sentence, "returnAuthMsg": name, "returnReasonCode": number}
        }
    }


def older_error_xml(body: Mapping[str, Any]) -> str:
    header = body["OpenAPI_ServiceResponse"]["cmmMsgHeader"]
    inner = "".join(element(name, value) for name, value in header.items())
    return f"{DECLARATION}<OpenAPI_ServiceResponse><cmmMsgHeader>{inner}</cmmMsgHeader></OpenAPI_ServiceResponse>"
