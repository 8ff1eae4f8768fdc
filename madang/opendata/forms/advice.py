from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.opendata.forms.showcase import ANY
from madang.opendata.models.advice import Subject
from madang.opendata.queries.advice import offices

LONG = forms.Textarea({"rows": 8})


class ArticleFilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("About"), choices=[ANY, *Subject.choices], required=False)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )

    def read(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q") or "",
            "kind": found.get("kind") or "",
            "organisation": found["agency"].code if found.get("agency") else "",
        }


class QuestionForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Office to ask"))
    kind = forms.ChoiceField(label=_("About"), choices=Subject.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Your question"), max_length=8000, widget=LONG, help_text=_("Only you and the office read this.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices(on=localdate())  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"), max_length=8000, widget=LONG, help_text=_("Only who asked and your office read this.")
    )


class ArticleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    question = forms.CharField(label=_("Question, without what tells who asked"), max_length=8000, widget=LONG)
    answer = forms.CharField(label=_("Answer, without what tells who asked"), max_length=8000, widget=LONG)
