"""What one plan says otherwise than another: which statements came, went or changed, and which became easier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from madang.plans.planfile import CommitmentDraft, Fact, MilestoneDraft, Office, PlanDraft, Stated
from madang.plans.states import Comparator
from madang.plans.tomltable import Text


class Turn(StrEnum):
    """Whether a change asks for less or for more than before."""

    EASIER = "easier"
    HARDER = "harder"
    NEITHER = ""


@dataclass(frozen=True)
class Change:
    """What changed. where: the number of a commitment or statement, empty for the plan itself. field: as in the file.

    old, new: as text; both empty for a statement that was added or removed as a whole (`field` is empty then too).
    """

    kind: str
    where: str
    field: str = ""
    old: str = ""
    new: str = ""
    turn: Turn = Turn.NEITHER


Fields = dict[str, str]
RISING = (Comparator.AT_LEAST, Comparator.ABOVE)


def compare(old: PlanDraft, new: PlanDraft) -> list[Change]:
    """Every difference between two plans, in the order of the newer one; statements that went come last."""
    before, after = dict(_statements(old)), dict(_statements(new))
    milestones = {one.key: one for one in old.milestones}, {one.key: one for one in new.milestones}
    changes: list[Change] = []
    for key, fields in after.items():
        if key not in before:
            changes.append(Change("added", key, new=fields.get("title.en", "")))
            continue
        changes += [
            Change("changed", key, name, before[key].get(name, ""), fields.get(name, ""), _turn(name, key, milestones))
            for name in [*fields, *(one for one in before[key] if one not in fields)]
            if before[key].get(name, "") != fields.get(name, "")
        ]
    gone = [
        Change("removed", key, old=before[key].get("title.en", ""), turn=_lost(key, milestones[0]))
        for key in before
        if key not in after
    ]
    return changes + gone


def _lost(key: str, milestones: Mapping[str, MilestoneDraft]) -> Turn:
    return Turn.EASIER if key in milestones and milestones[key].target is not None else Turn.NEITHER


def _turn(field: str, key: str, milestones: tuple[Mapping[str, MilestoneDraft], Mapping[str, MilestoneDraft]]) -> Turn:
    if key not in milestones[0] or key not in milestones[1]:
        return Turn.NEITHER
    old, new = milestones[0][key], milestones[1][key]
    if field == "target" and old.comparator is new.comparator and new.comparator is not Comparator.EXACTLY:
        if old.target is None or new.target is None:
            return Turn.EASIER if new.target is None else Turn.HARDER
        higher = new.target > old.target
        return Turn.HARDER if higher == (new.comparator in RISING) else Turn.EASIER
    if field == "due":
        later = new.due is None or (old.due is not None and new.due > old.due)
        return Turn.EASIER if later else Turn.HARDER
    return Turn.NEITHER


def _statements(plan: PlanDraft) -> Iterator[tuple[str, Fields]]:
    yield "", _of_plan(plan)
    for commitment in plan.commitments:
        yield commitment.key, _of_commitment(commitment)
        for milestone in commitment.milestones:
            yield milestone.key, {"commitment": commitment.key} | _of_milestone(milestone)


def _of_plan(plan: PlanDraft) -> Fields:
    fields = _texts(title=plan.title, jurisdiction=plan.jurisdiction, summary=plan.summary, source=plan.source)
    fields |= {"start": str(plan.start), "end": str(plan.end), "figures": plan.figures.value}
    return fields | {"written_on": _day(plan.written_on), "fact": _joined(_fact(one) for one in plan.facts)}


def _of_commitment(one: CommitmentDraft) -> Fields:
    fields = _texts(title=one.title, problem=one.problem, promise=one.promise)
    fields |= {"lead": _offices(one.leads), "support": _offices(one.supporters)}
    return fields | {"values": ", ".join(one.values), "contact": one.contact}


def _of_milestone(one: MilestoneDraft) -> Fields:
    fields = _texts(title=one.title, passage=one.passage)
    fields |= {"kind": one.kind.value, "section": one.section, "metric": one.metric, "unit": one.unit}
    fields["parameters"] = ", ".join(f"{name} = {value}" for name, value in sorted((one.parameters or {}).items()))
    fields |= {"comparator": one.comparator.value, "target": _number(one.target), "baseline": _number(one.baseline)}
    fields |= {"baseline_on": _day(one.baseline_on), "start": _day(one.start), "due": _day(one.due)}
    fields |= {"items": _joined(item.en for item in one.items), "parts": ", ".join(map(str, one.parts))}
    fields |= {"reported": _joined(_stated(figure) for figure in one.reported)}
    return fields | {"fact": _joined(_fact(figure) for figure in one.facts)}


def _texts(**texts: Text) -> Fields:
    return {f"{name}.{tongue}": getattr(text, tongue) for name, text in texts.items() for tongue in ("ko", "en")}


def _offices(offices: tuple[Office, ...]) -> str:
    return _joined(f"{one.name.en} ({one.code})" if one.code else one.name.en for one in offices)


def _stated(one: Stated) -> str:
    return f"{one.value} ({one.on}, {one.source.en})"


def _fact(one: Fact) -> str:
    return f"{one.title.en}: {one.value} {one.unit}"


def _joined(parts: Iterator[str]) -> str:
    return "; ".join(parts)


def _day(day: date | None) -> str:
    return str(day) if day else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
