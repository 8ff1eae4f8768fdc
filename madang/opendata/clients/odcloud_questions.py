"""The form of odcloud addresses (`page`, `perPage`, `cond[column::EQ]`) and of the older public data portal's
(`pageNo`, `numOfRows`) as questions. Pure.
"""

import re
from collections.abc import Mapping

from madang.opendata.clients.asking import BadQuestion, Condition, Operator, Question, whole

MOST = 10_000
CONDITION = re.compile(r"cond\[(?P<column>.+)::(?P<operator>[A-Za-z]+)\]")
OPERATORS: Mapping[str, Operator] = {
    "EQ": "eq",
    "NEQ": "ne",
    "NE": "ne",
    "LIKE": "like",
    "LT": "lt",
    "LTE": "le",
    "GT": "gt",
    "GTE": "ge",
    "IN": "in",
}
OLDER_OWN = frozenset(
    {"servicekey", "pageno", "numofrows", "_type", "type", "resulttype", "returntype", "datatype", "api_key", "apikey"}
)


def odcloud_question(parameters: Mapping[str, str]) -> Question:
    """Raises `BadQuestion` and names the parameter."""
    per_page = whole(parameters, "perPage", 10, least=0, most=MOST)
    page = whole(parameters, "page", 1, least=1, most=10**9)
    found = []
    for name, value in parameters.items():
        if not name.startswith("cond"):
            continue
        read = CONDITION.fullmatch(name)
        if read is None:
            raise BadQuestion("not-a-condition", name)
        operator = OPERATORS.get(read["operator"].upper())
        if operator is None:
            raise BadQuestion("unknown-operator", name, read["operator"])
        wanted = [part.strip() for part in value.split(",")] if operator == "in" else value
        found.append(Condition(read["column"], operator, wanted))
    return Question(conditions=tuple(found), offset=(page - 1) * per_page, limit=per_page)


def older_question(parameters: Mapping[str, str], columns: frozenset[str]) -> Question:
    """Parameters named like a column are conditions, as the older services have them. Others are not passed over.

    columns: names and aliases of the table's. Raises `BadQuestion` and names the parameter.
    """
    rows = whole(parameters, "numOfRows", 10, least=1, most=MOST)
    page = whole(parameters, "pageNo", 1, least=1, most=10**9)
    found = []
    for name, value in parameters.items():
        if name.lower() in OLDER_OWN or value == "":
            continue
        if name not in columns:
            raise BadQuestion("unknown-parameter", name)
        found.append(Condition(name, "eq", value))
    return Question(conditions=tuple(found), offset=(page - 1) * rows, limit=rows)
