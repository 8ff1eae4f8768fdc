"""Documents with something to withhold, something withheld, and something taken down, for the browser's eyes."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, User
from madang.common.actors import SYSTEM
from madang.disclosure import actions
from madang.disclosure.models import Intake, Version
from madang.disclosure.ranks import RankRule
from madang.disclosure.tests.papers import OPEN
from madang.disclosure.verdicts import Received, assess
from madang.documents.reading import Reading
from madang.documents.redaction.checking import CHECKS, Check
from madang.documents.redaction.passages import Passage, kept
from madang.documents.redaction.redacting import Redacted
from madang.documents.redaction.typesetting import set_copy
from madang.documents.stores import private_files

TITLE = "도로 점용 허가 신청 처리 결과"
TEXT = """도로 점용 허가 신청 처리 결과
신청인: 홍길동 (연락처 010-1234-5678)
주소: 한빛시 가람구 나래로 12, 301호
검토자: 도로과장 김한빛
이 건의 예정가격은 내부검토 과정에 있다.

신청인 홍길동에게 결과를 알린다."""
REASON = "공개될 경우 사생활의 비밀 또는 자유를 침해할 우려가 있음"


@dataclass(frozen=True)
class Withheld:
    """mark: the code of a version with passages to decide. partly, taken_down: pages of documents."""

    mark: str
    partly: str
    taken_down: str
    take_down: str


def hand_over(agency: Organisation, number: str, title: str = TITLE) -> Version:
    """A PDF that is held because of what stands in it."""
    pdf = set_copy(title=title, text=TEXT, note=number, language="ko")
    private_files().put(pdf)
    metadata = replace(OPEN, title=title, number=number, classification="partly", items=(6,))
    received = Received(f"{number}.pdf", sha256(pdf).hexdigest(), len(pdf), metadata)
    reading = Reading(type="pdf", state="read", text=TEXT, pages=1)
    judged = assess(received, reading, received_on=localdate(), rules=[RankRule(date(2014, 3, 1), OPEN.rank, "")])
    intake = Intake.objects.create(organisation=agency, at=now(), state=Intake.State.FINISHED)
    actions.enter_batch(intake=intake, judged=[judged], by=SYSTEM, at=now())
    return Version.objects.get(number=number)


def publish_in_part(version: Version, by: User) -> Version:
    """Marked, copied and approved; the copy is a stand-in, so that no process has to be started."""
    for text in ("홍길동", "010-1234-5678"):
        actions.withhold(version=version, text=text, item=6, reason=REASON, by=by, at=now())
    copy = actions.ask_for_copy(version=version, by=by, at=now())
    text = kept(TEXT, [Passage(text) for text in ("홍길동", "010-1234-5678")])
    pdf = set_copy(title=version.title, text=text, note="", language="ko")
    made = Redacted(pdf, 1, [], {0: "passage"}, text, "", "", [Check(name, True) for name in CHECKS])
    copy = actions.keep_copy(copy=copy, made=made, at=now())
    actions.approve_copy(copy=copy, reason="가릴 부분을 모두 가렸음", by=by, at=now())
    return Version.objects.get(pk=version.pk)


def build_withheld(agency: Organisation, by: User) -> Withheld:
    held = hand_over(agency, "도로과-301")
    actions.withhold(version=held, text="010-1234-5678", item=6, reason=REASON, by=by, at=now())
    partly = publish_in_part(hand_over(agency, "도로과-302"), by)
    gone = publish_in_part(hand_over(agency, "도로과-303", "도로 점용 허가 취소"), by)
    actions.take_down(document=gone.document, item=6, reason="가리지 않은 주소가 있었음", by=by, at=now())
    for item, text in ((5, "입찰이 끝나기 전의 예정가격.\n입찰이 끝나면 공개한다."), (6, "민원인의 성명과 연락처.")):
        actions.publish_criterion(
            organisation=agency, item=item, text=text, since_on=localdate() - timedelta(days=1300), by=by, at=now()
        )
    actions.record_criteria_review(
        organisation=agency, reviewed_on=localdate() - timedelta(days=1200), outcome="바꿀 것이 없음", by=by, at=now()
    )
    address = partly.document.get_absolute_url()
    return Withheld(str(held.code), address, gone.document.get_absolute_url(), f"{address}take-down/")
