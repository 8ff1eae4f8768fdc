"""Codes of the rules of requests as sentences, in the language of the page, the letter or the program."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.calendar.wording import rule_label
from madang.disclosure.requests.events import NotNow, Outcome

Words = str | Promise
OUTCOMES: dict[str, Words] = {
    Outcome.OPEN: _("Disclosed"),
    Outcome.PARTLY: _("Partly disclosed"),
    Outcome.CLOSED: _("Not disclosed"),
    Outcome.NOT_HELD: _("Not held by the agency"),
    Outcome.NOT_A_REQUEST: _("Handled as a civil petition"),
    Outcome.REPEAT: _("Closed: asked before"),
    Outcome.ALREADY_PUBLIC: _("Public already"),
}
RESULTS: dict[str, Words] = {
    "upheld": _("Upheld"),
    "partly-upheld": _("Partly upheld"),
    "dismissed": _("Dismissed"),
    "rejected": _("Rejected as inadmissible"),
}
EXTENSIONS: dict[str, Words] = {
    "bulk": _("Many requests at once, or a complex one (Decree art. 7, item 1)"),
    "hearing": _("Opinion of the producer or a third party, or the committee (item 2)"),
    "mixed": _("Electronic records mix open and withheld parts (item 3)"),
    "overload": _("Disaster, or a passing overload of work (item 4)"),
}
EXEMPTIONS: dict[str, Words] = {
    "deliberated": _("The committee has deliberated on it already (Act art. 18(2), item 1)"),
    "repetitive": _("A simple request made again (item 2)"),
    "secret": _("Secret under an Act (item 3)"),
}
PROMPT: dict[str, Words] = {
    "made-for-publication": _("Made for publication under an Act (Act art. 16, item 1)"),
    "publicity": _("Made to inform the public (item 2)"),
    "decided-open": _("Decided to be open, and quickly found (item 3)"),
    "set-by-head": _("Set by the head of the agency (item 4)"),
}
REDUCTIONS: dict[str, Words] = {
    "non-profit": _("Research or watching the administration, by a non-profit body"),
    "education": _("Teaching or research, confirmed by the head of the school"),
    "welfare": _("Public welfare, as the head of the agency finds"),
}
WISHES: dict[str, Words] = {
    "withhold": _("Asks not to disclose"),
    "consent": _("Has nothing against disclosing"),
}
ITEMS: dict[int, Words] = {
    1: _("Item 1: secret under another Act"),
    2: _("Item 2: national security, defence, unification, diplomacy"),
    3: _("Item 3: life, body and property of the people"),
    4: _("Item 4: pending trials, investigation, correction"),
    5: _("Item 5: audit, inspection, bidding, personnel, internal review"),
    6: _("Item 6: personal information"),
    7: _("Item 7: management and trade secrets"),
    8: _("Item 8: real-estate speculation, hoarding"),
}
DUTIES: dict[str, Words] = {
    "committee": _("Convene the committee, or write why not"),
    "review-end": _("The review is due to have ended: notify the requester"),
    "complaint": _("Answer the complaint"),
    "producer": _("Wait for the agency that produced it"),
}
FACTS: dict[str, Words] = {
    "to": _("the agency in charge"),
    "reason": _("the reason"),
    "party": _("the third party"),
    "wish": _("what the third party wishes"),
    "agency": _("the agency"),
    "opinion": _("the opinion"),
    "explanation": _("the explanation"),
    "text": _("the text"),
    "way": _("how it was paid"),
    "result": _("the result"),
}
REFUSALS: dict[str, Words] = {
    "not-received": _("The request has not been received yet."),
    "received-already": _("The request has been received already."),
    "before-last-step": _("This would lie before the last step, which was on %(last)s."),
    "ended-already": _("This request has been closed."),
    "decided-already": _("This request has been decided."),
    "fact-missing": _("State %(fact)s."),
    "same-agency": _("The request is with this agency already."),
    "party-notified-already": _("This third party has been notified already."),
    "no-reply-awaited": _("No reply is awaited."),
    "oral-opinion-unconfirmed": _("An opinion given by word of mouth is recorded and confirmed by who gave it."),
    "producer-asked-already": _("This agency has been asked already."),
    "extended-already": _("The time has been extended already; the law allows it once."),
    "no-ground-to-extend": _("Choose one of the four reasons of Decree article 7; no other reason extends the time."),
    "too-late-to-extend": _("The time ended on %(until)s; it cannot be extended any more."),
    "no-ground-for-promptness": _("Choose the ground of Act article 16."),
    "third-party-concerned": _("A third party has been notified, so the ordinary procedure applies."),
    "nothing-to-disclose": _("Nothing was decided to be disclosed."),
    "wrong-amount": _("Enter an amount from 1 to %(left)s won, which is what is left to pay."),
    "supplied-already": _("Everything has been supplied already."),
    "fee-unpaid": _("%(left)s won have not been paid yet."),
    "third-party-objection-open": _("The objection of a third party is not decided yet."),
    "gap-running": _("A third party asked not to disclose: nothing may be supplied before the day after %(after)s."),
    "decide-the-objection": _("There is an objection to decide first."),
    "collection-running": _("The requester may still collect it until %(after)s."),
    "no-review-under-way": _("Nothing was withheld because of a review under way."),
    "supply-first": _("Supply first what was decided to be disclosed."),
    "objected-already": _("There is an objection already."),
    "nothing-to-object-to": _("This decision withholds nothing that an objection could be about."),
    "not-lapsed": _("The agency has until %(after)s; an objection without a decision is possible from the day after."),
    "objection-too-late": _("The time for an objection ended on %(until)s. Appeal and suit may still be possible."),
    "party-did-not-oppose": _("This third party did not ask in time not to disclose."),
    "no-objection-for-committee": _("There is no objection that waits for the committee."),
    "no-ground-without-committee": _("Choose the ground of Act article 18(2) for not convening the committee."),
    "no-objection-open": _("There is no open objection."),
    "committee-not-asked": _("First comes the committee, or the written reason why it is not convened."),
    "new-decision-missing": _("An objection that is upheld needs the new decision."),
    "decision-without-success": _("An objection that is not upheld changes no decision."),
    "no-complaint-open": _("There is no complaint to answer."),
    "decision-unreadable": _(
        "The decision lacks something: outcome, day of disclosure, fee and parts must be readable."
    ),
    "open-with-parts": _("A decision that withholds nothing has no withheld parts."),
    "partial-not-considered": _("Say why no part can be separated and disclosed (Act article 14)."),
    "nothing-withheld": _("Name what is withheld, the item of article 9(1), and the reason."),
    "reason-missing": _("Give the reason."),
    "no-such-item": _("Article 9(1) has the items 1 to 8, not %(item)s."),
    "item-missing": _("Name the item of article 9(1) for each withheld part."),
    "review-stage-missing": _("For a review under way, say at which stage it is (article 9(1), item 5)."),
    "review-end-missing": _("For a review under way, say when it is expected to end (article 9(1), item 5)."),
    "third-party-window-open": _("A third party has until %(until)s to answer; decide to disclose after that."),
    "producer-not-heard": _("The agency that produced the information has not been heard yet (%(agency)s)."),
    "disclosure-day-missing": _("State the day of disclosure, not before the decision."),
    "instalments-unexplained": _("Say why it is supplied in parts (Act article 13(3))."),
    "opposition-unanswered": _("A third party asked not to disclose: say why it is disclosed all the same."),
    "gap-too-short": _("A third party asked not to disclose: the day of disclosure lies after %(after)s, not before."),
    "disclosure-too-late": _("The day of disclosure lies within ten days, by %(until)s (Decree article 12(1))."),
    "petition-result-missing": _("State the result of handling it as a civil petition."),
    "not-yet-law": _("The law of the day on which the request was received did not know this."),
    "earlier-request-missing": _("Name the earlier request."),
    "reduction-unanswered": _("A ground for a lower fee was named: lower it, or say why not (Act article 17(2))."),
    "location-missing": _("Say where it is public."),
    "notice-incomplete": _("“%(notice)s” would lack what the law demands of it: %(missing)s."),
}
CONTENTS: dict[str, Words] = {
    "number": _("Receipt number"),
    "subject": _("What it is about"),
    "agency": _("Agency in charge"),
    "due": _("Decision due"),
    "reason": _("Reason"),
    "explanation": _("Explanation"),
    "outcome": _("Decision"),
    "disclose-on": _("Day of disclosure"),
    "how": _("How and where"),
    "fee": _("Fee"),
    "reduction": _("Lower fee"),
    "instalments": _("Supplied in parts"),
    "withheld": _("Withheld, and why"),
    "items": _("Items of Act article 9(1)"),
    "review-stage": _("Stage of the review"),
    "review-end": _("Expected end of the review"),
    "review-notice": _("Afterwards"),
    "remedies": _("If you disagree"),
    "ground": _("Ground"),
    "location": _("Where it is public"),
    "earlier": _("Earlier request"),
    "petition-result": _("Result as a civil petition"),
    "reply-until": _("You may ask not to disclose until"),
    "how-to-reply": _("How"),
    "why-despite": _("Why it is disclosed all the same"),
    "object-until": _("You may object until"),
    "result": _("Result"),
    "review-ended-on": _("The review ended on"),
}
"""The obligatory contents of notices, as a refusal names them."""
SHOWN: dict[str, Words] = {
    "outcome": _("Decision"),
    "result": _("Result"),
    "to": _("Agency in charge"),
    "reason": _("Reason"),
    "explanation": _("Explanation"),
    "wish": _("Wish"),
    "text": _("Words"),
    "ground": _("Ground"),
    "note": _("Note"),
    "amount": _("Won"),
    "way": _("How it was paid"),
    "opinion": _("Opinion"),
    "met_on": _("Day of the meeting"),
    "disclose_on": _("Day of disclosure"),
    "how": _("How and where"),
    "fee": _("Fee in won"),
    "lowered_by": _("Lowered by percent"),
    "why_not_lowered": _("Why the fee is not lowered"),
    "why_instalments": _("Why in parts"),
    "why_despite": _("Why it is disclosed all the same"),
    "why_not_partly": _("Why no part can be separated"),
    "petition_result": _("Result as a civil petition"),
    "earlier": _("Earlier request"),
    "location": _("Where it is public"),
    "before": _("Due until now"),
    "after": _("Due now"),
    "day": _("Day that changed"),
}
"""The facts that pages show, in their order, and what they are called."""
_WORDS: tuple[Mapping[str, Words], ...] = (OUTCOMES, RESULTS, EXTENSIONS, EXEMPTIONS, PROMPT, WISHES)


def ground_label(ground: str) -> Words:
    """The ground on which a fee was lowered; any other code stands for what no requester named."""
    return REDUCTIONS.get(ground, _("No ground named by the requester"))


def step_label(rule: str) -> Words:
    """What a due day of a request is for: the clock's name, or a duty of the agency that has no clock."""
    return DUTIES.get(rule) or rule_label(rule)


def fact_lines(facts: Mapping[str, Any]) -> list[tuple[Words, Words]]:
    """The facts of an event for a page: what it is called, and what it says. Withheld parts have lines of their own."""
    lines = [(label, _said(name, facts[name])) for name, label in SHOWN.items() if facts.get(name)]
    for part in facts.get("parts", ()):
        item = ITEMS.get(part.get("item") or 0, "")
        said = ": ".join(str(one) for one in (part.get("what"), part.get("reason")) if one)
        lines.append((item or _("Withheld"), said))
    return lines + (fact_lines(facts["decision"]) if facts.get("decision") else [])


def _said(name: str, value: Any) -> Words:
    if name in {"outcome", "result", "reason", "ground", "wish"}:
        return next((words[value] for words in _WORDS if value in words), str(value))
    if name in {"disclose_on", "met_on", "before", "after", "day"}:
        return said_day(date.fromisoformat(str(value)))
    return f"{value:,}" if isinstance(value, int) else str(value)


def said_day(on: date) -> str:
    """A day in the language of the page."""
    return date_format(on, "DATE_FORMAT")


def refusal_sentence(refusal: NotNow) -> str:
    """Why the law does not allow a step, with the day or the thing it hangs on."""
    params: dict[str, Any] = {
        name: said_day(value) if isinstance(value, date) else value for name, value in refusal.params.items()
    }
    if "fact" in params:
        params["fact"] = FACTS.get(params["fact"], params["fact"])
    sentence = str(REFUSALS[refusal.code])
    return sentence % params if params else sentence
