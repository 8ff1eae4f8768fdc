"""The 405 points against a second count: SPARQL over our own DCAT-AP, written from the method's published indicators.

What an outsider counts who reads only the RDF. Where the two differ, and on purpose, stands in `ON_PURPOSE`.
Source: data.europa.eu, Metadata Quality Assessment methodology (indicator, property, weight).
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from rdflib import Graph

from madang.opendata import quality
from madang.opendata.formats import dcat
from madang.opendata.formats.description import Described, File, Form
from madang.opendata.tests.samples import SITE, sample

FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
IANA = "https://www.iana.org/assignments/media-types/"
LICENCES_OF_OTHERS = "http://publications.europa.eu/resource/authority/licence/"
NON_PROPRIETARY = {
    "CSV",
    "TSV",
    "JSON",
    "GEOJSON",
    "PARQUET",
    "XML",
    "ODS",
    "XLSX",
    "GPKG",
    "ZIP",
    "HTML",
    "TXT",
    "PDF",
}
MACHINE_READABLE = {"CSV", "TSV", "JSON", "GEOJSON", "PARQUET", "XML", "ODS", "XLSX", "XLS", "GPKG"}
"""Of the file types of the EU's vocabulary, those used here; the method takes both lists from EU GitLab."""
OF_DATASET = {
    "keyword": (30, "dcat:keyword"),
    "theme": (30, "dcat:theme"),
    "spatial": (20, "dct:spatial"),
    "temporal": (20, "dct:temporal"),
    "access-rights": (10, "dct:accessRights"),
    "contact-point": (20, "dcat:contactPoint"),
    "publisher": (10, "dct:publisher"),
    "issued": (5, "dct:issued"),
    "modified": (5, "dct:modified"),
}
OF_DISTRIBUTION = {
    "download-url": (20, "dcat:downloadURL"),
    "format": (20, "dct:format"),
    "media-type": (10, "dcat:mediaType"),
    "licence": (20, "dct:license"),
    "rights": (5, "dct:rights"),
    "byte-size": (5, "dcat:byteSize"),
}
ON_PURPOSE = {
    "theme": "DCAT-AP wants a theme, so a dataset without an area gets GOVE; no points are given for that.",
    "contact-point": "DCAT-AP wants a contact, so the agency stands for one that is missing; no points for that.",
    "format": "A file type that nobody stated is OP_DATPRO in the RDF; no points for that.",
    "media-type": "A type that nobody knows is application/octet-stream in the RDF; no points for that.",
    "licence-from-vocabulary": "KOGL is not in the EU's vocabulary; it is the national one, and earns the points here.",
}
"""Indicators in which the portal counts otherwise than who reads the RDF, and why."""


def one_form(**changed: object) -> Described:
    """The sample with one form a file, where to count files and distributions is the same."""
    table, service = sample().files
    return sample(**({"files": (replace(table, forms=table.forms[:1]), service)} | changed))


def another(*forms: Form, **changed: object) -> File:
    table = sample().files[0]
    said: dict[str, Any] = {
        "uri": f"{SITE}/id/distribution/9",
        "key": "more",
        "access_url": f"{SITE}/more/",
        "forms": forms,
    }
    return replace(table, **(said | changed))


CASES = {
    "whole": one_form(),
    "no keyword": one_form(keywords=()),
    "nowhere": one_form(spatial=""),
    "no time": one_form(covers_from=None, covers_until=None),
    "open end": one_form(covers_until=None),
    "no licence": one_form(licence="unstated"),
    "creative commons": one_form(licence="cc-by-4.0"),
    "old workbook beside a table": one_form(files=(one_form().files[0], another(Form(f"{SITE}/a.xls", "xls", size=9)))),
    "a file without a size": one_form(files=(another(Form(f"{SITE}/a.json", "json")),)),
    "an address without a file": one_form(files=(one_form().files[0], another(format="csv"))),
    "a type that nobody stated": one_form(files=(another(format=""),)),
    "no area": one_form(area=""),
    "nobody to ask": one_form(contact="", contact_url=""),
    "a type nobody knows": one_form(files=(another(Form(f"{SITE}/a.qqq", "qqq", size=3)),)),
}


def counted_outside(described: Described, works: dict[str, bool]) -> dict[str, Decimal]:
    """The points by indicator, from nothing but the RDF and which addresses answer."""
    graph = Graph().parse(data=dcat.written(dcat.dataset_graph(described), "ttl"), format="turtle")
    names = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/> "

    def has(path: str) -> bool:
        return bool(graph.query(f"{names} ASK {{ ?set a dcat:Dataset ; {path} ?any }}").askAnswer)

    def values(path: str) -> dict[str, set[str]]:
        rows = graph.query(
            f"{names} SELECT ?one ?value {{ ?one a dcat:Distribution OPTIONAL {{ ?one {path} ?value }} }}"
        )
        found: dict[str, set[str]] = {}
        for one, value in rows:  # type: ignore[misc]
            found.setdefault(str(one), set()).update({str(value)} if value is not None else set())
        return found

    def share(weight: int, path: str, meets: Any = lambda value: True) -> Decimal:
        found = values(path)
        met = sum(1 for said in found.values() if any(meets(value) for value in said))
        return Decimal(weight * met) / Decimal(len(found))

    def kind(value: str) -> str:
        return value.removeprefix(FILE_TYPES)

    points = {name: Decimal(weight * has(path)) for name, (weight, path) in OF_DATASET.items()}
    points |= {name: share(weight, path) for name, (weight, path) in OF_DISTRIBUTION.items()}
    points["access-url-works"] = share(50, "dcat:accessURL", lambda value: works.get(value, False))
    points["download-url-works"] = share(30, "dcat:downloadURL", lambda value: works.get(value, False))
    points["from-vocabulary"] = share(5, "dct:format", lambda value: kind(value) in NON_PROPRIETARY | MACHINE_READABLE)
    points["from-vocabulary"] += share(5, "dcat:mediaType", known_media_type)
    points["non-proprietary"] = share(20, "dct:format", lambda value: kind(value) in NON_PROPRIETARY)
    points["machine-readable"] = share(20, "dct:format", lambda value: kind(value) in MACHINE_READABLE)
    exact = "dct:license/<http://www.w3.org/2004/02/skos/core#exactMatch>"
    points["licence-from-vocabulary"] = share(10, exact, lambda value: value.startswith(LICENCES_OF_OTHERS))
    rights = "dct:accessRights/<http://www.w3.org/2004/02/skos/core#inScheme>"
    points["access-rights-from-vocabulary"] = Decimal(5 * has(rights))
    points["dcat-ap"] = Decimal(30)
    return points


def known_media_type(value: str) -> bool:
    return value.startswith(IANA) and not value.endswith("/octet-stream")


def counted_here(described: Described, works: dict[str, bool]) -> dict[str, Decimal]:
    found = quality.assess(described, works=works, conforms=True)
    return {one.name: one.points for one in found.indicators}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("which", ["all", "none", "first"])
def test_who_reads_only_the_rdf_counts_the_same_points(case: str, which: str) -> None:
    described = CASES[case]
    addresses = [file.access_url for file in described.files] + [
        form.url for file in described.files for form in file.forms
    ]
    works = dict.fromkeys(addresses, which == "all") | ({addresses[0]: True} if which == "first" else {})
    here, outside = counted_here(described, works), counted_outside(described, works)

    assert set(here) == set(outside)
    differing = {name for name in here if here[name] != outside[name]}
    assert differing <= set(ON_PURPOSE), {name: (here[name], outside[name]) for name in differing}
    assert all(here[name] < outside[name] for name in differing - {"licence-from-vocabulary"})


def test_a_whole_dataset_under_a_licence_that_the_eu_lists_has_405_points_by_both_counts() -> None:
    described = CASES["creative commons"]
    works = {url: True for file in described.files for url in (file.access_url, *(form.url for form in file.forms))}

    assert sum(counted_here(described, works).values()) == sum(counted_outside(described, works).values()) == 405


def test_every_difference_on_purpose_is_met_in_a_case() -> None:
    met = set()
    for described in CASES.values():
        here, outside = counted_here(described, {}), counted_outside(described, {})
        met |= {name for name in here if here[name] != outside[name]}

    assert met == set(ON_PURPOSE)
