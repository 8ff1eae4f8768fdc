"""What each notice says: the one source of mails, official forms and pages. Text only; typeset in `papers`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from madang.calendar.queries import day_off_calendar, names_of
from madang.calendar.wording import derivation_text
from madang.common.clocks import DaysOff, Derivation, Due
from madang.disclosure.requests import notices
from madang.disclosure.requests.course import Course, course_of, decision_of
from madang.disclosure.requests.events import DISCLOSING, OBJECTIONABLE, UPHELD, Event, NotNow, Outcome
from madang.disclosure.requests.periods import Periods
from madang.disclosure.requests.wording import CONTENTS, EXEMPTIONS, EXTENSIONS, ITEMS, OUTCOMES, RESULTS, said_day

TITLES: dict[str, str | Promise] = {
    notices.REQUEST: gettext_lazy("Request for disclosure of information"),
    notices.RECEIPT: gettext_lazy("Receipt of a request"),
    notices.TRANSFER: gettext_lazy("Notice of transfer to the agency in charge"),
    notices.EXTENSION: gettext_lazy("Notice of extension of the time to decide"),
    notices.DECISION: gettext_lazy("Notice of decision on disclosure"),
    notices.OUTSIDE_NOTICE: gettext_lazy("Notice of an answer without disclosure (not held, petition, closed)"),
    notices.THIRD_PARTY: gettext_lazy("Notice to a third party of a request"),
    notices.PARTY_DECISION: gettext_lazy("Notice to a third party of the decision to disclose"),
    notices.OBJECTION: gettext_lazy("Objection to a decision on disclosure"),
    notices.OBJECTION_EXTENSION: gettext_lazy("Notice of extension of the time to decide on an objection"),
    notices.OBJECTION_DECISION: gettext_lazy("Notice of decision on an objection"),
    notices.COMMITTEE: gettext_lazy("Notice that the committee is not convened"),
    notices.REVIEW_END: gettext_lazy("Notice that a review has ended"),
    notices.SUPPLY: gettext_lazy("Information supplied"),
    notices.CLOSING: gettext_lazy("Request closed"),
    notices.COMPLAINT: gettext_lazy("Answer to a complaint"),
    notices.RECOUNT: gettext_lazy("A due day has moved"),
}


@dataclass(frozen=True)
class Line:
    """code: what the law calls for; see `notices.OBLIGATORY`."""

    code: str
    label: str
    value: str


@dataclass(frozen=True)
class Letter:
    form: str
    title: str
    on: date
    number: str
    agency: str
    lines: tuple[Line, ...]

    @property
    def codes(self) -> frozenset[str]:
        """What it says something about."""
        return frozenset(line.code for line in self.lines if line.value.strip())


@dataclass(frozen=True)
class About:
    """What a letter is about, beside the events. agency_names: by code, in the language of the letter."""

    number: str
    subject: str
    agency: str
    agency_names: Mapping[str, str]
    concern: str = ""


@dataclass(frozen=True)
class _Draft:
    """A letter being written: the event, the course before and after it."""

    about: About
    event: Event
    before: Course
    after: Course
    days_off: DaysOff
    to: str

    @property
    def periods(self) -> Periods:
        return Periods(self.after, self.days_off)

    def due(self, due: Due | None) -> str:
        return f"{said_day(due.on)} ({derived(due.derivation)})" if due else ""


def derived(derivation: Derivation) -> str:
    """A derivation with the days off called in the language of the letter."""
    ends = [derivation, *([derivation.extension] if derivation.extension else [])]
    skipped = [day.on for one in ends for day in (*one.skipped, *one.moved)]
    return derivation_text(derivation, names=names_of(skipped, _language()))


def _language() -> str:
    return (get_language() or "ko")[:2]


def letter_of(history: Sequence[Event], place: int, notice: notices.Notice, about: About) -> Letter:
    """The letter of a notice about the event at `place`, in the language that is active."""
    days_off = day_off_calendar()
    event = history[place]
    after = course_of(history[: place + 1])
    before = course_of(history[:place]) if place else after
    draft = _Draft(about, event, before, after, days_off, notice.to)
    lines = [Line("number", _("Receipt number"), about.number), *WRITERS[notice.form](draft)]
    title = str(TITLES[notice.form])
    return Letter(notice.form, title, event.on, about.number, about.agency, tuple(one for one in lines if one.value))


def whole_letter_of(history: Sequence[Event], place: int, notice: notices.Notice, about: About) -> Letter:
    """The letter, with everything that the law demands of it. Raises `NotNow` for one that lacks something."""
    letter = letter_of(history, place, notice, about)
    before = course_of(history[:place] or history[:1])
    if missing := notices.lacking(letter.codes, notice.form, history[place], before):
        said = ", ".join(str(CONTENTS[code]) for code in missing)
        raise NotNow("notice-incomplete", notice=letter.title, missing=said)
    return letter


def _receipt(draft: _Draft) -> list[Line]:
    return [
        Line("subject", _("Subject"), draft.about.subject),
        Line("agency", _("Agency"), draft.about.agency),
        Line("received-on", _("Received on"), said_day(draft.after.received_on)),
        Line("due", _("Decision due"), draft.due(draft.periods.decision())),
    ]


def _transfer(draft: _Draft) -> list[Line]:
    return [
        Line("agency", _("Agency in charge"), draft.about.agency_names.get(draft.event.facts["to"], "")),
        Line("reason", _("Reason of the transfer"), draft.event.facts["reason"]),
        Line("due", _("Decision due"), draft.due(draft.periods.decision())),
    ]


def _extension(draft: _Draft) -> list[Line]:
    facts = draft.event.facts
    return [
        Line("reason", _("Ground"), str(EXTENSIONS[facts["reason"]])),
        Line("explanation", _("Explanation"), facts["explanation"]),
        Line("due", _("Decision due now"), draft.due(draft.periods.decision())),
    ]


def _decision(draft: _Draft) -> list[Line]:
    return _decision_lines(draft, draft.event.facts)


def _decision_lines(draft: _Draft, facts: Mapping[str, Any]) -> list[Line]:
    outcome = Outcome(facts["outcome"])
    lines = [Line("outcome", _("Decision"), str(OUTCOMES[outcome]))]
    if outcome in DISCLOSING:
        lines += _how_disclosed(draft, facts)
    lines += _withheld(facts)
    lines.append(Line("why-not-partly", _("Why no part can be separated"), facts.get("why_not_partly", "")))
    lines += _outside_lines(facts)
    if outcome in OBJECTIONABLE:
        lines.append(Line("remedies", _("If you disagree"), remedies(draft.periods.filing())))
    return lines


def _how_disclosed(draft: _Draft, facts: Mapping[str, Any]) -> list[Line]:
    decision = decision_of(facts, draft.event.on)
    lines = [
        Line("disclose-on", _("Day of disclosure"), said_day(decision.disclose_on) if decision.disclose_on else ""),
        Line("how", _("How and where"), facts.get("how") or _("On this site, by the link to your request")),
        Line("fee", _("Fee"), _fee(decision.fee, facts.get("fee_explained", ""))),
    ]
    lines.append(Line("reduction", _("Lower fee"), _reduction(facts)))
    if decision.instalments > 1:
        text = ngettext("%(count)d part", "%(count)d parts", decision.instalments) % {"count": decision.instalments}
        until = draft.due(draft.periods.instalments(decision.disclose_on or draft.event.on))
        lines.append(Line("instalments", _("Supplied in parts"), f"{text}: {facts['why_instalments']} ({until})"))
    return lines


def _fee(amount: int, explained: str) -> str:
    if not amount:
        return _("none")
    said = _("%(amount)s won, to be paid before it is supplied") % {"amount": f"{amount:,}"}
    return f"{said} ({explained})" if explained else said


def _reduction(facts: Mapping[str, Any]) -> str:
    """By how much the fee was lowered, or why not; empty where neither is said."""
    if percent := int(facts.get("lowered_by", 0)):
        return _("lowered by %(percent)d %%") % {"percent": percent}
    reason = facts.get("why_not_lowered", "")
    return _("not lowered: %(reason)s") % {"reason": reason} if reason else ""


def _withheld(facts: Mapping[str, Any]) -> list[Line]:
    """Each withheld part: what, under which item, why; and where a review is under way, its stage and end."""
    parts = facts.get("parts", ())
    if not parts:
        return []
    said = [f"{part.get('what') or _('The information asked for')}: {part['reason']}" for part in parts]
    items = sorted({part["item"] for part in parts if part.get("item")})
    lines = [
        Line("withheld", _("Withheld, and why"), "\n".join(said)),
        Line("items", _("Items of Act article 9(1)"), "\n".join(str(ITEMS[item]) for item in items)),
    ]
    if review := next((part for part in parts if part.get("is_review")), None):
        lines.append(Line("review-stage", _("Stage of the review"), review.get("stage", "")))
        if review.get("expected_end"):
            ends = said_day(date.fromisoformat(review["expected_end"]))
            lines.append(Line("review-end", _("Expected end of the review"), ends))
        notice = _("You are told when the review has ended; your request is then decided again.")
        lines.append(Line("review-notice", _("Afterwards"), notice))
    return lines


def _outside_lines(facts: Mapping[str, Any]) -> list[Line]:
    return [
        Line("ground", _("Ground"), facts.get("reason", "") or ""),
        Line("petition-result", _("Result as a civil petition"), facts.get("petition_result", "")),
        Line("earlier", _("Earlier request"), facts.get("earlier", "")),
        Line("location", _("Where it is public"), facts.get("location", "")),
    ]


def _outside(draft: _Draft) -> list[Line]:
    lines = _decision_lines(draft, draft.event.facts)
    if draft.event.facts["outcome"] == Outcome.ALREADY_PUBLIC:
        lines.append(
            Line("ground", _("Ground"), _("Published already, so that its place is pointed out (art. 11-2(2))."))
        )
    return lines


def remedies(filing: Due | None) -> str:
    """Objection, appeal and suit, each with its time."""
    objection = ""
    if filing:
        objection = _("You may object to the agency until %(day)s (Act article 18(1)). ") % {"day": said_day(filing.on)}
    return objection + further_remedies()


def further_remedies() -> str:
    return _(
        "You may appeal to the administrative appeals commission, or sue at the administrative court, within 90 days "
        "of learning of the decision (Act articles 19 and 20)."
    )


def _third_party(draft: _Draft) -> list[Line]:
    party = draft.after.parties[draft.to]
    return [
        Line("subject", _("What is asked"), draft.about.subject),
        Line("concern", _("What concerns you"), draft.about.concern),
        Line("reply-until", _("You may ask not to disclose until"), draft.due(draft.periods.reply(party))),
        Line(
            "how-to-reply", _("How"), _("By the link in this message, in writing, or by word of mouth at the agency.")
        ),
    ]


def _party_decision(draft: _Draft) -> list[Line]:
    facts = draft.event.facts.get("decision") or draft.event.facts
    decision = decision_of(facts, draft.event.on)
    return [
        Line("why-despite", _("Why it is disclosed all the same"), facts.get("why_despite", "")),
        Line("disclose-on", _("Day of disclosure"), said_day(decision.disclose_on) if decision.disclose_on else ""),
        Line("object-until", _("You may object until"), draft.due(draft.periods.party_filing(decision.on))),
        Line("remedies", _("Further remedies"), further_remedies()),
    ]


def _objection(draft: _Draft) -> list[Line]:
    found = draft.after.open_objection
    return [
        Line("text", _("Objection"), draft.event.facts["text"]),
        Line("due", _("Decision due"), draft.due(draft.periods.objection(found)) if found else ""),
    ]


def _objection_extension(draft: _Draft) -> list[Line]:
    found = draft.after.open_objection
    return [
        Line("explanation", _("Explanation"), draft.event.facts["explanation"]),
        Line("due", _("Decision due now"), draft.due(draft.periods.objection(found)) if found else ""),
    ]


def _objection_decision(draft: _Draft) -> list[Line]:
    facts = draft.event.facts
    lines = [
        Line("result", _("Result"), str(RESULTS[facts["result"]])),
        Line("reason", _("Reason"), facts["reason"]),
    ]
    if facts.get("decision"):
        lines += [one for one in _decision_lines(draft, facts["decision"]) if one.code != "remedies"]
    if facts["result"] != UPHELD:
        lines.append(Line("remedies", _("Further remedies"), further_remedies()))
    return lines


def _committee(draft: _Draft) -> list[Line]:
    facts = draft.event.facts
    return [
        Line("ground", _("Ground"), str(EXEMPTIONS[facts["ground"]])),
        Line("explanation", _("Explanation"), facts.get("explanation", "")),
    ]


def _review_end(draft: _Draft) -> list[Line]:
    return [
        Line("review-ended-on", _("The review ended on"), said_day(draft.event.on)),
        Line("due", _("New decision due"), draft.due(draft.periods.decision())),
    ]


def _supply(draft: _Draft) -> list[Line]:
    total = draft.after.decision.instalments if draft.after.decision else 1
    part = _("part %(part)d of %(total)d") % {"part": max(draft.after.supplied, 1), "total": total}
    return [
        Line("part", _("Supplied"), part),
        Line("note", _("Note"), draft.event.facts.get("note", "")),
        Line("how", _("How and where"), _("On the page of your request.")),
    ]


def _closing(draft: _Draft) -> list[Line]:
    return [Line("ground", _("Ground"), _("It was not collected within ten days of the day of disclosure."))]


def _complaint(draft: _Draft) -> list[Line]:
    return [Line("text", _("Answer"), draft.event.facts["text"])]


def _recount(draft: _Draft) -> list[Line]:
    facts = draft.event.facts
    return [
        Line("before", _("Due until now"), said_day(date.fromisoformat(facts["before"]))),
        Line("after", _("Due now"), said_day(date.fromisoformat(facts["after"]))),
        Line(
            "why", _("Why"), _("The calendar changed: %(day)s.") % {"day": said_day(date.fromisoformat(facts["day"]))}
        ),
    ]


WRITERS: dict[str, Callable[[_Draft], list[Line]]] = {
    notices.RECEIPT: _receipt,
    notices.TRANSFER: _transfer,
    notices.EXTENSION: _extension,
    notices.DECISION: _decision,
    notices.OUTSIDE_NOTICE: _outside,
    notices.THIRD_PARTY: _third_party,
    notices.PARTY_DECISION: _party_decision,
    notices.OBJECTION: _objection,
    notices.OBJECTION_EXTENSION: _objection_extension,
    notices.OBJECTION_DECISION: _objection_decision,
    notices.COMMITTEE: _committee,
    notices.REVIEW_END: _review_end,
    notices.SUPPLY: _supply,
    notices.CLOSING: _closing,
    notices.COMPLAINT: _complaint,
    notices.RECOUNT: _recount,
}
