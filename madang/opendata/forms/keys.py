from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What the key is for"), max_length=100, help_text=_("For example: bus arrival app, server in Daejeon")
    )
