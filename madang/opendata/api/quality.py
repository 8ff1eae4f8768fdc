"""Quality of data for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.accounts.viewers import PUBLIC
from madang.common.api import Problem
from madang.opendata.models import Dataset
from madang.opendata.queries import quality as queries
from madang.opendata.queries.quality import Quality

router = Router()


class QualityOut(Schema):
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


class OverviewOut(Schema):
    on: date | None
    overall: QualityOut | None
    ratings: dict[str, int]
    agencies: list[QualityOut]


class VerdictOut(Schema):
    format: str
    state: str
    problems: list[dict[str, str]]
    since: datetime
    checked: datetime


class AcceptedOut(Schema):
    """Why it was published although formats refuse it, and which office answers for that."""

    reason: str
    office: str
    at: datetime
    faults: list[dict[str, str]]


class DatasetQualityOut(Schema):
    dataset: str
    on: date | None
    points: Decimal | None
    rating: str
    stars: int | None
    evidence: list[dict[str, Any]]
    faults: dict[str, int]
    verdicts: list[VerdictOut]
    accepted: list[AcceptedOut]


def quality_out(found: Quality) -> dict[str, Any]:
    return {name: getattr(found, name) for name in QualityOut.model_fields}


@router.get("", response=OverviewOut)
def overview(request: ViewerRequest) -> dict[str, Any]:
    """The quality of everything public on the last measured day, by agency. points: means, of 405."""
    on = localdate()
    overall = queries.overall(on=on)
    return {
        "on": queries.last_measured(on=on),
        "overall": quality_out(overall) if overall else None,
        "ratings": queries.ratings(on=on),
        "agencies": [quality_out(one) for one in queries.by_agency(on=on)],
    }


@router.get("/{slug}", response={200: DatasetQualityOut, 404: Problem})
def dataset(request: ViewerRequest, slug: str) -> dict[str, Any]:
    """The last measurement of a dataset with its evidence, and the verdicts of all formats."""
    found = get_object_or_404(Dataset.objects.visible_to(PUBLIC), slug=slug)
    latest = queries.latest_of(found)
    current = queries.verdicts_of(found)
    verdicts = [
        {"format": one.format, "state": one.state, "problems": one.problems}
        | {"since": one.since_at, "checked": one.checked_at}
        for one in current
    ]
    return {
        "dataset": found.ref,
        "on": latest.on if latest else None,
        "points": latest.points if latest else None,
        "rating": latest.rating if latest else "",
        "stars": latest.stars if latest else None,
        "evidence": latest.evidence if latest else [],
        "faults": latest.faults if latest else {},
        "verdicts": verdicts,
        "accepted": [
            {"reason": one.reason, "office": one.office, "at": one.at, "faults": one.faults}
            for one in queries.accepted_now(found, current)
        ],
    }
