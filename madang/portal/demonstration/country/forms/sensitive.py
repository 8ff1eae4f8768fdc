"""Documents that must not be published as they are. Every person in them is out of a folk tale, every number impossible.

Resident numbers have a wrong check digit and the serial 0000, mobile numbers the unassigned exchange 0000, accounts
a bank that does not exist, addresses a city that does not exist.
"""

from random import Random

from madang.portal.demonstration.country.cases import Case
from madang.portal.demonstration.country.forms.drafts import Draft, internal, sent
from madang.portal.demonstration.country.frame import Outline, attachments, related
from madang.portal.demonstration.country.words import day, josa, short_day, thousands
from madang.portal.demonstration.writers.papers import Block, Line, Table

FOLK = (
    "홍길동",
    "성춘향",
    "이몽룡",
    "심청",
    "임꺽정",
    "전우치",
    "박흥부",
    "박놀부",
    "변학도",
    "배비장",
    "허생",
    "옹고집",
)
STREETS = ("느티나무로", "솔바람길", "햇살로", "물결길", "돌담길", "들꽃로")
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def resident_number(rng: Random) -> str:
    """A resident registration number that was never issued: its check digit is wrong."""
    birth = f"{rng.randint(40, 94):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    digits = f"{birth}{rng.choice('12')}0000{rng.randint(0, 9)}"
    right = (11 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11) % 10
    return f"{birth}-{digits[6:]}{(right + rng.randint(1, 9)) % 10}"


def mobile_number(rng: Random) -> str:
    return f"010-0000-{rng.randint(1000, 9999)}"


def account_number(rng: Random) -> str:
    return f"누리은행 000-{rng.randint(10, 99)}-{rng.randint(100000, 999999)}"


def home_address(case: Case) -> str:
    city = " ".join(case.office.seat.split()[:2])
    rng = case.rng
    return f"{city} {rng.choice(STREETS)} {rng.randint(3, 140)}, {rng.randint(101, 112)}동 {rng.randint(2, 18)}0{rng.randint(1, 4)}호"


def petition_reply(case: Case) -> Draft:
    """민원 처리 결과 회신: whose petition, from where, and what became of it."""
    name = case.programme.name
    title = case.one_of(f"{name} 관련 민원 처리 결과 회신", f"민원 회신({name})")
    person = case.rng.choice(FOLK)
    body: list[Block] = [
        Line(f"1. 귀하께서 {day(case.earlier(4, 10))} 제출하신 민원에 대하여 다음과 같이 회신합니다."),
        Line(f"가. 신청인: {person} (주민등록번호 {resident_number(case.rng)})", level=1),
        Line(f"나. 주소: {home_address(case)}", level=1),
        Line(f"다. 연락처: 휴대전화 {mobile_number(case.rng)}", level=1),
        Line(f"라. 내용: {case.say(case.rng.choice(case.programme.issues))} - 개선 요청", level=1),
        Line(
            case.one_of(
                "2. 먼저 불편을 끼쳐 드려 죄송합니다. 현장을 확인한 결과 지적하신 내용이 사실로 확인되었습니다.",
                "2. 소중한 의견을 주셔서 감사합니다. 담당 부서에서 현장을 살펴보았습니다.",
            )
        ),
        Line(f"3. {short_day(case.later(10, 30))}까지 다음과 같이 고쳐 같은 불편이 생기지 않도록 하겠습니다."),
        Line(f"가. {case.rng.choice(case.actions)}", level=1),
        Line(
            f"4. 더 궁금하신 사항은 {case.department}(전화 {case.telephone})로 문의하여 주시면 친절히 안내해 드리겠습니다.  끝."
        ),
    ]
    return sent(case, title, f"{person} 귀하", body, case.rng.choice(("3y", "5y")))


def payments(case: Case) -> Draft:
    """활동비·수당 지급: a list with account numbers."""
    name = case.programme.name
    what = case.rng.choice(("참여자 활동비", "강사료", "회의 참석 수당", "장려금"))
    title = f"{case.on.month}월 {name} {what} 지급"
    rows = [("성명", "생년월일", "입금 계좌", "지급액(원)")]
    total = 0
    for person in case.rng.sample(FOLK, case.rng.randint(4, 9)):
        amount = case.rng.randint(5, 48) * 10_000
        total += amount
        born = f"19{case.rng.randint(40, 94)}. {case.rng.randint(1, 12)}. {case.rng.randint(1, 28)}."
        rows.append((person, born, account_number(case.rng), thousands(amount)))
    rows.append(("합계", "", "", thousands(total)))
    body: list[Block] = [
        Line(f"1. {related(case, case.earlier(10, 40))}"),
        Line(josa(f"2. {name} {what}{{을}} 다음과 같이 지급하고자 합니다.")),
        Table(tuple(rows), (2, 3, 5, 3), right=(3,)),
        Line(f"3. 지급일: {day(case.later(2, 7), weekday=True)}"),
        attachments("활동 확인서", "지급 명세서"),
    ]
    return internal(case, title, body, "5y")


def applicants(case: Case) -> Draft:
    """대상자 선정 결과: a list of applicants with their telephone numbers."""
    name = case.programme.name
    title = case.one_of(f"{name} 대상자 선정 결과", f"{name} 신청자 명단과 심사 결과")
    rows = [("순번", "성명", "주소", "휴대전화", "결과")]
    for number, person in enumerate(case.rng.sample(FOLK, case.rng.randint(4, 8)), 1):
        rows.append(
            (
                str(number),
                person,
                home_address(case),
                mobile_number(case.rng),
                case.rng.choice(("선정", "선정", "예비", "제외")),
            )
        )
    outline = Outline(case.outline_style)
    outline.section("심사 개요")
    outline.point(f"대상: {case.target}")
    outline.point(f"심사 방법: {case.rng.choice(('서류 심사', '서류와 면담 심사', '외부 위원 심사'))}")
    outline.section("심사 결과")
    outline.table(Table(tuple(rows), (1, 2, 6, 4, 2)))
    outline.section("행정 사항")
    outline.point(f"결과 통보: {short_day(case.later(2, 7))}까지 개별 문자로 알림")
    return internal(case, title, [*outline.blocks, attachments("심사표")], "5y")


def audit_plan(case: Case) -> Draft:
    """감사·점검 실시 계획, closed until it is done (item 5)."""
    name = case.programme.name
    title = case.one_of(
        f"{name} 특정 감사 실시 계획", f"{name} 불시 점검 계획(안)", f"{name} 위탁 기관 지도 점검 실시 계획"
    )
    outline = Outline(case.outline_style)
    outline.section("감사 개요")
    outline.point(f"기간: {short_day(case.later(8, 14))} ~ {short_day(case.later(16, 24))}")
    outline.point(f"인원: 감사반 {case.rng.randint(1, 3)}개 반 {case.rng.randint(4, 12)}명")
    outline.point(f"범위: 최근 {case.rng.randint(2, 3)}년 동안의 예산 집행과 업무 처리 전반")
    outline.section("중점 확인 사항")
    for action in case.rng.sample(case.actions, 3):
        outline.point(f"{action}의 실제 이행 여부")
    outline.section("보안 유지")
    outline.point("감사가 끝날 때까지 대상 기관에 알리지 않음")
    outline.point(f"비공개 기한: {day(case.later(40, 80))}")
    return internal(case, title, [*outline.blocks, attachments("감사반 편성표")], "10y")


def bid_evaluation(case: Case) -> Draft:
    """제안서 평가 계획, closed while the tender is open (item 5), with trade secrets afterwards (item 7)."""
    goods = case.rng.choice(case.programme.goods)
    title = case.one_of(f"{goods} 제안서 평가 결과", f"{goods} 제안서 평가 집계와 협상 순위")
    rows = [("제안 업체", "기술 능력(80)", "가격(20)", "합계")]
    for letter in "가나다라"[: case.rng.randint(2, 4)]:
        skill, price = case.rng.uniform(61, 78), case.rng.uniform(14, 20)
        rows.append((f"{letter} 업체", f"{skill:.2f}", f"{price:.2f}", f"{skill + price:.2f}"))
    body: list[Block] = [
        Line(f"1. {related(case, case.earlier(8, 30))}"),
        Line(josa(f"2. {goods}{{과}} 관련하여 다음과 같이 보고합니다.")),
        Table(tuple(rows), (3, 2, 2, 2), right=(1, 2, 3)),
        Line("3. 제안서에 담긴 기술 자료는 해당 업체의 영업 비밀에 해당하므로 외부에 공개하지 않습니다."),
        attachments("평가 집계표", "제안서 요약"),
    ]
    return internal(case, title, body, "5y")


def security_plan(case: Case) -> Draft:
    """시설 보안 점검 계획, closed for the safety of people (item 3)."""
    title = case.one_of(
        "청사 방호와 출입 통제 보완 계획", "비상 대피 시설 취약점 점검 결과", "전산실 보안 점검 결과와 조치 계획"
    )
    outline = Outline(case.outline_style)
    outline.section("점검 결과")
    for text in case.rng.sample(
        (
            "야간 출입문 {2~4}곳의 잠금장치 노후",
            "영상 감시 사각지대 {3~9}곳 확인",
            "비상 발전기 가동 시간 기준 미달",
            "외부 업체 출입증 {4~18}매 미회수",
            "비상 연락 체계 응답률 {71~88}%",
        ),
        4,
    ):
        outline.point(case.say(text))
    outline.section("조치 계획")
    outline.point(f"{short_day(case.later(14, 40))}까지 보완하고 결과 보고")
    outline.point("점검 내용은 방호에 영향을 줄 수 있어 공개하지 않음")
    return internal(case, title, [*outline.blocks, attachments("점검표")], "10y")
