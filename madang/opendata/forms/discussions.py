from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.opendata.models import Discussion
from madang.opendata.models.discussions import TEXT_LIMIT

LONG = forms.Textarea({"rows": 5})
ANY = ("", _("Any"))
STATES = [ANY, ("open", pgettext_lazy("discussion", "Open")), ("closed", pgettext_lazy("discussion", "Closed"))]


class DiscussionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=Discussion.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    where = forms.CharField(
        label=_("Where in the data"),
        max_length=200,
        required=False,
        help_text=_("Of a fault: the file, the column and the row, as far as you know."),
    )
    text = forms.CharField(label=_("What you want to say"), max_length=TEXT_LIMIT, widget=LONG)


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("What you want to say"), max_length=TEXT_LIMIT, widget=LONG)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[one for one in Discussion.Outcome.choices if one[0] != Discussion.Outcome.WITHDRAWN],
    )


class HideForm(forms.Form):
    reason = forms.CharField(label=_("Reason, which everyone reads"), max_length=300)


class DiscussionFilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=[ANY, *Discussion.Kind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def read(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("kind", "state")}
