from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.opendata.forms.describing import KeywordsField, area_choices
from madang.opendata.models import Distribution, Frequency, Licence
from madang.opendata.models.datasets import SLUG


class OpenForm(forms.Form):
    """A new dataset that has nothing yet; addresses elsewhere are added to it where it is described."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), required=False)
    title_ko = forms.CharField(label=_("Korean title"), max_length=300, required=False)
    title_en = forms.CharField(label=_("English title"), max_length=300, required=False)
    slug = forms.CharField(
        label=_("Short name in addresses"),
        max_length=100,
        required=False,
        validators=[SLUG],
        help_text=_("Small Latin letters, digits and hyphens, such as air-quality. It never changes."),
    )
    description_ko = forms.CharField(
        label=_("Korean description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    description_en = forms.CharField(
        label=_("English description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    keywords = KeywordsField(
        label=_("Keywords"), max_length=2000, required=False, help_text=_("With commas between them.")
    )
    area = forms.ChoiceField(label=_("Strategic area"), required=False)
    licence = forms.ChoiceField(label=_("Licence"), choices=Licence.choices, initial=Licence.KOGL_1, required=False)
    frequency = forms.ChoiceField(
        label=_("Updated"), choices=Frequency.choices, initial=Frequency.UNKNOWN, required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices()  # type: ignore[attr-defined]
        agencies = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["organisation"].initial = agencies.first()

    def is_new(self, read: dict[str, Any]) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        read = super().clean() or {}
        if self.is_new(read):
            for name in ("organisation", "title_ko", "slug"):
                if not read.get(name) and name not in self.errors:
                    self.add_error(name, _("A new dataset needs this."))
        return read


class PublishForm(OpenForm):
    """A file for a table that is there, or for a new dataset."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines, GeoJSON, Parquet, or a ZIP of these. In any encoding."
        ),
    )
    distribution = forms.ModelChoiceField(
        Distribution.objects.none(),
        label=_("New version of"),
        required=False,
        to_field_name="code",
        empty_label=_("A new dataset"),
    )
    note = forms.CharField(label=_("What is new"), max_length=1000, required=False)
    field_order = ("file", "distribution")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        own = viewer.organisations_as(Role.DATA_OFFICER)
        tables = Distribution.objects.filter(dataset__organisation__in=own, access_url="")
        self.fields["distribution"].queryset = tables.select_related("dataset")  # type: ignore[attr-defined]

    def is_new(self, read: dict[str, Any]) -> bool:
        return not read.get("distribution")
