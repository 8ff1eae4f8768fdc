"""The survey, and the question in it, that led to a request for data or to a planned release."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.surveys.models import Survey


class LedBySurvey(models.Model):
    """What may name the survey that led to it. survey_question: the key of a question in it, or empty."""

    survey = models.ForeignKey(
        Survey, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("survey that led to it")
    )
    survey_question = models.CharField(_("question of the survey"), max_length=60, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(survey_question="") | Q(survey__isnull=False),
                name="%(class)s_names_a_survey_with_its_question",
            )
        ]

    @property
    def question_text(self) -> str:
        """What was asked, in the language of the page; empty where no question is named."""
        question = self.survey.questionnaire.find(self.survey_question) if self.survey else None
        return question.text.within(get_language() or "ko") if question else ""
