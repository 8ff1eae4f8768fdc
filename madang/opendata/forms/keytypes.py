from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.opendata.models import KeyComment, KeyCriterion, KeyNomination, StrategicArea

ANY = ("", _("Any"))
DAY = {"type": "date"}


class KeyFilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *KeyNomination.State.choices], required=False)
    area = forms.ModelChoiceField(
        StrategicArea.objects.all(), label=_("Area"), to_field_name="code", required=False, empty_label=_("Any")
    )

    def read(self) -> dict[str, str]:
        """The filters that were readable."""
        self.is_valid()
        found = self.cleaned_data
        area = found["area"].code if found.get("area") else ""
        return {"words": found.get("q") or "", "state": found.get("state") or "", "area": area}


class NominationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it should come first"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Who needs it, and for what? Everyone can read this."),
    )


class KeyCommentForm(forms.Form):
    stance = forms.ChoiceField(label=_("Your view"), choices=KeyComment.Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your comment"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Shown without your name."),
    )


class AssessmentForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For"))
    criterion = forms.ModelChoiceField(KeyCriterion.objects.all(), label=_("Criterion"))
    score = forms.TypedChoiceField(label=_("Score"), choices=[(n, str(n)) for n in range(1, 6)], coerce=int)
    ground = forms.CharField(label=_("Ground"), max_length=500)

    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]


class KeyDecisionForm(forms.Form):
    is_chosen = forms.TypedChoiceField(
        label=_("The council's decision"),
        choices=[("yes", _("Chosen as a key type")), ("no", _("Not chosen"))],
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    decided_on = forms.DateField(label=_("Decided on"), widget=forms.DateInput(DAY))
    release_by = forms.DateField(label=_("To be open by"), required=False, widget=forms.DateInput(DAY))
    council_ref = forms.CharField(label=_("Reference of the decision"), required=False, max_length=200)
