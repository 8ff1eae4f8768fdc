"""Acts of independent review. Government can answer what is published; nobody can edit it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.plans.actions.offices import office_for, organisations_of, require, viewer_on
from madang.plans.models import Coding, Commitment, Plan, PlanVersion, Review, ReviewAnswer
from madang.plans.planfile import VALUES
from madang.plans.scales import METHODS, faults_of
from madang.plans.wording import SCALE_LABELS


class NotIndependent(Refusal):
    code = "not-independent"
    status = 403
    default_message = _("Who answers for a commitment of the plan, or runs this site, cannot review it.")


class AlreadyPublished(Refusal):
    code = "review-published"
    default_message = _("This review is published. Nobody can edit it; a correction is a review of its own.")


class NotPublished(Refusal):
    code = "review-not-published"
    default_message = _("This review is not published yet.")


class NotWholeYet(Refusal):
    code = "review-not-whole"


def organisations_to_review_for(viewer: Viewer) -> list[Organisation]:
    """The organisations for which a viewer reviews."""
    own = viewer.organisations_as(Role.INDEPENDENT_REVIEWER)
    return list(Organisation.objects.filter(pk__in=own).order_by("code"))


def reviewer_in(organisation: Organisation, plan: Plan, by: User, at: datetime) -> Actor:
    """The reviewer's office. Raises `NotAllowed` without the role, `NotIndependent` with an office in the plan."""
    viewer = viewer_on(by, localdate(at))
    if not viewer.is_in(organisation.pk, Role.INDEPENDENT_REVIEWER):
        raise NotAllowed
    answering = set(Organisation.objects.filter(code__in=organisations_of(plan)).values_list("pk", flat=True))
    offices = {held_in for _role, held_in in viewer.roles if held_in is not None}
    if viewer.is_administrator or offices & answering:
        raise NotIndependent
    return by.as_actor(Role.INDEPENDENT_REVIEWER, organisation)


@transaction.atomic
def begin_review(
    *, version: PlanVersion, organisation: Organisation, stage: str, method: str, by: User, at: datetime
) -> Review:
    """Open a review of a plan's version: a draft that reviewers of the organisation alone can read."""
    actor = reviewer_in(organisation, version.plan, by, at)
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    last = plan.reviews.order_by("-number").first()
    review = Review(
        plan=plan,
        version=version,
        number=last.number + 1 if last else 1,
        stage=stage,
        method=method,
        organisation=organisation,
        reviewer=by,
        office=actor.office or "",
        begun_at=at,
    )
    review.full_clean()
    review.save()
    return review


def _draft(review: Review, by: User, at: datetime) -> tuple[Review, Actor]:
    review = Review.objects.select_for_update(of=("self",)).select_related("plan", "organisation").get(pk=review.pk)
    actor = reviewer_in(review.organisation, review.plan, by, at)
    if review.published_at is not None:
        raise AlreadyPublished
    return review, actor


@transaction.atomic
def code_commitment(
    *,
    review: Review,
    commitment_key: str,
    codes: Mapping[str, str],
    values: Sequence[str],
    reason: str,
    evidence: Sequence[str],
    by: User,
    at: datetime,
) -> Coding:
    """Code one commitment in a draft, or code it anew.

    codes: one of each scale of the review's method. values: those of open government that it is relevant to.
    evidence: addresses or refs. Raises `Invalid` for a code that is not of its scale, without a reason or without
    evidence; `AlreadyPublished` for a published review.
    """
    review, _actor = _draft(review, by, at)
    if not review.version.commitments.filter(key=commitment_key).exists():
        raise Invalid(_("The plan has no commitment %(key)s.") % {"key": commitment_key}, field="commitment_key")
    _check_codes(review, codes, values)
    sources = [one.strip() for one in evidence if one.strip()]
    if not reason.strip():
        raise Invalid(_("Give the reason for your codes."), field="reason")
    if not sources:
        raise Invalid(_("Name at least one piece of evidence: an address, or a ref of this site."), field="evidence")
    coding, _created = Coding.objects.update_or_create(
        review=review,
        commitment_key=commitment_key,
        defaults={
            "codes": {scale: codes[scale] for scale in METHODS[review.method]},
            "values": list(values),
            "reason": reason.strip(),
            "evidence": sources,
            "coded_at": at,
        },
    )
    return coding


def _check_codes(review: Review, codes: Mapping[str, str], values: Sequence[str]) -> None:
    for fault in faults_of(review.method, codes):
        label = {"scale": SCALE_LABELS.get(fault.scale, fault.scale)}
        raise Invalid(_("Choose a code for: %(scale)s.") % label, field=fault.scale)
    if wrong := sorted(set(values) - set(VALUES)):
        raise Invalid(_("“%(found)s” is not a value of open government.") % {"found": wrong[0]}, field="values")


@transaction.atomic
def publish_review(*, review: Review, summary_ko: str, summary_en: str, by: User, at: datetime) -> Review:
    """Publish a whole review and enter it in the ledger, with every code. Nobody can edit it from then on.

    Raises `NotWholeYet` while a commitment is not coded or the summary is missing.
    """
    review, actor = _draft(review, by, at)
    codings = list(review.codings.all())
    coded = {one.commitment_key for one in codings}
    missing = [key for key in review.version.commitments.values_list("key", flat=True) if key not in coded]
    if missing:
        raise NotWholeYet(_("These commitments are not coded yet: %(keys)s.") % {"keys": ", ".join(missing)})
    if not summary_ko.strip() or not summary_en.strip():
        raise NotWholeYet(_("Write the summary in Korean and in English."), field="summary_ko")
    review.summary_ko, review.summary_en = summary_ko.strip(), summary_en.strip()
    review.published_at = at
    review.full_clean()
    review.save()
    facts: dict[str, Json] = {"plan": review.plan.slug, "version": review.version.number, "stage": review.stage}
    facts["method"] = review.method
    facts["codings"] = {one.commitment_key: {"codes": one.codes, "values": one.values} for one in codings}
    ledger.record(kind="plans.review.published", subject=review.ref, by=actor, at=at, facts=facts)
    return review


@transaction.atomic
def answer_coding(*, coding: Coding, text: str, by: User, at: datetime) -> ReviewAnswer:
    """Answer a published coding for the commitment that one answers for.

    Raises `NotAllowed` for anybody else, `NotPublished` for a draft, `Invalid` for an empty text.
    """
    review = coding.review
    about = Commitment.objects.filter(version=review.version, key=coding.commitment_key).first()
    actor = require(office_for(about, viewer_on(by, localdate(at))) if about else None)
    if review.published_at is None:
        raise NotPublished
    if not text.strip():
        raise Invalid(_("Write what you want to say."), field="text")
    answer = ReviewAnswer(coding=coding, text=text.strip(), office=actor.office or "", answered_at=at)
    answer.full_clean()
    answer.save()
    facts: dict[str, Json] = {"review": review.ref, "commitment": coding.commitment_key, "text": answer.text}
    ledger.record(kind="plans.review.answered", subject=answer.ref, by=actor, at=at, facts=facts)
    return answer
