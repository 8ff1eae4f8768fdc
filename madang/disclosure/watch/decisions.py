"""Decisions on requests in audits: drawn under a name that tells nothing, read as far as their requesters allow.

The name of a decision is a hash of its event's salt, which nobody but its requester and the agency can know: whoever
asked finds the decision in the published list, and nobody else can tell which request it belongs to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from madang.common.refs import make_ref
from madang.disclosure.models import AuditItem, RequestEvent
from madang.disclosure.requests.disclosed import facts_for
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.wording import OUTCOMES, Words, fact_lines

KIND = "disclosure:decision"
DECIDING = (Kind.DECIDED, Kind.OBJECTION_DECIDED)


def name_of(salt: str) -> str:
    """The ref of a decision in the list to draw from. salt: of its event, in hexadecimal."""
    return make_ref(KIND, sha256(f"madang audit decision\n{salt}".encode()).hexdigest()[:40])


def decided_between(since_on: date, until_on: date) -> Iterator[tuple[str, RequestEvent]]:
    """Every decision on a request and on an objection in that time, with its name."""
    found = RequestEvent.objects.filter(kind__in=DECIDING, on__gte=since_on, on__lte=until_on)
    for event in found.select_related("organisation").iterator(chunk_size=500):
        yield name_of(event.salt), event


@dataclass(frozen=True)
class ShownDecision:
    """A drawn decision for a reader. lines: (label, words). subject, text: empty unless the requester allows it.

    is_in_time: None where no day was due.
    """

    outcome_code: str
    outcome: Words
    items: tuple[int, ...]
    is_in_time: bool | None
    received_on: date | None
    decided_on: date | None
    subject: str = ""
    text: str = ""
    lines: tuple[tuple[Words, Words], ...] = ()


def shown_decision(item: AuditItem, *, is_of_group: bool) -> ShownDecision | None:
    """What may be read of a drawn decision; None where the record is no decision.

    Everybody: outcome, items of article 9(1), and whether it was in time. The group also: its days; and where the
    requester published the request or opened it to the group, the words, screened, without who asks.
    """
    event = item.decision
    if event is None:
        return None
    facts: Mapping[str, Any] = event.facts.get("decision") or event.facts
    request = event.request
    is_open = request.is_published or (is_of_group and item.opened_at is not None)
    return ShownDecision(
        outcome_code=facts.get("outcome", ""),
        outcome=OUTCOMES.get(facts.get("outcome", ""), ""),
        items=tuple(sorted({part["item"] for part in facts.get("parts", ()) if part.get("item")})),
        is_in_time=event.on <= event.was_due_on if event.was_due_on else None,
        received_on=request.received_on if is_of_group or request.is_published else None,
        decided_on=event.on if is_of_group or request.is_published else None,
        subject=request.subject if is_open else "",
        text=request.text if is_open else "",
        lines=tuple(fact_lines(facts_for(Kind(event.kind), event.facts, "public"))) if is_open else (),
    )
