"""Many organisations from a file: all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madang.accounts.actions.organisations import create_organisation, move_organisation, rename_organisation
from madang.accounts.models import Organisation
from madang.accounts.organisation_rows import Fault, Row
from madang.accounts.queries import require_administrator
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal

FIXED = {"kind", "established_on"}
"""Columns that hold from the first day of an organisation to its last."""


class RowsRefused(Invalid):
    """Some rows cannot be entered; `faults` says which cells."""

    code = "rows-refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(_("{number} cells cannot be entered; nothing was changed.").format(number=len(faults)))


@dataclass
class Loaded:
    """Codes by what became of them. `changed` were renamed or moved."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load_organisations(*, rows: Sequence[Row], by: Actor, at: datetime, changes_since: date | None = None) -> Loaded:
    """Enter organisations; those that are there already with the same facts are left alone, so a file loads twice.

    changes_since: the day from which other names and places hold; without it a difference is a fault.
    Raises `NotAllowed`, and `RowsRefused` with every faulty cell, and then changes nothing.
    """
    require_administrator(by, at=at)
    loaded, faults = Loaded(), []
    known = {one.code: one for one in Organisation.objects.select_for_update(of=("self",)).select_related("parent")}
    waiting = list(rows)
    while ready := [row for row in waiting if not row.parent or row.parent in known]:
        for row in ready:
            try:
                with transaction.atomic():
                    known[row.code] = enter(row, known, loaded, changes_since=changes_since, by=by, at=at)
            except RowsRefused as refused:
                faults += refused.faults
            except Refusal as refusal:
                faults.append(Fault(row.number, column_of(refusal), str(refusal.message)))
        waiting = [row for row in waiting if row not in ready]
    for row in waiting:
        message = _("{code} is neither in this file nor known, or could not be entered.").format(code=row.parent)
        faults.append(Fault(row.number, "parent", message))
    if faults:
        raise RowsRefused(sorted(faults, key=lambda fault: (fault.row, fault.column)))
    return loaded


def enter(
    row: Row, known: dict[str, Organisation], loaded: Loaded, *, changes_since: date | None, by: Actor, at: datetime
) -> Organisation:
    parent = known[row.parent] if row.parent else None
    if row.code not in known:
        loaded.created.append(row.code)
        return create_organisation(
            code=row.code,
            kind=row.kind,
            name_ko=row.name_ko,
            name_en=row.name_en,
            established_on=row.established_on,
            parent=parent,
            by=by,
            at=at,
        )
    organisation = known[row.code]
    differing = differences(organisation, row)
    if differing & FIXED or (differing and changes_since is None):
        raise RowsRefused([difference(organisation, row, column) for column in sorted(differing)])
    if differing and changes_since:
        change(organisation, row, parent, differing, since_on=changes_since, by=by, at=at)
    (loaded.changed if differing else loaded.unchanged).append(row.code)
    return organisation


def change(
    organisation: Organisation,
    row: Row,
    parent: Organisation | None,
    differing: set[str],
    *,
    since_on: date,
    by: Actor,
    at: datetime,
) -> None:
    if differing == {"parent"}:
        move_organisation(organisation=organisation, parent=parent, since_on=since_on, by=by, at=at)
    elif "parent" in differing:
        message = _("The name and the place change at once. Enter one of the two from another day.")
        raise Invalid(message, field="parent")
    else:
        rename_organisation(
            organisation=organisation, name_ko=row.name_ko, name_en=row.name_en, since_on=since_on, by=by, at=at
        )


def present(organisation: Organisation, column: str) -> str:
    if column == "parent":
        return organisation.parent.code if organisation.parent else ""
    return str(getattr(organisation, column))


def differences(organisation: Organisation, row: Row) -> set[str]:
    """The columns in which the file says something else than this site."""
    columns = ("kind", "name_ko", "name_en", "parent", "established_on")
    return {column for column in columns if present(organisation, column) != str(getattr(row, column))}


def difference(organisation: Organisation, row: Row, column: str) -> Fault:
    message = _("This site has “{here}”. A change of name or place is entered with the day it took effect (--since).")
    if column in FIXED:
        message = _("This site has “{here}”, which a file does not change.")
    return Fault(row.number, column, message.format(here=present(organisation, column) or "—"))


def column_of(refusal: Refusal) -> str:
    return refusal.field if refusal.field and refusal.field != "since_on" else "code"
