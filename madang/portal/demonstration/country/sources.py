"""The country's organisations and what its administration works on, read from the files beside this one."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from madang.portal.demonstration.country.shapes import Office, OfficeName

FOLDER = Path(__file__).resolve().parent
ABOUT_A_YEAR = 330
"""Days before `today` of what happened "a year ago": a rename, a merger."""


@dataclass(frozen=True)
class Programme:
    """Something an administration does. Texts hold ranges `{3~9}` to be filled; months: when its plans are made."""

    name: str
    department: str
    bureau: str
    task: str
    purpose: str
    basis: str
    target: str
    background: tuple[str, ...]
    actions: tuple[str, ...]
    measures: tuple[tuple[str, str, int, int], ...]
    issues: tuple[str, ...]
    opinions: tuple[str, ...]
    goods: tuple[str, ...]
    months: tuple[int, ...]


def first_of_month_before(today: date, days: int) -> date:
    return (today - timedelta(days=days)).replace(day=1)


def offices(today: date) -> tuple[Office, ...]:
    """Every organisation, parents before children; mergers and renames are dated relative to `today`."""
    listed = _read("organisations.toml")["organisation"]
    return tuple(_office(entry, today) for entry in listed)


def _office(entry: dict[str, Any], today: date) -> Office:
    earlier = None
    for name in entry.get("name_before", []):
        until = first_of_month_before(today, ABOUT_A_YEAR * name["until_years_ago"])
        earlier = OfficeName(name["ko"], name["en"], until)
    years = entry.get("dissolved_years_ago")
    return Office(
        code=entry["code"],
        kind=entry["kind"],
        ko=entry["ko"],
        en=entry["en"],
        parent=entry.get("parent"),
        head=entry["head"],
        topics=tuple(entry["topics"]),
        programmes=tuple(entry.get("programmes", ())),
        seat=entry["seat"],
        share=entry["share"],
        established_on=entry["established_on"],
        dissolved_on=first_of_month_before(today, ABOUT_A_YEAR * years) if years else None,
        successor=entry.get("successor"),
        earlier_name=earlier,
    )


@cache
def programmes(topic: str) -> tuple[Programme, ...]:
    """What is worked on in a field, e.g. `welfare`."""
    field = _read(f"programmes/{topic}.toml")
    return tuple(_programme(entry, field["bureau"]) for entry in field["programme"])


def _programme(entry: dict[str, Any], bureau: str) -> Programme:
    return Programme(
        name=entry["name"],
        department=entry["department"],
        bureau=bureau,
        task=entry["task"],
        purpose=entry["purpose"],
        basis=entry["basis"],
        target=entry["target"],
        background=tuple(entry["background"]),
        actions=tuple(entry["actions"]),
        measures=tuple((name, unit, low, high) for name, unit, low, high in entry["measures"]),
        issues=tuple(entry["issues"]),
        opinions=tuple(entry["opinions"]),
        goods=tuple(entry["goods"]),
        months=tuple(entry.get("months", range(1, 13))),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
