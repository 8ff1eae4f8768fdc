"""`datastore_search` of CKAN's Action API as a question. Pure.

Source: CKAN 2.12, datastore extension: q, filters (with ranges), fields, sort, limit, offset, records_format.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from madang.opendata.clients.asking import BadQuestion, Condition, Operator, Question, whole

MOST = 32_000
RANGES: Mapping[str, Operator] = {"gt": "gt", "gte": "ge", "lt": "lt", "lte": "le", "eq": "eq", "in": "in"}
ORDERED = re.compile(
    r'\s*(?:"(?P<quoted>[^"]+)"|(?P<plain>.+?))\s*(?P<way>\s(?:asc|desc))?(?:\s+nulls\s+last)?\s*', re.I
)


def datastore_question(parameters: Mapping[str, Any]) -> Question:
    """Raises `BadQuestion` and names the parameter."""
    return Question(
        conditions=tuple(conditions(parameters.get("filters"))),
        text=text_in(parameters.get("q")),
        sort=tuple(order(parameters.get("sort"))),
        columns=tuple(names(parameters.get("fields"), "fields")),
        offset=whole(parameters, "offset", 0, most=10**12),
        limit=whole(parameters, "limit", 100, most=MOST),
        is_counted=truth(parameters.get("include_total"), default=True),
    )


def text_in(value: Any) -> str:
    """Words to look for in the whole row. A search by column is said as filters here."""
    if isinstance(value, dict) or (isinstance(value, str) and value.strip().startswith("{")):
        raise BadQuestion("q-is-words", "q", str(value))
    return str(value or "").strip()


def conditions(value: Any) -> list[Condition]:
    found = mapping(value, "filters")
    return [one for column, wanted in found.items() for one in of_column(column, wanted)]


def of_column(column: str, wanted: Any) -> list[Condition]:
    """A value; a list of which any fits; or ranges as `{"gte": 3, "lt": 5}`, alone or in a list."""
    if isinstance(wanted, list):
        if wanted and all(isinstance(one, dict) for one in wanted):
            return [each for one in wanted for each in ranges(column, one)]
        if any(isinstance(one, dict | list) for one in wanted):
            raise BadQuestion("not-a-filter", "filters", column)
        return [Condition(column, "in", wanted)]
    if isinstance(wanted, dict):
        return ranges(column, wanted)
    return [Condition(column, "eq", wanted)]


def ranges(column: str, wanted: Mapping[str, Any]) -> list[Condition]:
    if unknown := [name for name in wanted if name not in RANGES]:
        raise BadQuestion("unknown-operator", "filters", unknown[0])
    return [Condition(column, RANGES[name], value) for name, value in wanted.items()]


def mapping(value: Any, name: str) -> dict[str, Any]:
    """An object, as JSON or as it is. Nothing is an empty one."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            raise BadQuestion("not-json", name, value) from None
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise BadQuestion("not-an-object", name, str(value))
    return value


def names(value: Any, name: str) -> list[str]:
    """Names of columns: a list, or text with commas."""
    if isinstance(value, str):
        if value.strip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                raise BadQuestion("not-json", name, value) from None
        else:
            value = [part.strip() for part in value.split(",")]
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadQuestion("not-a-list", name, str(value))
    return [str(one).strip().strip('"') for one in value if str(one).strip()]


def order(value: Any) -> list[tuple[str, bool]]:
    """`"측정일" desc, 등급`: columns, each with whether it descends."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    found = []
    for part in parts:
        if not str(part).strip():
            continue
        read = ORDERED.fullmatch(str(part))
        if read is None:
            raise BadQuestion("not-a-sort", "sort", str(part))
        found.append((read["quoted"] or read["plain"], (read["way"] or "").strip().lower() == "desc"))
    return found


def truth(value: Any, *, default: bool) -> bool:
    """Whether a parameter says yes, in the spellings that programs use."""
    if value is None or value == "":
        return default
    return str(value).strip().lower() in {"true", "1", "yes", "y", "on"}
