"""What pages, the API and downloads show of draws and calls."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from madang.accounts.viewers import Viewer
from madang.bodies.drawchain import TIES, ties_of
from madang.bodies.drawfile import as_file
from madang.bodies.models import Application, Call, Draw, Member
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


IN_VAIN = (Draw.State.INFEASIBLE, Draw.State.FAILED)
"""States in which a replacement led to nothing, so that another may be prepared."""


def earlier_than(draw: Draw) -> list[Draw]:
    """The draws whose members this one replaces, from the first draw on; none of a first draw."""
    found: list[Draw] = []
    one = draw.replaces
    while one is not None:
        found.insert(0, one)
        one = one.replaces
    return found


def chain_of(draw: Draw, viewer: Viewer) -> list[Draw]:
    """A first draw and its replacements in their order, as far as the viewer may see them."""
    found = [*earlier_than(draw), draw]
    while (
        following := Draw.objects.visible_to(viewer)
        .filter(replaces=found[-1])
        .exclude(state__in=IN_VAIN)
        .order_by("-prepared_at")
        .first()
    ):
        found.append(following)
    return found


def members_by(chain: list[Draw]) -> QuerySet[Member]:
    """Everybody who took a seat by one of these draws, also those who have left. Their `basis` ends with the code."""
    by_any = Q(pk__in=[])
    for one in chain:
        by_any |= Q(basis__startswith=f"{one.ref}#")
    return Member.objects.filter(by_any, body=chain[0].body)


def drawn_so_far(draw: Draw) -> tuple[list[str], list[str]]:
    """Of all who were drawn up to and with this draw: who has a seat and no day of leaving; and everybody else."""
    chain = [*earlier_than(draw), draw]
    seated = members_by(chain).filter(until_on=None).values_list("basis", flat=True)
    staying = sorted(basis.rpartition("#")[2] for basis in seated)
    everybody = {code for one in chain for code in one.panel}
    return staying, sorted(everybody - set(staying))


@dataclass(frozen=True)
class Standing:
    """The seats of a drawn draw and its replacements: how many are taken by people who stay, and who has gone."""

    seats: int
    staying: list[str]
    gone: list[str]

    @property
    def empty(self) -> int:
        return max(0, self.seats - len(self.staying))


def standing_of(draw: Draw, viewer: Viewer) -> Standing | None:
    """What replacements could be drawn for; None unless the draw is the last of its chain and was drawn and seated."""
    if draw.state != Draw.State.DRAWN or chain_of(draw, viewer)[-1] != draw:
        return None
    staying, gone = drawn_so_far(draw)
    first = (earlier_than(draw) or [draw])[0]
    return Standing(first.size, staying, gone) if staying else None


def ties_to_earlier(draw: Draw) -> dict[str, Any]:
    """What a replacement says of the draws before it, with a link for each."""
    earlier = earlier_than(draw)
    links = [
        {"url": settings.SITE_URL + one.get_absolute_url(), **{name: getattr(one, name) for name in TIES}}
        for one in earlier
    ]
    return ties_of(earlier[0].pool_hash, draw.staying, draw.gone, chain=links)


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
    if draw.replaces:
        public["replaces"] = ties_to_earlier(draw)
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
