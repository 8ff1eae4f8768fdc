"""The codes that descriptions use: areas, agencies, licences, cycles, file types."""

from collections.abc import Callable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.opendata.formats.description import Text
from madang.opendata.formats.skos import Concept, Scheme
from madang.opendata.formats.vocabularies import EU, KINDS, LICENCES, eu_frequency, theme_of
from madang.opendata.models import Frequency, Licence, StrategicArea
from madang.opendata.queries import catalogue

FACET_OF = {
    "areas": "area",
    "agencies": "agency",
    "licences": "licence",
    "frequencies": "frequency",
    "formats": "format",
}
"""A list of codes, and the facet of the datasets that it is."""
Row = tuple[str, Text, tuple[str, ...]]


def in_both(label: str | Promise) -> Text:
    with override("ko"):
        korean = str(label)
    with override("en"):
        return Text(korean, str(label))


def area_rows(counted: dict[str, int]) -> list[Row]:
    return [(one.code, Text(one.name_ko, one.name_en), (theme_of(one.code),)) for one in StrategicArea.objects.all()]


def agency_rows(counted: dict[str, int]) -> list[Row]:
    """Agencies that publish data."""
    found = Organisation.objects.filter(code__in=counted).order_by("code")
    return [(one.code, Text(one.name_ko, one.name_en), ()) for one in found]


def licence_rows(counted: dict[str, int]) -> list[Row]:
    rows = []
    for code, label in Licence.choices:
        known = LICENCES.get(code)
        exact = (known.uri, *([f"{EU}/licence/{known.eu}"] if known.eu else [])) if known else ()
        rows.append((code, in_both(label), exact))
    return rows


def frequency_rows(counted: dict[str, int]) -> list[Row]:
    return [(code, in_both(label), (eu_frequency(code),)) for code, label in Frequency.choices]


def format_rows(counted: dict[str, int]) -> list[Row]:
    return [(code, Text(code.upper(), code.upper()), (f"{EU}/file-type/{kind.eu}",)) for code, kind in KINDS.items()]


ROWS: dict[str, Callable[[dict[str, int]], list[Row]]] = {
    "areas": area_rows,
    "agencies": agency_rows,
    "licences": licence_rows,
    "frequencies": frequency_rows,
    "formats": format_rows,
}


def scheme(name: str, title: str | Promise) -> Scheme:
    """One list, with the number of public datasets of each code. Raises `KeyError` for a name that is none."""
    counted = dict(catalogue.count_values(catalogue.base(PUBLIC), FACET_OF[name], PUBLIC))
    concepts = [Concept(code, label, counted.get(code, 0), exact) for code, label, exact in ROWS[name](counted)]
    return Scheme(f"{settings.SITE_URL}/data/vocabularies/{name}", in_both(title), concepts)
