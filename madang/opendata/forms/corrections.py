"""Corrections: the fields of the entry, and why it is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.opendata.forms.agreements import AgreementOutcomeForm
from madang.opendata.forms.companies import OutcomeForm, SupportForm
from madang.opendata.forms.showcase import LONG


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=500, widget=LONG, help_text=_("Everyone can read this.")
    )


def fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """A form's fields without the choice of the agency, which stays as it was."""
    return {name: field for name, field in form.base_fields.items() if name != "organisation"}


SupportCorrectionForm = type("SupportCorrectionForm", (CorrectionForm,), fields_of(SupportForm))
OutcomeCorrectionForm = type("OutcomeCorrectionForm", (CorrectionForm,), fields_of(OutcomeForm))
ResultCorrectionForm = type("ResultCorrectionForm", (CorrectionForm,), fields_of(AgreementOutcomeForm))
