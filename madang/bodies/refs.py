"""Bodies, meetings, calls and draws for other apps: links by ref, entries for search, names of acts in the ledger."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.bodies.models import AgendaItem, Body, Call, Decision, Draw, Meeting, Minutes
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.ledger.kinds import register_kind
from madang.search import registry
from madang.search.engine import IndexEntry

BODY, MEETING, CALL, DRAW = "bodies:body", "bodies:meeting", "bodies:call", "bodies:draw"
KINDS = {
    "bodies.body.established": _("Body established"),
    "bodies.body.changed": _("Body changed"),
    "bodies.body.dissolved": _("Body dissolved"),
    "bodies.seats.added": _("Seats added"),
    "bodies.member.seated": _("Member took a seat"),
    "bodies.member.left": _("Member left"),
    "bodies.interest.declared": _("Interest declared"),
    "bodies.duty.set": _("Duty set"),
    "bodies.duty.ended": _("Duty ended"),
    "bodies.meeting.called": _("Meeting called"),
    "bodies.meeting.changed": _("Meeting changed"),
    "bodies.meeting.cancelled": _("Meeting cancelled"),
    "bodies.meeting.recorded": _("Meeting recorded"),
    "bodies.meeting.opened": _("Closed meeting opened to the public"),
    "bodies.agenda.set": _("Agenda set"),
    "bodies.member.recused": _("Member recused"),
    "bodies.decision.taken": _("Decision taken"),
    "bodies.decision.linked": _("Records named that a decision is about"),
    "bodies.decision.unlinked": _("Record taken off a decision"),
    "bodies.decision.published": _("Decision of a closed meeting published"),
    "bodies.follow-up.done": _("Follow-up done"),
    "bodies.minutes.published": _("Minutes published"),
    "bodies.paper.published": _("Paper published"),
    "bodies.call.announced": _("Call announced"),
    "bodies.call.decided": _("Call decided"),
    "bodies.draw.committed": _("Draw announced, seed committed"),
    "bodies.draw.drawn": _("Panel drawn"),
    "bodies.draw.replaced": _("Replacements to be drawn"),
}


def body_target(code: str) -> Target | None:
    found = Body.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.name, found.get_absolute_url()) if found else None


def target_of(records: Callable[[], Any]) -> Callable[[str], Target | None]:
    """How refs of records with a title become links."""

    def resolve(code: str) -> Target | None:
        found = records().visible_to(PUBLIC).filter(code=code).first()
        return Target(found.title, found.get_absolute_url()) if found else None

    return resolve


def codes_of(refs: Sequence[str]) -> list[str]:
    return [split_ref(ref)[1] for ref in refs]


def load_bodies(refs: Sequence[str]) -> list[IndexEntry]:
    found = Body.objects.visible_to(PUBLIC).filter(code__in=codes_of(refs)).select_related("organisation")
    return [
        IndexEntry(
            ref=one.ref,
            kind=BODY,
            title=one.name_ko,
            text="\n".join(part for part in (one.name_en, one.mandate_ko, one.mandate_en, one.legal_basis) if part),
            url=one.get_absolute_url(),
            organisation=one.organisation.code,
            language="ko",
            published_on=one.established_on,
            facets={"body_kind": one.kind},
        )
        for one in found
    ]


def load_meetings(refs: Sequence[str]) -> list[IndexEntry]:
    found = Meeting.objects.visible_to(PUBLIC).filter(code__in=codes_of(refs)).select_related("body__organisation")
    return [
        IndexEntry(
            ref=one.ref,
            kind=MEETING,
            title=f"{one.body.name_ko} {one.title_ko}",
            text="\n".join(spoken_of(one)),
            url=one.get_absolute_url(),
            organisation=one.body.organisation.code,
            language="ko",
            published_on=localdate(one.starts_at),
            facets={"meeting_state": one.state},
        )
        for one in found.prefetch_related(
            Prefetch("items", AgendaItem.objects.visible_to(PUBLIC)),
            Prefetch("items__decision", Decision.objects.visible_to(PUBLIC)),
        )
    ]


def spoken_of(meeting: Meeting) -> Iterator[str]:
    """What a meeting is found by: place, agenda, decisions, published minutes; as far as everyone reads them."""
    yield from (part for part in (meeting.title_en, meeting.place) if part)
    for item in meeting.items.all():
        yield f"{item.shown_title}\n{item.shown_summary}"
        if hasattr(item, "decision"):
            yield item.decision.text
    published = Minutes.objects.visible_to(PUBLIC).filter(meeting=meeting).first()
    if published:
        yield published.text


def visible_of(kind: str, records: Callable[[], Any]) -> Callable[[Viewer, Sequence[str]], set[str]]:
    def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
        seen: QuerySet[Any] = records().visible_to(viewer).filter(code__in=codes_of(refs))
        return {make_ref(kind, code) for code in seen.values_list("code", flat=True)}

    return visible


def all_of(kind: str, records: Callable[[], Any]) -> Callable[[], Iterator[str]]:
    def all_refs() -> Iterator[str]:
        for code in records().visible_to(PUBLIC).order_by("pk").values_list("code", flat=True).iterator():
            yield make_ref(kind, code)

    return all_refs


register_ref(BODY, body_target)
register_ref(MEETING, target_of(lambda: Meeting.objects))
register_ref(CALL, target_of(lambda: Call.objects))
register_ref(DRAW, target_of(lambda: Draw.objects))
registry.register(
    BODY,
    load=load_bodies,
    visible=visible_of(BODY, lambda: Body.objects),
    all_refs=all_of(BODY, lambda: Body.objects),
    label=_("Bodies"),
    facets={"body_kind": registry.Facet(_("Kind"), dict(Body.Kind.choices))},
)
registry.register(
    MEETING,
    load=load_meetings,
    visible=visible_of(MEETING, lambda: Meeting.objects),
    all_refs=all_of(MEETING, lambda: Meeting.objects),
    label=_("Meetings"),
    facets={"meeting_state": registry.Facet(_("State"), dict(Meeting.State.choices))},
)
for kind, label in KINDS.items():
    register_kind(kind, label)
