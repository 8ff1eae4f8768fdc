"""A council that is behind, with meetings past and to come, a call and a draw: what the browser looks at."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation
from madang.bodies import actions
from madang.bodies.computing import compute
from madang.bodies.models import Body, Call, Draw, Meeting
from madang.common.actors import SYSTEM

QUOTAS = "feature,value,min,max\n나이,젊음,1,2\n나이,늙음,1,2\n"
POOL = "id,나이\n" + "".join(f"{number},{'젊음' if number % 3 else '늙음'}\n" for number in range(9))


def build_bodies(agency: Organisation) -> dict[str, str]:
    """Addresses by name: meeting (held), closed, coming, call, draw, replacement."""
    body = build_council(agency)
    pages = {
        "meeting": build_meeting(body),
        "coming": call_meeting(body, now(), now() + timedelta(days=9), capacity=20),
        "closed": build_closed(body),
        "call": build_call(body),
        "draw": (drawn := build_draw(body)),
        "replacement": build_replacement(body, drawn),
    }
    return {name: page.get_absolute_url() for name, page in pages.items()}


def build_council(agency: Organisation) -> Body:
    founded, said = localdate() - timedelta(days=400), {"by": SYSTEM, "at": now()}
    body = actions.establish_body(
        code="council",
        kind="council",
        name_ko="한빛안전협의회",
        name_en="Hanbit safety council",
        mandate_ko="안전 정책을 심의합니다.",
        organisation=agency,
        established_on=founded,
        sectors=[{"code": "outside", "name_ko": "민간위원", "name_en": "Outside", "seats": 4, "is_external": True}],
        **said,
    )
    actions.set_duty(body=body, kind="meeting-every-months", number=2, since_on=founded, **said)
    actions.set_duty(body=body, kind="external-share", number=1, denominator=2, since_on=founded, **said)
    for name in ("김가온", "이나래", "박다온"):
        member = actions.seat_member(
            body=body, name=name, affiliation="한빛대", sector=body.sectors.get(), since_on=founded, **said
        )
    actions.declare_interest(member=member, text="누리데이터 자문위원", **said)
    return body


def call_meeting(body: Body, at: datetime, starts_at: datetime, **details: object) -> Meeting:
    return actions.call_meeting(
        body=body,
        title_ko="정기회의",
        title_en="Regular meeting",
        place="대회의실",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        agenda=[{"title": "안전 계획 심의"}, {"title": "추진 현황 보고", "kind": "report"}],
        by=SYSTEM,
        at=at,
        **details,
    )


def build_meeting(body: Body) -> Meeting:
    """Held ninety days ago, with a vote, minutes and a follow-up that is overdue."""
    begun, said = now() - timedelta(days=90), {"by": SYSTEM, "at": now()}
    held = call_meeting(body, begun - timedelta(days=9), begun)
    held = actions.record_meeting(meeting=held, present=body.members.all(), **said)
    follow_up = {"text": "시행계획 제출", "owner": "안전정책과", "due_on": localdate() - timedelta(days=5)}
    votes = dict(zip(body.members.all(), ("yes", "yes", "no"), strict=True))
    item = held.items.get(number=1)
    actions.take_decision(item=item, text="원안 의결", votes=votes, follow_ups=[follow_up], **said)
    actions.publish_minutes(meeting=held, text="회의록\n\n1. 원안대로 의결하다.", **said)
    return held


def build_closed(body: Body) -> Meeting:
    """Closed for another sixty days; one decision is published, one title withheld."""
    begun, said = now() - timedelta(days=30), {"by": SYSTEM, "at": now()}
    closing = {"closed_reason": "인사에 관한 사항", "closed_basis": "정보공개법 제9조제1항제5호"}
    details = {"is_open": False, "closed_until": localdate() + timedelta(days=60), **closing}
    held = call_meeting(body, begun - timedelta(days=9), begun, **details)
    held.items.filter(number=2).update(is_withheld=True)
    held = actions.record_meeting(meeting=held, present=body.members.all(), **said)
    decision = actions.take_decision(item=held.items.get(number=1), text="원안 의결", yes=3, **said)
    actions.publish_decision(decision=decision, **said)
    return held


def build_call(body: Body) -> Call:
    return actions.announce_call(
        body=body,
        title_ko="위원 모집",
        text_ko="위원을 모십니다.",
        seats=1,
        criteria=[{"ko": "전문성", "en": "Expertise", "weight": 60}],
        opens_at=now(),
        closes_at=now() + timedelta(days=9),
        by=SYSTEM,
        at=now(),
    )


def build_draw(body: Body) -> Draw:
    said = {"by": SYSTEM, "at": now()}
    draw = actions.prepare_draw(body=body, title_ko="배심원 추첨", size=3, pool=POOL, quotas=QUOTAS, **said)
    compute(draw, clock=now)
    draw = actions.commit_draw(draw=draw, **said)
    return actions.draw_panel(draw=draw, **said)


def build_replacement(body: Body, drawn: Draw) -> Draw:
    """One of the drawn did not accept; the replacement is drawn, and its seat is empty."""
    said = {"by": SYSTEM, "at": now()}
    actions.add_seats(body=body, code="drawn", name_ko="추첨위원", name_en="By lot", seats=3, is_external=True, **said)
    for code in drawn.panel[1:]:
        seat = {"sector": body.sectors.get(code="drawn"), "is_external": True, "since_on": localdate()}
        actions.seat_member(body=body, name=f"시민 {code}", basis=f"{drawn.ref}#{code}", **seat, **said)
    draw = actions.prepare_replacement(draw=drawn, title_ko="배심원 보궐 추첨", title_en="Replacement draw", **said)
    compute(draw, clock=now)
    draw = actions.commit_draw(draw=draw, **said)
    return actions.draw_panel(draw=draw, **said)
