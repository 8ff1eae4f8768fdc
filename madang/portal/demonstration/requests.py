"""The invented people's requests enter by the ordinary acts, each step on its day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.calendar.queries import day_off_calendar, regular_day_off
from madang.common.clock_rules import rule_on
from madang.common.clocks import due
from madang.disclosure.actions import request_answers, request_handling, requests
from madang.disclosure.actions.fees import announce_fee_rate
from madang.disclosure.actions.request_answers import Read
from madang.disclosure.actions.requests import Asked, Who
from madang.disclosure.models import InformationRequest, ThirdParty
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.events import Kind
from madang.documents.sandbox import ReaderPool
from madang.documents.stores import private_files
from madang.portal.demonstration.country.people import discloser_key
from madang.portal.demonstration.country.requests import RATES, Deed, Request
from madang.portal.demonstration.country.requests import requests as invented
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.country.words import josa
from madang.portal.demonstration.signing_in import DOMAIN
from madang.portal.demonstration.writers.papers import Line, Paper
from madang.portal.demonstration.writers.pdf import write_pdf

Act = Callable[[], None]
TEMPLATES = (
    ("결정기간 연장", "요청하신 자료의 양이 많아 정해진 기간 안에 공개 여부를 결정하기 어려워 결정기간을 연장합니다."),
    ("정보 부존재", "요청하신 정보는 우리 기관이 생산하거나 취득하여 보유·관리하고 있지 않습니다."),
    (
        "업체 영업비밀",
        "공개될 경우 업체의 정당한 이익을 현저히 해칠 우려가 있어 정보공개법 제9조제1항제7호에 따라 비공개합니다.",
    ),
)


def working(on: date, hour: int = 10) -> datetime:
    """That day, or the next on which offices work."""
    while on.weekday() > 4 or regular_day_off(on):
        on += timedelta(days=1)
    return datetime.combine(on, time(hour), get_current_timezone())


@dataclass
class RequestLoading:
    """The steps of the requests: (name, moment, act). Steps that would lie in the future are left out."""

    country: Country
    pool: ReaderPool

    def steps(self) -> Iterator[tuple[str, datetime, Act]]:
        end = datetime.combine(self.country.today, time(8), get_current_timezone())
        for one in invented(self.country.today):
            at = working(one.asked_on)
            yield f"request:{one.number}", at, self._filing(one, at)
            for place, deed in enumerate(one.deeds, start=1):
                then = max(
                    working(one.asked_on + timedelta(days=deed.after), 11 + place % 6), at + timedelta(minutes=place)
                )
                if then < end:
                    yield f"request:{one.number}:{place}", then, self._deed(one, deed, place, then)

    def _officer(self, request: InformationRequest) -> User:
        return User.objects.get(email=f"{discloser_key(request.organisation.code)}@{DOMAIN}")

    def _filing(self, one: Request, at: datetime) -> Act:
        def act() -> None:
            if self._found(one):
                return
            user = User.objects.get(email=f"citizen@{DOMAIN}") if one.is_citizen else None
            who = Who("시민" if user else one.who, f"asker{one.number}@{DOMAIN}")
            asked = Asked(one.subject, one.text, (one.office,), reduction=one.reduction)
            requests.file_request(asked=asked, who=who, user=user, at=at)
            if one.number == 0:
                self._templates(one.office, at)
                self._rates(at)

        return act

    def _templates(self, office: str, at: datetime) -> None:
        organisation = Organisation.objects.get(code=office)
        by = User.objects.get(email=f"{discloser_key(office)}@{DOMAIN}")
        for name, text in TEMPLATES:
            request_handling.save_template(organisation=organisation, name=name, text=text, by=by, at=at)

    @staticmethod
    def _rates(at: datetime) -> None:
        for code, ground, percent in RATES:
            by = User.objects.get(email=f"{discloser_key(code)}@{DOMAIN}")
            said: dict[str, Any] = {"ground": ground, "percent": percent, "since_on": at.date()}
            announce_fee_rate(organisation=Organisation.objects.get(code=code), **said, by=by, at=at)

    @staticmethod
    def _found(one: Request) -> InformationRequest | None:
        return (
            InformationRequest.objects.filter(subject=one.subject, text=one.text).select_related("organisation").first()
        )

    def _deed(self, one: Request, deed: Deed, place: int, at: datetime) -> Act:
        def act() -> None:
            request = self._found(one)
            if request is None or request.events.filter(at__gte=at).exists():
                return
            if deed.by == "requester":
                self._by_requester(request, deed, at)
            elif deed.by == "third-party":
                party = ThirdParty.objects.get(request=request)
                request_handling.third_party_step(party=party, kind=Kind(deed.kind), facts=dict(deed.facts), at=at)
            else:
                self._by_agency(request, deed, at)

        return act

    @staticmethod
    def _by_requester(request: InformationRequest, deed: Deed, at: datetime) -> None:
        keys: dict[str, Any] = {"by": request.filing.user, "opened": frozenset({request.filing.code}), "at": at}
        if deed.kind == "publish":
            requests.publish_request(request=request, **keys)
        else:
            requests.requester_step(request=request, kind=Kind(deed.kind), facts=dict(deed.facts), **keys)

    def _by_agency(self, request: InformationRequest, deed: Deed, at: datetime) -> None:
        keys: dict[str, Any] = {"request": request, "by": self._officer(request), "at": at}
        if deed.kind == "transferred":
            to = Organisation.objects.get(code=deed.facts["to"])
            request_handling.transfer_request(to=to, reason=deed.facts["reason"], **keys)
        elif deed.kind == "third-party-notified":
            request_handling.notify_third_party(email=f"company@{DOMAIN}", **deed.facts, **keys)
        elif deed.kind == "publish-answer":
            self._publish(request, keys)
        else:
            if deed.kind == "supplied":
                self._prepare(request, keys)
            facts = self._facts(request, deed, at)
            request_handling.officer_step(kind=Kind(deed.kind), facts=facts, **keys)

    def _facts(self, request: InformationRequest, deed: Deed, at: datetime) -> dict[str, Any]:
        """The deed's facts with the days that follow from when it is done."""
        facts = dict(deed.facts)
        if deed.kind == "objection-decided" and facts.get("decision"):
            facts["decision"] = {
                "outcome": "open",
                "disclose_on": working(at.date() + timedelta(days=1)).date().isoformat(),
            }
        if deed.kind != "decided":
            return facts
        if facts["outcome"] in {"open", "partly"}:
            facts["disclose_on"] = self._disclosure(request, at.date()).isoformat()
            facts["how"] = "이 사이트에서 전자파일로"
        ends = {"expected_end": (at.date() + timedelta(days=60)).isoformat()}
        if facts.get("parts"):
            facts["parts"] = [part | ends if part.get("is_review") else part for part in facts["parts"]]
        return facts

    @staticmethod
    def _disclosure(request: InformationRequest, on: date) -> date:
        """Two days later; or the first working day after the interval, where a third party asked not to disclose."""
        if not course_of(request.history()).opposed:
            return working(on + timedelta(days=2)).date()
        gap = due(rule_on("disclosure.gap", start=on), start=on, days_off=day_off_calendar()).on
        return working(gap + timedelta(days=1)).date()

    def _prepare(self, request: InformationRequest, keys: dict[str, Any]) -> None:
        """A short paper as the answer."""
        lines = [
            Line(request.organisation.name_ko, "agency", "center"),
            Line(request.subject, "title", "center"),
            Line("1. 개요", "heading"),
            Line(f"{request.received_on.year}년에 접수된 정보공개 청구에 따라 보유 자료를 정리하였다."),
            Line("2. 내용", "heading"),
            *[Line(f"{month}월: {17 * month + request.pk % 23}건", level=1) for month in range(1, 7)],
        ]
        content = write_pdf(Paper(request.subject, request.organisation.name_ko, keys["at"], tuple(lines)))
        files = [(f"{request.subject}.pdf", private_files().put(content), len(content))]
        request_answers.attach_files(files=files, **keys)

    def _publish(self, request: InformationRequest, keys: dict[str, Any]) -> None:
        """The supplied files for everybody, read as any other."""
        if hasattr(request, "answer"):
            return
        files = []
        for file in request.files.filter(part__gt=0, removed_at=None):
            reading = self.pool.read(private_files().path(file.sha256))
            hidden = "\n".join([*(part.text for part in reading.hidden), *reading.metadata.values()])
            files.append((file, Read(reading.text, hidden, reading.state == "read")))
        summary = josa(f"{request.organisation.name_ko}{{이}} 보유한 자료를 달마다 정리한 것입니다.")
        request_answers.publish_answer(title=request.subject, summary=summary, files=files, **keys)
