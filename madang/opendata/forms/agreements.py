from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation
from madang.opendata.forms.showcase import ANY, LONG, OfficeForm

DAY = {"type": "date"}


class AgreementFilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ANY,
            ("in-force", pgettext_lazy("agreement", "In force")),
            ("over", pgettext_lazy("agreement", "Over")),
        ],
        required=False,
    )

    def read(self) -> dict[str, Any]:
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q") or "",
            "organisation": found["agency"].code if found.get("agency") else "",
            "state": found.get("state") or "",
        }


class AgreementForm(OfficeForm):
    partner = forms.CharField(label=_("Partner organisation"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=200)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(DAY))
    since_on = forms.DateField(label=_("In force from"), widget=forms.DateInput(DAY))
    until_on = forms.DateField(label=_("In force until"), widget=forms.DateInput(DAY), required=False)
    office_gives = forms.CharField(label=_("What the agency gives"), max_length=2000, widget=LONG)
    partner_gives = forms.CharField(label=_("What the partner gives"), max_length=2000, widget=LONG)


class EndForm(forms.Form):
    ended_on = forms.DateField(label=_("Ended on"), widget=forms.DateInput(DAY))
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=LONG)


class AgreementOutcomeForm(forms.Form):
    on = forms.DateField(label=pgettext_lazy("date", "As of"), widget=forms.DateInput(DAY))
    text = forms.CharField(label=_("What came of it"), max_length=2000, widget=LONG)
    source = forms.CharField(label=pgettext_lazy("opendata", "Source"), max_length=300)
