"""Where a request stands on a day: its state, its clocks, what is owed, and what each side may do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madang.common.clocks import DaysOff
from madang.disclosure.requests.checks import allowed
from madang.disclosure.requests.course import Course, course_of
from madang.disclosure.requests.events import Event, Kind, NotNow, Outcome
from madang.disclosure.requests.periods import Clock, clocks_of


class State(StrEnum):
    DECIDING = "deciding"
    HEARING = "hearing"
    EXTENDED = "extended"
    TO_PAY = "to-pay"
    TO_DISCLOSE = "to-disclose"
    DISCLOSED = "disclosed"
    REFUSED = "refused"
    ANSWERED = "answered"
    OBJECTION = "objection"
    WITHDRAWN = "withdrawn"
    UNCOLLECTED = "uncollected"


OPEN_STATES = frozenset(
    {State.DECIDING, State.HEARING, State.EXTENDED, State.TO_PAY, State.TO_DISCLOSE, State.OBJECTION}
)
_ENDS = {
    Kind.WITHDRAWN: State.WITHDRAWN,
    Kind.NOT_COLLECTED: State.UNCOLLECTED,
    Kind.PROMPTLY_DISCLOSED: State.DISCLOSED,
}
_DUTIES = {"request.decision", "request.decision-extended", "objection.decision", "objection.decision-extended"}
_DUTIES |= {"disclosure.announced", "disclosure.date", "disclosure.after-payment", "disclosure.split-supply"}


@dataclass(frozen=True)
class Standing:
    """state: what it is. due: the agency's next legal day, None when nothing is owed. clocks: all that run, in order.

    is_overdue: that day is past. has_lapsed: twenty days without a decision, so that remedies are open.
    duties: codes of what must still be done beside the clocks. course: what it was computed from.
    """

    state: State
    due: Clock | None
    clocks: tuple[Clock, ...]
    is_overdue: bool
    has_lapsed: bool
    duties: tuple[str, ...]
    course: Course

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


def state_of(course: Course) -> State:
    """The state, by what happened alone."""
    if course.ended_by:
        return _ENDS[course.ended_by]
    if course.open_objection:
        return State.OBJECTION
    if course.decision is None:
        if any(party.replied_on is None for party in course.parties.values()):
            return State.HEARING
        return State.EXTENDED if course.extended else State.DECIDING
    if course.decision.is_disclosing:
        if course.is_supplied:
            return State.DISCLOSED
        return State.TO_DISCLOSE if course.is_paid else State.TO_PAY
    return State.REFUSED if course.decision.outcome is Outcome.CLOSED else State.ANSWERED


def duties_of(course: Course, *, on: date) -> tuple[str, ...]:
    """What the agency owes beside its clocks: a committee, the end of a review, an answer to a complaint."""
    owed: list[str] = []
    objection = course.open_objection
    if objection and course.law.committee_must_meet and not objection.has_committee_step:
        owed.append("committee")
    review = course.decision.review if course.decision else None
    if review and review.expected_end and review.expected_end <= on and course.law.review_end_is_notified:
        owed.append("review-end")
    if course.answered_complaints < course.complaints:
        owed.append("complaint")
    if [agency for agency, is_heard in course.producers.items() if not is_heard] and course.is_undecided:
        owed.append("producer")
    return tuple(owed)


def standing(history: Sequence[Event], *, on: date, days_off: DaysOff) -> Standing:
    """Where the request stands at the end of `on`. History: its events until then, in order, the receipt first."""
    course = course_of(history)
    clocks = sorted(clocks_of(course, days_off=days_off), key=lambda clock: clock.due.on)
    owed = [clock for clock in clocks if clock.whose == "agency" and clock.rule in _DUTIES]
    lapse = next((clock for clock in clocks if clock.rule == "request.lapse"), None)
    due = owed[0] if owed else None
    return Standing(
        state=state_of(course),
        due=due,
        clocks=tuple(clocks),
        is_overdue=bool(due and due.due.on < on),
        has_lapsed=bool(lapse and lapse.due.on < on and course.decision is None),
        duties=duties_of(course, on=on),
        course=course,
    )


_TRIALS: dict[Kind, dict[str, object]] = {
    Kind.NARROWED: {"text": "x"},
    Kind.WITHDRAWN: {},
    Kind.OBJECTED: {"text": "x"},
    Kind.COMPLAINED: {"text": "x"},
    Kind.PAYMENT_STATED: {"amount": 1, "way": "x"},
}
_BY_PARTY: dict[Kind, dict[str, object]] = {
    Kind.THIRD_PARTY_REPLIED: {"wish": "consent"},
    Kind.THIRD_PARTY_OBJECTED: {"text": "x"},
}


def open_to_requester(history: Sequence[Event], *, on: date, days_off: DaysOff) -> set[Kind]:
    """What the requester may do on this day: each act is tried against the same rules as when it is done."""
    return {kind for kind, facts in _TRIALS.items() if _may(history, Event(kind, on, facts), days_off)}


def open_to_party(history: Sequence[Event], party: str, *, on: date, days_off: DaysOff) -> set[Kind]:
    """What a third party may do on this day."""
    return {
        kind for kind, facts in _BY_PARTY.items() if _may(history, Event(kind, on, {**facts, "party": party}), days_off)
    }


def _may(history: Sequence[Event], event: Event, days_off: DaysOff) -> bool:
    try:
        allowed(history, event, days_off=days_off)
    except NotNow:
        return False
    return True


def as_of(history: Sequence[Event], on: date) -> list[Event]:
    """The events until the end of a day."""
    return [event for event in history if event.on <= on]
