"""Audits: announced with a sealed secret, drawn by lot, examined by members, answered by agencies, closed."""

import secrets
from collections.abc import Sequence, Set
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.bodies.models import Body
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.common.refs import make_ref
from madang.disclosure.actions.ahead import office_for_lists
from madang.disclosure.actions.request_answers import refuse_personal
from madang.disclosure.actions.request_steps import require_requester
from madang.disclosure.models import Audit, AuditItem, InformationRequest, Publication, Selection
from madang.disclosure.models.requests import NOBODY
from madang.disclosure.requests import mail
from madang.disclosure.watch import lots
from madang.disclosure.watch.decisions import decided_between
from madang.ledger import actions as ledger
from madang.ledger.models import Entry
from madang.ledger.queries import root_at
from madang.notices.actions import tell_followers

MOST_DRAWN = 500
State = Audit.State


class NotDrawable(Refusal):
    code = "not-drawable"
    default_message = _("The lots cannot be drawn yet: the announcement is still being entered in the public ledger.")


class WrongStage(Refusal):
    code = "wrong-stage"
    default_message = _("The audit is not at the stage that this needs.")


def group_actor(by: User, body: Body, *, at: datetime) -> Actor:
    """A seated member of the watch group, or a secretary of the organisation that runs it. Raises `NotAllowed`."""
    on = localdate(at)
    if body.members.seated(on=on).filter(user=by).exists():
        return Actor(ref=by.ref, office=f"member@{body.code}")
    if body.is_kept_by(viewer_of(by, on=on)):
        return by.as_actor(Role.SECRETARY, body.organisation)
    raise NotAllowed(_("Only members of the watch group and its secretary may do this."))


@transaction.atomic
def announce_audit(
    *,
    body: Body,
    title: str,
    what: str,
    since_on: date,
    until_on: date,
    size: int,
    per_agency: int = 0,
    answer_days: int = 14,
    commitment: str = "",
    by: User,
    at: datetime,
) -> Audit:
    """Fix what may be drawn and how many, and seal the secret. Nothing can be chosen after this.

    commitment: of a secret that the group keeps itself (`lots.commitment_to`); without one, Madang makes the secret.
    Raises `NotAllowed` or `Invalid`.
    """
    actor = group_actor(by, body, at=at)
    check_audit(title, what, since_on, until_on, size, commitment, on=localdate(at))
    if body.kind != Body.Kind.WATCH_GROUP:
        raise Invalid(_("Only a watch group audits."))
    audit = Audit(body=body, title=" ".join(title.split())[:200], what=what, since_on=since_on, until_on=until_on)
    audit.size, audit.per_agency, audit.answer_days, audit.announced_at = size, per_agency, answer_days, at
    seal(audit, commitment)
    audit.save()
    audit.announcement = note_announcement(audit, actor, at=at).code
    audit.save(update_fields=["announcement"])
    return audit


def seal(audit: Audit, commitment: str) -> None:
    """Freeze what may be drawn, and commit to the secret. Raises `Invalid` where there is nothing to draw."""
    audit.population = records_between(audit.what, audit.since_on, audit.until_on)
    if not audit.population:
        raise Invalid(_("There is nothing of this kind in that time."))
    audit.population_sha256 = lots.population_hash(audit.population)
    audit.secret = "" if commitment else secrets.token_hex(32)
    audit.commitment = commitment or lots.commitment_to(audit.secret)


def check_audit(title: str, what: str, since_on: date, until_on: date, size: int, commitment: str, *, on: date) -> None:
    """Raise `Invalid` for what cannot be audited."""
    if not title.strip():
        raise Invalid(_("Give the audit a title."), field="title")
    if what not in Audit.What.values:
        raise Invalid(_("Choose what is examined."), field="what")
    if not since_on <= until_on < on:
        raise Invalid(_("The time must have passed, and its last day cannot be before its first."), field="until_on")
    if not 1 <= size <= MOST_DRAWN:
        raise Invalid(_("Draw from 1 to 500 records."), field="size")
    if commitment and (len(commitment) != 64 or set(commitment) - set("0123456789abcdef")):
        raise Invalid(_("A commitment is 64 digits from 0 to 9 and a to f."), field="commitment")


def records_between(what: str, since_on: date, until_on: date) -> list[tuple[str, str]]:
    """(ref, agency) of every document that became public in that way in that time and still is, by ref.

    Of decisions on requests: of every one taken in that time, under names that tell nothing of the request.
    """
    if what == Audit.What.DECISIONS:
        return sorted((ref, event.organisation.code) for ref, event in decided_between(since_on, until_on))
    listing = Publication.Extent.LISTING
    extents = [listing] if what == Audit.What.LISTINGS else [each for each in Publication.Extent if each != listing]
    found = Publication.objects.in_force().filter(
        extent__in=extents, published_at__date__gte=since_on, published_at__date__lte=until_on
    )
    rows = found.values_list("version__document__code", "version__document__organisation__code").distinct()
    return sorted((make_ref("disclosure:document", code), agency) for code, agency in rows)


def note_announcement(audit: Audit, actor: Actor, *, at: datetime) -> Entry:
    entry = ledger.record(
        kind="disclosure.audit.announced",
        subject=audit.ref,
        by=actor,
        at=at,
        facts={
            "body": audit.body.code,
            "what": audit.what,
            "since": audit.since_on.isoformat(),
            "until": audit.until_on.isoformat(),
            "size": audit.size,
            "per_agency": audit.per_agency,
            "population": len(audit.population),
            "population_sha256": audit.population_sha256,
            "commitment": audit.commitment,
        },
    )
    tell(audit, "disclosure.audit.announced", at=at)
    return entry


def tell(audit: Audit, kind: str, *, at: datetime) -> None:
    tell_followers(
        ref=audit.ref, topics=[audit.body.ref], kind=kind, subject=partial(headline, audit, kind), at=at, key=audit.ref
    )


def headline(audit: Audit, kind: str) -> object:
    words = {"title": audit.title}
    if kind == "disclosure.audit.announced":
        return _("Audit announced: %(title)s") % words
    if kind == "disclosure.audit.drawn":
        return _("Lots drawn: %(title)s") % words
    return _("Audit closed, findings public: %(title)s") % words


@transaction.atomic
def draw_audit(*, audit: Audit, secret: str = "", by: User, at: datetime) -> Audit:
    """Reveal the secret and draw. The seed also rests on the ledger's root as of the announcement's own entry.

    secret: where the group kept it itself. Raises `NotAllowed`, `WrongStage`, `NotDrawable` or `Invalid`.
    """
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    actor = group_actor(by, audit.body, at=at)
    if audit.state != State.ANNOUNCED:
        raise WrongStage
    reveal(audit, secret)
    audit.state, audit.drawn_at = State.DRAWN, at
    audit.save()
    records = [(ref, agency) for ref, agency in audit.population]
    refs = lots.drawn(records, seed=audit.seed, size=audit.size, per_agency=audit.per_agency)
    agency_of = dict(records)
    agencies = {one.code: one for one in Organisation.objects.filter(code__in=set(agency_of.values()))}
    is_of_decisions = audit.what == Audit.What.DECISIONS
    events = dict(decided_between(audit.since_on, audit.until_on)) if is_of_decisions else {}
    AuditItem.objects.bulk_create(
        AuditItem(audit=audit, place=place, ref=ref, organisation=agencies[agency_of[ref]], decision=events.get(ref))
        for place, ref in enumerate(refs, start=1)
    )
    ask_requesters(audit, [events[ref].request for ref in refs if ref in events])
    ledger.record(
        kind="disclosure.audit.drawn",
        subject=audit.ref,
        by=actor,
        at=at,
        facts={"secret": audit.secret, "root": audit.root, "tree_size": audit.tree_size, "seed": audit.seed},
    )
    tell(audit, "disclosure.audit.drawn", at=at)
    return audit


def reveal(sealed: Audit | Selection, secret: str) -> None:
    """Make the seed of the secret and the ledger's root. secret: where it was kept elsewhere.

    Raises `Invalid` for another secret, and `NotDrawable` while the ledger has not sealed the announcement.
    """
    sealed.secret = sealed.secret or secret.strip()
    if lots.commitment_to(sealed.secret) != sealed.commitment:
        raise Invalid(_("This is not the secret that was committed to."), field="secret")
    entry = Entry.objects.filter(code=sealed.announcement).first() if sealed.announcement else None
    if entry is None or entry.index is None or (root := root_at(entry.index + 1)) is None:
        raise NotDrawable
    sealed.tree_size, sealed.root = entry.index + 1, root.hex()
    sealed.seed = lots.seed_of(sealed.secret, sealed.root)


@transaction.atomic
def examine(
    *, item: AuditItem, fault: str, note: str = "", test_request: str = "", by: User, at: datetime
) -> AuditItem:
    """A member writes down what was found. With a fault, the agency must answer within the days set.

    May be corrected until the agency has answered. Raises `NotAllowed`, `WrongStage` or `Invalid`.
    """
    item = AuditItem.objects.select_for_update().select_related("audit__body").get(pk=item.pk)
    group_actor(by, item.audit.body, at=at)
    if item.audit.state != State.DRAWN or item.answered_at:
        raise WrongStage
    if fault not in AuditItem.Fault.values:
        raise Invalid(_("Choose what was found."), field="fault")
    if fault != AuditItem.Fault.NONE and not note.strip():
        raise Invalid(_("Say what was found: the agency must be able to answer."), field="note")
    refuse_personal(note, where=str(_("What was found")), field="note")
    check_test_request(test_request.strip(), item, by)
    item.fault, item.note, item.test_request = fault, note.strip()[:2000], test_request.strip()[:60]
    item.examined_by, item.examined_at = by, at
    due_on = localdate(at) + timedelta(days=item.audit.answer_days)
    item.answer_due_on = None if fault == AuditItem.Fault.NONE else due_on
    item.save()
    return item


def check_test_request(number: str, item: AuditItem, by: User) -> None:
    """Raise `Invalid` unless the number is of a request that the member filed with this agency, or is empty."""
    own = InformationRequest.objects.filter(number=number, organisation=item.organisation, filing__user=by)
    if number and not own.exists():
        raise Invalid(_("You have filed no request of this number with this agency."), field="test_request")


def ask_requesters(audit: Audit, requests: Sequence[InformationRequest]) -> None:
    """Ask whoever asked whether the group may read it. Requests that are published need no leave."""
    for request in {one.pk: one for one in requests if not one.is_published}.values():
        mail.send_drawn(request, audit.body)


@transaction.atomic
def open_to_group(
    *, request: InformationRequest, by: User | None, opened: Set[UUID] = NOBODY, at: datetime
) -> InformationRequest:
    """Let the watch group read the words of a request whose decision was drawn, without who asks. Only its requester.

    Raises `NotAllowed`, and `WrongStage` where nothing of it is being examined.
    """
    return _open_or_shut(request, by, opened, at=at, opened_at=at)


@transaction.atomic
def shut_to_group(
    *, request: InformationRequest, by: User | None, opened: Set[UUID] = NOBODY, at: datetime
) -> InformationRequest:
    """Take the leave back. Raises as `open_to_group`."""
    return _open_or_shut(request, by, opened, at=at, opened_at=None)


def _open_or_shut(
    request: InformationRequest, by: User | None, opened: Set[UUID], *, at: datetime, opened_at: datetime | None
) -> InformationRequest:
    require_requester(request, by, at, opened)
    if not AuditItem.objects.filter(decision__request=request, audit__state=State.DRAWN).update(opened_at=opened_at):
        raise WrongStage
    return request


@transaction.atomic
def answer_finding(*, item: AuditItem, reply: str, answer: str, by: User, at: datetime) -> AuditItem:
    """The agency answers a finding, once, with reasons. Raises `NotAllowed`, `WrongStage` or `Invalid`."""
    item = AuditItem.objects.select_for_update().select_related("audit", "organisation").get(pk=item.pk)
    office_for_lists(by, item.organisation, at=at)
    if item.audit.state != State.DRAWN or not item.has_fault or item.answered_at:
        raise WrongStage
    if reply not in AuditItem.Reply.values:
        raise Invalid(_("Choose how the agency answers."), field="reply")
    if not answer.strip():
        raise Invalid(_("Give reasons: they become public with the finding."), field="answer")
    refuse_personal(answer, where=str(_("The answer")), field="answer")
    item.reply, item.answer, item.answered_at = reply, answer.strip()[:2000], at
    item.save(update_fields=["reply", "answer", "answered_at"])
    return item


@transaction.atomic
def close_audit(*, audit: Audit, by: User, at: datetime) -> Audit:
    """Make everything public. Every record must have been examined, and every finding answered or overdue.

    Raises `NotAllowed` or `WrongStage`.
    """
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    actor = group_actor(by, audit.body, at=at)
    items = list(audit.items.select_related("organisation"))
    if audit.state != State.DRAWN or any(item.examined_at is None for item in items):
        raise WrongStage(_("Every record must be examined first."))
    today = localdate(at)
    if any(item.has_fault and not item.answered_at and (item.answer_due_on or today) >= today for item in items):
        raise WrongStage(_("Agencies still have time to answer."))
    audit.state, audit.closed_at = State.CLOSED, at
    audit.save(update_fields=["state", "closed_at"])
    faults = sum(item.has_fault for item in items)
    unanswered = sum(item.has_fault and item.answered_at is None for item in items)
    facts = {"examined": len(items), "faults": faults, "unanswered": unanswered}
    ledger.record(kind="disclosure.audit.closed", subject=audit.ref, by=actor, at=at, facts=facts)
    tell(audit, "disclosure.audit.closed", at=at)
    return audit
