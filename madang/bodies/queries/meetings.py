"""What pages, the API, feeds and calendars ask of meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.timezone import make_aware

from madang.accounts.viewers import Viewer
from madang.bodies.models import (
    AgendaItem,
    Attendance,
    Decision,
    DecisionLink,
    FollowUp,
    Meeting,
    Minutes,
    Paper,
    Recusal,
    Registration,
    Vote,
)
from madang.bodies.models.closing import inside

CALENDAR_PAST = timedelta(days=400)
"""How long past meetings stay in calendar feeds."""


@dataclass(frozen=True)
class Filters:
    """How a list of meetings is narrowed. Empty: not at all. group: a body with its groups. since, until: days."""

    body: str = ""
    group: str = ""
    kind: str = ""
    state: str = ""
    agency: str = ""
    is_open: bool = False
    since: date | None = None
    until: date | None = None
    words: str = ""


def listed(viewer: Viewer, filters: Filters) -> QuerySet[Meeting]:
    """Meetings that the viewer may see, latest first."""
    found = Meeting.objects.visible_to(viewer).select_related("body__organisation")
    plain = {
        "body__code": filters.body,
        "kind": filters.kind,
        "state": filters.state,
        "body__organisation__code": filters.agency,
        "is_open": filters.is_open,
    }
    found = found.filter(**{field: value for field, value in plain.items() if value})
    if filters.group:
        found = found.filter(Q(body__code=filters.group) | Q(body__parent__code=filters.group))
    if filters.since:
        found = found.filter(starts_at__gte=make_aware(datetime.combine(filters.since, time.min)))
    if filters.until:
        found = found.filter(starts_at__lte=make_aware(datetime.combine(filters.until, time.max)))
    for word in filters.words.split():
        found = found.filter(
            Q(title_ko__icontains=word) | Q(title_en__icontains=word) | Q(body__name_ko__icontains=word)
        )
    has_minutes = Count("minutes", filter=Q(minutes__published_at__isnull=False), distinct=True)
    return found.annotate(published_minutes=has_minutes).order_by("-starts_at", "pk")


def upcoming(viewer: Viewer, *, at: datetime, limit: int, is_open: bool = False) -> list[Meeting]:
    """The next meetings that are called, soonest first."""
    found = listed(viewer, Filters(state=Meeting.State.CALLED, is_open=is_open)).filter(ends_at__gt=at)
    return list(found.order_by("starts_at", "pk")[:limit])


def for_calendar(viewer: Viewer, *, at: datetime, body: str = "", agency: str = "") -> list[Meeting]:
    """What a calendar feed holds: everything to come, and of the past thirteen months; cancelled ones too."""
    filters = Filters(group=body, agency=agency)
    return list(listed(viewer, filters).filter(ends_at__gt=at - CALENDAR_PAST).order_by("starts_at", "pk"))


def find_meeting(code: UUID | str, viewer: Viewer) -> Meeting | None:
    """A meeting with its agenda, decisions and papers as the viewer may see them, or None."""
    papers = Paper.objects.visible_to(viewer).order_by("pk")
    decisions = Decision.objects.visible_to(viewer).prefetch_related(
        Prefetch("links", DecisionLink.objects.visible_to(viewer).standing(), to_attr="named"),
        Prefetch("votes", Vote.objects.visible_to(viewer).select_related("member__body")),
        Prefetch("follow_ups", FollowUp.objects.visible_to(viewer)),
    )
    items = AgendaItem.objects.visible_to(viewer).prefetch_related(
        Prefetch("decision", decisions),
        Prefetch("recusals", Recusal.objects.visible_to(viewer).select_related("member__body")),
        Prefetch("papers", papers, to_attr="readable_papers"),
    )
    attendances = Attendance.objects.visible_to(viewer).select_related("member__body", "member__sector")
    return (
        Meeting.objects.visible_to(viewer)
        .filter(code=code)
        .select_related("body__organisation", "body__parent")
        .prefetch_related(
            Prefetch("items", items),
            Prefetch("papers", papers.filter(item=None), to_attr="readable_papers"),
            Prefetch("minutes", Minutes.objects.visible_to(viewer), to_attr="readable_minutes"),
            Prefetch("attendances", attendances),
        )
        .first()
    )


def reads_inside(meeting: Meeting, viewer: Viewer) -> bool:
    """Whether the viewer reads all that was said: of a closed meeting, its body's secretaries and members do."""
    return Meeting.objects.read_inside_by(viewer).filter(pk=meeting.pk).exists()


def published_minutes(meeting: Meeting) -> Minutes | None:
    """The minutes in force: the last version that was published."""
    return meeting.minutes.filter(published_at__isnull=False).order_by("-number").first()


@dataclass(frozen=True)
class Places:
    """How full a meeting is. None of it says who comes."""

    taken: int
    waiting: int
    capacity: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)


def places(meeting: Meeting) -> Places:
    counted = dict(
        meeting.registrations.exclude(state=Registration.State.CANCELLED)
        .values_list("state")
        .annotate(people=Count("pk"))
        .order_by()
    )
    states = Registration.State
    return Places(counted.get(states.CONFIRMED, 0), counted.get(states.WAITING, 0), meeting.capacity or 0)


def registrations(meeting: Meeting, viewer: Viewer) -> QuerySet[Registration]:
    """Who comes, as far as the viewer may know."""
    found = Registration.objects.visible_to(viewer).filter(meeting=meeting).select_related("user")
    return found.exclude(state=Registration.State.CANCELLED)


def own_registration(meeting: Meeting, viewer: Viewer) -> Registration | None:
    if viewer.user is None:
        return None
    found = Registration.objects.visible_to(viewer).filter(meeting=meeting, user=viewer.user)
    return found.exclude(state=Registration.State.CANCELLED).first()


def decisions_of(body: str, viewer: Viewer) -> QuerySet[Decision]:
    """What a body decided, latest first, as far as the viewer may read it."""
    found = Decision.objects.visible_to(viewer).filter(item__meeting__body__code=body)
    items = Prefetch("item", AgendaItem.objects.visible_to(viewer).select_related("meeting__body"))
    return found.prefetch_related(items).order_by("-decided_at", "item__number")


def decisions_about(refs: Iterable[str], viewer: Viewer) -> QuerySet[Decision]:
    """Decisions that name one of the records, or whose item deliberated on one; latest first, as far as readable."""
    refs = [ref for ref in refs if ref]
    named = DecisionLink.objects.visible_to(viewer).standing().filter(ref__in=refs)
    shown = inside(viewer, "item__meeting__") | Q(item__is_withheld=False)
    found = Decision.objects.visible_to(viewer).filter(
        Q(pk__in=named.values("decision")) | Q(shown, item__subject__in=refs)
    )
    items = Prefetch("item", AgendaItem.objects.visible_to(viewer).select_related("meeting__body"))
    return found.prefetch_related(items).order_by("-decided_at", "item__number")


def follow_ups(viewer: Viewer, *, body: str = "") -> QuerySet[FollowUp]:
    """What is still to be done after decisions that the viewer may read, by its last day."""
    found = FollowUp.objects.visible_to(viewer)
    if body:
        found = found.filter(decision__item__meeting__body__code=body)
    return found.select_related("decision__item__meeting__body").order_by("due_on", "pk")
