"""Forms of following. They check shape; what is allowed, the actions decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.notices.models import Pace


class FollowForm(forms.Form):
    subject = forms.CharField(max_length=200, widget=forms.HiddenInput)
    pace = forms.ChoiceField(label=_("How often"), choices=Pace.choices, initial=Pace.AT_ONCE, required=False)


class FollowByEmailForm(FollowForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("A link to confirm is sent there. No account is needed; every letter has a link that stops it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "pace", "subject"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        pace = self.fields["pace"]
        assert isinstance(pace, forms.ChoiceField)
        pace.choices = [(value, label) for value, label in Pace.choices if value != Pace.FEED]


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Address of your program"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("It is asked by POST, with JSON. Addresses inside private networks are refused."),
    )
