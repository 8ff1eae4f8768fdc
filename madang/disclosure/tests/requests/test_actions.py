"""Acts on requests: who may, what is kept, told, recorded, and what is not."""

import json
from datetime import date

import pytest
from django.utils.timezone import localdate

from madang.accounts.models import Role
from madang.accounts.viewers import viewer_of
from madang.calendar.actions import enter_decreed_day
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure.actions import request_handling, requests
from madang.disclosure.actions.request_steps import StepRefused
from madang.disclosure.actions.request_upkeep import date_undated, recount, seal_day
from madang.disclosure.actions.requests import Asked, AskedTooOften, Who
from madang.disclosure.models import Filing, InformationRequest, RequestEvent, RequestSeal, UnconfirmedFiling
from madang.disclosure.requests.events import Event, Kind
from madang.disclosure.requests.letters import WRITERS
from madang.disclosure.requests.queries import inbox
from madang.disclosure.requests.seals import commitment, path_of, root_by
from madang.disclosure.tests.requests.world import DAY, RECEIVED_AT, REFUSAL, file, make_office, open_decision, step
from madang.ledger.models import Entry
from madang.notices.models import OutboxMessage
from tests.factories import make_officer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: object) -> None:
    settings.EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"  # type: ignore[attr-defined]


def letters(to: str) -> list[OutboxMessage]:
    return [message for message in OutboxMessage.objects.order_by("pk") if to in message.to]


def test_a_request_gets_its_number_its_clock_and_its_receipt() -> None:
    office = make_office()
    request = file(office)

    assert request.number == f"{office.agency.code}-2026-000001"
    assert (request.state, request.due_on) == ("deciding", date(2026, 3, 16))
    (receipt,) = letters("kim@example.org")
    assert request.number in receipt.body
    assert "3. 16" in receipt.body
    assert request.number not in receipt.subject


def test_several_agencies_are_asked_at_once_each_with_a_number_of_its_own() -> None:
    first, second = make_office(), make_office()
    request = file(first, second)

    assert request.filing.requests.count() == 2
    assert len({one.number for one in InformationRequest.objects.all()}) == 2


@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_resident_number_is_refused_and_not_kept(field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        file(make_office(), **{field: "제 번호는 900101-1234568 입니다"})

    assert refusal.value.field == field
    assert "900101" not in str(refusal.value.message)
    assert not InformationRequest.objects.exists()
    assert not Filing.objects.exists()


def test_only_the_officer_of_the_agency_acts() -> None:
    office, other = make_office(), make_office()
    request = file(office)
    records = make_officer(office.agency, Role.RECORDS_OFFICER)
    administrator = make_user()

    for stranger in (other.officer, records, administrator):
        with pytest.raises(NotAllowed):
            request_handling.officer_step(
                request=request, kind=Kind.DECIDED, facts=REFUSAL, by=stranger, at=RECEIVED_AT
            )


def test_only_the_requester_withdraws() -> None:
    owner, office = make_user(), make_office()
    request = file(office, user=owner)

    for stranger in (make_user(), office.officer, None):
        with pytest.raises(NotAllowed):
            requests.requester_step(request=request, kind=Kind.WITHDRAWN, by=stranger, at=RECEIVED_AT)
    requests.requester_step(request=request, kind=Kind.WITHDRAWN, by=owner, at=RECEIVED_AT)
    assert InformationRequest.objects.get().state == "withdrawn"


def test_a_refused_step_leaves_nothing_behind() -> None:
    office = make_office()
    request = file(office)
    events, mails = RequestEvent.objects.count(), OutboxMessage.objects.count()

    with pytest.raises(StepRefused) as refusal:
        step(request, office, "extended", RECEIVED_AT, reason="busy", explanation="x")

    assert refusal.value.code == "no-ground-to-extend"
    assert (RequestEvent.objects.count(), OutboxMessage.objects.count()) == (events, mails)


def test_events_are_never_changed_nor_deleted() -> None:
    file(make_office())
    event = RequestEvent.objects.get()

    for change in (
        event.save,
        event.delete,
        lambda: RequestEvent.objects.update(kind="x"),
        lambda: RequestEvent.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            change()


def test_a_transfer_moves_the_request_its_clock_and_its_readers() -> None:
    office, other = make_office(), make_office()
    request = file(office)

    request_handling.transfer_request(
        request=request, to=other.agency, reason="도로 관리 기관", by=office.officer, at=RECEIVED_AT + DAY
    )

    request = InformationRequest.objects.get()
    assert (request.organisation, request.due_on) == (other.agency, date(2026, 3, 17))
    assert "도로 관리 기관" in letters("kim@example.org")[-1].body
    with pytest.raises(NotAllowed):
        step(request, office, "decided", RECEIVED_AT + DAY, **REFUSAL)


def test_a_third_party_learns_what_is_asked_and_not_who_asks() -> None:
    office = make_office()
    request = file(office)

    party = request_handling.notify_third_party(
        request=request, name="한빛건설", email="p@example.com", concern="계약 단가", by=office.officer, at=RECEIVED_AT
    )

    (notice,) = letters("p@example.com")
    assert request.subject in notice.body
    assert "김마당" not in notice.body
    assert "kim@" not in notice.body
    facts = {"wish": "withhold", "text": "영업비밀"}
    request_handling.third_party_step(party=party, kind=Kind.THIRD_PARTY_REPLIED, facts=facts, at=RECEIVED_AT + DAY)
    assert "한빛건설" not in "".join(message.body for message in letters("kim@example.org"))


def test_what_the_law_has_told_is_mailed_even_to_who_wants_no_mail() -> None:
    office = make_office()
    request = file(office)
    requests.set_mail(
        request=request, wants_mail=False, by=None, opened=frozenset({request.filing.code}), at=RECEIVED_AT
    )

    step(request, office, "decided", RECEIVED_AT, **REFUSAL)

    letter = letters("kim@example.org")[-1]
    for needed in ("제7호", "영업상 비밀", "이의신청", "행정심판"):
        assert needed in letter.body


def test_an_address_is_confirmed_before_anything_is_sent_to_an_agency() -> None:
    office = make_office()
    asked = Asked("제목", "내용", (office.agency.code,))
    who = Who(name="이느티", email="Lee@Example.org")
    kept = requests.write_without_account(asked=asked, who=who, language="ko", at=RECEIVED_AT)
    assert not InformationRequest.objects.exists()

    filing = requests.confirm_filing(unconfirmed=kept, at=RECEIVED_AT)
    again = requests.confirm_filing(unconfirmed=kept, at=RECEIVED_AT + DAY)

    assert filing == again
    assert InformationRequest.objects.count() == 1
    assert UnconfirmedFiling.objects.get().content == {}


def test_links_are_not_sent_without_end() -> None:
    office = make_office()
    asked, who = Asked("제목", "내용", (office.agency.code,)), Who(name="이느티", email="lee@example.org")
    for _ in range(5):
        requests.write_without_account(asked=asked, who=who, language="ko", at=RECEIVED_AT)

    with pytest.raises(AskedTooOften):
        requests.write_without_account(asked=asked, who=who, language="ko", at=RECEIVED_AT)


def test_what_nobody_confirms_is_thrown_away() -> None:
    office = make_office()
    asked, who = Asked("제목", "내용", (office.agency.code,)), Who(name="이느티", email="lee@example.org")
    requests.write_without_account(asked=asked, who=who, language="ko", at=RECEIVED_AT)

    assert requests.forget_unconfirmed(at=RECEIVED_AT + 2 * DAY) == 0
    assert requests.forget_unconfirmed(at=RECEIVED_AT + 4 * DAY) == 1


def test_a_private_request_leaves_nothing_identifiable_in_the_ledger() -> None:
    office = make_office()
    request = file(office)
    step(request, office, "decided", RECEIVED_AT, **REFUSAL)
    seal_day(on=localdate(RECEIVED_AT), at=RECEIVED_AT + DAY)

    entries = [json.loads(text) for text in Entry.objects.values_list("text", flat=True)]
    told = json.dumps(entries, ensure_ascii=False)
    assert [entry["kind"] for entry in entries if entry["kind"].startswith("disclosure.request.")] == []
    for secret in (request.number, str(request.code), office.agency.code, request.subject, "decided"):
        assert secret not in told
    (sealed,) = [entry for entry in entries if entry["kind"] == "disclosure.requests.sealed"]
    assert set(sealed["facts"]) == {"day", "root"}


def test_a_day_with_nothing_looks_like_any_other() -> None:
    seal_day(on=localdate(RECEIVED_AT), at=RECEIVED_AT + DAY)
    office = make_office()
    file(office, at=RECEIVED_AT + DAY)
    seal_day(on=localdate(RECEIVED_AT + DAY), at=RECEIVED_AT + 2 * DAY)

    quiet, busy = RequestSeal.objects.order_by("on")
    assert len(quiet.leaves) == len(busy.leaves) == 64
    assert seal_day(on=localdate(RECEIVED_AT + DAY), at=RECEIVED_AT + 2 * DAY) is None


def test_an_event_is_proved_by_its_salt_and_the_sealed_root() -> None:
    from madang.disclosure.actions.request_steps import sealed_content

    file(make_office())
    seal_day(on=localdate(RECEIVED_AT), at=RECEIVED_AT + DAY)
    row = RequestEvent.objects.select_related("seal", "request", "organisation").get()
    assert row.seal
    leaf = commitment(bytes.fromhex(row.salt), sealed_content(row))
    leaves = [bytes.fromhex(one) for one in row.seal.leaves]
    place = leaves.index(leaf)

    assert root_by(leaf, place, path_of(leaves, place)).hex() == row.seal.root
    changed = commitment(bytes.fromhex(row.salt), sealed_content(row) | {"on": "2026-03-04"})
    assert changed not in leaves


def test_a_published_request_is_recorded_step_by_step_without_its_requester() -> None:
    office, owner = make_office(), make_user(name="박누리")
    request = file(office, user=owner)
    requests.publish_request(request=request, by=owner, at=RECEIVED_AT)
    step(request, office, "decided", RECEIVED_AT, **REFUSAL)

    kinds = list(
        Entry.objects.filter(kind__startswith="disclosure.request.").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == ["disclosure.request.published", "disclosure.request.decided"]
    told = "".join(Entry.objects.values_list("text", flat=True))
    assert owner.ref not in told
    assert "박누리" not in told


def test_a_request_with_its_requesters_name_or_number_stays_private() -> None:
    opened_by_name = file(make_office(), text="저 김 마당이 제출한 민원의 처리 결과")
    by_phone = file(make_office(), text="연락처 010-1234-5678 로 회신")
    for request in (opened_by_name, by_phone):
        with pytest.raises(Invalid):
            requests.publish_request(request=request, by=None, opened=frozenset({request.filing.code}), at=RECEIVED_AT)


def test_a_decreed_day_off_moves_open_clocks_and_tells_both_sides() -> None:
    office = make_office()
    request = file(office)
    administrator = make_user()
    from madang.accounts.tests.factories import give_role

    give_role(administrator, Role.ADMINISTRATOR)
    enter_decreed_day(
        on=date(2026, 3, 10),
        kind="added",
        name_ko="임시공휴일",
        name_en="Temporary holiday",
        decree="공고 1호",
        decreed_on=date(2026, 3, 3),
        by=administrator,
        at=RECEIVED_AT,
    )
    before = OutboxMessage.objects.count()

    assert recount(day=date(2026, 3, 10), at=RECEIVED_AT + DAY) == 1
    assert recount(day=date(2026, 3, 10), at=RECEIVED_AT + DAY) == 0

    request = InformationRequest.objects.get()
    assert request.due_on == date(2026, 3, 17)
    recipients = {to for message in OutboxMessage.objects.order_by("pk")[before:] for to in message.to}
    assert recipients == {"kim@example.org", office.officer.email}


def test_what_lists_show_is_what_the_events_say() -> None:
    from madang.calendar.queries import day_off_calendar
    from madang.disclosure.requests.standing import standing

    office = make_office()
    request = step(file(office), office, "extended", RECEIVED_AT, reason="bulk", explanation="자료가 많음")
    now = standing(request.history(), on=localdate(RECEIVED_AT), days_off=day_off_calendar())

    assert (request.state, request.due_on) == (now.state.value, now.due.due.on if now.due else None)
    assert isinstance(request.history()[0], Event)


def test_a_supply_hands_the_prepared_files_over() -> None:
    from madang.disclosure.actions.request_answers import attach_files

    office = make_office()
    request = file(office)
    (attached,) = attach_files(request=request, files=[("a.pdf", "0" * 64, 10)], by=office.officer, at=RECEIVED_AT)
    step(request, office, "decided", RECEIVED_AT, **open_decision(RECEIVED_AT + DAY))
    assert attached.part == 0

    step(request, office, "supplied", RECEIVED_AT + DAY)

    attached.refresh_from_db()
    assert attached.part == 3


def test_many_are_extended_at_once_and_one_refusal_stops_no_other() -> None:
    office = make_office()
    first, second = file(office), file(office)
    step(first, office, "decided", RECEIVED_AT, **REFUSAL)

    result = request_handling.bulk_step(
        requests=[first, second],
        kind=Kind.EXTENDED,
        facts={"reason": "overload", "explanation": "업무 폭주"},
        by=office.officer,
        at=RECEIVED_AT,
    )

    assert result.done == 1
    assert [number for number, _why in result.failed] == [first.number]


def test_a_counter_takes_requests_to_its_own_agency_only() -> None:
    office, other = make_office(), make_office()
    asked, who = Asked("제목", "내용", (other.agency.code,)), Who(name="정바람")

    with pytest.raises(NotAllowed):
        requests.file_request(asked=asked, who=who, channel="counter", received_by=office.officer, at=RECEIVED_AT)
    own = Asked("제목", "내용", (office.agency.code,))
    filing = requests.file_request(asked=own, who=who, channel="counter", received_by=office.officer, at=RECEIVED_AT)
    assert filing.user is None


def test_a_filing_is_claimed_once_and_its_links_end() -> None:
    from madang.disclosure.requests.links import filing_of, follow_link

    request = file(make_office())
    link = follow_link(request.filing).rstrip("/").rsplit("/", 1)[-1]
    assert filing_of(link) == request.filing
    owner = make_user()

    requests.claim_filing(filing=request.filing, by=owner, at=RECEIVED_AT)

    assert filing_of(link) is None
    with pytest.raises(NotAllowed):
        requests.claim_filing(filing=request.filing, by=make_user(), at=RECEIVED_AT)


def test_a_step_whose_notice_would_lack_something_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_office()
    request = file(office)
    written = OutboxMessage.objects.count()
    monkeypatch.setitem(WRITERS, "extension", lambda _draft: [])

    with pytest.raises(StepRefused) as refusal:
        step(request, office, "extended", RECEIVED_AT + DAY, reason="bulk", explanation="자료가 많음")
    assert refusal.value.code == "notice-incomplete"
    assert request.events.count() == 1
    assert OutboxMessage.objects.count() == written


def test_what_is_owed_stands_in_the_inbox_before_what_waits_for_others() -> None:
    office = make_office()
    waiting, owed = file(office), file(office)
    InformationRequest.objects.filter(pk=waiting.pk).update(due_on=None)

    assert list(inbox(viewer_of(office.officer, on=localdate(RECEIVED_AT)), on=localdate(RECEIVED_AT))) == [
        owed,
        waiting,
    ]


def test_an_open_request_without_a_written_day_gets_the_one_that_follows_from_its_events() -> None:
    request = file(make_office())
    InformationRequest.objects.filter(pk=request.pk).update(due_on=None, due_rule="")

    dated, again = date_undated(at=RECEIVED_AT), date_undated(at=RECEIVED_AT)

    found = InformationRequest.objects.get(pk=request.pk)
    assert (dated, again) == (1, 0)
    assert (found.due_on, found.due_rule) == (request.due_on, request.due_rule)
