"""schema.org: what stands in a dataset's page for search engines. Pure."""

from typing import Any

from madang.opendata.formats.description import Described, File, Form
from madang.opendata.formats.vocabularies import LICENCES, kind_of


def dataset_data(dataset: Described) -> dict[str, Any]:
    """A schema.org Dataset with its downloads."""
    licence = LICENCES.get(dataset.licence)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset.uri,
        "name": dataset.title.any,
        "alternateName": dataset.title.en or None,
        "description": dataset.description.any,
        "url": dataset.url,
        "identifier": dataset.uri,
        "keywords": list(dataset.keywords),
        "license": licence.uri if licence else None,
        "isAccessibleForFree": True,
        "inLanguage": "ko",
        "version": dataset.version,
        "datePublished": dataset.issued.isoformat(),
        "dateModified": dataset.modified.isoformat(),
        "creator": organisation(dataset),
        "publisher": organisation(dataset),
        "spatialCoverage": dataset.spatial or None,
        "temporalCoverage": coverage(dataset),
        "variableMeasured": sorted({column.name for file in dataset.files for column in file.columns}),
        "distribution": [download(file, form) for file in dataset.files for form in (file.forms or (None,))],
    }
    return {name: value for name, value in said.items() if value not in (None, [], "")}


def organisation(dataset: Described) -> dict[str, Any]:
    found = dataset.publisher
    return {"@type": "GovernmentOrganization", "name": found.name.any, "url": found.uri, "identifier": found.code}


def coverage(dataset: Described) -> str | None:
    """An ISO 8601 interval, open where one end is not known."""
    if not dataset.covers_from and not dataset.covers_until:
        return None
    first = dataset.covers_from.isoformat() if dataset.covers_from else ".."
    last = dataset.covers_until.isoformat() if dataset.covers_until else ".."
    return f"{first}/{last}"


def download(file: File, form: Form | None) -> dict[str, Any]:
    said = {
        "@type": "DataDownload",
        "name": file.title.any,
        "contentUrl": form.url if form else file.access_url,
        "encodingFormat": kind_of(form.format if form else file.format).media_type,
        "contentSize": f"{form.size} B" if form and form.size is not None else None,
        "sha256": form.sha256 if form else None,
    }
    return {name: value for name, value in said.items() if value}
