"""The legal periods by name, each as it was from day to day. Pure.

Read in the texts of the statutes: the Official Information Disclosure Act ("Act") and its Decree in their versions of
2006 to 2025, the Public Service Ethics Act and Decree, the Regulation on National Proposals, the Civil Act. The clock
that holds is the one in force on the day the period starts; the Act of 22 December 2020 says so itself for requests
(addendum art. 2). What could not be read in a text is marked `Basis.PRACTICE` or said in a comment.
"""

from datetime import date

from madang.common.clocks import Basis, ClockRule, Unit

OLDEST = date(2006, 10, 4)
"""The oldest version of the Act whose text was read."""
ACT_OF_2013 = date(2013, 11, 7)
COUNTING_IN_THE_ACT = date(2020, 12, 22)
"""From this day art. 29(2) fixes the counting. Before, agencies counted by analogy with the civil petitions act."""
ETHICS_OF_2016 = date(2016, 6, 30)


class UnknownRule(LookupError):
    """There is no rule of that name, or none that holds on that day."""


def _counted_by_practice_then_by_the_act(
    name: str, length: int, article: str, item: int, *, since: date = OLDEST, then: str = "", extension: int = 0
) -> tuple[ClockRule, ClockRule]:
    before = ClockRule(
        name=name,
        length=length,
        unit=Unit.WORKING_DAYS,
        article=f"Act art. {article}",
        since=since,
        until=COUNTING_IN_THE_ACT,
        is_first_day_counted=True,
        extension=extension,
        is_extended=name.endswith("-extended"),
        then=then,
        basis=Basis.PRACTICE,
    )
    after = ClockRule(
        name=name,
        length=length,
        unit=Unit.WORKING_DAYS,
        article=f"Act art. {article}, 29(2){item}",
        since=COUNTING_IN_THE_ACT,
        is_first_day_counted=True,
        extension=extension,
        is_extended=name.endswith("-extended"),
        then=then,
    )
    return before, after


def _days(name: str, length: int, article: str, *, since: date = OLDEST, then: str = "") -> ClockRule:
    return ClockRule(name=name, length=length, unit=Unit.DAYS, article=article, since=since, then=then)


def _months(name: str, length: int, article: str, *, since: date = OLDEST, then: str = "") -> ClockRule:
    return ClockRule(name=name, length=length, unit=Unit.MONTHS, article=article, since=since, then=then)


DISCLOSURE = (
    *_counted_by_practice_then_by_the_act("request.decision", 10, "11(1)", 1, then="overdue-is-public", extension=10),
    *_counted_by_practice_then_by_the_act(
        "request.decision-extended", 10, "11(1), 11(2)", 1, then="overdue-is-public", extension=10
    ),
    ClockRule(
        name="request.lapse",
        length=20,
        unit=Unit.WORKING_DAYS,
        article="Act art. 11(5)",
        since=OLDEST,
        until=ACT_OF_2013,
        is_first_day_counted=True,
        then="deemed-refused",
        basis=Basis.PRACTICE,
    ),
    *_counted_by_practice_then_by_the_act(
        "request.lapse", 20, "18(1)", 2, since=ACT_OF_2013, then="may-object-appeal-or-sue"
    ),
    # After a lapse the same thirty days run from the day after it, which is to say: from the lapse, not counted.
    _days("objection.filing", 30, "Act art. 18(1)", then="may-appeal-or-sue"),
    *_counted_by_practice_then_by_the_act("objection.decision", 7, "18(3)", 3, then="overdue-is-public", extension=7),
    *_counted_by_practice_then_by_the_act(
        "objection.decision-extended", 7, "18(3)", 3, then="overdue-is-public", extension=7
    ),
    _days("third-party.reply", 3, "Act art. 21(1)", then="no-objection-known"),
    _days("third-party.objection", 7, "Act art. 21(2)", then="may-appeal-or-sue"),
    # The last day of the interval: the document may be disclosed from the day after it.
    _days("disclosure.gap", 30, "Act art. 21(3)", then="may-be-disclosed"),
    # Against a third party's wish the decision itself names the day; from it on the document is owed.
    ClockRule(
        name="disclosure.announced",
        length=1,
        unit=Unit.DAYS,
        is_first_day_counted=True,
        article="Act art. 21(2)",
        since=OLDEST,
        then="overdue-is-public",
    ),
    _days("disclosure.date", 10, "Decree art. 12(1)", then="overdue-is-public"),
    _days("disclosure.after-payment", 5, "Decree art. 12(2)", since=date(2016, 12, 13), then="overdue-is-public"),
    _months("disclosure.split-supply", 2, "Decree art. 12(3)", then="overdue-is-public"),
    _days("disclosure.collection", 10, "Decree art. 12(4)", then="may-be-closed"),
)

PROPOSALS = (
    # Proposals received before 1 September 2023 are decided by the former rule (Decree 33649, addendum art. 3). Its
    # month is known from guides; the text of that version was not read.
    ClockRule(
        name="proposal.decision",
        length=1,
        unit=Unit.MONTHS,
        article="Proposals art. 10(1)",
        since=OLDEST,
        until=date(2023, 9, 1),
        stopped_by=("completion", "opinion"),
        then="overdue-is-public",
        basis=Basis.PRACTICE,
    ),
    ClockRule(
        name="proposal.decision",
        length=30,
        unit=Unit.DAYS,
        article="Proposals art. 10(1)",
        since=date(2023, 9, 1),
        stopped_by=("completion", "opinion"),
        then="overdue-is-public",
    ),
    _days("proposal.completion", 7, "Proposals art. 6(2)", then="no-completion-may-be-asked"),
    _days("proposal.opinion", 21, "Proposals art. 9(4)", then="overdue-is-public"),
    _days("proposal.review-request", 15, "Proposals art. 12(1)", then="decision-stands"),
)

PROPERTY = (
    ClockRule(
        name="property.initial",
        length=2,
        unit=Unit.MONTHS,
        article="Ethics Act art. 5(1)",
        since=date(2011, 10, 30),
        until=ETHICS_OF_2016,
        then="fine",
    ),
    ClockRule(
        name="property.initial",
        length=2,
        unit=Unit.MONTHS_TO_MONTH_END,
        article="Ethics Act art. 5(1)",
        since=ETHICS_OF_2016,
        then="fine",
    ),
    ClockRule(
        name="property.annual",
        length=1,
        unit=Unit.END_OF_NEXT_FEBRUARY,
        article="Ethics Act art. 6(1)",
        since=OLDEST,
        then="fine",
    ),
    ClockRule(
        name="property.retirement",
        length=2,
        unit=Unit.MONTHS,
        article="Ethics Act art. 6(2)",
        since=date(2011, 10, 30),
        until=ETHICS_OF_2016,
        then="fine",
    ),
    ClockRule(
        name="property.retirement",
        length=2,
        unit=Unit.MONTHS_TO_MONTH_END,
        article="Ethics Act art. 6(2)",
        since=ETHICS_OF_2016,
        then="fine",
    ),
    _months("property.disclosure", 1, "Ethics Act art. 10(1)", then="overdue-is-public"),
    _days("property.correction", 10, "Ethics Decree art. 4-4", then="no-correction"),
    _days("property.supplement", 20, "Ethics Decree art. 10(1)", then="fine"),
    _days("property.explanation", 20, "Ethics Decree art. 10(2)", then="fine"),
    ClockRule(
        name="property.refusal-decision",
        length=10,
        unit=Unit.DAYS,
        article="Ethics Decree art. 27(2)",
        since=OLDEST,
        extension=10,
        then="overdue-is-public",
    ),
    ClockRule(
        name="examination",
        length=3,
        unit=Unit.MONTHS,
        article="Ethics Act art. 8(10)",
        since=OLDEST,
        extension=3,
        then="overdue-is-public",
    ),
    ClockRule(
        name="examination-extended",
        length=3,
        unit=Unit.MONTHS,
        article="Ethics Act art. 8(10)",
        since=OLDEST,
        extension=3,
        is_extended=True,
        then="overdue-is-public",
    ),
)

POST_EMPLOYMENT = (
    ClockRule(
        name="post-employment.request",
        length=30,
        unit=Unit.DAYS_BEFORE,
        article="Ethics Decree art. 33-2",
        since=OLDEST,
        then="fine",
    ),
    _days("post-employment.agency-opinion", 5, "Ethics Decree art. 33-3(1)", then="overdue-is-public"),
    _days("post-employment.ministry-opinion", 5, "Ethics Decree art. 33-3(1)", then="overdue-is-public"),
    _months("post-employment.report", 1, "Ethics Act art. 19-4(2)", since=date(2015, 3, 31), then="fine"),
)

DATA_ACT = date(2013, 10, 31)
"""The Public Data Act in force. Its periods are known from the guides of the national portal; the text was not read."""
DATA = (
    ClockRule(
        name="data-request.decision",
        length=10,
        unit=Unit.DAYS,
        article="Data Act art. 27(2)",
        since=DATA_ACT,
        extension=10,
        then="overdue-is-public",
        basis=Basis.PRACTICE,
    ),
    ClockRule(
        name="data-request.decision-extended",
        length=10,
        unit=Unit.DAYS,
        article="Data Act art. 27(2), 27(3)",
        since=DATA_ACT,
        extension=10,
        is_extended=True,
        then="overdue-is-public",
        basis=Basis.PRACTICE,
    ),
    ClockRule(
        name="data-request.mediation",
        length=60,
        unit=Unit.DAYS,
        article="Data Act art. 31(1)",
        since=DATA_ACT,
        then="decision-stands",
        basis=Basis.PRACTICE,
    ),
)

ADVICE = tuple(
    # Questions to an agency: 14 days about statutes (no. 1), 7 about anything else (no. 2). Six days or more count
    # without Saturdays and days off, with the first day (Civil Petitions Act art. 19(2)). Read in the decree
    # as of 6 May 2026; what the decrees before it said was not read, and the rule is taken to be as old as the rest.
    ClockRule(
        name=f"advice.{kind}",
        length=length,
        unit=Unit.WORKING_DAYS,
        article="Civil Petitions Decree art. 14",
        since=OLDEST,
        is_first_day_counted=True,
        then="overdue-is-public",
    )
    for kind, length in (("legal", 14), ("technical", 7))
)

ALL_RULES = (*DISCLOSURE, *PROPOSALS, *PROPERTY, *POST_EMPLOYMENT, *DATA, *ADVICE)


def rule_names() -> list[str]:
    """The names of all rules, by the alphabet."""
    return sorted({rule.name for rule in ALL_RULES})


def versions_of(name: str) -> list[ClockRule]:
    """What the rule of this name was from day to day, oldest first. Raises `UnknownRule`."""
    found = [rule for rule in ALL_RULES if rule.name == name]
    if not found:
        raise UnknownRule(name)
    return sorted(found, key=lambda rule: rule.since)


def rule_on(name: str, *, start: date) -> ClockRule:
    """The rule for a period that starts on this day. Raises `UnknownRule` if none of that name holds then."""
    for rule in versions_of(name):
        if rule.holds(on=start):
            return rule
    raise UnknownRule(name)
