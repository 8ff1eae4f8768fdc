"""What the home page, an agency's page and the desk bring together from the domains."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.timezone import make_aware

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.disclosure import queries as disclosure
from madang.disclosure.models import Document, InformationRequest, Intake, Publication, Version
from madang.disclosure.requests import queries as requests
from madang.ledger.models import Head

LATEST = 6
MONTHS = 12
AGENCY_DOCUMENTS = 10
DUE = 5


@dataclass(frozen=True)
class Numbers:
    """The state of the site in four numbers. entries: those of the public ledger that have their number."""

    documents: int
    agencies: int
    entries: int
    entered_at: datetime | None


def numbers(viewer: Viewer, *, on: date) -> Numbers:
    """Four queries; counts only what everyone may see."""
    head = Head.objects.first()
    existing = Organisation.objects.filter(established_on__lte=on).exclude(dissolved_on__lte=on)
    return Numbers(
        documents=disclosure.listed(viewer, disclosure.Filters(extent=Publication.Extent.WHOLE)).count(),
        agencies=existing.count(),
        entries=head.size if head else 0,
        entered_at=head.stored_at if head else None,
    )


@dataclass(frozen=True)
class Month:
    """Documents first published in a month. `first`: its first day."""

    first: date
    documents: int


def months_before(on: date, count: int) -> list[date]:
    """The first days of the `count` months that end with the month of `on`, oldest first."""
    last = on.year * 12 + on.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count + 1, last + 1)]


def published_by_month(on: date) -> list[Month]:
    """Documents published whole in each of the last twelve months, this one included. One query."""
    firsts = months_before(on, MONTHS)
    counted = (
        disclosure.publications_between(firsts[0], None)
        .filter(published_at__lte=make_aware(datetime.combine(on, time.max)))
        .annotate(month=TruncMonth("published_at"))
        .values("month")
        .annotate(documents=Count("version__document", distinct=True))
    )
    found = {row["month"].date(): row["documents"] for row in counted.order_by("month")}
    return [Month(first, found.get(first, 0)) for first in firsts]


@dataclass(frozen=True)
class AgencyDocuments:
    """What an agency has published: the latest, and how many there are."""

    latest: list[Document]
    total: int


def agency_documents(organisation: Organisation, viewer: Viewer) -> AgencyDocuments:
    found = disclosure.listed(viewer, disclosure.Filters(organisation=organisation.code))
    return AgencyDocuments(list(found[:AGENCY_DOCUMENTS]), found.count())


@dataclass(frozen=True)
class Desk:
    """What a records officer does next. held: oldest first, `DUE` of them; running: hand-overs not finished."""

    held: list[Version]
    held_total: int
    waiting_total: int
    running: list[Intake]


def desk(viewer: Viewer) -> Desk | None:
    """What waits for the viewer; None for one who is a records officer nowhere."""
    if not viewer.organisations_as(Role.RECORDS_OFFICER):
        return None
    held = disclosure.review_queue(viewer)
    unfinished: Iterable[Intake] = disclosure.intakes(viewer).exclude(state=Intake.State.FINISHED)[:DUE]
    return Desk(list(held[:DUE]), held.count(), disclosure.waiting(viewer).count(), list(unfinished))


@dataclass(frozen=True)
class RequestsDesk:
    """What a disclosure officer, or an official in charge, does next. due: the most urgent, `DUE` of them."""

    due: list[InformationRequest]
    total: int
    overdue: int


def requests_desk(viewer: Viewer, *, on: date) -> RequestsDesk | None:
    """The requests that wait for the viewer; None for one who handles none. Three queries."""
    waiting = requests.inbox(viewer, on=on)
    if not viewer.organisations_as(Role.DISCLOSURE_OFFICER) and not waiting.exists():
        return None
    overdue = requests.inbox(viewer, on=on, state="overdue").count()
    return RequestsDesk(list(waiting[:DUE]), waiting.count(), overdue)
