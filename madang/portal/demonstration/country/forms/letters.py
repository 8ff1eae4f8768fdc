"""Letters to other offices, and notices to everyone."""

from madang.portal.demonstration.country.cases import Case
from madang.portal.demonstration.country.forms.drafts import Draft, internal, sent
from madang.portal.demonstration.country.frame import SYLLABLES, attachments, related
from madang.portal.demonstration.country.words import day, plain_style, short_day
from madang.portal.demonstration.writers.papers import Block, Line, Rule

RECEIVERS = ("수신자 참조", "각 실·국장", "소속 기관장", "관할 기관장", "관련 단체장")
ROOMS = ("대회의실", "중회의실", "다목적 강당", "시민회의실", "영상회의실", "2층 배움터", "공유 공간 '마루'")


def _points(*texts: str) -> list[Block]:
    return [Line(f"{SYLLABLES[number]}. {text}", level=1) for number, text in enumerate(texts)]


def request(case: Case) -> Draft:
    """자료 제출·협조 요청."""
    name = case.programme.name
    title = case.one_of(
        f"{name} 관련 자료 제출 요청", f"{name} 협조 요청", f"{name} 수요 조사 협조 요청", f"{name} 의견 조회"
    )
    body: list[Block] = [
        Line(f"1. {related(case, case.earlier(10, 60))}"),
        Line(
            case.one_of(
                f"2. {case.self_name}에서는 {case.programme.purpose}{{을}} 위하여 {name} 사업을 추진하고 있습니다.",
                f"2. 귀 기관의 협조에 깊이 감사드리며, {name}의 원활한 추진을 위하여 다음과 같이 요청드립니다.",
                f"2. {name}{{과}} 관련하여 기관별 현황을 파악하고자 합니다.",
            )
        ),
    ]
    if case.rng.random() < 0.6:
        body.append(Line(f"3. {case.background[0]}"))
    number = len(body) + 1
    deadline = case.later(7, 21)
    body.append(Line(f"{number}. 이에 다음 사항을 {day(deadline, weekday=True)}까지 제출하여 주시기 바랍니다."))
    measures = case.rng.sample(case.programme.measures, 2)
    body += _points(
        f"제출 자료: {case.year}년 {measures[0][0]} 실적과 {measures[1][0]} 현황",
        f"대상: {case.target}",
        case.one_of(
            "제출 방법: 전자 문서로 제출(서식은 붙임 참조)",
            "제출 방법: 붙임 서식을 작성하여 전자 문서로 회신",
            "제출 방법: 업무 관리 체계에 직접 입력",
        ),
        case.one_of(
            "작성 기준일: 제출일이 속한 달의 전달 말일",
            "유의 사항: 해당 없음도 회신 요망",
            "유의 사항: 개인정보가 담기지 않도록 확인",
        ),
    )
    body.append(attachments(*case.rng.sample(("제출 서식", "작성 요령", "전년도 제출 현황"), case.rng.randint(1, 2))))
    return sent(case, title, case.rng.choice(RECEIVERS), body, case.rng.choice(("1y", "3y", "3y")))


def meeting(case: Case) -> Draft:
    """설명회·간담회·교육 개최 알림."""
    name = case.programme.name
    kind = case.rng.choice(("설명회", "간담회", "담당자 교육", "업무 협의회", "주민 토론회", "중간 보고회"))
    title = f"{name} {kind} {case.rng.choice(('개최 알림', '참석 요청', '개최 안내'))}"
    when = case.later(8, 26)
    hour = case.rng.choice((10, 10, 13, 14, 14, 15, 16))
    receiver = case.rng.choice(RECEIVERS)
    body: list[Block] = [
        Line(
            case.one_of(
                f"1. 평소 {case.self_name}의 업무에 협조하여 주셔서 감사합니다.", f"1. {case.basis}{{과}} 관련입니다."
            )
        ),
        Line(
            case.say(
                f"2. {name}의 추진 방향을 함께 나누고 의견을 듣기 위하여 다음과 같이 {kind}{{을}} 여니, 많은 참석 바랍니다."
            )
        ),
        *_points(
            f"일시: {day(when, weekday=True)} {hour}:{case.rng.choice(('00', '00', '30'))}",
            f"장소: {case.building} {case.rng.choice(ROOMS)}",
            case.one_of("대상: 담당 공무원과 관계자 {20~120}명", "대상: 관심 있는 누구나(사전 신청)"),
            f"내용: {'; '.join(case.rng.sample(case.actions, 2))} 등 설명과 질의응답",
            case.one_of(
                "협조 사항: 대중교통 이용",
                f"참석자 명단: {short_day(case.later(3, 6))}까지 회신",
                "준비 사항: 수어 통역과 문자 통역 제공",
                "자료는 당일 누리집에 함께 게시",
            ),
        ),
        attachments(case.rng.choice((f"{kind} 세부 일정", "참석자 명단 서식", "회의장 안내도"))),
    ]
    return sent(case, title, receiver, body, case.rng.choice(("1y", "3y")))


def result_notice(case: Case) -> Draft:
    """결과 통보·지침 알림."""
    name = case.programme.name
    title = case.one_of(
        f"{name} 업무 처리 지침 알림", f"{name} 개선 사항 알림", f"{name} 점검 결과 알림", f"{name} 선정 결과 통보"
    )
    body: list[Block] = [
        Line(f"1. {related(case, case.earlier(14, 90))}"),
        Line(
            case.one_of(
                f"2. {name}의 추진 과정에서 나온 의견을 반영하여 다음과 같이 알려 드리니 업무에 참고하시기 바랍니다.",
                f"2. {case.programme.purpose}{{을}} 위하여 아래 사항을 철저히 지켜 주시기 바랍니다.",
            )
        ),
        *_points(*case.rng.sample(case.actions, case.rng.randint(2, 4))),
        Line(
            f"3. {case.one_of('특히 다음 사항에 유의하여 주시기 바랍니다.', '지난 점검에서 나온 다음 사항을 다시 살펴 주시기 바랍니다.')}"
        ),
        *_points(*(case.say(text) for text in case.programme.issues)),
        Line(
            f"4. 시행일은 {day(case.later(3, 30))}이며, 궁금한 사항은 {case.department}(전화 {case.telephone})로 문의하시기 바랍니다."
        ),
        attachments(*case.rng.sample(("업무 처리 지침", "질의응답 모음", "변경 대비표"), 2)),
    ]
    return sent(case, title, case.rng.choice(RECEIVERS), body, case.rng.choice(("3y", "5y")))


def press(case: Case) -> Draft:
    """보도자료 배포: the text for newspapers, approved like any other."""
    name, programme = case.programme.name, case.programme
    headline = case.one_of(
        f"{case.office.name(case.on)}, {name}에 나선다",
        f"“{programme.purpose}” {case.office.name(case.on)} {name} 본격 추진",
        f"{name}, 이렇게 달라집니다",
        f"{case.office.name(case.on)}, {name} 확대한다",
    )
    title = f"보도자료 배포({name})"
    name_of_chief = f"{case.department}장" if case.office.kind != "school" else "교감"
    say = case.shuffled(programme.opinions)[0]
    quote = case.one_of(
        f"{case.office.name(case.on)} {name_of_chief}{{은}} “{programme.purpose}{{을}} 위하여 현장의 목소리를 더 가까이에서 듣겠다”라고 말했다.",
        f"{name_of_chief}{{은}} “작은 불편부터 하나씩 고쳐 시민이 달라졌다고 느끼게 하겠다”라고 밝혔다.",
        f"{name_of_chief}{{은}} “추진 과정과 결과를 모두 공개하여 믿음을 얻겠다”라고 강조했다.",
    )
    actions = case.rng.sample(case.actions, 3)
    body: list[Block] = [
        Line(
            f"배포 일시: {day(case.later(1, 3), weekday=True)} 09:00   담당 부서: {case.department}   전화: {case.telephone}",
            "small",
        ),
        Rule(),
        Line(headline, "title", "center"),
        Line(f"- {actions[0]} 등 -", align="center"),
        Line(
            case.one_of(
                f"□ {case.office.name(case.on)}{{은}} {programme.purpose}{{을}} 위하여 {day(case.later(5, 40))}부터 ‘{name}’ 사업을 추진한다고 밝혔다.",
                f"□ {case.office.name(case.on)}{{이}} 올해 {case.budget // 1_000_000:,}백만 원을 들여 ‘{name}’ 사업을 새롭게 펼친다.",
            )
        ),
        *(Line(f"○ {plain_style(text)}", level=1) for text in case.background[:2]),
        Line("□ 주요 내용은 다음과 같다."),
        *(Line(f"○ {text}", level=1) for text in actions),
        Line(f"□ 이번 계획에는 “{case.say(say)}”이라는 현장의 의견도 담겼다."),
        Line(f"□ {quote}"),
        attachments("관련 사진과 도표"),
    ]
    return internal(case, title, body, case.rng.choice(("3y", "5y")))
