"""A plan year by year: where every statement stood at the end of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from madang.plans.models import Commitment, Milestone, PlanVersion
from madang.plans.queries.standings import Standing, standings_of


@dataclass(frozen=True)
class Row:
    """One statement; standings: at the end of each year, in their order."""

    milestone: Milestone
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class Years:
    days: tuple[date, ...]
    commitments: tuple[tuple[Commitment, tuple[Row, ...]], ...]


def ends_of_years(version: PlanVersion, *, on: date) -> list[date]:
    """The last day of each year that has come by `on`, from the year before the plan begins; last, `on` itself."""
    last = min(version.ends_on, on)
    days = [date(year, 12, 31) for year in range(version.starts_on.year - 1, last.year + 1)]
    return [day for day in days if day < last] + [max(last, version.starts_on) if on >= version.starts_on else on]


def year_by_year(version: PlanVersion, *, on: date) -> Years:
    """Every statement at the end of every year, computed anew from dated records."""
    days = ends_of_years(version, on=on)
    columns = [standings_of(version, on=day) for day in days]
    return Years(tuple(days), tuple(_commitments(version, columns)))


def _commitments(version: PlanVersion, columns: list[list[Standing]]) -> Iterator[tuple[Commitment, tuple[Row, ...]]]:
    rows = [Row(standings[0].milestone, tuple(standings)) for standings in zip(*columns, strict=True)]
    for commitment in version.commitments.order_by("position").select_related("version__plan"):
        yield commitment, tuple(row for row in rows if row.milestone.commitment_id == commitment.pk)
