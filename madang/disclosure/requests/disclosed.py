"""Which facts of an event each reader sees: the public, the requester, the agency. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from madang.common.identifiers import identifiers_in
from madang.disclosure.requests.events import Kind

Reader = Literal["public", "requester", "agency"]
WITHHELD = "[…]"
_DECISION = frozenset(
    [
        "outcome",
        "parts",
        "disclose_on",
        "how",
        "fee",
        "fee_explained",
        "lowered_by",
        "why_not_lowered",
        "instalments",
        "why_instalments",
        "why_despite",
        "why_not_partly",
        "reason",
        "petition_result",
        "earlier",
        "location",
        "later_by_wish",
    ]
)
_REQUESTER: dict[Kind, frozenset[str]] = {
    Kind.RECEIVED: frozenset({"agency", "channel"}),
    Kind.TRANSFERRED: frozenset({"to", "reason"}),
    Kind.THIRD_PARTY_NOTIFIED: frozenset(),
    Kind.THIRD_PARTY_REPLIED: frozenset({"wish"}),
    Kind.PRODUCER_ASKED: frozenset({"agency"}),
    Kind.PRODUCER_ANSWERED: frozenset({"agency"}),
    Kind.EXTENDED: frozenset({"reason", "explanation"}),
    Kind.NARROWED: frozenset({"text"}),
    Kind.WITHDRAWN: frozenset(),
    Kind.DECIDED: _DECISION,
    Kind.PROMPTLY_DISCLOSED: frozenset({"ground", "note"}),
    Kind.PAYMENT_STATED: frozenset({"amount", "way"}),
    Kind.PAID: frozenset({"amount", "way"}),
    Kind.SUPPLIED: frozenset({"note"}),
    Kind.NOT_COLLECTED: frozenset(),
    Kind.REVIEW_ENDED: frozenset({"note"}),
    Kind.OBJECTED: frozenset({"text"}),
    Kind.THIRD_PARTY_OBJECTED: frozenset(),
    Kind.COMMITTEE_MET: frozenset({"opinion", "met_on"}),
    Kind.COMMITTEE_NOT_CONVENED: frozenset({"ground", "explanation"}),
    Kind.OBJECTION_EXTENDED: frozenset({"explanation"}),
    Kind.OBJECTION_DECIDED: frozenset({"result", "reason", "decision"}),
    Kind.COMPLAINED: frozenset({"text"}),
    Kind.COMPLAINT_ANSWERED: frozenset({"text"}),
    Kind.RECOUNTED: frozenset({"rule", "before", "after", "day"}),
    Kind.ASSIGNED: frozenset(),
}
_NOT_PUBLIC = frozenset({Kind.ASSIGNED, Kind.PAYMENT_STATED, Kind.PAID, Kind.COMPLAINED, Kind.COMPLAINT_ANSWERED})
_NOT_FOR_REQUESTER = frozenset({Kind.ASSIGNED})


def is_shown(kind: Kind, reader: Reader) -> bool:
    """Whether a reader learns of the event at all."""
    hidden = {"public": _NOT_PUBLIC, "requester": _NOT_FOR_REQUESTER, "agency": frozenset()}[reader]
    return kind not in hidden


def facts_for(kind: Kind, facts: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """The facts that a reader may know. For the public, texts that look like they hold an identifier are left out."""
    if reader == "agency":
        return dict(facts)
    known = {name: value for name, value in facts.items() if name in _REQUESTER[kind]}
    return {name: screened(value) for name, value in known.items()} if reader == "public" else known


def screened(value: Any) -> Any:
    """The same value, with any text withheld in which screening finds an identifier of a person."""
    if isinstance(value, str):
        return WITHHELD if identifiers_in(value) else value
    if isinstance(value, Mapping):
        return {name: screened(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [screened(one) for one in value]
    return value
