"""What the register of held data answers: how much is open, by agency and area, on any day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.folding import fold
from madang.opendata.models import HeldType, OpennessPeriod, ReportedFigure, StrategicArea

Status = OpennessPeriod.Status


@dataclass(frozen=True)
class OpenRate:
    """How many types were open of those held at the end of a day; rate: per cent, None where nothing was held."""

    on: date
    open: int
    held: int

    @property
    def rate(self) -> Decimal | None:
        return Decimal(100 * self.open) / Decimal(self.held) if self.held else None


@dataclass(frozen=True)
class Share:
    """The open rate of one agency or area. late: planned to be open before that day, and not open."""

    code: str
    name: str
    open: int
    planned: int
    closed: int
    held: int
    late: int

    @property
    def rate(self) -> Decimal | None:
        return Decimal(100 * self.open) / Decimal(self.held) if self.held else None


@dataclass(frozen=True)
class Narrowed:
    """What of the register is asked for. status: one of the statuses, `unstated` or `late`."""

    on: date
    words: str = ""
    organisation: str = ""
    area: str = ""
    status: str = ""


def narrowed(viewer: Viewer, wanted: Narrowed) -> QuerySet[HeldType]:
    """The held types of a day, with the statement then in force as `stated` (a list of none or one)."""
    in_force = OpennessPeriod.objects.in_force(on=wanted.on).select_related("survey")
    found = HeldType.objects.visible_to(viewer).held(on=wanted.on).select_related("organisation", "area")
    found = found.prefetch_related(Prefetch("periods", in_force, to_attr="stated"))
    if wanted.organisation:
        found = found.filter(organisation__code=wanted.organisation)
    if wanted.area:
        found = found.filter(area=None) if wanted.area == "none" else found.filter(area__code=wanted.area)
    for word in fold(wanted.words).text.split():
        found = found.filter(Q(title__icontains=word) | Q(description__icontains=word) | Q(number=word))
    if wanted.status == "unstated":
        return found.exclude(pk__in=in_force.values("held"))
    if wanted.status == "late":
        late = in_force.filter(status=Status.PLANNED, planned_on__lt=wanted.on)
        return found.filter(pk__in=late.values("held"))
    if wanted.status:
        return found.filter(pk__in=in_force.filter(status=wanted.status).values("held"))
    return found


def open_rate(*, on: date, organisation: str = "", area: str = "") -> OpenRate:
    """The open rate at the end of a day. One query."""
    found = HeldType.objects.visible_to(PUBLIC).held(on=on)
    if organisation:
        found = found.filter(organisation__code=organisation)
    if area:
        found = found.filter(area__code=area)
    counted = annotated(found, on).aggregate(held=Count("pk"), open=Count("pk", filter=Q(is_open=True)))
    return OpenRate(on, counted["open"], counted["held"])


def annotated(found: QuerySet[HeldType], on: date) -> QuerySet[HeldType]:
    """With what the statement in force on that day says: `is_open`, `is_planned`, `is_closed`, `is_late`."""
    in_force = OpennessPeriod.objects.in_force(on=on).filter(held=OuterRef("pk"))
    return found.annotate(
        is_open=Exists(in_force.filter(status=Status.OPEN)),
        is_planned=Exists(in_force.filter(status=Status.PLANNED)),
        is_closed=Exists(in_force.filter(status=Status.CLOSED)),
        is_late=Exists(in_force.filter(status=Status.PLANNED, planned_on__lt=on)),
    )


COUNTED = {
    "n_held": Count("pk"),
    "n_open": Count("pk", filter=Q(is_open=True)),
    "n_planned": Count("pk", filter=Q(is_planned=True)),
    "n_closed": Count("pk", filter=Q(is_closed=True)),
    "n_late": Count("pk", filter=Q(is_late=True)),
}


def share(code: str, name: str, row: dict[str, Any]) -> Share:
    return Share(code, name, row["n_open"], row["n_planned"], row["n_closed"], row["n_held"], row["n_late"])


def by_agency(*, on: date) -> list[Share]:
    """The open rate of every agency that held data that day, most held first. Two queries."""
    found = annotated(HeldType.objects.visible_to(PUBLIC).held(on=on), on)
    rows: list[Any] = list(found.order_by().values("organisation").annotate(**COUNTED))
    names = Organisation.objects.in_bulk([row["organisation"] for row in rows])
    shares = [share(names[row["organisation"]].code, names[row["organisation"]].name, row) for row in rows]
    return sorted(shares, key=lambda one: (-one.held, one.code))


def by_area(*, on: date) -> list[Share]:
    """The open rate of every strategic area of that day, in their order; last what is in none. Two queries."""
    found = annotated(HeldType.objects.visible_to(PUBLIC).held(on=on), on)
    counted: list[Any] = list(found.order_by().values("area").annotate(**COUNTED))
    rows: dict[int | None, dict[str, Any]] = {row["area"]: row for row in counted}
    nothing: dict[str, Any] = dict.fromkeys(COUNTED, 0)
    shares = [share(area.code, area.name, rows.get(area.pk, nothing)) for area in areas(on=on)]
    return [*shares, share("none", "", rows[None])] if None in rows else shares


def areas(*, on: date) -> list[StrategicArea]:
    """The strategic areas in force on that day."""
    return list(StrategicArea.objects.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on))


@dataclass(frozen=True)
class YearEnd:
    """One year in the history: what the register computes, and what others reported or aimed at."""

    measured: OpenRate
    is_year_end: bool
    reported: list[ReportedFigure]


def history(*, on: date, organisation: str = "", area: str = "") -> list[YearEnd]:
    """The open rate at the end of every year since the register begins, and on `on`; reported figures beside them."""
    first = HeldType.objects.visible_to(PUBLIC).order_by("held_since_on").values_list("held_since_on", flat=True)
    stated = OpennessPeriod.objects.order_by("since_on").values_list("since_on", flat=True).first()
    whole = not organisation and not area
    reported = list(ReportedFigure.objects.all()) if whole else []
    began = stated or (first[0] if first else None)
    years = {figure.on.year for figure in reported} | ({began.year} if began else set())
    if not years:
        return []
    ends = [date(year, 12, 31) for year in range(min(years), max(on.year, *years) + 1)]
    days = sorted({day for day in ends if day <= on or any(f.on.year == day.year for f in reported)} | {on})
    return [
        YearEnd(
            measured=open_rate(on=min(day, on), organisation=organisation, area=area),
            is_year_end=day in ends and day <= on,
            reported=[figure for figure in reported if figure.on.year == day.year and (day in ends)],
        )
        for day in days
        if not (day == on and on in ends and days.count(day) > 1)
    ]


def held_page(viewer: Viewer, code: str) -> HeldType | None:
    """One held type with its history of statements, newest first."""
    return (
        HeldType.objects.visible_to(viewer)
        .select_related("organisation", "area", "nomination__decision")
        .prefetch_related(
            Prefetch(
                "periods", OpennessPeriod.objects.select_related("survey").order_by("-since_on"), to_attr="history"
            )
        )
        .filter(code=code)
        .first()
    )


def latest_statements(count: int, *, organisation: str = "") -> list[OpennessPeriod]:
    """What was last stated in the register, newest first."""
    found = OpennessPeriod.objects.select_related("held__organisation")
    if organisation:
        found = found.filter(held__organisation__code=organisation)
    return list(found.order_by("-at", "-pk")[:count])
