"""Cells that may identify a person. A file with such cells waits for a person's decision."""

import re
from collections.abc import Sequence
from typing import Any

import duckdb

from madang.common.identifiers import identifiers_in
from madang.opendata.reading.profile import matching, sample

HOLDING = frozenset(
    {"rrn", "frn", "passport", "driver-licence", "mobile-phone", "card", "health-insurance", "email", "bank-account"}
)
"""Kinds that keep a table back. Telephones and addresses of places are what many tables are about."""
CERTAIN = 0.6
CANDIDATES = (
    r"01[016789][-. ]?[0-9]{3,4}[-. ]?[0-9]{4}|[0-9]{6}[-. ]?[1-8][0-9]{6}|[0-9]{6}-[1-8]\*|[^\s@]+@[^\s@]+\."
    r"|[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}|[A-Z][0-9]{8}|[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{2}"
)
"""What the database looks for before values are judged one by one."""
MOST_CANDIDATES = 3_000
NAMES_PEOPLE = re.compile(
    r"주민\s?등록|생년월일|휴대\s?(폰|전화)|핸드폰|이메일|e-?mail|계좌|여권|운전면허|자택|집주소",
    re.IGNORECASE,
)
NAMED_NAME = re.compile(r"성명|이름|신청인|민원인|name$", re.IGNORECASE)
SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
PERSON = re.compile(rf"[{SURNAMES}][가-힣]{{1,2}}")
"""Two or three syllables that begin with a surname."""
PEOPLE_ENOUGH = 0.8
ABOUT_OFFICES = re.compile(r"대표|기관|시설|업체|상호|관리|담당")


def findings(connection: duckdb.DuckDBPyConnection, names: Sequence[str], types: Sequence[str]) -> list[dict[str, Any]]:
    """`{column, kind, cells, confidence}` of every column that may identify people. The values stay where they are."""
    found: list[dict[str, Any]] = []
    for at, (name, kind) in enumerate(zip(names, types, strict=True)):
        if kind in {"text", "integer"}:
            found += of_column(connection, at, name, kind)
        is_named = bool(NAMES_PEOPLE.search(name)) and not ABOUT_OFFICES.search(name)
        if NAMED_NAME.search(name) and not ABOUT_OFFICES.search(name) and kind == "text":
            is_named = is_named or holds_names(connection, at)
        if is_named and has_values(connection, at) and not any(one["column"] == name for one in found):
            found.append({"column": name, "kind": "named-personal", "cells": 0, "confidence": 0.5})
    return found


def holds_names(connection: duckdb.DuckDBPyConnection, at: int) -> bool:
    """Whether nearly all of the column's different values could be the names of people."""
    values = [str(value) for value in sample(connection, at)]
    return len(values) > 2 and sum(bool(PERSON.fullmatch(one)) for one in values) >= PEOPLE_ENOUGH * len(values)


def has_values(connection: duckdb.DuckDBPyConnection, at: int) -> bool:
    row = connection.execute(f"SELECT 1 FROM data WHERE c{at} IS NOT NULL LIMIT 1").fetchone()
    return row is not None


def of_column(connection: duckdb.DuckDBPyConnection, at: int, name: str, kind: str) -> list[dict[str, Any]]:
    """Judge the column's candidates, each different value once."""
    if kind == "integer":
        where = f"c{at} BETWEEN 100000000 AND 9999999999999999"
    else:
        where = matching(connection, at, CANDIDATES)
    values = connection.execute(
        f"SELECT c{at}::VARCHAR, count(*) FROM data WHERE {where} GROUP BY 1 LIMIT {MOST_CANDIDATES}"
    ).fetchall()
    cells: dict[str, int] = {}
    confidence: dict[str, float] = {}
    for value, count in values:
        for hit in identifiers_in(f"{name}: {value[:2000]}"):
            if hit.kind in HOLDING and hit.confidence >= CERTAIN and hit.end > len(name):
                cells[hit.kind] = cells.get(hit.kind, 0) + count
                confidence[hit.kind] = max(hit.confidence, confidence.get(hit.kind, 0))
    return [
        {"column": name, "kind": one, "cells": count, "confidence": round(confidence[one], 2)}
        for one, count in sorted(cells.items())
    ]
