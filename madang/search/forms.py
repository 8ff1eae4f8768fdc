from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.search.asking import LONGEST
from madang.search.engine import is_further_facet
from madang.search.queries import SearchRequest

FACET_PREFIX = "facet."
"""In addresses a further facet is `facet.classification=open`."""


class SearchForm(forms.Form):
    """What the address of a results page says."""

    q = forms.CharField(label=_("Search for"), max_length=LONGEST, required=False)
    since = forms.DateField(
        label=_("Published on or after"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Published on or before"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    kind = forms.CharField(max_length=100, required=False)
    organisation = forms.CharField(max_length=20, required=False)
    year = forms.RegexField(r"^\d{4}$", required=False)
    sort = forms.ChoiceField(
        label=_("Order"), choices=[("relevance", _("Best match first")), ("date", _("Newest first"))], required=False
    )
    cursor = forms.CharField(max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first day."))
        return cleaned

    def facets(self) -> dict[str, str]:
        """The further facets that are chosen, and the year."""
        named = {key.removeprefix(FACET_PREFIX): self.data[key] for key in self.data if key.startswith(FACET_PREFIX)}
        chosen = {name: value[:100] for name, value in named.items() if value and is_further_facet(name)}
        return chosen | ({"year": self.cleaned_data["year"]} if self.cleaned_data.get("year") else {})

    def request(self, *, limit: int) -> SearchRequest:
        """What is asked for. Only for a valid form."""
        of = self.cleaned_data
        return SearchRequest(
            q=of["q"],
            kind=of["kind"],
            organisation=of["organisation"],
            since=of["since"],
            until=of["until"],
            facets=self.facets(),
            sort="date" if of["sort"] == "date" else "relevance",
            cursor=of["cursor"],
            limit=limit,
        )
