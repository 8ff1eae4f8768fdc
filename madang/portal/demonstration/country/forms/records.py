"""Minutes, contracts, expenses, purchases: what an office writes down after the fact."""

from datetime import date, timedelta

from madang.portal.demonstration.country.cases import Case
from madang.portal.demonstration.country.forms.drafts import Draft, internal
from madang.portal.demonstration.country.frame import Outline, attachments, related
from madang.portal.demonstration.country.words import day, in_words, josa, short_day, thousands
from madang.portal.demonstration.writers.papers import Block, Line, Table

COMPANIES = (
    "㈜가온누리이엔지",
    "다온빛건설㈜",
    "㈜새솔디자인",
    "나래정보기술㈜",
    "㈜해든물산",
    "온새미인쇄사",
    "㈜미르안전기술",
    "예그리나조경㈜",
    "㈜너울해양기술",
    "단비협동조합",
    "사회적협동조합 품앗이터",
    "㈜도담교육개발",
    "아라운수㈜",
    "㈜윤슬환경",
    "보람소프트㈜",
    "㈜한결엔지니어링나라",
    "가람기획사",
    "㈜들꽃식자재",
)
RESTAURANTS = (
    "느티나무밥상",
    "다온손칼국수",
    "솔향정식",
    "물결횟집",
    "들꽃두부마을",
    "은가람만두",
    "해든생선구이",
    "새솔국밥",
    "미르찻집",
    "돌담쌈밥",
    "너울추어탕",
    "아라비빔밥",
)
METHODS = ("일반 경쟁", "제한 경쟁", "수의 계약(소액)", "수의 계약(여성 기업)", "협상에 의한 계약", "다수 공급자 계약")
LOW_ESTIMATE = 22_000_000
"""Up to about this much a contract is given without a tender."""


def minutes(case: Case) -> Draft:
    """회의록: who said what, without names, and what was decided."""
    name = case.programme.name
    body_name = case.one_of(f"{name} 추진 협의회", f"{name} 자문 회의", f"{name} 실무 회의", f"{name} 운영위원회")
    ordinal = case.rng.randint(1, 9)
    title = case.one_of(f"제{ordinal}차 {body_name} 회의록", f"제{ordinal}차 {body_name} 개최 결과")
    outline = Outline(case.outline_style)
    outline.section("회의 개요")
    outline.table(_held(case, f"{case.year}년 제{ordinal}차 {body_name}", case.earlier(3, 12)))
    outline.section("안건")
    agenda = case.rng.sample(case.actions, 2)
    for number, text in enumerate(agenda, 1):
        outline.point(f"제{number}호 안건: {text}")
    outline.section("주요 발언")
    for block in _said(case):
        outline.table(block) if isinstance(block, Table) else outline.blocks.append(block)
    outline.section("의결 사항")
    for number in range(1, len(agenda) + 1):
        outline.point(
            f"제{number}호 안건: {case.one_of('원안 의결', '수정 의결(시행 시기를 한 달 늦춤)', '조건부 의결(다음 회의에 보완 결과 보고)', '표결 결과 찬성 {6~9}, 반대 {1~3}으로 의결')}"
        )
    outline.section("앞으로의 조치")
    outline.point(f"회의 결과를 {short_day(case.later(3, 10))}까지 누리집에 공개")
    outline.point(f"다음 회의: {day(case.later(30, 95))} 무렵")
    return internal(
        case,
        title,
        [*outline.blocks, attachments("회의 자료", "참석 확인부")],
        case.rng.choice(("10y", "10y", "30y", "permanent")),
    )


def _held(case: Case, name: str, held: date) -> Table:
    hour, people = case.rng.choice((10, 14, 15, 16)), case.rng.randint(7, 16)
    return Table(
        (
            ("회의명", name),
            (
                "일시",
                f"{day(held, weekday=True)} {hour}:00 ~ {hour + case.rng.randint(1, 2)}:{case.rng.choice(('00', '20', '30', '40'))}",
            ),
            ("장소", f"{case.building} {case.rng.choice(('회의실', '소회의실', '영상회의실', '배움터'))}"),
            ("참석", f"위원 {people}명 중 {people - case.rng.randint(0, 3)}명, 배석 {case.rng.randint(2, 5)}명"),
        ),
        (1, 4),
        has_header=False,
    )


def _said(case: Case) -> list[Block]:
    speakers = case.rng.sample(
        ("위원장", "부위원장", "외부 위원 1", "외부 위원 2", "주민 대표 위원", "학계 위원", "현장 위원"), 4
    )
    texts = [*case.shuffled(case.programme.opinions), case.rng.choice(case.programme.issues)]
    blocks: list[Block] = [Line(f"○ {case.department}: {case.background[0]}", level=1)]
    for speaker, text in zip(speakers, texts, strict=True):
        blocks.append(Line(f"○ {speaker}: {case.say(text)}", level=1))
        if case.rng.random() < 0.5:
            answer = case.one_of(
                "다음 회의 전까지 검토하여 보고하겠음",
                "예산 범위에서 반영하겠음",
                "관계 부서와 협의하여 올해 안에 시행하겠음",
                "현장을 먼저 확인한 뒤 답변드리겠음",
                "지침 개정안에 담겠음",
            )
            blocks.append(Line(f"- {case.department}: {answer}", level=2))
    return blocks


def contract(case: Case) -> Draft:
    """계약 체결 결과: one contract, or the month's list of those given without a tender."""
    return _monthly_contracts(case) if case.rng.random() < 0.4 else _one_contract(case)


def _one_contract(case: Case) -> Draft:
    goods = case.rng.choice(case.programme.goods)
    estimate = case.rng.randint(9, 320) * 1_000_000
    ratio = case.rng.uniform(0.86, 0.985)
    amount = round(estimate * ratio) // 1000 * 1000
    title = case.one_of(f"{goods} 계약 체결 결과 보고", f"{goods} 계약 결과", f"{goods} 입찰 결과와 계약 체결")
    method = (
        METHODS[2 + case.rng.randint(0, 1)] if estimate <= LOW_ESTIMATE else case.rng.choice(METHODS[:2] + METHODS[4:])
    )
    first = case.later(1, 9)
    table = Table(
        (
            ("계약명", f"{case.year}년 {goods}"),
            ("계약 방법", method),
            ("추정 가격", f"{thousands(estimate)}원"),
            ("계약 금액", in_words(amount)),
            ("낙찰률", f"{ratio:.3%}"),
            ("계약 상대자", case.rng.choice(COMPANIES)),
            ("계약 기간", f"{day(first)} ~ {day(first + timedelta(days=case.rng.choice((30, 45, 60, 90, 180))))}"),
            (
                "예산 과목",
                f"{case.programme.task} / {case.rng.choice(('사업비', '시설비', '자산 취득비', '민간 위탁금'))}",
            ),
        ),
        (1, 3),
        has_header=False,
    )
    body: list[Block] = [
        Line(f"1. {related(case, case.earlier(12, 40))}"),
        Line(josa(f"2. {case.programme.name}{{을}} 위한 {goods} 계약을 다음과 같이 체결하고 그 결과를 보고합니다.")),
        table,
        Line(f"3. 계약 내용은 「사전정보 공표 목록」에 따라 {short_day(case.later(2, 9))}까지 누리집에 공개합니다."),
        attachments("계약서 사본", case.rng.choice(("산출 내역서", "입찰 집행 조서", "과업 지시서"))),
    ]
    return internal(case, title, body, case.rng.choice(("5y", "10y")))


def _monthly_contracts(case: Case) -> Draft:
    before = case.on.replace(day=1) - timedelta(days=1)
    title = f"{before.year}년 {before.month}월 수의 계약 현황 공개"
    rows = [("계약명", "계약일", "금액(원)", "계약 상대자", "사유")]
    total = 0
    goods = [
        *case.programme.goods,
        "홍보물 제작",
        "회의 자료 인쇄",
        "사무용 소모품 구매",
        "청사 소독 용역",
        "행사 음향 임차",
        "직원 교육 운영",
        "복합기 임차",
        "현수막 제작",
    ]
    for name in case.rng.sample(goods, case.rng.randint(5, 8)):
        amount = case.rng.randint(9, 218) * 100_000 + case.rng.choice((0, 0, 50_000))
        total += amount
        when = case.rng.choice(_working_days(before))
        rows.append(
            (
                name,
                f"{when.month}. {when.day}.",
                thousands(amount),
                case.rng.choice(COMPANIES),
                case.rng.choice(("소액", "소액", "여성 기업", "장애인 기업", "사회적기업")),
            )
        )
    rows.append(("합계", f"{len(rows) - 1}건", thousands(total), "", ""))
    body: list[Block] = [
        Line(f"1. 계약의 투명성을 높이기 위하여 {before.month}월 수의 계약 현황을 다음과 같이 공개하고자 합니다."),
        Table(tuple(rows), (4, 2, 3, 4, 2), right=(2,)),
        Line("2. 공개 방법: 누리집 정보공개 > 계약 정보"),
        Line(f"3. 공개 기간: {day(case.later(1, 5))}부터 3년.  끝."),
    ]
    return internal(case, title, body, "5y")


def expenses(case: Case) -> Draft:
    """업무추진비 집행 내역: date, purpose, place, people, amount."""
    before = case.on.replace(day=1) - timedelta(days=1)
    who = case.rng.choice(
        (f"{case.programme.bureau}장", case.office.head_title(case.on), f"{case.department}장", "기획조정실장")
    )
    if case.office.kind == "school":
        who = "학교장"
    title = case.one_of(
        f"{before.month}월 {who} 업무추진비 집행 내역",
        f"{before.year}년 {before.month}월 업무추진비 집행 내역 공개({who})",
    )
    rows, total = _spent(case, before)
    body: list[Block] = [
        Line(
            josa(
                f"1. 「업무추진비 집행 기준」에 따라 {before.year}년 {before.month}월 {who} 업무추진비 집행 내역을 다음과 같이 공개합니다."
            )
        ),
        Table(tuple(rows), (2, 5, 3, 1, 2, 1), right=(3, 4)),
        Line(
            f"2. 이달 집행액은 {thousands(total)}원이며, 연간 예산 대비 누적 집행률은 {case.rng.randint(18, 92)}.{case.rng.randint(0, 9)}%입니다."
        ),
        Line("3. 50만 원을 넘는 집행은 참석자 소속을 따로 보관합니다.  끝."),
    ]
    return internal(case, title, body, "5y")


def _spent(case: Case, month: date) -> tuple[list[tuple[str, ...]], int]:
    """A row for each meal or meeting, the sum below, and the sum in won."""
    rows: list[tuple[str, ...]] = [("집행일", "집행 목적", "장소", "인원", "금액(원)", "결제")]
    total = 0
    for when in sorted(case.rng.sample(_working_days(month), case.rng.randint(5, 11))):
        people = case.rng.randint(3, 16)
        amount = people * case.rng.randint(9, 29) * 1_000
        total += amount
        rows.append(
            (
                f"{when.month}. {when.day}.",
                _reason(case),
                case.rng.choice(RESTAURANTS),
                f"{people}",
                thousands(amount),
                "카드",
            )
        )
    rows.append(("합계", f"{len(rows) - 1}건", "", "", thousands(total), ""))
    return rows, total


def _working_days(month: date) -> list[date]:
    """Mondays to Fridays of the month that a day lies in, up to the 28th."""
    days = [month.replace(day=number) for number in range(1, 29)]
    return [day for day in days if day.weekday() < 5]


def _reason(case: Case) -> str:
    name = case.programme.name
    return case.one_of(
        f"{name} 관계자 간담회",
        "현장 직원 격려",
        f"{name} 자문 회의 식사",
        "유관 기관 업무 협의",
        "주민 대표 의견 청취",
        "예산안 설명 간담회",
        "부서 직원 간담회",
        f"{name} 현장 점검 참석자 식사",
    )


def purchase(case: Case) -> Draft:
    """물품·용역 집행 계획 (품의): what is bought, for how much, from which budget."""
    goods = case.rng.choice(case.programme.goods)
    title = case.one_of(f"{goods} 집행 계획", f"{goods} 추진", f"{goods} 예산 집행 품의")
    rows = [("품명·내역", "규격", "수량", "단가(원)", "금액(원)")]
    total = 0
    for item, most in _items(goods, case):
        count, price = case.rng.randint(1, most), case.rng.randint(12, 640) * 1_000
        total += count * price
        size = "1식" if most == 1 else case.rng.choice(("표준형", "KS 규격", "현장 맞춤", "과업 지시서 참조"))
        rows.append((item, size, f"{count}", thousands(price), thousands(count * price)))
    rows.append(("합계", "", "", "", thousands(total)))
    body: list[Block] = [
        Line(josa(f"1. {case.programme.purpose}{{을}} 위하여 {goods}{{을}} 다음과 같이 집행하고자 합니다.")),
        Line("가. 집행 내역", level=1),
        Table(tuple(rows), (5, 3, 1, 2, 3), right=(2, 3, 4)),
        Line(f"나. 소요 금액: {in_words(total)}", level=1),
        Line(
            f"다. 예산 과목: {case.programme.task} / {case.rng.choice(('사업비', '시설비', '자산 취득비', '사무 관리비'))}",
            level=1,
        ),
        Line(f"라. 계약 방법: {case.rng.choice(METHODS)}", level=1),
        Line(f"마. 납품 기한: 계약일부터 {case.rng.choice((14, 20, 30, 45))}일 이내", level=1),
        Line(f"2. 선정 사유: {case.background[0]}"),
        attachments(*case.rng.sample(("산출 기초 조사서", "견적서", "과업 지시서"), 2)),
    ]
    return internal(case, title, body, "5y")


def _items(goods: str, case: Case) -> list[tuple[str, int]]:
    """What a purchase is made up of, and how many of each at most."""
    if goods.endswith("공사"):
        parts = (("재료비", 1), ("직접 노무비", 1), ("경비", 1), ("안전 관리비", 1), ("폐기물 처리비", 1))
    elif goods.endswith("용역"):
        parts = (("인건비", 6), ("경비", 1), ("일반 관리비", 1), ("보고서 인쇄", 80), ("현장 조사", 12))
    else:
        parts = ((goods.rsplit(" ", 1)[0], 60), ("예비품", 8), ("설치와 시험", 1), ("운반비", 1), ("사용 교육", 2))
    return [parts[0], *case.rng.sample(parts[1:], case.rng.randint(2, 3))]
