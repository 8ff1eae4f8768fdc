from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.common.errors import Refusal
from madang.common.refs import resolve_ref
from madang.ledger import queries
from madang.ledger.forms import FilterForm
from madang.ledger.installation import site_files
from madang.ledger.kinds import kind_label
from madang.ledger.models import Entry
from madang.ledger.proofs import FILE_ENDING
from madang.ledger.tiles import WIDTH, BadTile, parse_path

PAGE = 50
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
HASTY = "no-cache"


class LedgerPaginator(Paginator[Entry]):
    """Pages of all entries, counted without counting: there are as many as are numbered, and those that wait."""

    @cached_property
    def count(self) -> int:
        last = Entry.objects.entered().last()
        return (last.index + 1 if last and last.index is not None else 0) + Entry.objects.waiting().count()


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The ledger's home: what it is, how to check it, and its entries."""
    form = FilterForm(request.GET)
    filters = form.filters()
    paginator = Paginator if filters else LedgerPaginator
    query = request.GET.copy()
    query.pop("page", None)
    signed = queries.published()
    context = {
        "form": form,
        "is_filtered": bool(filters),
        "page": paginator(queries.find_entries(filters), PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "signed": signed,
        "waiting": Entry.objects.waiting().count(),
        "key": verifier_key(),
        "crumbs": [(_("Public ledger"), "")],
    }
    return render(request, "ledger/entries.html", context)


@require_safe
def entry(request: HttpRequest, code: UUID) -> HttpResponse:
    """One entry, with the proof that it is under the checkpoint published now."""
    found = get_object_or_404(Entry, code=code)
    kept = queries.kept_fields(found)
    context: dict[str, Any] = {
        "entry": found,
        "target": resolve_ref(found.subject),
        "commitments": [(field, digest, field in kept) for field, digest in found.commitments.items()],
        "key": verifier_key(),
        "crumbs": [(_("Public ledger"), reverse("ledger:entries")), (kind_label(found.kind), "")],
    }
    try:
        context["proof"] = queries.proof_of(found)
    except Refusal as refusal:
        context["fault"] = refusal.message
    return render(request, "ledger/entry.html", context)


@require_safe
def entry_text(request: HttpRequest, code: UUID) -> HttpResponse:
    """The bytes that are hashed."""
    found = get_object_or_404(Entry, code=code)
    return HttpResponse(found.text.encode(), content_type="application/json; charset=utf-8")


@require_safe
def proof(request: HttpRequest, code: UUID) -> HttpResponse:
    """The proof as a file of its own; 404 while the entry is being entered."""
    found = get_object_or_404(Entry, code=code)
    try:
        shown = queries.proof_of(found)
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status, content_type="text/plain; charset=utf-8")
    if shown is None:
        return HttpResponse(status=404)
    response = HttpResponse(str(shown), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}{FILE_ENDING}"'
    return response


def verifier_key() -> str:
    """The key to verify with, as text; empty before the first start."""
    try:
        return site_files().key_path.read_text().strip()
    except FileNotFoundError:
        return ""


def as_file(content: bytes, kind: str, caching: str) -> HttpResponse:
    """A file of the log; other sites' scripts may read it too, so that anyone can verify in a browser."""
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = caching
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed checkpoint as published; 404 before the first start."""
    try:
        return as_file(site_files().note().encode(), "text/plain; charset=utf-8", HASTY)
    except FileNotFoundError:
        return HttpResponse(status=404)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The log's verifier key; its name is the log's origin."""
    if not (text := verifier_key()):
        return HttpResponse(status=404)
    return as_file(f"{text}\n".encode(), "text/plain; charset=utf-8", AN_HOUR)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile or a bundle of entries under the published checkpoint, and nothing else."""
    try:
        asked = parse_path(f"tile/{path}")
        signed = queries.published()
        if signed is None or asked.end > signed.checkpoint.size:
            return HttpResponse(status=404)
        content = site_files().read(asked)
    except (BadTile, FileNotFoundError):
        return HttpResponse(status=404)
    return as_file(content, "application/octet-stream", FOREVER if asked.width == WIDTH else AN_HOUR)
