"""What may be named as the survey that led to a request or a release."""

from typing import TypedDict

from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.common.errors import Invalid
from madang.surveys.models import Survey

LedBy = tuple[Survey, str]
"""A survey, and the key of the question in it, or "" for the survey as a whole."""


class Named(TypedDict):
    survey: Survey | None
    survey_question: str


def named(led_by: LedBy | None) -> Named:
    """The fields of a record that names a survey. Raises `Invalid` unless it is public and has that question."""
    if led_by is None:
        return {"survey": None, "survey_question": ""}
    survey, question = led_by
    if not Survey.objects.visible_to(PUBLIC).filter(pk=survey.pk).exists():
        raise Invalid(_("This survey is not public."), field="led_by")
    if question and survey.questionnaire.find(question) is None:
        raise Invalid(
            _("The survey “%(survey)s” has no question “%(question)s”.")
            % {"survey": survey.title, "question": question[:60]},
            field="led_by",
        )
    return {"survey": survey, "survey_question": question}
