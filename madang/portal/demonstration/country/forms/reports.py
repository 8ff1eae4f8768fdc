"""Plans, evaluations, inspections, figures of a quarter."""

from madang.portal.demonstration.country.cases import Case, is_better_low
from madang.portal.demonstration.country.forms.drafts import Draft, internal
from madang.portal.demonstration.country.frame import Outline, attachments
from madang.portal.demonstration.country.words import day, in_words, josa, short_day, thousands
from madang.portal.demonstration.writers.papers import Line, Table

DISTRICTS = ("동부권", "서부권", "남부권", "북부권", "중앙권")


def plan(case: Case) -> Draft:
    """추진계획: why, what, how much, when."""
    name = case.programme.name
    title = case.one_of(
        f"{case.year}년 {name} 추진계획",
        f"{name} 추진계획(안)",
        f"{case.year}년 {'상' if case.on.month < 7 else '하'}반기 {name} 세부 추진계획",
        f"{name} 개선 계획 수립",
        f"「{name}」 시행 계획",
    )
    outline = Outline(case.outline_style)
    opening = case.one_of(
        f"{case.programme.purpose}{{을}} 위하여 {name} 사업을 다음과 같이 추진하고자 합니다.",
        f"{case.basis}에 따라 {name}의 추진계획을 다음과 같이 보고합니다.",
        f"{case.self_name}의 {name} 추진 방향을 다음과 같이 정하고 시행하고자 합니다.",
    )
    _why(case, outline)
    _overview(case, outline)
    _how(case, outline)
    if case.rng.random() < 0.8:
        outline.section("소요 예산")
        outline.point(f"총예산: {in_words(case.budget)}")
        outline.table(_budget(case))
    if case.rng.random() < 0.75:
        outline.section("추진 일정")
        outline.table(_schedule(case))
    _closing(case, outline)
    ending = attachments(
        *case.rng.sample(("세부 추진 일정표", "예산 산출 내역", "운영 기준", "협조 기관 명단"), case.rng.randint(1, 2))
    )
    return internal(case, title, [Line(opening), *outline.blocks, ending], case.rng.choice(("5y", "10y", "10y", "30y")))


def _why(case: Case, outline: Outline) -> None:
    outline.section(case.one_of("추진 배경", "추진 배경과 필요성", "현황과 문제점", "추진 경위"))
    for text in case.background[: case.rng.randint(2, 3)]:
        outline.point(text)
    if case.rng.random() < 0.4:
        outline.detail(case.say(case.rng.choice(case.programme.issues)))


def _overview(case: Case, outline: Outline) -> None:
    outline.section(case.one_of("사업 개요", "추진 개요", "개요"))
    until = case.later(120, 320)
    lines = [
        f"목적: {case.programme.purpose}",
        f"대상: {case.target}",
        f"기간: {day(case.later(3, 30))} ~ {day(until)}",
        f"근거: {case.basis}",
        f"주관: {case.department}",
    ]
    if case.rng.random() < 0.5:
        lines.insert(3, case.one_of("방법: 직접 수행", "방법: 일부 위탁(공개 모집)", "방법: 관계 기관 협업"))
    for text in lines:
        outline.point(text)


def _how(case: Case, outline: Outline) -> None:
    outline.section(case.one_of("세부 추진 내용", "추진 내용", "중점 추진 과제"))
    for action in case.rng.sample(case.actions, case.rng.randint(3, 5)):
        outline.point(action)
        if case.rng.random() < 0.45:
            outline.detail(
                case.one_of(
                    f"시기: {case.later(10, 60).month}월부터",
                    "담당: {2~6}명으로 전담반 구성",
                    f"예상 실적: {case.rng.choice(case.programme.measures)[0]} 기준 분기별 점검",
                    "관계 부서와 월 1회 점검 회의",
                    "추진 상황을 누리집에 분기마다 게시",
                    "시범 운영 {2~3}개월 뒤 전면 시행",
                )
            )


def _budget(case: Case) -> Table:
    shares = sorted((case.rng.randint(8, 40) for _ in range(3)), reverse=True)
    names = [*case.programme.goods, "운영 인건비"]
    case.rng.shuffle(names)
    amounts = [case.budget * share // (sum(shares) + 10) // 10_000 * 10_000 for share in shares]
    rest = case.budget - sum(amounts)
    rows = [
        ("구분", "금액(원)", "산출 내역"),
        *(
            (name, thousands(amount), case.one_of("1식", "{2~12}회분", "단가 계약", "{3~9}개월분"))
            for name, amount in zip(names, amounts, strict=True)
        ),
        ("운영비와 예비비", thousands(rest), "홍보, 회의, 여비 등"),
        ("합계", thousands(case.budget), ""),
    ]
    return Table(tuple(rows), (4, 3, 4), right=(1,))


def _schedule(case: Case) -> Table:
    steps = ["계획 수립과 예산 배정", "수요 조사와 대상 선정", "사업 시행", "중간 점검", "성과 평가와 결과 공개"]
    if case.rng.random() < 0.5:
        steps.insert(2, "업체 선정과 계약")
    gap = case.rng.randint(18, 45)
    rows = [("단계", "시기", "담당")]
    for number, step in enumerate(steps):
        when = case.later(5 + gap * number, 12 + gap * number)
        who = case.department if number % 3 else f"{case.unit}팀"
        rows.append((step, f"{when.year}. {when.month}월", who))
    return Table(tuple(rows), (5, 3, 4))


def _closing(case: Case, outline: Outline) -> None:
    first, second = case.rng.sample(case.programme.measures, 2)
    outline.section(case.one_of("기대 효과", "기대 효과와 성과 지표", "행정 사항"))
    outline.point(case.say(f"{case.programme.purpose}에 이바지"))
    for name, unit, low, high in (first, second):
        goal = case.rng.randint((low + high) // 2, max(high, (low + high) // 2))
        outline.point(f"{name}: 올해 목표 {goal:,}{unit}{' 이하' if is_better_low(name) else ''}")


def evaluation(case: Case) -> Draft:
    """평가 결과 보고: goals, figures, what went well and what did not."""
    year = case.year if case.on.month > 6 else case.year - 1
    name = case.programme.name
    title = case.one_of(
        f"{year}년 {name} 성과 평가 결과", f"{name} 운영 결과 보고", f"{name} 자체 평가 결과와 개선 방안"
    )
    outline = Outline(case.outline_style)
    outline.section("평가 개요")
    outline.point(
        f"대상 기간: {year}. 1. 1. ~ {year}. {12 if case.on.month <= 6 else 6}. {31 if case.on.month <= 6 else 30}."
    )
    outline.point(
        case.one_of(
            "평가 방법: 실적 자료 분석과 이용자 설문({120~980}명)", "평가 방법: 외부 전문가 {3~7}명의 서면·현장 평가"
        )
    )
    outline.point(f"대상 사업: {name}({case.target})")
    outline.section("주요 성과")
    outline.table(_results(case))
    for action in case.rng.sample(case.actions, 2):
        outline.point(
            f"{action}: {case.one_of('계획대로 마침', '목표를 넘어 달성', '일부 지연되었으나 연말까지 마침', '이용자 만족도가 높음')}"
        )
    outline.section(case.one_of("미흡한 점", "문제점과 원인", "아쉬운 점"))
    for text in case.programme.issues:
        outline.point(case.say(text))
    outline.section("앞으로의 계획")
    for text in case.shuffled(case.programme.opinions)[: case.rng.randint(2, 3)]:
        outline.point(case.say(text))
    outline.point(
        case.one_of(
            "평가 결과를 누리집에 공개하고 다음 해 계획에 반영", "개선 과제는 분기마다 이행 여부를 점검하여 보고"
        )
    )
    return internal(case, title, [*outline.blocks, attachments("평가 결과 세부 자료")], case.rng.choice(("10y", "5y")))


def _results(case: Case) -> Table:
    rows = [("성과 지표", "목표", "실적", "달성률")]
    for name, unit, low, high in case.programme.measures:
        goal = case.rng.randint((low + high) // 2, max(high, (low + high) // 2)) or 1
        limit = 100 if unit in "%점" else goal * 2
        real = min(round(goal * case.rng.uniform(0.82, 1.14)), limit)
        if is_better_low(name):
            real = max(1, real)
        rate = goal / real if is_better_low(name) else real / goal
        rows.append((f"{name}({unit})", f"{goal:,}", f"{real:,}", f"{rate:.1%}"))
    return Table(tuple(rows), (4, 2, 2, 2), right=(1, 2, 3))


def inspection(case: Case) -> Draft:
    """점검 결과 보고: what was looked at, what was found, until when it is put right."""
    name = case.programme.name
    title = case.one_of(
        f"{name} 현장 점검 결과 보고",
        f"{case.on.month}월 {name} 추진 상황 점검 결과",
        f"{name} 이행 실태 점검 결과와 조치 계획",
    )
    first = case.earlier(9, 24)
    outline = Outline(case.outline_style)
    outline.section("점검 개요")
    outline.point(f"기간: {short_day(first)} ~ {short_day(case.earlier(3, 6))}")
    outline.point(
        case.one_of(
            "점검반: {2~5}개 반 {6~18}명(전문가와 시민 점검단 포함)",
            "점검반: 부서 합동 {4~9}명",
            "점검반: 외부 전문가 {2~4}명과 담당 공무원",
        )
    )
    outline.point(f"대상: {case.target}")
    outline.point(f"점검 사항: {case.rng.choice(case.actions)} 등 {case.rng.randint(8, 24)}개 항목")
    _found_and_done(case, outline)
    outline.section("행정 사항")
    outline.point(f"조치 결과 확인: {day(case.later(25, 60))}까지")
    outline.point(
        case.one_of(
            "점검 결과를 대상 기관에 알리고 누리집에 공개",
            "되풀이되는 지적 사항은 다음 점검에서 먼저 확인",
            "우수 사례는 다른 기관에 알려 함께 쓰도록 함",
        )
    )
    return internal(case, title, [*outline.blocks, attachments("점검 결과 총괄표")], case.rng.choice(("5y", "10y")))


def _found_and_done(case: Case, outline: Outline) -> None:
    outline.section("점검 결과")
    outline.table(_found(case))
    for text in case.programme.issues:
        outline.point(case.say(text))
        outline.detail(
            case.one_of(
                "현장에서 바로 고치도록 조치",
                f"{short_day(case.later(14, 40))}까지 개선 계획 제출 요구",
                "예산 확보 뒤 연내 정비",
                "관계 기관과 협의하여 처리",
            )
        )


def _found(case: Case) -> Table:
    rows: list[tuple[str, ...]] = [("구분", "점검", "적합", "현장 조치", "개선 요구")]
    totals = [0, 0, 0, 0]
    for district in DISTRICTS[: case.rng.randint(3, 5)]:
        spot, later, fine = case.rng.randint(0, 9), case.rng.randint(0, 6), case.rng.randint(9, 60)
        figures = [fine + spot + later, fine, spot, later]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        rows.append((district, *map(str, figures)))
    rows.append(("합계", *map(str, totals)))
    return Table(tuple(rows), (3, 2, 2, 2, 2), right=(1, 2, 3, 4))


def figures(case: Case) -> Draft:
    """분기 실적: the quarter's figures beside last year's."""
    ended = (case.on.month - 1) // 3 or 4
    year = case.year if case.on.month > 3 else case.year - 1
    name = case.programme.name
    title = case.one_of(f"{year}년 {ended}분기 {name} 추진 실적", f"{name} 실적 현황({year}년 {ended}분기)")
    outline = Outline(case.outline_style)
    outline.section("총괄")
    outline.table(_quarter(case))
    outline.section("세부 실적")
    for action in case.rng.sample(case.actions, 3):
        outline.point(f"{action}")
        outline.detail(case.one_of("진도 {62~98}%", "계획 대비 {88~116}%", "다음 분기로 넘김", "{3~40}건 완료"))
    outline.section(case.one_of("증감 원인", "분석"))
    outline.point(case.background[0])
    outline.point(case.say(case.rng.choice(case.programme.issues)))
    outline.section("다음 분기 계획")
    outline.point(case.say(case.rng.choice(case.programme.opinions)))
    opening = Line(josa(f"{year}년 {ended}분기 {name} 추진 실적을 다음과 같이 보고합니다."))
    return internal(
        case, title, [opening, *outline.blocks, attachments("세부 실적 자료")], case.rng.choice(("3y", "5y"))
    )


def _quarter(case: Case) -> Table:
    rows = [("지표", "지난해 같은 분기", "이번 분기", "증감")]
    for name, unit, low, high in case.programme.measures:
        before = case.rng.randint(low, max(low + 1, (low + high) // 2))
        now = max(low, round(before * case.rng.uniform(0.86, 1.24)))
        now = min(now, 100) if unit in "%점" else now
        rows.append(
            (f"{name}({unit})", f"{before:,}", f"{now:,}", f"{now - before:+,}".replace("-", "△").replace("+0", "0"))
        )
    return Table(tuple(rows), (4, 3, 3, 2), right=(1, 2, 3))
