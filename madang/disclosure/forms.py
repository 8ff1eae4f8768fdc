from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.disclosure.models import ITEMS, RANK_LABELS, Classification, Decision
from madang.disclosure.queries import Filters
from madang.disclosure.ranks import Rank, parse_rank

RANK_CHOICES = [(rank.value, label) for rank, label in RANK_LABELS.items()]
ANY = ("", _("Any"))


class FilterForm(forms.Form):
    """How the public list is narrowed. An unreadable value narrows nothing and is pointed out."""

    q = forms.CharField(label=_("Words in title or number"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    rank = forms.ChoiceField(label=_("Approved by"), choices=[ANY, *RANK_CHOICES], required=False)
    rank_at_least = forms.ChoiceField(
        choices=[ANY, *RANK_CHOICES], required=False, widget=forms.HiddenInput, label=_("This rank or above")
    )
    classification = forms.ChoiceField(
        label=_("Classification"), choices=[ANY, *Classification.choices], required=False
    )
    extent = forms.ChoiceField(
        choices=[ANY, ("whole", ""), ("partly", ""), ("listing", "")],
        required=False,
        widget=forms.HiddenInput,
        label=_("Extent"),
    )
    since = forms.DateField(label=_("Published from"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("until"), required=False, widget=forms.DateInput({"type": "date"}))

    def filters(self) -> Filters:
        """The filters that were readable."""
        self.is_valid()
        read = self.cleaned_data
        floor = parse_rank(read.get("rank_at_least") or "")
        return Filters(
            organisation=read["agency"].code if read.get("agency") else "",
            rank=read.get("rank") or "",
            ranks=tuple(rank.value for rank in Rank if rank.is_at_least(floor)) if floor else (),
            classification=read.get("classification") or "",
            extent=read.get("extent") or "",
            since=read.get("since"),
            until=read.get("until"),
            words=read.get("q") or "",
        )


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        chosen: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in chosen]


class IntakeForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=None)
    documents = ManyFilesField(
        label=_("Documents"),
        help_text=_("HWP, HWPX, PDF, Office, text or HTML files, or ZIP archives of them. Several at once are fine."),
    )
    manifest = forms.FileField(
        label=_("Manifest"), required=False, help_text=_("Metadata as CSV or JSON Lines, one row a file. Optional.")
    )
    classification = forms.ChoiceField(
        label=_("Classification of files without any"),
        choices=[("", _("Not stated: hold them")), *Classification.choices[:1]],
        required=False,
    )
    rank = forms.ChoiceField(
        label=_("Rank of the approver of files without any"),
        choices=[("", _("Not stated: hold them")), *RANK_CHOICES],
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = viewer.organisations_as(Role.RECORDS_OFFICER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=own)  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    items = forms.TypedMultipleChoiceField(
        label=_("If closed: items of article 9(1)"),
        choices=ITEMS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))
