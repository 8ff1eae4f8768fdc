"""Questions as a page or a paper puts them: labels in the reader's language, and what has been filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madang.surveys.answering import Mistake
from madang.surveys.questionnaire import OTHER, Condition, Question, Questionnaire, Section
from madang.surveys.wording import here, mistake_sentence, row_label, value_label


class Posted(Protocol):
    """What a form sends: several values by name."""

    def getlist(self, key: str) -> list[Any]: ...


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Line:
    """A row of a table question, or a place of a ranking."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Asked:
    """A question on a page. name: of its field. value: as typed. mistake: a sentence, if it was answered wrongly."""

    question: Question
    number: int
    name: str
    text: str
    help: str
    unit: str
    value: str
    choices: list[Choice]
    lines: list[Line]
    other: str
    mistake: str
    only_if: str

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def is_group(self) -> bool:
        """Whether it has several fields, and so stands in a fieldset."""
        return self.kind in {"single", "multiple", "scale", "matrix", "ranking"}


def ask(
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    values: Mapping[str, Any],
    mistakes: Mapping[str, Mistake] | None = None,
) -> list[Asked]:
    """The questions as a page shows them, numbered through the whole questionnaire."""
    numbers = {question.key: number for number, question in enumerate(questionnaire.questions, 1)}
    return [
        _asked(questionnaire, question, numbers[question.key], values, (mistakes or {}).get(question.key))
        for question in questions
    ]


def _asked(
    questionnaire: Questionnaire, question: Question, number: int, values: Mapping[str, Any], mistake: Mistake | None
) -> Asked:
    value = values.get(question.key)
    name = f"q-{question.key}"
    return Asked(
        question=question,
        number=number,
        name=name,
        text=here(question.text),
        help=" ".join(part for part in (here(question.help), _limits(question)) if part),
        unit=here(question.unit),
        value="" if value is None or isinstance(value, list | dict) else str(value),
        choices=_choices(question, value) if question.kind in {"single", "multiple", "scale"} else [],
        lines=_lines(question, name, value),
        other=str(values.get(f"{question.key}__other", "")),
        mistake=mistake_sentence(mistake) if mistake else "",
        only_if=conditions_sentence(questionnaire, question.conditions),
    )


def _limits(question: Question) -> str:
    if question.kind == "multiple" and question.most:
        return _("Choose at most %(limit)d.") % {"limit": question.most}
    if question.kind == "ranking":
        return _("Put them in your order; leave places empty that you do not want to give.")
    if question.kind == "number" and question.smallest is not None and question.largest is not None:
        return _("From %(low)g to %(high)g.") % {"low": question.smallest, "high": question.largest}
    return ""


def _choices(question: Question, value: Any) -> list[Choice]:
    chosen = value if isinstance(value, list) else [value]
    return [Choice(one, value_label(question, one), one in chosen) for one in question.values]


def _lines(question: Question, name: str, value: Any) -> list[Line]:
    if question.kind == "matrix":
        found = value if isinstance(value, Mapping) else {}
        return [
            Line(f"{name}--{row.key}", row_label(question, row.key), _choices(question, found.get(row.key)))
            for row in question.rows
        ]
    if question.kind == "ranking":
        ranked: list[str] = value if isinstance(value, list) else []
        places = range(question.most or len(question.values))
        return [
            Line(
                name,
                pgettext("ranking", "Place %(number)d") % {"number": place + 1},
                _choices(question, ranked[place] if place < len(ranked) else None),
            )
            for place in places
        ]
    return []


def posted_values(questions: Sequence[Question], posted: Posted) -> dict[str, Any]:
    """What a form sent for these questions, as `answering` takes it."""
    found: dict[str, Any] = {}
    for question in questions:
        name = f"q-{question.key}"
        if question.kind == "matrix":
            found[question.key] = {row.key: _last(posted, f"{name}--{row.key}") for row in question.rows}
        elif question.kind in {"multiple", "ranking"}:
            found[question.key] = [one for one in posted.getlist(name) if one]
        else:
            found[question.key] = _last(posted, name)
        if question.other:
            found[f"{question.key}__other"] = _last(posted, f"{name}--other")
    return found


def _last(posted: Posted, name: str) -> str:
    sent = posted.getlist(name)
    return str(sent[-1]) if sent else ""


def conditions_sentence(questionnaire: Questionnaire, conditions: Sequence[Condition]) -> str:
    """For whoever has the whole questionnaire before them: after which answers this is asked. Empty for always."""
    told = []
    numbers = {question.key: number for number, question in enumerate(questionnaire.questions, 1)}
    for condition in conditions:
        question = questionnaire.find(condition.question)
        if question is None:
            continue
        answers = ", ".join(value_label(question, value) for value in condition.values)
        told.append(
            _("Only if question %(number)d was answered with: %(answers)s.")
            % {"number": numbers[question.key], "answers": answers}
        )
    return " ".join(told)


def answered(question: Question, values: Mapping[str, Any]) -> str:
    """An answer in one line, to look over before it is sent."""
    value = values.get(question.key)
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        told = [f"{row_label(question, row)}: {value_label(question, one)}" for row, one in value.items()]
        return "; ".join(told)
    if isinstance(value, list):
        told = [value_label(question, one) for one in value]
        if question.kind == "ranking":
            told = [f"{place}. {one}" for place, one in enumerate(told, 1)]
        line = ", ".join(told)
    elif question.kind in {"single", "scale"}:
        line = value_label(question, str(value))
    elif question.kind == "number":
        line = f"{value} {here(question.unit)}".strip()
    else:
        line = str(value)
    words = values.get(f"{question.key}__other")
    return f"{line}: {words}" if words and (value == OTHER or OTHER in value) else line


def section_title(section: Section, number: int) -> str:
    return here(section.title) or _("Page %(number)d") % {"number": number}
