"""An agency's disclosure section, its information list with downloads, and the block for the agency's own site."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import xlsxwriter
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.common.http import csv_response
from madang.disclosure import queries as documents
from madang.disclosure.ahead import queries as lists
from madang.disclosure.models import Classification
from madang.disclosure.section import queries
from madang.disclosure.section.queries import HERE, Rows, Wanted

PER_PAGE = 50
SHOWN = 5
LONGEST_SHEET = 100_000
HEADINGS = {
    "title": gettext_lazy("Title"),
    "number": gettext_lazy("Document number"),
    "department": gettext_lazy("Department in charge"),
    "task": gettext_lazy("Task"),
    "produced_on": gettext_lazy("Produced on"),
    "classification": gettext_lazy("Classification"),
    "retention": gettext_lazy("Retention"),
    "source": gettext_lazy("Where"),
}
BLOCK_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    ]
)


class WantedForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), max_length=100, required=False)
    classification = forms.ChoiceField(
        label=gettext_lazy("Classification"),
        choices=[("", gettext_lazy("All")), *Classification.choices],
        required=False,
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1945, max_value=2999, required=False)

    def wanted(self) -> Wanted:
        self.is_valid()
        of = self.cleaned_data
        return Wanted(of.get("q", ""), of.get("classification", ""), "", of.get("year"))


@require_safe
def section(request: ViewerRequest, code: str) -> HttpResponse:
    """What an agency discloses, on one page with its own address."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.viewer), code=code)
    context = section_facts(organisation) | {
        "block_url": settings.SITE_URL + reverse("section:block", args=[organisation.code]),
        "entries": queries.information_list(organisation, Wanted(), request.viewer).count(),
    }
    return render(request, "section/section.html", context)


def section_facts(organisation: Organisation) -> dict[str, Any]:
    """What the section and the block show; public things only, whoever asks."""
    today = localdate()
    found = lists.lists(lists.Narrowed(organisation=organisation.code), at=today)
    published = documents.listed(PUBLIC, documents.Filters(organisation=organisation.code))
    coming = [kept for kept in found if kept.next_due]
    return {
        "organisation": organisation,
        "documents": published[:SHOWN],
        "total": published.count(),
        "lists": found,
        "share": lists.shares(found),
        "missed": lists.promises_of(found, state="missed")[:SHOWN],
        "coming": sorted(coming, key=lambda kept: kept.next_due or today)[:SHOWN],
    }


@require_safe
@xframe_options_exempt
def block(request: ViewerRequest, code: str) -> HttpResponse:
    """The section as a block for the agency's own site: an iframe, without scripts, without cookies."""
    organisation = get_object_or_404(Organisation.objects.visible_to(PUBLIC), code=code)
    response = render(request, "section/block.html", section_facts(organisation) | {"site": settings.SITE_URL})
    response["Content-Security-Policy"] = BLOCK_POLICY
    response["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def information_list(request: ViewerRequest, code: str) -> HttpResponse:
    """The information list, searched and paged."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.viewer), code=code)
    form = WantedForm(request.GET)
    found = queries.information_list(organisation, form.wanted(), request.viewer)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "organisation": organisation,
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "is_filtered": any(kept.values()),
        "classes": dict(Classification.choices),
    }
    return render(request, "section/information_list.html", context)


def asked(request: ViewerRequest, code: str) -> tuple[Organisation, Rows]:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.viewer), code=code)
    return organisation, queries.information_list(organisation, WantedForm(request.GET).wanted(), request.viewer)


def cells(row: dict[str, Any]) -> list[object]:
    """A row as it is downloaded. The address of the document, where it is here."""
    here = row["source"] == HERE
    url = settings.SITE_URL + reverse("disclosure:document", args=[row["record"]]) if here else ""
    return [*(row[name] if row[name] is not None else "" for name in HEADINGS), url]


@require_safe
def as_csv(request: ViewerRequest, code: str) -> StreamingHttpResponse:
    """The list asked for as CSV, whole."""
    organisation, found = asked(request, code)
    rows = (cells(row) for row in found.iterator(chunk_size=1000))
    return csv_response([*HEADINGS, "url"], rows, name=f"information-list-{organisation.code}-{localdate()}")


@require_safe
def as_xlsx(request: ViewerRequest, code: str) -> HttpResponse:
    """The list asked for as a workbook; beyond 100,000 rows the rest is in the CSV."""
    organisation, found = asked(request, code)
    response = HttpResponse(
        workbook(str(organisation.name)[:31], found[:LONGEST_SHEET].iterator(chunk_size=1000)),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    name = f"information-list-{organisation.code}-{localdate()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def workbook(title: str, rows: Iterator[dict[str, Any]]) -> bytes:
    """A sheet with a heading row that stays and can be filtered by. Nothing in it is run as a formula."""
    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(memory, options) as book:
        sheet = book.add_worksheet("".join("_" if letter in "[]:*?/\\" else letter for letter in title))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [str(label) for label in HEADINGS.values()] + [_("Address")], bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 60)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(cells(row)):
                if isinstance(value, date):
                    sheet.write_datetime(last, column, value, day)
                else:
                    sheet.write_string(last, column, str(value))
        sheet.autofilter(0, 0, max(last, 1), len(HEADINGS))
    return memory.getvalue()
