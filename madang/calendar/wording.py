"""Clocks in words, in the language of the page: the derivation of a due day, names of rules, citations."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from madang.common.clocks import Basis, Derivation, SkippedDay, Unit

WEEKDAYS_KO = "월화수목금토일"
_LAWS_KO = {
    "Act": "정보공개법",
    "Decree": "정보공개법 시행령",
    "Proposals": "국민 제안 규정",
    "Ethics Act": "공직자윤리법",
    "Ethics Decree": "공직자윤리법 시행령",
    "Data Act": "공공데이터법",
    "Civil Petitions Decree": "민원처리법 시행령",
}
_CITED = re.compile(r"(\d+)(?:-(\d+))?(?:\((\d+)\))?(\d+)?")

_RULES: dict[str, str | Promise] = {
    "request.decision": gettext_lazy("Decision on a request for disclosure"),
    "request.decision-extended": gettext_lazy("Decision on a request for disclosure, extended"),
    "request.lapse": gettext_lazy("Lapse of a request without a decision"),
    "objection.filing": gettext_lazy("Filing of an objection"),
    "objection.decision": gettext_lazy("Decision on an objection"),
    "objection.decision-extended": gettext_lazy("Decision on an objection, extended"),
    "third-party.reply": gettext_lazy("Third party's request not to disclose"),
    "third-party.objection": gettext_lazy("Third party's objection to a disclosure"),
    "disclosure.gap": gettext_lazy("Interval between decision and disclosure against a third party's wish"),
    "disclosure.announced": gettext_lazy("Announced day of a disclosure against a third party's wish"),
    "disclosure.date": gettext_lazy("Disclosure after the decision"),
    "disclosure.after-payment": gettext_lazy("Disclosure after full payment"),
    "disclosure.split-supply": gettext_lazy("Supply of a large request in parts"),
    "disclosure.collection": gettext_lazy("Collection by the requester"),
    "data-request.decision": gettext_lazy("Decision on a request for data"),
    "data-request.decision-extended": gettext_lazy("Decision on a request for data, extended"),
    "data-request.mediation": gettext_lazy("Application for mediation after a refusal of data"),
    "advice.legal": gettext_lazy("Answer to a legal question about public data"),
    "advice.technical": gettext_lazy("Answer to a technical question about public data"),
    "proposal.decision": gettext_lazy("Decision on a proposal"),
    "proposal.completion": gettext_lazy("Request to complete a proposal"),
    "proposal.opinion": gettext_lazy("Reply of an agency or expert asked about a proposal"),
    "proposal.review-request": gettext_lazy("Request to review a rejected proposal"),
    "property.initial": gettext_lazy("First registration of property"),
    "property.annual": gettext_lazy("Yearly report of changes in property"),
    "property.retirement": gettext_lazy("Report of changes in property on retirement"),
    "property.disclosure": gettext_lazy("Publication of registered property"),
    "property.correction": gettext_lazy("Correction of slips in a registration"),
    "property.supplement": gettext_lazy("Supplement to a registration of property"),
    "property.explanation": gettext_lazy("Documents or answers asked for in an examination"),
    "property.refusal-decision": gettext_lazy("Decision on a relative's refusal to declare property"),
    "examination": gettext_lazy("Examination of published property"),
    "examination-extended": gettext_lazy("Examination of published property, extended"),
    "post-employment.request": gettext_lazy("Request for confirmation before taking up employment"),
    "post-employment.agency-opinion": gettext_lazy("Opinion of the former agency on an employment"),
    "post-employment.ministry-opinion": gettext_lazy("Opinion of the ministry or local government on an employment"),
    "post-employment.report": gettext_lazy("Report of having taken up employment"),
}
_REASONS: dict[str, str | Promise] = {
    "completion": gettext_lazy("while the proposal was being completed"),
    "opinion": gettext_lazy("while an opinion was awaited"),
    "court": gettext_lazy("stopped by a court"),
}


def rule_label(name: str) -> str | Promise:
    """What the period of a rule is for."""
    return _RULES.get(name, name)


def citation(article: str) -> str:
    """A citation in the language of the page: "Act art. 11(1), 29(2)1" is 정보공개법 제11조제1항, 제29조제2항제1호."""
    if not _is_korean():
        return article
    law, articles = article.split(" art. ")
    return f"{_LAWS_KO.get(law, law)} " + ", ".join(_article_ko(one) for one in articles.split(", "))


def _article_ko(cited: str) -> str:
    found = _CITED.fullmatch(cited)
    if not found:
        return cited
    article, branch, paragraph, item = found.groups()
    text = f"제{article}조" + (f"의{branch}" if branch else "")
    return text + (f"제{paragraph}항" if paragraph else "") + (f"제{item}호" if item else "")


def derivation_text(derivation: Derivation, *, names: Mapping[date, str] | None = None) -> str:
    """How a due day follows from its start, in one line.

    names: what days off are called in the language of the page (calendar.queries.names_of); where a name is missing,
    the one that the clock was given stands.
    """
    said = _Said(names or {})
    parts = [
        _("%(length)s from %(start)s") % {"length": _length(derivation), "start": said.day(derivation.start)},
        *_counting(derivation),
        *said.skipped(derivation.skipped),
        *said.moved(derivation.moved),
    ]
    said.forget_month()
    text = f"{', '.join(parts)} = {said.day(derivation.due)}"
    if derivation.extension:
        text += "; " + _extension_text(derivation.extension, said)
    text += f", {citation(derivation.article)}"
    if derivation.basis is Basis.PRACTICE:
        text += " " + _("(counted by practice; the statute did not say how)")
    return text


def _extension_text(extension: Derivation, said: "_Said") -> str:
    said.forget_month()
    start = said.day(extension.start)
    parts = [
        _("extended by %(length)s from %(start)s") % {"length": _length(extension), "start": start},
        *said.skipped(extension.skipped),
        *said.moved(extension.moved),
    ]
    said.forget_month()
    return f"{', '.join(parts)} = {said.day(extension.due)}"


def _length(derivation: Derivation) -> str:
    count = {"count": derivation.length}
    if derivation.unit is Unit.WORKING_DAYS:
        return ngettext("%(count)d working day", "%(count)d working days", derivation.length) % count
    if derivation.unit is Unit.MONTHS:
        return ngettext("%(count)d month", "%(count)d months", derivation.length) % count
    if derivation.unit is Unit.MONTHS_TO_MONTH_END:
        one, many = "%(count)d month, to the end of that month", "%(count)d months, to the end of that month"
        return ngettext(one, many, derivation.length) % count
    if derivation.unit is Unit.END_OF_NEXT_FEBRUARY:
        return _("To the end of February of the next year")
    if derivation.unit is Unit.DAYS_BEFORE:
        return ngettext("%(count)d day back", "%(count)d days back", derivation.length) % count
    return ngettext("%(count)d day", "%(count)d days", derivation.length) % count


def _counting(derivation: Derivation) -> list[str]:
    if derivation.unit in {Unit.END_OF_NEXT_FEBRUARY, Unit.DAYS_BEFORE}:
        return []
    return [_("first day counted") if derivation.is_first_day_counted else _("first day not counted")]


class _Said:
    """Days in a row are told shortly: the year and month only where they change."""

    def __init__(self, names: Mapping[date, str]) -> None:
        self.names = names
        self.year = self.month = 0

    def forget_month(self) -> None:
        self.month = 0

    def day(self, on: date) -> str:
        is_new_year, is_new_month = on.year != self.year, on.month != self.month or on.year != self.year
        self.year, self.month = on.year, on.month
        if _is_korean():
            return date_format(on, "Y. n. j." if is_new_year else "n. j.") + f"({WEEKDAYS_KO[on.weekday()]})"
        return date_format(on, "D j M Y" if is_new_year else "D j M" if is_new_month else "D j")

    def skipped(self, days: Sequence[SkippedDay]) -> list[str]:
        """Weekends and holidays one by one; a suspension from its first day to its last."""
        told: list[str] = []
        off = [day for day in days if day.reason in {"saturday", "sunday", "day-off"}]
        if off:
            told.append(_("skipping %(days)s") % {"days": ", ".join(self.named(day) for day in off)})
        paused = [day for day in days if day.reason not in {"saturday", "sunday", "day-off"}]
        for (reason, _start), group in groupby(
            enumerate(paused), key=lambda pair: (pair[1].reason, pair[1].on - timedelta(days=pair[0]))
        ):
            run = [day.on for _place, day in group]
            told.append(
                _("without %(first)s to %(last)s (%(reason)s)")
                % {"first": self.day(run[0]), "last": self.day(run[-1]), "reason": _REASONS.get(reason, reason)}
            )
        return told

    def moved(self, days: Sequence[SkippedDay]) -> list[str]:
        if not days:
            return []
        return [_("moved past %(days)s") % {"days": ", ".join(self.named(day) for day in days)}]

    def named(self, day: SkippedDay) -> str:
        name = self.names.get(day.on, day.name)
        return f"{self.day(day.on)} ({name})" if name else self.day(day.on)


def _is_korean() -> bool:
    return (get_language() or "ko").startswith("ko")
