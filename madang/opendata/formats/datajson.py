"""data.json, as DCAT-US 1.1 (Project Open Data) has it. Pure."""

from collections.abc import Iterable
from typing import Any

from madang.opendata.formats.description import Described, File, Form
from madang.opendata.formats.vocabularies import FALLBACK, FREQUENCIES, LICENCES, kind_of


def catalogue(datasets: Iterable[dict[str, Any]], *, url: str) -> dict[str, Any]:
    """The whole list; datasets: as `dataset` renders them."""
    return {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@id": url,
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": list(datasets),
    }


def dataset(found: Described) -> dict[str, Any]:
    licence = LICENCES.get(found.licence)
    said: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": found.uri,
        "title": found.title.any,
        "description": found.description.any or found.title.any,
        "keyword": list(found.keywords) or [found.publisher.name.any],
        "modified": found.modified.date().isoformat(),
        "issued": found.issued.date().isoformat(),
        "publisher": {"@type": "org:Organization", "name": found.publisher.name.any},
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": found.contact or found.publisher.name.any,
            "hasURL": found.contact_url,
        },
        "accessLevel": "public",
        "landingPage": found.url,
        "accrualPeriodicity": FREQUENCIES.get(found.frequency, FALLBACK)[2],
        "theme": [found.area_name.any] if found.area_name.any else [],
        "spatial": found.spatial,
        "language": ["ko"],
        "distribution": [one for file in found.files for one in distributions(file)],
    }
    if licence:
        said["license"] = licence.uri
    if found.covers_from and found.covers_until:
        said["temporal"] = f"{found.covers_from.isoformat()}/{found.covers_until.isoformat()}"
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def distributions(file: File) -> list[dict[str, Any]]:
    if not file.forms:
        kind = kind_of(file.format)
        said = {"@type": "dcat:Distribution", "title": file.title.any, "accessURL": file.access_url}
        return [said | {"format": file.format.upper(), "mediaType": kind.media_type}]
    return [distribution(file, form) for form in file.forms]


def distribution(file: File, form: Form) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "title": file.title.any,
        "downloadURL": form.url,
        "mediaType": kind_of(form.format).media_type,
        "format": form.format.upper(),
    }
