"""Draws by lot: prepared from the agency's list, computed by the worker, published with a committed seed, drawn."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.bodies.actions.bodies import locked, refuse_faults
from madang.bodies.actions.permission import By, Facts
from madang.bodies.draw_wording import fault_sentence
from madang.bodies.drawchain import binding_secret
from madang.bodies.models import Body, Draw, PoolPerson
from madang.bodies.panels import commitment_to, drawn_number, seed_of
from madang.bodies.queries.draws import drawn_so_far, earlier_than, quotas_text, ties_to_earlier
from madang.bodies.sortition import Person, Pool, Problem, Quota, Unusable, pool_csv, read_pool, read_quotas
from madang.common.actors import Actor
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, Refusal
from madang.documents.stores import private_files
from madang.ledger import actions as ledger
from madang.notices.actions import tell_followers

State = Draw.State


class WrongMoment(Refusal):
    code = "draw-wrong-moment"
    default_message = _("The draw is not at the point where this can be done.")


class MembersChanged(Refusal):
    code = "draw-members-changed"
    default_message = _("Somebody took or left a seat after this draw was prepared. Prepare it anew.")


@transaction.atomic
def prepare_draw(
    *,
    body: Body,
    title_ko: str,
    size: int,
    pool: str,
    quotas: str,
    by: By,
    at: datetime,
    title_en: str = "",
    person: str = "",
    household: str = "",
    beacon: str = "",
    draws_at: datetime | None = None,
) -> Draw:
    """Take in the agency's list and quotas as CSV, and have the worker compute the lottery.

    The public pool has new pseudonyms in a new order, the quotas' features and numbered households; nothing else of the
    list is kept but, for the secretaries, which of its lines a pseudonym is. person, household: columns of the list.
    beacon: a public number that nobody knows yet, and who says it. Raises `NotAllowed`, `Invalid`.
    """
    body, _actor = locked(body, by, at=at)
    try:
        limits = read_quotas(quotas)
        listed = read_pool(pool, limits, person=person, household=household)
        public, originals = pseudonymous(listed)
        problem = Problem(public, limits, size)
    except Unusable as fault:
        raise Invalid(fault_sentence(fault), field="pool") from fault
    draw = Draw(body=body, title_ko=title_ko.strip(), title_en=title_en.strip(), size=size, beacon=beacon.strip())
    draw.quotas = rows_of(limits)
    draw.pool_sha256, draw.pool_hash = private_files().put(pool_csv(public).encode()), public.hash
    draw.people, draw.prepared_at, draw.draws_at = len(problem.pool.people), at, draws_at
    refuse_faults(draw)
    draw.save()
    PoolPerson.objects.bulk_create(PoolPerson(draw=draw, pseudonym=new, original=old) for new, old in originals)
    enqueue("bodies.compute_draw", draw=str(draw.code))
    return draw


def rows_of(quotas: Iterable[Quota]) -> list[list[Any]]:
    """Quotas as a draw keeps them."""
    return [[one.feature, one.value, one.least, one.most] for one in quotas]


def pseudonymous(listed: Pool) -> tuple[Pool, list[tuple[str, str]]]:
    """The pool under random codes, and which code stands for whom. Codes say nothing of the order of the list."""
    width = max(6, len(str(len(listed.people))) + 3)
    codes = set[str]()
    while len(codes) < len(listed.people):
        codes.add("".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _place in range(width)))
    homes = sorted({one.household for one in listed.people if one.household}, key=lambda _home: secrets.token_bytes(8))
    numbers = {home: f"h{number}" for number, home in enumerate(homes, start=1)}
    pairs = list(zip(sorted(codes, key=lambda _code: secrets.token_bytes(8)), listed.people, strict=True))
    people = [Person(code, one.values, numbers.get(one.household, "")) for code, one in pairs]
    return Pool(listed.features, tuple(sorted(people, key=lambda one: one.code))), [(c, one.code) for c, one in pairs]


@transaction.atomic
def note_progress(*, draw: Draw, done: int, total: int) -> None:
    """How far the worker is."""
    Draw.objects.filter(pk=draw.pk).update(state=State.COMPUTING, types_fixed=done, types_total=total)


@transaction.atomic
def finish_computation(
    *,
    draw: Draw,
    panels: Sequence[Sequence[str]] = (),
    report: Mapping[str, Any] | None = None,
    advice: Sequence[Any] = (),
    quotas: Sequence[Quota] = (),
) -> Draw:
    """Keep what the worker found: panels and a report; or the advice for quotas that cannot be met. Idempotent.

    quotas: those that the panels meet, where they were widened by the advice. Nothing is kept of a draw that was
    prepared anew in the meantime.
    """
    found = Draw.objects.select_for_update().filter(pk=draw.pk).first()
    if found is None or found.state not in (State.WAITING, State.COMPUTING):
        return found or draw
    draw = found
    if panels:
        text = json.dumps(panels, separators=(",", ":"))
        draw.panels_sha256, draw.report, draw.state = (
            private_files().put(text.encode()),
            dict(report or {}),
            State.COMPUTED,
        )
        draw.quotas = rows_of(quotas) if quotas else draw.quotas
        draw.advice = list(advice)
        draw.secret = secrets.token_hex(32)
        if draw.replaces:
            draw.secret = binding_secret(ties_to_earlier(draw), draw.secret)
        draw.commitment = commitment_to(draw.secret)
    else:
        draw.advice, draw.state = list(advice), State.INFEASIBLE
    draw.save()
    return draw


@transaction.atomic
def commit_draw(*, draw: Draw, by: By, at: datetime) -> Draw:
    """Publish pool, quotas and numbered panels, and the commitment to this site's half of the seed.

    From here on nobody can change what will be drawn. Raises `NotAllowed`, `WrongMoment`, and `MembersChanged` for a
    replacement that does not fit any more.
    """
    draw, actor = at_state(draw, State.COMPUTED, by, at=at)
    refuse_changed_members(draw)
    draw.state, draw.committed_at = State.COMMITTED, at
    draw.save(update_fields=["state", "committed_at"])
    facts: Facts = {
        "body": draw.body.code,
        "size": draw.size,
        "people": draw.people,
        "pool_hash": draw.pool_hash,
        "panels_sha256": draw.panels_sha256,
        "quotas_sha256": hashlib.sha256(quotas_text(draw).encode()).hexdigest(),
        "minimum": f"{draw.report['minimum']:.9f}",
        "commitment": draw.commitment,
        "beacon": draw.beacon,
    }
    facts |= ties_in_ledger(draw)
    ledger.record(kind="bodies.draw.committed", subject=draw.ref, by=actor, at=at, facts=facts)
    if draw.replaces:
        replaced: Facts = {"body": draw.body.code, "by": str(draw.code), "gone": draw.gone}
        ledger.record(kind="bodies.draw.replaced", subject=draw.replaces.ref, by=actor, at=at, facts=replaced)
    publish_files_of(draw)
    tell(draw, kind="bodies.draw.committed", at=at)
    return draw


def refuse_changed_members(draw: Draw) -> None:
    """Raise `MembersChanged` if somebody took or left a seat after a replacement was prepared."""
    if draw.replaces and drawn_so_far(draw.replaces) != (draw.staying, draw.gone):
        raise MembersChanged


def ties_in_ledger(draw: Draw) -> Facts:
    """What binds a replacement to the first draw; nothing for a first draw."""
    if draw.replaces is None:
        return {}
    first = earlier_than(draw)[0]
    ties: Facts = {"replaces": str(draw.replaces.code), "first_pool_hash": first.pool_hash}
    return ties | {"staying": draw.staying, "gone": draw.gone}


def at_state(draw: Draw, state: str, by: By, *, at: datetime) -> tuple[Draw, Actor]:
    """The draw, locked, in a state. Raises `NotAllowed`, `WrongMoment`."""
    body, actor = locked(draw.body, by, at=at)
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    draw.body = body
    if draw.state != state:
        raise WrongMoment
    return draw, actor


def publish_files_of(draw: Draw) -> None:
    hashes = [draw.pool_sha256, draw.panels_sha256]
    transaction.on_commit(lambda: [private_files().publish(sha256) for sha256 in hashes])


def tell(draw: Draw, *, kind: str, at: datetime) -> None:
    tell_followers(
        ref=draw.ref,
        kind=kind,
        subject=lambda: f"{draw.title} ({draw.get_state_display()})",
        topics=[draw.body.ref],
        at=at,
    )


@transaction.atomic
def draw_panel(*, draw: Draw, by: By, at: datetime, beacon_value: str = "") -> Draw:
    """Reveal the seed and with it the number of the panel. Nobody chooses anything any more.

    beacon_value: the public number, if one was announced. Raises `NotAllowed`, `WrongMoment`, `Invalid` without it.
    """
    draw, actor = at_state(draw, State.COMMITTED, by, at=at)
    if bool(draw.beacon) != bool(beacon_value.strip()):
        raise Invalid(_("Enter the public number that was announced, and only that."), field="beacon_value")
    if draw.draws_at and at < draw.draws_at:
        raise Invalid(_("The draw was announced for a later moment."))
    draw.beacon_value = beacon_value.strip()
    panels = json.loads(private_files().path(draw.panels_sha256).read_text(encoding="utf-8"))
    draw.panel_number = drawn_number(seed_of(draw.secret, draw.beacon_value), draw.pool_hash, len(panels))
    draw.panel, draw.state, draw.drawn_at = panels[draw.panel_number], State.DRAWN, at
    draw.save()
    facts: Facts = {"body": draw.body.code, "secret": draw.secret, "beacon_value": draw.beacon_value}
    facts |= {"panel_number": draw.panel_number}
    ledger.record(kind="bodies.draw.drawn", subject=draw.ref, by=actor, at=at, facts=facts)
    tell(draw, kind="bodies.draw.drawn", at=at)
    return draw
