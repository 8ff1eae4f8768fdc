"""Promising companies of the invented country: a first round of twelve, support, and an open call."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, islice

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.common.checkdigits import is_business
from madang.opendata.actions import agreements, companies
from madang.opendata.models import (
    Agreement,
    Company,
    CompanyApplication,
    CompanyCall,
    CompanyOutcome,
    CompanySupport,
    Dataset,
)
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.demand import CITIZENS, citizen
from madang.portal.demonstration.signing_in import DOMAIN

OFFICE = "9000100"
CRITERIA = {"성장 가능성": 3, "공공데이터 활용도": 3, "사회적 효과": 2}
FIRST, SECOND = "제1차 공공데이터 유망 기업 공모", "제2차 공공데이터 유망 기업 공모"
FIRST_OPENS, FIRST_CLOSES, FIRST_DECIDED = 199, 185, 180
"""Days before today."""
NAMES = (
    ("숨결지도", "대기질과 보행로를 엮어 공기가 나은 길을 알려 줍니다.", "air-quality"),
    ("맑은창", "학교 둘레의 미세먼지를 창문 여닫는 시각으로 바꾸어 알립니다.", "air-quality"),
    ("온기상연구소", "대기질과 병원 예약을 견주어 호흡기 환자 수를 내다봅니다.", "air-quality"),
    ("다온주차", "공영주차장의 요금과 위치로 주차를 예약합니다.", "parking-lots"),
    ("빈칸", "주차장의 빈자리를 배달 기사에게 알려 줍니다.", "parking-lots"),
    ("골목물류", "주차 자료로 골목 배송 경로를 짭니다.", "parking-lots"),
    ("길동무", "휠체어로 갈 수 있는 주차장을 찾아 줍니다.", "parking-lots"),
    ("안심등하교", "보호구역 사고를 보고 통학로를 골라 줍니다.", "child-zones"),
    ("노란신호", "보호구역에 들어선 차에 목소리로 알립니다.", "child-zones"),
    ("한걸음보험", "사고 자료로 통학 보험을 설계합니다.", "child-zones"),
    ("먼지셈", "사업장의 먼지를 공공 측정값과 견줍니다.", "air-quality"),
    ("바람길", "대기질로 창고 환기 시각을 정합니다.", "air-quality"),
    ("요금비교", "주차 요금을 모아 광고와 함께 보여 줍니다.", "parking-lots"),
    ("사고속보", "사고 소식을 모아 전합니다.", "child-zones"),
)
CHOSEN = 12
SUPPORT = (
    # company, days before today, kind, amount, text, giver
    (0, 150, "consulting", None, "사업 모델을 네 차례 함께 다듬었습니다.", "가온창업진흥원"),
    (0, 120, "funding", 20_000_000, "시제품 제작비", "가온행정부"),
    (3, 110, "promotion", None, "투자자 설명회에 소개했습니다.", "가온정보산업협회"),
    (7, 90, "technical", None, "실시간 API를 함께 만들었습니다.", "가온교통부"),
    (9, 60, "infrastructure", None, "여섯 달 동안 사무 공간을 빌려주었습니다.", "가온창업진흥원"),
)
AGREEMENTS = (
    # days before today, partner, title, what the office gives, what the partner gives, what came of it
    (
        190,
        "가온창업진흥원",
        "공공데이터 창업 지원 협약",
        "데이터 자문과 유망 기업 추천",
        "사업 자문과 사무 공간",
        "유망 기업 두 곳이 자문과 공간을 지원받았습니다.",
    ),
    (
        160,
        "가온정보산업협회",
        "유망 기업 홍보 협약",
        "행사 자료와 장소",
        "투자자 설명회 개최와 소개",
        "설명회를 한 번 열었습니다.",
    ),
)
OUTCOMES = (
    # company, days before today, measure, value, unit, source
    (0, 40, "users", "18400", "명", "회사가 낸 이용 통계"),
    (0, 40, "jobs", "4", "명", "고용보험 가입 확인서"),
    (3, 35, "investment", "150000000", "원", "투자 계약서"),
    (7, 30, "sales", "82000000", "원", "분기 재무제표"),
)
Happening = tuple[str, datetime, Callable[[], None]]


def moment(on: date, hour: int = 17) -> datetime:
    return datetime.combine(on, time(hour), get_current_timezone())


def happenings(country: Country) -> Iterator[Happening]:
    """Two calls, twelve choices, and what was entered of the companies, on their days."""
    today = country.today
    opened, applied = moment(today - timedelta(days=FIRST_OPENS)), moment(today - timedelta(days=FIRST_OPENS - 4))
    decided = moment(today - timedelta(days=FIRST_DECIDED))
    closes = today - timedelta(days=FIRST_CLOSES)
    yield "companies:call:1", opened, lambda: call(FIRST, opened, closes)
    yield "companies:apply:1", applied, lambda: apply_all(FIRST, 0, len(NAMES), applied)
    yield "companies:decide:1", decided, lambda: decide_all(decided)
    for number, said in enumerate(AGREEMENTS):
        at = moment(today - timedelta(days=said[0]), 10)
        yield f"companies:agreement:{number}", at, _entering(agree, number, at)
        after = moment(today - timedelta(days=50))
        yield f"companies:agreement-outcome:{number}", after, _entering(tell_of_agreement, number, after)
    for number, given in enumerate(SUPPORT):
        at = moment(today - timedelta(days=given[1]))
        yield f"companies:support:{number}", at, _entering(support, number, at)
    for number, found in enumerate(OUTCOMES):
        at = moment(today - timedelta(days=found[1]))
        yield f"companies:outcome:{number}", at, _entering(outcome, number, at)
    again = moment(today - timedelta(days=9))
    yield "companies:call:2", again, lambda: call(SECOND, again, today + timedelta(days=21))
    later = moment(today - timedelta(days=2))
    yield "companies:apply:2", later, lambda: apply_all(SECOND, CHOSEN, len(NAMES), later)


def _entering(act: Callable[[int, datetime], None], number: int, at: datetime) -> Callable[[], None]:
    return lambda: act(number, at)


def officer() -> User:
    return User.objects.get(email=f"data-{OFFICE}@{DOMAIN}")


def numbers() -> list[str]:
    """Business numbers with a right check digit that no tax office gives out: those offices begin with 1."""
    return list(islice((f"{n:010}" for n in count(1) if is_business(f"{n:010}")), len(NAMES)))


def call(title: str, at: datetime, closes_on: date) -> None:
    if not CompanyCall.objects.filter(title=title).exists():
        companies.open_call(
            organisation=Organisation.objects.get(code=OFFICE),
            title=title,
            text="공공데이터로 사업하는 예비 창업자와 중소기업이면 신청할 수 있습니다. 자문과 홍보를 지원합니다.",
            opens_on=at.date(),
            closes_on=closes_on,
            places=CHOSEN,
            criteria=CRITERIA,
            by=officer(),
            at=at,
        )


def apply_all(title: str, first: int, last: int, at: datetime) -> None:
    about = CompanyCall.objects.get(title=title)
    for place, number in list(enumerate(numbers()))[first:last]:
        name, intro, slug = NAMES[place]
        if not CompanyApplication.objects.filter(call=about, business_number=number).exists():
            companies.apply(
                call=about,
                name=f"{name}(가상 기업)",
                business_number=number,
                intro=intro,
                plan="한 해 동안 이용자를 두 배로 늘리려 합니다. 홍보와 기술 자문이 필요합니다.",
                datasets=list(Dataset.objects.filter(slug=slug)),
                by=citizen(place % CITIZENS),
                at=at,
            )


def decide_all(at: datetime) -> None:
    waiting = CompanyApplication.objects.filter(call__title=FIRST, state=CompanyApplication.State.RECEIVED)
    places = {number: place for place, number in enumerate(numbers())}
    for application in waiting.order_by("pk"):
        place = places[application.business_number]
        keys = [criterion.pk for criterion in application.call.criteria.all()]
        is_chosen = place < CHOSEN
        given = {
            key: (3 + (place + step) % 3 if is_chosen else 2, "신청서와 발표를 함께 살폈습니다.")
            for step, key in enumerate(keys)
        }
        companies.score_application(application=application, scores=given, by=officer(), at=at)
        reason = (
            "자료를 새롭게 쓰고 이용자가 뚜렷합니다." if is_chosen else "같은 서비스가 이미 있어 차이가 크지 않습니다."
        )
        companies.decide_application(
            application=application, is_chosen=is_chosen, reason=reason, decided_on=at.date(), by=officer(), at=at
        )


def company(place: int) -> Company:
    return Company.objects.get(business_number=numbers()[place])


def support(number: int, at: datetime) -> None:
    place, _days, kind, amount, text, giver = SUPPORT[number]
    if not CompanySupport.objects.filter(company=company(place), kind=kind, on=at.date()).exists():
        companies.enter_support(
            company=company(place),
            organisation=Organisation.objects.get(code=OFFICE),
            kind=kind,
            on=at.date(),
            giver=giver,
            text=text,
            amount=amount,
            agreement=Agreement.objects.filter(partner=giver).first(),
            by=officer(),
            at=at,
        )


def outcome(number: int, at: datetime) -> None:
    place, _days, measure, value, unit, source = OUTCOMES[number]
    if not CompanyOutcome.objects.filter(company=company(place), measure=measure, on=at.date()).exists():
        companies.enter_outcome(
            company=company(place),
            organisation=Organisation.objects.get(code=OFFICE),
            measure=measure,
            on=at.date(),
            value=Decimal(value),
            unit=unit,
            source=source,
            by=officer(),
            at=at,
        )


def agree(number: int, at: datetime) -> None:
    _days, partner, title, office_gives, partner_gives, _outcome = AGREEMENTS[number]
    if not Agreement.objects.filter(title=title).exists():
        agreements.enter_agreement(
            organisation=Organisation.objects.get(code=OFFICE),
            partner=partner,
            title=title,
            signed_on=at.date(),
            since_on=at.date(),
            until_on=at.date() + timedelta(days=730),
            office_gives=office_gives,
            partner_gives=partner_gives,
            by=officer(),
            at=at,
        )


def tell_of_agreement(number: int, at: datetime) -> None:
    agreement = Agreement.objects.get(title=AGREEMENTS[number][2])
    if not agreement.outcomes.exists():
        agreements.enter_agreement_outcome(
            agreement=agreement,
            on=at.date(),
            text=AGREEMENTS[number][5],
            source="협약 이행 점검표(시연)",
            by=officer(),
            at=at,
        )
