"""Words that may point to one of the eight items: each is a question to the officer, never a decision. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from madang.documents.redaction.passages import CannotBeWithheld, Passage, needle, withheld_spans


@dataclass(frozen=True)
class Rule:
    """From one day until another (not included), a line with one of the words may fall under an item."""

    item: int
    words: tuple[str, ...]
    question: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Suggestion:
    """A line of the text, the word that was found in it, and the question."""

    item: int
    start: int
    end: int
    line: str
    word: str
    question: str


def suggestions(text: str, rules: Sequence[Rule], *, on: date, most: int = 50) -> list[Suggestion]:
    """The first `most` lines that a rule in force asks about, in their order; each line once for each item."""
    found: dict[tuple[int, int], Suggestion] = {}
    for rule in rules:
        if rule.holds_on(on):
            for suggestion in of_rule(text, rule):
                found.setdefault((suggestion.start, suggestion.item), suggestion)
    return [found[place] for place in sorted(found)][:most]


def of_rule(text: str, rule: Rule) -> Iterator[Suggestion]:
    words = [word for word in rule.words if can_be_looked_for(word)]
    for span in withheld_spans(text, [Passage(word) for word in words]):
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        end = len(text) if end < 0 else end
        word = words[span.passages[0]]
        yield Suggestion(rule.item, start, end, text[start:end].strip(), word, rule.question)


def can_be_looked_for(word: str) -> bool:
    try:
        needle(word)
    except CannotBeWithheld:
        return False
    return True
