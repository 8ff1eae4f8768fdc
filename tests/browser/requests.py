"""Requests to look at: private, public, answered for all, objected to, and one that concerns a third party."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, User
from madang.disclosure.actions import fees, request_answers, request_handling, requests
from madang.disclosure.actions.request_answers import Read
from madang.disclosure.actions.requests import Asked, Who
from madang.disclosure.models import InformationRequest
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.links import party_link
from madang.documents.stores import private_files

REFUSAL = {
    "outcome": "closed",
    "parts": [{"item": 7, "what": "계약 단가", "reason": "업체의 영업비밀이 드러남"}],
    "why_not_partly": "단가가 모든 쪽에 있어 나눌 수 없음",
}


def asks(agency: Organisation, citizen: User, subject: str, *, days_ago: int = 2) -> InformationRequest:
    asked = Asked(subject, f"{subject}에 관한 자료를 공개하여 주십시오.", (agency.code,))
    at = now() - timedelta(days=days_ago)
    filing = requests.file_request(asked=asked, who=Who("시민", "citizen@example.org"), user=citizen, at=at)
    return filing.requests.get()


def build_requests(agency: Organisation, *, citizen: User, officer: User) -> dict[str, str]:
    """The codes of the requests by what they show; `third-party`: the address where one is heard."""

    def step(request: InformationRequest, kind: Kind, **facts: Any) -> None:
        request_handling.officer_step(request=request, kind=kind, facts=facts, by=officer, at=now())

    private = asks(agency, citizen, "교량 안전점검 결과")
    party = request_handling.notify_third_party(
        request=private, name="한빛건설", email="p@example.com", concern="점검 용역 단가", by=officer, at=now()
    )
    public = asks(agency, citizen, "제설 장비 배치 계획")
    requests.publish_request(request=public, by=citizen, at=now())
    step(public, Kind.EXTENDED, reason="bulk", explanation="자료가 1,200쪽으로 많음")
    objected = asks(agency, citizen, "도로 공사 계약 내역")
    step(objected, Kind.DECIDED, **REFUSAL)
    requests.requester_step(
        request=objected, kind=Kind.OBJECTED, facts={"text": "단가는 이미 알려져 있습니다."}, by=citizen, at=now()
    )
    asks(agency, citizen, "늦어진 청구", days_ago=60)
    answered = asks(agency, citizen, "가로등 교체 계획")
    files = [("가로등 교체 계획.txt", private_files().put("올해 가로등 120개를 바꾼다.".encode()), 40)]
    (file,) = request_answers.attach_files(request=answered, files=files, by=officer, at=now())
    step(answered, Kind.DECIDED, outcome="open", disclose_on=localdate().isoformat(), how="이 사이트")
    step(answered, Kind.SUPPLIED)
    file.refresh_from_db()
    answer = request_answers.publish_answer(
        request=answered,
        title="가로등 교체 계획",
        summary="올해 바꾸는 가로등",
        files=[(file, Read("올해 가로등 120개를 바꾼다.", "", is_whole=True))],
        by=officer,
        at=now(),
    )
    build_words(agency, officer)
    address = "/" + party_link(party).split("/", 3)[3].removeprefix("en/")
    codes = {"private": private, "public": public, "objected": objected, "answer": answer}
    return {name: str(one.code) for name, one in codes.items()} | {"third-party": address}


def build_words(agency: Organisation, officer: User) -> None:
    """What the agency keeps for its requests: a template, and by how much it lowers fees."""
    said: dict[str, Any] = {"organisation": agency, "by": officer, "at": now()}
    fees.announce_fee_rate(ground="education", percent=50, since_on=localdate(), **said)
    request_handling.save_template(name="연장", text="자료가 많아 연장합니다.", **said)
