"""CSV on the Web: the metadata document of a dataset's tables. Pure."""

from typing import Any

from madang.opendata.formats.datapackage import downloads
from madang.opendata.formats.description import Column, Described, File, Form
from madang.opendata.formats.vocabularies import LICENCES

TYPES = {"integer": "integer", "number": "number", "date": "date", "datetime": "datetime", "boolean": "boolean"}


def metadata(dataset: Described) -> dict[str, Any] | None:
    """The metadata of the tables, or None where the dataset has none that is a CSV in UTF-8."""
    tables = [table(file, form) for file, form in downloads(dataset) if form.is_utf8_table and file.columns]
    if not tables:
        return None
    said: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ko"}],
        "dc:title": dataset.title.any,
        "dc:description": dataset.description.any,
        "dc:publisher": dataset.publisher.name.any,
        "dc:modified": {"@value": dataset.modified.isoformat(), "@type": "xsd:dateTime"},
    }
    if licence := LICENCES.get(dataset.licence):
        said["dc:license"] = {"@id": licence.uri}
    if dataset.keywords:
        said["dcat:keyword"] = list(dataset.keywords)
    if len(tables) == 1:
        return said | tables[0]
    return said | {"tables": tables}


def table(file: File, form: Form) -> dict[str, Any]:
    return {
        "url": form.url,
        "tableSchema": {"columns": [column(one, place) for place, one in enumerate(file.columns, 1)]},
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ","},
    }


def column(one: Column, place: int) -> dict[str, Any]:
    """Titles are the names in the file. The name is one that every processor takes, by the column's place."""
    titles = {"und": [one.name]}
    said: dict[str, Any] = {"name": f"column{place}", "titles": titles, "datatype": TYPES.get(one.type, "string")}
    if one.alias:
        said["dc:title"] = one.alias
    if one.unit:
        said["dc:description"] = one.unit
    return said
