"""Key types of data: nominating, assessing, hearing the public, deciding."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.acting import public_text, require_administrator, require_person, site_office
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import HeldType, KeyAssessment, KeyComment, KeyCriterion, KeyDecision, KeyNomination
from madang.search.actions import mark_changed

State = KeyNomination.State


class AlreadyNominated(Refusal):
    code = "already-nominated"
    default_message = gettext_lazy("This data is nominated already. You can support the nomination.")


class NominationClosed(Refusal):
    code = "nomination-closed"
    default_message = gettext_lazy("The council has decided on this nomination.")


@transaction.atomic
def set_criterion(*, code: str, name_ko: str, name_en: str, weight: int, by: User | None, at: datetime) -> KeyCriterion:
    """Define what nominations are assessed by. Administrators only. Weights of past assessments change with it."""
    require_administrator(by, at)
    if weight < 1:
        raise Invalid(_("A criterion weighs at least 1."), field="weight")
    names = {"name_ko": name_ko, "name_en": name_en, "weight": weight}
    criterion, _created = KeyCriterion.objects.update_or_create(code=code, defaults=names)
    subject = f"opendata:criterion:{code}"
    ledger.record(
        kind="opendata.criterion.set",
        subject=subject,
        by=site_office(by),
        at=at,
        facts={"name": name_ko, "weight": weight},
    )
    return criterion


@transaction.atomic
def nominate(
    *, held: HeldType, reason: str, organisation: Organisation | None = None, by: User, at: datetime
) -> KeyNomination:
    """Propose that a held type be opened first. Anyone signed in may; an officer may for an organisation.

    Raises `NotAllowed`, `AlreadyNominated` or `Invalid`.
    """
    require_person(by)
    held = HeldType.objects.select_for_update().get(pk=held.pk)
    actor = data_officer(by, organisation, at=at) if organisation else by.as_actor()
    if held.held_until_on:
        raise Invalid(_("The agency no longer holds this data."), field="held")
    if KeyNomination.objects.filter(held=held).exists():
        raise AlreadyNominated
    nomination = KeyNomination.objects.create(
        held=held,
        reason=public_text(reason, field="reason"),
        by=by,
        office=actor.office or "",
        nominated_at=at,
    )
    facts = {"held": held.ref, "title": held.title, "reason": nomination.reason}
    ledger.record(kind="opendata.key-type.nominated", subject=nomination.ref, by=actor, at=at, facts=facts)
    mark_changed([held.ref])
    return nomination


def undecided(nomination: KeyNomination) -> KeyNomination:
    """The nomination under a lock. Raises `NominationClosed` once it is decided."""
    found = KeyNomination.objects.select_for_update().select_related("held__organisation").get(pk=nomination.pk)
    if found.state != State.NOMINATED:
        raise NominationClosed
    return found


@transaction.atomic
def assess(
    *,
    nomination: KeyNomination,
    criterion: KeyCriterion,
    score: int,
    ground: str,
    organisation: Organisation,
    by: User,
    at: datetime,
) -> KeyAssessment:
    """An office's score by one criterion, with its ground. Scoring again replaces the office's earlier score.

    Raises `NotAllowed`, `NominationClosed` or `Invalid`.
    """
    nomination = undecided(nomination)
    actor = data_officer(by, organisation, at=at)
    if not 1 <= score <= 5:
        raise Invalid(_("A score is from 1 to 5."), field="score")
    said = {"score": score, "ground": public_text(ground, field="ground"), "by": by, "at": at}
    found, _created = KeyAssessment.objects.update_or_create(
        nomination=nomination, criterion=criterion, organisation=organisation, defaults=said
    )
    facts: dict[str, Json | ledger.Personal] = {"criterion": criterion.code, "score": score, "ground": found.ground}
    ledger.record(kind="opendata.key-type.assessed", subject=nomination.ref, by=actor, at=at, facts=facts)
    return found


@transaction.atomic
def comment(*, nomination: KeyNomination, stance: str, text: str = "", by: User, at: datetime) -> KeyComment:
    """Support or object to a nomination; a second comment of the same person replaces the first.

    Raises `NominationClosed`, `NotAllowed` or `Invalid`.
    """
    require_person(by)
    nomination = undecided(nomination)
    if stance not in KeyComment.Stance.values:
        raise Invalid(_("Say whether you are for or against."), field="stance")
    said = {"stance": stance, "text": public_text(text, field="text", required=False), "at": at}
    found, _created = KeyComment.objects.update_or_create(nomination=nomination, by=by, defaults=said)
    facts: dict[str, Json | ledger.Personal] = {"stance": stance, "text": ledger.personal(found.text)}
    ledger.record(kind="opendata.key-type.commented", subject=nomination.ref, by=by.as_actor(), at=at, facts=facts)
    return found


@transaction.atomic
def decide(
    *,
    nomination: KeyNomination,
    is_chosen: bool,
    reason: str,
    decided_on: date,
    release_by: date | None = None,
    council_ref: str = "",
    by: User,
    at: datetime,
) -> KeyDecision:
    """Enter what the council decided on a nomination. Its members' office, or an administrator, enters it.

    council_ref: the council's decision, where bodies keep it. Raises `NotAllowed`, `NominationClosed` or `Invalid`.
    """
    nomination = undecided(nomination)
    actor = council_office(by, at)
    if decided_on > localdate(at):
        raise Invalid(_("That day has not come yet."), field="decided_on")
    if is_chosen and (release_by is None or release_by < decided_on):
        raise Invalid(_("Give the day by which the data is to be open."), field="release_by")
    decision = KeyDecision.objects.create(
        nomination=nomination,
        is_chosen=is_chosen,
        reason=public_text(reason, field="reason"),
        decided_on=decided_on,
        release_by=release_by if is_chosen else None,
        council_ref=council_ref,
        by=by,
        at=at,
    )
    nomination.state = State.CHOSEN if is_chosen else State.NOT_CHOSEN
    nomination.save(update_fields=["state"])
    record_decision(decision, actor)
    return decision


def record_decision(decision: KeyDecision, actor: Actor) -> None:
    facts: dict[str, Json | ledger.Personal] = {
        "is_chosen": decision.is_chosen,
        "reason": decision.reason,
        "on": decision.decided_on.isoformat(),
        "council": decision.council_ref,
        "release_by": decision.release_by.isoformat() if decision.release_by else "",
    }
    subject = decision.nomination.ref
    ledger.record(kind="opendata.key-type.decided", subject=subject, by=actor, at=decision.at, facts=facts)


def council_office(by: User, at: datetime) -> Actor:
    """The committee member or administrator who enters a council's decision. Raises `NotAllowed`."""
    viewer = viewer_of(by, on=localdate(at))
    if viewer.is_administrator:
        return by.as_actor(Role.ADMINISTRATOR)
    own = viewer.organisations_as(Role.COMMITTEE_MEMBER)
    organisation = Organisation.objects.filter(pk__in=own).order_by("code").first()
    if organisation is None:
        raise NotAllowed(_("Only members of the council and administrators may enter its decisions."))
    return by.as_actor(Role.COMMITTEE_MEMBER, organisation)
