"""What was charged for supplying information, and how much of it was lowered (Act art. 17(2), Decree art. 17(3))."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from madang.common.intervals import wilson
from madang.disclosure.models import RequestEvent
from madang.disclosure.requests.events import DISCLOSING, Kind
from madang.disclosure.requests.fees import REDUCTIONS

OWN_ACCORD = "own-accord"
"""Lowered although the requester had named no ground."""
GROUNDS = (*REDUCTIONS, OWN_ACCORD)
FEWEST = 30
"""Below so many decisions with a fee, a share is shown as an interval only."""
WHOLLY = 100


@dataclass
class Fees:
    """Decisions to disclose for which the table sets a fee. claimed: those whose requester named a ground to lower it.

    lowered: those in which it was lowered, by_ground: by the ground. waived: lowered by 100 %. percent: the sum of the
    percentages. won: what was set to be paid, postage with it.
    """

    charged: int = 0
    claimed: int = 0
    lowered: int = 0
    waived: int = 0
    percent: int = 0
    won: int = 0
    by_ground: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        """Percent of decisions with a fee in which it was lowered; None without any."""
        return 100 * self.lowered / self.charged if self.charged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share, in percent."""
        found = wilson(self.lowered, self.charged)
        return (100 * found[0], 100 * found[1]) if found else None

    @property
    def is_few(self) -> bool:
        return 0 < self.charged < FEWEST

    @property
    def mean_percent(self) -> float | None:
        """By how many percent a lowered fee was lowered on average."""
        return self.percent / self.lowered if self.lowered else None

    @property
    def grounds(self) -> list[int]:
        """Lowered, by each of `GROUNDS`."""
        return [self.by_ground[ground] for ground in GROUNDS]


def fees_of(found: QuerySet[RequestEvent]) -> dict[int, Fees]:
    """The fees of each agency among these events, by its key: of decisions, and of new ones after an objection."""
    counted: dict[int, Fees] = {}
    for kind, path in ((Kind.DECIDED, "facts__"), (Kind.OBJECTION_DECIDED, "facts__decision__")):
        for row in _rows(found.filter(kind=kind), path):
            one = counted.setdefault(row["organisation"], Fees())
            one.charged += row["charged"]
            one.claimed += row["charged"] if row["ground"] else 0
            one.lowered += row["lowered"]
            one.waived += row["waived"]
            one.percent += row["percent"] or 0
            one.won += row["won"] or 0
            one.by_ground[row["ground"] or OWN_ACCORD] += row["lowered"]
    return counted


def _rows(found: QuerySet[RequestEvent], path: str) -> Iterable[Mapping[str, Any]]:
    """By agency and ground: how many decisions with a fee, and what became of it.

    A fee before its reduction is in `fee_full`; decisions of before it was kept had one if any was left, or lowered.
    """
    is_lowered = Q(lowered_by__gt=0)
    return (
        found.filter(**{f"{path}outcome__in": sorted(DISCLOSING)})
        .annotate(fee=_number(f"{path}fee"), lowered_by=_number(f"{path}lowered_by"))
        .annotate(full=Coalesce(Cast(KT(f"{path}fee_full"), IntegerField()), F("fee") + F("lowered_by")))
        .filter(full__gt=0)
        .values("organisation", ground=F("request__reduction"))
        .annotate(
            charged=Count("pk"),
            lowered=Count("pk", filter=is_lowered),
            waived=Count("pk", filter=Q(lowered_by__gte=WHOLLY)),
            percent=Sum("lowered_by"),
            won=Sum("fee"),
        )
        .order_by()
    )


def _number(path: str) -> Coalesce:
    return Coalesce(Cast(KT(path), IntegerField()), 0)
