from django import forms
from django.utils.translation import gettext_lazy as _

from madang.ledger.kinds import kind_label
from madang.ledger.queries import Filters, kinds


class FilterForm(forms.Form):
    """What to look for in the ledger."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    q = forms.CharField(
        label=_("Record"),
        required=False,
        max_length=200,
        help_text=_("The code of a record or of an entry, or an entry's number."),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        chosen = [kind for kind in [self.data.get("kind", "")] if kind and kind not in kinds()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What happened"),
            required=False,
            choices=[("", _("Everything")), *((kind, kind_label(kind)) for kind in [*kinds(), *chosen])],
        )

    def filters(self) -> Filters:
        """The filters asked for; a field that cannot be understood filters nothing."""
        asked = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Filters(
            kind=asked.get("kind") or "",
            since=asked.get("since"),
            until=asked.get("until"),
            subject=asked.get("q") or "",
        )
