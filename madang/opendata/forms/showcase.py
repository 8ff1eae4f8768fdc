from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import Dataset, Reuse
from madang.opendata.queries.showcase import Wanted

ANY = ("", gettext_lazy("Any"))
LONG = forms.Textarea({"rows": 4})


class DatasetsField(forms.CharField):
    """Public datasets by their short names or addresses, one a line or separated by commas."""

    def __init__(self, **kwargs: object) -> None:
        said: dict[str, object] = {
            "label": gettext_lazy("Datasets that it uses"),
            "help_text": gettext_lazy("The short name or the address of each dataset, one a line."),
            "widget": forms.Textarea({"rows": 3}),
            "max_length": 4000,
        }
        super().__init__(**(said | kwargs))  # type: ignore[arg-type]

    def clean(self, value: object) -> list[Dataset]:
        text = str(super().clean(value) or "")
        names = [part.strip().rstrip("/").rpartition("/")[2] for part in text.replace(",", "\n").splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        found = {one.slug: one for one in Dataset.objects.visible_to(PUBLIC).filter(slug__in=names)}
        if unknown := [name for name in names if name not in found]:
            message = _("There is no public dataset named %(names)s.") % {"names": ", ".join(unknown[:5])}
            raise forms.ValidationError(message)
        return [found[name] for name in names]


class ReuseFilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[ANY, *Reuse.Kind.choices], required=False)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Agency whose data it uses"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Any"),
    )
    link = forms.ChoiceField(
        label=gettext_lazy("Link"),
        choices=[ANY, ("dead", gettext_lazy("Dead links")), *Reuse.Link.choices],
        required=False,
    )
    dataset = forms.SlugField(required=False, widget=forms.HiddenInput)

    def read(self) -> Wanted:
        self.is_valid()
        found = self.cleaned_data
        return Wanted(
            words=found.get("q") or "",
            kind=found.get("kind") or "",
            dataset=found.get("dataset") or "",
            organisation=found["agency"].code if found.get("agency") else "",
            link=found.get("link") or "",
        )


class ReuseForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Reuse.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(label=gettext_lazy("What it does, and for whom"), max_length=4000, widget=LONG)
    url = forms.URLField(label=gettext_lazy("Address"), max_length=1000, assume_scheme="https")
    maker = forms.CharField(
        label=gettext_lazy("Who made it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Shown to everyone. Leave it empty to stay unnamed."),
    )
    datasets = DatasetsField()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=LONG)


class PublishForm(forms.Form):
    """Nothing to fill in: the button is the decision."""


class PracticeFilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Agency"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Any"),
    )

    def read(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {"words": found.get("q") or "", "organisation": found["agency"].code if found.get("agency") else ""}


class OfficeForm(forms.Form):
    """A form of an agency's officer: `organisation` is one of theirs."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Agency"))

    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.DATA_OFFICER))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
        self.fields["organisation"].initial = own.first()


class PracticeForm(OfficeForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    done = forms.CharField(label=gettext_lazy("What was done"), max_length=4000, widget=LONG)
    outcome = forms.CharField(label=gettext_lazy("What came of it"), max_length=4000, widget=LONG)
    source = forms.CharField(label=pgettext_lazy("opendata", "Source"), max_length=300, required=False)
    datasets = DatasetsField(label=gettext_lazy("Datasets it is about"), required=False)
