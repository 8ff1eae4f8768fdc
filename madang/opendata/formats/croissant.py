"""Croissant 1.0, for those who train on data: files, and record sets with their fields. Pure."""

import re
from typing import Any

from madang.opendata.formats.description import Column, Described, File, Form
from madang.opendata.formats.vocabularies import LICENCES, kind_of

CONTEXT: dict[str, Any] = {
    "@language": "ko",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "boolean": "sc:Boolean",
}
READABLE = {"parquet": "application/x-parquet", "csv": "text/csv"}


def croissant(dataset: Described) -> dict[str, Any]:
    """The description of a dataset. Only files whose bytes are known by their hash are given."""
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": dataset.slug,
        "alternateName": dataset.title.any,
        "description": dataset.description.any or dataset.title.any,
        "url": dataset.url,
        "version": dataset.version,
        "datePublished": dataset.issued.date().isoformat(),
        "dateModified": dataset.modified.date().isoformat(),
        "keywords": list(dataset.keywords),
        "creator": {"@type": "sc:Organization", "name": dataset.publisher.name.any, "url": dataset.publisher.uri},
        "publisher": {"@type": "sc:Organization", "name": dataset.publisher.name.any, "url": dataset.publisher.uri},
        "citeAs": f"{dataset.publisher.name.any}, {dataset.title.any}, {dataset.url}",
        "distribution": [],
        "recordSet": [],
    }
    if licence := LICENCES.get(dataset.licence):
        said["license"] = licence.uri
    for file in dataset.files:
        hashed = [form for form in file.forms if form.sha256]
        said["distribution"] += [file_object(file, form) for form in hashed]
        readable = [form for form in hashed if form.format == "parquet" or form.is_utf8_table]
        if readable and file.columns:
            said["recordSet"].append(record_set(file, readable[0]))
    return said


def name_of(file: File, form: Form) -> str:
    return f"{file.key}.{form.format}"


def file_object(file: File, form: Form) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "cr:FileObject",
        "@id": name_of(file, form),
        "name": name_of(file, form),
        "contentUrl": form.url,
        "encodingFormat": READABLE.get(form.format) or kind_of(form.format).media_type,
        "sha256": form.sha256,
    }
    if form.size is not None:
        said["contentSize"] = f"{form.size} B"
    return said


def record_set(file: File, form: Form) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": file.key,
        "name": file.key,
        "description": file.title.any,
        "field": [field(file, form, column, place) for place, column in enumerate(file.columns, 1)],
    }


def field(file: File, form: Form, column: Column, place: int) -> dict[str, Any]:
    """A column. Identifiers hold no space or slash, so the column's place stands for its name."""
    name = re.sub(r"[\s/]+", "_", column.name) or f"column{place}"
    return {
        "@type": "cr:Field",
        "@id": f"{file.key}/{name}",
        "name": name,
        "description": " ".join(part for part in (column.alias or column.name, column.unit) if part),
        "dataType": TYPES.get(column.type, "sc:Text"),
        "source": {"fileObject": {"@id": name_of(file, form)}, "extract": {"column": column.name}},
    }
