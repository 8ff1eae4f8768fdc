"""What the invented officers withhold: criteria, documents published in part, and one that was taken down."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.disclosure import actions
from madang.disclosure.manifests import handed_over, passages_of, regions_of
from madang.disclosure.marking import board_of
from madang.disclosure.models import Version
from madang.disclosure.withholding_words import USUAL_REASONS
from madang.documents.redaction.redacting import NotRedacted, Redactor, Source
from madang.documents.stores import private_files
from madang.portal.demonstration.country.forms.sensitive import FOLK
from madang.portal.demonstration.country.people import officer_key
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN

Act = Callable[[], None]
CLEAR = {"identifiers-found", "identifiers-in-metadata", "partly-open"}
"""Reasons that marking answers."""
IN_PART, IN_PDF = 3, 1
FLAT = re.compile(r"\d{3}동\s*\d{3,4}호")
SIGNATURE = (400.0, 60.0, 540.0, 120.0)
"""A part of the first page of PDFs, in points, that is withheld as a picture."""
AGENCIES = 6
CRITERIA = {
    4: "진행 중인 재판에 관련된 정보. 판결이 확정되면 공개한다.",
    5: "입찰이 끝나기 전의 예정가격과 평가위원 명단. 입찰이 끝나면 공개한다.\n심의 중인 안건. 의결되면 공개한다.",
    6: "민원인의 성명·주소·연락처. 직무를 수행한 공무원의 성명과 직위는 공개한다.",
    7: "제출한 업체가 영업상 비밀로 표시한 제조공법과 원가. 계약금액과 계약 상대자는 공개한다.",
}


@dataclass
class WithholdingLoading:
    """The steps of what is withheld: (name, moment, act)."""

    country: Country

    def steps(self) -> Iterator[tuple[str, datetime, Act]]:
        today = self.country.today
        yield "criteria", moment(today - timedelta(days=600)), lambda: self._publish_criteria(today)
        yield "in-part", moment(today - timedelta(days=2)), lambda: self._publish_in_part(today - timedelta(days=2))
        yield "taken-down", moment(today - timedelta(days=1)), lambda: self._take_down(today - timedelta(days=1))

    def _publish_criteria(self, today: date) -> None:
        """Some agencies reviewed theirs in time, some are late, the others published none."""
        at = moment(today - timedelta(days=600))
        for number, office in enumerate(self.country.offices[:AGENCIES]):
            organisation, officer = Organisation.objects.get(code=office.code), officer_of(office.code)
            for item, text in CRITERIA.items():
                actions.publish_criterion(
                    organisation=organisation,
                    item=item,
                    text=text,
                    since_on=today - timedelta(days=900 + 200 * number),
                    by=officer,
                    at=at,
                )
            if number % 2:
                actions.record_criteria_review(
                    organisation=organisation,
                    reviewed_on=(at - timedelta(days=10)).date(),
                    outcome="예정가격은 낙찰 뒤 공개하도록 고침",
                    by=officer,
                    at=at,
                )

    def _publish_in_part(self, on: date) -> None:
        found = Version.objects.filter(state=Version.State.HELD, reading_state="read", findings__isnull=False)
        chosen = [
            version
            for version in found.select_related("document__organisation", "private_text").distinct().order_by("pk")
            if {reason["code"] for reason in version.reasons} <= CLEAR and version.classification != "closed"
        ]
        pdfs = [version for version in chosen if version.file_type == "pdf"][:IN_PDF]
        others = [version for version in chosen if version.file_type != "pdf"]
        with Redactor() as redactor:
            for version in [*pdfs, *others][:IN_PART]:
                publish_in_part(version, redactor, at=moment(on))

    def _take_down(self, on: date) -> None:
        partly = Version.objects.filter(publication__extent="partly", publication__ended_at=None)
        gone = partly.exclude(file_type="pdf").order_by("-pk").first()  # of PDFs the boxes are shown
        if gone:
            actions.take_down(
                document=gone.document,
                item=6,
                reason="그림 속에 가리지 않은 연락처가 있어 공개를 중단함",
                by=officer_of(gone.document.organisation.code),
                at=moment(on),
            )


def officer_of(code: str) -> User:
    return User.objects.get(email=f"{officer_key(code)}@{DOMAIN}")


def publish_in_part(version: Version, redactor: Redactor, *, at: datetime) -> None:
    """Mark every identifier, make the copy, approve it: what the desk and the worker do."""
    officer = officer_of(version.document.organisation.code)
    for matter in board_of(version, on=at.date()).open_matters:
        if matter.kind == "name" or not matter.question:
            actions.withhold(
                version=version,
                text=matter.text,
                item=matter.item,
                kind=matter.kind,
                reason=USUAL_REASONS[matter.item],
                by=officer,
                at=at,
            )
    for text, kind in overlooked(version):
        actions.withhold(version=version, text=text, item=6, kind=kind, reason=USUAL_REASONS[6], by=officer, at=at)
    if version.file_type == "pdf":
        reason = "서명이 있는 부분으로, 공개될 경우 사생활의 비밀 또는 자유를 침해할 우려가 있음"
        actions.withhold(version=version, page=1, box=SIGNATURE, item=6, reason=reason, by=officer, at=at)
    copy = actions.ask_for_copy(version=version, by=officer, at=at)
    said = handed_over(version)
    path = private_files().path(version.sha256)
    source = Source(path, version.file_type, version.private_text.text, title=said["title"], name=said["file_name"])
    try:
        copy = actions.keep_copy(
            copy=copy, made=redactor.redact(source, passages_of(version), regions_of(version)), at=at
        )
    except NotRedacted as failure:
        copy = actions.keep_copy(copy=copy, made=None, problem=failure.code, at=at)
    if copy.sha256:
        actions.approve_copy(copy=copy, reason="가릴 부분을 모두 가렸음", by=officer, at=at)


def overlooked(version: Version) -> Iterator[tuple[str, str]]:
    """What no screening finds and a careful officer does: names in tables, a flat's number on a line of its own."""
    text = version.private_text.text
    yield from ((name, "name") for name in FOLK if name in text)
    yield from ((flat, "address") for flat in sorted(set(FLAT.findall(text))))


def moment(on: date) -> datetime:
    return datetime.combine(on, time(15), get_current_timezone())
