import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.opendata.forms.showcase import ANY, LONG, DatasetsField, OfficeForm
from madang.opendata.models import Agreement, CompanyApplication, CompanyCall, CompanyOutcome, CompanySupport
from madang.opendata.queries.agreements import own_agreements

DAY = {"type": "date"}


class CompanyFilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Agency that chose it"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Any"),
    )
    call = forms.ModelChoiceField(
        CompanyCall.objects.all(),
        label=gettext_lazy("Call"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Any"),
    )
    support = forms.ChoiceField(
        label=gettext_lazy("Kind of support"), choices=[ANY, *CompanySupport.Kind.choices], required=False
    )
    on = forms.DateField(label=gettext_lazy("Chosen until"), required=False, widget=forms.DateInput(DAY))

    def read(self) -> dict[str, Any]:
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q") or "",
            "organisation": found["agency"].code if found.get("agency") else "",
            "call": str(found["call"].code) if found.get("call") else "",
            "support": found.get("support") or "",
            "on": found.get("on"),
        }


class CriteriaField(forms.CharField):
    """Criteria, one a line, each with its weight behind a colon."""

    def clean(self, value: object) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in str(super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            parts = re.fullmatch(r"\s*(.{1,100}?)\s*[:：]\s*([0-9]{1,3})\s*", line)
            if parts is None or int(parts[2]) < 1:
                raise forms.ValidationError(
                    _("“%(line)s” is no criterion with its weight, such as Growth: 3.") % {"line": line.strip()[:60]}
                )
            found[parts[1]] = int(parts[2])
        return found


class CallForm(OfficeForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(label=gettext_lazy("Who may apply, and for what support"), max_length=4000, widget=LONG)
    opens_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(DAY))
    closes_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(DAY))
    places = forms.IntegerField(label=gettext_lazy("Number of companies"), min_value=1, max_value=9999, required=False)
    criteria = CriteriaField(
        label=gettext_lazy("Criteria and weights"),
        help_text=gettext_lazy("One a line, with its weight behind a colon, such as Growth: 3."),
        max_length=2000,
        widget=LONG,
    )


class ApplicationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Company"), max_length=200)
    business_number = forms.CharField(
        label=gettext_lazy("Business registration number"),
        max_length=20,
        help_text=gettext_lazy("Read by the office alone; it is never published."),
    )
    intro = forms.CharField(
        label=gettext_lazy("What your company does with public data"),
        max_length=2000,
        widget=LONG,
        help_text=gettext_lazy("Published if your company is chosen."),
    )
    datasets = DatasetsField()
    plan = forms.CharField(
        label=gettext_lazy("Your plan, and the support you need"),
        max_length=4000,
        widget=LONG,
        help_text=gettext_lazy("Read by the office alone; it is never published."),
    )
    url = forms.URLField(label=gettext_lazy("Web page"), max_length=1000, required=False, assume_scheme="https")


class ScoresForm(forms.Form):
    """A score and its ground for each criterion of the call."""

    def __init__(self, *args: object, application: CompanyApplication, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        there = {one.criterion_id: one for one in application.scores.all()}
        self.keys = []
        for criterion in application.call.criteria.all():
            self.keys.append(criterion.pk)
            label = _("%(name)s (weight %(weight)d)") % {"name": criterion.name, "weight": criterion.weight}
            given = there.get(criterion.pk)
            self.fields[f"score_{criterion.pk}"] = forms.TypedChoiceField(
                label=label,
                choices=[(number, str(number)) for number in range(1, 6)],
                coerce=int,
                initial=given.score if given else None,
            )
            self.fields[f"ground_{criterion.pk}"] = forms.CharField(
                label=_("Ground: %(name)s") % {"name": criterion.name},
                max_length=500,
                initial=given.ground if given else "",
            )

    def scores(self) -> dict[int, tuple[int, str]]:
        found = self.cleaned_data
        return {key: (found[f"score_{key}"], found[f"ground_{key}"]) for key in self.keys}


class ChoiceForm(forms.Form):
    is_chosen = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Chosen as promising")), ("no", gettext_lazy("Not chosen"))],
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=LONG,
        help_text=gettext_lazy("Published if the company is chosen; otherwise read by who applied alone."),
    )
    decided_on = forms.DateField(label=gettext_lazy("Decided on"), widget=forms.DateInput(DAY))


class SupportForm(OfficeForm):
    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["agreement"].queryset = own_agreements(viewer)  # type: ignore[attr-defined]

    kind = forms.ChoiceField(label=gettext_lazy("Kind of support"), choices=CompanySupport.Kind.choices)
    on = forms.DateField(label=pgettext_lazy("date", "Day"), widget=forms.DateInput(DAY))
    giver = forms.CharField(
        label=gettext_lazy("Given by"),
        max_length=200,
        help_text=gettext_lazy("The agency or the partner that gave it, by name."),
    )
    amount = forms.IntegerField(label=gettext_lazy("Amount in won"), min_value=0, max_value=10**15, required=False)
    text = forms.CharField(label=gettext_lazy("What was given"), max_length=2000, widget=LONG, required=False)

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=gettext_lazy("Under the agreement"), required=False
    )


class OutcomeForm(OfficeForm):
    measure = forms.ChoiceField(label=gettext_lazy("What was measured"), choices=CompanyOutcome.Measure.choices)
    on = forms.DateField(label=pgettext_lazy("date", "As of"), widget=forms.DateInput(DAY))
    value = forms.DecimalField(label=gettext_lazy("Figure"), max_digits=18, decimal_places=2)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=30)
    source = forms.CharField(label=pgettext_lazy("opendata", "Source"), max_length=300)
    text = forms.CharField(label=gettext_lazy("Explanation"), max_length=2000, widget=LONG, required=False)
