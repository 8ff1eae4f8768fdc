"""Scorecards for programs: `/api/v1/scorecards`."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.api import Problem
from madang.common.errors import Invalid
from madang.disclosure.scorecards import queries
from madang.disclosure.scorecards.queries import Card, Score
from madang.disclosure.scorecards.scoring import LINES, line_of

router = Router()


class ScoreOut(Schema):
    """low, high: the 95 % Wilson interval of a share, in percent. few: too few records for more than the interval."""

    line: str
    metric: str
    title: str
    definition: str
    value: float | None
    numerator: int | None
    denominator: int | None
    low: float | None
    high: float | None
    few: bool
    reason: str
    records: str


class CardOut(Schema):
    agency: str
    at: date
    since: date | None
    scores: list[ScoreOut]
    withheld_under_item: dict[str, int]


class ComparedOut(ScoreOut):
    agency: str


def score_out(score: Score) -> dict[str, Any]:
    return {
        "line": score.line.code,
        "metric": score.line.metric,
        "title": str(score.line.title),
        "definition": str(score.line.definition),
        "value": None if score.value is None else float(score.value),
        "numerator": score.numerator,
        "denominator": score.denominator,
        "low": score.low,
        "high": score.high,
        "few": score.is_few,
        "reason": str(score.reason),
        "records": score.records_url,
    }


def card_out(card: Card) -> dict[str, Any]:
    return {
        "agency": card.organisation.code,
        "at": card.at,
        "since": card.since,
        "scores": [score_out(score) for score in card.scores],
        "withheld_under_item": {str(item): count for item, count in card.items},
    }


@router.get("", response={200: list[ComparedOut], 422: Problem})
def compare(
    request: ViewerRequest, line: str = "promises", at: date | None = None, since: date | None = None
) -> list[dict[str, Any]]:
    """One line of every agency that has records of it, by name."""
    found = line_of(line)
    if found is None:
        raise Invalid("line: one of " + ", ".join(each.code for each in LINES))
    rows = queries.compared(found, at=min(at or localdate(), localdate()), since=since, moment=now()).rows
    return [score_out(score) | {"agency": organisation.code} for organisation, score in rows]


@router.get("/{code}", response=CardOut)
def card(request: ViewerRequest, code: str, at: date | None = None, since: date | None = None) -> dict[str, Any]:
    """The whole scorecard of an agency, as of the end of a day."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.viewer), code=code)
    return card_out(queries.card(organisation, at=min(at or localdate(), localdate()), since=since))
