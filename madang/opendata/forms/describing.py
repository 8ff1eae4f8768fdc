"""What is said of a dataset, and the reason for publishing it though formats refuse that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.opendata.models import Dataset, DatasetSeries, Distribution, Frequency, Licence, StrategicArea
from madang.opendata.models.datasets import SLUG

LONGEST_KEYWORD, MOST_KEYWORDS = 60, 30


class KeywordsField(forms.CharField):
    """Words with commas between them, as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return list(dict.fromkeys(word.strip()[:LONGEST_KEYWORD] for word in text.split(",") if word.strip()))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_KEYWORDS:
            raise forms.ValidationError(_("At most 30 keywords, please."))

    def run_validators(self, value: Any) -> None:
        """Each word is short already."""


def area_choices() -> list[tuple[str, str]]:
    return [("", str(_("None of them"))), *((area.code, area.name) for area in StrategicArea.objects.all())]


def despite_field() -> forms.CharField:
    """The reason that makes public what a format refuses."""
    return forms.CharField(
        label=_("Why it is to be public although formats refuse this"),
        help_text=_("Leave it empty unless a fault cannot be mended. Everyone reads the reason beside the badges."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DescribeForm(forms.Form):
    """Everything that is said of a dataset. `changed` gives it by the names of `actions.datasets.DESCRIBED`."""

    title_ko = forms.CharField(label=_("Korean title"), max_length=300)
    title_en = forms.CharField(label=_("English title"), max_length=300, required=False)
    description_ko = forms.CharField(
        label=_("Korean description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    description_en = forms.CharField(
        label=_("English description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    keywords = KeywordsField(
        label=_("Keywords"), max_length=2000, required=False, help_text=_("With commas between them.")
    )
    area = forms.ChoiceField(label=_("Strategic area"), required=False)
    licence = forms.ChoiceField(label=_("Licence"), choices=Licence.choices)
    frequency = forms.ChoiceField(label=_("Updated"), choices=Frequency.choices)
    series = forms.ModelChoiceField(
        DatasetSeries.objects.none(), label=_("Series"), required=False, empty_label=_("None of them")
    )
    spatial = forms.CharField(label=_("Place covered"), max_length=200, required=False)
    covers_from = forms.DateField(
        label=_("Covers from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    covers_until = forms.DateField(
        label=_("Covers until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    contact = forms.CharField(label=_("Office to ask"), max_length=200, required=False)
    despite = despite_field()

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name != "despite"]
        initial = {name: getattr(dataset, name) for name in names}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        own = DatasetSeries.objects.filter(organisation=dataset.organisation)
        self.fields["series"].queryset = own  # type: ignore[attr-defined]
        area = self.fields["area"]
        area.choices = area_choices()  # type: ignore[attr-defined]
        if dataset.area and dataset.area not in dict(area.choices):  # type: ignore[attr-defined]
            area.choices += [(dataset.area, dataset.area)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        read = super().clean() or {}
        since, until = read.get("covers_from"), read.get("covers_until")
        if since and until and until < since:
            self.add_error("covers_until", _("It ends before it begins."))
        return read


class AddressForm(forms.Form):
    """A form in which the dataset can be had that is an address elsewhere: a link, or a service."""

    access_url = forms.URLField(label=pgettext_lazy("web", "Address"), max_length=1000, assume_scheme="https")
    kind = forms.ChoiceField(
        label=_("What is there"),
        choices=[(one.value, one.label) for one in (Distribution.Kind.LINK, Distribution.Kind.SERVICE)],
    )
    format = forms.CharField(label=_("Format"), max_length=30, required=False, help_text=_("Such as CSV, PDF or WMS."))
    title_ko = forms.CharField(label=_("Korean title"), max_length=300, required=False)
    title_en = forms.CharField(label=_("English title"), max_length=300, required=False)
    key = forms.CharField(
        label=_("Short name in addresses"),
        max_length=60,
        validators=[SLUG],
        help_text=_("Small Latin letters, digits and hyphens, such as air-quality. It never changes."),
    )
    despite = despite_field()

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        kwargs["auto_id"] = "id_address_%s"
        super().__init__(*args, **kwargs)
        self.dataset = dataset
        if not dataset.is_public:
            del self.fields["despite"]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if self.dataset.distributions.filter(key=key).exists():
            raise forms.ValidationError(_("Another file or address of this dataset has this short name."))
        return key


class SeriesForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"))
    slug = forms.CharField(
        label=_("Short name in addresses"),
        max_length=100,
        validators=[SLUG],
        help_text=_("Small Latin letters, digits and hyphens, such as air-quality. It never changes."),
    )
    title_ko = forms.CharField(label=_("Korean title"), max_length=300)
    title_en = forms.CharField(label=_("English title"), max_length=300, required=False)
    description_ko = forms.CharField(label=_("Korean description"), widget=forms.Textarea(attrs={"rows": 3}))
    description_en = forms.CharField(
        label=_("English description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
        self.fields["organisation"].initial = own.first()
