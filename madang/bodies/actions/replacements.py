"""People who were drawn take their seats; and when members have left, replacements are drawn for what is empty."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.bodies.actions.bodies import refuse_faults
from madang.bodies.actions.draws import State, WrongMoment, at_state, rows_of
from madang.bodies.actions.members import seat_member
from madang.bodies.actions.permission import By
from madang.bodies.draw_wording import fault_sentence
from madang.bodies.models import Draw, Member, PoolPerson
from madang.bodies.queries.draws import IN_VAIN, drawn_so_far, earlier_than, members_by, problem_of
from madang.bodies.sortition import Problem, Unusable, pool_csv, replacement
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, Refusal
from madang.documents.stores import private_files

UNPUBLISHED = (State.WAITING, State.COMPUTING, State.COMPUTED)


class NothingToReplace(Refusal):
    code = "nothing-to-replace"
    default_message = _("Every seat of this draw is taken by somebody who stays.")


class NobodySeated(Refusal):
    code = "nobody-seated"
    default_message = _("Nobody who was drawn has a seat yet. Seat those who accepted first.")


class NoDrawnSeatLeft(Refusal):
    code = "no-drawn-seat-left"
    default_message = _("All seats that were drawn for are taken in that time.")


@transaction.atomic
def prepare_replacement(
    *,
    draw: Draw,
    title_ko: str,
    by: By,
    at: datetime,
    title_en: str = "",
    beacon: str = "",
    draws_at: datetime | None = None,
    widens: bool = True,
) -> Draw:
    """Prepare a draw for the empty seats of one that was drawn and seated, from those who were never drawn.

    Who stays is what the register of members says: whoever came by the draw, or by one that it replaces, and has no day
    of leaving. Everybody else who was drawn counts as gone. Pseudonyms are those of the first pool. draw: the last of
    its chain. widens: where nobody fits what is left of the quotas any more, take the smallest change that helps. One
    not published yet is prepared anew, or returned if it is the same. Raises `NotAllowed`, `WrongMoment`,
    `NothingToReplace`, `NobodySeated`, `Invalid`.
    """
    draw, _actor = at_state(draw, State.DRAWN, by, at=at)
    staying, gone = drawn_so_far(draw)
    said: dict[str, Any] = {"title_ko": title_ko.strip(), "title_en": title_en.strip(), "beacon": beacon.strip()}
    said |= {"draws_at": draws_at, "widens": widens}
    if same := settled_before(draw, said, staying):
        return same
    first = [*earlier_than(draw), draw][0]
    rest = what_is_left(first, staying, gone)
    new = Draw(body=draw.body, replaces=draw, staying=staying, gone=gone, size=rest.size, prepared_at=at, **said)
    new.quotas = rows_of(rest.quotas)
    new.pool_sha256 = private_files().put(pool_csv(rest.pool).encode())
    new.pool_hash, new.people = rest.pool.hash, len(rest.pool.people)
    refuse_faults(new)
    new.save()
    copy_people(first, new, codes={one.code for one in rest.pool.people})
    enqueue("bodies.compute_draw", draw=str(new.code))
    return new


def copy_people(first: Draw, new: Draw, *, codes: set[str]) -> None:
    """Which line of the agency's list each pseudonym of the rest is, as in the first draw."""
    known = first.pool.values_list("pseudonym", "original")
    PoolPerson.objects.bulk_create(PoolPerson(draw=new, pseudonym=a, original=b) for a, b in known if a in codes)


def settled_before(draw: Draw, said: Mapping[str, object], staying: list[str]) -> Draw | None:
    """The replacement that was prepared already, if it is the same. Another one that is not public is thrown away."""
    before = draw.replacements.exclude(state__in=IN_VAIN).select_for_update().first()
    if before is None:
        return None
    if before.state not in UNPUBLISHED:
        raise WrongMoment(_("Replacements for this draw were published already; go on from the last of them."))
    if before.staying == staying and all(getattr(before, name) == value for name, value in said.items()):
        return before
    before.delete()
    return None


def what_is_left(first: Draw, staying: list[str], gone: list[str]) -> Problem:
    """The rest of the first draw. Raises `NobodySeated`, `NothingToReplace`, `Invalid`."""
    if not staying:
        raise NobodySeated
    if len(staying) >= first.size:
        raise NothingToReplace
    try:
        return replacement(problem_of(first), staying=staying, gone=gone)
    except Unusable as fault:
        raise Invalid(fault_sentence(fault)) from fault


@transaction.atomic
def seat_panel(*, draw: Draw, accepted: Sequence[str], since_on: date, by: By, at: datetime) -> list[Member]:
    """Give seats to those of the drawn who accepted, by number, without names.

    A first draw and its replacements together have no more seats than the first was for. Who counted as gone when a
    replacement was prepared takes no seat any more. Raises `Invalid`, `NoDrawnSeatLeft`, and as `seat_member` does.
    """
    draw, _actor = at_state(draw, State.DRAWN, by, at=at)
    if not set(accepted) <= set(draw.panel):
        raise Invalid(_("Only people who were drawn can take a seat by the draw."), field="accepted")
    chain = [*earlier_than(draw), draw]
    while following := chain[-1].replacements.exclude(state__in=IN_VAIN).first():
        chain.append(following)
    members = members_by(chain)
    there = set(members.values_list("basis", flat=True))
    wanted = [code for code in dict.fromkeys(accepted) if f"{draw.ref}#{code}" not in there]
    gone = {code for one in chain if one.state not in UNPUBLISHED for code in one.gone}
    if too_late := sorted(gone & set(wanted)):
        raise Invalid(_("%(person)s was replaced already.") % {"person": too_late[0]}, field="accepted")
    taken = members.filter(Q(until_on=None) | Q(until_on__gt=since_on)).count()
    if wanted and taken + len(wanted) > chain[0].size:
        raise NoDrawnSeatLeft(field="accepted")
    return [
        seat_member(body=draw.body, since_on=since_on, is_external=True, basis=f"{draw.ref}#{code}", by=by, at=at)
        for code in wanted
    ]
