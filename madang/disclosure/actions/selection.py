"""Members of a watch group: called for openly, the most active requesters taken, the other seats drawn by lot."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from madang.accounts.models import User
from madang.bodies.actions import By, Result, announce_call, decide_call
from madang.bodies.actions.permission import acting
from madang.bodies.conflicts import EXCLUDING
from madang.bodies.models import Application, Body, Call
from madang.common.errors import Invalid
from madang.disclosure.actions.watch import WrongStage, reveal
from madang.disclosure.models import InformationRequest, Selection
from madang.disclosure.watch import lots, mixed
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json

COUNTED = timedelta(days=730)
"""Requests are counted that were filed in the two years before the call: nobody files any to be chosen."""
State = Selection.State


@transaction.atomic
def announce_selection(
    *, body: Body, title: str, text: str, seats: int, merit: int, opens_at: datetime, closes_at: datetime, by: By,
    at: datetime,
) -> Selection:  # fmt: skip
    """Call for members, with the rule by which they will be chosen. Raises `NotAllowed` or `Invalid`.

    title, text: in Korean. merit: seats for the most active requesters, from 0 to all of them.
    """
    acting(by, body.organisation, at=at)
    if body.kind != Body.Kind.WATCH_GROUP:
        raise Invalid(_("Only members of a watch group are chosen in this way."), field="body")
    if not 0 <= merit <= seats:
        raise Invalid(_("From none to all of the seats go to the most active requesters."), field="merit")
    with override("ko"):
        criteria = [{"ko": name, "weight": weight} for name, weight in rule_in_words(merit, seats)]
        text = f"{text.strip()}\n\n" + _(
            "The number of requests that you filed on this site in the two years before this call is counted, and "
            "published without your name."
        )
    call = announce_call(
        body=body, title_ko=title, text_ko=text, seats=seats, opens_at=opens_at, closes_at=closes_at, criteria=criteria,
        takes_nominations=False, by=by, at=at,
    )  # fmt: skip
    return Selection.objects.create(call=call, merit=merit)


def rule_in_words(merit: int, seats: int) -> list[tuple[str, int]]:
    """What the call says of each way, with its weight in percent."""
    drawn = seats - merit
    ways = [(_("Most requests for information in two years"), merit), (_("Drawn by lot among all others"), drawn)]
    return [(_("%(way)s (seats: %(count)d)") % {"way": way, "count": n}, n * 100 // seats) for way, n in ways if n]


@transaction.atomic
def seal_candidates(*, selection: Selection, by: By, at: datetime) -> Selection:
    """Freeze who can be chosen, once the call has closed, and commit to a secret. Raises `NotAllowed`, `WrongStage`."""
    found = Selection.objects.select_for_update().select_related("call__body__organisation").get(pk=selection.pk)
    actor = acting(by, found.call.body.organisation, at=at)
    if found.state != State.ANNOUNCED or at < found.call.closes_at:
        raise WrongStage
    found.population = [[mixed.name_of(str(one.code)), requests_of(one.by, found.call)] for one in eligible(found.call)]
    if not found.population:
        raise Invalid(_("Nobody who can be chosen has applied."))
    found.population.sort()
    found.population_sha256 = mixed.candidates_hash([(name, count) for name, count in found.population])
    found.secret, found.state = secrets.token_hex(32), State.SEALED
    found.commitment = lots.commitment_to(found.secret)
    facts: dict[str, Json | ledger.Personal] = {
        "call": found.call.ref,
        "candidates": len(found.population),
        "population_sha256": found.population_sha256,
        "commitment": found.commitment,
        "seats": found.call.seats,
        "merit": found.merit,
    }
    entry = ledger.record(kind="disclosure.selection.sealed", subject=found.ref, by=actor, at=at, facts=facts)
    found.announcement = entry.code
    found.save()
    return found


def eligible(call: Call) -> list[Application]:
    """Applications that wait, of people whom no declared circumstance excludes; the first of each person."""
    waiting = call.applications.filter(state=Application.State.SUBMITTED).select_related("by").order_by("pk")
    first: dict[int, Application] = {}
    for one in waiting:
        if not set(one.conflicts) & EXCLUDING:
            first.setdefault(one.by_id, one)
    return list(first.values())


def requests_of(user: User, call: Call) -> int:
    """How many requests the person filed in the two years before the call."""
    until = call.announced_at
    found = InformationRequest.objects.filter(filing__user=user)
    return found.filter(filing__filed_at__lt=until, filing__filed_at__gte=until - COUNTED).count()


@transaction.atomic
def choose_members(*, selection: Selection, by: By, at: datetime) -> Selection:
    """Reveal the secret, choose, seat whom it names, and tell everybody who applied. As often as asked, once.

    Raises `NotAllowed`, `WrongStage`, `NotDrawable`.
    """
    found = Selection.objects.select_for_update().select_related("call__body__organisation").get(pk=selection.pk)
    actor = acting(by, found.call.body.organisation, at=at)
    if found.state != State.SEALED:
        raise WrongStage
    reveal(found, "")
    candidates = [(name, count) for name, count in found.population]
    chosen = mixed.choose(candidates, seed=found.seed, seats=found.call.seats, merit=found.merit)
    found.active, found.by_lot = list(chosen.active), list(chosen.by_lot)
    found.state, found.chosen_at = State.CHOSEN, at
    found.save()
    facts: dict[str, Json | ledger.Personal] = {
        "secret": found.secret,
        "root": found.root,
        "tree_size": found.tree_size,
        "seed": found.seed,
    }
    facts |= {"active": found.active, "by_lot": found.by_lot}
    ledger.record(kind="disclosure.selection.chosen", subject=found.ref, by=actor, at=at, facts=facts)
    decide_call(call=found.call, results=results_of(found), since_on=localdate(at), by=by, at=at, rule=Selection.KIND)
    return found


def results_of(selection: Selection) -> list[Result]:
    """What became of each application, with its reason."""
    waiting = selection.call.applications.filter(state=Application.State.SUBMITTED).select_related("call", "by")
    able = {one.pk for one in eligible(selection.call)}
    counts = dict(map(tuple, selection.population))
    found = []
    for one in waiting:
        name = mixed.name_of(str(one.code)) if one.pk in able else ""
        if name in selection.active:
            reason = _("Among the most active requesters: %(count)d requests in two years.") % {"count": counts[name]}
        elif name in selection.by_lot:
            reason = _("Drawn by lot.")
        elif name:
            reason = _("Neither among the most active requesters nor drawn by lot.")
        else:
            reason = _("A declared circumstance excludes it, or you had applied already.")
        is_chosen = bool(name) and name in {*selection.active, *selection.by_lot}
        found.append(Result(application=one, is_selected=is_chosen, reason=reason))
    return found
