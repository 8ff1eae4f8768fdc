"""Makers of surveys for tests."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from madang.accounts.models import Organisation, Role, User
from madang.surveys import actions
from madang.surveys.models import Survey
from madang.surveys.participants import ticket_of_user
from madang.surveys.tests.samples import ANSWER, DOCUMENT, one_answer
from tests.factories import NOON, make_officer, make_organisation, make_user, numbers

DAY = timedelta(days=1)
LATER = NOON + DAY
"""While the surveys made here are open."""
AFTER = NOON + 15 * DAY


def make_draft(organisation: Organisation | None = None, **fields: Any) -> Survey:
    """A draft that opens at `NOON` and closes two weeks later."""
    defaults: dict[str, Any] = {
        "slug": f"survey-{next(numbers)}",
        "title_ko": "공공데이터 이용 조사",
        "title_en": "Use of open data",
        "form": DOCUMENT,
        "opens_at": NOON,
        "closes_at": NOON + 14 * DAY,
    }
    return actions.create_survey(
        organisation=organisation or make_organisation(), by=None, at=NOON - DAY, **(defaults | fields)
    )


def make_survey(organisation: Organisation | None = None, **fields: Any) -> Survey:
    """An announced survey."""
    return actions.announce_survey(survey=make_draft(organisation, **fields), by=None, at=NOON - DAY)


def make_runner(survey: Survey, role: Role = Role.DATA_OFFICER) -> User:
    return make_officer(survey.organisation, role)


def answer(survey: Survey, user: User | None = None, **values: Any) -> str:
    """An answer of somebody; returns the receipt."""
    ticket = ticket_of_user(survey, user or make_user())
    return actions.submit_answer(survey=survey, ticket=ticket, values=ANSWER | values, at=LATER)


def answer_often(survey: Survey, count: int, seed: int = 1, at: datetime = LATER) -> None:
    """As many answers, drawn by a seed and entered as papers, which is the quick way."""
    rng = Random(seed)
    for number in range(1, count + 1):
        actions.enter_paper(survey=survey, number=number, values=one_answer(rng), by=None, at=at)
