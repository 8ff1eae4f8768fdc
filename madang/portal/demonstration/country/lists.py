"""What invented agencies promised to disclose in advance, and whether they kept it: the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from madang.portal.demonstration.country.shapes import Office

WEEKLY, MONTHLY, QUARTERLY, HALF, YEARLY = "weekly", "monthly", "quarterly", "half-yearly", "yearly"
ANNOUNCED_BACK = 330
"""Days before `today` on which the lists were announced."""


@dataclass(frozen=True)
class Item:
    """A line of a list. topic: of the offices that may promise it. keyword: of documents that fulfil it, or ""."""

    topic: str
    area: str
    title: str
    scope: str
    cycle: str
    keyword: str = ""


ITEMS = (
    Item("health", "health", "비급여 진료비 가격", "의료기관별 비급여 항목 최저·최고 가격", QUARTERLY),
    Item("health", "health", "응급의료기관 평가 결과", "응급의료기관별 평가 등급과 항목별 점수", YEARLY),
    Item("health", "health", "예방접종 위탁의료기관 현황", "시군구별 위탁의료기관과 접종 백신", MONTHLY),
    Item("welfare", "welfare", "노인요양시설 평가 결과", "시설별 평가 등급과 정원, 현원", HALF),
    Item("welfare", "welfare", "복지급여 지급 현황", "급여 종류별 수급 가구와 지급액", MONTHLY),
    Item("welfare", "child-rearing", "어린이집 평가 결과", "어린이집별 평가 등급과 지적 사항", QUARTERLY),
    Item("welfare", "child-rearing", "어린이집 급식비와 보육료 현황", "어린이집별 보육료, 특별활동비, 급식비", MONTHLY),
    Item("food", "food-safety", "식품위생업소 점검 결과", "점검 업소, 위반 내용, 처분", MONTHLY),
    Item("food", "food-safety", "수입식품 부적합 현황", "품목, 제조국, 부적합 사유", WEEKLY),
    Item("administration", "finance", "기관장 업무추진비 집행내역", "건별 집행일, 금액, 목적", MONTHLY, "업무추진비"),
    Item("administration", "finance", "수의계약 현황", "계약명, 상대방, 금액, 사유", MONTHLY, "계약"),
    Item("administration", "finance", "예산 집행 현황", "사업별 예산액과 집행액", QUARTERLY),
    Item("education", "education", "학교급식 점검 결과", "학교별 위생·안전 점검 등급", HALF),
    Item("education", "education", "학교 시설 안전등급", "학교 건물별 안전등급과 보수 계획", YEARLY),
    Item("education", "education", "방과후학교 운영 현황", "학교별 강좌, 수강료, 수강 인원", QUARTERLY),
    Item("economy", "consumers", "생필품 가격 조사 결과", "시장과 대형마트의 품목별 가격", WEEKLY),
    Item("economy", "consumers", "소비자 피해 상담 현황", "품목별 상담 건수와 처리 결과", MONTHLY),
    Item("economy", "jobs", "공공 일자리 모집 현황", "사업별 모집 인원과 임금, 신청 방법", MONTHLY),
    Item("economy", "jobs", "산업단지 고용 현황", "단지별 업체 수와 고용 인원", QUARTERLY),
    Item("culture", "leisure", "등산로 난이도와 통제 구간", "구간별 거리, 난이도, 통제 기간", QUARTERLY),
    Item("culture", "leisure", "공공체육시설 이용 현황", "시설별 이용 요금과 예약 현황", MONTHLY),
    Item("environment", "leisure", "하천·해수욕장 수질 측정 결과", "지점별 수질 측정값", MONTHLY),
    Item("transport", "consumers", "중고차 성능점검 이력", "점검 업체별 점검 건수와 시정 내역", MONTHLY),
    Item("housing", "housing", "공공임대주택 공급 계획", "단지별 공급 호수, 임대료, 입주 시기", QUARTERLY),
    Item("housing", "housing", "공동주택 관리비 현황", "단지별 항목별 관리비", MONTHLY),
)


WANTED = (
    Item("health", "health", "비급여 진료비 의료기관별 비교", "의료기관별 비급여 항목 가격을 한 표로", MONTHLY),
    Item("welfare", "child-rearing", "어린이집 평가 결과 지도", "어린이집별 평가 등급과 위치", QUARTERLY),
    Item("transport", "consumers", "중고차 침수·사고 이력 공개", "차량 유형별 침수·사고 처리 이력 건수", MONTHLY),
    Item("culture", "leisure", "등산로 난이도 안내", "구간별 난이도, 소요 시간, 통제 기간", QUARTERLY),
)
"""What people named in the survey, promised because of it."""


def wanted(offices: tuple[Office, ...]) -> list[tuple[str, Item]]:
    """(office, what it promises because people asked): the first office of each topic that still exists."""
    found = []
    for item in WANTED:
        office = next((one for one in offices if item.topic in one.topics and not one.dissolved_on), None)
        if office:
            found.append((office.code, item))
    return found


@dataclass(frozen=True)
class Promised:
    """A line of one office's list. first_due_on: its first day."""

    office: str
    item: Item
    department: str
    first_due_on: date


def promised(offices: tuple[Office, ...], today: date, seed: int) -> list[Promised]:
    """One to three lines for each office that still exists, in the topics it works on."""
    rng = Random(f"lists:{seed}:{today}")
    announced_on = today - timedelta(days=ANNOUNCED_BACK)
    found = []
    for office in offices:
        offered = [item for item in ITEMS if item.topic in office.topics]
        if office.dissolved_on or not offered:
            continue
        for item in sorted(rng.sample(offered, min(len(offered), rng.choice((1, 2, 2, 3)))), key=lambda one: one.title):
            first = announced_on + timedelta(days=rng.randrange(20, 60))
            found.append(Promised(office.code, item, "", first.replace(day=min(first.day, 25))))
    return found


def day_of_fulfilment(promise: Promised, due_on: date, seed: int) -> date | None:
    """When an office published what was due: mostly in time, sometimes late, sometimes never."""
    rng = Random(f"{seed}:{promise.office}:{promise.item.title}:{due_on}")
    diligence = Random(f"{seed}:{promise.office}").uniform(0.72, 0.97)
    chance = rng.random()
    if chance < diligence:
        return due_on - timedelta(days=rng.choice((0, 0, 1, 1, 2, 3)))
    return due_on + timedelta(days=rng.randrange(1, 30)) if chance < diligence + 0.14 else None


def fulfilments(lines: list[Promised], today: date, seed: int) -> dict[date, list[tuple[Promised, date]]]:
    """What was handed over on each day before `today`: (line, the day it was due)."""
    found: dict[date, list[tuple[Promised, date]]] = {}
    for line in lines:
        for due_on in days_due(line, until=today + timedelta(days=3)):
            on = day_of_fulfilment(line, due_on, seed)
            if on and on < today:
                found.setdefault(on, []).append((line, due_on))
    return found


def days_due(line: Promised, *, until: date) -> Iterator[date]:
    """The due dates of a line; first days are chosen so that every month has them."""
    months = {MONTHLY: 1, QUARTERLY: 3, HALF: 6, YEARLY: 12}.get(line.item.cycle)
    due = line.first_due_on
    while due <= until:
        yield due
        if months is None:
            due += timedelta(days=7)
        else:
            month = due.month - 1 + months
            due = due.replace(year=due.year + month // 12, month=month % 12 + 1)
