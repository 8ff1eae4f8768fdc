"""The choice of the survey, and of the question in it, that led to something."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC
from madang.surveys.models import Survey

PURPOSES = (Survey.Purpose.API_DEMAND, Survey.Purpose.AWARENESS, Survey.Purpose.INFORMATION)
OFFERED = 30
"""The latest surveys on data and information that are offered for choice."""


class LedByField(forms.ChoiceField):
    """A survey, or a question of one. Cleans to (survey, the question's key or ""), or None."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Survey that led to it"),
            required=False,
            choices=offered,
            help_text=_("If people said in a survey that they want it: the survey, or the question."),
        )

    def clean(self, value: Any) -> Any:
        slug, _hash, question = super().clean(value).partition("#")
        survey = Survey.objects.visible_to(PUBLIC).filter(slug=slug).first() if slug else None
        return (survey, question) if survey else None


def offered() -> list[tuple[str, Any]]:
    """Public surveys on data and information, each with its questions."""
    language = get_language() or "ko"
    found = Survey.objects.visible_to(PUBLIC).filter(purpose__in=PURPOSES).exclude(state=Survey.State.CANCELLED)
    choices: list[tuple[str, Any]] = [("", _("None"))]
    for one in found.order_by("-announced_at")[:OFFERED]:
        questions = [
            (f"{one.slug}#{question.key}", question.text.within(language)[:100])
            for question in one.questionnaire.questions
            if not question.background
        ]
        choices.append((one.title, [(one.slug, _("The survey as a whole")), *questions]))
    return choices
