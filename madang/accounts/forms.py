"""Forms of people's own pages and of the desk. They check shape; what is allowed, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User

DATE = forms.DateInput(attrs={"type": "date"})


class SignUpForm(forms.Form):
    """What sign-up asks beyond e-mail and password. allauth puts its own fields beside these."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("Optional. Shown beside what you publish here."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["email", "name", "password1", "password2"]

    def signup(self, request: Any, user: User) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, required=False)


class TokenForm(forms.Form):
    DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("One year"))]

    name = forms.CharField(
        label=_("Name of the token"), max_length=100, help_text=_("What will use it, e.g. my script.")
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=90)


class PersonForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=100)


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.filter(dissolved_on=None),
        required=False,
        help_text=_("Leave it empty for an administrator, who serves the whole site."),
    )
    since_on = forms.DateField(label=_("From"), widget=DATE)
    until_on = forms.DateField(
        label=_("Until"), widget=DATE, required=False, help_text=_("The first day without the role. May stay empty.")
    )


class EndRoleForm(forms.Form):
    until_on = forms.DateField(label=_("First day without the role"), widget=DATE)


class OrganisationForm(forms.Form):
    code = forms.CharField(label=_("Standard agency code"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    name_ko = forms.CharField(label=_("Korean name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    parent = forms.ModelChoiceField(
        label=_("Stands under"), queryset=Organisation.objects.filter(dissolved_on=None), required=False
    )
    established_on = forms.DateField(label=_("Established on"), widget=DATE)


class RenameForm(forms.Form):
    name_ko = forms.CharField(label=_("Korean name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    since_on = forms.DateField(label=_("From"), widget=DATE)


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(
        label=_("Stands under"),
        queryset=Organisation.objects.filter(dissolved_on=None),
        required=False,
        empty_label=_("Nothing: it stands at the top"),
    )
    since_on = forms.DateField(label=_("From"), widget=DATE)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("Successor"),
        queryset=Organisation.objects.filter(dissolved_on=None),
        help_text=_("It takes over what stands under this organisation, and its records."),
    )
    on = forms.DateField(label=_("Dissolved on"), widget=DATE)
