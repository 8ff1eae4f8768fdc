"""What pages, the API, feeds and reports ask of requests. Everything passes `visible_to`, or counts without names."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise

from madang.accounts.models import Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC, Viewer
from madang.calendar.queries import day_off_calendar
from madang.calendar.wording import rule_label
from madang.common.clocks import DaysOff
from madang.disclosure.models import (
    Audit,
    AuditItem,
    FeeRate,
    InformationRequest,
    PublishedAnswer,
    Requester,
    RequestEvent,
    RequestFile,
)
from madang.disclosure.models.requests import KIND_LABELS, NOBODY
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.disclosed import Reader, facts_for, is_shown
from madang.disclosure.requests.events import REQUESTER, Event, Kind
from madang.disclosure.requests.letters import TITLES, derived
from madang.disclosure.requests.notices import Notice, notices_of
from madang.disclosure.requests.periods import Clock
from madang.disclosure.requests.standing import Standing, open_to_requester, standing
from madang.disclosure.requests.wording import step_label
from madang.search.morphemes import nouns
from madang.search.queries import AsksForPerson, FoundHit, SearchRequest, SearchUnavailable, find

SIMILAR = 5
WORDS = 8


def listed(viewer: Viewer = PUBLIC, *, q: str = "", agency: str = "", state: str = "") -> QuerySet[InformationRequest]:
    """Published requests, latest first."""
    found = InformationRequest.objects.visible_to(viewer).filter(published_at__isnull=False)
    if q:
        found = found.filter(Q(subject__icontains=q) | Q(text__icontains=q) | Q(number__iexact=q))
    if agency:
        found = found.filter(organisation__code=agency)
    if state:
        found = found.filter(state=state)
    return found.select_related("organisation").order_by("-published_at", "-pk")


def announced_rate(request: InformationRequest, *, on: date) -> FeeRate | None:
    """The rate that its agency announced for the ground that the requester names, if both are there."""
    found = FeeRate.objects.in_force(on=on).filter(organisation=request.organisation_id, ground=request.reduction)
    return found.first() if request.reduction else None


def mine(viewer: Viewer, opened: Set[UUID] = NOBODY) -> QuerySet[InformationRequest]:
    """The viewer's own requests, and those opened by a link. Never those that others published."""
    owned = Q(filing__code__in=opened)
    if viewer.user is not None and viewer.user.pk is not None:
        owned |= Q(filing__user_id=viewer.user.pk)
    found = InformationRequest.objects.visible_to(viewer, opened=opened).filter(owned)
    return found.select_related("organisation", "filing").order_by("-received_on", "-pk")


def reader_of(request: InformationRequest, viewer: Viewer, opened: Set[UUID] = NOBODY) -> Reader:
    """As whom the viewer reads a request that is visible to them."""
    if InformationRequest.objects.all().in_hands_of(viewer).filter(pk=request.pk).exists():
        return "agency"
    return "requester" if mine(viewer, opened).filter(pk=request.pk).exists() else "public"


def requester_for(request: InformationRequest, viewer: Viewer, opened: Set[UUID] = NOBODY) -> Requester | None:
    """Who asks, where the viewer may know."""
    return Requester.objects.visible_to(viewer, opened=opened).filter(filing=request.filing_id).first()


@dataclass(frozen=True)
class ShownClock:
    """A period in words. label: what it is for; text: how its end follows."""

    clock: Clock
    label: str | Promise
    on: date
    text: str
    is_past: bool


@dataclass(frozen=True)
class ShownStep:
    """A step as its reader sees it. forms: (ordinal, form, title) of the official forms that went out with it."""

    row: RequestEvent
    label: str | Promise
    facts: dict[str, Any]
    forms: tuple[tuple[str, str | Promise], ...]
    was_late: bool


@dataclass(frozen=True)
class Shown:
    """A request as one reader sees it, on a day."""

    request: InformationRequest
    reader: Reader
    standing: Standing
    clocks: list[ShownClock]
    steps: list[ShownStep]
    may: set[Kind]
    files: list[RequestFile]


def shown(
    request: InformationRequest, viewer: Viewer, *, on: date, opened: Set[UUID] = NOBODY, as_public: bool = False
) -> Shown:
    """Everything that a page shows of a request."""
    reader: Reader = "public" if as_public else reader_of(request, viewer, opened)
    rows = list(request.events.select_related("organisation"))
    history = [row.as_event() for row in rows]
    days_off = day_off_calendar()
    now = standing(history, on=on, days_off=days_off)
    wanted = {"agency", "requester", "third-party"} if reader == "agency" else {"agency", "requester"}
    clocks = [shown_clock(clock, on=on) for clock in now.clocks if clock.whose in wanted or reader == "agency"]
    return Shown(
        request=request,
        reader=reader,
        standing=now,
        clocks=clocks,
        steps=[
            shown_step(rows, history, place, reader) for place in range(len(rows)) if is_shown_at(rows[place], reader)
        ],
        may=may_of(history, reader, on=on, days_off=days_off),
        files=files_for(request, reader),
    )


def may_of(history: list[Event], reader: Reader, *, on: date, days_off: DaysOff) -> set[Kind]:
    return open_to_requester(history, on=on, days_off=days_off) if reader == "requester" else set()


def is_shown_at(row: RequestEvent, reader: Reader) -> bool:
    return is_shown(Kind(row.kind), reader)


def shown_clock(clock: Clock, *, on: date) -> ShownClock:
    label = rule_label(clock.rule)
    return ShownClock(clock, label, clock.due.on, derived(clock.due.derivation), clock.due.on < on)


def shown_step(rows: list[RequestEvent], history: list[Event], place: int, reader: Reader) -> ShownStep:
    row, event = rows[place], history[place]
    before = course_of(history[:place]) if place else None
    told: tuple[Notice, ...] = notices_of(event, before)
    forms = tuple((one.form, TITLES[one.form]) for one in told if one.to == REQUESTER or reader == "agency")
    was_late = bool(row.was_due_on and row.on > row.was_due_on and row.kind in DUTIES_DONE)
    return ShownStep(row, KIND_LABELS[event.kind], facts_for(event.kind, row.facts, reader), forms, was_late)


DUTIES_DONE = frozenset({Kind.DECIDED.value, Kind.OBJECTION_DECIDED.value, Kind.SUPPLIED.value, Kind.EXTENDED.value})


def files_for(request: InformationRequest, reader: Reader) -> list[RequestFile]:
    """Supplied files for the requester, prepared ones too for the agency, published ones for everyone."""
    found = request.files.filter(removed_at=None, purpose=RequestFile.Purpose.ANSWER)
    if reader == "requester":
        found = found.filter(part__gt=0)
    elif reader == "public":
        found = found.filter(answer__isnull=False, answer__withdrawn_at=None)
    return list(found)


def evidence_for(request: InformationRequest, viewer: Viewer, opened: Set[UUID] = NOBODY) -> list[RequestFile]:
    """The requester's papers, for whoever may know who asks: they tell it."""
    if requester_for(request, viewer, opened) is None:
        return []
    return list(request.files.filter(removed_at=None, purpose=RequestFile.Purpose.EVIDENCE))


def inbox(
    viewer: Viewer, *, on: date, state: str = "", q: str = "", assigned: str = ""
) -> QuerySet[InformationRequest]:
    """What the viewer handles, the most urgent first."""
    found = InformationRequest.objects.all().in_hands_of(viewer).select_related("organisation", "assignee")
    if state == "overdue":
        found = found.overdue(on=on)
    elif state == "closed":
        found = found.filter(is_open=False)
    elif state:
        found = found.filter(state=state)
    else:
        found = found.filter(is_open=True)
    if q:
        found = found.filter(Q(number__icontains=q) | Q(subject__icontains=q))
    if assigned == "me" and viewer.user:
        found = found.filter(assignee_id=viewer.user.pk)
    elif assigned == "nobody":
        found = found.filter(assignee=None)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def officials_of(request: InformationRequest, *, on: date) -> QuerySet[User]:
    """Who can be put in charge of a request: officials of its agency on that day."""
    roles = [Role.RECORDS_OFFICER.value, Role.DISCLOSURE_OFFICER.value]
    held = RoleHeld.objects.filter(role__in=roles, organisation=request.organisation_id, since_on__lte=on)
    return User.objects.filter(pk__in=held.exclude(until_on__lte=on).values("user")).order_by("name")


@dataclass(frozen=True)
class Overdue:
    """Something an agency owes, late by so many days. url: of the request, where its requester published it."""

    agency: str
    agency_name: str
    rule: str
    label: str | Promise
    due_on: date
    days: int
    url: str


def owed(*, on: date, agency: str = "") -> QuerySet[InformationRequest]:
    """The requests of which something is overdue on that day, the oldest debt first."""
    found = InformationRequest.objects.overdue(on=on).prefetch_related("organisation")  # a join would leave the index
    if agency:
        found = found.filter(organisation__code=agency)
    return found.order_by("due_on", "organisation_id", "pk")


def overdue(found: Iterable[InformationRequest], *, on: date) -> list[Overdue]:
    """What may be told of `owed`. Of private requests: agency, step and day alone."""
    return [
        Overdue(
            agency=one.organisation.code,
            agency_name=one.organisation.name,
            rule=one.due_rule,
            label=step_label(one.due_rule),
            due_on=one.due_on,
            days=(on - one.due_on).days,
            url=one.get_absolute_url() if one.is_published else "",
        )
        for one in found
        if one.due_on
    ]


def similar(words: str, viewer: Viewer) -> list[FoundHit]:
    """Published documents, answers and requests like these words; nothing while there is no index."""
    wanted = list(dict.fromkeys([*words.split(), *nouns(words)]))
    asked = " or ".join(word for word in wanted if len(word) > 1)[:180]
    if not asked:
        return []
    try:
        return find(SearchRequest(q=asked, limit=SIMILAR), viewer).hits
    except (AsksForPerson, SearchUnavailable):
        return []


def answers(viewer: Viewer = PUBLIC, *, agency: str = "", q: str = "") -> QuerySet[PublishedAnswer]:
    """Answers published for everybody, latest first."""
    found = PublishedAnswer.objects.visible_to(viewer).select_related("organisation")
    if agency:
        found = found.filter(organisation__code=agency)
    if q:
        found = found.filter(Q(title__icontains=q) | Q(summary__icontains=q))
    return found


def drawn(request: InformationRequest) -> AuditItem | None:
    """The audit by lot, if one goes on, that drew a decision on this request."""
    found = AuditItem.objects.filter(decision__request=request, audit__state=Audit.State.DRAWN)
    return found.select_related("audit__body").order_by("-audit__drawn_at").first()
