"""The course of a request so far: its events folded into what matters for the next one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madang.disclosure.requests.events import (
    DISCLOSING,
    PARTLY_UPHELD,
    REQUESTER,
    REVIEW_ITEM,
    UPHELD,
    Event,
    Kind,
    Outcome,
)
from madang.disclosure.requests.law import Law, law_on


@dataclass
class Party:
    """A third party. opposed: asked in time not to disclose (art. 21(1))."""

    notified_on: date
    replied_on: date | None = None
    opposed: bool = False


@dataclass(frozen=True)
class Part:
    """A withheld part. item: of art. 9(1); None where the law of the day did not ask for it."""

    item: int | None
    what: str
    reason: str
    is_review: bool
    stage: str
    expected_end: date | None


@dataclass(frozen=True)
class Decision:
    on: date
    outcome: Outcome
    parts: tuple[Part, ...]
    disclose_on: date | None
    fee: int
    instalments: int
    facts: Mapping[str, Any]

    @property
    def is_disclosing(self) -> bool:
        return self.outcome in DISCLOSING

    @property
    def review(self) -> Part | None:
        """The part withheld because something is still being decided or reviewed (item 5)."""
        return next((part for part in self.parts if part.item == REVIEW_ITEM and part.is_review), None)


@dataclass
class Objection:
    """who: `requester`, or a party's key. has_committee_step: it met, or said why not."""

    who: str
    on: date
    has_committee_step: bool = False
    extended: bool = False
    result: str = ""
    decided_on: date | None = None

    @property
    def is_open(self) -> bool:
        return not self.result


@dataclass
class Course:
    """counted_from: the day the present agency received it. ended_by: the kind of event that closed it.

    reduction: the ground for a lower fee that the requester named. stated: won that the requester says were paid and
    the agency has not confirmed.
    """

    received_on: date
    counted_from: date
    law: Law
    agency: str = ""
    last_on: date = date.min
    extended: bool = False
    extension_reason: str = ""
    parties: dict[str, Party] = field(default_factory=dict)
    producers: dict[str, bool] = field(default_factory=dict)
    decision: Decision | None = None
    earlier_decisions: list[Decision] = field(default_factory=list)
    reduction: str = ""
    stated: int = 0
    paid: int = 0
    paid_on: date | None = None
    supplied: int = 0
    supplied_on: date | None = None
    objections: list[Objection] = field(default_factory=list)
    ended_by: Kind | None = None
    ended_on: date | None = None
    review_ended_on: date | None = None
    complaints: int = 0
    answered_complaints: int = 0

    @property
    def open_objection(self) -> Objection | None:
        return next((objection for objection in self.objections if objection.is_open), None)

    @property
    def opposed(self) -> list[str]:
        """The third parties who asked in time not to disclose."""
        return [key for key, party in self.parties.items() if party.opposed]

    @property
    def is_undecided(self) -> bool:
        return self.decision is None and self.ended_by is None

    @property
    def is_paid(self) -> bool:
        return self.decision is not None and self.paid >= self.decision.fee

    @property
    def is_supplied(self) -> bool:
        return self.decision is not None and self.decision.is_disclosing and self.supplied >= self.decision.instalments


def decision_of(facts: Mapping[str, Any], on: date) -> Decision:
    """A decision from its JSON. Raises `ValueError` or `KeyError` for what is none."""
    parts = tuple(
        Part(
            item=part.get("item"),
            what=part.get("what", ""),
            reason=part.get("reason", ""),
            is_review=bool(part.get("is_review")),
            stage=part.get("stage", ""),
            expected_end=date.fromisoformat(part["expected_end"]) if part.get("expected_end") else None,
        )
        for part in facts.get("parts", ())
    )
    when = facts.get("disclose_on")
    return Decision(
        on=on,
        outcome=Outcome(facts["outcome"]),
        parts=parts,
        disclose_on=date.fromisoformat(when) if when else None,
        fee=int(facts.get("fee", 0)),
        instalments=int(facts.get("instalments", 1)),
        facts=facts,
    )


def course_of(events: Iterable[Event]) -> Course:
    """Fold the events of one request, in their order. Raises `ValueError` if the first is not its receipt."""
    course: Course | None = None
    for event in events:
        if course is None:
            if event.kind is not Kind.RECEIVED:
                raise ValueError("a request begins with its receipt")
            course = Course(event.on, event.on, law_on(event.on), agency=event.facts.get("agency", ""))
            course.reduction = event.facts.get("reduction", "")
        else:
            _apply(course, event)
        course.last_on = event.on
    if course is None:
        raise ValueError("a request has at least its receipt")
    return course


def _apply(course: Course, event: Event) -> None:
    """What one event changes. Kinds that change nothing here are left out."""
    facts, on = event.facts, event.on
    if event.kind in {Kind.WITHDRAWN, Kind.PROMPTLY_DISCLOSED, Kind.NOT_COLLECTED}:
        course.ended_by, course.ended_on = event.kind, on
    elif event.kind in _BEFORE_DECISION:
        _BEFORE_DECISION[event.kind](course, facts, on)
    elif event.kind in _AFTER_DECISION:
        _AFTER_DECISION[event.kind](course, facts, on)


def _transferred(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.counted_from, course.agency = on, facts["to"]
    course.extended, course.extension_reason = False, ""


def _party_notified(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.parties[facts["party"]] = Party(on)


def _party_replied(course: Course, facts: Mapping[str, Any], on: date) -> None:
    party = course.parties[facts["party"]]
    party.replied_on = on
    party.opposed = facts["wish"] == "withhold" and bool(facts.get("in_time", True))


def _producer_asked(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.producers[facts["agency"]] = False


def _producer_answered(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.producers[facts["agency"]] = True


def _extended(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.extended, course.extension_reason = True, facts["reason"]


def _decided(course: Course, facts: Mapping[str, Any], on: date) -> None:
    if course.decision:
        course.earlier_decisions.append(course.decision)
    course.decision = decision_of(facts, on)
    course.stated, course.paid, course.paid_on, course.supplied, course.supplied_on = 0, 0, None, 0, None


def _payment_stated(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.stated = int(facts["amount"])


def _paid(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.stated = 0
    course.paid += int(facts["amount"])
    course.paid_on = on


def _supplied(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.supplied += 1
    course.supplied_on = on


def _review_ended(course: Course, facts: Mapping[str, Any], on: date) -> None:
    """The reason to withhold is gone: the request is decided anew (art. 9(1)5, 9(2))."""
    if course.decision:
        course.earlier_decisions.append(course.decision)
    course.decision, course.review_ended_on, course.counted_from = None, on, on
    course.extended, course.extension_reason = False, ""


def _objected(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.objections.append(Objection(facts.get("party", REQUESTER), on))


def _committee(course: Course, facts: Mapping[str, Any], on: date) -> None:
    if objection := course.open_objection:
        objection.has_committee_step = True


def _objection_extended(course: Course, facts: Mapping[str, Any], on: date) -> None:
    if objection := course.open_objection:
        objection.extended = True


def _objection_decided(course: Course, facts: Mapping[str, Any], on: date) -> None:
    if objection := course.open_objection:
        objection.result, objection.decided_on = facts["result"], on
    if facts["result"] in {UPHELD, PARTLY_UPHELD} and facts.get("decision"):
        _decided(course, facts["decision"], on)


def _complained(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.complaints += 1


def _complaint_answered(course: Course, facts: Mapping[str, Any], on: date) -> None:
    course.answered_complaints += 1


_BEFORE_DECISION = {
    Kind.TRANSFERRED: _transferred,
    Kind.THIRD_PARTY_NOTIFIED: _party_notified,
    Kind.THIRD_PARTY_REPLIED: _party_replied,
    Kind.PRODUCER_ASKED: _producer_asked,
    Kind.PRODUCER_ANSWERED: _producer_answered,
    Kind.EXTENDED: _extended,
    Kind.DECIDED: _decided,
}
_AFTER_DECISION = {
    Kind.PAYMENT_STATED: _payment_stated,
    Kind.PAID: _paid,
    Kind.SUPPLIED: _supplied,
    Kind.REVIEW_ENDED: _review_ended,
    Kind.OBJECTED: _objected,
    Kind.THIRD_PARTY_OBJECTED: _objected,
    Kind.COMMITTEE_MET: _committee,
    Kind.COMMITTEE_NOT_CONVENED: _committee,
    Kind.OBJECTION_EXTENDED: _objection_extended,
    Kind.OBJECTION_DECIDED: _objection_decided,
    Kind.COMPLAINED: _complained,
    Kind.COMPLAINT_ANSWERED: _complaint_answered,
}
