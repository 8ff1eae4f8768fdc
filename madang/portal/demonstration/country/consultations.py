"""What the invented country's people said of its plan, what became of it, and what reviewers found. All of it invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A contribution. days_ago: before `today`. by: a key of `VOICES`, or empty for what an office noted.

    outcome, reason, answered_after: what became of it, days after it was said; empty where nobody has answered.
    """

    days_ago: int
    text: str
    by: str = ""
    commitment: str = ""
    shown_as: str = ""
    outcome: str = ""
    reason: str = ""
    answered_after: int = 0
    change: str = ""


@dataclass(frozen=True)
class Occasion:
    """A consultation. from_day, until_day: days before `today` (negative: after). heard: (sector, who, people)."""

    kind: str
    ko: str
    en: str
    about_ko: str
    about_en: str
    from_day: int
    until_day: int
    office: str
    commitments: tuple[str, ...] = ()
    place: str = ""
    heard: tuple[tuple[str, str, int], ...] = ()
    minutes: str = ""
    minutes_after: int = 0
    said: tuple[Said, ...] = ()


VOICES = ("citizen", "voice-1", "voice-2", "voice-3", "voice-4", "voice-5")
MINUTES = "1. 개회\n2. 발표: {subject}\n3. 질의와 토론\n   - {first}\n   - {second}\n4. 앞으로 할 일: 나온 의견마다 답변을 등록부에 올립니다."

OCCASIONS = (
    Occasion(
        "meeting",
        "계획 초안에 관한 학계 자문",
        "Advice of academics on the draft plan",
        "계획 초안을 두고 학계 위원 다섯 명의 의견을 들었습니다.",
        "Five academics were heard on the draft of the plan.",
        380,
        380,
        "9000100",
        ("1.a",),
        "가온행정부 회의실",
        (("academia", "행정학 교수와 연구자", 5), ("officials", "", 3)),
        MINUTES.format(
            subject="실행계획 초안", first="수치 목표를 더 두자는 의견", second="토론 일정을 미리 알리자는 의견"
        ),
        12,
        (
            Said(
                379,
                "수량 목표가 없으면 나중에 이행을 확인할 수 없습니다. 답변 기한을 목표로 두기 바랍니다.",
                commitment="1.a",
                shown_as="학계 위원",
                outcome="taken-up",
                reason="답변 기한 서른 날과 답변율 90 %를 목표로 넣었습니다.",
                answered_after=10,
                change="plans:milestone:demonstration/1.a/M1.6",
            ),
        ),
    ),
    Occasion(
        "meeting",
        "맞춤형 서비스 자문위원회",
        "Advisory committee on services",
        "대표 서비스 후보를 두고 자문위원회가 논의했습니다.",
        "The advisory committee discussed candidates for flagship services.",
        250,
        250,
        "9000200",
        ("1.b",),
        "다솜복지부 대회의실",
        (("academia", "복지 연구자", 4), ("civil-society", "장애인·노인 단체", 6), ("officials", "", 4)),
        MINUTES.format(
            subject="대표 서비스 후보", first="신청서를 줄이자는 의견", second="찾아가는 안내가 먼저라는 의견"
        ),
        9,
        (
            Said(
                250,
                "같은 서류를 기관마다 다시 내지 않게 해 주십시오.",
                commitment="1.b",
                shown_as="노인 단체",
                outcome="partly",
                reason="동의한 사람에 한해 두 기관 사이의 서류 제출을 없앴고, 나머지는 법 개정이 필요합니다.",
                answered_after=21,
            ),
        ),
    ),
    Occasion(
        "survey",
        "대표 서비스 선호 조사",
        "Survey on flagship services",
        "어떤 서비스를 먼저 고칠지 물었습니다.",
        "People were asked which services should be improved first.",
        200,
        170,
        "9000200",
        ("1.b",),
        "",
        (("citizens", "온라인 응답자", 812),),
        "응답 812건. 출산·육아 안내 41 %, 어르신 돌봄 33 %, 소상공인 지원 26 %의 순서로 먼저 고쳐 달라고 답했습니다.",
        8,
        (
            Said(
                169,
                "출산 뒤 신청할 것을 한 번에 알려 달라는 응답이 가장 많았습니다.",
                commitment="1.b",
                shown_as="설문 응답자",
                outcome="taken-up",
                reason="출산 묶음 안내를 첫 번째 대표 서비스로 정했습니다.",
                answered_after=25,
            ),
        ),
    ),
    Occasion(
        "event",
        "민관 전담반 공개 토론회",
        "Open forum of the joint task force",
        "대표 서비스 초안을 누구나 와서 살폈습니다.",
        "Anyone could come and look at the drafts of the flagship services.",
        95,
        95,
        "9000200",
        ("1.b",),
        "다온시민회관",
        (("citizens", "주민", 46), ("civil-society", "", 9), ("business", "", 5), ("officials", "", 7)),
        MINUTES.format(
            subject="대표 서비스 초안", first="글씨를 크게 해 달라는 의견", second="전화로도 신청하게 해 달라는 의견"
        ),
        31,
        (
            Said(
                95,
                "인터넷을 쓰지 않는 사람도 우체국에서 신청할 수 있게 해 주세요.",
                commitment="1.b",
                shown_as="토론회 참석자",
                outcome="elsewhere",
                reason="우체국 창구 이용은 담당 기관과 협의가 필요해 의견을 전달했습니다.",
                answered_after=40,
            ),
            Said(95, "신청 결과를 문자로 알려 주세요.", commitment="1.b", shown_as="토론회 참석자"),
        ),
    ),
    Occasion(
        "comment-period",
        "실행계획 중간 점검 의견",
        "Comments on the plan at midterm",
        "계획이 절반을 지났습니다. 무엇이 잘되고 무엇이 늦어지는지 말씀해 주십시오.",
        "The plan is half way. Tell us what works and what is late.",
        52,
        -24,
        "9000100",
        said=(
            Said(
                50,
                "과장급이 결재한 문서도 바로 공개해 주세요. 동네 공사 문서는 대부분 과장급에서 끝납니다.",
                "citizen",
                "2.c",
                "동네 주민",
                "taken-up",
                "둘째 해부터 과장급이 결재한 원문까지 공개하며, 한 해 300건을 목표로 두었습니다.",
                12,
                "plans:milestone:demonstration/2.c/M3.3",
            ),
            Said(
                47,
                "시민감시단 회의록이 올라오지 않습니다. 언제 올리나요?",
                "voice-1",
                "2.c",
                "",
                "already",
                "회의록은 위원회 화면의 회의별 기록에 공개하고 있습니다.",
                9,
            ),
            Said(
                44,
                "버스 도착 데이터가 한 달째 갱신되지 않습니다.",
                "voice-2",
                "3.e",
                "개발자",
                "elsewhere",
                "데이터를 맡은 기관에 전달했고, 그 기관의 답변 기한은 열흘입니다.",
                6,
            ),
            Said(
                41,
                "개방률 60 %는 어려워 보입니다. 목표를 낮추지 말고 왜 늦는지 설명해 주세요.",
                "voice-3",
                "3.e",
                "",
                "partly",
                "목표는 낮추지 않습니다. 늦어지는 까닭은 이행과제 화면에 기관 설명으로 달았습니다.",
                14,
            ),
            Said(
                39,
                "취업심사 결과를 표로 내려받게 해 주세요.",
                "voice-4",
                "2.d",
                "기자",
                "not-taken-up",
                "심사 결과 공개는 윤리위원회 누리집이 생긴 뒤에 할 수 있어 올해는 반영하지 못합니다.",
                28,
            ),
            Said(36, "지방자치단체 토론 창구가 어디 있는지 한곳에서 볼 수 있으면 좋겠습니다.", "voice-5", "1.a"),
            Said(
                33, "청구 처리 기간이 기관마다 다릅니다. 기관별로 견줄 수 있게 해 주세요.", "voice-1", "2.c", "연구자"
            ),
            Said(20, "아이 돌봄 신청 화면이 휴대전화에서 잘려 보입니다.", "voice-2", "1.b", "두 아이 부모"),
            Said(12, "핵심 데이터를 어떤 기준으로 고르는지 공개해 주세요.", "voice-4", "3.e"),
            Said(4, "영어로도 읽을 수 있어서 좋습니다. 쉬운 말 판도 있으면 합니다.", "voice-5"),
        ),
    ),
)

NOTES = (
    (
        40,
        "2.c",
        "M3.8",
        "9000100",
        "두 기관의 문서 시스템 교체로 여섯째 달의 공개가 늦어졌습니다. 밀린 문서는 모두 넘겼습니다.",
    ),
    (
        26,
        "3.e",
        "M5.5",
        "9000100",
        "개인정보가 든 데이터의 비식별 처리가 늦어 개방률이 예상보다 낮습니다. 처리 인력을 늘렸습니다.",
    ),
)

CODES = {
    "1.a": ("yes", "low", "limited", "marginal", ("participation", "technology")),
    "1.b": ("no", "low", "limited", "did-not-change", ("participation",)),
    "2.c": ("yes", "high", "substantial", "major", ("access", "participation", "accountability")),
    "2.d": ("yes", "low", "limited", "did-not-change", ("accountability",)),
    "3.e": ("yes", "high", "substantial", "marginal", ("access", "participation", "technology")),
}
REASONS = {
    "1.a": "의견마다 답하게 한 것은 분명한 진전입니다. 그러나 토론 건수와 토론 일정은 측정되지 않아 약속의 절반만 확인할 수 있었습니다.",
    "1.b": "대표 서비스의 수는 기관이 보고한 값뿐이고 무엇이 달라졌는지 확인할 기록이 없습니다. 참여자의 회의록은 한 번 늦게 공개되었습니다.",
    "2.c": "국장급 이상 원문 공개는 기록으로 확인되며 기관 대부분이 참여합니다. 분야별 공개 목록도 기한 안에 나왔습니다.",
    "2.d": "취업제한율은 사무국이 보고한 값으로만 알 수 있고 심사 결과가 공개되지 않아, 목표를 넘었다는 말을 검증할 수 없습니다.",
    "3.e": "개방 데이터는 늘고 있으나 목표까지의 속도에 미치지 못합니다. 기관이 늦어지는 까닭을 스스로 밝힌 점은 좋습니다.",
}
SUMMARY_KO = (
    "다섯 이행과제 가운데 넷은 검증할 수 있고, 둘은 야심이 높습니다. 정보공개는 정부를 크게 열었고 공공데이터는 조금 열었습니다. "
    "공직윤리와 맞춤형 서비스는 측정할 기록이 없어 변화를 확인하지 못했습니다. 회의록을 제때 공개하고, 의견마다 답하기를 이어 가기를 권합니다."
)
SUMMARY_EN = (
    "Four of the five commitments can be verified, and two are ambitious. Disclosure opened government in a major way, open "
    "data marginally. Ethics and services left no records to measure, so no change could be confirmed. We recommend publishing "
    "minutes in time and keeping the answers to each contribution."
)
ANSWERS = {
    "1.b": ("9000200", "대표 서비스의 변경 기록을 다음 분기부터 서비스별 판으로 남기겠습니다."),
    "2.d": ("9000100", "심사 결과의 공개 화면을 준비하고 있으며, 그때까지는 보고한 값임을 밝혀 둡니다."),
}
