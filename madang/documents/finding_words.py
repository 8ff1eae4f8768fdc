"""Findings in words: what a reviewer reads beside a marked stretch of text."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_KINDS: dict[str, str | Promise] = {
    "rrn": _("Resident registration number"),
    "frn": _("Foreigner registration number"),
    "corporate-number": _("Corporate registration number"),
    "business-number": _("Business registration number"),
    "passport": _("Passport number"),
    "driver-licence": _("Driving licence number"),
    "mobile-phone": _("Mobile telephone number"),
    "phone": _("Telephone number"),
    "bank-account": _("Bank account number"),
    "card": _("Payment card number"),
    "vehicle-plate": _("Vehicle registration number"),
    "address": _("Address"),
    "health-insurance": _("Health insurance number"),
    "email": _("E-mail address"),
    "birth-date": _("Date of birth"),
    "name": _("Name of a person"),
}
_PROVISOS: dict[str, str | Promise] = {
    "ga": _("Proviso (a): may be inspected as laid down by a statute."),
    "na": _("Proviso (b): made or obtained for publication, and its disclosure does not unduly infringe on privacy."),
    "da": _("Proviso (c): disclosure is necessary for the public interest or to remedy a person's rights."),
    "ra": _("Proviso (d): name and position of a public official who performed the duty."),
    "ma": _("Proviso (e): name and occupation of a person entrusted with public work by a statute."),
}


def kind_label(kind: str) -> str | Promise:
    """What a finding is called in the language of the page."""
    return _KINDS.get(kind, kind)


def proviso_sentence(proviso: str | None) -> str | Promise | None:
    """The proviso of article 9(1)6 to consider, or None where a finding has none."""
    return _PROVISOS[proviso] if proviso else None
