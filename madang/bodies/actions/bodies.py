"""Bodies are established, changed and dissolved; their seats are laid out and their duties set."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, JSONField, Value
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.bodies.actions.permission import BodyIsDissolved, By, Facts, acting
from madang.bodies.models import Body, DutyRule, Sector
from madang.bodies.models.bodies import RESERVED
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.search import actions as search

DESCRIPTION = frozenset(
    {"name_ko", "name_en", "mandate_ko", "mandate_en", "legal_basis", "secretariat", "shows_names"}
    | {"quorum_numerator", "quorum_denominator", "is_quorum_strict"}
)


class DutyAlreadySet(Refusal):
    code = "duty-already-set"
    default_message = _("A duty of this kind is in force already. End it first.")


def refuse_faults(record: Any) -> None:
    """Raise `Invalid` with the first thing that is wrong with a record, and its field."""
    lists = [field.name for field in record._meta.fields if isinstance(field, JSONField)]  # may be empty
    try:
        record.full_clean(exclude=lists, validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(messages[0], field=field)


@transaction.atomic
def establish_body(
    *,
    code: str,
    kind: str,
    name_ko: str,
    organisation: Organisation,
    established_on: date,
    by: By,
    at: datetime,
    parent: Body | None = None,
    sectors: Sequence[Mapping[str, Any]] = (),
    **description: Any,
) -> Body:
    """Enter a body, or a group under another one, with its seats. description: any of `DESCRIPTION`.

    sectors: `{code, name_ko, name_en, seats, is_external}` each. Raises `NotAllowed` or `Invalid`.
    """
    actor = acting(by, organisation, at=at)
    refuse_unknown(description)
    refuse_taken(code)
    body = Body(code=code, kind=kind, name_ko=name_ko.strip(), organisation=organisation, parent=parent, **description)
    body.established_on = established_on
    refuse_faults(body)
    body.save()
    for sector in sectors:
        lay_out_seats(body, **sector)
    facts: Facts = {
        "agency": organisation.code,
        "kind": kind,
        "name": body.name_ko,
        "parent": parent.ref if parent else None,
        "established_on": established_on.isoformat(),
        "seats": {sector.code: sector.seats for sector in body.sectors.all()},
    }
    ledger.record(kind="bodies.body.established", subject=body.ref, by=actor, at=at, facts=facts)
    search.mark_changed([body.ref])
    return body


def refuse_unknown(description: Mapping[str, Any]) -> None:
    if unknown := set(description) - DESCRIPTION:
        raise TypeError(f"a body has no {sorted(unknown)}")


def refuse_taken(code: str) -> None:
    """Raise `Invalid` for a code that another body has, or that means something else in addresses."""
    if code in RESERVED:
        raise Invalid(_("“%(code)s” stands for something else in addresses here.") % {"code": code}, field="code")
    if Body.objects.filter(code=code).exists():
        raise Invalid(_("There is a body with the code “%(code)s” already.") % {"code": code}, field="code")


def lay_out_seats(
    body: Body, *, code: str, name_ko: str, seats: int, name_en: str = "", is_external: bool = False
) -> Sector:
    """Add seats of one kind. Raises `Invalid`."""
    if body.sectors.filter(code=code).exists():
        raise Invalid(_("This body has seats with the code “%(code)s” already.") % {"code": code}, field="code")
    sector = Sector(body=body, code=code, name_ko=name_ko, name_en=name_en, seats=seats, is_external=is_external)
    refuse_faults(sector)
    sector.save()
    return sector


def locked(body: Body, by: By, *, at: datetime) -> tuple[Body, Any]:
    """The body, locked, and the office that acts. Raises `NotAllowed`, `BodyIsDissolved`."""
    body = Body.objects.select_for_update().select_related("organisation").get(pk=body.pk)
    actor = acting(by, body.organisation, at=at)
    if body.dissolved_on and body.dissolved_on <= localdate(at):
        raise BodyIsDissolved
    return body, actor


@transaction.atomic
def add_seats(
    *,
    body: Body,
    code: str,
    name_ko: str,
    seats: int,
    by: By,
    at: datetime,
    name_en: str = "",
    is_external: bool = False,
) -> Sector:
    """Lay out further seats in a body that exists. Raises `NotAllowed`, `Invalid`."""
    body, actor = locked(body, by, at=at)
    sector = lay_out_seats(body, code=code, name_ko=name_ko, name_en=name_en, seats=int(seats), is_external=is_external)
    facts: Facts = {"sector": code, "seats": sector.seats, "external": is_external}
    ledger.record(kind="bodies.seats.added", subject=body.ref, by=actor, at=at, facts=facts)
    return sector


@transaction.atomic
def describe_body(*, body: Body, by: By, at: datetime, **description: Any) -> Body:
    """Change what is said of a body; the ledger keeps what changed. Raises `NotAllowed`, `Invalid`."""
    body, actor = locked(body, by, at=at)
    refuse_unknown(description)
    changed = {name: value for name, value in description.items() if getattr(body, name) != value}
    if not changed:
        return body
    for name, value in changed.items():
        setattr(body, name, value)
    refuse_faults(body)
    body.save(update_fields=list(changed))
    facts: Facts = {
        name: value if len(str(value)) <= 300 else f"{str(value)[:299]}…" for name, value in changed.items()
    }
    ledger.record(kind="bodies.body.changed", subject=body.ref, by=actor, at=at, facts=facts)
    search.mark_changed([body.ref])
    return body


@transaction.atomic
def dissolve_body(*, body: Body, dissolved_on: date, reason: str, by: By, at: datetime) -> Body:
    """End a body: `dissolved_on` is the first day without it. Memberships and duties end with it.

    Raises `NotAllowed`, `Invalid` without a reason or for a day before it was established.
    """
    body, actor = locked(body, by, at=at)
    if not reason.strip():
        raise Invalid(_("Say why the body ends."), field="reason")
    if dissolved_on < body.established_on:
        raise Invalid(_("A body cannot end before it began."), field="dissolved_on")
    body.dissolved_on = dissolved_on
    body.save(update_fields=["dissolved_on"])
    body.members.filter(until_on=None, since_on__gt=dissolved_on).update(until_on=F("since_on"))
    body.members.filter(until_on=None).update(until_on=dissolved_on, ended_reason=Value(reason.strip()[:300]))
    body.duties.filter(until_on=None, since_on__gt=dissolved_on).update(until_on=F("since_on"))
    body.duties.filter(until_on=None).update(until_on=dissolved_on)
    facts: Facts = {"dissolved_on": dissolved_on.isoformat(), "reason": reason.strip()[:300]}
    ledger.record(kind="bodies.body.dissolved", subject=body.ref, by=actor, at=at, facts=facts)
    search.mark_changed([body.ref])
    return body


@transaction.atomic
def set_duty(
    *,
    body: Body,
    kind: str,
    number: int,
    since_on: date,
    by: By,
    at: datetime,
    denominator: int = 1,
    basis: str = "",
    until_on: date | None = None,
) -> DutyRule:
    """Bind a body to a duty from a day on. For a share: at least `number` of `denominator`.

    Raises `NotAllowed`, `Invalid`, or `DutyAlreadySet` while one of the kind is in force without an end.
    """
    body, actor = locked(body, by, at=at)
    share = denominator if kind == DutyRule.Kind.EXTERNAL_SHARE else 1
    rule = DutyRule(body=body, kind=kind, number=number, denominator=share, since_on=since_on, until_on=until_on)
    rule.basis = basis.strip()
    refuse_impossible(rule)
    rule.save()
    facts: Facts = {
        "kind": kind,
        "number": number,
        "of": rule.denominator,
        "since_on": since_on.isoformat(),
        "basis": rule.basis,
    }
    ledger.record(kind="bodies.duty.set", subject=body.ref, by=actor, at=at, facts=facts)
    search.mark_changed([body.ref])
    return rule


def refuse_impossible(rule: DutyRule) -> None:
    """Raise `Invalid` for a duty that nobody could keep, `DutyAlreadySet` while one of the kind is in force."""
    if rule.kind not in DutyRule.Kind.values:
        raise Invalid(_("Choose a duty."), field="kind")
    if rule.kind == DutyRule.Kind.EXTERNAL_SHARE and not 0 < rule.number <= rule.denominator:
        raise Invalid(_("A share lies between nothing and all: 1 of 2, 2 of 3."), field="number")
    if rule.until_on is None and rule.body.duties.filter(kind=rule.kind, until_on=None).exists():
        raise DutyAlreadySet(field="kind")
    if rule.since_on < rule.body.established_on:
        raise Invalid(_("A duty cannot begin before the body does."), field="since_on")
    refuse_faults(rule)


@transaction.atomic
def end_duty(*, rule: DutyRule, until_on: date, by: By, at: datetime) -> DutyRule:
    """End a duty: `until_on` is the first day without it, today or later. Breaches of the past stay.

    Raises `NotAllowed`, `Invalid`.
    """
    body, actor = locked(rule.body, by, at=at)
    rule = DutyRule.objects.select_for_update().get(pk=rule.pk)
    if rule.until_on is not None and rule.until_on <= until_on:
        raise Invalid(_("This duty has ended already."), field="until_on")
    if until_on < localdate(at):
        raise Invalid(_("A duty ends today or later, never in the past."), field="until_on")
    rule.until_on = max(until_on, rule.since_on)
    rule.save(update_fields=["until_on"])
    facts: Facts = {"kind": rule.kind, "until_on": rule.until_on.isoformat()}
    ledger.record(kind="bodies.duty.ended", subject=body.ref, by=actor, at=at, facts=facts)
    return rule
