"""Facets and orders of the list of datasets in words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.opendata.models import Frequency, Licence, StrategicArea

FACETS: dict[str, str | Promise] = {
    "area": _("Strategic area"),
    "agency": _("Agency"),
    "format": _("Format"),
    "licence": _("Licence"),
    "frequency": _("Updated"),
    "stars": _("Stars for openness"),
    "api": _("For programs to ask"),
    "key": _("Key data"),
}
ORDERS: dict[str, str | Promise] = {
    "relevance": _("Best match first"),
    "changed": _("Changed last first"),
    "published": _("Newest first"),
    "title": _("By title"),
    "quality": _("Best described first"),
}
CLAIMS: dict[tuple[str, str], str | Promise] = {
    ("api", "yes"): _("Has an interface"),
    ("api", "no"): _("Files and addresses only"),
    ("key", "yes"): _("Opens a key type of data"),
}


def labels(facet: str, values: Sequence[str]) -> dict[str, str | Promise]:
    """The label of each value; one that is not known stands for itself."""
    known: Mapping[str, str | Promise] = {}
    if facet == "area":
        known = {one.code: one.name for one in StrategicArea.objects.filter(code__in=values)}
    elif facet == "agency":
        known = {one.code: one.name for one in Organisation.objects.filter(code__in=values)}
    elif facet == "licence":
        known = dict(Licence.choices)
    elif facet == "frequency":
        known = dict(Frequency.choices)
    elif facet == "format":
        known = {one: one.upper() for one in values}
    elif facet == "stars":
        known = {one: f"{'★' * int(one)}{'☆' * (5 - int(one))} {one} / 5" for one in values if one in "012345"}
    return {one: CLAIMS.get((facet, one)) or known.get(one) or one for one in values}
