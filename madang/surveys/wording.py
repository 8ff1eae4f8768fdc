"""Surveys in words: what is wrong with a questionnaire or an answer, and how results are called."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from madang.surveys.answering import Mistake
from madang.surveys.questionnaire import OTHER, Fault, Question, Questionnaire, Text
from madang.surveys.weighting import WITHHELD

KINDS: dict[str, str | Promise] = {
    "single": gettext_lazy("One of several"),
    "multiple": gettext_lazy("Several of several"),
    "scale": gettext_lazy("Scale"),
    "matrix": gettext_lazy("Table of rows with the same choices"),
    "ranking": gettext_lazy("Ranking"),
    "number": pgettext_lazy("type of question", "Number"),
    "text": gettext_lazy("Short text"),
    "long": gettext_lazy("Long text"),
    "date": gettext_lazy("Date"),
}
MISTAKES: dict[str, str | Promise] = {
    "required": gettext_lazy("Please answer this question."),
    "row-missing": gettext_lazy("Please choose something in every row."),
    "not-an-option": gettext_lazy("Please choose one of the answers shown."),
    "too-many": gettext_lazy("Please choose at most %(limit)s."),
    "ranked-twice": gettext_lazy("Each answer can have one place only."),
    "not-a-number": gettext_lazy("Please give a number, in digits."),
    "too-small": gettext_lazy("Please give a number of at least %(limit)s."),
    "too-large": gettext_lazy("Please give a number of at most %(limit)s."),
    "too-long": gettext_lazy("Please write at most %(limit)s characters."),
    "not-a-day": gettext_lazy("Please give a day, such as 2026-03-01."),
}
FAULTS: dict[str, str | Promise] = {
    "not-a-list": gettext_lazy("“%(name)s” must be a list."),
    "not-a-text": gettext_lazy("“%(name)s” must be words in Korean (ko) and English (en)."),
    "not-a-number": gettext_lazy("“%(name)s” must be a number."),
    "too-long": gettext_lazy("“%(name)s” has more than %(limit)s characters."),
    "no-text": gettext_lazy("The Korean words are missing."),
    "bad-key": gettext_lazy(
        "“%(key)s” is no key: at most 40 lower-case letters a to z, digits, hyphens and underscores, a letter first."
    ),
    "key-twice": gettext_lazy("The key “%(key)s” is there twice."),
    "no-questions": gettext_lazy("There are no questions."),
    "too-many-questions": gettext_lazy("There are more than %(limit)s questions."),
    "too-many-options": gettext_lazy("There are more than %(limit)s answers to choose from."),
    "too-few-options": gettext_lazy("At least two answers to choose from are needed."),
    "option-twice": gettext_lazy("Two answers have the same key."),
    "other-is-taken": gettext_lazy("The key “other” is for the answer in one's own words."),
    "no-rows": gettext_lazy("The table has no rows."),
    "bad-scale": gettext_lazy("A scale has between 2 and 11 steps."),
    "no-steps": gettext_lazy("Say where the classes begin in which the numbers are published."),
    "background-kind": gettext_lazy("A question about the person is one of several or a scale."),
    "background-other": gettext_lazy("A question about the person has no answer in one's own words."),
    "unknown-type": gettext_lazy("“%(type)s” is no type of question."),
    "bad-condition": gettext_lazy("A condition names a question and a list of answers."),
    "condition-not-earlier": gettext_lazy("The condition looks at “%(question)s”, which is on no earlier page."),
    "condition-kind": gettext_lazy("A condition cannot look at “%(question)s”, which is not answered by choosing."),
    "condition-value": gettext_lazy("The condition looks for “%(value)s”, which is no answer to “%(question)s”."),
    "condition-background": gettext_lazy("A condition cannot look at “%(question)s”, which is about the person."),
}


def mistake_sentence(mistake: Mistake) -> str:
    params = {name: f"{value:g}" if isinstance(value, float) else value for name, value in mistake.params.items()}
    return str(MISTAKES[mistake.code]) % params


def mistakes_sentence(questionnaire: Questionnaire, mistakes: Mapping[str, Mistake]) -> str:
    """Every mistake, with the question that it is about."""
    told = []
    for key, mistake in mistakes.items():
        question = questionnaire.find(key)
        told.append(f"{here(question.text) if question else key}: {mistake_sentence(mistake)}")
    return " ".join(told)


def fault_sentence(fault: Fault) -> str:
    """What is wrong with a document, and where."""
    return f"{fault.path}: {str(FAULTS[fault.code]) % fault.params}"


def faults_sentence(faults: Sequence[Fault]) -> str:
    return " ".join(fault_sentence(fault) for fault in faults)


def here(text: Text) -> str:
    """Words in the language of the page."""
    return text.within(get_language() or "ko")


def value_label(question: Question, value: str) -> str:
    """What an answer is called: an option, a step of a scale, a class of numbers, a month."""
    if value == WITHHELD:
        return _("Small groups together")
    if value == "":
        return _("No answer")
    if value == OTHER and question.other:
        return _("Something else")
    option = next((one for one in question.options if one.key == value), None)
    if option:
        return here(option.text)
    if question.kind == "scale":
        ends = {str(question.low): question.low_text, str(question.high): question.high_text}
        words = here(ends[value]) if value in ends else ""
        return f"{value} ({words})" if words else value
    return f"{value} {here(question.unit)}".strip() if question.kind == "number" else value


def row_label(question: Question, key: str) -> str:
    """What a row of a table question is called."""
    return next((here(one.text) for one in question.rows if one.key == key), key)
