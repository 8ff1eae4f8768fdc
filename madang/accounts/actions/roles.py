"""Roles are granted and ended by administrators, from a day until another, on the public record without names."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.queries import require_administrator
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json


class RoleAlreadyHeld(Refusal):
    code = "role-already-held"


class LastAdministrator(Refusal):
    code = "last-administrator"


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    organisation: Organisation | None,
    since_on: date,
    by: Actor,
    at: datetime,
    until_on: date | None = None,
) -> RoleHeld:
    """Give a person a role in one organisation; an administrator's is for the whole site (organisation None).

    until_on: the first day without it. The ledger shows the office and the days, the person only as a commitment.
    Raises `NotAllowed`, `RoleAlreadyHeld` if the periods overlap, `Invalid` if it would begin before the day of `at`,
    end before it begins, or if the organisation does not exist then or is missing.
    """
    require_administrator(by, at=at)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_wrong_place(role, organisation, since_on=since_on)
    if since_on < localdate(at):
        raise Invalid(_("A role begins today or later, never in the past."), field="since_on")
    if until_on is not None and until_on <= since_on:
        raise Invalid(_("The role must end after it begins."), field="until_on")
    refuse_overlap(user, role, organisation, since_on=since_on, until_on=until_on)
    held = RoleHeld.objects.create(
        user=user, role=role, organisation=organisation, since_on=since_on, until_on=until_on
    )
    facts: dict[str, Json | ledger.Personal] = {
        "office": held.office,
        "since_on": since_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
        "person": ledger.personal(user.ref),
    }
    ledger.record(kind="accounts.role.granted", subject=held.ref, by=by, at=at, facts=facts)
    return held


@transaction.atomic
def end_role(*, held: RoleHeld, until_on: date, by: Actor, at: datetime) -> RoleHeld:
    """End a role: `until_on` is the first day without it; today ends it at once.

    Raises `NotAllowed`, `Invalid` for a day past or for a role that ends earlier already, `LastAdministrator` if nobody
    would be left to run the site.
    """
    require_administrator(by, at=at)
    administrators = RoleHeld.objects.select_for_update().filter(role=Role.ADMINISTRATOR, until_on=None)
    others = [one for one in administrators if one.pk != held.pk and one.user.is_active]
    held = RoleHeld.objects.select_for_update().get(pk=held.pk)
    if until_on < localdate(at):
        raise Invalid(_("A role ends today or later, never in the past."), field="until_on")
    if held.until_on is not None and held.until_on <= until_on:
        raise Invalid(_("This role ends on {day} already.").format(day=held.until_on), field="until_on")
    if held.role == Role.ADMINISTRATOR and not others:
        raise LastAdministrator(_("The site must keep one administrator. Make somebody else one first."))
    return close_role(held, until_on=max(until_on, held.since_on), by=by, at=at)


def close_role(held: RoleHeld, *, until_on: date, by: Actor, at: datetime) -> RoleHeld:
    """Write the end of a role and record it. The caller has checked that it may end."""
    held.until_on = until_on
    held.save(update_fields=["until_on"])
    person = ledger.personal(held.user.ref)
    facts: dict[str, Json | ledger.Personal] = {"office": held.office, "until_on": until_on.isoformat()}
    ledger.record(kind="accounts.role.ended", subject=held.ref, by=by, at=at, facts=facts | {"person": person})
    return held


def refuse_overlap(
    user: User, role: Role, organisation: Organisation | None, *, since_on: date, until_on: date | None
) -> None:
    held = RoleHeld.objects.filter(user=user, role=role, organisation=organisation).exclude(until_on__lte=since_on)
    if until_on is not None:
        held = held.filter(since_on__lt=until_on)
    if held.exists():
        raise RoleAlreadyHeld(_("This person holds this role there already in that period."))


def refuse_wrong_place(role: Role, organisation: Organisation | None, *, since_on: date) -> None:
    if role == Role.ADMINISTRATOR:
        if organisation:
            raise Invalid(_("An administrator serves the whole site, not one organisation."), field="organisation")
    elif organisation is None:
        raise Invalid(_("Choose the organisation in which the role is held."), field="organisation")
    elif not organisation.exists(on=since_on):
        raise Invalid(_("This organisation does not exist on the day the role begins."), field="organisation")
