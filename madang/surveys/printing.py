"""The questionnaire on paper: a tagged PDF with boxes to tick and lines to write on."""

from pathlib import Path

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madang.documents.typesetting import Content, typeset
from madang.surveys.asking import Asked, ask, conditions_sentence, section_title
from madang.surveys.models import Survey
from madang.surveys.wording import here

TEMPLATE = Path(__file__).parent / "papers" / "survey.typ"
LINES = {"text": 1, "long": 5, "number": 1, "date": 1}


def paper_of(survey: Survey) -> bytes:
    """The form in the language of the page, to be filled in by hand and entered at the desk under its number."""
    questionnaire = survey.questionnaire
    data: dict[str, Content] = {
        "title": survey.title,
        "agency": survey.organisation.name,
        "intro": survey.intro,
        "number": _("Number of the paper"),
        "code": _("Personal code") if survey.is_list else "",
        "return_by": _("Please hand it in by %(day)s.")
        % {"day": date_format(localtime(survey.closes_at), "DATETIME_FORMAT")},
        "keep": _("Your answer is entered without your name. Please write no names and no addresses on it."),
        "sections": [
            {
                "title": section_title(section, number),
                "intro": here(section.intro),
                "only_if": conditions_sentence(questionnaire, section.conditions),
                "questions": [_question(one) for one in ask(questionnaire, section.questions, {})],
            }
            for number, section in enumerate(questionnaire.sections, 1)
        ],
    }
    return typeset(TEMPLATE, data, at=survey.announced_at or survey.created_at)


def _question(asked: Asked) -> dict[str, Content]:
    is_table = asked.kind == "matrix"
    ranked = asked.lines[0].choices if asked.kind == "ranking" and asked.lines else []
    return {
        "text": f"{asked.number}. {asked.text}",
        "help": asked.help,
        "only_if": asked.only_if,
        "kind": asked.kind,
        "choices": [choice.label for choice in (asked.choices or ranked)],
        "columns": [choice.label for choice in asked.lines[0].choices] if is_table and asked.lines else [],
        "rows": [line.label for line in asked.lines] if is_table else [],
        "lines": LINES.get(asked.kind, 0),
        "other": asked.question.other,
        "unit": asked.unit,
        "rank": _("Write the places 1, 2, 3 … in the boxes.") if asked.kind == "ranking" else "",
    }
