"""An action plan as a file: TOML in, dataclasses out, or every fault with its place. See docs/plan-format.md."""

import hashlib
import json
import re
import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from madang.plans.states import Comparator
from madang.plans.tomltable import RELATIVE_DAY, Fault, Table, Text


class Kind(StrEnum):
    """What a statement of the plan is."""

    BASELINE = "baseline"
    TARGET = "target"
    ACTION = "action"
    STRUCTURE = "structure"
    RULE = "rule"


class Figures(StrEnum):
    """Where a plan's figures come from: this site's records, or only what was reported elsewhere."""

    RECORDS = "records"
    REPORTED = "reported"


COUNTED = (
    "count",
    "documents",
    "discussions",
    "projects",
    "types",
    "areas",
    "items",
    "bodies",
    "people",
    "companies",
    "agencies",
    "meetings",
    "rounds",
)
UNITS = (*COUNTED, "%", "days", "won", "yes-no")
VALUES = ("access", "participation", "accountability", "technology")
NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
SLUG = "abcdefghijklmnopqrstuvwxyz0123456789-"
TAKEN = ("compare", "desk", "policies")
"""Addresses that stand for something else beside plans."""


@dataclass(frozen=True)
class Office:
    """An organisation that answers for a commitment. code: its standard agency code here, where it has one."""

    name: Text
    code: str = ""


@dataclass(frozen=True)
class Stated:
    """A figure that somebody reported. on: the day it speaks of; since: the first day of a period that ends then."""

    value: Decimal
    on: date
    source: Text
    since: date | None = None
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True)
class Fact:
    """A figure that the plan tells beside its promises. equals: the same amount in another unit, as the plan has it."""

    title: Text
    value: Decimal
    unit: str
    on: date | None = None
    metric: str = ""
    equals: Decimal | None = None
    equals_unit: str = ""


@dataclass(frozen=True)
class MilestoneDraft:
    """One statement that can be measured. Dates are absolute; `parts` and `items` are what the plan counts up."""

    key: str
    kind: Kind
    title: Text
    section: str
    passage: Text
    unit: str
    metric: str = ""
    parameters: dict[str, str] | None = None
    comparator: Comparator = Comparator.AT_LEAST
    target: Decimal | None = None
    baseline: Decimal | None = None
    baseline_on: date | None = None
    start: date | None = None
    due: date | None = None
    told_as_done: bool = False
    items: tuple[Text, ...] = ()
    parts: tuple[int, ...] = ()
    reported: tuple[Stated, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class CommitmentDraft:
    key: str
    title: Text
    problem: Text
    promise: Text
    leads: tuple[Office, ...]
    supporters: tuple[Office, ...]
    values: tuple[str, ...]
    milestones: tuple[MilestoneDraft, ...]
    contact: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """A whole plan. written_on: the latest day that its text speaks of as past."""

    slug: str
    title: Text
    jurisdiction: Text
    summary: Text
    start: date
    end: date
    written_on: date | None
    figures: Figures
    source: Text
    commitments: tuple[CommitmentDraft, ...]
    facts: tuple[Fact, ...]
    source_text: str
    is_relative: bool
    today: date

    @property
    def source_sha256(self) -> str:
        """Of the file's bytes."""
        return hashlib.sha256(self.source_text.encode()).hexdigest()

    @property
    def content_sha256(self) -> str:
        """Of what the file says on the day it was read, whatever its layout and comments."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()

    @property
    def milestones(self) -> tuple[MilestoneDraft, ...]:
        return tuple(one for commitment in self.commitments for one in commitment.milestones)


class PlanFileError(Exception):
    """The file is not a plan. `faults` say what and where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.code}" for fault in faults))


def canonical(plan: PlanDraft) -> str:
    """The plan as JSON with sorted keys: equal for equal content."""
    content = asdict(plan)
    for key in ("source_text", "is_relative", "today"):
        del content[key]
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def read_plan(text: str, *, today: date) -> PlanDraft:
    """The plan that a TOML text holds, with dates counted from `today`. Raises `PlanFileError` with every fault."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PlanFileError((Fault("", "not-toml", {"detail": str(error)}),)) from error
    faults: list[Fault] = []
    plan = _plan(Table(data, "", faults, today), text)
    faults += _repeated_keys(plan) if plan else []
    if faults or plan is None:
        raise PlanFileError(tuple(faults))
    return plan


def _plan(root: Table, text: str) -> PlanDraft | None:
    head = root.table("plan", required=True)
    commitments = tuple(_commitment(table) for table in root.tables("commitment", required=True))
    root.close()
    if head is None:
        return None
    start, end = head.day("start", required=True), head.day("end", required=True)
    if start and end and end < start:
        head.fault("end", "ends-before-it-begins", start=str(start), end=str(end))
    plan = PlanDraft(
        slug=_slug(head),
        title=head.text("title", required=True),
        jurisdiction=head.text("jurisdiction", required=True),
        summary=head.text("summary"),
        start=start or root.today,
        end=end or root.today,
        written_on=head.day("written_on"),
        figures=Figures(head.string("figures", required=True, among=list(Figures), default=Figures.RECORDS)),
        source=head.text("source"),
        commitments=commitments,
        facts=_facts(head),
        source_text=text,
        is_relative=any(RELATIVE_DAY.fullmatch(word) for word in _strings(root.data)),
        today=root.today,
    )
    head.close()
    return plan


def _slug(head: Table) -> str:
    slug = head.string("slug", required=True)
    if slug and (slug in TAKEN or not set(slug) <= set(SLUG)):
        head.fault("slug", "not-a-slug", found=slug)
    return slug


def _key(table: Table) -> str:
    """A number like `2.c` or `M3.3`: it stands in addresses, so it holds a digit and nothing that needs escaping."""
    key = table.string("key", required=True)
    if key and not NUMBER.fullmatch(key):
        table.fault("key", "not-a-key", found=key)
    return key


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for child in children for word in _strings(child)]


def _commitment(table: Table) -> CommitmentDraft:
    commitment = CommitmentDraft(
        key=_key(table),
        title=table.text("title", required=True),
        problem=table.text("problem", required=True),
        promise=table.text("promise", required=True),
        leads=_offices(table, "lead"),
        supporters=_offices(table, "support"),
        values=table.strings("values", among=VALUES),
        milestones=tuple(_milestone(one) for one in table.tables("milestone", required=True)),
        contact=table.string("contact"),
    )
    table.close()
    return commitment


def _offices(table: Table, key: str) -> tuple[Office, ...]:
    offices = []
    for one in table.tables(key):
        offices.append(Office(name=one.text("name", required=True), code=one.string("code")))
        one.close()
    return tuple(offices)


def _milestone(table: Table) -> MilestoneDraft:
    kind = table.string("kind", required=True, among=list(Kind), default=Kind.ACTION)
    comparator = table.string("comparator", among=list(Comparator), default=Comparator.AT_LEAST)
    section, passage = table.string("section"), table.text("passage", required=True)
    milestone = MilestoneDraft(
        key=_key(table),
        kind=Kind(kind),
        title=table.text("title", required=True),
        section=section,
        passage=passage,
        unit=table.string("unit", among=UNITS),
        metric=table.string("metric"),
        parameters=table.parameters("parameters"),
        comparator=Comparator(comparator),
        target=table.number("target"),
        baseline=table.number("baseline"),
        baseline_on=table.day("baseline_on"),
        start=table.day("start"),
        due=table.day("due"),
        told_as_done=table.flag("told_as_done"),
        items=table.texts("items"),
        parts=table.whole_numbers("parts"),
        reported=_reported(table, passage, section),
        facts=_facts(table),
    )
    if milestone.start and milestone.due and milestone.due < milestone.start:
        table.fault("due", "due-before-start", start=str(milestone.start), due=str(milestone.due))
    table.close()
    return milestone


def _reported(table: Table, passage: Text, section: str) -> tuple[Stated, ...]:
    found = []
    for one in table.tables("reported"):
        value, on = one.number("value"), one.day("on", required=True)
        source = _plan_as_source(section) if one.data.get("source") == "plan" else one.text("source", required=True)
        one.known.add("source")
        since, numerator, denominator = one.day("since"), one.whole("numerator"), one.whole("denominator")
        one.close()
        if value is None:
            one.fault("value", "missing")
        elif on:
            found.append(Stated(value, on, source, since, numerator, denominator))
    return tuple(found)


def _plan_as_source(section: str) -> Text:
    return Text(ko=f"실행계획 본문 {section}".strip(), en=f"text of the plan, {section}".strip(", "))


def _facts(table: Table) -> tuple[Fact, ...]:
    found = []
    for one in table.tables("fact"):
        title, value = one.text("title", required=True), one.number("value")
        fact = Fact(
            title=title,
            value=value if value is not None else Decimal(0),
            unit=one.string("unit", required=True),
            on=one.day("on"),
            metric=one.string("metric"),
            equals=one.number("equals"),
            equals_unit=one.string("equals_unit"),
        )
        if value is None:
            one.fault("value", "missing")
        one.close()
        found.append(fact)
    return tuple(found)


def _repeated_keys(plan: PlanDraft) -> list[Fault]:
    """Commitments and milestones are found by key, so no key may stand twice."""
    faults, seen = [], set()
    for position, commitment in enumerate(plan.commitments):
        places = [(f"commitment[{position}].key", f"commitment {commitment.key}")]
        places += [
            (f"commitment[{position}].milestone[{number}].key", f"milestone {milestone.key}")
            for number, milestone in enumerate(commitment.milestones)
        ]
        for path, name in places:
            if name in seen:
                faults.append(Fault(path, "key-stands-twice", {"key": name.split()[-1]}))
            seen.add(name)
    return faults
