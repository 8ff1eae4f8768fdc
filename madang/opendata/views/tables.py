"""The page of a table: rows, facets, chart, map, columns, how to use it; its versions, its rejects, its downloads."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.errors import Refusal
from madang.opendata import tablepage, wording
from madang.opendata.engine import addresses, exports
from madang.opendata.engine.coordinates import Place, place_of
from madang.opendata.engine.query import OPERATORS, Asked, BadQuestion, Query, find_column
from madang.opendata.engine.tables import NoTable, Page, Table, TimeIsUp
from madang.opendata.models import DataVersion, Distribution
from madang.opendata.queries.versions import find_distribution, find_version, versions_of
from madang.opendata.tables import NoInterface, as_refusal, open_table, path_of

VIEWS = ("table", "chart", "map", "columns", "use")
ADDED = ("add-column", "add-operator", "add-value")
SNIFFED = {"X-Content-Type-Options": "nosniff"}
Problem = (BadQuestion, TimeIsUp, NoTable)


def version_or_404(request: ViewerRequest, slug: str, key: str, name: str) -> DataVersion:
    version = find_version(request.viewer, slug, key, name)
    if version is None:
        raise Http404(_("There is no such table, or it is not public."))
    return version


def lists_of(request: ViewerRequest) -> dict[str, list[str]]:
    return {name: request.GET.getlist(name) for name in request.GET}


@require_safe
def table(request: ViewerRequest, slug: str, key: str, name: str = "latest") -> HttpResponseBase:
    """The rows that are asked for, and everything to ask further."""
    version = version_or_404(request, slug, key, name)
    context = frame(request, version, name)
    try:
        found = open_table(version)
    except NoInterface as refusal:
        return render(request, "opendata/table.html", context | {"problem": refusal.message, "no_interface": True})
    try:
        if redirect := with_added_condition(request, found):
            return redirect
        asked = addresses.asked(lists_of(request), found.columns, ignored=ADDED)
        context |= answer(request, version, found, asked)
        status = 200
    except Problem as error:
        refusal_ = as_refusal(error)
        status = refusal_.status
        context |= {"problem": refusal_.message, "all_url": request.path}
    return render(request, "opendata/table.html", context, status=status)


def with_added_condition(request: ViewerRequest, found: Table) -> HttpResponse | None:
    """The form for one more condition leads to the address that says it; empty fields leave the address."""
    stated = request.GET.get("add-column", "")
    if not stated and all(value for values in lists_of(request).values() for value in values):
        return None
    lists = {name: [one for one in values if one] for name, values in lists_of(request).items() if name not in ADDED}
    if stated:
        column, operator = find_column(found.columns, stated), request.GET.get("add-operator", "eq")
        value = request.GET.get("add-value", "")
        if operator not in OPERATORS:
            raise BadQuestion("no-such-operator", stated, operator[:40])
        if value or operator in {"null", "known"}:
            lists.setdefault(addresses.parameter(column, operator), []).append(value or "1")
    asked = addresses.asked({name: values for name, values in lists.items() if values}, found.columns)
    view = request.GET.get("view", "")
    return HttpResponseRedirect(f"{request.path}?{addresses.address(asked.query, **({'view': view} if view else {}))}")


def frame(request: ViewerRequest, version: DataVersion, name: str) -> dict[str, Any]:
    """What every view of a table shows around it."""
    distribution, dataset = version.distribution, version.distribution.dataset
    announced = next(
        (one for one in versions_of(request.viewer, distribution) if one.state == one.State.ANNOUNCED), None
    )
    view = request.GET.get("view", "table")
    return {
        "dataset": dataset,
        "distribution": distribution,
        "version": version,
        "version_name": name,
        "is_latest": distribution.latest_id == version.pk,
        "announced": announced if announced and announced.pk != version.pk else None,
        "changes": version.changes.get("schema"),
        "view": view if view in VIEWS else "table",
        "api_base": f"/api/v1/data/{dataset.slug}/{distribution.key}",
        "download_url": reverse("opendata:download", args=[dataset.slug, distribution.key, name]),
    }


def answer(request: ViewerRequest, version: DataVersion, found: Table, asked: Asked) -> dict[str, Any]:
    """The parts of the chosen view."""
    view = request.GET.get("view", "table")
    kept = {"view": view} if view in VIEWS and view != "table" else {}
    query, profile = asked.query, version.profile
    place = place_of(found.columns, version.reading.get("coordinates"))
    total = found.total(query)
    context: dict[str, Any] = {
        "table": found,
        "total": total,
        "is_whole": query.is_whole,
        "query_string": addresses.address(query),
        "conditions": tablepage.conditions(query, more=kept),
        "has_points": bool(place and place.has_points),
        "has_places": place is not None,
        "words": " ".join(query.words),
        "operators": list(tablepage.OPERATOR_WORDS.items()),
        "downloads": [one for one in tablepage.DOWNLOADS if place is not None or one[0] != "geojson"],
        "hidden_query": addresses.pairs(query),
        "hidden_all": [*addresses.pairs(query), *kept.items()],
    }
    if view in {"table", "chart", "map"} or view not in VIEWS:
        columns = tablepage.facet_columns(found.columns, profile)
        context["facets"] = tablepage.facets(found, query, columns, wide=request.GET.get("facet", ""), more=kept)
        context["ranges"] = tablepage.ranges(query, found.columns, profile)
        names = [one for r in context["ranges"] for one in (r.low_name, r.high_name)]
        context["hidden"] = tablepage.hidden_fields(query, besides=[*names, "q"])
    return context | view_context(request, version, found, asked, place, kept)


def view_context(
    request: ViewerRequest,
    version: DataVersion,
    found: Table,
    asked: Asked,
    place: Place | None,
    kept: dict[str, str],
) -> dict[str, Any]:
    match request.GET.get("view", "table"):
        case "chart":
            choice = tablepage.ChartChoice(*(request.GET.get(one, "") for one in ("chart", "measure", "of", "grain")))
            drawn = tablepage.chart(found, asked.query, version.profile, choice)
            return {
                "chart": drawn,
                "functions": tablepage.FUNCTION_WORDS.items(),
                "grains": tablepage.GRAIN_WORDS.items(),
            }
        case "map" if place and place.has_points:
            return {"map": tablepage.map_drawing(found, asked.query, place)}
        case "columns":
            pairs = zip(found.columns, version.profile, strict=True)
            return {
                "described": [(column, about, wording.semantics_label(column.semantics)) for column, about in pairs]
            }
        case "use":
            return {"site": settings.SITE_URL, "csv_url": csv_address(request, version, asked.query)}
    page = found.page(asked)
    return {
        "page": page,
        "rows": shown_rows(page),
        "headings": tablepage.headings(asked.query, page.columns, more=kept),
    } | paging(asked, page)


def csv_address(request: ViewerRequest, version: DataVersion, query: Query) -> str:
    match = request.resolver_match
    name = match.kwargs.get("name", "latest") if match else "latest"
    path = reverse("opendata:download", args=[version.distribution.dataset.slug, version.distribution.key, name])
    return f"{settings.SITE_URL}{path}?{addresses.address(query, format='csv')}"


def shown_rows(page: Page) -> list[list[tuple[str, bool]]]:
    """Cells as (text, whether it is a number)."""
    return [
        [(tablepage.shown(value, column), column.is_number) for value, column in zip(row, page.columns, strict=True)]
        for row in page.rows
    ]


def paging(asked: Asked, page: Page) -> dict[str, Any]:
    """Addresses of the pages around; the address of a page does not change with the time of the visit."""
    pages = max(1, -(-page.total // asked.size))
    size = {} if asked.size == addresses.PAGE_SIZE else {"size": str(asked.size)}

    def at(number: int) -> str:
        return "?" + addresses.address(asked.query, **size, page=number)

    return {
        "pages": pages,
        "number": asked.page,
        "first_row": min(asked.offset + 1, page.total),
        "last_row": asked.offset + len(page.rows),
        "previous_url": at(asked.page - 1) if 1 < asked.page <= pages + 1 else "",
        "next_url": at(asked.page + 1) if asked.page < pages else "",
        "first_url": at(1),
        "last_url": at(pages),
    }


@require_safe
def versions(request: ViewerRequest, slug: str, key: str) -> HttpResponse:
    """All public versions with what changed from one to the next."""
    distribution = find_distribution(request.viewer, slug, key)
    if distribution is None:
        raise Http404(_("There is no such table, or it is not public."))
    context = {
        "dataset": distribution.dataset,
        "distribution": distribution,
        "versions": versions_of(request.viewer, distribution),
    }
    return render(request, "opendata/versions.html", context)


@require_safe
def rejects(request: ViewerRequest, slug: str, key: str, name: str) -> HttpResponseBase:
    """What stood in the file and is not in the data: as a page, or whole as CSV."""
    version = version_or_404(request, slug, key, name)
    try:
        found = open_table(version)
        if request.GET.get("format") == "csv":
            return rejects_csv(version, found)
        page = addresses.whole({"page": [request.GET.get("page", "")]}, "page", 1)
        rows = found.rejects(offset=(page - 1) * 100, limit=100)
        counts = [(wording.reject_label(kind), column, count) for kind, column, count in found.reject_counts()]
    except Problem as error:
        raise Http404(str(as_refusal(error).message))
    except Refusal as refusal:
        raise Http404(str(refusal.message))
    context = frame(request, version, name) | {
        "rows": [(*row[:3], wording.reject_label(row[3]), row[4]) for row in rows],
        "counts": counts,
        "number": page,
        "next_page": page + 1 if page * 100 < found.rejected else None,
        "previous_page": page - 1 if page > 1 else None,
    }
    return render(request, "opendata/rejects.html", context)


def rejects_csv(version: DataVersion, found: Table) -> HttpResponseBase:
    def lines() -> Iterator[str]:
        yield "\ufeffrow,line,column,kind,value\r\n"
        at = 0
        while rows := found.rejects(offset=at, limit=1000):
            at += len(rows)
            for row in rows:
                yield ",".join('"' + exports.safe_cell(value).replace('"', '""') + '"' for value in row) + "\r\n"

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=SNIFFED)
    response["Content-Disposition"] = disposition(version, "rejects.csv")
    return response


def disposition(version: DataVersion, ending: str) -> str:
    number = f"-v{version.number}" if version.number else ""
    name = f"{version.distribution.dataset.slug}-{version.distribution.key}{number}.{ending}"
    return content_disposition_header(as_attachment=True, filename=name) or ""


@require_safe
def original(request: ViewerRequest, slug: str, key: str, name: str) -> HttpResponseBase:
    """The file as it was handed in, byte for byte. Always a download, never shown."""
    version = version_or_404(request, slug, key, name)
    return stored(version.sha256, version, version.file_name, "application/octet-stream")


def stored(sha256: str, version: DataVersion, file_name: str, media_type: str) -> HttpResponseBase:
    path = path_of(sha256, is_public=version.is_public)
    if not path.is_file():
        raise Http404(_("This file is not in its place at the moment."))
    response = FileResponse(path.open("rb"), content_type=media_type, headers=SNIFFED)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file_name) or ""
    response["ETag"] = f'"{sha256}"'
    return response


@require_safe
def download(request: ViewerRequest, slug: str, key: str, name: str) -> HttpResponseBase:
    """The rows that are asked for as a file. A refusal is a page with its status, never half a file."""
    version = version_or_404(request, slug, key, name)
    form = request.GET.get("format", "csv")
    try:
        found = open_table(version)
        if form not in exports.FORMATS:
            raise BadQuestion("no-such-operator", "format", form[:40])
        query = addresses.query_of(lists_of(request), found.columns)
        return file_of(version, found, query, form)
    except Problem as error:
        return refused(request, as_refusal(error))
    except exports.TooManyRows:
        return refused(request, Refusal(_("A worksheet holds 1,048,575 rows at most. Narrow the table, or take CSV.")))
    except Refusal as refusal:
        return refused(request, refusal)


def refused(request: ViewerRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "opendata/refused.html", {"message": refusal.message}, status=refusal.status)


def file_of(version: DataVersion, found: Table, query: Query, form: str) -> HttpResponseBase:
    media_type, ending = exports.FORMATS[form]
    if form == "parquet" and query.is_whole and not query.sort and not query.shown and version.parquet_sha256:
        named = f"{version.distribution.dataset.slug}-{version.distribution.key}-v{version.number}.parquet"
        return stored(version.parquet_sha256, version, named, media_type)
    found.total(query)  # a question that takes too long is refused before a byte is sent
    if form in {"xlsx", "parquet"}:
        return written(version, found, query, form)
    place = place_of(found.columns, version.reading.get("coordinates"))
    if form == "geojson" and place is None:
        raise Refusal(_("This table does not say where its rows are, so there is no GeoJSON of it."))
    response = StreamingHttpResponse(
        lines_of(found, query, form, place),
        content_type=media_type,
        headers=SNIFFED | {"Cache-Control": "no-transform"},
    )
    response["Content-Disposition"] = disposition(version, ending)
    return response


def lines_of(found: Table, query: Query, form: str, place: Place | None) -> Iterator[str]:
    shown = query.shown or found.columns
    if form == "geojson" and place is not None:
        needed = [one for one in (place.x, place.y, place.shape) if one is not None and one not in shown]
        wide = replace(query, shown=(*shown, *needed))
        return exports.geojson_lines(wide.shown, found.stream(wide), place)
    if form in {"json", "jsonl"}:
        return exports.json_lines(shown, found.stream(query), by_line=form == "jsonl")
    return exports.csv_lines(shown, found.stream(query), for_excel=form == "csv-excel")


def written(version: DataVersion, found: Table, query: Query, form: str) -> HttpResponseBase:
    """A file that has to be whole before its first byte; it is gone from the disk as soon as it is open."""
    media_type, ending = exports.FORMATS[form]
    descriptor, name = tempfile.mkstemp(prefix="madang-export-")
    os.close(descriptor)
    path = Path(name)
    try:
        if form == "xlsx":
            exports.write_xlsx(path, found, query)
        else:
            exports.write_parquet(path, found, query)
        response = FileResponse(path.open("rb"), content_type=media_type, headers=SNIFFED)
    finally:
        path.unlink(missing_ok=True)
    response["Content-Disposition"] = disposition(version, ending)
    return response


def distribution_or_404(request: ViewerRequest, slug: str, key: str) -> Distribution:
    found = find_distribution(request.viewer, slug, key)
    if found is None:
        raise Http404(_("There is no such table, or it is not public."))
    return found
