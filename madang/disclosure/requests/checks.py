"""Which event the law allows next. Pure; one function an event, each named after what it guards."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from madang.common.clocks import DaysOff
from madang.disclosure.requests.course import Course, Decision, course_of
from madang.disclosure.requests.decisions import check_decision
from madang.disclosure.requests.events import (
    OBJECTIONABLE,
    PARTLY_UPHELD,
    REQUESTER,
    RESULTS,
    UPHELD,
    Event,
    Kind,
    NotNow,
)
from madang.disclosure.requests.law import COMMITTEE_EXEMPTIONS, EXTENSION_REASONS, PROMPT_GROUNDS
from madang.disclosure.requests.periods import Periods

AFTER_THE_END = frozenset({Kind.COMPLAINED, Kind.COMPLAINT_ANSWERED, Kind.RECOUNTED, Kind.ASSIGNED})
Facts = Mapping[str, Any]


def allowed(history: Sequence[Event], event: Event, *, days_off: DaysOff) -> Event:
    """The event as it may be added to this history, with what the law adds to its facts. Raises `NotNow`."""
    if not history:
        if event.kind is not Kind.RECEIVED:
            raise NotNow("not-received")
        return event
    if event.kind is Kind.RECEIVED:
        raise NotNow("received-already")
    course = course_of(history)
    if event.on < course.last_on:
        raise NotNow("before-last-step", last=course.last_on)
    if course.ended_by and event.kind not in AFTER_THE_END:
        raise NotNow("ended-already")
    check = _CHECKS.get(event.kind)
    added = check(course, Periods(course, days_off), event.facts, event.on) if check else None
    return Event(event.kind, event.on, {**event.facts, **added}) if added else event


def _need(facts: Facts, *names: str) -> None:
    for name in names:
        if not str(facts.get(name, "")).strip():
            raise NotNow("fact-missing", fact=name)


def _undecided(course: Course) -> None:
    if course.decision:
        raise NotNow("decided-already")


def _disclosing(course: Course) -> Decision:
    if not (course.decision and course.decision.is_disclosing):
        raise NotNow("nothing-to-disclose")
    return course.decision


def _transfer(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    _need(facts, "to", "reason")
    if facts["to"] == course.agency:
        raise NotNow("same-agency")


def _notify_party(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    _need(facts, "party")
    if facts["party"] in course.parties:
        raise NotNow("party-notified-already")


def _hear_party(course: Course, periods: Periods, facts: Facts, on: date) -> Facts:
    """A reply within three days of the notice binds; a later one is heard as an opinion."""
    _undecided(course)
    party = course.parties.get(str(facts.get("party", "")))
    if party is None or party.replied_on:
        raise NotNow("no-reply-awaited")
    if facts.get("wish") not in {"withhold", "consent"}:
        raise NotNow("fact-missing", fact="wish")
    if facts.get("is_oral") and not facts.get("confirmed"):
        raise NotNow("oral-opinion-unconfirmed")
    return {"in_time": on <= periods.reply(party).on}


def _ask_producer(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    _need(facts, "agency")
    if facts["agency"] in course.producers:
        raise NotNow("producer-asked-already")


def _hear_producer(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    _need(facts, "agency", "opinion")
    if course.producers.get(facts["agency"]) is not False:
        raise NotNow("no-reply-awaited")


def _extend(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    if course.extended:
        raise NotNow("extended-already")
    if facts.get("reason") not in EXTENSION_REASONS:
        raise NotNow("no-ground-to-extend")
    _need(facts, "explanation")
    if on > (last := periods.decision().on):
        raise NotNow("too-late-to-extend", until=last)


def _narrow(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    _need(facts, "text")


def _withdraw(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)


def _decide(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    if course.open_objection:
        raise NotNow("decide-the-objection")
    check_decision(course, periods, facts, on)


def _disclose_promptly(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _undecided(course)
    if facts.get("ground") not in PROMPT_GROUNDS:
        raise NotNow("no-ground-for-promptness")
    if course.parties:
        raise NotNow("third-party-concerned")


def _pay(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    decision, amount = _disclosing(course), facts.get("amount")
    if not isinstance(amount, int) or amount <= 0 or course.paid + amount > decision.fee:
        raise NotNow("wrong-amount", left=decision.fee - course.paid)


def _state_payment(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    """The requester says that it was paid; it counts as paid once the agency confirms it."""
    _pay(course, periods, facts, on)
    _need(facts, "way")


def _supply(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    """Nothing leaves before it is paid, before the interval is over, or while a third party's objection is open."""
    decision = _disclosing(course)
    if course.is_supplied:
        raise NotNow("supplied-already")
    if not course.is_paid:
        raise NotNow("fee-unpaid", left=decision.fee - course.paid)
    if (objection := course.open_objection) and objection.who != REQUESTER:
        raise NotNow("third-party-objection-open")
    if course.opposed and on <= (last := periods.gap(decision.on).on):
        raise NotNow("gap-running", after=last)


def _close_uncollected(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    decision = _disclosing(course)
    if course.is_supplied:
        raise NotNow("supplied-already")
    if course.open_objection:
        raise NotNow("decide-the-objection")
    if on <= (last := periods.collection(decision.disclose_on or decision.on).on):
        raise NotNow("collection-running", after=last)


def _end_review(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    if not (course.law.review_end_is_notified and course.decision and course.decision.review):
        raise NotNow("no-review-under-way")
    if course.open_objection:
        raise NotNow("decide-the-objection")
    if course.decision.is_disclosing and not course.is_supplied:
        raise NotNow("supply-first")


def _object(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    """Within thirty days of the decision, or, without one, of the day after the twentieth."""
    _need(facts, "text")
    if course.open_objection:
        raise NotNow("objected-already")
    if course.decision:
        if course.decision.outcome not in OBJECTIONABLE:
            raise NotNow("nothing-to-object-to")
        if any(one.who == REQUESTER and one.on >= course.decision.on for one in course.objections):
            raise NotNow("objected-already")
    elif on <= (lapse := periods.lapse().on):
        raise NotNow("not-lapsed", after=lapse)
    elif any(one.who == REQUESTER for one in course.objections):
        raise NotNow("objected-already")
    filing = periods.filing()
    if filing and on > filing.on:
        raise NotNow("objection-too-late", until=filing.on)


def _party_objects(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    decision = _disclosing(course)
    _need(facts, "party", "text")
    if facts["party"] not in course.opposed:
        raise NotNow("party-did-not-oppose")
    if course.open_objection or any(one.who == facts["party"] and one.on >= decision.on for one in course.objections):
        raise NotNow("objected-already")
    if course.supplied:
        raise NotNow("supplied-already")
    if on > (last := periods.party_filing(decision.on).on):
        raise NotNow("objection-too-late", until=last)


def _committee_meets(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    objection = course.open_objection
    if objection is None or objection.has_committee_step:
        raise NotNow("no-objection-for-committee")
    _need(facts, "opinion")


def _committee_stays_away(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    objection = course.open_objection
    if objection is None or objection.has_committee_step:
        raise NotNow("no-objection-for-committee")
    if facts.get("ground") not in COMMITTEE_EXEMPTIONS:
        raise NotNow("no-ground-without-committee")
    if course.law.exemption_is_explained:
        _need(facts, "explanation")


def _extend_objection(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    objection = course.open_objection
    if objection is None or objection.extended:
        raise NotNow("extended-already" if objection else "no-objection-open")
    _need(facts, "explanation")
    if on > (last := periods.objection(objection).on):
        raise NotNow("too-late-to-extend", until=last)


def _decide_objection(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    """After the committee (or the reason why it did not meet); what is upheld brings a new decision with it."""
    objection = course.open_objection
    if objection is None:
        raise NotNow("no-objection-open")
    if facts.get("result") not in RESULTS:
        raise NotNow("fact-missing", fact="result")
    _need(facts, "reason")
    if course.law.committee_must_meet and not objection.has_committee_step:
        raise NotNow("committee-not-asked")
    if facts["result"] in {UPHELD, PARTLY_UPHELD}:
        if not facts.get("decision"):
            raise NotNow("new-decision-missing")
        check_decision(course, periods, facts["decision"], on)
    elif facts.get("decision"):
        raise NotNow("decision-without-success")


def _answer_complaint(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    if course.answered_complaints >= course.complaints:
        raise NotNow("no-complaint-open")
    _need(facts, "text")


def _complain(course: Course, periods: Periods, facts: Facts, on: date) -> None:
    _need(facts, "text")


_CHECKS: dict[Kind, Callable[[Course, Periods, Facts, date], Facts | None]] = {
    Kind.TRANSFERRED: _transfer,
    Kind.THIRD_PARTY_NOTIFIED: _notify_party,
    Kind.THIRD_PARTY_REPLIED: _hear_party,
    Kind.PRODUCER_ASKED: _ask_producer,
    Kind.PRODUCER_ANSWERED: _hear_producer,
    Kind.EXTENDED: _extend,
    Kind.NARROWED: _narrow,
    Kind.WITHDRAWN: _withdraw,
    Kind.DECIDED: _decide,
    Kind.PROMPTLY_DISCLOSED: _disclose_promptly,
    Kind.PAYMENT_STATED: _state_payment,
    Kind.PAID: _pay,
    Kind.SUPPLIED: _supply,
    Kind.NOT_COLLECTED: _close_uncollected,
    Kind.REVIEW_ENDED: _end_review,
    Kind.OBJECTED: _object,
    Kind.THIRD_PARTY_OBJECTED: _party_objects,
    Kind.COMMITTEE_MET: _committee_meets,
    Kind.COMMITTEE_NOT_CONVENED: _committee_stays_away,
    Kind.OBJECTION_EXTENDED: _extend_objection,
    Kind.OBJECTION_DECIDED: _decide_objection,
    Kind.COMPLAINED: _complain,
    Kind.COMPLAINT_ANSWERED: _answer_complaint,
}
