"""The invented country enters the site through the same doors as a real one, in the order in which it happened.

Organisations, roles, documents and snapshots are entered by the ordinary actions; documents as files and a manifest
through the intake. Each act carries the moment at which it would have happened in the two years before `today`.
A step is noted when it is done, and every step can be repeated, so that a second run completes an interrupted one.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, Refusal
from madang.disclosure import actions as disclosure
from madang.disclosure.metadata import COLUMNS, read_manifest
from madang.disclosure.models import Intake
from madang.disclosure.pipeline import Run
from madang.disclosure.sources import sources_in
from madang.documents.sandbox import ReaderPool
from madang.plans import actions as plans
from madang.plans.models import PlanVersion
from madang.plans.planfile import read_plan
from madang.portal.demonstration import (
    advice,
    bodies,
    companies,
    consulting,
    datasets,
    demand,
    discussions,
    neighbours,
    opendata,
    showcase,
    surveys,
    taskforces,
)
from madang.portal.demonstration.councils import CouncilLoading
from madang.portal.demonstration.country.generation import DAYS_BACK, SEED, generate
from madang.portal.demonstration.country.people import officer_key
from madang.portal.demonstration.country.shapes import Country, Office, Record
from madang.portal.demonstration.lists import ListLoading
from madang.portal.demonstration.plans import PlanLoading
from madang.portal.demonstration.requests import RequestLoading
from madang.portal.demonstration.signing_in import DOMAIN, NoDemonstration, is_open
from madang.portal.demonstration.watch import WatchLoading
from madang.portal.demonstration.withholding import WithholdingLoading
from madang.portal.demonstration.writers.formats import write
from madang.portal.models import DemonstrationRun, DemonstrationStep

PLAN = "actionplans/demonstration.toml"
PLAN_DAYS_BACK = 365
"""The plan of the demonstration begins so many days before `today`, as its file says."""
OPENING, CLOSING, NIGHT = time(9), time(18), time(1)


class OtherDemonstration(Refusal):
    code = "other-demonstration"


class NotEmpty(Refusal):
    code = "not-empty"
    default_message = _("This site has agencies of its own; invented ones are not mixed with them.")


@dataclass(frozen=True)
class Step:
    """A part of the loading. at: when it happens in the country's life. weight: documents in it."""

    name: str
    at: datetime
    act: Callable[[], None]
    weight: int = 0


@transaction.atomic
def begin(*, seed: int | None, today: date, at: datetime) -> DemonstrationRun:
    """The run to complete: the one there is, or a new one. `today` fixes a new one only.

    Raises `NoDemonstration` on a real site, `NotEmpty` if there are agencies that nobody invented,
    `OtherDemonstration` if another seed was loaded.
    """
    if not is_open():
        raise NoDemonstration
    if found := DemonstrationRun.objects.select_for_update().first():
        if seed is not None and seed != found.seed:
            raise OtherDemonstration(
                _("The demonstration with the seed %(seed)s is here already; `make reset` makes room for another.")
                % {"seed": found.seed}
            )
        return found
    if today > at.astimezone(get_current_timezone()).date():
        raise Invalid(_("The day of the demonstration cannot lie in the future."), field="today")
    if Organisation.objects.exists():
        raise NotEmpty
    return DemonstrationRun.objects.create(seed=SEED if seed is None else seed, today=today, started_at=at)


def complete(
    run: DemonstrationRun, *, at: datetime, on_documents: Callable[[int], object] = lambda count: None
) -> None:
    """Do every step that is not done yet, then close the run. `on_documents` hears how many documents a step had."""
    done = set(run.steps.values_list("name", flat=True))
    with ReaderPool(workers=2) as pool:
        for step in Loading(generate(run.seed, run.today), pool, run.seed).steps():
            if step.name not in done:
                step.act()
                DemonstrationStep.objects.get_or_create(run=run, name=step.name)
            on_documents(step.weight)
    run.finished_at = at
    run.save(update_fields=["finished_at"])


@dataclass
class Loading:
    """One pass over the country."""

    country: Country
    pool: ReaderPool
    seed: int = SEED
    _organisations: dict[str, Organisation] = field(default_factory=dict)

    def steps(self) -> list[Step]:
        """Everything that happened, in its order."""
        first = self._moment(self.country.today - timedelta(days=DAYS_BACK + 1), OPENING)
        plan_on = self.country.today - timedelta(days=PLAN_DAYS_BACK)
        steps = [
            Step("organisations", first, lambda: self._enter_organisations(first)),
            Step("people", first + timedelta(minutes=30), lambda: self._enter_people(first + timedelta(minutes=30))),
            Step("plan", self._moment(plan_on, OPENING), lambda: self._load_plan(self._moment(plan_on, OPENING))),
            *self._changes(),
            *self._hand_overs(),
            *(Step(*step) for step in surveys.steps(self.country.today, self.seed)),
            *self._snapshots(plan_on),
            *[Step(*happening) for happening in opendata.happenings(self.country)],
            *[Step(*happening) for happening in bodies.steps(self.country.today)],
            *[Step(*happening) for happening in taskforces.happenings(self.country)],
            *[Step(*happening) for happening in demand.happenings(self.country)],
            *[Step(*happening) for happening in datasets.steps(self.country, self.seed)],
            *[Step(*happening) for happening in discussions.steps(self.country)],
            *[Step(*happening) for happening in neighbours.steps(self.country)],
            *[Step(*happening) for happening in showcase.happenings(self.country)],
            *[Step(*happening) for happening in companies.happenings(self.country)],
            *[Step(*happening) for happening in advice.happenings(self.country)],
            *[Step(*happening) for happening in consulting.happenings(self.country)],
            *[Step(*step) for step in ListLoading(self.country).steps()],
            *[Step(*step) for step in WithholdingLoading(self.country).steps()],
            *[Step(*step) for step in PlanLoading(self.country).steps()],
            *[Step(*step) for step in WatchLoading(self.country).steps()],
            *[Step(*step) for step in CouncilLoading(self.country).steps()],
            *[Step(*step) for step in RequestLoading(self.country, self.pool).steps()],
        ]
        return sorted(steps, key=lambda step: step.at)

    @staticmethod
    def _moment(on: date, hour: time) -> datetime:
        return datetime.combine(on, hour, get_current_timezone())

    def _enter_organisations(self, at: datetime) -> None:
        there = set(Organisation.objects.values_list("code", flat=True))
        for office in self.country.offices:
            if office.code in there:
                continue
            earlier = office.earlier_name
            accounts.create_organisation(
                code=office.code,
                kind=office.kind,
                name_ko=earlier.ko if earlier else office.ko,
                name_en=earlier.en if earlier else office.en,
                established_on=office.established_on,
                parent=self._organisation(office.parent) if office.parent else None,
                by=SYSTEM,
                at=at,
            )

    def _organisation(self, code: str) -> Organisation:
        if code not in self._organisations:
            self._organisations[code] = Organisation.objects.get(code=code)
        return self._organisations[code]

    def _enter_people(self, at: datetime) -> None:
        for person in self.country.people:
            user = User.objects.filter(email=person.email).first()
            user = user or accounts.create_person(email=person.email, name=person.ko, by=SYSTEM, at=at)
            for post in person.posts:
                office = self._organisation(post.office) if post.office else None
                if not RoleHeld.objects.filter(user=user, role=post.role, organisation=office).exists():
                    accounts.grant_role(
                        user=user, role=Role(post.role), organisation=office, since_on=at.date(), by=SYSTEM, at=at
                    )

    def _load_plan(self, at: datetime) -> None:
        file = Path(settings.ROOT) / PLAN
        if file.exists():
            draft = read_plan(file.read_text(encoding="utf-8"), today=self.country.today)
            plans.load_plan(draft=draft, by=SYSTEM, at=at)

    def _changes(self) -> Iterator[Step]:
        """Renames and mergers, on the mornings of their days."""
        for office in self.country.offices:
            if office.earlier_name:
                at = self._moment(office.earlier_name.until, OPENING)
                yield Step(f"rename:{office.code}", at, self._renaming(office, at))
            if office.dissolved_on and office.successor:
                at = self._moment(office.dissolved_on, OPENING)
                yield Step(f"merge:{office.code}", at, self._merger(office, at))

    def _renaming(self, office: Office, at: datetime) -> Callable[[], None]:
        def act() -> None:
            organisation = Organisation.objects.get(code=office.code)
            if organisation.name_ko != office.ko:
                names = {"name_ko": office.ko, "name_en": office.en}
                accounts.rename_organisation(organisation=organisation, **names, since_on=at.date(), by=SYSTEM, at=at)

        return act

    def _merger(self, office: Office, at: datetime) -> Callable[[], None]:
        def act() -> None:
            merged = Organisation.objects.get(code=office.code)
            into = Organisation.objects.get(code=office.successor)
            if merged.dissolved_on is None:
                accounts.merge_organisations(organisations=[merged], into=into, on=at.date(), by=SYSTEM, at=at)

        return act

    def _hand_overs(self) -> Iterator[Step]:
        """What each agency handed over in a month, on the evening of its last day of that."""
        for name, records in batches(self.country.records).items():
            at = self._moment(records[-1].received_on, CLOSING)
            yield Step(f"documents:{name}", at, self._hand_over(records, at), weight=len(records))

    def _hand_over(self, records: list[Record], at: datetime) -> Callable[[], None]:
        def act() -> None:
            organisation = self._organisation(records[0].office)
            by = User.objects.get(email=f"{officer_key(organisation.code)}@{DOMAIN}")
            with TemporaryDirectory(prefix="madang-demonstration-") as scratch:
                folder = Path(scratch)
                for record in records:
                    (folder / record.file_name).write_bytes(write(record.paper, record.format))
                intake = Intake.objects.filter(organisation=organisation, at=at, finished_at=None).first()
                intake = intake or disclosure.start_intake(organisation=organisation, by=by, at=at)
                with sources_in(folder) as sources:
                    run = Run(
                        intake=intake,
                        by=disclosure.office_of(by, organisation),
                        clock=lambda: at,
                        manifest=read_manifest(manifest_of(records), name="metadata.csv"),
                        pool=self.pool,
                    )
                    total = run.take_in(sources)
                disclosure.finish_intake(intake=intake, total=total, at=at)

        return act

    def _snapshots(self, plan_on: date) -> Iterator[Step]:
        """What the plan measured at the end of each month since it began."""
        ends = [plan_on + timedelta(days=days) for days in range(0, PLAN_DAYS_BACK, 1)]
        for day, next_day in pairwise(ends):
            if next_day.day == 1:
                yield Step(f"snapshot:{day}", self._moment(next_day, NIGHT), self._snapshot(day, next_day))

    def _snapshot(self, day: date, next_day: date) -> Callable[[], None]:
        def act() -> None:
            version = PlanVersion.objects.filter(plan__slug="demonstration").order_by("-number").first()
            if version:
                plans.take_snapshot(version=version, day=day, at=self._moment(next_day, NIGHT))

        return act


def batches(records: tuple[Record, ...]) -> dict[str, list[Record]]:
    """Documents by agency and month; two versions of one document are never in the same hand-over."""
    found: dict[str, list[Record]] = {}
    for record in records:
        name = f"{record.office}:{record.received_on:%Y-%m}"
        while any(record.number == other.number for other in found.get(name, [])):
            name += "+"
        found.setdefault(name, []).append(record)
    return found


def manifest_of(records: list[Record]) -> bytes:
    """What the agency says of the documents, as the CSV that anybody would hand over with them."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for one in records:
        said = (one.title, one.number, one.department, one.rank, one.approved_on.isoformat(), one.retention)
        rows.writerow((one.file_name, *said, one.classification, one.items, one.task))
    return text.getvalue().encode()
