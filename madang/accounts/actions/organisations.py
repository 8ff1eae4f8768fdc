"""Organisations begin, are renamed, move and merge; each keeps its history, and each change is on the record."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.actions.roles import close_role
from madang.accounts.models import Organisation, OrganisationVersion, RoleHeld
from madang.accounts.queries import require_administrator
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json


class OrganisationExists(Refusal):
    code = "organisation-exists"


class OrganisationDissolved(Refusal):
    code = "organisation-dissolved"


@transaction.atomic
def create_organisation(
    *,
    code: str,
    kind: str,
    name_ko: str,
    name_en: str,
    established_on: date,
    by: Actor,
    at: datetime,
    parent: Organisation | None = None,
) -> Organisation:
    """Enter an organisation with its first version.

    Raises `NotAllowed`, `OrganisationExists` if the code is taken, `Invalid` for a wrong value or a day yet to come.
    """
    require_administrator(by, at=at)
    refuse_taken(code)
    refuse_future(established_on, at=at, field="established_on")
    if parent and not parent.exists(on=established_on):
        raise Invalid(_("The parent did not exist on the day of establishment."), field="parent")
    organisation = Organisation(
        code=code,
        kind=kind,
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        parent=parent,
        established_on=established_on,
    )
    save_checked(organisation)
    add_version(organisation, since_on=established_on)
    facts = {
        "code": code,
        "kind": kind,
        "parent": parent.ref if parent else None,
        "name_ko": organisation.name_ko,
        "name_en": organisation.name_en,
        "established_on": established_on.isoformat(),
    }
    ledger.record(kind="accounts.organisation.created", subject=organisation.ref, by=by, at=at, facts=facts)
    return organisation


@transaction.atomic
def rename_organisation(
    *, organisation: Organisation, name_ko: str, name_en: str, since_on: date, by: Actor, at: datetime
) -> OrganisationVersion:
    """Give it another name from `since_on`; what it was called before stays readable.

    Raises `NotAllowed`, `OrganisationDissolved`, `Invalid` if the day is not after its latest change, or yet to come.
    """
    organisation = lock_for_change(organisation, since_on=since_on, by=by, at=at)
    old_ko, old_en = organisation.name_ko, organisation.name_en
    organisation.name_ko, organisation.name_en = name_ko.strip(), name_en.strip()
    if (old_ko, old_en) == (organisation.name_ko, organisation.name_en):
        raise Invalid(_("The organisation has this name already."), field="name_ko")
    save_checked(organisation)
    version = add_version(organisation, since_on=since_on)
    facts: dict[str, Json | ledger.Personal] = {
        "from": {"ko": old_ko, "en": old_en},
        "to": {"ko": organisation.name_ko, "en": organisation.name_en},
        "since_on": since_on.isoformat(),
    }
    ledger.record(kind="accounts.organisation.renamed", subject=organisation.ref, by=by, at=at, facts=facts)
    return version


@transaction.atomic
def move_organisation(
    *, organisation: Organisation, parent: Organisation | None, since_on: date, by: Actor, at: datetime
) -> OrganisationVersion:
    """Put it under another parent from `since_on`; None puts it at the top.

    Raises `NotAllowed`, `OrganisationDissolved`, `Invalid` if that would make a circle, change nothing, or if the day
    is not after its latest change or yet to come.
    """
    organisation = lock_for_change(organisation, since_on=since_on, by=by, at=at)
    old = organisation.parent
    if parent == old:
        raise Invalid(_("The organisation is there already."), field="parent")
    if parent and not parent.exists(on=since_on):
        raise Invalid(_("The new parent does not exist on that day."), field="parent")
    refuse_circle(organisation, parent)
    organisation.parent = parent
    save_checked(organisation)
    version = add_version(organisation, since_on=since_on)
    facts = {
        "from": old.ref if old else None,
        "to": parent.ref if parent else None,
        "since_on": since_on.isoformat(),
    }
    ledger.record(kind="accounts.organisation.moved", subject=organisation.ref, by=by, at=at, facts=facts)
    return version


@transaction.atomic
def merge_organisations(
    *, organisations: Sequence[Organisation], into: Organisation, on: date, by: Actor, at: datetime
) -> Organisation:
    """Dissolve organisations into a successor on the day `on`.

    What stood under them moves under the successor, roles held in them end that day, and who holds a role in the
    successor holds it for their records too (`viewer_of`).
    Raises `NotAllowed`, `OrganisationDissolved`, `Invalid` when nothing is merged, or the successor is among them or
    below them.
    """
    require_administrator(by, at=at)
    if not organisations or into in organisations:
        raise Invalid(_("Choose one or more organisations, and a successor that is not among them."), field="into")
    successor = lock_all()[into.pk]
    if not successor.exists(on=on):
        raise OrganisationDissolved(_("The successor does not exist on that day."), field="into")
    for one in sorted(organisations, key=lambda found: found.pk):
        merged = lock_for_change(one, since_on=on, by=by, at=at)
        refuse_circle(merged, successor)
        dissolve(merged, successor=successor, on=on, by=by, at=at)
    merged_ids = [one.pk for one in organisations]
    for child in Organisation.objects.filter(parent__in=merged_ids, dissolved_on=None):
        move_organisation(organisation=child, parent=successor, since_on=on, by=by, at=at)
    return successor


def dissolve(merged: Organisation, *, successor: Organisation, on: date, by: Actor, at: datetime) -> None:
    merged.dissolved_on, merged.successor = on, successor
    save_checked(merged)
    facts = {"successor": successor.ref, "dissolved_on": on.isoformat()}
    ledger.record(kind="accounts.organisation.merged", subject=merged.ref, by=by, at=at, facts=facts)
    for held in RoleHeld.objects.filter(organisation=merged).exclude(until_on__lte=on):
        close_role(held, until_on=max(on, held.since_on), by=by, at=at)


def lock_for_change(organisation: Organisation, *, since_on: date, by: Actor, at: datetime) -> Organisation:
    """The organisation, locked, after the checks that every change of it shares."""
    require_administrator(by, at=at)
    locked = lock_all()[organisation.pk]
    if locked.dissolved_on:
        message = _("{name} was dissolved on {day}.").format(name=locked.name, day=locked.dissolved_on)
        raise OrganisationDissolved(message)
    refuse_future(since_on, at=at, field="since_on")
    latest = locked.versions.latest("since_on")
    if since_on <= latest.since_on:
        message = _("The latest change of {name} is of {day}; a new one must be later.").format(
            name=locked.name, day=latest.since_on
        )
        raise Invalid(message, field="since_on")
    return locked


def lock_all() -> dict[int, Organisation]:
    """All organisations, locked: two moves at once could close a circle that neither would close alone."""
    return {one.pk: one for one in Organisation.objects.select_for_update().order_by("pk")}


def refuse_taken(code: str) -> None:
    if Organisation.objects.filter(code=code).exists():
        message = _("There is an organisation with the code {code} already.").format(code=code)
        raise OrganisationExists(message, field="code")


def refuse_future(day: date, *, at: datetime, field: str) -> None:
    if day > localdate(at):
        raise Invalid(_("This day has not come yet. Enter the change on the day it takes effect."), field=field)


def refuse_circle(organisation: Organisation, parent: Organisation | None) -> None:
    above = parent
    while above:
        if above.pk == organisation.pk:
            raise Invalid(_("An organisation cannot stand under itself, nor be merged into what stands under it."))
        above = above.parent


def add_version(organisation: Organisation, *, since_on: date) -> OrganisationVersion:
    return OrganisationVersion.objects.create(
        organisation=organisation,
        since_on=since_on,
        name_ko=organisation.name_ko,
        name_en=organisation.name_en,
        parent=organisation.parent,
    )


def save_checked(organisation: Organisation) -> None:
    """Raises `Invalid` with the first fault, by field."""
    try:
        organisation.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(" ".join(messages), field=field) from error
    organisation.save()
