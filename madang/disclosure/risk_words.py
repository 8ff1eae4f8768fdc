"""What makes a held document risky, in words: counted, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from madang.disclosure.risk import level_of


def identifiers(kind: str, count: int) -> str:
    """So many identifiers of a kind: `3 resident registration numbers`."""
    counted = {
        "rrn": ngettext("%(count)s resident registration number", "%(count)s resident registration numbers", count),
        "frn": ngettext("%(count)s foreigner registration number", "%(count)s foreigner registration numbers", count),
        "passport": ngettext("%(count)s passport number", "%(count)s passport numbers", count),
        "driver-licence": ngettext("%(count)s driving licence number", "%(count)s driving licence numbers", count),
        "mobile-phone": ngettext("%(count)s mobile number", "%(count)s mobile numbers", count),
        "phone": ngettext("%(count)s telephone number", "%(count)s telephone numbers", count),
        "bank-account": ngettext("%(count)s bank account", "%(count)s bank accounts", count),
        "card": ngettext("%(count)s payment card", "%(count)s payment cards", count),
        "vehicle-plate": ngettext("%(count)s number plate", "%(count)s number plates", count),
        "address": ngettext("%(count)s address", "%(count)s addresses", count),
        "health-insurance": ngettext("%(count)s health insurance number", "%(count)s health insurance numbers", count),
        "email": ngettext("%(count)s e-mail address", "%(count)s e-mail addresses", count),
        "birth-date": ngettext("%(count)s date of birth", "%(count)s dates of birth", count),
        "name": ngettext("%(count)s name", "%(count)s names", count),
        "business-number": ngettext("%(count)s business number", "%(count)s business numbers", count),
    }
    other = ngettext("%(count)s other identifier", "%(count)s other identifiers", count)
    return counted.get(kind, other) % {"count": count}


def part_sentence(part: Mapping[str, Any]) -> str:
    """A kept part of a risk (code, count, kind): `1 page without text`."""
    code, count = part["code"], int(part["count"])
    if code == "identifiers":
        return identifiers(part.get("kind", ""), count)
    worded = {
        "unsure": ngettext("%(count)s of them uncertain", "%(count)s of them uncertain", count),
        "unread-pages": ngettext("%(count)s page without text", "%(count)s pages without text", count),
        "no-text": ngettext("no text at all", "no text at all", count),
        "hidden": ngettext("%(count)s hidden part", "%(count)s hidden parts", count),
        "doubtful": ngettext("%(count)s place read with doubt", "%(count)s places read with doubt", count),
        "questions": ngettext("%(count)s question about other items", "%(count)s questions about other items", count),
    }
    return worded[code] % {"count": count} if code in worded else code


LEVELS: dict[str, tuple[Promise, str]] = {
    "high": (_("High risk"), "danger"),
    "middle": (_("Middle risk"), "warning"),
    "low": (_("Low risk"), "neutral"),
}


def risk_label(points: int | None) -> str | Promise:
    """How risky, in words."""
    return _("Being weighed") if points is None else LEVELS[level_of(points)][0]


def risk_tone(points: int | None) -> str:
    """The badge tone of a risk."""
    return "info" if points is None else LEVELS[level_of(points)][1]
