"""Requests for tests: an agency, its officer, and a citizen's request in any of its states."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from madang.accounts.models import Organisation, Role, User
from madang.disclosure.actions import request_handling, requests
from madang.disclosure.actions.requests import Asked, Who
from madang.disclosure.models import InformationRequest
from madang.disclosure.requests.events import Kind
from tests.factories import make_officer, make_organisation

RECEIVED_AT = datetime.fromisoformat("2026-03-03T10:00:00+09:00")
DAY = timedelta(days=1)
REFUSAL = {
    "outcome": "closed",
    "parts": [{"item": 7, "what": "단가", "reason": "영업상 비밀에 해당함"}],
    "why_not_partly": "단가가 모든 쪽에 있어 나눌 수 없음",
}


@dataclass
class Office:
    agency: Organisation
    officer: User


def make_office(**fields: object) -> Office:
    agency = make_organisation(**fields)
    return Office(agency, make_officer(agency, Role.DISCLOSURE_OFFICER))


def file(*offices: Office, user: User | None = None, at: datetime = RECEIVED_AT, **asked: Any) -> InformationRequest:
    """A request as its requester sends it, to the first of the offices."""
    words = {"subject": "도로 공사 계약 내역", "text": "2025년 도로 공사 수의계약 내역을 공개하여 주십시오."} | asked
    filing = requests.file_request(
        asked=Asked(agencies=tuple(office.agency.code for office in offices), **words),
        who=Who(name="김마당", email="kim@example.org"),
        user=user,
        at=at,
    )
    return filing.requests.order_by("organisation__code").get(organisation=offices[0].agency)


def step(request: InformationRequest, office: Office, kind: str, at: datetime, **facts: Any) -> InformationRequest:
    """A step of the agency; the request as it is afterwards."""
    request_handling.officer_step(request=request, kind=Kind(kind), facts=facts, by=office.officer, at=at)
    return InformationRequest.objects.get(pk=request.pk)


def open_decision(disclose_on: datetime, **more: Any) -> dict[str, Any]:
    return {"outcome": "open", "disclose_on": disclose_on.date().isoformat(), "how": "이 사이트"} | more
