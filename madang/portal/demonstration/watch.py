"""The invented watch group: seated, with one audit by lot that is closed and one that goes on."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from time import sleep

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.bodies.actions import establish_body, seat_member
from madang.bodies.models import Body
from madang.common.actors import SYSTEM, Actor
from madang.disclosure import actions
from madang.disclosure.actions.watch import records_between
from madang.disclosure.models import Audit, AuditItem, Selection
from madang.ledger import sequencer
from madang.portal.demonstration.country.people import WATCHERS, officer_key
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN

BODY = "disclosure-watch"
HOME = "9040100"
SEATED_BACK = 300
AFTERNOON = time(15)
PATIENCE = 240
"""How often the lots are tried while the ledger is catching up, half a second apart."""
FINDINGS = (
    (
        AuditItem.Fault.WRONG_FACTS,
        "제목의 연도가 본문과 다릅니다.",
        AuditItem.Reply.ACCEPTED,
        "제목을 바로잡아 다시 공개했습니다.",
    ),
    (
        AuditItem.Fault.LATE,
        "결재 후 한 달이 지나 공개되었습니다.",
        AuditItem.Reply.WILL_REMEDY,
        "결재 다음 날 공개되도록 절차를 고치겠습니다.",
    ),
    (
        AuditItem.Fault.OTHER,
        "붙임 파일이 본문에서 언급되지만 없습니다.",
        AuditItem.Reply.REJECTED,
        "붙임은 참고 자료로 공개 대상 문서가 아닙니다.",
    ),
)
REFUSED = (
    AuditItem.Fault.OTHER,
    "비공개 사유가 법 조문을 되풀이할 뿐, 왜 그 정보가 해당하는지 설명하지 않습니다.",
    AuditItem.Reply.WILL_REMEDY,
    "사유를 구체적으로 적어 다시 통지하겠습니다.",
)
Act = Callable[[], None]


@dataclass
class WatchLoading:
    """The steps of the watch group: (name, moment, act)."""

    country: Country

    def steps(self) -> Iterator[tuple[str, datetime, Act]]:
        seated = self._moment(SEATED_BACK)
        yield "watch", seated, lambda: self._seat(seated)
        called = self._moment(5)
        yield "watch:call", called, lambda: self._call(called)
        yield from self._audit("공개 문서 상반기 표본 감사", announced_back=150, days=180, size=12, is_closed=True)
        yield from self._audit("공개 문서 하반기 표본 감사", announced_back=9, days=120, size=10, is_closed=False)
        decisions = Audit.What.DECISIONS
        yield from self._audit(
            "청구 결정 표본 감사", announced_back=8, days=150, size=4, is_closed=False, what=decisions
        )

    def _moment(self, days_back: int) -> datetime:
        return datetime.combine(self.country.today - timedelta(days=days_back), AFTERNOON, get_current_timezone())

    def _seat(self, at: datetime) -> None:
        if Body.objects.filter(code=BODY).exists():
            return
        body = establish_body(
            code=BODY,
            kind=Body.Kind.WATCH_GROUP,
            name_ko="정보공개 시민감시단",
            name_en="Citizens' watch group on disclosure",
            mandate_ko="공개된 문서와 비공개 결정을 추첨해 다시 점검하고, 결과를 모두 공개합니다.",
            mandate_en="Re-examines documents and refusals drawn by lot, and makes all findings public.",
            organisation=Organisation.objects.get(code=HOME),
            established_on=at.date(),
            by=SYSTEM,
            at=at,
        )
        for key in WATCHERS:
            user = User.objects.get(email=f"{key}@{DOMAIN}")
            seat_member(body=body, since_on=at.date(), user=user, name=user.name, is_external=True, by=SYSTEM, at=at)

    @staticmethod
    def _call(at: datetime) -> None:
        """Members are sought; the call is open."""
        if not Selection.objects.exists():
            actions.announce_selection(
                body=Body.objects.get(code=BODY),
                title="정보공개 시민감시단 구성원 공모",
                text="공개된 문서와 청구에 대한 결정을 추첨으로 다시 점검할 구성원을 찾습니다.",
                seats=6,
                merit=2,
                opens_at=at,
                closes_at=at + timedelta(days=21),
                by=Actor(ref="madang:demonstration", office=f"secretary@{HOME}"),
                at=at,
            )

    def _audit(
        self,
        title: str,
        *,
        announced_back: int,
        days: int,
        size: int,
        is_closed: bool,
        what: str = Audit.What.PUBLICATIONS,
    ) -> Iterator[tuple[str, datetime, Act]]:
        at = self._moment(announced_back)
        yield f"audit:{title}", at, lambda: self._announce(title, what, days, size, at)
        examined, answered, closed = (self._moment(announced_back - later) for later in (6, 15, 30))
        yield f"audit:{title}:examined", examined, lambda: self._examine(title, examined, is_whole=is_closed)
        if is_closed:
            yield f"audit:{title}:answered", answered, lambda: self._answer(title, answered)
            yield f"audit:{title}:closed", closed, lambda: self._close(title, closed)

    @staticmethod
    def _member() -> User:
        return User.objects.get(email=f"{WATCHERS[0]}@{DOMAIN}")

    def _announce(self, title: str, what: str, days: int, size: int, at: datetime) -> None:
        audit = Audit.objects.filter(title=title).first()
        until = at.date() - timedelta(days=1)
        if not records_between(what, until - timedelta(days=days), until):
            return
        audit = audit or actions.announce_audit(
            body=Body.objects.get(code=BODY),
            title=title,
            what=what,
            since_on=until - timedelta(days=days),
            until_on=until,
            size=size,
            by=self._member(),
            at=at,
        )
        for _attempt in range(PATIENCE if audit.state == Audit.State.ANNOUNCED else 0):
            with suppress(actions.NotDrawable):
                actions.draw_audit(audit=audit, by=self._member(), at=at)
                return
            if not sequencer.sequence(datetime.now(UTC)):  # noqa: TID251 (the sequencer's lease is of the real clock)
                sleep(0.5)

    def _examine(self, title: str, at: datetime, *, is_whole: bool) -> None:
        """Most records have no fault; of an audit that goes on, some are not looked at yet."""
        items = list(AuditItem.objects.filter(audit__title=title, examined_at=None).order_by("place"))
        is_of_decisions = Audit.objects.filter(title=title, what=Audit.What.DECISIONS).exists()
        faulty = {2: REFUSED} if is_of_decisions else dict(zip((2, 5, 9), FINDINGS, strict=True))
        for item in items if is_whole else items[: len(items) // 2]:
            fault, note, _reply, _answer = faulty.get(item.place, (AuditItem.Fault.NONE, "", "", ""))
            actions.examine(item=item, fault=fault, note=note, by=self._member(), at=at)

    def _answer(self, title: str, at: datetime) -> None:
        said = {str(fault): (reply, answer) for fault, _note, reply, answer in FINDINGS}
        found = AuditItem.objects.filter(audit__title=title, answered_at=None, answer_due_on__isnull=False)
        for item in found.exclude(fault=AuditItem.Fault.OTHER).select_related("organisation"):
            reply, answer = said[item.fault]
            by = User.objects.get(email=f"{officer_key(item.organisation.code)}@{DOMAIN}")
            actions.answer_finding(item=item, reply=reply, answer=answer, by=by, at=at)

    def _close(self, title: str, at: datetime) -> None:
        for audit in Audit.objects.filter(title=title, state=Audit.State.DRAWN):
            actions.close_audit(audit=audit, by=self._member(), at=at)
