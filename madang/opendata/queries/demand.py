"""What is asked of requests for data."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import DataRequest, Dataset, RequestEvent
from madang.opendata.similarity import most_alike

State = DataRequest.State
SHOWN = 5
COMPARED = 2000


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed. state: a state, or `overdue`. sort: `votes` or `newest`."""

    on: date
    words: str = ""
    organisation: str = ""
    kind: str = ""
    state: str = ""
    area: str = ""
    sort: str = "newest"


def listed(viewer: Viewer, wanted: Wanted) -> QuerySet[DataRequest]:
    """Requests with `supporters`, the number of votes."""
    found = DataRequest.objects.visible_to(viewer).select_related("organisation", "area", "survey")
    found = found.annotate(supporters=Count("votes", distinct=True))
    if wanted.words:
        found = found.filter(Q(title__icontains=wanted.words) | Q(text__icontains=wanted.words))
    if wanted.organisation:
        found = found.filter(organisation__code=wanted.organisation)
    if wanted.area:
        found = found.filter(area__code=wanted.area)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.state == "overdue":
        found = found.filter(state=State.RECEIVED, due_on__lt=wanted.on)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.sort == "votes":
        return found.order_by(F("supporters").desc(), "-received_at")
    return found.order_by("-received_at", "-pk")


def request_page(viewer: Viewer, code: str) -> DataRequest | None:
    found = DataRequest.objects.visible_to(viewer).select_related("organisation", "area", "held", "requester", "survey")
    return found.annotate(supporters=Count("votes", distinct=True)).filter(code=code).first()


def similar_requests(text: str, *, organisation: str = "") -> list[DataRequest]:
    """Requests of the last years that ask for something alike, the most alike first."""
    found = DataRequest.objects.visible_to(PUBLIC).exclude(state=State.WITHDRAWN).order_by("-pk")
    rows = list(found.values_list("pk", "title", "text")[:COMPARED])
    keys = most_alike(text, ((pk, f"{title} {said}"[:400]) for pk, title, said in rows), count=SHOWN)
    kept = found.select_related("organisation").annotate(supporters=Count("votes")).in_bulk(keys)
    return [kept[key] for key in keys]


def similar_datasets(text: str) -> list[Dataset]:
    """Public datasets that may be what is asked for already."""
    found = Dataset.objects.visible_to(PUBLIC).order_by("-pk")
    rows = list(found.values_list("pk", "title_ko", "title_en")[:COMPARED])
    keys = most_alike(text, ((pk, f"{ko} {en}") for pk, ko, en in rows), count=SHOWN)
    kept = found.select_related("organisation").in_bulk(keys)
    return [kept[key] for key in keys]


@dataclass(frozen=True)
class InTime:
    """Requests whose time was over or that were decided by a day; how many of them in time."""

    in_time: int
    due: int


def decided_in_time(*, on: date, organisation: str = "") -> InTime:
    """Of the requests received until `on` that were decided by then or due before it: those decided by their day."""
    found = DataRequest.objects.visible_to(PUBLIC).filter(received_at__date__lte=on).exclude(state=State.WITHDRAWN)
    if organisation:
        found = found.filter(organisation__code=organisation)
    decided_rows = found.filter(decided_at__date__lte=on).values_list("due_on", "decided_at__date")
    decided = [(due, day) for due, day in decided_rows]
    late = found.filter(due_on__lt=on).filter(Q(decided_at=None) | Q(decided_at__date__gt=on)).count()
    return InTime(sum(1 for due, day in decided if day <= due), len(decided) + late)


def waiting_at_desk(viewer: Viewer) -> QuerySet[DataRequest]:
    """Requests that the viewer's agencies must decide or provide, the most urgent first."""
    own = viewer.organisations_as(Role.DATA_OFFICER)
    found = DataRequest.objects.visible_to(viewer).filter(organisation__in=own)
    return (
        found.filter(state__in=[State.RECEIVED, State.ACCEPTED]).select_related("organisation").order_by("due_on", "pk")
    )


def latest_events(count: int) -> list[RequestEvent]:
    return list(RequestEvent.objects.select_related("request__organisation").order_by("-at", "-pk")[:count])
