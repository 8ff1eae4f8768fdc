"""The legal periods of a request at its present point, each with its derivation. Pure.

Rules of the clock are chosen by the day the period starts; the length of the extension by whether it was extended.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from madang.common.clock_rules import rule_on
from madang.common.clocks import DaysOff, Due, due
from madang.disclosure.requests.course import Course, Objection, Party
from madang.disclosure.requests.events import REQUESTER

Whose = Literal["agency", "requester", "third-party"]


@dataclass(frozen=True)
class Clock:
    """A running period. whose: who has to act before it ends. about: the party's key, where it is a party's."""

    rule: str
    due: Due
    whose: Whose
    about: str = ""


@dataclass(frozen=True)
class Periods:
    """The periods of one request, as the calendar is now."""

    course: Course
    days_off: DaysOff

    def _due(self, rule: str, start: date, *, extended: bool = False) -> Due:
        return due(rule_on(rule, start=start), start=start, days_off=self.days_off, extended=extended)

    def decision(self) -> Due:
        """The last day for a decision, with the extension if there was one."""
        return self._due("request.decision", self.course.counted_from, extended=self.course.extended)

    def lapse(self) -> Due:
        """The twentieth day after the request: without a decision, remedies are open from the next day on."""
        return self._due("request.lapse", self.course.received_on)

    def reply(self, party: Party) -> Due:
        return self._due("third-party.reply", party.notified_on)

    def gap(self, decided_on: date) -> Due:
        """The last day of the interval of at least thirty days before a disclosure against a party's wish."""
        return self._due("disclosure.gap", decided_on)

    def announced(self, disclose_on: date) -> Due:
        """The day that the decision names for a disclosure against a party's wish: from it on the supply is owed."""
        return self._due("disclosure.announced", disclose_on)

    def disclosure(self, decided_on: date) -> Due:
        return self._due("disclosure.date", decided_on)

    def after_payment(self, paid_on: date) -> Due | None:
        """Five days after full payment; None before the rule of 2016."""
        return self._due("disclosure.after-payment", paid_on) if self.course.law.pays_within_five_days else None

    def instalments(self, first_on: date) -> Due:
        return self._due("disclosure.split-supply", first_on)

    def collection(self, disclose_on: date) -> Due:
        return self._due("disclosure.collection", disclose_on)

    def filing(self) -> Due | None:
        """The last day for the requester's objection: after the decision, or after the lapse without any."""
        if self.course.decision:
            return self._due("objection.filing", self.course.decision.on)
        return self._due("objection.filing", self.lapse().on)

    def party_filing(self, decided_on: date) -> Due:
        return self._due("third-party.objection", decided_on)

    def objection(self, objection: Objection) -> Due:
        return self._due("objection.decision", objection.on, extended=objection.extended)


def clocks_of(course: Course, *, days_off: DaysOff) -> list[Clock]:
    """All periods that run now, the agency's first. What lies behind is left out by the caller, who knows the day."""
    periods = Periods(course, days_off)
    running: list[Clock] = []
    if objection := course.open_objection:
        rule = "objection.decision-extended" if objection.extended else "objection.decision"
        running.append(Clock(rule, periods.objection(objection), "agency", objection.who))
    if course.is_undecided:
        running += _before_decision(course, periods)
    elif course.ended_by is None:
        running += _after_decision(course, periods)
    return running


def _before_decision(course: Course, periods: Periods) -> list[Clock]:
    rule = "request.decision-extended" if course.extended else "request.decision"
    found = [Clock(rule, periods.decision(), "agency")]
    for key, party in course.parties.items():
        if party.replied_on is None:
            found.append(Clock("third-party.reply", periods.reply(party), "third-party", key))
    if course.review_ended_on is None:
        found.append(Clock("request.lapse", periods.lapse(), "agency"))
    return found


def _after_decision(course: Course, periods: Periods) -> list[Clock]:
    decision = course.decision
    assert decision is not None
    found: list[Clock] = []
    if decision.is_disclosing and not course.is_supplied:
        found += _until_supplied(course, periods)
    can_object = not any(one.who == REQUESTER and one.on >= decision.on for one in course.objections)
    if decision.outcome in {"partly", "closed", "not-held"} and can_object and (filing := periods.filing()):
        found.append(Clock("objection.filing", filing, "requester"))
    if decision.is_disclosing and not course.supplied:
        has_objected = {one.who for one in course.objections if one.on >= decision.on}
        found += [
            Clock("third-party.objection", periods.party_filing(decision.on), "third-party", key)
            for key in course.opposed
            if key not in has_objected
        ]
    return found


def _until_supplied(course: Course, periods: Periods) -> list[Clock]:
    decision = course.decision
    assert decision is not None
    disclose_on = decision.disclose_on or decision.on
    found: list[Clock] = []
    if course.opposed:
        found.append(Clock("disclosure.gap", periods.gap(decision.on), "agency"))
    if not course.is_paid:
        return [*found, Clock("disclosure.collection", periods.collection(disclose_on), "requester")]
    if decision.fee and course.paid_on and (after := periods.after_payment(max(course.paid_on, disclose_on))):
        found.append(Clock("disclosure.after-payment", after, "agency"))
    elif not course.opposed and not course.supplied:
        found.append(Clock("disclosure.date", periods.disclosure(decision.on), "agency"))
    elif not course.supplied and not course.open_objection:
        found.append(Clock("disclosure.announced", periods.announced(disclose_on), "agency"))
    if decision.instalments > 1:
        found.append(Clock("disclosure.split-supply", periods.instalments(disclose_on), "agency"))
    return found
