"""What pages, the API, feeds and exports ask of bodies and their members."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from madang.accounts.models import Role
from madang.accounts.viewers import Viewer
from madang.bodies.models import Body, Member, Sector


@dataclass(frozen=True)
class Filters:
    """How the list of bodies is narrowed. Empty: not at all. with_dissolved: those that ended, too."""

    words: str = ""
    kind: str = ""
    organisation: str = ""
    with_dissolved: bool = False


def listed(viewer: Viewer, filters: Filters, *, on: date) -> QuerySet[Body]:
    """Bodies that the viewer may see, by name; groups stand after the body they belong to."""
    found = Body.objects.visible_to(viewer).select_related("organisation", "parent")
    if not filters.with_dissolved:
        found = found.existing(on=on)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.organisation:
        found = found.filter(organisation__code=filters.organisation)
    for word in filters.words.split():
        found = found.filter(Q(name_ko__icontains=word) | Q(name_en__icontains=word) | Q(code__icontains=word))
    seated = Q(members__since_on__lte=on) & (Q(members__until_on=None) | Q(members__until_on__gt=on))
    return found.annotate(seated=Count("members", filter=seated, distinct=True)).order_by("name_ko", "code")


def find_body(code: str, viewer: Viewer) -> Body | None:
    return Body.objects.visible_to(viewer).select_related("organisation", "parent").filter(code=code).first()


@dataclass(frozen=True)
class SeatGroup:
    """The seats of one sector on a day, and who takes them. sector None: members outside any sector."""

    sector: Sector | None
    members: list[Member]

    @property
    def vacant(self) -> int:
        return max(0, self.sector.seats - len(self.members)) if self.sector else 0


def members_of(body: Body, viewer: Viewer) -> QuerySet[Member]:
    """Everybody who sits or sat in the body, by number."""
    return (
        Member.objects.visible_to(viewer)
        .filter(body=body)
        .select_related("body", "sector")
        .prefetch_related("interests")
        .order_by("number")
    )


def seats(body: Body, viewer: Viewer, *, on: date) -> list[SeatGroup]:
    """Who takes which seats on that day; chairs first within each sector."""
    order = list(Member.Position.values)
    seated = sorted(
        members_of(body, viewer).seated(on=on),  # type: ignore[attr-defined]
        key=lambda one: (order.index(one.position), one.number),
    )
    groups = [SeatGroup(sector, [one for one in seated if one.sector_id == sector.pk]) for sector in body.sectors.all()]
    loose = [one for one in seated if one.sector_id is None]
    return [*groups, SeatGroup(None, loose)] if loose or not groups else groups


def kept_by(viewer: Viewer) -> QuerySet[Body]:
    """Bodies whose records the viewer keeps as a secretary."""
    own = viewer.organisations_as(Role.SECRETARY)
    return Body.objects.filter(organisation__in=own).select_related("organisation", "parent")
