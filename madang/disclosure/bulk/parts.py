"""The parts of the bulk download: what is in each, and a fingerprint that changes when its content does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.timezone import localdate

from madang.accounts.viewers import PUBLIC
from madang.disclosure.ahead import queries as lists
from madang.disclosure.models import Audit, Document, ImportedListing, Publication, PublicText, PublishedAnswer
from madang.disclosure.watch.queries import draw_file, shown_items

Record = dict[str, Any]
CHUNK = 500


@dataclass(frozen=True)
class Part:
    """name: of the file, without ending. records: its lines, made when it is written."""

    name: str
    fingerprint: str
    records: Callable[[], Iterator[Record]]


def parts(*, at: date) -> list[Part]:
    """Every part there is now. A few queries, whatever the number of documents."""
    return [*document_parts(), *answer_parts(), list_part(at), audit_part(at), *listing_parts()]


def document_parts() -> Iterator[Part]:
    """Documents by agency and month of publication. A takedown or another copy changes the fingerprint."""
    public = Publication.objects.in_force().filter(version__document__current=F("pk"))
    grouped = (
        public.annotate(month=TruncMonth("published_at"), agency=F("version__document__organisation__code"))
        .values("agency", "month")
        .annotate(
            documents=Count("pk"),
            last=Max("pk"),
            all=Sum("pk"),
            versions=Sum("version_id"),
            copies=Coalesce(Sum("copy_id"), 0),
            copy=Coalesce(Max("copy_id"), 0),
        )
        .order_by("agency", "month")
    )
    for row in grouped:
        marks = [row[name] for name in ("documents", "last", "all", "versions", "copies", "copy")]
        name = f"documents-{row['agency']}-{row['month']:%Y-%m}"
        of = public.filter(
            version__document__organisation__code=row["agency"],
            published_at__year=row["month"].year,
            published_at__month=row["month"].month,
        )
        yield Part(name, "-".join(map(str, marks)), partial(document_records, of))


def document_records(found: QuerySet[Publication]) -> Iterator[Record]:
    """A line a document, with its text and its file's address and SHA-256."""
    related = found.select_related("version__document__organisation", "copy").order_by("published_at", "pk")
    pks = list(related.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        batch = list(related.filter(pk__in=pks[start : start + CHUNK]))
        texts = dict(PublicText.objects.filter(publication__in=batch).values_list("publication_id", "text"))
        for publication in batch:
            yield document_record(publication, texts.get(publication.pk, ""))


def document_record(publication: Publication, text: str) -> Record:
    version = publication.version
    document: Document = version.document
    names = ("title", "number", "department", "rank", "retention", "classification", "items", "task")
    file = publication.file
    address = f"{settings.SITE_URL}/documents/{document.code}"
    return {
        "ref": document.ref,
        "url": f"{address}/",
        "agency": document.organisation.code,
        "version": version.ordinal,
        **{name: getattr(version, name) for name in names},
        "approved_on": version.approved_on.isoformat() if version.approved_on else None,
        "published_at": publication.published_at.isoformat(),
        "extent": publication.extent,
        "file": {
            "name": file.name,
            "type": file.type,
            "size": file.size,
            "sha256": file.sha256,
            "url": f"{address}/versions/{version.ordinal}/original",
        }
        if file
        else None,
        "text": text,
    }


def answer_parts() -> Iterator[Part]:
    """Answers that agencies published for everybody, by agency; nothing of the requests they answered."""
    public = PublishedAnswer.objects.visible_to(PUBLIC)
    grouped = public.values("organisation__code").annotate(answers=Count("pk"), last=Max("pk"), all=Sum("pk"))
    for row in grouped.order_by("organisation__code"):
        code = row["organisation__code"]
        fingerprint = f"{row['answers']}-{row['last']}-{row['all']}"
        yield Part(f"answers-{code}", fingerprint, partial(answer_records, public.filter(organisation__code=code)))


def answer_records(found: QuerySet[PublishedAnswer]) -> Iterator[Record]:
    """A line an answer, with its text and its files' addresses and SHA-256: what its page shows, and no more."""
    related = found.select_related("organisation").prefetch_related("files").order_by("published_at", "pk")
    for one in related.iterator(chunk_size=CHUNK):
        address = settings.SITE_URL + one.get_absolute_url()
        yield {
            "ref": one.ref,
            "url": address,
            "agency": one.organisation.code,
            "title": one.title,
            "summary": one.summary,
            "published_at": one.published_at.isoformat(),
            "files": [
                {"name": file.name, "size": file.size, "sha256": file.sha256, "url": f"{address}files/{file.code}"}
                for file in one.files.all()
                if not file.removed_at
            ],
            "text": one.text,
        }


def list_part(at: date) -> Part:
    found = lists.lists(lists.Narrowed(), at=at)
    promises = sum(len(kept.promises) for kept in found)
    fulfilled = sum(kept.counts["kept"] + kept.counts["late"] for kept in found)
    return Part("lists", f"{at}-{len(found)}-{promises}-{fulfilled}", partial(list_records, found))


def list_records(found: list[lists.Kept]) -> Iterator[Record]:
    for kept in found:
        information = kept.information
        names = ("ref", "area", "title", "scope", "method", "department", "wanted")
        yield {
            **{name: getattr(information, name) for name in names},
            "agency": information.organisation.code,
            "cycle": kept.cycle,
            "ended_on": information.ended_on.isoformat() if information.ended_on else None,
            "promises": [
                {
                    "due_on": promise.standing.due_on.isoformat(),
                    "state": promise.standing.state,
                    "fulfilled_on": day.isoformat() if (day := promise.standing.fulfilled_on) else None,
                }
                for promise in kept.promises
            ],
        }


def audit_part(at: date) -> Part:
    """How audits were drawn; findings of those that are closed."""
    marks = Audit.objects.visible_to(PUBLIC).aggregate(
        audits=Count("pk"), drawn=Count("drawn_at"), closed=Count("closed_at")
    )
    return Part("audits", "-".join(map(str, marks.values())), partial(audit_records, at))


def audit_records(at: date) -> Iterator[Record]:
    for audit in Audit.objects.visible_to(PUBLIC).select_related("body").order_by("pk"):
        found = [shown.item for shown in shown_items(audit, PUBLIC, on=at) if shown.is_readable]
        names = ("place", "ref", "fault", "note", "reply", "answer")
        yield {
            **draw_file(audit),
            "body": audit.body.code,
            "state": audit.state,
            "findings": [{name: getattr(item, name) for name in names} for item in found],
        }


def listing_parts() -> Iterator[Part]:
    """Entries taken over from other portals, by agency."""
    public = ImportedListing.objects.visible_to(PUBLIC)
    grouped = public.values("organisation__code").annotate(entries=Count("pk"), last=Max("changed_at"))
    for row in grouped.order_by("organisation__code"):
        code = row["organisation__code"]
        yield Part(
            f"listings-{code}",
            f"{row['entries']}-{row['last'].isoformat()}",
            partial(listing_records, public.filter(organisation__code=code)),
        )


def listing_records(found: QuerySet[ImportedListing]) -> Iterator[Record]:
    names = ("ref", "portal", "identity", "title", "number", "department", "task", "classification", "retention")
    for one in found.select_related("organisation").order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            **{name: getattr(one, name) for name in names},
            "agency": one.organisation.code,
            "produced_on": one.produced_on.isoformat() if one.produced_on else None,
            "imported_on": localdate(one.imported_at).isoformat(),
        }
