from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.opendata.models import HarvestSource


class SourceForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"))
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=HarvestSource.Kind.choices)
    url = forms.URLField(label=_("Address"), max_length=1000, assume_scheme="https")
    every_hours = forms.IntegerField(label=_("Asked every … hours"), min_value=1, max_value=720, initial=24)
    despite = forms.CharField(
        label=_("Why its datasets are listed although formats refuse what is said of them"),
        help_text=_("Public. Without it, such datasets are held until somebody mends them or gives a reason for each."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
