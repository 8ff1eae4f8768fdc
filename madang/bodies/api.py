"""Bodies, their duties and meetings for programs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Query, Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.accounts.viewers import PUBLIC
from madang.bodies.choosing import where_chosen
from madang.bodies.models import Body, Call, Draw, Meeting
from madang.bodies.queries import bodies, draws, meetings, standings
from madang.bodies.wording import duty_sentence
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.common.relations import relations_of

router = Router()
MOST_PER_PAGE = 100
CLOSING = ("closed_reason", "closed_basis", "closed_until", "opened_at")


class BodyOut(Schema):
    code: str
    ref: str
    kind: str
    name_ko: str
    name_en: str
    parent: str | None
    agency: str
    legal_basis: str
    established_on: date
    dissolved_on: date | None
    url: str


class BodyPage(PageOut):
    items: list[BodyOut]


class SectorOut(Schema):
    code: str
    name_ko: str
    name_en: str
    seats: int
    is_external: bool


class MemberOut(Schema):
    number: int
    name: str
    affiliation: str
    sector: str | None
    position: str
    is_external: bool
    since_on: date
    until_on: date | None
    interests: list[str]


class StandingOut(Schema):
    body: str
    duty: str
    number: int
    of: int
    basis: str
    sentence: str
    state: str
    have: int
    need: int
    due_on: date | None
    in_breach_since: date | None


class RelationOut(Schema):
    kind: str
    title: str
    note: str
    url: str


class BodyWhole(BodyOut):
    mandate_ko: str
    mandate_en: str
    secretariat: str
    sectors: list[SectorOut]
    members: list[MemberOut]
    duties: list[StandingOut]
    groups: list[str]
    relations: list[RelationOut]


class MeetingOut(Schema):
    code: UUID
    ref: str
    body: str
    number: int
    kind: str
    form: str
    title_ko: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    place: str
    is_open: bool
    closed_reason: str
    closed_basis: str
    closed_until: date | None
    opened_at: datetime | None
    state: str
    held_on: date | None
    url: str


class MeetingPage(PageOut):
    items: list[MeetingOut]


class AboutOut(Schema):
    """A record that a decision is about. title, url: empty while the record is not public."""

    ref: str
    title: str
    url: str


class DecisionOut(Schema):
    outcome: str
    text: str
    is_by_vote: bool
    present: int
    recused: int
    yes: int
    no: int
    abstained: int
    needed: int
    about: list[AboutOut]


class ItemOut(Schema):
    number: int
    kind: str
    title: str
    is_withheld: bool
    summary: str
    subject: str
    recused: list[int]
    decision: DecisionOut | None
    follow_ups: list[dict[str, Any]]


class MeetingWhole(MeetingOut):
    agenda: list[ItemOut]
    present: list[int]
    absent: list[int]
    papers: list[dict[str, Any]]
    minutes: str
    minutes_published_at: datetime | None


class CallOut(Schema):
    """chosen_by_rule: the page where a rule announced with the call decides it; empty if the secretary decides."""

    code: UUID
    ref: str
    body: str
    title_ko: str
    title_en: str
    text_ko: str
    criteria: list[dict[str, Any]]
    seats: int
    opens_at: datetime
    closes_at: datetime
    decided_at: datetime | None
    results: dict[str, int]
    chosen_by_rule: str
    url: str


class DrawOut(Schema):
    code: UUID
    ref: str
    body: str
    title_ko: str
    state: str
    size: int
    people: int
    quotas: list[list[Any]]
    pool_hash: str
    commitment: str
    beacon: str
    minimum: float
    panel_number: int | None
    panel: list[str]
    committed_at: datetime | None
    drawn_at: datetime | None
    replaces: UUID | None
    replaced_by: UUID | None
    staying: list[str]
    gone: list[str]
    file: str


class ListQuery(Schema):
    q: str = ""
    kind: str = ""
    agency: str = ""
    on: date | None = None
    page: int = 1
    per_page: int = 30


class MeetingQuery(Schema):
    body: str = ""
    group: str = ""
    kind: str = ""
    state: str = ""
    agency: str = ""
    since: date | None = None
    until: date | None = None
    open: bool = False
    q: str = ""
    page: int = 1
    per_page: int = 30


def size_of(per_page: int) -> int:
    return min(max(per_page, 1), MOST_PER_PAGE)


def body_out(body: Body) -> dict[str, Any]:
    names = ("code", "ref", "kind", "name_ko", "name_en", "legal_basis", "established_on", "dissolved_on")
    return {
        **{name: getattr(body, name) for name in names},
        "parent": body.parent.code if body.parent else None,
        "agency": body.organisation.code,
        "url": body.get_absolute_url(),
    }


def standing_out(one: standings.Judged) -> dict[str, Any]:
    return {
        "body": one.body.code,
        "duty": one.rule.kind,
        "number": one.rule.number,
        "of": one.rule.denominator,
        "basis": one.rule.basis,
        "sentence": duty_sentence(one.rule),
        "state": one.standing.state.value,
        "have": one.standing.have,
        "need": one.standing.need,
        "due_on": one.standing.due_on,
        "in_breach_since": one.standing.since,
    }


def meeting_out(one: Meeting) -> dict[str, Any]:
    names = ("code", "ref", "number", "kind", "title_ko", "title_en", "starts_at", "ends_at", "place", "is_open")
    return {
        **{name: getattr(one, name) for name in (*names, *CLOSING, "state", "held_on")},
        "body": one.body.code,
        "form": one.mode,
        "url": one.get_absolute_url(),
    }


@router.get("", response=BodyPage)
def listed(request: ViewerRequest, narrowed: Query[ListQuery]) -> dict[str, Any]:
    """Bodies by name, as they were on the day `on` (today if not given). per_page: at most 100."""
    filters = bodies.Filters(words=narrowed.q, kind=narrowed.kind, organisation=narrowed.agency)
    found = bodies.listed(request.viewer, filters, on=narrowed.on or localdate())
    page = page_of(found, page=max(narrowed.page, 1), size=size_of(narrowed.per_page))
    return {"items": [body_out(one) for one in page], **page_facts(page)}


@router.get("/breaches", response=list[StandingOut])
def breaches(request: ViewerRequest, on: date | None = None, agency: str = "", body: str = "") -> list[dict[str, Any]]:
    """Every duty in breach at the end of the day `on` (today if not given), longest first."""
    found = standings.in_breach(on=on or localdate(), organisation=agency, body=body)
    return [standing_out(one) for one in found]


@router.get("/meetings", response=MeetingPage)
def meeting_list(request: ViewerRequest, narrowed: Query[MeetingQuery]) -> dict[str, Any]:
    """Meetings, latest first. group: a body together with its groups. per_page: at most 100."""
    filters = meetings.Filters(
        body=narrowed.body,
        group=narrowed.group,
        kind=narrowed.kind,
        state=narrowed.state,
        agency=narrowed.agency,
        is_open=narrowed.open,
        since=narrowed.since,
        until=narrowed.until,
        words=narrowed.q,
    )
    found = meetings.listed(request.viewer, filters)
    page = page_of(found, page=max(narrowed.page, 1), size=size_of(narrowed.per_page))
    return {"items": [meeting_out(one) for one in page], **page_facts(page)}


@router.get("/meetings/{code}", response={200: MeetingWhole, 404: Problem})
def meeting(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """A meeting with its agenda, decisions and votes, who was present, papers and minutes.

    Of a closed one that was not opened yet: titles that are not withheld, and what the secretary has published.
    """
    found = meetings.find_meeting(code, request.viewer)
    if found is None:
        raise Http404
    minutes = meetings.published_minutes(found)
    attended = list(found.attendances.all())
    papers = [*found.readable_papers, *(one for item in found.items.all() for one in item.readable_papers)]  # type: ignore[attr-defined]
    return {
        **meeting_out(found),
        "agenda": [item_out(item) for item in found.items.all()],
        "present": [one.member.number for one in attended if one.presence == "present"],
        "absent": [one.member.number for one in attended if one.presence in ("absent", "excused")],
        "papers": [
            {
                "title": one.title,
                "file": one.file_name,
                "sha256": one.sha256,
                "url": f"/bodies/meetings/papers/{one.code}/",
            }
            for one in papers
            if one.published_at
        ],
        "minutes": minutes.text if minutes else "",
        "minutes_published_at": minutes.published_at if minutes else None,
    }


def about_out(decision: Any) -> list[dict[str, str]]:
    shown = [(link.ref, link.target) for link in decision.named]
    return [{"ref": ref, "title": at.title if at else "", "url": at.url if at else ""} for ref, at in shown]


def item_out(item: Any) -> dict[str, Any]:
    decision = getattr(item, "decision", None)
    names = ("outcome", "text", "is_by_vote", "present", "recused", "yes", "no", "abstained", "needed")
    follow_ups = decision.follow_ups.all() if decision else []
    return {
        "number": item.number,
        "kind": item.kind,
        "title": item.shown_title if item.is_inside or not item.is_withheld else "",
        "is_withheld": item.is_withheld and not item.is_inside,
        "summary": item.shown_summary,
        "subject": item.shown_subject,
        "recused": [one.member.number for one in item.recusals.all()],
        "decision": {**{name: getattr(decision, name) for name in names}, "about": about_out(decision)}
        if decision
        else None,
        "follow_ups": [
            {"text": one.text, "owner": one.owner, "due_on": one.due_on, "done_on": one.done_on, "result": one.result}
            for one in follow_ups
        ],
    }


@router.get("/calls/{code}", response={200: CallOut, 404: Problem})
def call(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """A call for members: criteria, hours, and once it is decided how many applications had which fate."""
    found = get_object_or_404(Call.objects.visible_to(request.viewer).select_related("body"), code=code)
    names = (
        "code",
        "ref",
        "title_ko",
        "title_en",
        "text_ko",
        "criteria",
        "seats",
        "opens_at",
        "closes_at",
        "decided_at",
    )
    return {
        **{name: getattr(found, name) for name in names},
        "body": found.body.code,
        "results": draws.results_of(found),
        "chosen_by_rule": rule.url if (rule := where_chosen(found)) else "",
        "url": found.get_absolute_url(),
    }


@router.get("/draws/{code}", response={200: DrawOut, 404: Problem})
def draw(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """A draw by lot. The whole of it, for `madang draw verify`, is at `file`.

    replaces: the draw whose empty seats it fills; staying, gone: who of those drawn before was there, and who was not.
    """
    found = get_object_or_404(Draw.objects.visible_to(request.viewer).select_related("body"), code=code)
    if not found.is_public:
        raise Http404
    names = ("code", "ref", "title_ko", "state", "size", "people", "quotas", "pool_hash", "commitment", "beacon")
    drawn = ("panel_number", "panel", "committed_at", "drawn_at", "staying", "gone")
    later = found.replacements.visible_to(PUBLIC).first()
    return {
        **{name: getattr(found, name) for name in (*names, *drawn)},
        "body": found.body.code,
        "replaces": found.replaces.code if found.replaces else None,
        "replaced_by": later.code if later else None,
        "minimum": found.report["minimum"],
        "file": f"{found.get_absolute_url()}draw.json",
    }


@router.get("/{code}", response={200: BodyWhole, 404: Problem})
def body(request: ViewerRequest, code: str, on: date | None = None) -> dict[str, Any]:
    """A body with its seats, everybody who sits or sat in it, and its duties as they stood on the day `on`.

    relations: what it is to records elsewhere, as the task force of an area of data.
    """
    found = bodies.find_body(code, request.viewer)
    if found is None:
        raise Http404
    return {
        **body_out(found),
        "mandate_ko": found.mandate_ko,
        "mandate_en": found.mandate_en,
        "secretariat": found.secretariat,
        "sectors": list(found.sectors.values("code", "name_ko", "name_en", "seats", "is_external")),
        "members": [
            {
                "number": one.number,
                "name": one.shown_name,
                "affiliation": one.affiliation,
                "sector": one.sector.code if one.sector else None,
                "position": one.position,
                "is_external": one.is_external,
                "since_on": one.since_on,
                "until_on": one.until_on,
                "interests": [interest.text for interest in one.interests.all()],
            }
            for one in bodies.members_of(found, request.viewer)
        ],
        "duties": [standing_out(one) for one in standings.standings_of(found, on=on or localdate())],
        "groups": list(found.groups.values_list("code", flat=True)),
        "relations": [
            {"kind": one.kind, "title": one.target.title, "note": one.note, "url": one.target.url}
            for one in relations_of(found.ref)
        ],
    }
