"""Forms of audits. They check shape; what is allowed, the actions decide."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.bodies.models import Body
from madang.disclosure.models import Audit, AuditItem

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class AnnounceForm(forms.Form):
    body = forms.ModelChoiceField(label=_("Watch group"), queryset=Body.objects.none())
    title = forms.CharField(label=_("Title"), max_length=200)
    what = forms.ChoiceField(label=_("What is examined"), choices=Audit.What.choices)
    since_on = forms.DateField(label=_("Made public or decided from"), widget=DAY)
    until_on = forms.DateField(label=_("until"), widget=DAY)
    size = forms.IntegerField(label=_("How many in all"), min_value=1, max_value=500, initial=20)
    per_agency = forms.IntegerField(
        label=_("Of each agency at least"),
        min_value=0,
        max_value=20,
        initial=0,
        help_text=_("So that small agencies are looked at too."),
    )
    answer_days = forms.IntegerField(label=_("Days to answer"), min_value=1, max_value=90, initial=14)
    commitment = forms.CharField(
        label=_("Commitment to a secret of your own"),
        max_length=64,
        required=False,
        help_text=_("May stay empty: Madang then makes the secret and shows it when the lots are drawn."),
    )

    def __init__(self, groups: Iterable[Body], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        pks = [body.pk for body in groups]
        field.queryset = Body.objects.filter(pk__in=pks)
        field.initial = pks[0] if len(pks) == 1 else None


MOMENT = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class SelectionForm(forms.Form):
    body = forms.ModelChoiceField(label=_("Watch group"), queryset=Body.objects.none())
    title = forms.CharField(label=_("Korean title"), max_length=200)
    text = forms.CharField(label=_("Announcement in Korean"), max_length=3500, widget=forms.Textarea({"rows": 5}))
    seats = forms.IntegerField(label=_("How many seats"), min_value=1, max_value=200)
    merit = forms.IntegerField(
        label=_("Of these for the most active requesters"),
        min_value=0,
        max_value=200,
        help_text=_("The other seats are drawn by lot among everybody else who applies."),
    )
    opens_at = forms.DateTimeField(label=_("Opens"), widget=MOMENT, input_formats=MOMENT_FORMATS)
    closes_at = forms.DateTimeField(label=_("Closes"), widget=MOMENT, input_formats=MOMENT_FORMATS)

    def __init__(self, groups: Iterable[Body], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        pks = [body.pk for body in groups]
        field.queryset = Body.objects.filter(pk__in=pks)
        field.initial = pks[0] if len(pks) == 1 else None


class ExamineForm(forms.Form):
    fault = forms.ChoiceField(label=_("Finding"), choices=AuditItem.Fault.choices)
    note = forms.CharField(
        label=_("Finding in words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    test_request = forms.CharField(
        label=_("Receipt number of a test request"),
        max_length=60,
        required=False,
        help_text=_("Test requests are filed through the same door as everybody's."),
    )


class AnswerForm(forms.Form):
    reply = forms.ChoiceField(label=_("Answer of the agency"), choices=AuditItem.Reply.choices)
    answer = forms.CharField(
        label=_("Reasons"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("They become public with the finding."),
    )
