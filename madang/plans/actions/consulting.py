"""Acts of the consultation register: announcing, hearing, minuting, contributing, moderating, answering."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.documents.screening import screen
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.plans.actions.offices import administrator, office_for, office_in, organisations_of, require, viewer_on
from madang.plans.models import Answer, Commitment, Consultation, Contribution, Heard, Plan
from madang.search.actions import mark_changed

MOST_CONTRIBUTIONS = 20
"""What one person may say in one consultation."""


class NotOpen(Refusal):
    code = "consultation-not-open"
    default_message = _("This consultation takes no comments now.")


class SaidAlready(Refusal):
    code = "said-already"
    default_message = _("You have said this already in this consultation.")


class SaidTooMuch(Refusal):
    code = "said-too-much"
    default_message = _("You have made as many comments in this consultation as one person may.")


class NothingToModerate(Refusal):
    code = "nothing-to-moderate"
    default_message = _("This contribution is no longer there.")


@dataclass(frozen=True)
class Announcement:
    """What is announced. commitments: their numbers; none means the whole plan. held_by: a ref of this site."""

    kind: str
    title_ko: str
    title_en: str
    opens_at: datetime
    closes_at: datetime
    about_ko: str = ""
    about_en: str = ""
    commitments: tuple[str, ...] = ()
    place: str = ""
    held_by: str = ""
    answer_within_days: int = 30
    minutes_within_days: int = 14


def office_announcing(plan: Plan, organisation: Organisation, viewer: Viewer) -> Actor | None:
    """The office in which a viewer may run consultations on a plan for an organisation that answers in it."""
    if organisation.code not in organisations_of(plan):
        return None
    return office_in([organisation.code], viewer) or administrator(viewer)


def office_running(consultation: Consultation, viewer: Viewer) -> Actor | None:
    """The office in which a viewer keeps a consultation's record: of the organisation that announced it."""
    return office_in([consultation.organisation.code], viewer) or administrator(viewer)


def office_moderating(consultation: Consultation, viewer: Viewer) -> Actor | None:
    """The office in which a viewer moderates: an administrator reads no agency's unpublished records, so is none."""
    return office_in([consultation.organisation.code], viewer, Role.MODERATOR)


def office_to_answer(contribution: Contribution, viewer: Viewer) -> Actor | None:
    """The office in which a viewer answers: of who leads or supports the commitment, or of who announced it."""
    version = contribution.consultation.plan.versions.first()
    about = Commitment.objects.filter(version=version, key=contribution.commitment_key).first()
    return (office_for(about, viewer) if about else None) or office_running(contribution.consultation, viewer)


@transaction.atomic
def announce_consultation(
    *, plan: Plan, organisation: Organisation, announcement: Announcement, by: User, at: datetime
) -> Consultation:
    """Enter a consultation in the register, before, while or after it takes place.

    Raises `NotAllowed` unless an official of the organisation acts, which must answer for a commitment of the plan;
    `Invalid` for what cannot be.
    """
    actor = require(office_announcing(plan, organisation, viewer_on(by, localdate(at))))
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    version = plan.versions.first()
    known = set(version.commitments.values_list("key", flat=True)) if version else set()
    if unknown := sorted(set(announcement.commitments) - known):
        raise Invalid(_("The plan has no commitment %(key)s.") % {"key": ", ".join(unknown)}, field="commitments")
    if announcement.closes_at <= announcement.opens_at:
        raise Invalid(_("It must end after it begins."), field="closes_at")
    last = plan.consultations.order_by("-number").first()
    said = {name: getattr(announcement, name) for name in Announcement.__dataclass_fields__ if name != "commitments"}
    found = Consultation(
        plan=plan,
        number=last.number + 1 if last else 1,
        organisation=organisation,
        office=actor.office or "",
        announced_at=at,
        commitments=list(announcement.commitments),
        **said,
    )
    found.full_clean()
    found.save()
    facts: dict[str, Json] = {"plan": plan.slug, "kind": found.kind, "title": found.title_ko}
    facts |= {"opens_at": found.opens_at.isoformat(), "closes_at": found.closes_at.isoformat()}
    facts["commitments"] = list(announcement.commitments)
    ledger.record(kind="plans.consultation.announced", subject=found.ref, by=actor, at=at, facts=facts)
    mark_changed([found.ref])
    return found


def _locked(consultation: Consultation) -> Consultation:
    found = Consultation.objects.select_for_update(of=("self",)).select_related("plan", "organisation")
    return found.get(pk=consultation.pk)


@transaction.atomic
def record_heard(
    *, consultation: Consultation, groups: Sequence[tuple[str, str, int]], by: User, at: datetime
) -> list[Heard]:
    """Say who took part: (sector, who, how many people). Replaces what was said before; the ledger keeps both.

    Raises `NotAllowed` unless an official of the organisation acts, `Invalid` for a group named twice.
    """
    consultation = _locked(consultation)
    actor = require(office_running(consultation, viewer_on(by, localdate(at))))
    if len({(sector, group) for sector, group, _people in groups}) < len(groups):
        raise Invalid(_("A group is named twice."), field="groups")
    consultation.heard.all().delete()
    found = [Heard(consultation=consultation, sector=one, group=group, people=count) for one, group, count in groups]
    for one in found:
        one.full_clean(exclude=["consultation"])
    Heard.objects.bulk_create(found)
    facts: dict[str, Json] = {
        "heard": [{"sector": one.sector, "group": one.group, "people": one.people} for one in found]
    }
    ledger.record(kind="plans.consultation.heard", subject=consultation.ref, by=actor, at=at, facts=facts)
    return found


@transaction.atomic
def publish_minutes(*, consultation: Consultation, text: str, by: User, at: datetime) -> Consultation:
    """Publish the minutes; a correction takes their place, and the ledger keeps the digest of both.

    Raises `NotAllowed` unless an official of the organisation acts; `Invalid` before it began, for an empty text, or
    if the text holds what may identify a person.
    """
    consultation = _locked(consultation)
    actor = require(office_running(consultation, viewer_on(by, localdate(at))))
    if at < consultation.opens_at:
        raise Invalid(_("It has not begun yet, so there is nothing to minute."), field="text")
    _refuse_identifiers(text)
    if not text.strip():
        raise Invalid(_("Write what you want to say."), field="text")
    consultation.minutes = text.strip()
    consultation.minutes_at = consultation.minutes_at or at
    consultation.save(update_fields=["minutes", "minutes_at"])
    facts: dict[str, Json] = {"sha256": _digest(consultation.minutes)}
    ledger.record(kind="plans.consultation.minuted", subject=consultation.ref, by=actor, at=at, facts=facts)
    mark_changed([consultation.ref])
    return consultation


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_identifiers(text: str) -> None:
    if screen(text):
        raise Invalid(_("The text holds what may identify a person. Take it out first."), field="text")


@transaction.atomic
def submit_contribution(
    *, consultation: Consultation, text: str, by: User, at: datetime, commitment_key: str = "", shown_as: str = ""
) -> Contribution:
    """Say something in a comment period. Published at once, unless it may identify a person; then a moderator looks.

    shown_as: what to show as the author, if anything. Raises `NotOpen`, `SaidAlready`, `SaidTooMuch`, or `Invalid`
    for an empty text or a commitment that the consultation is not about.
    """
    consultation = _locked(consultation)
    if not consultation.is_open(at=at):
        raise NotOpen
    _check_commitment(consultation, commitment_key)
    own = consultation.contributions.filter(author=by)
    if own.count() >= MOST_CONTRIBUTIONS:
        raise SaidTooMuch
    text = text.strip()
    if not text:
        raise Invalid(_("Write what you want to say."), field="text")
    found = Contribution(
        consultation=consultation,
        commitment_key=commitment_key,
        text=text,
        digest=_digest(text),
        author=by,
        shown_as=shown_as.strip(),
        submitted_at=at,
        published_at=None if screen(f"{text}\n{shown_as}") else at,
    )
    found.full_clean(validate_constraints=False)
    _save_once(found)
    facts: dict[str, Json | ledger.Personal] = {"consultation": consultation.ref, "commitment": commitment_key}
    facts["text"] = ledger.personal(text)
    ledger.record(kind="plans.contribution.made", subject=found.ref, by=by.as_actor(), at=at, facts=facts)
    return found


def _save_once(contribution: Contribution) -> None:
    """Save it. Raises `SaidAlready` if its author has said the same in this consultation."""
    try:
        with transaction.atomic():
            contribution.save()
    except IntegrityError as same:
        raise SaidAlready from same


def _check_commitment(consultation: Consultation, key: str) -> None:
    if not key:
        return
    version = consultation.plan.versions.first()
    exists = version is not None and version.commitments.filter(key=key).exists()
    if not exists or not consultation.concerns(key):
        raise Invalid(_("This consultation is not about commitment %(key)s.") % {"key": key}, field="commitment_key")


@transaction.atomic
def note_contribution(
    *, consultation: Consultation, text: str, by: User, at: datetime, commitment_key: str = "", shown_as: str = ""
) -> Contribution:
    """Enter what was said at an event, in a meeting or a survey. shown_as: the group that said it, never a name.

    Raises `NotAllowed` unless an official of the organisation acts; `Invalid` as for minutes.
    """
    consultation = _locked(consultation)
    actor = require(office_running(consultation, viewer_on(by, localdate(at))))
    _check_commitment(consultation, commitment_key)
    text = text.strip()
    if not text:
        raise Invalid(_("Write what you want to say."), field="text")
    _refuse_identifiers(f"{text}\n{shown_as}")
    found = Contribution(
        consultation=consultation,
        commitment_key=commitment_key,
        text=text,
        digest=_digest(text),
        shown_as=shown_as.strip(),
        noted_by=actor.office or "",
        submitted_at=at,
        published_at=at,
    )
    found.full_clean()
    found.save()
    facts: dict[str, Json] = {"consultation": consultation.ref, "commitment": commitment_key, "text": text}
    ledger.record(kind="plans.contribution.noted", subject=found.ref, by=actor, at=at, facts=facts)
    return found


def _locked_contribution(contribution: Contribution) -> Contribution:
    found = Contribution.objects.select_for_update(of=("self",))
    return found.select_related("consultation__plan", "consultation__organisation").get(pk=contribution.pk)


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, by: User, at: datetime) -> Contribution:
    """Take back what one has said. It leaves every page. Raises `NotAllowed` for anybody but its author."""
    contribution = _locked_contribution(contribution)
    if contribution.author_id != by.pk:
        raise NotAllowed
    if contribution.ended_at is not None:
        raise NothingToModerate
    contribution.ended_at, contribution.ended_as = at, Contribution.Ending.WITHDRAWN
    contribution.save(update_fields=["ended_at", "ended_as"])
    ledger.record(kind="plans.contribution.withdrawn", subject=contribution.ref, by=by.as_actor(), at=at, facts={})
    return contribution


@transaction.atomic
def moderate_contribution(
    *, contribution: Contribution, publish: bool, reason: str, by: User, at: datetime
) -> Contribution:
    """Publish what waits, or hide what must not stand, with the reason.

    Raises `NotAllowed` unless a moderator of the organisation acts, `Invalid` without a reason for hiding,
    `NothingToModerate` if it was hidden or withdrawn already.
    """
    contribution = _locked_contribution(contribution)
    actor = require(office_moderating(contribution.consultation, viewer_on(by, localdate(at))))
    if contribution.ended_at is not None:
        raise NothingToModerate
    if not publish and not reason.strip():
        raise Invalid(_("Say why it is hidden."), field="reason")
    contribution.moderation_reason, contribution.moderated_by = reason.strip(), actor.office or ""
    if publish:
        contribution.published_at = contribution.published_at or at
    else:
        contribution.ended_at, contribution.ended_as = at, Contribution.Ending.HIDDEN
    contribution.full_clean()
    contribution.save()
    kind = "plans.contribution.published" if publish else "plans.contribution.hidden"
    ledger.record(kind=kind, subject=contribution.ref, by=actor, at=at, facts={"reason": reason.strip()})
    return contribution


@transaction.atomic
def answer_contribution(
    *, contribution: Contribution, outcome: str, reason: str, by: User, at: datetime, change: str = ""
) -> Answer:
    """Say what became of a contribution, and why. A later answer takes the place of an earlier one, which stays.

    change: the ref or address of what changed. Raises `NotAllowed` unless an official who answers for the commitment
    or ran the consultation acts, `Invalid` without a reason or if the text may identify a person.
    """
    contribution = _locked_contribution(contribution)
    actor = require(office_to_answer(contribution, viewer_on(by, localdate(at))))
    if not contribution.is_public:
        raise NothingToModerate
    if not reason.strip():
        raise Invalid(_("Give the reason: whoever said it should be able to follow it."), field="reason")
    if screen(reason):
        raise Invalid(_("The text holds what may identify a person. Take it out first."), field="reason")
    found = Answer(
        contribution=contribution,
        outcome=outcome,
        reason=reason.strip(),
        change=change.strip(),
        office=actor.office or "",
        answered_at=at,
    )
    found.full_clean()
    found.save()
    facts: dict[str, Json] = {"contribution": contribution.ref, "outcome": outcome, "reason": found.reason}
    ledger.record(kind="plans.contribution.answered", subject=found.ref, by=actor, at=at, facts=facts)
    return found
