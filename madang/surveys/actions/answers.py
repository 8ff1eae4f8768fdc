"""Answers come in: online once a participant, on paper once a number. Nothing of them enters the ledger one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.errors import Invalid, Refusal
from madang.surveys import answering
from madang.surveys.actions.running import lock, require_runner
from madang.surveys.models import Answer, Draft, Participation, QuotaCount, Survey, Words
from madang.surveys.participants import Ticket, new_receipt, ticket_of_invitation
from madang.surveys.questionnaire import Questionnaire
from madang.surveys.release import receipt_hash
from madang.surveys.wording import mistakes_sentence


class NotOpen(Refusal):
    code = "survey-not-open"
    default_message = _("This survey is not taking answers now.")


class AlreadyAnswered(Refusal):
    code = "already-answered"
    default_message = _(
        "An answer has already been given here. Each person answers once, and an answer cannot be changed."
    )


class PaperEntered(Refusal):
    code = "paper-already-entered"
    default_message = _("The paper with this number has already been entered.")


class QuotaFull(Refusal):
    code = "quota-full"
    default_message = _("Enough people of this group have already answered. Thank you for your readiness.")


class NotInvited(Refusal):
    code = "not-invited"
    status = 403
    default_message = _("Only people who were invited can answer this survey, by their personal link.")


@transaction.atomic
def save_draft(*, survey: Survey, ticket: Ticket, values: Mapping[str, Any], page: str, at: datetime) -> Draft:
    """Keep what somebody has filled in, to go on later. Raises `NotOpen`, `AlreadyAnswered`."""
    require_open(survey, at=at)
    require_new(survey, ticket)
    draft, _is_new = Draft.objects.update_or_create(
        survey=survey, key=ticket.draft, defaults={"values": dict(values), "page": page}
    )
    return draft


@transaction.atomic
def submit_answer(*, survey: Survey, ticket: Ticket, values: Mapping[str, Any], at: datetime) -> str:
    """Keep an answer for good and give its receipt, which nobody can find out again from what is kept.

    Who answered and what was answered are written to two tables that share nothing, not even a time.
    Raises `NotOpen`, `AlreadyAnswered`, `QuotaFull`, and `Invalid` with every mistake.
    """
    survey = lock(survey)
    require_open(survey, at=at)
    require_new(survey, ticket)
    questionnaire = survey.questionnaire
    checked = checked_values(questionnaire, values)
    try:
        with transaction.atomic():
            Participation.objects.bulk_create(Participation(survey=survey, key=key) for key in ticket.keys)
    except IntegrityError as error:
        raise AlreadyAnswered from error
    receipt = keep_answer(survey, questionnaire, checked, at=at)
    Draft.objects.filter(survey=survey, key=ticket.draft).delete()
    return receipt


@transaction.atomic
def enter_paper(
    *,
    survey: Survey,
    number: int,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    token: str = "",
) -> str:
    """Enter a paper form under the number that it bears. On a closed list, `token` is the personal code printed on it.

    Papers are entered until the survey is closed.
    Raises `NotAllowed`, `NotOpen`, `PaperEntered`, `NotInvited`, `AlreadyAnswered`, `QuotaFull`, `Invalid`.
    """
    survey = lock(survey)
    require_runner(by, survey.organisation, at=at)
    if survey.state != Survey.State.ANNOUNCED or at < survey.opens_at:
        raise NotOpen
    if number < 1:
        raise Invalid(_("The number of a paper is 1 or more."), field="number")
    questionnaire = survey.questionnaire
    checked = checked_values(questionnaire, values)
    if Answer.objects.filter(survey=survey, paper_number=number).exists():
        raise PaperEntered(field="number")
    if survey.is_list:
        ticket = ticket_of_invitation(survey, token)
        if ticket is None:
            raise NotInvited(_("This code is on nobody's invitation."), field="token")
        require_new(survey, ticket)
        Participation.objects.bulk_create(Participation(survey=survey, key=key) for key in ticket.keys)
    return keep_answer(survey, questionnaire, checked, at=at, paper_number=number)


def require_open(survey: Survey, *, at: datetime) -> None:
    if not survey.is_open(at=at):
        raise NotOpen


def require_new(survey: Survey, ticket: Ticket) -> None:
    """Raise `AlreadyAnswered` if the roll has this participant. The constraint says it again, whoever comes between."""
    if Participation.objects.filter(survey=survey, key__in=[*ticket.keys, *ticket.known]).exists():
        raise AlreadyAnswered


def checked_values(questionnaire: Questionnaire, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answer in the form that is kept. Raises `Invalid` with every mistake and its question."""
    checked = answering.check(questionnaire, values)
    if checked.mistakes:
        raise Invalid(mistakes_sentence(questionnaire, checked.mistakes))
    return checked.values


def keep_answer(
    survey: Survey,
    questionnaire: Questionnaire,
    values: Mapping[str, Any],
    *,
    at: datetime,
    paper_number: int | None = None,
) -> str:
    """Write one answer, with what was written in words apart from it. Raises `QuotaFull`."""
    count_quotas(survey, values)
    receipt = new_receipt()
    written = {key for key in values if key.endswith("__other")}
    written |= {one.key for one in questionnaire.questions if one.kind in {"text", "long"} and one.key in values}
    Answer.objects.create(
        survey=survey,
        values={key: value for key, value in values.items() if key not in written},
        receipt=receipt_hash(receipt),
        on=localdate(at),
        paper_number=paper_number,
    )
    keep_words(survey, [(key, str(values[key])) for key in written])
    return receipt


def keep_words(survey: Survey, written: Sequence[tuple[str, str]]) -> None:
    Words.objects.bulk_create(Words(survey=survey, question=question, text=text) for question, text in written)


def count_quotas(survey: Survey, values: Mapping[str, Any]) -> None:
    """Count the answer for every limit that it touches. Raises `QuotaFull` if one is reached."""
    for question, limits in survey.quotas.items():
        chosen = values.get(question)
        for option in chosen if isinstance(chosen, list) else [chosen]:
            if option not in limits:
                continue
            quota = QuotaCount.objects.filter(survey=survey, question=question, option=option, count__lt=F("most"))
            if not quota.update(count=F("count") + 1):
                raise QuotaFull
