"""Quality by dataset, by agency and over time."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet, Sum

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.opendata.models import AcceptedFaults, Dataset, FormatVerdict, LinkCheck, QualityDay


@dataclass(frozen=True)
class Quality:
    """The quality of many datasets on a day. points: the mean of 405."""

    code: str
    name: str
    datasets: int
    points: Decimal
    stars: Decimal
    open_files: int
    files: int
    working_links: int
    links: int
    fresh: int
    with_cycle: int
    cells: int
    faulty_cells: int

    @property
    def open_share(self) -> Decimal | None:
        return percent(self.open_files, self.files)

    @property
    def link_share(self) -> Decimal | None:
        return percent(self.working_links, self.links)

    @property
    def fresh_share(self) -> Decimal | None:
        return percent(self.fresh, self.with_cycle)

    @property
    def error_rate(self) -> Decimal | None:
        return percent(self.faulty_cells, self.cells)


def percent(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part) / Decimal(whole) if whole else None


COUNTED: dict[str, Any] = {
    "datasets": Count("pk"),
    "mean_points": Avg("points"),
    "mean_stars": Avg("stars"),
    "sum_open": Sum("open_files"),
    "sum_files": Sum("files"),
    "sum_working": Sum("working_links"),
    "sum_links": Sum("links"),
    "fresh": Count("pk", filter=Q(is_fresh=True)),
    "with_cycle": Count("pk", filter=Q(is_fresh__isnull=False)),
    "sum_cells": Sum("cells"),
    "sum_faulty": Sum("faulty_cells"),
}


def last_measured(*, on: date) -> date | None:
    """The last day until `on` for which quality was measured."""
    found = QualityDay.objects.filter(on__lte=on).aggregate(last=Max("on"))
    return found["last"]  # type: ignore[no-any-return]


def of_day(on: date) -> QuerySet[QualityDay]:
    """The measurements of a day of what is public now."""
    return QualityDay.objects.filter(on=on, dataset__in=Dataset.objects.visible_to(PUBLIC).values("pk"))


def quality_of(row: dict[str, Any], code: str = "", name: str = "") -> Quality:
    return Quality(
        code=code,
        name=name,
        datasets=row["datasets"],
        points=round(Decimal(str(row["mean_points"] or 0)), 1),
        stars=round(Decimal(str(row["mean_stars"] or 0)), 1),
        open_files=row["sum_open"] or 0,
        files=row["sum_files"] or 0,
        working_links=row["sum_working"] or 0,
        links=row["sum_links"] or 0,
        fresh=row["fresh"],
        with_cycle=row["with_cycle"],
        cells=row["sum_cells"] or 0,
        faulty_cells=row["sum_faulty"] or 0,
    )


def overall(*, on: date, organisation: str = "") -> Quality | None:
    """The quality on the last measured day until `on`; None where nothing was measured."""
    day = last_measured(on=on)
    if day is None:
        return None
    found = of_day(day)
    if organisation:
        found = found.filter(dataset__organisation__code=organisation)
    row = found.aggregate(**COUNTED)
    return quality_of(row) if row["datasets"] else None


def by_agency(*, on: date) -> list[Quality]:
    """The quality of every agency with public datasets, best first."""
    day = last_measured(on=on)
    if day is None:
        return []
    rows: list[Any] = list(of_day(day).order_by().values("dataset__organisation").annotate(**COUNTED))
    names = Organisation.objects.in_bulk([row["dataset__organisation"] for row in rows])
    found = [
        quality_of(row, names[row["dataset__organisation"]].code, names[row["dataset__organisation"]].name)
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.points, one.code))


def trend(*, on: date, organisation: str = "", dataset: Dataset | None = None, count: int = 24) -> list[dict[str, Any]]:
    """Mean points, stars, open-format and link shares of the last measured days, oldest first."""
    found = QualityDay.objects.filter(on__lte=on)
    if dataset is not None:
        found = found.filter(dataset=dataset)
    else:
        found = found.filter(dataset__in=Dataset.objects.visible_to(PUBLIC).values("pk"))
    if organisation:
        found = found.filter(dataset__organisation__code=organisation)
    rows: list[Any] = list(found.order_by().values("on").annotate(**COUNTED).order_by("-on")[:count])
    return [{"on": row["on"], "quality": quality_of(row)} for row in reversed(rows)]


def ratings(*, on: date) -> dict[str, int]:
    """How many datasets are excellent, good, sufficient and bad."""
    day = last_measured(on=on)
    if day is None:
        return {}
    rows: list[Any] = list(of_day(day).order_by().values("rating").annotate(n=Count("pk")))
    found = {row["rating"]: row["n"] for row in rows}
    return {name: found.get(name, 0) for name in ("excellent", "good", "sufficient", "bad")}


def verdicts_of(dataset: Dataset) -> list[FormatVerdict]:
    """The latest verdict on each format."""
    found = {one.format: one for one in FormatVerdict.objects.filter(dataset=dataset).order_by("checked_at", "pk")}
    return sorted(found.values(), key=lambda one: one.pk)


def accepted_now(dataset: Dataset, verdicts: list[FormatVerdict]) -> list[AcceptedFaults]:
    """Who published it despite faults that it still has, and why; the newest first."""
    there = {(one.format, fault["code"], fault["where"]) for one in verdicts for fault in one.problems}
    return [
        one
        for one in AcceptedFaults.objects.filter(dataset=dataset)
        if any((fault["format"], fault["code"], fault["where"]) in there for fault in one.faults)
    ]


def latest_of(dataset: Dataset) -> QualityDay | None:
    return QualityDay.objects.filter(dataset=dataset).order_by("-on").first()


def broken_links(dataset: Dataset) -> list[LinkCheck]:
    """Addresses of a dataset that did not answer when last asked."""
    latest = {one.url: one for one in LinkCheck.objects.filter(subject=dataset.ref).order_by("on")}
    return [one for one in latest.values() if not one.is_working]


def failing() -> QuerySet[Dataset]:
    """Public datasets whose last verdict on some format is a failure."""
    latest = FormatVerdict.objects.order_by().values("dataset", "format").annotate(last=Max("pk")).values("last")
    failed = FormatVerdict.objects.filter(pk__in=latest, state=FormatVerdict.State.FAILED)
    return Dataset.objects.visible_to(PUBLIC).filter(pk__in=failed.values("dataset"))
