"""Frictionless Data Package v2, with a Table Schema for each table. Pure."""

from typing import Any

from madang.opendata.formats.description import Column, Described, File, Form
from madang.opendata.formats.vocabularies import LICENCES, kind_of

PROFILE = "https://datapackage.org/profiles/2.0"
TYPES = {"integer": "integer", "number": "number", "date": "date", "datetime": "datetime", "boolean": "boolean"}


def package(dataset: Described) -> dict[str, Any]:
    """The descriptor of a dataset: a resource for each file that can be downloaded as a table, else for each file."""
    said: dict[str, Any] = {
        "$schema": f"{PROFILE}/datapackage.json",
        "name": dataset.slug,
        "id": dataset.uri,
        "title": dataset.title.any,
        "description": dataset.description.any,
        "homepage": dataset.url,
        "version": dataset.version,
        "created": dataset.issued.isoformat(),
        "keywords": list(dataset.keywords),
        "contributors": [{"title": dataset.publisher.name.any, "path": dataset.publisher.uri, "roles": ["publisher"]}],
        "resources": [resource(file, form) for file, form in downloads(dataset)],
    }
    if licence := LICENCES.get(dataset.licence):
        said["licenses"] = [{"name": licence.title, "path": licence.uri, "title": licence.title}]
    return said


def downloads(dataset: Described) -> list[tuple[File, Form]]:
    """The best form of each file for a program that reads tables."""
    found = []
    for file in dataset.files:
        if file.is_service or not file.forms:
            continue
        tables = [form for form in file.forms if form.is_utf8_table]
        found.append((file, tables[0] if tables else file.forms[0]))
    return found


def resource(file: File, form: Form) -> dict[str, Any]:
    kind = kind_of(form.format)
    said: dict[str, Any] = {
        "name": file.key,
        "title": file.title.any,
        "path": form.url,
        "format": form.format,
        "mediatype": kind.media_type,
    }
    if form.size is not None:
        said["bytes"] = form.size
    if form.sha256:
        said["hash"] = f"sha256:{form.sha256}"
    if form.is_utf8_table and file.columns:
        said["type"] = "table"
        said["encoding"] = "utf-8"
        said["schema"] = schema(file.columns)
    return said


def schema(columns: tuple[Column, ...]) -> dict[str, Any]:
    """The Table Schema of the columns. `fieldsMatch` is a word here: readers of today refuse the list of v2."""
    return {
        "$schema": f"{PROFILE}/tableschema.json",
        "fieldsMatch": "exact",
        "fields": [field(column) for column in columns],
        "missingValues": [""],
    }


def field(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "type": TYPES.get(column.type, "string")}
    if column.alias:
        said["title"] = column.alias
    if column.type == "datetime":
        said["format"] = "any"
    if column.unit:
        said["description"] = column.unit
    return said
