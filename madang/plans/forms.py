from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """The day on which the plan is looked at."""

    on = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}))


class FigureForm(forms.Form):
    """A figure that an official reports."""

    value = forms.DecimalField(label=_("Value"), max_digits=20, decimal_places=4)
    on = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("The document, press release or register that the figure is from."),
    )
