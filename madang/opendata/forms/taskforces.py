from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.bodies.models import Body
from madang.opendata.models.taskforces import HEAD_ROLE

DAY = {"type": "date"}


class TaskForceForm(forms.Form):
    """Which body works on an area, and whose chief open data officer heads it."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Body"), to_field_name="code")
    head_agency = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Headed by the chief open data officer of"),
        to_field_name="code",
        help_text=_("Agencies where somebody holds this role today."),
    )
    since_on = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        today = localdate()
        bodies = Body.objects.existing(on=today).filter(kind=Body.Kind.TASK_FORCE)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        held = Organisation.objects.filter(roles_held__role=HEAD_ROLE, roles_held__since_on__lte=today)
        self.fields["head_agency"].queryset = held.distinct()  # type: ignore[attr-defined]


class TaskForceEndForm(forms.Form):
    until_on = forms.DateField(label=_("First day without it"), widget=forms.DateInput(DAY))
