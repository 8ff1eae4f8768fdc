"""What can happen to a request, as plain data. Everything else about a request is computed from these. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    RECEIVED = "received"
    TRANSFERRED = "transferred"
    THIRD_PARTY_NOTIFIED = "third-party-notified"
    THIRD_PARTY_REPLIED = "third-party-replied"
    PRODUCER_ASKED = "producer-asked"
    PRODUCER_ANSWERED = "producer-answered"
    EXTENDED = "extended"
    NARROWED = "narrowed"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    PROMPTLY_DISCLOSED = "promptly-disclosed"
    PAYMENT_STATED = "payment-stated"
    PAID = "paid"
    SUPPLIED = "supplied"
    NOT_COLLECTED = "not-collected"
    REVIEW_ENDED = "review-ended"
    OBJECTED = "objected"
    THIRD_PARTY_OBJECTED = "third-party-objected"
    COMMITTEE_MET = "committee-met"
    COMMITTEE_NOT_CONVENED = "committee-not-convened"
    OBJECTION_EXTENDED = "objection-extended"
    OBJECTION_DECIDED = "objection-decided"
    COMPLAINED = "complained"
    COMPLAINT_ANSWERED = "complaint-answered"
    RECOUNTED = "recounted"
    ASSIGNED = "assigned"


class Outcome(StrEnum):
    OPEN = "open"
    PARTLY = "partly"
    CLOSED = "closed"
    NOT_HELD = "not-held"
    NOT_A_REQUEST = "not-a-request"
    REPEAT = "repeat"
    ALREADY_PUBLIC = "already-public"


DISCLOSING = frozenset({Outcome.OPEN, Outcome.PARTLY})
WITHHOLDING = frozenset({Outcome.PARTLY, Outcome.CLOSED})
OUTSIDE = frozenset({Outcome.NOT_HELD, Outcome.NOT_A_REQUEST, Outcome.REPEAT, Outcome.ALREADY_PUBLIC})
"""Answered outside the procedure, always with a notice (form 4-2)."""
OBJECTIONABLE = frozenset({Outcome.PARTLY, Outcome.CLOSED, Outcome.NOT_HELD})
REQUESTER = "requester"
UPHELD, PARTLY_UPHELD, DISMISSED, REJECTED = "upheld", "partly-upheld", "dismissed", "rejected"
RESULTS = (UPHELD, PARTLY_UPHELD, DISMISSED, REJECTED)
REVIEW_ITEM = 5


@dataclass(frozen=True)
class Event:
    """One thing that happened. on: its day in law. facts: JSON; keys by kind, see docs/requests.md."""

    kind: Kind
    on: date
    facts: Mapping[str, Any] = field(default_factory=dict)


class NotNow(Exception):
    """An event that the law does not allow at this point. code: why; params: what to say with it."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)
