"""What a decision is about: the secretary names records by ref or address, and takes a wrong one back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from madang.bodies.actions.bodies import locked
from madang.bodies.actions.permission import By, Facts, kept
from madang.bodies.models import Decision, DecisionLink
from madang.common.actors import Actor
from madang.common.errors import Invalid
from madang.common.refs import ref_at, resolve_ref
from madang.ledger import actions as ledger
from madang.notices.actions import tell_followers
from madang.search import actions as search

MOST_LINKS = 50
"""Records that one decision may name."""


@transaction.atomic
def link_decision(*, decision: Decision, about: Sequence[str], by: By, at: datetime) -> list[DecisionLink]:
    """Name the public records that a decision is about, by ref or by the address of their page.

    Naming one again changes nothing; returns the new links. Raises `NotAllowed`, or `Invalid` for what is not public.
    """
    _body, actor = locked(decision.item.meeting.body, by, at=at)
    decision = (
        Decision.objects.select_for_update(of=("self",)).select_related("item__meeting__body").get(pk=decision.pk)
    )
    made = add_links(decision, about, at=at)
    if made:
        enter(decision, "bodies.decision.linked", {"about": [link.ref for link in made]}, actor, at=at)
        tell_linked(decision, made, at=at)
    return made


def add_links(decision: Decision, about: Iterable[str], *, at: datetime) -> list[DecisionLink]:
    """The links that are new. Raises `Invalid`."""
    there = set(decision.links.standing().values_list("ref", flat=True))
    new = [ref for ref in dict.fromkeys(map(checked_ref, about)) if ref not in there]
    if len(there) + len(new) > MOST_LINKS:
        raise Invalid(_("A decision names at most %(most)s records.") % {"most": MOST_LINKS}, field="about")
    return [DecisionLink.objects.create(decision=decision, ref=ref, linked_at=at) for ref in new]


def checked_ref(said: str) -> str:
    """The ref of a public record that was named by ref or address. Raises `Invalid`."""
    said = said.strip().removeprefix(settings.SITE_URL)
    ref = ref_at(said) if said.startswith("/") else said
    if not ref or len(ref) > 200 or resolve_ref(ref) is None:
        raise Invalid(
            _("“%(said)s” is no public record here. Give its reference, or the address of its page.")
            % {"said": said[:200]},
            field="about",
        )
    return ref


@transaction.atomic
def unlink_decision(*, link: DecisionLink, reason: str, by: By, at: datetime) -> DecisionLink:
    """Take a wrong link back, with a reason. Raises `NotAllowed`, `Invalid`."""
    _body, actor = locked(link.decision.item.meeting.body, by, at=at)
    link = (
        DecisionLink.objects.select_for_update(of=("self",))
        .select_related("decision__item__meeting__body")
        .get(pk=link.pk)
    )
    if link.removed_at:
        raise Invalid(_("This was taken back already."))
    if not reason.strip():
        raise Invalid(_("Say why it is taken back."), field="reason")
    link.removed_at, link.removed_reason = at, reason.strip()[:300]
    link.save(update_fields=["removed_at", "removed_reason"])
    enter(link.decision, "bodies.decision.unlinked", {"about": link.ref, "reason": link.removed_reason}, actor, at=at)
    return link


def is_public(decision: Decision) -> bool:
    """Whether everyone reads the decision."""
    return not decision.item.meeting.is_shut or decision.published_at is not None


def enter(decision: Decision, kind: str, said: Facts, actor: Actor, *, at: datetime) -> None:
    """The ledger's entry; of a closed meeting's decision only that something was named, by commitment."""
    meeting = decision.item.meeting
    facts: Facts = {"body": meeting.body.code, "item": decision.item.number}
    facts |= said if is_public(decision) else kept(meeting, "link", said)
    ledger.record(kind=kind, subject=meeting.ref, by=actor, at=at, facts=facts)
    search.mark_changed([meeting.ref])


def tell_linked(decision: Decision, links: Iterable[DecisionLink], *, at: datetime) -> None:
    """Followers of the records hear of a decision that everyone may read."""
    if not is_public(decision):
        return
    name = decision.item.meeting.body.name_ko
    for link in links:
        tell_followers(
            ref=link.ref,
            topics=[decision.item.meeting.body.ref],
            kind="bodies.decision.linked",
            subject=lambda: _("%(body)s decided about it") % {"body": name},
            at=at,
        )
