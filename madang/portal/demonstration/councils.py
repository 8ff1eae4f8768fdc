"""The bodies of the plan, and the basic plan that its council passes: by the ordinary actions, on their days."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.bodies import actions as bodies
from madang.bodies.models import Body, Decision, Meeting, Member
from madang.common.actors import SYSTEM
from madang.plans import actions
from madang.plans.models import Plan, Policy, PolicyVersion
from madang.portal.demonstration.country import councils as country_of
from madang.portal.demonstration.country.councils import Group, Seats
from madang.portal.demonstration.country.people import officer_key
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN

Act = Callable[[], None]
Agenda = Sequence[dict[str, str]]
BASIC_OPENED, FIRST_READ, SECOND_READ, YEAR_READ, JUDGED = 355, 335, 305, 275, 22
"""Days before `today` on which the council's plans were opened, read and judged."""


def seats_of(one: Seats) -> dict[str, object]:
    """Seats as a body is given them."""
    names = {"code": one.code, "name_ko": one.ko, "name_en": one.en}
    return {**names, "seats": one.seats, "is_external": one.is_external}


@dataclass
class CouncilLoading:
    """The steps of bodies and of the plans that a council passes: (name, moment, act)."""

    country: Country

    def steps(self) -> Iterator[tuple[str, datetime, Act]]:
        yield "councils:secretary", self._at(430, 9), self._enter_secretary
        for group in country_of.GROUPS:
            at = self._at(group.from_day, 10)
            yield f"council:{group.code}", at, self._establishing(group, at)
            for kind, days in (("regular", group.meetings), ("conference", group.conferences)):
                for day in days:
                    yield f"meeting:{group.code}:{day}", self._at(day, 17), self._meeting(group.code, day, kind)
        yield "policy:first", self._at(FIRST_READ, 18), self._first_reading
        yield "policy:second", self._at(SECOND_READ, 18), self._second_reading
        yield "policy:year", self._at(YEAR_READ, 18), self._year_reading
        yield "policy:judged", self._at(JUDGED, 18), self._judgement

    def _on(self, days_ago: int) -> date:
        return self.country.today - timedelta(days=days_ago)

    def _at(self, days_ago: int, hour: int) -> datetime:
        return datetime.combine(self._on(days_ago), time(hour), get_current_timezone())

    def _enter_secretary(self) -> None:
        at, organisation = self._at(430, 9), Organisation.objects.get(code=country_of.OFFICE)
        email = f"secretary-{country_of.OFFICE}@{DOMAIN}"
        user = User.objects.filter(email=email).first()
        user = user or accounts.create_person(email=email, name="위원회 간사", by=SYSTEM, at=at)
        if not RoleHeld.objects.filter(user=user, role=Role.SECRETARY, organisation=organisation).exists():
            accounts.grant_role(
                user=user, role=Role.SECRETARY, organisation=organisation, since_on=at.date(), by=SYSTEM, at=at
            )

    @staticmethod
    def _secretary() -> User:
        return User.objects.get(email=f"secretary-{country_of.OFFICE}@{DOMAIN}")

    def _establishing(self, group: Group, at: datetime) -> Act:
        def act() -> None:
            if Body.objects.filter(code=group.code).exists():
                return
            by = self._secretary()
            body = bodies.establish_body(
                code=group.code,
                kind=group.kind,
                name_ko=group.ko,
                name_en=group.en,
                legal_basis=group.legal_basis,
                organisation=Organisation.objects.get(code=country_of.OFFICE),
                established_on=at.date(),
                parent=Body.objects.filter(code=group.parent).first() if group.parent else None,
                sectors=[seats_of(one) for one in group.seats],
                by=by,
                at=at,
            )
            self._seat(body, group, at)

        return act

    def _seat(self, body: Body, group: Group, at: datetime) -> None:
        surnames = iter(country_of.SURNAMES)
        sectors = {one.code: one for one in body.sectors.all()}
        for seats in group.seats:
            for number in range(1, seats.seats + 1):
                bodies.seat_member(
                    body=body,
                    sector=sectors[seats.code],
                    name=f"{next(surnames)}위원{number}",
                    affiliation=seats.affiliation,
                    position=seats.position,
                    since_on=at.date(),
                    by=self._secretary(),
                    at=at,
                )

    def _meeting(self, code: str, day: int, kind: str) -> Act:
        def act() -> None:
            title = "학술회의" if kind == "conference" else "정기회의"
            self._hold(code, day, title, [{"title": "운영 상황 점검", "kind": "report"}], kind=kind)

        return act

    def _hold(self, code: str, day: int, title: str, agenda: Agenda, *, kind: str = "regular") -> Meeting:
        """A meeting of the body on that day with nine of ten members present, and its minutes a week later."""
        body, starts_at = Body.objects.get(code=code), self._at(day, 14)
        if found := body.meetings.filter(starts_at=starts_at).first():
            return found
        by = self._secretary()
        meeting = bodies.call_meeting(
            body=body,
            title_ko=title,
            title_en="Conference" if kind == "conference" else "Meeting",
            kind=kind,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place="가온행정부 회의실",
            agenda=agenda,
            by=by,
            at=starts_at - timedelta(days=7),
        )
        seated = list(Member.objects.seated(on=meeting.on).filter(body=body).order_by("number"))
        present = [one for one in seated if one.number % 10] or seated
        bodies.record_meeting(meeting=meeting, present=present, by=by, at=starts_at + timedelta(hours=2))
        text = "1. 개회\n2. 안건 논의\n" + "\n".join(f"   - {one['title']}" for one in agenda) + "\n3. 폐회"
        bodies.publish_minutes(meeting=meeting, text=text, by=by, at=self._at(max(day - 7, 0), 11))
        return Meeting.objects.get(pk=meeting.pk)

    def _decide(self, meeting: Meeting, text: str, *, yes: int, no: int, abstained: int, hour: int) -> None:
        item = meeting.items.order_by("number").first()
        if item is not None and not Decision.objects.filter(item=item).exists():
            at = meeting.starts_at + timedelta(hours=hour)
            by = self._secretary()
            bodies.take_decision(item=item, text=text, yes=yes, no=no, abstained=abstained, by=by, at=at)

    def _policy(self, slug: str, kind: str, ko: str, en: str, days: tuple[int, int], *, opened: int) -> Policy:
        if found := Policy.objects.filter(slug=slug).first():
            return found
        return actions.open_policy(
            opening=actions.Opening(
                slug=slug,
                kind=kind,
                title_ko=ko,
                title_en=en,
                starts_on=self._on(days[0]),
                ends_on=self._on(days[1]),
                council=Body.objects.get(code=country_of.STRATEGY),
                parent=Policy.objects.filter(slug=country_of.BASIC).first() if kind == "execution" else None,
                action_plan=Plan.objects.filter(slug="demonstration").first(),
                legal_basis="공공데이터법 제7조" if kind == "basic" else "공공데이터법 제8조",
            ),
            organisation=Organisation.objects.get(code=country_of.OFFICE),
            by=self._officer(),
            at=self._at(opened, 10),
        )

    @staticmethod
    def _officer() -> User:
        return User.objects.get(email=f"{officer_key(country_of.OFFICE)}@{DOMAIN}")

    def _hand_in(self, policy: Policy, number: int, text: str, *, day: int) -> PolicyVersion:
        if found := policy.versions.filter(number=number).first():
            return found
        due = self._on(1).isoformat()
        tasks = [
            actions.Task(key, ko, en, country_of.OFFICE, due, tuple(country_of.STATEMENT + one for one in keys))
            for key, ko, en, keys in country_of.TASKS
        ]
        at, by = self._at(day, 11), self._officer()
        return actions.hand_in_version(
            policy=policy, text_ko=text, text_en=country_of.TEXT_EN, tasks=tasks, by=by, at=at
        )

    def _reading(self, version: PolicyVersion, day: int, text: str, votes: tuple[int, int, int]) -> None:
        agenda = [{"title": f"{version.policy.title_ko} 심의", "kind": "deliberation", "subject": version.ref}]
        meeting = self._hold(country_of.STRATEGY, day, "정기회의", agenda)
        self._decide(meeting, text, yes=votes[0], no=votes[1], abstained=votes[2], hour=3)

    def _basic(self) -> Policy:
        names = ("공공데이터 제공 기본계획", "Basic plan for open data")
        return self._policy(country_of.BASIC, "basic", *names, (365, -730), opened=BASIC_OPENED)

    def _first_reading(self) -> None:
        version = self._hand_in(self._basic(), 1, country_of.TEXT_KO, day=BASIC_OPENED)
        self._reading(version, FIRST_READ, "개인정보 보호 대책이 없어 부결한다.", (11, 17, 2))

    def _second_reading(self) -> None:
        text = country_of.TEXT_KO + country_of.ADDED_KO
        version = self._hand_in(self._basic(), 2, text, day=FIRST_READ - 10)
        self._reading(version, SECOND_READ, "보호 대책을 더한 안을 의결한다.", (27, 2, 1))

    def _year(self) -> Policy:
        names = ("공공데이터 제공 시행계획(첫해)", "Execution plan for open data, first year")
        return self._policy(country_of.EXECUTION, "execution", *names, (365, 1), opened=SECOND_READ - 5)

    def _year_reading(self) -> None:
        version = self._hand_in(self._year(), 1, "첫해에 할 일과 맡을 기관을 정한다.", day=SECOND_READ - 10)
        self._reading(version, YEAR_READ, "원안대로 의결한다.", (29, 0, 1))

    def _judgement(self) -> None:
        policy = self._year()
        agenda = [{"title": f"{policy.title_ko} 이행 평가", "kind": "report", "subject": policy.ref}]
        meeting = self._hold(country_of.STRATEGY, JUDGED, "정기회의", agenda)
        item = meeting.items.get(number=1)
        for key, grade, reason in country_of.JUDGED:
            if not policy.evaluations.filter(task_key=key, item=item).exists():
                actions.evaluate_task(
                    policy=policy,
                    task_key=key,
                    item=item,
                    grade=grade,
                    reason=reason,
                    by=self._secretary(),
                    at=self._at(JUDGED, 18),
                )
