from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.opendata.forms.reasons import LedByField
from madang.opendata.models import OpennessPeriod, StrategicArea
from madang.opendata.queries.register import Narrowed

ANY = ("", _("Any"))
DAY = {"type": "date"}
ITEMS = [(number, str(number)) for number in range(1, 9)]


class NarrowForm(forms.Form):
    """How the register is narrowed. An unreadable value narrows nothing and is pointed out."""

    q = forms.CharField(label=_("Words in title or description"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    area = forms.ModelChoiceField(
        StrategicArea.objects.all(), label=_("Area"), to_field_name="code", required=False, empty_label=_("Any")
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[ANY, *OpennessPeriod.Status.choices, ("late", _("Planned day passed")), ("unstated", _("Not stated"))],
    )
    on = forms.DateField(label=_("As of"), required=False, widget=forms.DateInput(DAY))

    def narrowed(self, today: date) -> Narrowed:
        """What was readable of it; a day to come is today."""
        self.is_valid()
        read = self.cleaned_data
        on = read.get("on") or today
        return Narrowed(
            on=min(on, today),
            words=read.get("q") or "",
            organisation=read["agency"].code if read.get("agency") else "",
            area=read["area"].code if read.get("area") else "",
            status=read.get("status") or "",
        )


class HeldForm(forms.Form):
    """A new entry of an agency's register."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"))
    number = forms.CharField(label=_("Number in the agency's register"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=300)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    area = forms.ModelChoiceField(StrategicArea.objects.all(), label=_("Area"), required=False)
    held_since_on = forms.DateField(label=_("Held from"), widget=forms.DateInput(DAY))

    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            self.fields["organisation"].initial = own.get().pk


class OpennessForm(forms.Form):
    """Whether a held type is open, and from when."""

    status = forms.ChoiceField(label=_("Status"), choices=OpennessPeriod.Status.choices)
    since_on = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    reason = forms.ChoiceField(
        label=_("Reason of article 17(1)"),
        choices=[("", _("None")), *OpennessPeriod.Reason.choices],
        required=False,
        help_text=_("Only for closed data."),
    )
    items = forms.TypedMultipleChoiceField(
        label=_("Items of article 9(1) of the Disclosure Act"),
        choices=ITEMS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    planned_on = forms.DateField(
        label=_("To be open on"), required=False, widget=forms.DateInput(DAY), help_text=_("Only for planned data.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))
    dataset_ref = forms.CharField(
        label=_("Dataset"), required=False, max_length=200, help_text=_("The reference of the dataset that opens it.")
    )
    led_by = LedByField()


class EndForm(forms.Form):
    on = forms.DateField(label=_("No longer held from"), widget=forms.DateInput(DAY))
    note = forms.CharField(label=_("Why"), max_length=500)


class RegisterFileForm(forms.Form):
    """A whole register as a file."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"))
    file = forms.FileField(label=_("CSV file, UTF-8"))

    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
