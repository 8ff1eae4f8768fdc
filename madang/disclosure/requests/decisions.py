"""What a decision must contain, and what must have gone before it. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from madang.disclosure.requests.course import Course, Decision, Part, decision_of
from madang.disclosure.requests.events import REVIEW_ITEM, WITHHOLDING, NotNow, Outcome
from madang.disclosure.requests.periods import Periods

LAST_ITEM = 8
MOST_WON = 100_000_000
"""No supply costs more: a number above it is a slip."""


def check_decision(course: Course, periods: Periods, facts: Mapping[str, Any], on: date) -> Decision:
    """The decision that these facts say, if the law allows it on this day. Raises `NotNow`."""
    try:
        decision = decision_of(facts, on)
    except (KeyError, ValueError, TypeError) as error:
        raise NotNow("decision-unreadable") from error
    if decision.outcome in WITHHOLDING:
        _check_parts(course, decision)
    elif decision.parts:
        raise NotNow("open-with-parts")
    if decision.is_disclosing:
        _check_hearings(course, periods, on)
        _check_disclosure(course, periods, decision)
    if decision.outcome is Outcome.CLOSED and not facts.get("why_not_partly", "").strip():
        raise NotNow("partial-not-considered")
    _check_answer_outside(course, decision)
    return decision


def _check_parts(course: Course, decision: Decision) -> None:
    """Each withheld part has its reason; since 2021 its item, and for a review its stage and expected end."""
    if not decision.parts:
        raise NotNow("nothing-withheld")
    for part in decision.parts:
        if not part.reason.strip():
            raise NotNow("reason-missing")
        if part.item is not None and not 1 <= part.item <= LAST_ITEM:
            raise NotNow("no-such-item", item=part.item)
        if part.item is None and course.law.refusal_names_item:
            raise NotNow("item-missing")
        _check_review(course, part, decision.on)


def _check_review(course: Course, part: Part, on: date) -> None:
    if not (part.item == REVIEW_ITEM and part.is_review and course.law.review_names_end):
        return
    if not part.stage.strip():
        raise NotNow("review-stage-missing")
    if part.expected_end is None or part.expected_end < on:
        raise NotNow("review-end-missing")


def _check_hearings(course: Course, periods: Periods, on: date) -> None:
    """Nothing is disclosed before third parties had their days and producers were heard (art. 21(1), Decree 9)."""
    for party in course.parties.values():
        if party.replied_on is None and on <= (last := periods.reply(party).on):
            raise NotNow("third-party-window-open", until=last)
    if unheard := [agency for agency, is_heard in course.producers.items() if not is_heard]:
        raise NotNow("producer-not-heard", agency=unheard[0])


def _check_disclosure(course: Course, periods: Periods, decision: Decision) -> None:
    """The day of disclosure: within ten days, or after the thirty-day interval where a party asked not to disclose."""
    if decision.disclose_on is None or decision.disclose_on < decision.on:
        raise NotNow("disclosure-day-missing")
    if decision.fee < 0 or decision.instalments < 1:
        raise NotNow("decision-unreadable")
    _check_reduction(course, decision)
    if decision.instalments > 1 and not decision.facts.get("why_instalments", "").strip():
        raise NotNow("instalments-unexplained")
    if course.opposed:
        if not decision.facts.get("why_despite", "").strip():
            raise NotNow("opposition-unanswered")
        if decision.disclose_on <= (last := periods.gap(decision.on).on):
            raise NotNow("gap-too-short", after=last)
    elif not decision.facts.get("later_by_wish") and decision.disclose_on > (
        last := periods.disclosure(decision.on).on
    ):
        raise NotNow("disclosure-too-late", until=last)


def _check_reduction(course: Course, decision: Decision) -> None:
    """Who named a ground for a lower fee gets it, or learns why not (Act art. 17(2), Decree art. 17(3))."""
    facts = decision.facts
    for name in ("fee", "fee_full", "lowered_by"):
        if type(facts.get(name, 0)) is not int or not 0 <= facts.get(name, 0) <= MOST_WON:
            raise NotNow("decision-unreadable")
    lowered_by = facts.get("lowered_by", 0)
    if lowered_by > 100:
        raise NotNow("decision-unreadable")
    if course.reduction and decision.fee and not lowered_by and not facts.get("why_not_lowered", "").strip():
        raise NotNow("reduction-unanswered")


def _check_answer_outside(course: Course, decision: Decision) -> None:
    """Answers outside the procedure: never silence, always the ground and what becomes of the request."""
    facts, law, outcome = decision.facts, course.law, decision.outcome
    if outcome in {Outcome.NOT_HELD, Outcome.NOT_A_REQUEST, Outcome.REPEAT} and not facts.get("reason", "").strip():
        raise NotNow("reason-missing")
    if outcome is Outcome.NOT_A_REQUEST and not (law.petition_may_follow and facts.get("petition_result", "").strip()):
        raise NotNow("petition-result-missing")
    if outcome is Outcome.REPEAT:
        if not law.repeats_may_close:
            raise NotNow("not-yet-law", outcome=outcome.value)
        if not facts.get("earlier", "").strip():
            raise NotNow("earlier-request-missing")
    if outcome is Outcome.ALREADY_PUBLIC:
        if not law.already_public_may_close:
            raise NotNow("not-yet-law", outcome=outcome.value)
        if not facts.get("location", "").strip():
            raise NotNow("location-missing")
