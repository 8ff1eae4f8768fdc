"""What the invented country's agencies hold: their registers of data, and how they opened in the last two years. Plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from madang.portal.demonstration.country import sources
from madang.portal.demonstration.country.shapes import Country, Office

AREAS = (
    ("weather", "기상", "Weather"),
    ("transport", "교통", "Transport"),
    ("land", "국토·주거", "Land and housing"),
    ("food", "식의약", "Food and medicine"),
    ("agriculture", "농축산", "Agriculture and livestock"),
    ("culture", "문화관광", "Culture and tourism"),
    ("science", "과학기술", "Science and technology"),
    ("safety", "재난안전", "Disaster and safety"),
    ("welfare", "보건복지", "Health and welfare"),
    ("environment", "환경", "Environment"),
    ("labour", "고용노동", "Employment and labour"),
    ("procurement", "조달", "Procurement"),
    ("patents", "특허", "Patents"),
    ("law", "법무", "Law and justice"),
    ("maritime", "해양수산", "Maritime affairs and fisheries"),
    ("education", "교육", "Education"),
)
"""The sixteen areas; code, Korean and English name."""
AREA_OF = {
    "transport": "transport",
    "housing": "land",
    "food": "food",
    "agriculture": "agriculture",
    "culture": "culture",
    "safety": "safety",
    "welfare": "welfare",
    "health": "welfare",
    "environment": "environment",
    "economy": "labour",
    "openness": "law",
    "maritime": "maritime",
    "education": "education",
    "school": "education",
    "administration": "procurement",
}
KINDS = (
    ("추진 실적", 0.5),
    ("예산 집행 내역", 0.45),
    ("이용 통계", 0.55),
    ("시설 위치 목록", 0.6),
    ("만족도 조사 원자료", 0.25),
    ("신청자 명부", 0.0),
    ("점검 결과", 0.35),
)
"""What an office keeps of a programme, and how likely that is open by now."""
PERSONAL = "신청자 명부"
SHARE_AT_FIRST = 0.03
MONTHS = 24


@dataclass(frozen=True)
class Statement:
    since: date
    status: str
    reason: str = ""
    items: str = ""
    planned: date | None = None
    note: str = ""


@dataclass(frozen=True)
class HeldData:
    """A type of data of one office and what was stated of it, oldest first."""

    office: str
    number: str
    title: str
    description: str
    area: str
    held_since: date
    statements: tuple[Statement, ...]


def begins_on(country: Country) -> date:
    """The day of the first register."""
    return country.today - timedelta(days=30 * MONTHS)


def registers(country: Country) -> tuple[HeldData, ...]:
    """The registers of all offices that are there today."""
    rng = Random(f"madang:{country.seed}:{country.today.isoformat()}:register")
    return tuple(
        held
        for office in country.offices
        if office.dissolved_on is None and office.established_on < begins_on(country)
        for held in _of_office(office, country, rng)
    )


def _of_office(office: Office, country: Country, rng: Random) -> Sequence[HeldData]:
    found: list[HeldData] = []
    for topic in office.topics:
        for programme in sources.programmes(topic):
            if office.programmes and programme.name not in office.programmes:
                continue
            for kind, chance in rng.sample(KINDS, 2 if office.kind == "local-government" else 4):
                number = f"{AREA_OF[topic][:3].upper()}-{len(found) + 1:03d}"
                year = rng.randint(2008, begins_on(country).year - 3)
                found.append(
                    HeldData(
                        office=office.code,
                        number=number,
                        title=f"{programme.name} {kind}",
                        description=f"{programme.department}에서 관리하는 {programme.task} 자료입니다.",
                        area=AREA_OF[topic],
                        held_since=date(year, rng.randint(1, 12), 1),
                        statements=_statements(kind, chance, country, rng),
                    )
                )
    return found


def _statements(kind: str, chance: float, country: Country, rng: Random) -> tuple[Statement, ...]:
    first, today = begins_on(country), country.today
    if kind == PERSONAL:
        return (Statement(first, "closed", "17-1-1", "6", note="신청자의 이름과 연락처가 들어 있습니다."),)
    if rng.random() < SHARE_AT_FIRST:
        return (Statement(first, "open"),)
    drawn = rng.random()
    if drawn < chance * 0.3:
        opened = first + timedelta(days=round((today - first).days * rng.uniform(0.3, 0.995)))
        planned = opened + timedelta(days=rng.choice((-45, -10, 0, 0, 20, 30)))
        return (Statement(first, "planned", planned=max(planned, first)), Statement(opened, "open"))
    if drawn < 0.42:
        return (Statement(first, "planned", planned=today + timedelta(days=rng.randint(-60, 700))),)
    if drawn < 0.8:
        items = rng.choice(("5", "7", "5;7"))
        return (Statement(first, "closed", "17-1-1", items, note="공개될 경우 업무의 공정한 수행에 지장이 있습니다."),)
    return (Statement(first, "closed", "17-1-2", note="외부 기관이 만든 지도와 사진이 들어 있습니다."),)
