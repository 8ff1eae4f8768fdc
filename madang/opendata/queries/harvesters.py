"""What OAI-PMH harvesters are given: public datasets, and those that were withdrawn as deleted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from madang.accounts.models import Organisation
from madang.opendata.formats.oai import OaiError, Record, Window
from madang.opendata.models import Dataset
from madang.opendata.queries.describing import describe_many, with_parts

PER_LIST = 50
KNOWN = Q(state=Dataset.State.PUBLISHED) | Q(state=Dataset.State.WITHDRAWN)


@dataclass(frozen=True)
class Records:
    records: list[Record]
    total: int
    next: Window | None


def prefix() -> str:
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:"


def known() -> QuerySet[Dataset]:
    """What is public, or was."""
    return Dataset.objects.filter(KNOWN)


def earliest() -> datetime | None:
    return known().order_by("changed_at").values_list("changed_at", flat=True).first()


def sets() -> list[tuple[str, str]]:
    """A set for each agency with records. Raises `OaiError` where there are none."""
    found = Organisation.objects.filter(pk__in=known().values("organisation")).order_by("code")
    if not found:
        raise OaiError("noSetHierarchy", "there is no set yet")
    return [(one.code, one.name_ko) for one in found]


def record(identifier: str) -> Record:
    """One record. Raises `OaiError`."""
    try:
        code = UUID(identifier.removeprefix(prefix()))
    except ValueError:
        raise OaiError("idDoesNotExist", "there is no such record") from None
    found = with_parts(known().filter(code=code)).first()
    if found is None:
        raise OaiError("idDoesNotExist", "there is no such record")
    return records_of([found])[0]


def records(window: Window) -> Records:
    """A part of the list, and where it goes on. Raises `OaiError` if nothing matches."""
    found = known()
    if window.since:
        found = found.filter(changed_at__gte=window.since)
    if window.until:
        found = found.filter(changed_at__lt=window.until + timedelta(seconds=1))
    if window.set_spec:
        found = found.filter(organisation__code=window.set_spec)
    total = found.count()
    page = list(with_parts(found.filter(pk__gt=window.after)).order_by("pk")[: PER_LIST + 1])
    if not page:
        raise OaiError("noRecordsMatch", "nothing matches")
    more = len(page) > PER_LIST
    shown = page[:PER_LIST]
    return Records(records_of(shown), total, replace(window, after=shown[-1].pk) if more else None)


def records_of(datasets: list[Dataset]) -> list[Record]:
    described = {one.code: one for one in describe_many([one for one in datasets if one.is_public])}
    return [
        Record(f"{prefix()}{one.code}", one.changed_at, one.organisation.code, described.get(str(one.code)))
        for one in datasets
    ]
