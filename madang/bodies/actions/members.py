"""Members take and leave their seats, and declare their interests."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.bodies.actions.bodies import locked, refuse_faults
from madang.bodies.actions.permission import By, Facts
from madang.bodies.models import Body, Interest, Member, Sector
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.search import actions as search


class NoSeatLeft(Refusal):
    code = "no-seat-left"
    default_message = _("All seats of this kind are taken in that time.")


class AlreadySeated(Refusal):
    code = "already-seated"
    default_message = _("This person sits in the body already.")


@transaction.atomic
def seat_member(
    *,
    body: Body,
    since_on: date,
    by: By,
    at: datetime,
    name: str = "",
    affiliation: str = "",
    sector: Sector | None = None,
    position: str = Member.Position.MEMBER,
    is_external: bool | None = None,
    user: User | None = None,
    until_on: date | None = None,
    basis: str = "",
) -> Member:
    """Give somebody a seat from a day until (not including) another. The ledger knows the person by commitment only.

    sector: required where the body has sectors; it also says whether the member is from outside, unless `is_external`
    does. basis: the ref of the call or draw by which they came. Raises `NotAllowed`, `Invalid`, `NoSeatLeft`,
    `AlreadySeated`.
    """
    body, actor = locked(body, by, at=at)
    if is_external is None:
        is_external = bool(sector and sector.is_external)
    member = Member(body=body, sector=sector, position=position, is_external=is_external, user=user, basis=basis)
    member.since_on, member.until_on = since_on, until_on
    member.name, member.affiliation = name.strip(), affiliation.strip()
    refuse_seat(member)
    member.number = (body.members.aggregate(last=Max("number"))["last"] or 0) + 1
    refuse_faults(member)
    member.save()
    ledger.record(kind="bodies.member.seated", subject=body.ref, by=actor, at=at, facts=facts_of(member))
    search.mark_changed([body.ref])
    return member


def facts_of(member: Member) -> Facts:
    """What the ledger keeps of a member: the seat in the open, the person as a commitment."""
    return {
        "member": member.number,
        "position": member.position,
        "sector": member.sector.code if member.sector else None,
        "external": member.is_external,
        "since_on": member.since_on.isoformat(),
        "until_on": member.until_on.isoformat() if member.until_on else None,
        "basis": member.basis or None,
        "name": ledger.personal(member.name),
        "affiliation": ledger.personal(member.affiliation),
    }


def refuse_seat(member: Member) -> None:
    """Raise `Invalid`, `NoSeatLeft` or `AlreadySeated` for what keeps somebody from a seat."""
    body = member.body
    refuse_wrong_days(body, member.since_on, member.until_on)
    if body.shows_names and not member.name:
        raise Invalid(_("Write the member’s name."), field="name")
    refuse_full(body, member.sector, since_on=member.since_on, until_on=member.until_on)
    sitting = Q(until_on=None) | Q(until_on__gt=member.since_on)
    if member.user and body.members.filter(sitting, user=member.user).exists():
        raise AlreadySeated(field="user")


def refuse_wrong_days(body: Body, since_on: date, until_on: date | None) -> None:
    if since_on < body.established_on:
        raise Invalid(_("Nobody can sit in a body before it exists."), field="since_on")
    if until_on is not None and until_on <= since_on:
        raise Invalid(_("The time in the body must end after it begins."), field="until_on")


def refuse_full(body: Body, sector: Sector | None, *, since_on: date, until_on: date | None) -> None:
    """Raise `NoSeatLeft` if all seats of the sector are taken on any day, `Invalid` without a sector that is needed."""
    if sector is None:
        if body.sectors.exists():
            raise Invalid(_("Say which seat the member takes."), field="sector")
        return
    if sector.body_id != body.pk:
        raise Invalid(_("This seat belongs to another body."), field="sector")
    taken = sector.members.filter(Q(until_on=None) | Q(until_on__gt=since_on))
    if until_on is not None:
        taken = taken.filter(since_on__lt=until_on)
    times = list(taken.values_list("since_on", "until_on"))
    for day in {since_on, *(since for since, _until in times if since > since_on)}:
        on_day = sum(1 for since, until in times if since <= day and (until is None or day < until))
        if on_day >= sector.seats:
            raise NoSeatLeft(field="sector")


@transaction.atomic
def end_membership(*, member: Member, until_on: date, reason: str, by: By, at: datetime) -> Member:
    """Let a member leave: `until_on` is the first day without them. Raises `NotAllowed`, `Invalid`."""
    body, actor = locked(member.body, by, at=at)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.until_on is not None and member.until_on <= until_on:
        raise Invalid(_("This member has left already."), field="until_on")
    if until_on < member.since_on:
        raise Invalid(_("The time in the body must end after it begins."), field="until_on")
    if not reason.strip():
        raise Invalid(_("Say why: term over, resigned, dismissed, moved."), field="reason")
    member.until_on, member.ended_reason = until_on, reason.strip()[:300]
    member.save(update_fields=["until_on", "ended_reason"])
    facts: Facts = {
        "member": member.number,
        "until_on": until_on.isoformat(),
        "reason": ledger.personal(member.ended_reason),
    }
    ledger.record(kind="bodies.member.left", subject=body.ref, by=actor, at=at, facts=facts)
    search.mark_changed([body.ref])
    return member


@transaction.atomic
def declare_interest(*, member: Member, text: str, by: By, at: datetime) -> Interest:
    """Publish an interest of a member, declared by themselves or taken down by the secretary.

    Raises `NotAllowed` for anybody else, `Invalid` for an empty declaration or a member who has left.
    """
    member = Member.objects.select_for_update().select_related("body__organisation").get(pk=member.pk)
    if isinstance(by, User) and member.user_id == by.pk:
        actor = Actor(ref=by.ref, office=f"member-{member.number}@{member.body.code}")
    else:
        _body, actor = locked(member.body, by, at=at)
    if not member.is_seated(on=localdate(at)):
        raise NotAllowed(_("Only members in office declare interests."))
    if not text.strip():
        raise Invalid(_("Write down the interest."), field="text")
    interest = Interest(member=member, text=text.strip(), declared_on=localdate(at))
    refuse_faults(interest)
    interest.save()
    facts: Facts = {"member": member.number, "text": ledger.personal(interest.text)}
    ledger.record(kind="bodies.interest.declared", subject=member.body.ref, by=actor, at=at, facts=facts)
    return interest
