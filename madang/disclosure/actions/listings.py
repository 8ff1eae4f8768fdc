"""Taking over what another portal lists: idempotent, without content, without anything about persons."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from madang.accounts.models import Organisation
from madang.common.actors import Actor
from madang.disclosure.models import ImportedListing
from madang.disclosure.section.wonmun import Faulty, Listed
from madang.documents.screening import screen
from madang.ledger import actions as ledger

BATCH = 500
FIELDS = (
    *(
        "title",
        "number",
        "department",
        "task",
        "produced_on",
        "classification",
        "retention",
        "restricted_until",
        "files",
    ),
)


@dataclass
class Imported:
    """What became of a file of metadata. faults: rows that were left out, and why."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Faulty] = field(default_factory=list)

    @property
    def as_json(self) -> dict[str, object]:
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [asdict(fault) for fault in self.faults],
        }


def import_listings(
    *,
    portal: str,
    rows: Iterable[Listed | Faulty],
    agencies: Mapping[str, Organisation],
    organisation: Organisation | None = None,
    by: Actor,
    at: datetime,
) -> Imported:
    """Enter the entries of another portal, in batches; the same file again changes nothing.

    organisation: whose they are; without, each entry's agency code says it. Entries with a fault, of an agency that is
    not here, or that look like they hold a personal identifier are left out and named.
    """
    done = Imported()
    batch: list[tuple[Listed, Organisation]] = []
    for row, entry in enumerate(rows, start=1):
        if isinstance(entry, Faulty):
            done.faults.append(entry)
            continue
        whose = organisation or agencies.get(entry.agency)
        if whose is None:
            done.faults.append(Faulty(row, "unknown-agency", entry.agency))
        elif screen("\n".join((entry.title, entry.number, entry.department, entry.task))):
            done.faults.append(Faulty(row, "identifier"))
        else:
            batch.append((entry, whose))
        if len(batch) >= BATCH:
            enter(portal, batch, done, by=by, at=at)
            batch = []
    if batch:
        enter(portal, batch, done, by=by, at=at)
    return done


@transaction.atomic
def enter(portal: str, batch: list[tuple[Listed, Organisation]], done: Imported, *, by: Actor, at: datetime) -> None:
    """One batch, whole or not at all."""
    unique = {entry.id: (entry, whose) for entry, whose in batch}
    found = ImportedListing.objects.select_for_update().filter(portal=portal, identity__in=unique)
    there = {one.identity: one for one in found}
    new: list[ImportedListing] = []
    changed: list[ImportedListing] = []
    for identity, (entry, whose) in unique.items():
        facts = {name: getattr(entry, name) for name in FIELDS}
        one = there.get(identity)
        if one is None:
            new.append(
                ImportedListing(
                    organisation=whose, portal=portal, identity=identity, imported_at=at, changed_at=at, **facts
                )
            )
        elif one.organisation_id == whose.pk and any(getattr(one, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(one, name, value)
            one.changed_at = at
            changed.append(one)
    ImportedListing.objects.bulk_create(new)
    ImportedListing.objects.bulk_update(changed, [*FIELDS, "changed_at"])
    done.new, done.changed = done.new + len(new), done.changed + len(changed)
    done.unchanged += len(unique) - len(new) - len(changed)
    if new or changed:
        for whose in {whose.pk: whose for _entry, whose in unique.values()}.values():
            own = [one for one in new if one.organisation_id == whose.pk]
            revised = [one for one in changed if one.organisation_id == whose.pk]
            ledger.record(
                kind="disclosure.listings.imported",
                subject=whose.ref,
                by=by,
                at=at,
                facts={"agency": whose.code, "portal": portal, "new": len(own), "changed": len(revised)},
            )
