"""What pages, the API and downloads show of draws and calls."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from madang.bodies.drawfile import as_file
from madang.bodies.models import Application, Call, Draw
from madang.bodies.panels import Numbered
from madang.bodies.sortition import Problem, Quota, quotas_csv, read_pool, read_quotas
from madang.documents.stores import private_files


def pool_text(draw: Draw) -> str:
    """The public pool as CSV."""
    return private_files().path(draw.pool_sha256).read_text(encoding="utf-8")


def quotas_text(draw: Draw) -> str:
    """The quotas as CSV."""
    return quotas_csv(Quota(str(row[0]), str(row[1]), int(row[2]), int(row[3])) for row in draw.quotas)


def problem_of(draw: Draw) -> Problem:
    """The problem that a draw states."""
    limits = read_quotas(quotas_text(draw))
    return Problem(read_pool(pool_text(draw), limits), limits, draw.size)


def file_of(draw: Draw) -> dict[str, Any]:
    """The whole public draw; what is secret until the draw is left out before it."""
    panels = json.loads(private_files().path(draw.panels_sha256).read_text(encoding="utf-8"))
    public: dict[str, Any] = {
        "title": draw.title_ko,
        "body": draw.body.code,
        "url": settings.SITE_URL + draw.get_absolute_url(),
        "commitment": draw.commitment,
        "beacon": draw.beacon,
    }
    if draw.state == Draw.State.DRAWN:
        public |= {"secret": draw.secret, "beacon_value": draw.beacon_value}
        public |= {"panel_number": draw.panel_number, "panel": draw.panel}
    return as_file(problem_of(draw), Numbered(tuple(map(tuple, panels))), draw.report, **public)


def features_of(draw: Draw) -> list[str]:
    """The names of the features, in the order of a group's values."""
    return sorted({row[0] for row in draw.quotas})


@dataclass(frozen=True)
class GroupRow:
    """People who are alike: how many there are, their chance in percent, and how many were drawn."""

    values: list[str]
    people: int
    chance: float
    drawn: int


def groups_of(draw: Draw) -> list[GroupRow]:
    """Chances by group, smallest first."""
    drawn: dict[tuple[str, ...], int] = {}
    for one in problem_of(draw).pool.people if draw.panel else ():
        if one.code in set(draw.panel):
            drawn[one.values] = drawn.get(one.values, 0) + 1
    seen: set[tuple[str, ...]] = set()
    rows = []
    for group in sorted(draw.report.get("groups", []), key=lambda one: one["chance"]):
        values = tuple(group["values"])
        shown = 0 if values in seen else drawn.get(values, 0)
        seen.add(values)
        rows.append(GroupRow(list(values), group["people"], group["chance"] * 100, shown))
    return rows


def results_of(call: Call) -> dict[str, int]:
    """How many applications had which fate; public once the call is decided, and numbers only."""
    if call.decided_at is None:
        return {}
    counted = call.applications.values("state").annotate(people=Count("pk")).order_by("state")
    labels = dict(Application.State.choices)
    return {str(labels[row["state"]]): row["people"] for row in counted}
