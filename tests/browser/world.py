"""A small site to look at: what the visited pages show."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.disclosure import actions
from madang.disclosure.ahead.queries import open_days
from madang.disclosure.models import Document, Intake
from madang.disclosure.tests.papers import OPEN, judged
from madang.ledger.models import Entry
from madang.notices import actions as actions_of_notices
from madang.opendata.actions import demand, keytypes, register
from madang.opendata.models import HeldType
from madang.plans.actions import load_plan, take_snapshot
from madang.plans.planfile import read_plan
from madang.search.actions import rebuild
from madang.surveys import actions as surveys
from madang.surveys.tests.factories import answer_often
from madang.surveys.tests.samples import DOCUMENT as SURVEY
from madang.surveys.tests.samples import WEIGHTING
from tests.browser.bodies_world import build_bodies
from tests.browser.data_world import build_tables
from tests.browser.ecosystem_world import build_ecosystem
from tests.browser.plans_world import build_register
from tests.browser.requests import build_requests
from tests.browser.withheld_world import Withheld, build_withheld

PLANS = Path(__file__).resolve().parents[2] / "actionplans"


@dataclass
class World:
    """agency: with documents. document: a published one's page. kept_day: a snapshot's page.

    contribution: to a plan. entry: the ledger's.
    """

    agency: Organisation
    document: str = ""
    kept_day: str = ""
    contribution: str = ""
    information: str = ""
    entry: str = ""
    held: str = ""
    key_type: str = ""
    data_request: str = ""
    discussion: str = ""
    withheld: Withheld | None = None
    bodies: dict[str, str] = field(default_factory=dict)
    ecosystem: dict[str, str] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)


TEXT = """1. 추진 배경
  가. 노후 도로 12개 구간을 정비하고 야간 보행 안전을 위해 조명을 바꾼다.

| 구간 | 길이(m) |
| 동부로 | 1,200 |
"""


def hand_over(agency: Organisation) -> str:
    """Enter one document of every fate; returns the address of the published one."""
    intake = Intake.objects.create(organisation=agency, at=now(), state=Intake.State.FINISHED)
    closed = replace(OPEN, title="계약 심사 결과", classification="closed", items=(5,))
    papers = [
        judged(
            "plan.hwpx",
            TEXT,
            metadata=replace(OPEN, title="2026년 상반기 도로 정비 공사 추진 계획", number="도로과-118"),
        ),
        judged("held.hwpx", "보류", state="held", metadata=replace(OPEN, title="직위가 빠진 문서")),
        judged("waiting.hwpx", "대기", state="waiting"),
        judged("closed.hwpx", "비공개", state="closed", metadata=closed),
    ]
    actions.enter_batch(intake=intake, judged=papers, by=SYSTEM, at=now())
    return Document.objects.get(current__extent="whole").get_absolute_url()


def build_people(world: World) -> None:
    """Who looks: a citizen, a records and a disclosure officer of the agency, an administrator."""
    for name, role, organisation in (
        ("citizen", None, None),
        ("officer", Role.RECORDS_OFFICER, world.agency),
        ("administrator", Role.ADMINISTRATOR, None),
        ("discloser", Role.DISCLOSURE_OFFICER, world.agency),
    ):
        world.people[name] = User.objects.create_user(f"{name}@example.org", name=name.title())
        if role:
            RoleHeld.objects.create(
                user=world.people[name], role=role, organisation=organisation, since_on=date(2020, 1, 1)
            )


def build_world() -> World:
    agency = Organisation.objects.create(
        code="B000001",
        kind=Organisation.Kind.MINISTRY,
        name_ko="한빛안전처",
        name_en="Hanbit Safety Agency",
        established_on=date(2010, 1, 1),
    )
    world = World(agency)
    build_people(world)
    build_notices(world)
    world.information = build_lists(world)
    world.document = hand_over(agency)
    actions_of_notices.tell_waiting(at=now())
    for role in (Role.DATA_OFFICER, Role.SECRETARY):
        RoleHeld.objects.create(user=world.people["officer"], role=role, organisation=agency, since_on=date(2020, 1, 1))
    build_open_data(world)
    world.bodies = build_bodies(agency)
    world.discussion = build_tables(agency, world.people["officer"])
    world.ecosystem = build_ecosystem(agency, citizen=world.people["citizen"], officer=world.people["officer"])
    build_surveys(agency)
    world.kept_day = build_plans()
    world.contribution = build_register(world.people["administrator"], world.people["citizen"])
    world.asked = build_requests(agency, citizen=world.people["citizen"], officer=world.people["discloser"])
    world.entry = Entry.objects.filter(kind="disclosure.document.published").get().get_absolute_url()
    world.withheld = build_withheld(agency, world.people["officer"])
    rebuild(at=now(), progress=lambda done: None)
    return world


def build_lists(world: World) -> str:
    """An announced information with promises kept, late and missed. Returns its page."""
    officer, start = world.people["officer"], now() - timedelta(days=100)
    made = actions.announce_information(
        organisation=world.agency,
        area="health",
        title="비급여 진료비 가격",
        scope="의료기관별 비급여 항목 최저·최고 가격",
        method="데이터셋",
        cycle="monthly",
        first_due_on=localdate(start),
        by=officer,
        at=start,
    )
    days = open_days(made, at=localdate())
    for due_on, late in ((days[0], 0), (days[1], 5)):
        at = start + timedelta(days=(due_on - days[0]).days + late)
        actions.fulfil_promise(information=made, due_on=due_on, what="https://open.example/a", by=officer, at=at)
    return made.get_absolute_url()


def build_notices(world: World) -> None:
    """The citizen follows the agency, so that what it publishes next is a notice, and has a program told."""
    citizen, at = world.people["citizen"], now()
    actions_of_notices.follow(subject=world.agency.ref, by=citizen, language="ko", at=at)
    hook = actions_of_notices.add_webhook(url="https://program.example/hook", by=citizen, language="ko", at=at)
    actions_of_notices.try_webhook(webhook=hook, at=at)


def build_surveys(agency: Organisation) -> None:
    """A draft, an open survey, and one that has closed with results."""
    opened, at = now() - timedelta(days=9), now()
    names = {"draft": "초안 조사", "awareness": "공공데이터 이용 조사", "needs": "필요한 정보 조사"}
    for slug, title in names.items():
        survey = surveys.create_survey(
            organisation=agency,
            slug=slug,
            title_ko=title,
            title_en=f"Survey {slug}",
            form=SURVEY,
            weighting=WEIGHTING,
            opens_at=opened,
            closes_at=at + timedelta(days=9),
            by=None,
            at=opened,
        )
        if slug != "draft":
            surveys.announce_survey(survey=survey, by=None, at=opened)
    answer_often(survey, 40, at=at)
    values = {"aware": "yes", "areas": ["other"], "areas__other": "날씨", "why": "더 자주 갱신해 주십시오."}
    surveys.enter_paper(survey=survey, number=99, values=values, by=None, at=at)
    surveys.close_survey(survey=survey, by=None, at=at)


def build_plans() -> str:
    """Load both plans and keep a day of the demonstration's. Returns the address of that day."""
    at = now()
    for name in ("korea-2014", "demonstration"):
        draft = read_plan((PLANS / f"{name}.toml").read_text(), today=localdate(at))
        version = load_plan(draft=draft, by=SYSTEM, at=at).version
    return take_snapshot(version=version, day=localdate(at) - timedelta(days=1), at=at).get_absolute_url()


def build_open_data(world: World) -> None:
    """A register with an entry of every status, one of them nominated as key data."""
    at, today = now(), localdate()
    area = register.define_area(
        code="safety", name_ko="재난안전", name_en="Disaster and safety", since_on=date(2020, 1, 1), by=None, at=at
    )
    statements: list[dict[str, object]] = [
        {"status": "open"},
        {"status": "planned", "planned_on": today - timedelta(days=3)},
        {"status": "closed", "reason": "17-1-1", "items": [6], "note": "신청자의 연락처가 들어 있습니다."},
    ]
    for number, said in enumerate(statements, 1):
        held = register.register_held(
            organisation=world.agency,
            number=f"S-{number}",
            title=f"다중이용시설 안전 점검 결과 {number}",
            area=area,
            held_since_on=date(2015, 1, 1),
            by=None,
            at=at,
        )
        register.state_openness(held=held, since_on=today - timedelta(days=400), by=None, at=at, **said)  # type: ignore[arg-type]
    world.held = held.get_absolute_url()
    build_demand(world, held)


def build_demand(world: World, held: HeldType) -> None:
    """A nomination of key data and a request for data, beside a figure that was reported elsewhere."""
    at, today = now(), localdate()
    register.report_figure(
        basis="plan",
        on=date(today.year - 1, 12, 31),
        open_types=1,
        held_types=3,
        rate="33.3",
        source="계획",
        by=None,
        at=at,
    )
    keytypes.set_criterion(code="demand", name_ko="수요", name_en="Demand", weight=3, by=None, at=at)
    nomination = keytypes.nominate(held=held, reason="현장에서 자주 묻습니다.", by=world.people["citizen"], at=at)
    keytypes.comment(nomination=nomination, stance="support", text="찬성합니다.", by=world.people["officer"], at=at)
    world.key_type = nomination.get_absolute_url()
    asked = demand.submit_request(
        organisation=world.agency,
        kind="data",
        title="다중이용시설 점검 일정",
        text="방문 전에 확인하려고 합니다.",
        by=world.people["citizen"],
        at=at,
    )
    world.data_request = asked.get_absolute_url()
