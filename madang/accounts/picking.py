"""A field for choosing several of many agencies: boxes in groups by kind; with scripts also a search, and chips."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import Script
from django.forms.models import ModelChoiceIterator

from madang.accounts.models import Organisation

Choice = tuple[Any, Any]


class OrganisationPicker(forms.CheckboxSelectMultiple):
    """Boxes of agencies, each group in a fold of its own; a group with a choice stands open."""

    template_name = "accounts/organisation_picker.html"

    class Media:
        js = (Script("accounts/picker.js", defer=True),)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Beside Django's context, `groups`: (label, options, how many are chosen), and `chosen`: the labels."""
        context = super().get_context(name, value, attrs)
        groups = [
            (label, options, sum(one["selected"] for one in options))
            for label, options, _place in context["widget"]["optgroups"]
        ]
        chosen = [one["label"] for _label, options, _count in groups for one in options if one["selected"]]
        context["widget"] |= {"groups": groups, "chosen": chosen}
        return context


class ByKind(ModelChoiceIterator[Organisation]):
    """Agencies in groups, the groups in the order of `Organisation.Kind`, each by name. One query."""

    def __iter__(self) -> Iterator[Choice]:
        found: dict[str, list[Choice]] = {}
        for one in sorted(self.queryset, key=lambda one: one.name):
            found.setdefault(one.kind, []).append(self.choice(one))
        yield from ((kind.label, found[kind]) for kind in Organisation.Kind if kind in found)


class OrganisationsField(forms.ModelMultipleChoiceField[Organisation]):
    """Several agencies by their codes; `offer` says which can be chosen."""

    iterator = ByKind
    widget = OrganisationPicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name

    def offer(self, *, on: date, among: set[int] | None = None) -> None:
        """Offer the agencies that exist on a day. among: primary keys to keep to; None for all."""
        found = Organisation.objects.existing(on=on)
        self.queryset = found if among is None else found.filter(pk__in=among)
