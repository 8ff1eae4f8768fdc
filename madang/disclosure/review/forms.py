from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.disclosure.models import ITEMS

PROVISOS = [
    ("", _("None applies: it may be withheld")),
    ("ga", _("(a) open to inspection by statute; or needed against hazards of a business (item 7)")),
    ("na", _("(b) made for publication; or needed against unlawful business (item 7)")),
    ("da", _("(c) public interest, or a person's rights")),
    ("ra", _("(d) name and position of an official in duty")),
    ("ma", _("(e) name and occupation of a person entrusted with public work")),
]
DAY = {"type": "date"}
UNTIL = ("look_again_on", "is_under_review", "review_stage", "review_ends_on")
PART = ("left", "top", "width", "height")
REACH = 100.5
"""Percent: what is drawn to the edge may be rounded beyond it."""


class MarkForm(forms.Form):
    """One passage, or one page, and what is said of it."""

    text = forms.CharField(label=_("Passage"), max_length=1000, required=False)
    page = forms.IntegerField(label=_("Page, to withhold it whole as a picture"), required=False, min_value=1)
    item = forms.TypedChoiceField(label=_("Item of article 9(1)"), choices=ITEMS, coerce=int, initial=6)
    reason = forms.CharField(label=_("Reason (public)"), max_length=500)
    proviso = forms.ChoiceField(label=_("Proviso considered"), choices=PROVISOS, required=False)
    look_again_on = forms.DateField(label=_("Looked at again on"), required=False, widget=forms.DateInput(DAY))
    is_under_review = forms.BooleanField(label=_("Because of an internal review (item 5)"), required=False)
    review_stage = forms.CharField(label=_("Stage of the review"), max_length=100, required=False)
    review_ends_on = forms.DateField(label=_("The review is to end on"), required=False, widget=forms.DateInput(DAY))
    kind = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)

    def withheld(self) -> dict[str, Any]:
        """What `actions.withhold` takes."""
        return dict(self.cleaned_data)

    def kept_open(self) -> dict[str, Any]:
        """What `actions.keep_open` takes."""
        return {name: self.cleaned_data[name] for name in ("text", "item", "reason", "proviso", "kind")}


def percent(label: Any, least: float) -> forms.FloatField:
    return forms.FloatField(
        label=label, min_value=least, max_value=100, widget=forms.NumberInput({"step": "any", "inputmode": "decimal"})
    )


class RegionForm(forms.Form):
    """A part of a page, in percent of the page from its upper left corner, and what is said of it."""

    page = forms.IntegerField(label=_("Page"), min_value=1)
    left = percent(_("From the left (%)"), 0)
    top = percent(_("From the top (%)"), 0)
    width = percent(_("Width (%)"), 0.1)
    height = percent(_("Height (%)"), 0.1)
    item = forms.TypedChoiceField(label=_("Item of article 9(1)"), choices=ITEMS, coerce=int, initial=6)
    proviso = forms.ChoiceField(label=_("Proviso considered"), choices=PROVISOS, required=False)
    reason = forms.CharField(label=_("Reason (public)"), max_length=500)
    look_again_on = forms.DateField(label=_("Looked at again on"), required=False, widget=forms.DateInput(DAY))
    is_under_review = forms.BooleanField(label=_("Because of an internal review (item 5)"), required=False)
    review_stage = forms.CharField(label=_("Stage of the review"), max_length=100, required=False)
    review_ends_on = forms.DateField(label=_("The review is to end on"), required=False, widget=forms.DateInput(DAY))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for start, extent in (("left", "width"), ("top", "height")):
            if start in found and extent in found and found[start] + found[extent] > REACH:
                self.add_error(extent, _("This reaches beyond the page."))
        return found

    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("page", *PART)]

    def ground_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("item", "proviso", "reason")]

    def until_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in UNTIL]

    def has_errors_below(self) -> bool:
        """Whether what is folded away has errors."""
        return any(self[name].errors for name in UNTIL)

    @property
    def part(self) -> dict[str, float] | None:
        """The part of the page as it was drawn, if it was; for a preview."""
        found = getattr(self, "cleaned_data", {})
        if not all(name in found for name in PART):
            return None
        return {name: found[name] for name in PART}

    def withheld(self, size: tuple[float, float]) -> dict[str, Any]:
        """What `actions.withhold` takes. size: of the page, in points."""
        fields = {name: value for name, value in self.cleaned_data.items() if name not in PART}
        left, top, width, height = (self.cleaned_data[name] / 100 for name in PART)
        right, below = min(1.0, left + width), min(1.0, top + height)
        return fields | {"box": (left * size[0], (1 - below) * size[1], right * size[0], (1 - top) * size[1])}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason (public)"), max_length=500)


class CopyForm(forms.Form):
    every_page = forms.BooleanField(
        label=_("Make every page a picture"),
        required=False,
        help_text=_(
            "For a PDF with pictures, stamps or layers. Without it, pages with nothing withheld stay as they are."
        ),
    )


class TakedownForm(forms.Form):
    item = forms.TypedChoiceField(label=_("Item of article 9(1)"), choices=ITEMS, coerce=int, initial=6)
    reason = forms.CharField(
        label=_("Reason (public; do not repeat what leaked)"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    with_twins = forms.BooleanField(
        label=_("Also take down this agency's other documents with the same file"), required=False, initial=True
    )


class CriterionForm(forms.Form):
    item = forms.TypedChoiceField(label=_("Item of article 9(1)"), choices=ITEMS, coerce=int)
    text = forms.CharField(
        label=_("What is withheld, and what is not"), max_length=5000, widget=forms.Textarea({"rows": 5})
    )
    since_on = forms.DateField(label=_("In force from"), widget=forms.DateInput(DAY))


class CriteriaReviewForm(forms.Form):
    reviewed_on = forms.DateField(label=_("Reviewed on"), widget=forms.DateInput(DAY))
    outcome = forms.CharField(label=_("Outcome"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class RuleForm(forms.Form):
    item = forms.TypedChoiceField(label=_("Item of article 9(1)"), choices=ITEMS, coerce=int)
    words = forms.CharField(label=_("Words, one a line"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    question = forms.CharField(label=_("Question to the officer"), max_length=300)
    since_on = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))


class AgainForm(forms.Form):
    until_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(DAY))
