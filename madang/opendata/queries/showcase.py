"""What is asked of the showcase and of best practices."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import BestPractice, Dataset, Reuse

DEAD = [Reuse.Link.BROKEN, Reuse.Link.FAILED, Reuse.Link.REFUSED]


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed. dataset: its short name. link: a state of it, or `dead`. is_own: mine, in any state."""

    words: str = ""
    kind: str = ""
    dataset: str = ""
    organisation: str = ""
    link: str = ""
    is_own: bool = False


def with_datasets(found: QuerySet[Reuse]) -> QuerySet[Reuse]:
    """With the datasets of each that everyone may read, as `used`. One query more."""
    public = Dataset.objects.visible_to(PUBLIC).select_related("organisation")
    return found.prefetch_related(Prefetch("datasets", public, to_attr="used"))


def reuses(viewer: Viewer, wanted: Wanted) -> QuerySet[Reuse]:
    """What stands in the showcase, newest first; with `is_own` what the viewer submitted."""
    found = Reuse.objects.visible_to(viewer)
    if wanted.is_own and viewer.user:
        found = found.filter(submitter=viewer.user)
    else:
        found = found.filter(state=Reuse.State.PUBLISHED)
    if wanted.words:
        found = found.filter(Q(title__icontains=wanted.words) | Q(text__icontains=wanted.words))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    used = Reuse.datasets.through.objects.all()
    if wanted.dataset:
        found = found.filter(pk__in=used.filter(dataset__slug=wanted.dataset).values("reuse"))
    if wanted.organisation:
        found = found.filter(pk__in=used.filter(dataset__organisation__code=wanted.organisation).values("reuse"))
    if wanted.link == "dead":
        found = found.filter(link__in=DEAD)
    elif wanted.link:
        found = found.filter(link=wanted.link)
    return with_datasets(found)


def reuse_page(viewer: Viewer, code: str) -> Reuse | None:
    return with_datasets(Reuse.objects.visible_to(viewer).filter(code=code)).first()


def may_decide(viewer: Viewer, reuse: Reuse) -> bool:
    own = viewer.organisations_as(Role.DATA_OFFICER)
    return viewer.is_administrator or (bool(own) and reuse.datasets.filter(organisation__in=own).exists())


def reuses_to_decide(viewer: Viewer) -> QuerySet[Reuse]:
    """What waits for the viewer's office, the oldest first."""
    found = Reuse.objects.visible_to(viewer).filter(state=Reuse.State.SUBMITTED)
    if not viewer.is_administrator:
        own = viewer.organisations_as(Role.DATA_OFFICER)
        used = Reuse.datasets.through.objects.filter(dataset__organisation__in=own)
        found = found.filter(pk__in=used.values("reuse"))
    return found.order_by("submitted_at", "pk")


def dead_reuses(viewer: Viewer) -> QuerySet[Reuse]:
    """What stands in the showcase although its address was dead when last asked."""
    return reuses(viewer, Wanted(link="dead"))


def reuses_of(dataset: Dataset) -> QuerySet[Reuse]:
    return Reuse.objects.visible_to(PUBLIC).filter(datasets=dataset)


def practices_of(dataset: Dataset) -> QuerySet[BestPractice]:
    return BestPractice.objects.visible_to(PUBLIC).filter(datasets=dataset)


def practices(viewer: Viewer, *, words: str = "", organisation: str = "") -> QuerySet[BestPractice]:
    """Best practices, newest first, with their public datasets as `used`."""
    found = BestPractice.objects.visible_to(viewer).select_related("organisation")
    if words:
        found = found.filter(Q(title__icontains=words) | Q(done__icontains=words) | Q(outcome__icontains=words))
    if organisation:
        found = found.filter(organisation__code=organisation)
    public = Dataset.objects.visible_to(PUBLIC).select_related("organisation")
    return found.prefetch_related(Prefetch("datasets", public, to_attr="used"))


def latest_reuses(count: int) -> list[Reuse]:
    return list(Reuse.objects.visible_to(PUBLIC).order_by("-decided_at", "-pk")[:count])


def latest_practices(count: int) -> list[BestPractice]:
    return list(BestPractice.objects.visible_to(PUBLIC).select_related("organisation")[:count])
