"""Counting public rows: how many chose what, what share that is, and how sure one can be."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from madang.surveys.questionnaire import Question, Questionnaire
from madang.surveys.weighting import WITHHELD, effective_size, estimate

PLACES = 6
Answers = Mapping[str, Any]
Item = dict[str, Any]
Result = dict[str, Any]


def public_value(question: Question, value: Any) -> Any:
    """What of an answer stands in public rows: numbers as their class, days as their month, no words."""
    if question.kind in {"text", "long"}:
        return None
    if question.kind == "number":
        return class_of(question, float(value))
    if question.kind == "date":
        return str(value)[:7]
    return value


def class_of(question: Question, number: float) -> str:
    """The class of a number: `<10`, `10-20` (20 not included), `20+`."""
    return classes(question)[bisect_right(question.steps, number)]


def classes(question: Question) -> list[str]:
    """The classes of a number question, from the lowest."""
    steps = [f"{step:g}" for step in question.steps]
    between = [f"{low}-{high}" for low, high in pairwise(steps)]
    return [f"<{steps[0]}", *between, f"{steps[-1]}+"]


def tabulate(
    questionnaire: Questionnaire,
    answers: Sequence[Answers],
    weights: Sequence[float] | None = None,
    *,
    population: int | None = None,
    without: frozenset[str] = frozenset(),
) -> list[Result]:
    """The result of every question that can be counted, but for those in `without`.

    weights: one for each of `answers`; None to let everybody count the same.
    """
    questions = [one for one in questionnaire.questions if one.kind not in {"text", "long"} and one.key not in without]
    return [tabulate_question(question, answers, weights, population=population) for question in questions]


def tabulate_question(
    question: Question,
    answers: Sequence[Answers],
    weights: Sequence[float] | None = None,
    *,
    population: int | None = None,
) -> Result:
    """One question: `base` answered it; each item has its count and share, weighted too if there are weights."""
    given = [(row[question.key], place) for place, row in enumerate(answers) if row.get(question.key) is not None]
    known = [(value, place) for value, place in given if value != WITHHELD]
    counter = _Counter(known, weights, population)
    result: Result = {"question": question.key, "kind": question.kind, "base": len(known)}
    if withheld := len(given) - len(known):
        result["withheld"] = withheld
    if question.kind == "matrix":
        result["items"] = [
            counter.item(option, lambda value, row=row, option=option: value.get(row.key) == option, row=row.key)
            for row in question.rows
            for option in question.values
        ]
    elif question.kind == "ranking":
        result["items"] = [_ranked(question, option, counter, known) for option in question.values]
    else:
        result["items"] = [
            counter.item(
                value, lambda found, value=value: value in found if isinstance(found, list) else found == value
            )
            for value in countable(question, [value for value, _place in known])
        ]
    if question.kind == "scale" and known:
        result["mean"] = counter.mean([float(value) for value, _place in known])
    return result


def countable(question: Question, found: Sequence[Any]) -> list[str]:
    """What may be counted: the options, the classes of numbers, or the months that were named."""
    if question.kind == "number":
        return classes(question)
    if question.kind == "date":
        return sorted({str(value) for value in found})
    return list(question.values)


class _Counter:
    """Counts those who answered one question."""

    def __init__(
        self, known: Sequence[tuple[Any, int]], weights: Sequence[float] | None, population: int | None
    ) -> None:
        self.values = [value for value, _place in known]
        self.weights = [weights[place] for _value, place in known] if weights is not None else None
        self.size = effective_size(self.weights) if self.weights is not None else float(len(known))
        self.population = population

    def item(self, key: str, chosen: Any, **more: str) -> Item:
        hits = [bool(chosen(value)) for value in self.values]
        count = sum(hits)
        share = count / len(hits) if hits else 0.0
        best = share
        found: Item = {"key": key, **more, "count": count, "share": round(share, PLACES)}
        if self.weights is not None:
            total = math.fsum(self.weights)
            best = math.fsum(w for w, hit in zip(self.weights, hits, strict=True) if hit) / total if total else 0.0
            best = min(max(best, 0.0), 1.0)
            found["weighted"] = round(best, PLACES)
        judged = estimate(best, self.size, population=self.population)
        found |= {name: round(getattr(judged, name), PLACES) for name in ("margin", "low", "high")}
        return found

    def mean(self, numbers: Sequence[float]) -> float:
        weights = self.weights if self.weights is not None else [1.0] * len(numbers)
        return round(math.fsum(w * one for w, one in zip(weights, numbers, strict=True)) / math.fsum(weights), PLACES)


def _ranked(question: Question, option: str, counter: _Counter, known: Sequence[tuple[Any, int]]) -> Item:
    """How often an option came first, and its points: as many as options for a first place, one less for each next."""
    found = counter.item(option, lambda value: bool(value) and value[0] == option)
    most = len(question.values)
    points = sum(most - value.index(option) for value, _place in known if option in value)
    found["points"] = round(points / len(known), PLACES) if known else 0.0
    return found
