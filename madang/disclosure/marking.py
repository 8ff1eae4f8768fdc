"""What an officer has to decide in a version: findings, names, questions of the rules, and what is decided already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.disclosure.manifests import handed_over, passage_key
from madang.disclosure.models import SuggestionRule, Version, Withholding
from madang.disclosure.officials import is_named_as_official, names_in
from madang.disclosure.suggesting import suggestions
from madang.documents.redaction.passages import CannotBeWithheld, Passage, withheld_spans
from madang.documents.textblocks import Piece, marked

AROUND = 40


@dataclass
class Matter:
    """A passage to decide. state: `todo`, `withheld` or `open`. question: what a rule asks of it."""

    text: str
    kind: str
    item: int
    state: str = "todo"
    question: str | Promise = ""
    proviso: str = ""
    occurrences: int = 0
    before: str = ""
    after: str = ""
    is_official: bool = False
    decided: Withholding | None = None
    number: int = 0
    start: int = 10**9


@dataclass
class Board:
    """Everything to decide of a version, in the order of the text; `pieces`: the text with all of it marked."""

    matters: list[Matter] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def open_matters(self) -> list[Matter]:
        return [matter for matter in self.matters if matter.state == "todo"]

    @property
    def decided_matters(self) -> list[Matter]:
        return [matter for matter in self.matters if matter.state != "todo"]


def board_of(version: Version, *, on: date) -> Board:
    """The matters of a version on a day. Each string is one matter, however often it stands there."""
    text = version.private_text.text
    everything = "\n".join(
        (text, *handed_over(version).values(), *(one["text"] for one in version.private_text.hidden))
    )
    matters: dict[str, Matter] = {}
    for matter in (*found_identifiers(version), *found_names(everything), *asked(version, text, on)):
        try:
            matters.setdefault(passage_key(matter.text), matter)
        except CannotBeWithheld:
            continue
    for decided in version.withholdings.filter(scope=Withholding.Scope.PASSAGE).select_related("by"):
        matter = matters.setdefault(decided.key, Matter(decided.text, decided.kind, decided.item))
        if decided.state != Withholding.State.LIFTED:
            matter.text, matter.item, matter.decided = decided.text, decided.item, decided
            matter.state = "withheld" if decided.state == Withholding.State.WITHHELD else "open"
    return placed(list(matters.values()), text, everything)


def found_identifiers(version: Version) -> Iterable[Matter]:
    """What screening found in the text and in what is said of it. Cut-off Hangul is completed."""
    text = version.private_text.text
    for finding in version.findings.filter(place="text"):
        end = finding.end
        while end < len(text) and "\u1161" <= text[end] <= "\u11ff":
            end += 1
        yield Matter(text[finding.start : end], finding.kind, finding.item, proviso=finding.proviso)


def found_names(text: str) -> Iterable[Matter]:
    for name in names_in(text):
        if not name.is_official:
            yield Matter(name.text, "name", 6, question=_("Is this a private person's name?"))


def asked(version: Version, text: str, on: date) -> Iterable[Matter]:
    """Lines that the rules of suggestions ask about."""
    for one in suggestions(text, [rule.as_rule() for rule in rules_of(version.document.organisation)], on=on):
        yield Matter(one.line[:1000], f"“{one.word}”", one.item, question=one.question)


def rules_of(organisation: Organisation) -> Iterable[SuggestionRule]:
    return SuggestionRule.objects.filter(Q(organisation=None) | Q(organisation=organisation))


def placed(matters: list[Matter], text: str, everything: str) -> Board:
    spans: list[tuple[int, int, str]] = []
    for matter in matters:
        found = withheld_spans(text, [Passage(matter.text)])
        matter.occurrences = len(withheld_spans(everything, [Passage(matter.text)]))
        matter.is_official = matter.kind in ("name", "") and is_named_as_official(everything, matter.text)
        if found:
            first = found[0]
            matter.start = first.start
            matter.before = text[max(0, first.start - AROUND) : first.start].rsplit("\n", 1)[-1]
            matter.after = text[first.end : first.end + AROUND].split("\n", 1)[0]
    matters.sort(key=lambda matter: matter.start)
    for number, matter in enumerate(matters, start=1):
        matter.number = number
        spans += [
            (one.start, one.end, f"{matter.state}-{number}") for one in withheld_spans(text, [Passage(matter.text)])
        ]
    return Board(matters, list(marked(text, spans)) or [])
