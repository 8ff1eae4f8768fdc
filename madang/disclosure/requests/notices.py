"""Who must be told of an event, with which form, and what the form must say. Pure.

The actions send what stands here with the event itself, so that no step is taken without its notice.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from madang.disclosure.requests.course import Course
from madang.disclosure.requests.events import (
    DISCLOSING,
    OUTSIDE,
    REQUESTER,
    UPHELD,
    WITHHOLDING,
    Event,
    Kind,
    Outcome,
)

RECEIPT, TRANSFER, EXTENSION, DECISION = "receipt", "transfer", "extension", "decision"
OUTSIDE_NOTICE, THIRD_PARTY, PARTY_DECISION = "outside", "third-party", "party-decision"
OBJECTION, OBJECTION_EXTENSION, OBJECTION_DECISION = "objection", "objection-extension", "objection-decision"
COMMITTEE, REVIEW_END, REQUEST, SUPPLY, CLOSING = "committee", "review-end", "request", "supply", "closing"
COMPLAINT, RECOUNT = "complaint", "recount"

_FORMS = {
    Kind.RECEIVED: RECEIPT,
    Kind.TRANSFERRED: TRANSFER,
    Kind.EXTENDED: EXTENSION,
    Kind.PROMPTLY_DISCLOSED: SUPPLY,
    Kind.SUPPLIED: SUPPLY,
    Kind.NOT_COLLECTED: CLOSING,
    Kind.REVIEW_ENDED: REVIEW_END,
    Kind.COMMITTEE_NOT_CONVENED: COMMITTEE,
    Kind.OBJECTION_EXTENDED: OBJECTION_EXTENSION,
    Kind.COMPLAINT_ANSWERED: COMPLAINT,
    Kind.RECOUNTED: RECOUNT,
    Kind.OBJECTED: OBJECTION,
}
"""The notice to the requester, where the kind alone says which."""


@dataclass(frozen=True)
class Notice:
    """to: `requester`, or a third party's key."""

    to: str
    form: str


def notices_of(event: Event, before: Course | None) -> tuple[Notice, ...]:
    """Whom the law has told of this event. before: the course until then; None for the receipt."""
    if event.kind is Kind.THIRD_PARTY_NOTIFIED:
        return (Notice(event.facts["party"], THIRD_PARTY),)
    if event.kind is Kind.DECIDED:
        return _of_decision(event.facts["outcome"], before)
    if event.kind is Kind.OBJECTION_DECIDED:
        return _of_objection_decision(event, before)
    if event.kind is Kind.OBJECTION_EXTENDED and before and before.open_objection:
        return (Notice(before.open_objection.who, OBJECTION_EXTENSION),)
    if event.kind is Kind.COMMITTEE_NOT_CONVENED and before and before.open_objection:
        return (Notice(before.open_objection.who, COMMITTEE),)
    form = _FORMS.get(event.kind)
    return (Notice(REQUESTER, form),) if form else ()


def _of_decision(outcome: str, before: Course | None) -> tuple[Notice, ...]:
    to_requester = Notice(REQUESTER, OUTSIDE_NOTICE if Outcome(outcome) in OUTSIDE else DECISION)
    return (to_requester, *_to_opposed(outcome, before))


def _to_opposed(outcome: str, before: Course | None) -> tuple[Notice, ...]:
    """Third parties who asked not to disclose learn why it is disclosed, and when (art. 21(2))."""
    if before is None or Outcome(outcome) not in {Outcome.OPEN, Outcome.PARTLY}:
        return ()
    return tuple(Notice(key, PARTY_DECISION) for key in before.opposed)


def _of_objection_decision(event: Event, before: Course | None) -> tuple[Notice, ...]:
    objection = before.open_objection if before else None
    who = objection.who if objection else REQUESTER
    told = [Notice(who, OBJECTION_DECISION)]
    if who != REQUESTER:
        told.append(Notice(REQUESTER, OBJECTION_DECISION))
    if decision := event.facts.get("decision"):
        told += _to_opposed(decision["outcome"], before)
    return tuple(dict.fromkeys(told))


OBLIGATORY: dict[str, frozenset[str]] = {
    RECEIPT: frozenset({"number", "subject", "agency", "due"}),
    TRANSFER: frozenset({"agency", "reason", "due"}),
    EXTENSION: frozenset({"reason", "explanation", "due"}),
    DECISION: frozenset({"outcome", "remedies"}),
    OUTSIDE_NOTICE: frozenset({"outcome", "ground"}),
    THIRD_PARTY: frozenset({"subject", "reply-until", "how-to-reply"}),
    PARTY_DECISION: frozenset({"why-despite", "disclose-on", "object-until", "remedies"}),
    OBJECTION_EXTENSION: frozenset({"explanation", "due"}),
    OBJECTION_DECISION: frozenset({"result", "reason", "remedies"}),
    COMMITTEE: frozenset({"ground"}),
    REVIEW_END: frozenset({"review-ended-on", "due"}),
}
"""What each form says at least. A decision says more, by what it decides; see `obligatory_of`."""


def obligatory_of(form: str, event: Event, before: Course) -> frozenset[str]:
    """The contents that the law of the request's day demands of this notice. before: the course until the event."""
    found = set(OBLIGATORY.get(form, ()))
    if form == DECISION:
        found = _of_decision_notice(event.facts, before)
    if form == OUTSIDE_NOTICE:
        found |= _OF_OUTSIDE.get(Outcome(event.facts["outcome"]), set())
    if form == COMMITTEE and before.law.exemption_is_explained:
        found |= {"explanation"}
    if form == OBJECTION_DECISION:
        if event.facts["result"] == UPHELD:
            found -= {"remedies"}
        if decision := event.facts.get("decision"):
            found |= _of_decision_notice(decision, before) - {"remedies"}
    return frozenset(found)


_OF_OUTSIDE = {
    Outcome.NOT_HELD: {"remedies"},
    Outcome.REPEAT: {"earlier"},
    Outcome.ALREADY_PUBLIC: {"location"},
    Outcome.NOT_A_REQUEST: {"petition-result"},
}
"""What an answer outside the procedure says beside its ground."""


def _of_decision_notice(facts: Mapping[str, Any], before: Course) -> set[str]:
    """Day, way and fee of what is disclosed (art. 13(1)); items, reasons and remedies of what is not (art. 13(5))."""
    outcome, found = Outcome(facts["outcome"]), {"outcome"}
    if outcome in DISCLOSING:
        found |= {"disclose-on", "how", "fee"}
    if before.reduction and outcome in DISCLOSING and int(facts.get("fee", 0)):
        found |= {"reduction"}
    if int(facts.get("instalments", 1)) > 1:
        found |= {"instalments"}
    if outcome in WITHHOLDING:
        found |= {"withheld", "remedies"}
        if before.law.refusal_names_item:
            found |= {"items"}
    if any(part.get("is_review") for part in facts.get("parts", ())) and before.law.review_names_end:
        found |= {"review-stage", "review-end", "review-notice"}
    return found


def lacking(codes: Set[str], form: str, event: Event, before: Course) -> tuple[str, ...]:
    """What the law demands of this notice and it does not say. codes: what it says something about."""
    return tuple(sorted(obligatory_of(form, event, before) - codes))
