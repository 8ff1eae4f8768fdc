"""More bodies of the invented country: task forces of all areas, a committee, a watch group, a jury drawn by lot.

Every act is the ordinary one, at its moment in the two years before `today`. One task force misses a meeting, and one
set of minutes is late: the site says so by itself.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.bodies import actions
from madang.bodies.actions.records import MAJORITY
from madang.bodies.computing import compute
from madang.bodies.models import Body, Call, Draw, Meeting
from madang.common.actors import Actor
from madang.portal.demonstration.country.bodies import (
    BODIES,
    JURY_QUOTAS,
    JURY_SIZE,
    Made,
    agenda_of,
    jury_pool,
    people_of,
)

Act = Callable[[], None]
Happening = tuple[str, datetime, Act]
MORNING, AFTERNOON = time(10), time(14)
DAY = timedelta(days=1)
NOTICE, WRITTEN = timedelta(days=14), timedelta(days=9)


def moment(on: date, hour: time = MORNING) -> datetime:
    return datetime.combine(on, hour, get_current_timezone())


def steps(today: date) -> Iterator[Happening]:
    """What happened in the bodies: name, moment and act of each step. Every step may be repeated."""
    for made in BODIES:
        founded = today - timedelta(days=made.founded)
        yield f"body:{made.code}", moment(founded), partial(found, made, founded)
        for place, days in enumerate(made.meetings):
            yield from meeting_steps(made, place, today - timedelta(days=days), today)
    yield from jury_steps(today)
    opens = today - timedelta(days=6)
    yield "call:road-watch", moment(opens), partial(announce, opens)


def secretary(made: Made) -> Actor:
    return Actor(ref="madang:demonstration", office=f"secretary@{made.office}")


def found(made: Made, on: date) -> None:
    """Establish a body with its seats, duties and members; or set the duties of one of the plan's."""
    body = Body.objects.filter(code=made.code).first()
    if body is None and not made.is_of_the_plan:
        body = established(made, on)
    if body and not body.duties.exists():
        for kind, number, denominator in made.duties:
            duty: dict[str, Any] = {"kind": kind, "number": number, "denominator": denominator, "basis": made.basis}
            actions.set_duty(body=body, **duty, since_on=on, by=secretary(made), at=moment(on))


def established(made: Made, on: date) -> Body:
    said: dict[str, Any] = {"by": secretary(made), "at": moment(on)}
    body = actions.establish_body(
        code=made.code,
        kind=made.kind,
        name_ko=made.ko,
        name_en=made.en,
        mandate_ko=made.mandate_ko,
        mandate_en=made.mandate_en,
        legal_basis=made.basis,
        secretariat=made.secretariat,
        organisation=Organisation.objects.get(code=made.office),
        parent=Body.objects.filter(code=made.parent).first(),
        established_on=on,
        shows_names=made.kind != "jury",
        sectors=[
            {"code": code, "name_ko": ko, "name_en": en, "seats": seats, "is_external": external}
            for code, ko, en, seats, external in made.sectors
        ],
        **said,
    )
    for one in people_of(made):
        member = actions.seat_member(
            body=body,
            name=one.name,
            affiliation=one.affiliation,
            sector=body.sectors.get(code=one.sector),
            position=one.position,
            since_on=on,
            **said,
        )
        if one.interest:
            actions.declare_interest(member=member, text=one.interest, **said)
    return body


def meeting_steps(made: Made, place: int, on: date, today: date) -> Iterator[Happening]:
    """A meeting is called, recorded on its evening, and its minutes published some days later."""
    starts_at = moment(on, AFTERNOON)
    name = f"meeting:{made.code}:{place}"
    called_on = max(on - NOTICE, today - timedelta(days=made.founded)) if on <= today else today - timedelta(days=3)
    yield name, moment(called_on), partial(call, made, place, starts_at, moment(called_on))
    if on >= today:
        return
    yield f"{name}:record", starts_at + timedelta(hours=3), partial(record, made, place, starts_at)
    days = WRITTEN if place not in made.late_minutes else timedelta(days=34)
    if on + days < today:
        at = moment(on + days)
        yield f"{name}:minutes", at, partial(publish, made, starts_at, at)
    last = timedelta(days=made.closed_days)
    if made.closed_days and on + last < today:
        yield f"{name}:open", moment(on + last + DAY), partial(open_up, on + last + DAY)


def found_meeting(made: Made, starts_at: datetime) -> Meeting | None:
    return Meeting.objects.filter(body__code=made.code, starts_at=starts_at).first()


def call(made: Made, place: int, starts_at: datetime, at: datetime) -> None:
    body = Body.objects.filter(code=made.code).first()
    if body is None or found_meeting(made, starts_at):
        return
    is_conference, count = place in made.conferences, body.meetings.count() + 1
    number = f"제{count}차 "
    actions.call_meeting(
        body=body,
        title_ko=number + ("학술회의" if is_conference else "정기회의"),
        title_en=f"Conference {count}" if is_conference else f"Regular meeting {count}",
        kind="conference" if is_conference else "regular",
        mode="hybrid" if is_conference else "in-person",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place=made.place,
        access_note="휠체어로 들어올 수 있고 수어 통역을 신청할 수 있습니다." if not made.closed_reason else "",
        is_open=not made.closed_reason,
        closed_reason=made.closed_reason,
        closed_basis=made.closed_basis,
        closed_until=starts_at.date() + timedelta(days=made.closed_days) if made.closed_days else None,
        capacity=None if made.closed_reason else 30,
        agenda=[
            {"title": title, "kind": kind, "is_withheld": bool(made.closed_reason) and kind == "report"}
            for title, kind in agenda_of(made, place)
        ],
        by=secretary(made),
        at=at,
    )


def record(made: Made, place: int, starts_at: datetime) -> None:
    """Who was there, and what was decided: a vote on the first item, with somebody stepping aside now and then."""
    meeting = found_meeting(made, starts_at)
    if meeting is None or meeting.state != Meeting.State.CALLED:
        return
    by, at = secretary(made), starts_at + timedelta(hours=3)
    chance = Random(f"{made.code} {place}")  # noqa: S311 - nothing secret is drawn
    members = list(meeting.body.members.seated(on=starts_at.date()).select_related("body"))
    here = [one for one in members if chance.random() < 0.86] if len(members) > 5 else members
    here = here if len(here) * 2 > len(members) else members
    meeting = actions.record_meeting(meeting=meeting, present=here, by=by, at=at)
    item = meeting.items.order_by("number").first()
    if item is None:
        return
    voters = here
    if made.kind == "committee" and place % 2 and len(here) > 4:
        actions.recuse_member(item=item, member=here[-1], reason="안건 당사자와 같은 기관에서 일했음", by=by, at=at)
        voters = here[:-1]
    votes = {one: chance.choices(("yes", "no", "abstained"), (8, 1, 1))[0] for one in voters}
    is_carried = list(votes.values()).count("yes") >= MAJORITY.least(len(voters))
    text = "원안대로 의결한다." if place % 3 else "시행 시기를 한 달 늦추는 것으로 고쳐 의결한다."
    text = text if is_carried else "찬성이 과반에 이르지 못해 부결한다."
    due_on = starts_at.date() + timedelta(days=60)
    work = "의결 내용을 반영한 시행계획 제출" if is_carried else "보완한 안을 다음 회의에 제출"
    follow_up = {"text": work, "owner": made.secretariat, "due_on": due_on}
    needs_work = made.kind in ("council", "committee")
    actions.take_decision(item=item, text=text, votes=votes, follow_ups=[follow_up] if needs_work else [], by=by, at=at)


def publish(made: Made, starts_at: datetime, at: datetime) -> None:
    meeting = found_meeting(made, starts_at)
    if meeting is None or meeting.state == Meeting.State.CALLED or meeting.minutes.exists():
        return
    present = meeting.attendances.filter(presence="present").count()
    lines = [f"{meeting.body.name_ko} {meeting.title_ko} 회의록", "", f"출석: {present}명", ""]
    for item in meeting.items.all():
        if meeting.is_shut:
            lines.append(f"{item.number}. 비공개로 심의하였다({made.closed_basis}).")
            continue
        lines.append(f"{item.number}. {item.title}")
        lines.append(
            f"   {item.decision.text}" if hasattr(item, "decision") else "   보고를 받고 질의와 답변이 있었다."
        )
    actions.publish_minutes(meeting=meeting, text="\n".join(lines), by=secretary(made), at=at)
    for follow_up in (
        one for item in meeting.items.all() if hasattr(item, "decision") for one in item.decision.follow_ups.all()
    ):
        if meeting.number % 2:
            actions.complete_follow_up(follow_up=follow_up, result="맡은 것을 제출하였음", by=secretary(made), at=at)


def open_up(on: date) -> None:
    """What was closed until the day before is public from now on."""
    actions.open_closed_meetings(on=on, at=moment(on))


def jury_steps(today: date) -> Iterator[Happening]:
    """A jury of twelve from a hundred and fifty volunteers: prepared, published, drawn a week later, seated."""
    made = next(one for one in BODIES if one.kind == "jury")
    first = today - timedelta(days=made.founded - 5)
    yield "draw:prepare", moment(first), partial(prepare, made, first)
    yield "draw:commit", moment(first + timedelta(days=2)), partial(advance, made, moment(first + timedelta(days=2)))
    yield "draw:draw", moment(first + timedelta(days=9)), partial(advance, made, moment(first + timedelta(days=9)))
    yield "draw:seat", moment(first + timedelta(days=16)), partial(advance, made, moment(first + timedelta(days=16)))
    yield "draw:leave", moment(first + timedelta(days=20)), partial(leave, made, first + timedelta(days=20))
    for name, days in (("prepare", 21), ("commit", 23), ("draw", 30), ("seat", 34)):
        at = moment(first + timedelta(days=days))
        yield f"draw:replacement:{name}", at, partial(replace if name == "prepare" else advance, made, at)


def prepare(made: Made, on: date) -> None:
    body = Body.objects.get(code=made.code)
    draw = body.draws.first()
    if draw is None:
        draw = actions.prepare_draw(
            body=body,
            title_ko="주민참여예산 시민배심원 추첨",
            title_en="Draw of the citizens’ jury on the participatory budget",
            size=JURY_SIZE,
            pool=jury_pool(),
            quotas=JURY_QUOTAS,
            beacon="가온복권 612회 당첨 번호 여섯 개(추첨일 저녁 방송)",
            by=secretary(made),
            at=moment(on),
        )
    compute(draw, clock=lambda: moment(on))


def advance(made: Made, at: datetime) -> None:
    """The next step of the latest draw: publish, draw, seat."""
    draw = Draw.objects.filter(body__code=made.code).latest("prepared_at")
    by = secretary(made)
    if draw.state == Draw.State.COMPUTED:
        actions.commit_draw(draw=draw, by=by, at=at)
    elif draw.state == Draw.State.COMMITTED:
        actions.draw_panel(draw=draw, beacon_value="4 11 19 23 38 41", by=by, at=at)
    elif draw.state == Draw.State.DRAWN:
        actions.seat_panel(draw=draw, accepted=draw.panel, since_on=at.date(), by=by, at=at)


def leave(made: Made, on: date) -> None:
    """One of the jury moves away."""
    members = Body.objects.get(code=made.code).members
    if not members.exclude(until_on=None).exists():
        member, reason = members.order_by("number")[0], "다른 시로 이사"
        actions.end_membership(member=member, until_on=on, reason=reason, by=secretary(made), at=moment(on))


def replace(made: Made, at: datetime) -> None:
    """The empty seat is to be drawn for, from those who were never drawn."""
    first = Draw.objects.get(body__code=made.code, replaces=None)
    if first.replacements.exists():
        return
    draw = actions.prepare_replacement(
        draw=first,
        title_ko="주민참여예산 시민배심원 보궐 추첨",
        title_en="Replacement draw of the citizens’ jury on the participatory budget",
        beacon="가온복권 615회 당첨 번호 여섯 개(추첨일 저녁 방송)",
        by=secretary(made),
        at=at,
    )
    compute(draw, clock=lambda: at)


def announce(opens: date) -> None:
    """A call that is open today."""
    body = Body.objects.get(code="daon-road-watch")
    if Call.objects.filter(body=body).exists():
        return
    made = next(one for one in BODIES if one.code == body.code)
    actions.announce_call(
        body=body,
        title_ko="도로안전 시민감시단 단원 모집",
        title_en="Members sought for the road safety watch",
        text_ko="어두운 골목과 파인 도로를 살피고 석 달마다 모여 시에 의견을 낼 시민 다섯 분을 모십니다.",
        text_en="Five citizens are sought who look after dark lanes and damaged roads and meet every three months.",
        seats=5,
        opens_at=moment(opens),
        closes_at=moment(opens + timedelta(days=24), time(18)),
        criteria=[
            {"ko": "현장을 살필 수 있는 시간", "en": "Time to be on site", "weight": 50},
            {"ko": "지역을 아는 정도", "en": "Knowledge of the area", "weight": 30},
            {"ko": "성별·연령·지역 균형", "en": "Balance of sex, age and area", "weight": 20},
        ],
        sector=body.sectors.get(code="citizens"),
        by=secretary(made),
        at=moment(opens),
    )
    applicant = User.objects.filter(email="citizen@demonstration.example").first()
    if applicant:
        actions.apply(
            call=body.calls.get(),
            name=applicant.name or "시민",
            statement="출근길에 날마다 걷는 길의 가로등과 보도를 사진으로 남겨 왔습니다.",
            by=applicant,
            at=moment(opens + timedelta(days=1)),
        )
