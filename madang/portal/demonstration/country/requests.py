"""What the people of the invented country asked their agencies, and what became of each request. Plain data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

OFFICES = ("9020000", "9000200", "9000400")
"""Agencies with a disclosure officer: a metropolitan city and two ministries."""
FOLK = ("강누리", "김바다", "나은솔", "도하늘", "류단비", "문가람", "박새봄", "서이든", "윤마루", "정여울")
SUBJECTS = (
    ("어린이 보호구역 과속 단속 현황", "최근 2년 동안 어린이 보호구역별 과속 단속 건수와 시간대를 공개하여 주십시오."),
    ("수의계약 체결 내역", "지난해 체결한 수의계약의 계약명, 금액, 상대방, 사유를 공개하여 주십시오."),
    ("노인 돌봄 사업 대기자 수", "돌봄 사업별 대기자 수와 평균 대기 기간을 월별로 공개하여 주십시오."),
    ("공공건물 석면 조사 결과", "석면이 남아 있는 공공건물의 목록과 조사 결과를 공개하여 주십시오."),
    ("시내버스 노선 조정 검토 자료", "노선 조정을 검토한 보고서와 회의 자료를 공개하여 주십시오."),
    ("기관장 업무추진비 집행 내역", "지난 분기 기관장 업무추진비의 집행 일자, 장소, 금액을 공개하여 주십시오."),
    ("도로 땅꺼짐 발생 현황", "최근 3년 동안의 땅꺼짐 발생 위치, 크기, 원인, 복구 기간을 공개하여 주십시오."),
    ("위탁 시설 지도점검 결과", "위탁 운영 시설의 지도점검 결과와 시정 요구 사항을 공개하여 주십시오."),
    ("보도블록 교체 공사 단가", "보도블록 교체 공사의 설계 단가와 계약 단가를 공개하여 주십시오."),
    ("급식비 지원 대상 기준", "급식비 지원 대상을 정한 기준과 심의 자료를 공개하여 주십시오."),
    ("교통약자 이동 차량 배차 기록", "교통약자 이동 차량의 시간대별 배차 대기 시간을 공개하여 주십시오."),
    ("지하수 수질 검사 성적서", "공동 우물과 약수터의 수질 검사 성적서를 공개하여 주십시오."),
)


@dataclass(frozen=True)
class Deed:
    """Something that happens to a request. after: days since it was received; by: agency, requester, third-party."""

    after: int
    kind: str
    by: str = "agency"
    facts: dict[str, Any] = field(default_factory=dict)


def _decided(after: int, outcome: str, **facts: Any) -> Deed:
    return Deed(after, "decided", facts={"outcome": outcome, **facts})


def _part(item: int, what: str, reason: str, **more: Any) -> dict[str, Any]:
    return {"item": item, "what": what, "reason": reason, **more}


_SECRET = _part(7, "업체의 원가 산정 내역", "공개하면 업체의 정당한 이익을 현저히 해칠 우려가 있음")
_PEOPLE = _part(6, "이용자와 주민의 성명, 연락처", "개인의 사생활을 침해할 우려가 있음")
_REVIEW = _part(
    5, "검토 중인 대안별 비교표", "검토가 끝나지 않아 공정한 업무 수행에 지장이 있음", is_review=True, stage="부서 검토"
)
_WHOLE = "자료 전체가 해당 내용으로 이루어져 나눌 수 없음"
_COMMITTEE = Deed(16, "committee-met", facts={"opinion": "이미 알려진 내용이므로 공개함이 타당함"})
COURSES: dict[str, tuple[Deed, ...]] = {
    "open": (_decided(6, "open"), Deed(8, "supplied")),
    "published": (Deed(0, "publish", "requester"), _decided(5, "open"), Deed(7, "supplied"), Deed(9, "publish-answer")),
    "partly": (
        Deed(
            5,
            "extended",
            facts={"reason": "mixed", "explanation": "공개 부분과 비공개 부분을 나누는 데 시간이 걸립니다."},
        ),
        _decided(17, "partly", parts=[_PEOPLE]),
        Deed(20, "supplied"),
    ),
    "paid": (
        _decided(6, "open", fee=1250),
        Deed(9, "paid", facts={"amount": 1250, "way": "전자결제"}),
        Deed(11, "supplied"),
    ),
    "lowered": (
        _decided(6, "open", fee=600, fee_full=1200, lowered_by=50),
        Deed(9, "paid", facts={"amount": 600, "way": "전자결제"}),
        Deed(11, "supplied"),
    ),
    "waived": (_decided(5, "open", fee=0, fee_full=800, lowered_by=100), Deed(7, "supplied")),
    "refused": (Deed(0, "publish", "requester"), _decided(8, "closed", parts=[_SECRET], why_not_partly=_WHOLE)),
    "overturned": (
        Deed(0, "publish", "requester"),
        _decided(8, "closed", parts=[_SECRET], why_not_partly=_WHOLE),
        Deed(14, "objected", "requester", {"text": "계약이 끝난 단가는 영업비밀로 보기 어렵습니다."}),
        _COMMITTEE,
        Deed(
            20, "objection-decided", facts={"result": "upheld", "reason": "심의회 의견을 받아들임", "decision": "open"}
        ),
        Deed(23, "supplied"),
    ),
    "dismissed": (
        _decided(9, "closed", parts=[_PEOPLE], why_not_partly=_WHOLE),
        Deed(20, "objected", "requester", {"text": "이름을 가리고 공개할 수 있습니다."}),
        Deed(
            22,
            "committee-not-convened",
            facts={"ground": "deliberated", "explanation": "같은 사항을 이미 심의하였습니다."},
        ),
        Deed(25, "objection-decided", facts={"result": "dismissed", "reason": "이름을 가려도 누구인지 알 수 있음"}),
    ),
    "third-party": (
        Deed(1, "third-party-notified", facts={"name": "가온길건설(주)", "concern": "제출한 공사 단가"}),
        Deed(2, "third-party-replied", "third-party", {"wish": "withhold", "text": "경쟁 업체에 알려지면 곤란합니다."}),
        _decided(8, "open", why_despite="예산 집행을 확인할 공익이 더 큼"),
        Deed(48, "supplied"),
    ),
    "waiting-gap": (
        Deed(1, "third-party-notified", facts={"name": "새솔교통(주)", "concern": "운행 원가"}),
        Deed(2, "third-party-replied", "third-party", {"wish": "withhold", "text": "영업비밀입니다."}),
        _decided(8, "open", why_despite="보조금이 쓰인 사업이어서 공개할 공익이 큼"),
    ),
    "not-held": (_decided(4, "not-held", reason="해당 통계를 생산하거나 취득하지 않았습니다."),),
    "petition": (
        _decided(
            5,
            "not-a-request",
            reason="제도 개선을 바라는 내용임",
            petition_result="담당 부서에서 개선을 검토하겠습니다.",
        ),
    ),
    "public": (_decided(3, "already-public", location="정보목록 → 사전정보공표 → 업무추진비"),),
    "transferred": (
        Deed(1, "transferred", facts={"to": "9000400", "reason": "해당 정보를 마루교통부가 보유·관리함"}),
        _decided(9, "open"),
        Deed(11, "supplied"),
    ),
    "withdrawn": (Deed(2, "withdrawn", "requester"),),
    "uncollected": (_decided(6, "open", fee=2400), Deed(28, "not-collected")),
    "review": (_decided(7, "closed", parts=[_REVIEW], why_not_partly=_WHOLE),),
    "late": (_decided(19, "open"), Deed(21, "supplied")),
    "prompt": (Deed(1, "promptly-disclosed", facts={"ground": "publicity", "note": "홍보자료를 드립니다."}),),
    "objecting": (
        _decided(8, "closed", parts=[_SECRET], why_not_partly=_WHOLE),
        Deed(11, "objected", "requester", {"text": "지난해에는 같은 자료를 공개하였습니다."}),
    ),
    "pending": (),
    "complained": (Deed(16, "complained", "requester", {"text": "기한이 지나도 답이 없습니다."}),),
}
PAST = (
    *("open", "partly", "published", "not-held", "paid", "overturned", "third-party", "refused", "transferred"),
    *(
        "late",
        "dismissed",
        "public",
        "withdrawn",
        "petition",
        "uncollected",
        "lowered",
        "published",
        "prompt",
        "review",
    ),
    "waived",
)
GROUNDS = {"lowered": "non-profit", "waived": "education"}
"""Grounds for a lower fee that requesters name, by course."""
RATES = (("9020000", "non-profit", 50), ("9020000", "education", 100), ("9000200", "non-profit", 50))
"""(agency, ground, percent): rates announced before anybody asked. The third agency has announced none."""
NOW = (
    ("pending", 1),
    ("pending", 4),
    ("pending", 7),
    ("waiting-gap", 16),
    ("objecting", 15),
    ("complained", 22),
    ("pending", 12),
)
"""Courses that are under way today, and how many days ago they began."""
FIRST_BACK, EVERY = 700, 19


@dataclass(frozen=True)
class Request:
    """Somebody's request. number: of its own, for a title that no other has. is_citizen: filed by the shown account."""

    number: int
    office: str
    subject: str
    text: str
    asked_on: date
    who: str
    is_citizen: bool
    course: str

    @property
    def reduction(self) -> str:
        """The ground for a lower fee, if the requester names one."""
        return GROUNDS.get(self.course, "")

    @property
    def deeds(self) -> tuple[Deed, ...]:
        return COURSES[self.course]


def requests(today: date) -> Iterator[Request]:
    """All requests of the two years, the oldest first; each course several times, some still under way."""
    count = (FIRST_BACK - 60) // EVERY
    begun = [(PAST[number % len(PAST)], FIRST_BACK - number * EVERY) for number in range(count)] + list(NOW)
    for number, (course, back) in enumerate(begun):
        subject, text = SUBJECTS[(number * 5) % len(SUBJECTS)]
        on = today - timedelta(days=back)
        office = OFFICES[0] if course in {"transferred", "pending"} else OFFICES[number % len(OFFICES)]
        yield Request(
            number=number,
            office=office,
            subject=f"{subject} ({on.year}년 {on.month}월 기준)",
            text=text,
            asked_on=on,
            who=FOLK[number % len(FOLK)],
            is_citizen=number % 4 == 0,
            course=course,
        )
