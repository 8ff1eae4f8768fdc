"""Public pages of disclosed documents."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.common.http import csv_response
from madang.disclosure import queries
from madang.disclosure.forms import FilterForm
from madang.disclosure.models import DatedRankRule, Document, Version
from madang.documents.stores import public_files
from madang.documents.textblocks import blocks

PER_PAGE = 30
CSV_COLUMNS = (
    "code",
    "title",
    "number",
    "agency_code",
    "agency",
    "department",
    "rank",
    "approved_on",
    "retention",
    "classification",
    "items",
    "task",
    "published_at",
    "sha256",
    "url",
)


@require_safe
def documents(request: ViewerRequest) -> HttpResponse:
    """The list of disclosed documents, narrowed and paged."""
    form = FilterForm(request.GET)
    found = queries.listed(request.viewer, form.filters())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"form": form, "page": page, "query": kept.urlencode(), "is_filtered": any(kept.values())}
    return render(request, "disclosure/documents.html", context)


@require_safe
def document(request: ViewerRequest, code: str) -> HttpResponse:
    """A document: what is said of it, its text, its original, its versions, its proof."""
    found = queries.document_page(request.viewer, code)
    if found is None or (found.current and found.current.ended_at and not found.readable_versions):  # type: ignore[attr-defined]
        if gone := queries.taken_down(code):
            context = {"takedowns": gone, "document": gone[0].document}
            return render(request, "disclosure/taken_down.html", context, status=410)
        raise Http404(_("There is no such document, or it is not public."))
    version = chosen_version(found, request.GET.get("version"))
    publication = getattr(version, "publication", None)
    text = publication.public_text.text if publication and publication.has_content else ""
    context = {
        "document": found,
        "version": version,
        "publication": publication,
        "blocks": blocks(text),
        "twins": queries.same_content(found, version, request.viewer),
        "is_current": found.current is not None and found.current.version_id == version.pk,
        "can_take_down": publication is not None
        and publication.ended_at is None
        and request.viewer.is_in(found.organisation_id, Role.RECORDS_OFFICER),
        "structured": structured(found, version) if publication else None,
    }
    return render(request, "disclosure/document.html", context)


def chosen_version(found: Document, ordinal: str | None) -> Version:
    """The version asked for; without one, the current; else (for officers) the latest. Raises `Http404`."""
    versions: list[Version] = found.readable_versions  # type: ignore[attr-defined]
    if ordinal:
        wanted = [version for version in versions if str(version.ordinal) == ordinal]
    else:
        wanted = [
            version for version in versions if found.current and version.pk == found.current.version_id
        ] or versions
    if not wanted:
        raise Http404(_("There is no such version, or it is not public."))
    return wanted[0]


def structured(found: Document, version: Version) -> dict[str, Any]:
    """The document as schema.org data (DigitalDocument)."""
    return {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": version.title,
        "identifier": [found.ref, *([version.number] if version.number else [])],
        "url": settings.SITE_URL + found.get_absolute_url(),
        "datePublished": version.publication.published_at.isoformat(),
        "dateCreated": version.approved_on.isoformat() if version.approved_on else None,
        "version": version.ordinal,
        "inLanguage": "ko",
        "isAccessibleForFree": True,
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": found.organisation.name_ko,
            "identifier": found.organisation.code,
        },
    }


@require_safe
def original(request: ViewerRequest, code: str, ordinal: int) -> FileResponse:
    """The public file of a version, the original or the copy, out of the public store only. Always a download."""
    version = (
        Version.objects.visible_to(request.viewer)
        .filter(document__code=code, ordinal=ordinal, publication__isnull=False, publication__ended_at=None)
        .select_related("publication__copy")
        .first()
    )
    file = version.publication.file if version else None
    if file is None or not public_files().has(file.sha256):
        raise Http404(_("This original is not public."))
    response = FileResponse(public_files().open(file.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    response["Content-Length"] = str(file.size)
    response["ETag"] = f'"{file.sha256}"'
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The filtered list as CSV, whole, UTF-8 with BOM so that spreadsheets read Korean."""
    found = queries.listed(request.viewer, FilterForm(request.GET).filters())
    rows = (csv_row(one) for one in found.iterator(chunk_size=500))
    return csv_response(CSV_COLUMNS, rows, name=f"documents-{localdate()}")


def csv_row(one: Document) -> tuple[Any, ...]:
    assert one.current is not None
    version = one.current.version
    items = ";".join(map(str, version.items))
    stated = (version.rank, version.approved_on or "", version.retention, version.classification, items, version.task)
    file = one.current.file
    return (
        one.code,
        version.title,
        version.number,
        one.organisation.code,
        one.organisation.name_ko,
        version.department,
        *stated,
        one.current.published_at.isoformat(),
        file.sha256 if file else "",
        settings.SITE_URL + one.get_absolute_url(),
    )


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Whose signature makes a document due, from when, and why."""
    counts = queries.counts_by_year_and_rank(localdate())
    context = {"rules": DatedRankRule.objects.all(), "counts": counts, "export": reverse("disclosure:export")}
    return render(request, "disclosure/rules.html", context)
