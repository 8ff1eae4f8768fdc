"""Which bodies the invented country has, who sits in them and when they met. Plain data; days are before `today`."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from madang.portal.demonstration.country import held

GIVEN = [
    "가람",
    "가온",
    "나래",
    "다온",
    "다솜",
    "도담",
    "라온",
    "마루",
    "미르",
    "벼리",
    "보담",
    "새론",
    "소담",
    "슬기",
    "아라",
    "아름",
    "온새",
    "윤슬",
    "이든",
    "주리",
    "찬솔",
    "초롱",
    "한결",
    "한별",
    "한울",
    "해담",
    "해솔",
    "흰별",
    "누리",
    "두리",
]
SURNAMES = [
    "강",
    "고",
    "곽",
    "권",
    "김",
    "남",
    "노",
    "문",
    "민",
    "박",
    "방",
    "배",
    "서",
    "손",
    "송",
    "신",
    "심",
    "안",
    "양",
    "오",
    "우",
    "유",
    "윤",
    "이",
    "임",
    "장",
    "전",
    "정",
    "조",
    "차",
    "최",
    "하",
    "한",
    "허",
    "홍",
    "황",
]
OUTSIDE = (
    "한빛대학교 교수",
    "다온시민연대 활동가",
    "누리데이터 대표",
    "가람법률사무소 변호사",
    "미르언론 기자",
    "소담연구원 연구위원",
)
INSIDE = ("가온행정부 국장", "다솜복지부 국장", "이든보건부 국장", "가온통계청 과장", "가온데이터진흥원 본부장")
OF_THE_PLAN = {"transport": "transport", "weather": "weather", "welfare": "health"}
"""Areas whose task forces the plan itself establishes, and the last word of those bodies' codes."""
AREAS = tuple(area for area in held.AREAS if area[0] not in OF_THE_PLAN)


@dataclass(frozen=True)
class Made:
    """A body of the demonstration. founded: days before today. meetings: days before today, negative for those to come.

    sectors: code, Korean, English, seats, from outside. duties: kind, number, of. late_minutes: of which meetings.
    is_of_the_plan: established with the plan's own bodies; what is here is only added to it.
    """

    code: str
    kind: str
    ko: str
    en: str
    office: str
    secretariat: str
    founded: int
    mandate_ko: str
    mandate_en: str
    basis: str
    place: str
    sectors: tuple[tuple[str, str, str, int, bool], ...]
    duties: tuple[tuple[str, int, int], ...]
    meetings: tuple[int, ...] = ()
    conferences: tuple[int, ...] = ()
    late_minutes: tuple[int, ...] = ()
    parent: str = ""
    closed_reason: str = ""
    closed_basis: str = ""
    closed_days: int = 0
    topics: tuple[str, ...] = ("추진 계획 심의", "추진 현황 보고")
    fills: int = 100
    is_of_the_plan: bool = False


@dataclass(frozen=True)
class Sitting:
    name: str
    affiliation: str
    sector: str
    position: str = "member"
    interest: str = ""


def people_of(made: Made) -> Iterator[Sitting]:
    """Who sits in a body: invented names, the same every time. A jury is filled by lot, not here."""
    if made.kind == "jury" or made.fills == 0:
        return
    chance = Random(made.code)
    names = [f"{surname}{given}" for surname in SURNAMES for given in GIVEN]
    chance.shuffle(names)
    for code, _ko, _en, seats, is_external in made.sectors:
        for place in range(seats):
            position = "co-chair" if code == "co-chairs" else "chair" if code == "chair" else "member"
            affiliation = chance.choice(OUTSIDE if is_external or (code == "co-chairs" and place) else INSIDE)
            interest = f"{affiliation.split()[0]}의 자문위원을 겸함" if is_external and place % 7 == 3 else ""
            yield Sitting(names.pop(), affiliation, code, position, interest)


def agenda_of(made: Made, place: int) -> list[tuple[str, str]]:
    """Titles of a meeting's items, and whether they are decided or reported."""
    return [
        (topic if number else f"제{place + 1}차 {topic}", "report" if "보고" in topic else "deliberation")
        for number, topic in enumerate(made.topics)
    ]


def task_force(place: int, code: str, ko: str, en: str) -> Made:
    """One of thirteen beside the plan's three; the last one has not met for too long."""
    days = tuple(345 - 58 * turn - place % 5 for turn in range(6))
    return Made(
        code=f"data-task-force-{code}",
        kind="task-force",
        ko=f"{ko} 전담반",
        en=f"Task force on {en.lower()}",
        office="9000100",
        secretariat="가온행정부 공공데이터과",
        founded=352,
        mandate_ko=f"{ko} 분야에서 어떤 데이터를 먼저 열지 정하고 여는 일을 살핍니다.",
        mandate_en=f"Decides which data to open first in the field “{en}”, and follows the work.",
        basis="가온 공공데이터 기본계획 제4장",
        place="가온정부청사 별관 3층",
        sectors=(("officials", "공공위원", "Officials", 2, False), ("outside", "민간위원", "From outside", 3, True)),
        duties=(("meeting-every-months", 2, 1), ("external-share", 1, 2)),
        meetings=days[:-1] if place == len(AREAS) - 1 else days,
        parent="data-task-forces",
        topics=(f"{ko} 데이터 개방 순서 심의", "개방 현황 보고"),
    )


def of_the_plan(code: str, days: int, *duties: tuple[str, int, int], meetings: tuple[int, ...] = ()) -> Made:
    """What is added to a body that the plan's loading establishes: duties, and a meeting to come."""
    return Made(
        code=code,
        kind="",
        ko="",
        en="",
        office="9000100",
        secretariat="",
        founded=days,
        mandate_ko="",
        mandate_en="",
        basis="가온 열린정부 실행계획",
        place="가온정부청사 대회의실",
        sectors=(),
        duties=duties,
        meetings=meetings,
        topics=("시행계획 심의", "전략 분야 추진 현황 보고", "국민 제안 심의"),
        is_of_the_plan=True,
    )


PLANNED = (
    of_the_plan(
        "open-data-strategy-council", 355, ("meetings-a-year", 2, 1), ("minutes-within-days", 14, 1), meetings=(-20,)
    ),
    of_the_plan("data-task-forces", 355, ("conferences-a-year", 1, 1), meetings=(-45,)),
    of_the_plan("data-task-force-transport", 355, ("meeting-every-months", 2, 1)),
    of_the_plan("data-task-force-weather", 355, ("meeting-every-months", 2, 1)),
    of_the_plan("data-task-force-health", 355, ("meeting-every-months", 2, 1)),
    of_the_plan("post-employment-advisers", 300, ("meetings-a-year", 2, 1)),
)
COMMITTEE = Made(
    code="daon-disclosure-committee",
    kind="committee",
    ko="다온광역시 정보공개심의회",
    en="Information disclosure committee of Daon",
    office="9020000",
    secretariat="다온광역시 기록정보과",
    founded=690,
    mandate_ko="공개 여부를 정하기 어려운 청구와 이의신청을 심의합니다.",
    mandate_en="Deliberates on requests that are hard to decide and on objections.",
    basis="공공기관의 정보공개에 관한 법률 제12조",
    place="다온광역시청 소회의실",
    sectors=(
        ("chair", "위원장", "Chair", 1, True),
        ("officials", "내부위원", "Officials", 2, False),
        ("outside", "외부위원", "From outside", 4, True),
    ),
    duties=(("external-share", 2, 3), ("minutes-within-days", 14, 1), ("meeting-every-months", 4, 1)),
    meetings=(660, 560, 450, 340, 230, 120, 25),
    late_minutes=(4,),
    closed_reason="청구인의 개인정보와 비공개 대상 정보를 다룸",
    closed_basis="공공기관의 정보공개에 관한 법률 제9조제1항제6호",
    closed_days=180,
    topics=("이의신청 사건 심의", "비공개 세부 기준 점검 보고"),
)
WATCH = Made(
    code="daon-road-watch",
    kind="watch-group",
    ko="다온광역시 도로안전 시민감시단",
    en="Road safety watch of Daon",
    office="9020000",
    secretariat="다온광역시 도로과",
    founded=30,
    mandate_ko="파인 도로와 꺼진 가로등을 살피고 고쳐지는지 지켜봅니다.",
    mandate_en="Looks for damaged roads and broken lights, and watches whether they are mended.",
    basis="다온광역시 시민참여 조례 제8조",
    place="다온광역시청 시민회의실",
    sectors=(("citizens", "시민단원", "Citizens", 5, True),),
    duties=(("meeting-every-months", 3, 1),),
    fills=0,
)
JURY = Made(
    code="daon-budget-jury",
    kind="jury",
    ko="다온광역시 주민참여예산 시민배심원단",
    en="Citizens’ jury on the participatory budget of Daon",
    office="9020000",
    secretariat="다온광역시 예산담당관",
    founded=60,
    mandate_ko="주민이 낸 사업 제안의 우선순위를 숙의하여 권고합니다.",
    mandate_en="Deliberates on the order of projects that residents have proposed.",
    basis="다온광역시 주민참여예산 조례 제15조",
    place="다온광역시청 대강당",
    sectors=(),
    duties=(),
    meetings=(12, -16),
    topics=("제안 사업 우선순위 숙의", "분야별 재정 여건 보고"),
)
BODIES = (
    *PLANNED,
    *(task_force(place, *area) for place, area in enumerate(AREAS)),
    COMMITTEE,
    WATCH,
    JURY,
)
JURY_SIZE = 12
AGES = ("18-34", "35-49", "50-64", "65+")
DISTRICTS = ("동구", "서구", "남구", "북구")
JURY_QUOTAS = "feature,value,min,max\n" + "".join(
    f"{feature},{value},{least},{most}\n"
    for feature, values, least, most in (
        ("성별", ("여", "남"), 6, 6),
        ("나이", AGES, 2, 4),
        ("사는 곳", DISTRICTS, 2, 4),
        ("주거", ("자가", "임차"), 4, 8),
    )
    for value in values
)


def jury_pool() -> str:
    """A hundred and fifty volunteers, as the city's list: older people and owners volunteer more often."""
    chance = Random(150)
    rows = ["id,성별,나이,사는 곳,주거,household"]
    for number in range(150):
        age = chance.choices(AGES, (1, 2, 4, 5))[0]
        home = chance.choices(("자가", "임차"), (5, 2))[0]
        area = chance.choices(DISTRICTS, (4, 3, 2, 1))[0]
        house = f"{number // 2}" if number < 16 else ""
        rows.append(f"접수-{number:03},{chance.choices(('여', '남'), (3, 4))[0]},{age},{area},{home},{house}")
    return "\n".join(rows) + "\n"
