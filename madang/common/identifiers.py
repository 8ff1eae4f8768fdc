"""Identifiers of people in a text, however they are written. Pure: no site, no clock, no dictionary to load.

One pass of an RE2 set says which forms a text may contain; only those are looked for, and judged. The forms are those
of the Personal Information Protection Act, Decree art. 19 (resident, passport, driving licence and foreigner's numbers)
and the ones that officials meet beside them. See docs/screening.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from madang.common.folding import NEEDS_FOLDING, Folded, fold
from madang.common.identifier_judges import Candidate, Verdict
from madang.common.identifier_rules import RULES, Rule

REFUSED_IN_QUERIES = frozenset({"rrn", "frn", "card", "bank-account", "mobile-phone", "passport", "driver-licence"})
PREFILTER_MEMORY = 64 << 20
"""Bytes for the prefilter's automaton: with RE2's own 8 MB it is built anew again and again, at half the speed."""
CERTAIN_ENOUGH = 0.5
"""From this confidence on a search query is taken for an identifier."""


@dataclass(frozen=True)
class Identifier:
    """kind: as in docs/screening.md. start, end: offsets in characters of the original text. confidence: 0 to 1."""

    kind: str
    start: int
    end: int
    confidence: float


class _Prefilter:
    """Which rules a text may satisfy, in one pass over it, whatever their number."""

    def __init__(self) -> None:
        options = re2.Options()
        options.max_mem = PREFILTER_MEMORY
        self._set = re2.Set.SearchSet(options)
        self._unfolded = self._set.Add(NEEDS_FOLDING)
        self._rules = {self._set.Add(rule.lead + rule.form + rule.trail): rule for rule in RULES}
        self._set.Compile()

    def prepare(self, text: str) -> tuple[Folded, list[Rule]]:
        """The folded text, and the rules worth trying on it."""
        found = self._set.Match(text) or []
        folded = Folded(text)
        if self._unfolded in found:
            folded = fold(text)
            found = self._set.Match(folded.text) or []
        return folded, [self._rules[place] for place in found if place != self._unfolded]


def _pattern(rule: Rule) -> re.Pattern[str]:
    return re.compile(rf"{rule.lead}(?<![{rule.edge}])({rule.form})(?![{rule.edge}]){rule.trail}")


_PREFILTER = _Prefilter()
_PATTERNS = {rule: _pattern(rule) for rule in RULES}


def _candidates(rule: Rule, text: str) -> Iterator[tuple[Candidate, Verdict]]:
    """Every stretch that the rule takes for an identifier. What it rejects may overlap one that it takes."""
    pattern, position = _PATTERNS[rule], 0
    while found := pattern.search(text, position):
        candidate = Candidate(text, *found.span(1))
        verdict = None if candidate.is_fraction else rule.judge(candidate)
        position = candidate.end if verdict else found.start() + 1
        if verdict:
            yield Candidate(text, candidate.start - verdict.more, candidate.end), verdict


def identifiers_in(text: str) -> list[Identifier]:
    """All identifiers of a text in their order. Where two overlap, the more certain one stands."""
    folded, rules = _PREFILTER.prepare(text)
    found = [hit for rule in rules for hit in _candidates(rule, folded.text)]
    found.sort(key=lambda hit: (-hit[1].confidence, hit[0].start - hit[0].end))
    kept: list[tuple[Candidate, Verdict]] = []
    for candidate, verdict in found:
        if all(candidate.end <= other.start or other.end <= candidate.start for other, _ in kept):
            kept.append((candidate, verdict))
    return sorted(
        (Identifier(verdict.kind, *folded.span(hit.start, hit.end), verdict.confidence) for hit, verdict in kept),
        key=lambda identifier: identifier.start,
    )


def identifier_in(text: str) -> str | None:
    """The kind of personal identifier that a search query is shaped like, or None for a query that may be asked.

    Years, dates, law and document numbers, and plain words are no identifiers.
    """
    for found in identifiers_in(text):
        if found.kind in REFUSED_IN_QUERIES and found.confidence >= CERTAIN_ENOUGH:
            return found.kind
    return None
