"""Surveys are drafted, then announced; from then on nobody changes them, and a new version takes their place."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json, canonical
from madang.surveys.actions.running import changed, lock, require_runner, tell
from madang.surveys.models import QuotaCount, Survey
from madang.surveys.questionnaire import COUNTED, FaultyQuestionnaire, Questionnaire, read_questionnaire
from madang.surveys.weighting import rake
from madang.surveys.wording import faults_sentence

CHANGEABLE = (
    "slug", "purpose", "title_ko", "title_en", "intro_ko", "intro_en", "audience", "results_when", "quotas",
    "weighting", "population", "k", "background_in_rows", "opens_at", "closes_at",
)  # fmt: skip
RESERVED = {"desk"}


class NotADraft(Refusal):
    code = "not-a-draft"
    default_message = _("This survey has been announced and can no longer be changed. Make a new version instead.")


class NotPossibleNow(Refusal):
    code = "not-possible-now"


@transaction.atomic
def create_survey(
    *,
    organisation: Organisation,
    form: Mapping[str, Any],
    by: User | None,
    at: datetime,
    previous: Survey | None = None,
    **fields: Any,
) -> Survey:
    """A draft that only the organisation's own officers see. fields: those of `CHANGEABLE`.

    Raises `NotAllowed`, `Invalid` for what is no questionnaire, `ValidationError` by field for other faults.
    """
    require_runner(by, organisation, at=at)
    survey = Survey(organisation=organisation, form=dict(form), previous=previous, created_at=at)
    return set_fields(survey, fields)


@transaction.atomic
def change_survey(*, survey: Survey, by: User | None, at: datetime, **fields: Any) -> Survey:
    """Change a draft. Raises `NotAllowed`, `NotADraft`, `Invalid`, `ValidationError`."""
    return set_fields(locked_draft(survey, by=by, at=at), fields)


@transaction.atomic
def set_form(*, survey: Survey, form: Mapping[str, Any], by: User | None, at: datetime) -> Survey:
    """Give a draft another questionnaire, whole. Raises `NotAllowed`, `NotADraft`, `Invalid` with every fault."""
    survey = locked_draft(survey, by=by, at=at)
    survey.form = dict(form)
    return set_fields(survey, {})


@transaction.atomic
def discard_draft(*, survey: Survey, by: User | None, at: datetime) -> None:
    """Throw a draft away. Raises `NotAllowed`, `NotADraft`."""
    locked_draft(survey, by=by, at=at).delete()


def locked_draft(survey: Survey, *, by: User | None, at: datetime) -> Survey:
    survey = lock(survey)
    require_runner(by, survey.organisation, at=at)
    if survey.state != Survey.State.DRAFT:
        raise NotADraft
    return survey


def set_fields(survey: Survey, fields: Mapping[str, Any]) -> Survey:
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"not fields of a survey that can be set: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(survey, name, value)
    if survey.slug in RESERVED:
        raise Invalid(_("“%(slug)s” is taken by a page of the site.") % {"slug": survey.slug}, field="slug")
    questionnaire = read_form(survey.form)
    check_quotas(survey.quotas, questionnaire)
    check_weighting(survey.weighting, questionnaire)
    survey.full_clean(exclude=["form", "quotas", "weighting"])
    survey.save()
    return survey


def read_form(form: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a document. Raises `Invalid` with every fault and its place."""
    try:
        return read_questionnaire(form)
    except FaultyQuestionnaire as faulty:
        raise Invalid(faults_sentence(faulty.faults), field="form") from faulty


def check_quotas(quotas: Any, questionnaire: Questionnaire) -> None:
    """Raise `Invalid` unless every limit is a positive whole number for an option of a question with options."""
    for key, limits in quotas.items():
        question = questionnaire.find(key)
        if question is None or question.kind not in {*COUNTED, "multiple"}:
            raise Invalid(_("There is no question “%(key)s” with options.") % {"key": key}, field="quotas")
        if unknown := set(limits) - set(question.values):
            message = _("The question “%(key)s” has no option “%(option)s”.")
            raise Invalid(message % {"key": key, "option": sorted(unknown)[0]}, field="quotas")
        if not all(isinstance(most, int) and most > 0 for most in limits.values()):
            raise Invalid(_("A limit is a whole number above 0."), field="quotas")


def check_weighting(weighting: Any, questionnaire: Questionnaire) -> None:
    """Raise `Invalid` unless each margin has positive targets for options of a background question."""
    if weighting is None:
        return
    for margin in weighting.get("margins", []):
        question = questionnaire.find(str(margin.get("question")))
        if question is None or not question.background:
            message = _("“%(key)s” is no question about the person, and only by such can answers be weighted.")
            raise Invalid(message % {"key": margin.get("question")}, field="weighting")
        if unknown := set(margin["targets"]) - set(question.values):
            message = _("The question “%(key)s” has no option “%(option)s”.")
            raise Invalid(message % {"key": question.key, "option": sorted(unknown)[0]}, field="weighting")
        if not margin.get("source"):
            raise Invalid(_("Say where the target shares are from."), field="weighting")
        try:
            rake([[]], [margin["targets"]], cap=weighting.get("cap"))
        except (ValueError, TypeError) as error:
            raise Invalid(_("Target shares are positive numbers, and a cap is above 1."), field="weighting") from error


@transaction.atomic
def announce_survey(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Make a draft public. From here on it is what it is; it takes answers from its opening to its closing.

    Raises `NotAllowed`, `NotADraft`, `Invalid` for a closing that is past or a questionnaire at fault.
    """
    survey = locked_draft(survey, by=by, at=at)
    actor = require_runner(by, survey.organisation, at=at)
    read_form(survey.form)
    if survey.closes_at <= at:
        raise Invalid(_("The survey would close before anybody could answer."), field="closes_at")
    survey.state, survey.announced_at = Survey.State.ANNOUNCED, at
    survey.save(update_fields=["state", "announced_at"])
    QuotaCount.objects.bulk_create(
        QuotaCount(survey=survey, question=question, option=option, most=most)
        for question, limits in survey.quotas.items()
        for option, most in limits.items()
    )
    facts: dict[str, Json] = {
        "title": survey.title_ko,
        "form_sha256": form_hash(survey.form),
        "audience": survey.audience,
        "results": survey.results_when,
        "opens_at": survey.opens_at.isoformat(),
        "closes_at": survey.closes_at.isoformat(),
        "k": survey.k,
        "previous": survey.previous.ref if survey.previous else None,
    }
    ledger.record(kind="surveys.survey.announced", subject=survey.ref, by=actor, at=at, facts=facts)
    tell(survey, "surveys.survey.announced", _("%(agency)s announced a survey: %(title)s"), at=at)
    changed(survey)
    return survey


def form_hash(form: Mapping[str, Any]) -> str:
    """The SHA-256 of the questionnaire's canonical JSON."""
    return hashlib.sha256(canonical(form).encode()).hexdigest()


@transaction.atomic
def cancel_survey(*, survey: Survey, reason: str, by: User | None, at: datetime) -> Survey:
    """Call off an announced survey before it opens. Raises `NotAllowed`, `NotPossibleNow`, `Invalid`."""
    survey = lock(survey)
    actor = require_runner(by, survey.organisation, at=at)
    if not survey.is_awaited(at=at):
        raise NotPossibleNow(_("Only a survey that has not opened yet can be cancelled. An open one can be closed."))
    if not reason.strip():
        raise Invalid(_("Say why."), field="reason")
    survey.state = Survey.State.CANCELLED
    survey.save(update_fields=["state"])
    survey.invitations.all().delete()
    facts = {"reason": reason.strip()}
    ledger.record(kind="surveys.survey.cancelled", subject=survey.ref, by=actor, at=at, facts=facts)
    tell(survey, "surveys.survey.cancelled", _("%(agency)s cancelled its survey: %(title)s"), at=at)
    changed(survey)
    return survey


@transaction.atomic
def copy_survey(*, survey: Survey, opens_at: datetime, closes_at: datetime, by: User | None, at: datetime) -> Survey:
    """A draft with the same questions that follows `survey`, with its number in the address. Raises `NotAllowed`."""
    survey = lock(survey)
    number = 2
    stem = survey.slug.rsplit("-v", 1)[0] if survey.previous else survey.slug
    while Survey.objects.filter(slug=f"{stem}-v{number}").exists():
        number += 1
    names = [name for name in CHANGEABLE if name not in {"slug", "opens_at", "closes_at"}]
    fields = {name: getattr(survey, name) for name in names}
    return create_survey(
        organisation=survey.organisation,
        form=survey.form,
        previous=survey,
        by=by,
        at=at,
        slug=f"{stem}-v{number}",
        opens_at=opens_at,
        closes_at=closes_at,
        **fields,
    )
