"""Surveys open and close by the clock; at the close everything that will ever be published is made and sealed."""

import uuid
from datetime import datetime
from random import SystemRandom

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.actors import SYSTEM, Actor
from madang.ledger import actions as ledger
from madang.surveys.actions.preparing import NotPossibleNow, form_hash
from madang.surveys.actions.running import changed, lock, require_runner, tell
from madang.surveys.models import Answer, Release, Survey
from madang.surveys.release import Given, Rules, make_release
from madang.surveys.tabulation import tabulate

BATCH = 500


def open_due(*, at: datetime) -> int:
    """Enter in the ledger that surveys have opened, those whose moment has come. Returns how many."""
    due = Survey.objects.filter(state=Survey.State.ANNOUNCED, opened_at=None, opens_at__lte=at)
    return sum(note_opening(survey, at=at) for survey in due.order_by("opens_at"))


@transaction.atomic
def note_opening(survey: Survey, *, at: datetime) -> int:
    survey = lock(survey)
    if survey.opened_at is not None or survey.state != Survey.State.ANNOUNCED:
        return 0
    survey.opened_at = max(survey.opens_at, survey.announced_at or survey.opens_at)
    survey.save(update_fields=["opened_at"])
    facts = {"form_sha256": form_hash(survey.form), "invited": survey.invited if survey.is_list else None}
    ledger.record(kind="surveys.survey.opened", subject=survey.ref, by=SYSTEM, at=survey.opened_at, facts=facts)
    tell(survey, "surveys.survey.opened", _("A survey of %(agency)s is open: %(title)s"), at=survey.opened_at)
    changed(survey)
    return 1


def close_due(*, at: datetime) -> int:
    """Close the surveys whose moment has come. Returns how many."""
    due = Survey.objects.filter(state=Survey.State.ANNOUNCED, closes_at__lte=at).order_by("closes_at")
    return sum(close_once(survey, at=at) for survey in due)


def close_once(survey: Survey, *, at: datetime) -> int:
    with transaction.atomic():
        survey = lock(survey)
        if survey.state != Survey.State.ANNOUNCED:
            return 0
        _close(survey, actor=SYSTEM, at=at)
    return 1


@transaction.atomic
def close_survey(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Close an open survey before its time. Raises `NotAllowed`, `NotPossibleNow`."""
    survey = lock(survey)
    actor = require_runner(by, survey.organisation, at=at)
    if survey.state != Survey.State.ANNOUNCED or at < survey.opens_at:
        raise NotPossibleNow(_("This survey is not open."))
    return _close(survey, actor=actor, at=at)


def _close(survey: Survey, *, actor: Actor, at: datetime) -> Survey:
    """Seal the answers, make the release, forget who took part, and leave the answers in an order that says nothing."""
    if survey.opened_at is None:
        note_opening(survey, at=at)
        survey.refresh_from_db()
    document = document_of(survey)
    root = str(document["root"])
    release = Release.objects.create(survey=survey, document=document, root=root, made_at=at)
    shuffle_answers(survey)
    survey.participations.all().delete()
    survey.drafts.all().delete()
    survey.invitations.all().delete()
    survey.state, survey.closed_at, survey.running_tally = Survey.State.CLOSED, at, None
    survey.save(update_fields=["state", "closed_at", "running_tally"])
    facts = {
        "answers": release.document["answers"],
        "paper": release.document["paper"],
        "rows": len(release.document["rows"]),
        "root": root,
        "form_sha256": form_hash(survey.form),
    }
    ledger.record(kind="surveys.survey.closed", subject=survey.ref, by=actor, at=at, facts=facts)
    if survey.results_when != Survey.ResultsWhen.BY_HAND:
        _publish(survey, actor=actor, at=at)
    changed(survey)
    return survey


def document_of(survey: Survey) -> dict[str, object]:
    """The release of a survey from its answers as they are."""
    given = [
        Given(answer.receipt, answer.values, answer.paper_number is not None) for answer in survey.answers.iterator()
    ]
    population = survey.invited if survey.is_list else None
    rules = Rules(survey.k, survey.background_in_rows, survey.weighting, population or None)
    return make_release(survey.questionnaire, given, rules)


def shuffle_answers(survey: Survey) -> None:
    """Write the answers anew in random order: how rows lie in a file tells when they came."""
    answers = list(survey.answers.all())
    SystemRandom().shuffle(answers)
    survey.answers.all().delete()
    for answer in answers:
        answer.pk = uuid.uuid4()
    Answer.objects.bulk_create(answers, batch_size=BATCH)


@transaction.atomic
def publish_results(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Publish what was made at the close, as it was made. Raises `NotAllowed`, `NotPossibleNow`."""
    survey = lock(survey)
    actor = require_runner(by, survey.organisation, at=at)
    if survey.state != Survey.State.CLOSED or survey.results_at is not None:
        raise NotPossibleNow(_("There are no results that wait to be published."))
    _publish(survey, actor=actor, at=at)
    changed(survey)
    return survey


def _publish(survey: Survey, *, actor: Actor, at: datetime) -> None:
    survey.results_at = at
    survey.save(update_fields=["results_at"])
    root = Release.objects.values_list("root", flat=True).get(survey=survey)
    ledger.record(
        kind="surveys.results.published", subject=survey.ref, by=actor, at=at, facts={"root": root, "k": survey.k}
    )
    tell(survey, "surveys.results.published", _("%(agency)s published the results of its survey: %(title)s"), at=at)


def tally_running(*, at: datetime) -> int:
    """Count anew the open surveys that show totals. Returns how many changed.

    A count is replaced only when `k` answers more have come, so that nobody who looks before and after an answer can
    tell what it was. Questions about the person are never shown before the close.
    """
    shown = Survey.objects.open_at(at).filter(results_when=Survey.ResultsWhen.RUNNING)
    return sum(_tally(survey) for survey in shown)


def _tally(survey: Survey) -> int:
    answers = list(survey.answers.values_list("values", flat=True))
    before = (survey.running_tally or {}).get("answers", 0)
    if len(answers) - before < survey.k:
        return 0
    questionnaire = survey.questionnaire
    without = frozenset(one.key for one in questionnaire.background)
    kinds = {one.key for one in questionnaire.questions if one.kind in {"single", "multiple", "scale"}}
    results = [one for one in tabulate(questionnaire, answers, without=without) if one["question"] in kinds]
    tally = {"answers": len(answers), "results": results}
    return Survey.objects.filter(pk=survey.pk, state=Survey.State.ANNOUNCED).update(running_tally=tally)
