"""Sentences for what the pure modules say in codes: faults of a plan file, findings of a review, units, values."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from madang.plans.review import Finding
from madang.plans.tomltable import Fault

FAULTS: Mapping[str, str | Promise] = {
    "not-toml": gettext_lazy("This is not TOML: %(detail)s."),
    "missing": gettext_lazy("This is required and is not there."),
    "not-a-string": gettext_lazy("This must be text in quotation marks, and not empty."),
    "not-a-list-of-strings": gettext_lazy("This must be a list of texts in quotation marks."),
    "not-a-list-of-texts": gettext_lazy("This must be a list of tables with `ko` and `en`."),
    "not-a-text": gettext_lazy("This must have a Korean text `ko` and an English text `en`."),
    "not-a-number": gettext_lazy("This must be a number, or true or false for a milestone that is done or not."),
    "not-a-whole-number": gettext_lazy("This must be a whole number."),
    "not-whole-numbers": gettext_lazy("This must be a list of whole numbers."),
    "not-a-flag": gettext_lazy("This must be true or false."),
    "not-a-day": gettext_lazy("“%(found)s” is not a day: write 2014-12-31, or today+200d, or today-365d."),
    "not-parameters": gettext_lazy("This must be a table of texts, whole numbers and days."),
    "not-a-table": gettext_lazy("This must be a table."),
    "not-a-list-of-tables": gettext_lazy("This must be written as [[…]], once for each."),
    "not-among": gettext_lazy("“%(found)s” is not known here; use one of: %(allowed)s."),
    "unknown-key": gettext_lazy("This key is not known; the keys here are: %(allowed)s."),
    "not-a-slug": gettext_lazy("“%(found)s” cannot be an address: use small Latin letters, digits and hyphens."),
    "not-a-key": gettext_lazy("“%(found)s” cannot be a number: use letters, dots and hyphens, and at least one digit."),
    "ends-before-it-begins": gettext_lazy("The plan would end on %(end)s, before it begins on %(start)s."),
    "due-before-start": gettext_lazy("The milestone would be due on %(due)s, before it begins on %(start)s."),
    "key-stands-twice": gettext_lazy("The number %(key)s is used twice; every one must be used once."),
}

FINDINGS: Mapping[str, str | Promise] = {
    "no-owner": gettext_lazy("No organisation is named that leads this commitment."),
    "no-contact": gettext_lazy("No contact is named."),
    "no-number-to-reach": gettext_lazy("The commitment names no number to reach, so nobody can verify it."),
    "no-unit": gettext_lazy("The unit is missing."),
    "no-metric": gettext_lazy("No metric is named, so nothing can be measured."),
    "metric-not-here": gettext_lazy("No portal of this site measures %(metric)s yet."),
    "other-unit": gettext_lazy("The milestone is in the unit “%(unit)s”, its metric in “%(metric)s”."),
    "no-figure": gettext_lazy("A starting figure is announced, but no figure is given."),
    "no-target": gettext_lazy("There is no target."),
    "no-due": gettext_lazy("There is no day by which it is due."),
    "no-baseline": gettext_lazy("There is no starting figure, so nobody can tell how far the target goes."),
    "little-ambition": gettext_lazy("The target moves the starting figure by only %(percent)s %%."),
    "less-than-trend": gettext_lazy(
        "The trend since %(since)s leads to %(trend)s by itself; the target asks for less, %(target)s."
    ),
    "two-values": gettext_lazy("The plan gives two values for one quantity on %(on)s: %(one)s and %(other)s."),
    "listed-otherwise": gettext_lazy("The plan says %(figure)s, but lists %(listed)s."),
    "parts-otherwise": gettext_lazy("The plan says %(figure)s, but its parts add up to %(sum)s."),
    "far-from-baseline": gettext_lazy("The target %(target)s is %(times)s times the starting figure %(baseline)s."),
    "share-otherwise": gettext_lazy(
        "%(numerator)s of %(denominator)s is %(share)s %%, but the plan says %(value)s %%."
    ),
    "average-otherwise": gettext_lazy(
        "The starting figure of %(on)s is %(value)s, but the average reported from %(since)s until then is %(average)s."
    ),
    "told-as-done": gettext_lazy("It is announced for %(due)s, and told as already done in the same plan."),
    "commitment-without-number": gettext_lazy("Commitment %(commitment)s has no target in numbers at all."),
}

AMOUNTS: Mapping[str, Promise] = {
    "count": ngettext_lazy("%(value)s", "%(value)s", "number"),
    "documents": ngettext_lazy("%(value)s document", "%(value)s documents", "number"),
    "discussions": ngettext_lazy("%(value)s debate", "%(value)s debates", "number"),
    "projects": ngettext_lazy("%(value)s project", "%(value)s projects", "number"),
    "types": ngettext_lazy("%(value)s type of data", "%(value)s types of data", "number"),
    "areas": ngettext_lazy("%(value)s area", "%(value)s areas", "number"),
    "items": ngettext_lazy("%(value)s item", "%(value)s items", "number"),
    "bodies": ngettext_lazy("%(value)s body", "%(value)s bodies", "number"),
    "people": ngettext_lazy("%(value)s person", "%(value)s people", "number"),
    "companies": ngettext_lazy("%(value)s company", "%(value)s companies", "number"),
    "agencies": ngettext_lazy("%(value)s agency", "%(value)s agencies", "number"),
    "meetings": ngettext_lazy("%(value)s meeting", "%(value)s meetings", "number"),
    "rounds": ngettext_lazy("%(value)s round", "%(value)s rounds", "number"),
    "%": ngettext_lazy("%(value)s %%", "%(value)s %%", "number"),
    "days": ngettext_lazy("%(value)s day", "%(value)s days", "number"),
    "won": ngettext_lazy("%(value)s won", "%(value)s won", "number"),
    "KRW": ngettext_lazy("%(value)s won", "%(value)s won", "number"),
    "USD": ngettext_lazy("%(value)s US dollar", "%(value)s US dollars", "number"),
}

VALUES: Mapping[str, str | Promise] = {
    "access": gettext_lazy("Access to information"),
    "participation": gettext_lazy("Civic participation"),
    "accountability": gettext_lazy("Public accountability"),
    "technology": gettext_lazy("Technology and innovation"),
}

POWERS: Mapping[int, str | Promise] = {
    3: gettext_lazy("thousand"),
    6: gettext_lazy("million"),
    9: gettext_lazy("billion"),
    12: gettext_lazy("trillion"),
}


COMPARISONS: Mapping[str, str | Promise] = {
    ">=": gettext_lazy("at least %(amount)s"),
    ">": gettext_lazy("more than %(amount)s"),
    "<=": gettext_lazy("at most %(amount)s"),
    "<": gettext_lazy("less than %(amount)s"),
    "=": gettext_lazy("exactly %(amount)s"),
}

STATES: Mapping[str, str | Promise] = {
    "met": gettext_lazy("Met"),
    "met-late": gettext_lazy("Met late"),
    "on-track": gettext_lazy("On track"),
    "behind": gettext_lazy("Behind"),
    "missed": gettext_lazy("Missed"),
    "not-started": gettext_lazy("Not started"),
    "not-measurable": gettext_lazy("Not measurable"),
}


def state_label(state: str) -> str | Promise:
    """What a state is called."""
    return STATES.get(str(state), state)


def target_sentence(comparator: str, target: Decimal | None, unit: str) -> str:
    """What was promised: `at least 50 projects`, `to be done`; a dash where there is no target."""
    if target is None:
        return "–"
    if unit == "yes-no":
        return _("to be done")
    return str(COMPARISONS[comparator]) % {"amount": amount(target, unit)}


def in_figures(value: Decimal | int) -> str:
    """A number with thousands separated and no zeros at the end: `80,000`, `9.28`."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _filled(params: Mapping[str, str | int | Decimal]) -> dict[str, str]:
    return {name: one if isinstance(one, str) else in_figures(one) for name, one in params.items()}


def fault_sentence(fault: Fault) -> str:
    """What is wrong at that place of a plan file."""
    return str(FAULTS[fault.code]) % fault.params


def finding_sentence(finding: Finding) -> str:
    """What a reviewer would say."""
    if finding.code == "amount-otherwise":
        return _amount_sentence(finding)
    return str(FINDINGS[finding.code]) % _filled(finding.params)


def _amount_sentence(finding: Finding) -> str:
    power = finding.params.get("power")
    filled = _filled(finding.params)
    if isinstance(power, int):
        filled["word"] = str(POWERS[power])
        return _("%(won)s won cannot be %(dollars)s US dollars; the word “%(word)s” seems to be missing.") % filled
    return _("%(won)s won cannot be %(dollars)s US dollars at any exchange rate of these years.") % filled


def amount(value: Decimal | None, unit: str) -> str:
    """A value in words of its unit: `80,000 documents`, `9.28 %`, `done`; a dash where there is no value."""
    if value is None:
        return "–"
    if unit == "yes-no":
        return _("done") if value else _("not done")
    if unit not in AMOUNTS:
        return in_figures(value)
    shown = round(value, 2) if unit == "%" else value
    return str(AMOUNTS[unit] % {"number": 1 if value == 1 else 2, "value": in_figures(shown)})


SCALE_LABELS: Mapping[str, str | Promise] = {
    "verifiable": gettext_lazy("Verifiable"),
    "specificity": gettext_lazy("Specificity"),
    "ambition": gettext_lazy("Ambition"),
    "potential_impact": gettext_lazy("Potential impact"),
    "completion": gettext_lazy("Completion"),
    "early_results": gettext_lazy("Did it open government?"),
}

CODE_LABELS: Mapping[tuple[str, str], str | Promise] = {
    ("verifiable", "no"): gettext_lazy("No"),
    ("verifiable", "yes"): gettext_lazy("Yes"),
    ("specificity", "none"): gettext_lazy("None"),
    ("specificity", "low"): gettext_lazy("Low"),
    ("specificity", "medium"): gettext_lazy("Medium"),
    ("specificity", "high"): gettext_lazy("High"),
    ("ambition", "low"): gettext_lazy("Low"),
    ("ambition", "high"): gettext_lazy("High"),
    ("potential_impact", "worsen"): gettext_lazy("Worsening"),
    ("potential_impact", "none"): gettext_lazy("None"),
    ("potential_impact", "minor"): gettext_lazy("Minor"),
    ("potential_impact", "moderate"): gettext_lazy("Moderate"),
    ("potential_impact", "transformative"): gettext_lazy("Transformative"),
    ("completion", "no-evidence"): gettext_lazy("No evidence available"),
    ("completion", "not-started"): gettext_lazy("Not started"),
    ("completion", "limited"): gettext_lazy("Limited"),
    ("completion", "substantial"): gettext_lazy("Substantial"),
    ("completion", "complete"): gettext_lazy("Complete"),
    ("early_results", "worsened"): gettext_lazy("Worsened"),
    ("early_results", "did-not-change"): gettext_lazy("Did not change"),
    ("early_results", "marginal"): gettext_lazy("Marginally"),
    ("early_results", "major"): gettext_lazy("Majorly"),
    ("early_results", "outstanding"): gettext_lazy("Outstandingly"),
}


def code_label(scale: str, code: str) -> str | Promise:
    """What a reviewer's code on a scale is called."""
    return CODE_LABELS.get((scale, code), code)


FIELDS: Mapping[str, str | Promise] = {
    "": gettext_lazy("whole statement"),
    "title": gettext_lazy("title"),
    "jurisdiction": gettext_lazy("jurisdiction"),
    "summary": gettext_lazy("summary"),
    "source": gettext_lazy("source"),
    "problem": gettext_lazy("problem"),
    "promise": gettext_lazy("promise"),
    "passage": pgettext_lazy("plans", "passage"),
    "lead": gettext_lazy("responsible"),
    "support": gettext_lazy("supporting"),
    "values": gettext_lazy("values of open government"),
    "contact": gettext_lazy("contact"),
    "kind": gettext_lazy("kind"),
    "section": gettext_lazy("section"),
    "metric": gettext_lazy("metric"),
    "parameters": gettext_lazy("parameters"),
    "unit": gettext_lazy("unit"),
    "comparator": gettext_lazy("comparison"),
    "target": gettext_lazy("target"),
    "baseline": gettext_lazy("starting figure"),
    "baseline_on": gettext_lazy("day of the starting figure"),
    "start": gettext_lazy("begins on"),
    "end": gettext_lazy("ends on"),
    "due": gettext_lazy("due on"),
    "figures": gettext_lazy("where figures come from"),
    "written_on": gettext_lazy("written on"),
    "fact": gettext_lazy("other figures"),
    "items": gettext_lazy("items listed"),
    "parts": gettext_lazy("parts added up"),
    "reported": gettext_lazy("reported figures"),
    "commitment": gettext_lazy("commitment"),
}


FATES: Mapping[str, str | Promise] = {
    "handed-in": gettext_lazy("Handed in"),
    "called": gettext_lazy("On the agenda"),
    "passed": gettext_lazy("Passed"),
    "rejected": gettext_lazy("Rejected"),
    "deferred": gettext_lazy("Put off"),
}
