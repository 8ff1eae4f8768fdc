"""What is asked of discussions: lists, counts, what waits for an answer."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import Dataset, Discussion

Kind = Discussion.Kind


@dataclass(frozen=True)
class Counts:
    """Discussions that everyone reads: all and open ones; reported faults: all and open ones."""

    all: int
    open: int
    faults: int
    open_faults: int


def counts(dataset: Dataset) -> Counts:
    """One query."""
    fault, is_open = Q(kind=Kind.FAULT), Q(closed_at=None)
    found = Discussion.objects.visible_to(PUBLIC).filter(dataset=dataset)
    return Counts(
        **found.aggregate(
            all=Count("pk"),
            open=Count("pk", filter=is_open),
            faults=Count("pk", filter=fault),
            open_faults=Count("pk", filter=fault & is_open),
        )
    )


def listed(viewer: Viewer, *, dataset: str = "", kind: str = "", state: str = "") -> QuerySet[Discussion]:
    """Discussions, the one last written in first, with `said`: posts that are not hidden. state: open or closed."""
    found = Discussion.objects.visible_to(viewer).select_related("dataset__organisation")
    if dataset:
        found = found.filter(dataset__slug=dataset)
    if kind in Kind.values:
        found = found.filter(kind=kind)
    if state in ("open", "closed"):
        found = found.filter(closed_at__isnull=state == "open")
    return found.annotate(said=Count("posts", filter=Q(posts__hidden_at=None)))


def waiting(viewer: Viewer) -> QuerySet[Discussion]:
    """Open ones of the officer's agencies to which the agency has said nothing, the oldest first."""
    own = viewer.organisations_as(Role.DATA_OFFICER)
    found = Discussion.objects.filter(dataset__organisation__in=own, closed_at=None, answered_at=None, hidden_at=None)
    return found.select_related("dataset").order_by("opened_at")
