"""Following a questionnaire: which pages are shown after which answers, and what an answer must be."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madang.surveys.questionnaire import OTHER, Condition, Question, Questionnaire, Section

Values = Mapping[str, Any]
"""Answers by question: a key for single and scale, a list of keys for multiple and ranking, keys by row for a matrix,
a number, a day (ISO) or words. What was written beside "other" stands under `<question>__other`."""
SHORT, LONG = 300, 5000


@dataclass(frozen=True)
class Mistake:
    """What is wrong with an answer; worded at doors."""

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass
class Checked:
    """values: answers to the questions that were shown, in one form. mistakes: by question."""

    values: dict[str, Any] = field(default_factory=dict)
    mistakes: dict[str, Mistake] = field(default_factory=dict)


def holds(conditions: Sequence[Condition], values: Values) -> bool:
    """Whether every condition holds. An unanswered question fulfils none."""
    for condition in conditions:
        found = values.get(condition.question)
        chosen = found if isinstance(found, list) else [found]
        if not any(value in condition.values for value in chosen):
            return False
    return True


def shown_questions(section: Section, values: Values) -> list[Question]:
    """The questions of a page that are asked after these answers."""
    if not holds(section.conditions, values):
        return []
    return [question for question in section.questions if holds(question.conditions, values)]


def route(questionnaire: Questionnaire, values: Values) -> list[Section]:
    """The pages that these answers lead through, in their order.

    An answer given on a page that is no longer on the way counts for nothing: conditions see only answers on the way.
    """
    kept: dict[str, Any] = {}
    pages: list[Section] = []
    for section in questionnaire.sections:
        shown = shown_questions(section, kept)
        if not shown:
            continue
        pages.append(section)
        for question in shown:
            if question.key in values:
                kept[question.key] = values[question.key]
    return pages


def check(questionnaire: Questionnaire, values: Values) -> Checked:
    """The whole answer: only what was asked on its way, each in one form, and every mistake."""
    checked = Checked()
    for section in questionnaire.sections:
        _check_questions(shown_questions(section, checked.values), values, checked)
    return checked


def check_page(section: Section, earlier: Values, values: Values) -> Checked:
    """The answers of one page, given those of the pages before."""
    checked = Checked()
    _check_questions(shown_questions(section, earlier), values, checked)
    return checked


def _check_questions(questions: Sequence[Question], values: Values, checked: Checked) -> None:
    for question in questions:
        found = _CHECKS[question.kind](question, values.get(question.key))
        if isinstance(found, Mistake):
            checked.mistakes[question.key] = found
            continue
        if found is None:
            if question.required:
                checked.mistakes[question.key] = Mistake("required")
            continue
        checked.values[question.key] = found
        if question.other and (found == OTHER or (isinstance(found, list) and OTHER in found)):
            words = str(values.get(f"{question.key}__other") or "").strip()
            if len(words) > SHORT:
                checked.mistakes[question.key] = Mistake("too-long", {"limit": SHORT})
            elif words:
                checked.values[f"{question.key}__other"] = words


def _single(question: Question, value: Any) -> Any:
    if value in (None, ""):
        return None
    return str(value) if str(value) in question.values else Mistake("not-an-option")


def _multiple(question: Question, value: Any) -> Any:
    chosen = _keys(value)
    if chosen is None or not set(chosen) <= set(question.values):
        return Mistake("not-an-option")
    if question.most and len(set(chosen)) > question.most:
        return Mistake("too-many", {"limit": question.most})
    return [key for key in question.values if key in chosen] or None


def _ranking(question: Question, value: Any) -> Any:
    chosen = _keys(value)
    if chosen is None or not set(chosen) <= set(question.values):
        return Mistake("not-an-option")
    if len(set(chosen)) < len(chosen):
        return Mistake("ranked-twice")
    if question.most and len(chosen) > question.most:
        return Mistake("too-many", {"limit": question.most})
    return chosen or None


def _keys(value: Any) -> list[str] | None:
    if value in (None, ""):
        return []
    return [str(key) for key in value if key not in (None, "")] if isinstance(value, list | tuple) else None


def _matrix(question: Question, value: Any) -> Any:
    if not value:
        return None
    rows = {row.key for row in question.rows}
    if not isinstance(value, Mapping) or not set(value) <= rows:
        return Mistake("not-an-option")
    found = {row.key: str(value[row.key]) for row in question.rows if value.get(row.key) not in (None, "")}
    if not set(found.values()) <= set(question.values):
        return Mistake("not-an-option")
    if question.required and len(found) < len(rows):
        return Mistake("row-missing")
    return found or None


def _number(question: Question, value: Any) -> Any:
    if value in (None, "") or isinstance(value, bool):
        return None
    try:
        number = float(str(value).replace(",", "").strip())
    except ValueError:
        return Mistake("not-a-number")
    if not math.isfinite(number):
        return Mistake("not-a-number")
    if question.smallest is not None and number < question.smallest:
        return Mistake("too-small", {"limit": question.smallest})
    if question.largest is not None and number > question.largest:
        return Mistake("too-large", {"limit": question.largest})
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _words(limit: int) -> Callable[[Question, Any], Any]:
    def check_words(question: Question, value: Any) -> Any:
        words = value.replace("\x00", "").strip() if isinstance(value, str) else ""
        return Mistake("too-long", {"limit": limit}) if len(words) > limit else words or None

    return check_words


def _day(question: Question, value: Any) -> Any:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        return Mistake("not-a-day")


_CHECKS: dict[str, Callable[[Question, Any], Any]] = {
    "single": _single,
    "scale": _single,
    "multiple": _multiple,
    "ranking": _ranking,
    "matrix": _matrix,
    "number": _number,
    "text": _words(SHORT),
    "long": _words(LONG),
    "date": _day,
}
