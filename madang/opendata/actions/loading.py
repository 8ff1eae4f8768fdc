"""A whole register handed in as a file: new entries, and statements that differ from those in force."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.timezone import localdate

from madang.accounts.models import Organisation, User
from madang.common.errors import NotAllowed
from madang.common.identifiers import identifier_in
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import HeldType, OpennessPeriod, StrategicArea
from madang.opendata.registerfile import Fault, Row, read_rows
from madang.search.actions import mark_changed

BATCH = 500


@dataclass
class Loaded:
    """What became of a register file. added: new types; restated: whose openness changed; faults: lines refused."""

    added: int = 0
    restated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


def load_register(*, data: bytes, organisation: Organisation | None = None, by: User | None, at: datetime) -> Loaded:
    """Enter a register file (UTF-8 CSV, see `registerfile.COLUMNS`) in batches.

    organisation: whose it is, for rows that name no agency. A row of an agency whose register `by` does not keep, or
    whose statement is older than the one in force, is refused; the others are entered. Loading again changes nothing.
    Raises `NotAllowed` where nothing of it may be entered, `UnicodeDecodeError` if the file is not UTF-8.
    """
    if organisation is not None:
        data_officer(by, organisation, at=at)
    rows, faults = read_rows(io.StringIO(data.decode("utf-8-sig"), newline=""))
    report = Loaded(faults=faults)
    codes = {row.agency or (organisation.code if organisation else "") for row in rows}
    agencies = {one.code: one for one in Organisation.objects.filter(code__in=codes)}
    allowed = {code: one for code, one in agencies.items() if may_keep(by, one, at)}
    if rows and not allowed:
        raise NotAllowed
    areas = {area.code: area for area in StrategicArea.objects.all()}
    wanted: list[tuple[Organisation, Row]] = []
    for row in rows:
        found = allowed.get(row.agency or (organisation.code if organisation else ""))
        if fault := fault_of(row, found, areas, at):
            report.faults.append(fault)
        else:
            assert found is not None
            wanted.append((found, row))
    digest = hashlib.sha256(data).hexdigest()
    for batch in in_batches(wanted):
        enter(batch, areas, report, digest=digest, by=by, at=at)
    report.faults.sort(key=lambda fault: fault.line)
    return report


def may_keep(by: User | None, organisation: Organisation, at: datetime) -> bool:
    try:
        data_officer(by, organisation, at=at)
    except NotAllowed:
        return False
    return True


def fault_of(
    row: Row, organisation: Organisation | None, areas: dict[str, StrategicArea], at: datetime
) -> Fault | None:
    """Why a row cannot be entered, beyond what its own cells say."""
    if organisation is None:
        return Fault(row.line, "agency", "agency", row.agency)
    if row.area and row.area not in areas:
        return Fault(row.line, "unknown", "area", row.area)
    today = localdate(at)
    if row.since > today or row.held_since > today or (row.held_until and row.held_until > today):
        return Fault(row.line, "future", "since", row.since.isoformat())
    if any(identifier_in(text) for text in (row.title, row.description, row.note)):
        return Fault(row.line, "identifier", "title")
    return None


def in_batches(wanted: Sequence[tuple[Organisation, Row]]) -> Iterator[list[tuple[Organisation, Row]]]:
    remaining = iter(wanted)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@transaction.atomic
def enter(
    batch: Sequence[tuple[Organisation, Row]],
    areas: dict[str, StrategicArea],
    report: Loaded,
    *,
    digest: str,
    by: User | None,
    at: datetime,
) -> None:
    """Enter a batch: all of it or none. One ledger entry an agency."""
    ids = sorted({organisation.pk for organisation, _row in batch})
    list(Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    numbers = [row.number for _organisation, row in batch]
    there = {
        (one.organisation_id, one.number): one
        for one in HeldType.objects.filter(organisation__in=ids, number__in=numbers)
    }
    new = [
        held_type(organisation, row, areas) for organisation, row in batch if (organisation.pk, row.number) not in there
    ]
    for one in HeldType.objects.bulk_create(new):
        there[one.organisation_id, one.number] = one
    report.added += len(new)
    in_force = {
        period.held_id: period
        for period in OpennessPeriod.objects.filter(held__in=[one.pk for one in there.values()], until_on=None)
    }
    changed = Restated(in_force, report, by=by, at=at)
    for organisation, row in batch:
        changed.take(there[organisation.pk, row.number], row)
    changed.save()
    record(batch, changed.touched | {one.pk for one in new}, there, digest=digest, by=by, at=at)
    mark_changed([one.ref for one in there.values() if one.pk in changed.touched])


def held_type(organisation: Organisation, row: Row, areas: dict[str, StrategicArea]) -> HeldType:
    return HeldType(
        organisation=organisation,
        area=areas.get(row.area),
        number=row.number,
        title=row.title,
        description=row.description,
        held_since_on=row.held_since,
        held_until_on=row.held_until,
        end_note=row.note if row.held_until else "",
    )


class Restated:
    """The statements of a batch that are new or differ from those in force."""

    def __init__(self, in_force: dict[int, OpennessPeriod], report: Loaded, *, by: User | None, at: datetime) -> None:
        self.in_force, self.report, self.by, self.at = in_force, report, by, at
        self.ended: list[OpennessPeriod] = []
        self.begun: list[OpennessPeriod] = []
        self.touched: set[int] = set()

    def take(self, held: HeldType, row: Row) -> None:
        period = OpennessPeriod(
            held=held,
            status=row.status,
            since_on=row.since,
            reason=row.reason,
            items=list(row.items),
            planned_on=row.planned,
            note=row.note,
            dataset_ref=row.dataset,
            by=self.by,
            at=self.at,
        )
        last = self.in_force.get(held.pk)
        if last is not None:
            if self.says_the_same(last, period):
                self.report.unchanged += 1
                return
            if period.since_on <= last.since_on:
                self.report.faults.append(Fault(row.line, "not-in-order", "since", row.since.isoformat()))
                return
            last.until_on = period.since_on
            self.ended.append(last)
            self.report.restated += 1
        self.begun.append(period)
        self.touched.add(held.pk)

    @staticmethod
    def says_the_same(one: OpennessPeriod, other: OpennessPeriod) -> bool:
        names = ("status", "since_on", "reason", "items", "planned_on", "note", "dataset_ref")
        return all(getattr(one, name) == getattr(other, name) for name in names)

    def save(self) -> None:
        OpennessPeriod.objects.bulk_update(self.ended, ["until_on"])
        OpennessPeriod.objects.bulk_create(self.begun)


def record(
    batch: Sequence[tuple[Organisation, Row]],
    touched: set[int],
    there: dict[tuple[int, str], HeldType],
    *,
    digest: str,
    by: User | None,
    at: datetime,
) -> None:
    """One entry an agency: how many entries of its register this file changed, and which file it was."""
    counts = Counter(organisation.pk for organisation, row in batch if there[organisation.pk, row.number].pk in touched)
    agencies = {organisation.pk: organisation for organisation, _row in batch}
    drafts = []
    for pk, count in sorted(counts.items()):
        organisation = agencies[pk]
        facts: dict[str, Json] = {"agency": organisation.code, "entries": count, "file_sha256": digest}
        office = data_officer(by, organisation, at=at)
        kind, subject = "opendata.register.loaded", organisation.ref
        drafts.append(ledger.Draft(kind=kind, subject=subject, by=office, at=at, facts=facts))
    ledger.record_many(drafts)
