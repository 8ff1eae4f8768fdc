"""The bodies that the invented country's plan speaks of, their meetings, and the plans that its council passes."""

from dataclasses import dataclass

SURNAMES = (
    "강고구권나노도류마모문박방배백변서선설성소손송신심안양엄오우유윤이임장전정조주지진차채천최추탁표하한허현홍황"
)
"""One for each member of the largest body: a surname and a number, so that nobody real is meant."""


@dataclass(frozen=True)
class Seats:
    """Seats of one kind and who fills them. position: of those who sit there."""

    code: str
    ko: str
    en: str
    seats: int
    is_external: bool
    affiliation: str
    position: str = "member"


@dataclass(frozen=True)
class Group:
    """A body. from_day: days before `today` on which it was established. meetings: days before `today`."""

    code: str
    kind: str
    ko: str
    en: str
    from_day: int
    seats: tuple[Seats, ...]
    meetings: tuple[int, ...] = ()
    conferences: tuple[int, ...] = ()
    parent: str = ""
    legal_basis: str = ""


STRATEGY = "open-data-strategy-council"
COORDINATION = "data-task-forces"
OFFICE = "9000100"
"""The ministry that runs all of them."""
FIRMS = (
    Seats("public", "공공", "Public sector", 3, False, "관계 부처"),
    Seats("firms", "기업", "Business", 4, True, "데이터 활용 기업"),
)
EVERY_TWO_MONTHS = (340, 280, 220, 160, 100, 40)

GROUPS = (
    Group(
        STRATEGY,
        "council",
        "공공데이터전략위원회",
        "Open Data Strategy Council",
        420,
        (
            Seats("co-chairs", "공동위원장", "Co-chairs", 2, False, "국무조정·민간", "co-chair"),
            Seats("public", "공공 위원", "Public sector", 16, False, "중앙행정기관"),
            Seats("others", "민간 위원", "Outside the public sector", 16, True, "학계·기업·시민사회"),
        ),
        legal_basis="공공데이터법 제5조",
    ),
    Group(
        "post-employment-advisers",
        "advisory-group",
        "취업심사 자문단",
        "Advisers on post-employment inspection",
        330,
        (Seats("advisers", "자문위원", "Advisers", 5, True, "퇴직 공직자·행정학계"),),
        (280, 95),
    ),
    Group(COORDINATION, "task-force", "공공데이터 전담반 협의회", "Data task forces", 360, FIRMS, (), (60,)),
    *(
        Group(
            f"data-task-force-{code}",
            "task-force",
            f"{ko} 전담반",
            f"Task force on {en}",
            358,
            FIRMS,
            meetings,
            parent=COORDINATION,
        )
        for code, ko, en, meetings in (
            ("transport", "교통", "transportation", EVERY_TWO_MONTHS),
            ("weather", "기상", "weather", EVERY_TWO_MONTHS),
            ("health", "보건복지", "health and welfare", EVERY_TWO_MONTHS[:5]),
        )
    ),
)

BASIC, EXECUTION = "open-data-basic-plan", "open-data-execution-plan-1"
TEXT_KO = (
    "1. 목표: 기관이 보유한 데이터의 목록을 모두 공개하고, 세 해 안에 개방률 60 %를 이룬다.\n"
    "2. 방법: 핵심 데이터부터 열고, 전략 분야마다 민관 전담반을 두어 수요를 듣는다.\n3. 점검: 해마다 시행계획을 세우고 이행을 위원회가 평가한다."
)
TEXT_EN = (
    "1. Aim: publish the lists of all data that agencies hold, and reach an open rate of 60 % within three years.\n"
    "2. Means: open key data first, and hear demand in a task force for each strategic area.\n"
    "3. Review: an execution plan each year, whose execution the council judges."
)
ADDED_KO = "\n4. 보호: 개인정보가 든 데이터는 비식별 처리를 거쳐 개방한다."
STATEMENT = "plans:milestone:demonstration/3.e/"
TASKS = (
    ("1", "기관별 데이터 목록 공개", "Publish every agency's list of data", ("M5.12",)),
    ("2", "개방 데이터 확대", "Open more types of data", ("M5.3", "M5.5")),
    ("3", "핵심 데이터 우선 개방", "Open key data first", ("M5.6",)),
    ("4", "전담반 운영", "Run the task forces", ("M5.8", "M5.9")),
)
JUDGED = (
    ("1", "done", "모든 기관의 목록이 등록되어 계획대로 이행했다."),
    ("2", "partly", "데이터 종수는 첫해 목표에 이르렀으나 개방률은 속도에 미치지 못한다."),
    ("3", "not-done", "핵심 데이터의 선정 절차가 끝나지 않아 개방이 시작되지 못했다."),
    ("4", "partly", "한 전담반이 회의를 한 번 거르고 학술회의는 계획대로 열었다."),
)
