"""The information list of an agency: what it holds and says so, here and on the portal it used before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.disclosure.models import Document, ImportedListing

FIELDS = ("title", "number", "department", "task", "produced_on", "classification", "retention")
COLUMNS = (*FIELDS, "source", "code")
HERE = "here"
Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed. words: each in title, number, department or task. year: of production."""

    words: str = ""
    classification: str = ""
    department: str = ""
    year: int | None = None


def information_list(organisation: Organisation, wanted: Wanted, viewer: Viewer) -> Rows:
    """Rows of the list, the latest first: documents published or listed here, and entries of other portals."""
    here = (
        Document.objects.visible_to(viewer)
        .filter(organisation=organisation, current__isnull=False, current__ended_at=None)
        .order_by()
    )
    there = ImportedListing.objects.visible_to(viewer).filter(organisation=organisation).order_by()
    prefix = "current__version__"
    ours = narrowed(here, wanted, prefix, day="approved_on").values(
        **{name: F(f"{prefix}{'approved_on' if name == 'produced_on' else name}") for name in FIELDS},
        source=Value(HERE, CharField(max_length=40)),
        record=F("code"),
    )
    theirs = narrowed(there, wanted, "", day="produced_on").values(*FIELDS, source=F("portal"), record=F("code"))
    return ours.union(theirs, all=True).order_by(F("produced_on").desc(nulls_last=True), "title", "record")


def narrowed(records: QuerySet[Any], wanted: Wanted, prefix: str, *, day: str) -> QuerySet[Any]:
    for word in wanted.words.split():
        found = Q()
        for name in ("title", "number", "department", "task"):
            found |= Q(**{f"{prefix}{name}__icontains": word})
        records = records.filter(found)
    if wanted.classification:
        records = records.filter(**{f"{prefix}classification": wanted.classification})
    if wanted.department:
        records = records.filter(**{f"{prefix}department": wanted.department})
    if wanted.year:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        records = records.filter(**{f"{prefix}{day}__range": (first, last)})
    return records
