from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation
from madang.opendata.forms.reasons import LedByField
from madang.opendata.models import DataRequest, OpennessPeriod, StrategicArea

ANY = ("", _("Any"))
DAY = {"type": "date"}
ITEMS = [(number, str(number)) for number in range(1, 9)]
LONG = forms.Textarea({"rows": 4})


class RequestFilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    kind = forms.ChoiceField(label=_("What is asked for"), choices=[ANY, *DataRequest.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[ANY, *DataRequest.State.choices, ("overdue", _("Overdue"))], required=False
    )
    sort = forms.ChoiceField(
        label=_("Order"), choices=[("newest", _("Newest first")), ("votes", _("Most wanted first"))], required=False
    )

    def read(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q") or "",
            "organisation": found["agency"].code if found.get("agency") else "",
            "kind": found.get("kind") or "",
            "state": found.get("state") or "",
            "sort": found.get("sort") or "newest",
        }


class RequestForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Agency"))
    kind = forms.ChoiceField(label=_("What is asked for"), choices=DataRequest.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What exactly, and what for"), max_length=4000, widget=LONG, help_text=_("Everyone can read this.")
    )
    area = forms.ModelChoiceField(StrategicArea.objects.all(), label=_("Area"), required=False)
    led_by = LedByField()
    is_named = forms.BooleanField(label=_("Show my name with the request"), required=False)


class ExtendForm(forms.Form):
    reason = forms.CharField(label=_("Why more time is needed"), max_length=2000, widget=LONG)


class AcceptForm(forms.Form):
    provide_by = forms.DateField(label=_("To be provided by"), widget=forms.DateInput(DAY))
    text = forms.CharField(label=_("How it will be provided"), max_length=2000, widget=LONG)


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason of article 17(1)"), choices=OpennessPeriod.Reason.choices)
    items = forms.TypedMultipleChoiceField(
        label=_("Items of article 9(1) of the Disclosure Act"),
        choices=ITEMS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(label=_("Explanation"), max_length=2000, widget=LONG)


class TakeUpForm(forms.Form):
    ref = forms.CharField(label=_("Reference of the meeting or decision"), max_length=200, required=False)
    text = forms.CharField(label=_("What was said"), max_length=2000, widget=LONG)


class ReleaseForm(forms.Form):
    dataset_ref = forms.CharField(label=_("Reference of the dataset"), max_length=200)
    text = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=LONG)


class TextForm(forms.Form):
    text = forms.CharField(label=pgettext_lazy("opendata", "Text"), max_length=2000, widget=LONG)


class MediationForm(forms.Form):
    is_to_be_provided = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=[("yes", _("The data is to be provided")), ("no", _("The refusal stands"))],
        coerce=lambda value: value == "yes",
    )
    provide_by = forms.DateField(label=_("To be provided by"), widget=forms.DateInput(DAY), required=False)
    text = forms.CharField(label=_("Grounds"), max_length=2000, widget=LONG)
