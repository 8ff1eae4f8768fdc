"""Forms of the lists. They check shape; what is allowed, the actions decide."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.disclosure.ahead.dates import Standing
from madang.disclosure.ahead.queries import Narrowed
from madang.disclosure.models import Area, Cycle

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
STATES = [
    ("", _("All")),
    ("missed", _("Missed so far")),
    ("late", _("Kept late")),
    ("kept", _("Kept in time")),
    ("coming", _("Coming")),
]


class ListFilter(forms.Form):
    """What the address of a list says."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("", _("All")), *Area.choices], required=False)
    agency = forms.CharField(max_length=20, required=False)
    state = forms.ChoiceField(label=_("Promise"), choices=STATES, required=False)
    at = forms.DateField(label=_("As of"), required=False, widget=DAY)

    def narrowed(self) -> Narrowed:
        self.is_valid()
        of = self.cleaned_data
        return Narrowed(organisation=of.get("agency", ""), area=of.get("area", ""), words=of.get("q", ""))

    def day(self, today: date) -> date:
        """The day asked for, at most today: what comes is not known."""
        self.is_valid()
        asked: date | None = self.cleaned_data.get("at")
        return min(asked or today, today)


class TermsForm(forms.Form):
    cycle = forms.ChoiceField(label=_("Publication cycle"), choices=Cycle.choices)
    first_due_on = forms.DateField(
        label=_("First due on"),
        required=False,
        widget=DAY,
        help_text=_("Later due dates follow from it. Leave it empty for what is published as it arises."),
    )


class AnnounceForm(TermsForm):
    organisation = forms.ModelChoiceField(label=_("Agency"), queryset=Organisation.objects.none())
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    scope = forms.CharField(
        label=_("Scope"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What is disclosed, and of which period."),
    )
    method = forms.CharField(label=_("Method"), max_length=300, help_text=_("Where and in which form."))
    department = forms.CharField(label=_("Department"), max_length=100, required=False)
    wanted = forms.CharField(
        label=_("Where people asked for it"),
        max_length=300,
        required=False,
        help_text=_("The ref of a survey here, or an address. It is shown beside the promise."),
        widget=forms.TextInput({"list": "surveys-of-wishes"}),
    )
    field_order = ["organisation", "area", "title", "scope", "method", "department", "cycle", "first_due_on", "wanted"]

    def __init__(self, organisations: Iterable[int], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(pk__in=list(organisations), dissolved_on=None)
        if len(found := list(field.queryset)) == 1:
            field.initial = found[0]


class FulfilForm(forms.Form):
    due_on = forms.TypedChoiceField(
        label=_("Promised for"), coerce=date.fromisoformat, required=False, empty_value=None
    )
    what = forms.CharField(
        label=_("What was published"),
        max_length=500,
        help_text=_("The address of a document or dataset here, its ref, or an address elsewhere."),
    )
    title = forms.CharField(label=_("Title"), max_length=300, required=False)

    def __init__(self, days: Iterable[date], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["due_on"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(day.isoformat(), day.isoformat()) for day in days]
        if not field.choices:
            del self.fields["due_on"]


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("It is public."))


def state_label(standing: Standing) -> str:
    return str(dict(STATES)[standing.state])
