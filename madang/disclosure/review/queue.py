"""The queue of what an officer has to decide on: by age and by risk; its rows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.disclosure import queries
from madang.disclosure.models import Version
from madang.disclosure.risk import HIGH, MIDDLE, level_of
from madang.disclosure.risk_words import part_sentence
from madang.disclosure.wording import reason_sentence

LEVELS = {
    "high": Q(risk__gte=HIGH) | Q(risk=None),
    "middle": Q(risk__gte=MIDDLE, risk__lt=HIGH),
    "low": Q(risk__lt=MIDDLE),
}
"""What is not weighed yet counts as high: nobody may overlook it."""
ORDERS = {
    "age": ("received_at", "pk"),
    "newest": ("-received_at", "-pk"),
    "risk": (F("risk").desc(nulls_first=True), "received_at", "pk"),
}
COLUMNS = ("version", "title", "number", "agency", "received_at", "days", "risk", "level", "why", "reasons", "address")


class QueueForm(forms.Form):
    """How the queue is narrowed and ordered; all of it stands in the address. What cannot be read narrows nothing."""

    state = forms.ChoiceField(choices=[("", ""), ("waiting", "")], required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Words in the title"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    risk = forms.ChoiceField(
        label=_("Risk"),
        choices=[("", _("Any")), ("high", _("High")), ("middle", _("Middle")), ("low", _("Low"))],
        required=False,
    )
    days = forms.TypedChoiceField(
        label=_("Received"),
        choices=[
            ("", _("Any time")),
            ("7", _("7 days ago or earlier")),
            ("30", _("30 days ago or earlier")),
            ("90", _("90 days ago or earlier")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("age", _("Oldest first")), ("risk", _("Highest risk first")), ("newest", _("Newest first"))],
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        own = Organisation.objects.filter(pk__in=viewer.organisations_as(Role.RECORDS_OFFICER)).order_by("code")
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own

    def found(self, viewer: Viewer, *, on: date) -> QuerySet[Version]:
        """The versions of the viewer's agencies that the form asks for, in its order."""
        self.is_valid()
        asked = self.cleaned_data
        found = queries.waiting(viewer) if asked.get("state") == "waiting" else queries.review_queue(viewer)
        for word in asked.get("q", "").split():
            found = found.filter(Q(title__icontains=word) | Q(number__icontains=word))
        if agency := asked.get("agency"):
            found = found.filter(document__organisation=agency)
        if level := asked.get("risk"):
            found = found.filter(LEVELS[level])
        if days := asked.get("days"):
            found = found.filter(received_at__date__lte=on - timedelta(days=days))
        return found.order_by(*ORDERS[asked.get("sort") or "age"])


def rows(found: QuerySet[Version], *, on: date) -> Iterator[dict[str, object]]:
    """A row for each version, as CSV and JSON have it; in words of the reader's language."""
    for version in found.iterator(chunk_size=500):
        yield {
            "version": str(version.code),
            "title": version.title,
            "number": version.number,
            "agency": version.document.organisation.code,
            "received_at": version.received_at.isoformat(),
            "days": (on - localdate(version.received_at)).days,
            "risk": version.risk,
            "level": None if version.risk is None else level_of(version.risk),
            "why": "; ".join(str(part_sentence(part)) for part in version.risk_parts),
            "reasons": " ".join(str(reason_sentence(one["code"], one.get("params", {}))) for one in version.reasons),
            "address": settings.SITE_URL + reverse("disclosure:review", args=[version.code]),
        }
