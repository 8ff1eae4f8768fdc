"""What pages, the API, feeds and reports ask of documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.timezone import make_aware

from madang.accounts.models import Role
from madang.accounts.viewers import Viewer
from madang.disclosure.models import Document, Intake, IntakeFile, Publication, Takedown, Version

FATES = ("published", "waiting", "held", "closed", "refused", "unchanged", "new_version")


def report_of(intake: Intake) -> dict[str, Any]:
    """Totals and the fate of every file of an intake, as COMMANDS.md has it. New versions count by fate and as new."""
    files = list(intake.files.select_related("document").order_by("path"))
    return {
        "intake": str(intake.code),
        "totals": totals_of(intake),
        "files": [
            {
                "path": file.path,
                "sha256": file.sha256,
                "type": file.file_type,
                "state": file.state,
                "reasons": file.reasons,
                "document": str(file.document.code) if file.document else None,
                "new_version": file.is_new_version,
            }
            for file in files
        ],
    }


def totals_of(intake: Intake) -> dict[str, int]:
    """How many files of an intake had each fate; `new_version` counts those that became a later version."""
    counted = intake.files.values("state").annotate(files=Count("pk"))
    totals = dict.fromkeys(FATES, 0) | {row["state"]: row["files"] for row in counted.order_by("state")}
    return totals | {"new_version": intake.files.filter(is_new_version=True).count()}


@dataclass(frozen=True)
class Filters:
    """How a list of documents is narrowed. Empty or None: not at all. since, until: days of first publication."""

    organisation: str = ""
    rank: str = ""
    ranks: tuple[str, ...] = ()
    classification: str = ""
    extent: str = ""
    department: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


def listed(viewer: Viewer, filters: Filters) -> QuerySet[Document]:
    """Public documents that the viewer may see, latest publication first."""
    found = (
        Document.objects.visible_to(viewer)
        .filter(current__isnull=False, current__ended_at=None)
        .select_related("organisation", "current__version", "current__copy")
        .order_by("-current__published_at", "pk")
    )
    plain = {
        "organisation__code": filters.organisation,
        "current__version__rank": filters.rank,
        "current__version__rank__in": filters.ranks,
        "current__version__classification": filters.classification,
        "current__extent": filters.extent,
        "current__version__department__icontains": filters.department,
    }
    found = found.filter(**{field: value for field, value in plain.items() if value})
    if filters.since or filters.until:
        extents = [filters.extent] if filters.extent else Publication.Extent.values
        published = publications_between(filters.since, filters.until, extents=extents)
        found = found.filter(pk__in=published.values("version__document"))
    for word in filters.words.split():
        found = found.filter(Q(current__version__title__icontains=word) | Q(current__version__number__icontains=word))
    return found


def latest(viewer: Viewer, limit: int) -> list[Document]:
    """The latest publications, for the home page."""
    return list(listed(viewer, Filters())[:limit])


def document_page(viewer: Viewer, code: UUID | str) -> Document | None:
    """A document with the versions that the viewer may see, or None."""
    versions = Version.objects.visible_to(viewer).select_related("publication__copy", "intake").order_by("-ordinal")
    return (
        Document.objects.visible_to(viewer)
        .filter(code=code)
        .select_related("organisation", "current__version")
        .prefetch_related(Prefetch("versions", versions, to_attr="readable_versions"))
        .first()
    )


def taken_down(code: UUID | str) -> list[Takedown]:
    """Why a document that was public is not any more, latest first; nothing if anything of it is public again."""
    found = Takedown.objects.filter(document__code=code).select_related("document__organisation", "publication")
    if Publication.objects.in_force().filter(version__document__code=code).exists():
        return []
    return list(found)


def same_content(document: Document, version: Version, viewer: Viewer) -> list[Document]:
    """Other documents of anyone with the very same content, that the viewer may see."""
    twins = Version.objects.visible_to(viewer).filter(sha256=version.sha256).exclude(document=document)
    return list(
        Document.objects.filter(pk__in=twins.values("document")).select_related("organisation", "current__version")
    )


def review_queue(viewer: Viewer) -> QuerySet[Version]:
    """Held versions in the organisations where the viewer is a records officer, oldest first."""
    own = viewer.organisations_as(Role.RECORDS_OFFICER)
    return (
        Version.objects.filter(document__organisation__in=own, state=Version.State.HELD)
        .select_related("document__organisation")
        .order_by("received_at", "pk")
    )


def waiting(viewer: Viewer) -> QuerySet[Version]:
    """Versions whose rank is not due yet, in the organisations where the viewer is a records officer."""
    own = viewer.organisations_as(Role.RECORDS_OFFICER)
    found = Version.objects.filter(document__organisation__in=own, state=Version.State.WAITING)
    return found.select_related("document__organisation").order_by("received_at", "pk")


def intakes(viewer: Viewer) -> QuerySet[Intake]:
    """Hand-overs of the organisations where the viewer is a records officer, latest first."""
    own = viewer.organisations_as(Role.RECORDS_OFFICER)
    return Intake.objects.filter(organisation__in=own).select_related("organisation", "by")


def refused_files(intake: Intake) -> QuerySet[IntakeFile]:
    return intake.files.filter(state=IntakeFile.State.REFUSED)


def publications_between(
    since: date | None, until: date | None, *, extents: Sequence[str] = (Publication.Extent.WHOLE,)
) -> QuerySet[Publication]:
    """First publications of documents from `since` to `until` (local days, both included), in force at the end.

    A later version of a document is not a further document, so only the first publication of each extent counts.
    """
    found = Publication.objects.filter(extent__in=extents)
    if until:
        end = make_aware(datetime.combine(until, time.max))
        found = found.filter(Q(ended_at=None) | Q(ended_at__gt=end), published_at__lte=end)
    else:
        found = found.filter(ended_at=None)
    if since:
        start = make_aware(datetime.combine(since, time.min))
        earlier = Publication.objects.filter(
            version__document=OuterRef("version__document"), extent__in=extents, published_at__lt=start
        )
        found = found.filter(~Exists(earlier), published_at__gte=start)
    return found


def counts_by_year_and_rank(at: date, *, organisation: str = "") -> list[dict[str, Any]]:
    """Documents published whole by the end of `at`, a row a year of publication and rank: {year, rank, documents}."""
    published = publications_between(None, at)
    if organisation:
        published = published.filter(version__document__organisation__code=organisation)
    rows = (
        published.annotate(year=ExtractYear("published_at"))
        .values("year", "version__rank")
        .annotate(documents=Count("version__document", distinct=True))
        .order_by("year", "version__rank")
    )
    return [{"year": row["year"], "rank": row["version__rank"], "documents": row["documents"]} for row in rows]
