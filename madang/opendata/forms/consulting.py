from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation
from madang.opendata.forms.showcase import ANY, OfficeForm
from madang.opendata.models.advice import Subject


class SlotFilterForm(forms.Form):
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    kind = forms.ChoiceField(label=_("About"), choices=[ANY, *Subject.choices], required=False)

    def read(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {"organisation": found["agency"].code if found.get("agency") else "", "kind": found.get("kind") or ""}


class SlotsForm(OfficeForm):
    kind = forms.ChoiceField(label=_("About"), choices=Subject.choices)
    on = forms.DateField(label=pgettext_lazy("date", "Day"), widget=forms.DateInput({"type": "date"}))
    starts_at = forms.TimeField(label=_("From what time"), widget=forms.TimeInput({"type": "time"}))
    ends_at = forms.TimeField(label=_("Until what time"), widget=forms.TimeInput({"type": "time"}))
    minutes = forms.IntegerField(label=_("Minutes for each"), initial=30, min_value=1, max_value=600)
    place = forms.CharField(
        label=_("Place"), max_length=300, help_text=_("A room, or how to take part from elsewhere.")
    )

    def clean(self) -> dict[str, Any]:
        """Moments in the site's time zone instead of a day and two times."""
        found = super().clean() or {}
        on = found.pop("on", None)
        for name in ("starts_at", "ends_at"):
            if on and found.get(name) is not None:
                found[name] = make_aware(datetime.combine(on, found[name]))
        return found


class BookForm(forms.Form):
    topic = forms.CharField(
        label=_("What you want to talk about"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only you and the office read this."),
    )
