"""The actions of CKAN that read rows: datastore_search and datastore_info."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from madang.opendata.clients.access import Admission
from madang.opendata.clients.asking import Table
from madang.opendata.clients.ckan_catalogue import NotFound, distribution_of, wanted
from madang.opendata.clients.ckan_questions import datastore_question
from madang.opendata.clients.tables import ask
from madang.opendata.models import DataVersion

Parameters = Mapping[str, Any]
TYPES = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "time": "text",
}


def version_of(parameters: Parameters) -> DataVersion:
    """The version that is asked. Raises `NotFound` with the reason why a file has no interface."""
    distribution = distribution_of(wanted(parameters, "resource_id", "id"))
    latest = distribution.latest
    if latest is None:
        raise NotFound(_("This resource is an address elsewhere; its rows are not here."))
    if not latest.has_table:
        raise NotFound(_("This file was not read as a table, so it has no interface; it can be downloaded."))
    return latest


def datastore_search(parameters: Parameters, admission: Admission) -> Any:
    version, question = version_of(parameters), datastore_question(parameters)
    table = ask(version, question)
    admission.note(version, "ckan", rows=len(table.rows))
    shown = fields(table)
    records = [
        ({"_id": number} if not question.columns else {}) | record
        for number, record in zip(table.ids, table.as_dicts(), strict=True)
    ]
    return {
        "include_total": question.is_counted,
        "resource_id": str(version.distribution.code),
        "fields": shown if question.columns else [{"id": "_id", "type": "int"}, *shown],
        "records_format": "objects",
        "records": records,
        "limit": question.limit,
        "offset": question.offset,
        "total": table.total,
        "total_was_estimated": False,
        "_links": links(parameters, question.offset, question.limit),
    }


def fields(table: Table) -> list[dict[str, str]]:
    return [
        {"id": name, "type": TYPES.get(kind, "text")} for name, kind in zip(table.columns, table.types, strict=True)
    ]


def links(parameters: Parameters, offset: int, limit: int) -> dict[str, str]:
    address = reverse("ckan-action", args=["datastore_search"])
    plain = {name: value for name, value in parameters.items() if name != "offset" and isinstance(value, str | int)}
    return {
        "start": f"{address}?{urlencode(plain)}",
        "next": f"{address}?{urlencode(plain | {'offset': offset + limit})}",
    }


def datastore_info(parameters: Parameters, admission: Admission) -> Any:
    version = version_of(parameters)
    described = [
        {
            "id": column["name"],
            "type": TYPES.get(column["type"], "text"),
            "schema": {"native_type": TYPES.get(column["type"], "text"), "notnull": False, "is_index": True},
            "info": {"label": column["name"], "notes": column.get("unit") or "", "alias": column.get("alias") or ""},
        }
        for column in version.columns
    ]
    meta = {
        "id": str(version.distribution.code),
        "count": version.rows,
        "size": version.table_size,
        "table_type": "BASE TABLE",
    }
    return {"meta": meta, "fields": described, "schema": {one["id"]: one["type"] for one in described}}


ACTIONS: Mapping[str, Callable[[Parameters, Admission], Any]] = {
    "datastore_search": datastore_search,
    "datastore_info": datastore_info,
}
