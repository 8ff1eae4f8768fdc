"""The surveys of the invented country: two that have closed, one that is open. Every act is the ordinary one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.portal.demonstration.country.opinions import draw_answer
from madang.portal.demonstration.signing_in import DOMAIN
from madang.surveys import actions
from madang.surveys.models import Survey, Words
from madang.surveys.participants import ticket_of_email
from madang.surveys.templates_of_plan import load_template

CENSUS = "가온통계청 인구총조사 (지어낸 자료)"
WEIGHTING = {
    "margins": [
        {"question": "sex", "targets": {"f": 50.1, "m": 49.9}, "source": CENSUS},
        {
            "question": "age",
            "targets": {"a18": 16.4, "a30": 15.2, "a40": 18.1, "a50": 19.8, "a60": 30.5},
            "source": CENSUS,
        },
        {
            "question": "region",
            "targets": {"capital": 50.6, "centre": 13.6, "southwest": 11.2, "southeast": 24.6},
            "source": CENSUS,
        },
    ],
    "cap": 5,
}
PAPERS = 12
Act = Callable[[], None]


@dataclass(frozen=True)
class Asked:
    """template: what is asked. opened, closes: days from `today`. answers: how many people answer."""

    template: str
    office: str
    by: str
    opened: int
    closes: int
    answers: int
    fields: dict[str, Any]


SURVEYS = [
    Asked("open-data-awareness", "9030600", "data-gaon", -140, -119, 280, {"background_in_rows": True, "k": 5}),
    Asked("information-wanted", "9020000", "disclosure-daon", -64, -43, 190, {"results_when": "by-hand", "k": 5}),
    Asked("flagship-services", "9000200", "records-9000200", -6, 22, 110, {"results_when": "running", "k": 5}),
]


def steps(today: date, seed: int) -> Iterator[tuple[str, datetime, Act]]:
    """Name, moment and act of everything that happened with surveys."""
    for asked in SURVEYS:
        announced, opened = _moment(today, asked.opened - 5), _moment(today, asked.opened)
        closed, published = _moment(today, asked.closes, 18), _moment(today, asked.closes + 9)
        yield f"survey:{asked.template}", announced, _announcing(asked, announced, opened, closed)
        yield f"survey-open:{asked.template}", opened, _opening(opened)
        yield f"survey-answers:{asked.template}", opened + timedelta(hours=8), _answering(asked, opened, seed)
        if closed.date() < today:
            yield f"survey-close:{asked.template}", closed, _closing(closed)
            yield f"survey-publish:{asked.template}", published, _publishing(asked, published)


def _moment(today: date, days: int, hour: int = 9) -> datetime:
    return datetime.combine(today + timedelta(days=days), time(hour), get_current_timezone())


def _user(asked: Asked) -> User:
    return User.objects.get(email=f"{asked.by}@{DOMAIN}")


def _announcing(asked: Asked, announced: datetime, opened: datetime, closed: datetime) -> Act:
    @transaction.atomic
    def act() -> None:
        if Survey.objects.filter(slug=asked.template).exists():
            return
        survey = actions.create_survey(
            organisation=Organisation.objects.get(code=asked.office),
            slug=asked.template,
            opens_at=opened,
            closes_at=closed,
            weighting=WEIGHTING,
            by=_user(asked),
            at=announced,
            **load_template(asked.template) | asked.fields,
        )
        actions.announce_survey(survey=survey, by=_user(asked), at=announced)

    return act


def _opening(opened: datetime) -> Act:
    return lambda: _done(actions.open_due(at=opened))


def _done(_count: int) -> None:
    """An act that tells how much it did, as one that tells nothing."""


def _answering(asked: Asked, opened: datetime, seed: int) -> Act:
    @transaction.atomic
    def act() -> None:
        survey = Survey.objects.get(slug=asked.template)
        if survey.answers.exists():
            return
        rng, questionnaire = Random(f"{seed}:{asked.template}"), survey.questionnaire  # noqa: S311 - nothing secret
        at = opened + timedelta(hours=7)
        for number in range(asked.answers):
            values = draw_answer(asked.template, questionnaire, rng)
            if number < PAPERS:
                actions.enter_paper(survey=survey, number=number + 1, values=values, by=_user(asked), at=at)
            else:
                ticket = ticket_of_email(survey, f"answer-{number}@people.example")
                actions.submit_answer(survey=survey, ticket=ticket, values=values, at=at)
        actions.tally_running(at=at)

    return act


def _closing(closed: datetime) -> Act:
    return lambda: _done(actions.close_due(at=closed))


def _publishing(asked: Asked, published: datetime) -> Act:
    """Read most of what people wrote, and publish what waits."""

    @transaction.atomic
    def act() -> None:
        survey = Survey.objects.get(slug=asked.template)
        if survey.words.exclude(state=Words.State.WAITING).exists():
            return
        waiting = survey.words.order_by("question", "text", "pk")
        for number, words in enumerate(list(waiting)[:10]):
            reason = "" if number % 5 else Words.Reason.UNRELATED.value
            actions.judge_words(words=words, show=not reason, reason=reason, by=_user(asked), at=published)
        if not survey.has_results:
            actions.publish_results(survey=survey, by=_user(asked), at=published)

    return act
