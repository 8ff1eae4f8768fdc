"""The law of requests: each rule by its own day, and walks through all of them at random."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from madang.calendar.queries import regular_day_off
from madang.common.clock_rules import rule_on
from madang.common.clocks import due
from madang.disclosure.requests.checks import allowed
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.events import Event, Kind, NotNow
from madang.disclosure.requests.fees import fee
from madang.disclosure.requests.law import law_on
from madang.disclosure.requests.notices import notices_of
from madang.disclosure.requests.seals import commitment, path_of, root_by, seal
from madang.disclosure.requests.standing import State, open_to_requester, standing

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
REFUSAL = {
    "outcome": "closed",
    "parts": [{"item": 7, "what": "단가", "reason": "영업비밀"}],
    "why_not_partly": "나눌 수 없음",
}


def happened(*events: tuple[str, date, dict[str, Any]], received: date = MONDAY) -> list[Event]:
    history = [Event(Kind.RECEIVED, received, {"agency": "A"})]
    for kind, on, facts in events:
        history.append(allowed(history, Event(Kind(kind), on, facts), days_off=regular_day_off))
    return history


def refused(history: list[Event], kind: str, on: date, **facts: Any) -> str:
    """The code with which the law refuses an event; fails if it is allowed."""
    with pytest.raises(NotNow) as refusal:
        allowed(history, Event(Kind(kind), on, facts), days_off=regular_day_off)
    return refusal.value.code


def disclosing(on: date, disclose_on: date, **more: Any) -> dict[str, Any]:
    return {"outcome": "open", "disclose_on": disclose_on.isoformat(), "how": "file", **more}


def last(rule: str, start: date) -> date:
    return due(rule_on(rule, start=start), start=start, days_off=regular_day_off).on


def test_a_request_is_due_in_ten_working_days_the_first_counted() -> None:
    now = standing(happened(received=date(2026, 3, 3)), on=date(2026, 3, 3), days_off=regular_day_off)

    assert now.state is State.DECIDING
    assert now.due is not None
    assert now.due.due.on == date(2026, 3, 16)
    assert now.due.rule == "request.decision"


def test_a_period_is_extended_once_and_for_a_listed_reason_only() -> None:
    history = happened()

    assert refused(history, "extended", MONDAY, reason="busy", explanation="바쁨") == "no-ground-to-extend"
    history = happened(("extended", MONDAY, {"reason": "bulk", "explanation": "자료가 많음"}))
    assert refused(history, "extended", MONDAY, reason="bulk", explanation="또") == "extended-already"
    assert standing(history, on=MONDAY, days_off=regular_day_off).state is State.EXTENDED


def test_a_period_that_has_ended_is_not_extended() -> None:
    late = last("request.decision", MONDAY) + DAY

    assert refused(happened(), "extended", late, reason="bulk", explanation="x") == "too-late-to-extend"


def test_a_transfer_begins_the_period_anew_at_the_agency_that_receives_it() -> None:
    history = happened(("transferred", date(2026, 3, 5), {"to": "B", "reason": "소관"}))
    now = standing(history, on=date(2026, 3, 5), days_off=regular_day_off)

    assert now.course.agency == "B"
    assert now.due is not None
    assert now.due.due.derivation.start == date(2026, 3, 5)
    assert refused(history, "transferred", date(2026, 3, 6), to="B", reason="x") == "same-agency"


def test_nothing_is_disclosed_before_a_third_party_had_three_days() -> None:
    history = happened(("third-party-notified", MONDAY, {"party": "p"}))
    decision = disclosing(MONDAY, MONDAY + 3 * DAY)

    assert refused(history, "decided", MONDAY + 3 * DAY, **decision) == "third-party-window-open"
    after = last("third-party.reply", MONDAY) + DAY
    happened(("third-party-notified", MONDAY, {"party": "p"}), ("decided", after, disclosing(after, after)))


def test_an_opposed_disclosure_waits_thirty_days_and_says_why() -> None:
    replied = ("third-party-replied", MONDAY + DAY, {"party": "p", "wish": "withhold"})
    history = happened(("third-party-notified", MONDAY, {"party": "p"}), replied)
    on, gap = MONDAY + 2 * DAY, last("disclosure.gap", MONDAY + 2 * DAY)

    assert refused(history, "decided", on, **disclosing(on, gap + DAY)) == "opposition-unanswered"
    assert refused(history, "decided", on, **disclosing(on, gap, why_despite="공익")) == "gap-too-short"
    decided = [*history, Event(Kind.DECIDED, on, disclosing(on, gap + DAY, why_despite="공익"))]
    assert refused(decided, "supplied", gap) == "gap-running"
    allowed(decided, Event(Kind.SUPPLIED, gap + DAY), days_off=regular_day_off)
    due = standing(decided, on=gap + 2 * DAY, days_off=regular_day_off).due
    assert due is not None
    assert (due.rule, due.due.on) == ("disclosure.announced", last("disclosure.announced", gap + DAY))
    assert standing(decided, on=due.due.on + DAY, days_off=regular_day_off).is_overdue


def test_a_late_wish_not_to_disclose_is_heard_but_does_not_bind() -> None:
    late = last("third-party.reply", MONDAY) + DAY
    notified = ("third-party-notified", MONDAY, {"party": "p"})
    history = happened(notified, ("third-party-replied", late, {"party": "p", "wish": "withhold"}))

    assert course_of(history).opposed == []


def test_an_open_objection_of_a_third_party_stops_the_supply() -> None:
    on, gap = MONDAY + 2 * DAY, last("disclosure.gap", MONDAY + 2 * DAY)
    history = happened(
        ("third-party-notified", MONDAY, {"party": "p"}),
        ("third-party-replied", MONDAY + DAY, {"party": "p", "wish": "withhold"}),
        ("decided", on, disclosing(on, gap + DAY, why_despite="공익")),
        ("third-party-objected", on + DAY, {"party": "p", "text": "반대"}),
    )

    assert refused(history, "supplied", gap + DAY) == "third-party-objection-open"
    due = standing(history, on=gap + 9 * DAY, days_off=regular_day_off).due
    assert due is not None
    assert due.rule == "objection.decision"


def test_a_refusal_names_the_item_since_2021_and_not_before() -> None:
    nameless = {**REFUSAL, "parts": [{"item": None, "what": "단가", "reason": "영업비밀"}]}

    assert refused(happened(received=date(2021, 6, 23)), "decided", date(2021, 6, 24), **nameless) == "item-missing"
    happened(("decided", date(2021, 6, 23), nameless), received=date(2021, 6, 22))


def test_a_refusal_for_a_review_names_its_stage_and_end_since_2021() -> None:
    part = {"item": 5, "what": "안", "reason": "검토 중", "is_review": True}
    refusal = {**REFUSAL, "parts": [part]}

    assert refused(happened(), "decided", MONDAY, **refusal) == "review-stage-missing"
    staged = {**REFUSAL, "parts": [{**part, "stage": "부서 검토"}]}
    assert refused(happened(), "decided", MONDAY, **staged) == "review-end-missing"
    happened(("decided", date(2016, 3, 2), refusal), received=date(2016, 3, 2))


def test_the_end_of_a_review_reopens_the_request() -> None:
    part = {"item": 5, "what": "안", "reason": "검토", "is_review": True, "stage": "검토", "expected_end": "2026-04-01"}
    history = happened(("decided", MONDAY, {**REFUSAL, "parts": [part]}))
    assert standing(history, on=date(2026, 4, 1), days_off=regular_day_off).duties == ("review-end",)

    history.append(allowed(history, Event(Kind.REVIEW_ENDED, date(2026, 4, 1)), days_off=regular_day_off))
    now = standing(history, on=date(2026, 4, 1), days_off=regular_day_off)

    assert now.state is State.DECIDING
    assert now.due is not None
    assert now.due.due.derivation.start == date(2026, 4, 1)


def test_what_is_not_held_is_answered_with_a_ground() -> None:
    assert refused(happened(), "decided", MONDAY, outcome="not-held") == "reason-missing"
    history = happened(("decided", MONDAY, {"outcome": "not-held", "reason": "생산하지 않음"}))

    assert [notice.form for notice in notices_of(history[-1], course_of(history[:-1]))] == ["outside"]


def test_a_petition_is_answered_with_its_result() -> None:
    facts = {"outcome": "not-a-request", "reason": "질의"}

    assert refused(happened(), "decided", MONDAY, **facts) == "petition-result-missing"


def test_what_is_public_already_may_be_closed_only_since_december_2020() -> None:
    facts = {"outcome": "already-public", "location": "https://example.org/"}

    before = date(2020, 12, 21)
    assert refused(happened(received=before), "decided", before, **facts) == "not-yet-law"
    happened(("decided", date(2020, 12, 22), facts), received=date(2020, 12, 22))


def test_an_objection_goes_to_the_committee_since_2013_and_not_before() -> None:
    objected = ("objected", MONDAY + DAY, {"text": "공개해야"})
    history = happened(("decided", MONDAY, REFUSAL), objected)
    decision = {"result": "dismissed", "reason": "이유 없음"}

    assert refused(history, "objection-decided", MONDAY + 2 * DAY, **decision) == "committee-not-asked"
    old = date(2013, 11, 6)
    happened(
        ("decided", old, REFUSAL), ("objected", old, {"text": "x"}), ("objection-decided", old, decision), received=old
    )


def test_not_convening_the_committee_is_explained_since_2021() -> None:
    history = happened(("decided", MONDAY, REFUSAL), ("objected", MONDAY, {"text": "x"}))

    assert refused(history, "committee-not-convened", MONDAY, ground="busy") == "no-ground-without-committee"
    assert refused(history, "committee-not-convened", MONDAY, ground="secret") == "fact-missing"


def test_an_upheld_objection_brings_a_new_decision() -> None:
    history = happened(
        ("decided", MONDAY, REFUSAL),
        ("objected", MONDAY, {"text": "x"}),
        ("committee-met", MONDAY, {"opinion": "공개"}),
    )

    bare = {"result": "upheld", "reason": "공익"}
    assert refused(history, "objection-decided", MONDAY, **bare) == "new-decision-missing"
    decision = disclosing(MONDAY, MONDAY + DAY)
    event = Event(Kind.OBJECTION_DECIDED, MONDAY, {**bare, "decision": decision})
    now = standing([*history, allowed(history, event, days_off=regular_day_off)], on=MONDAY, days_off=regular_day_off)
    assert now.state is State.TO_DISCLOSE


def test_an_objection_is_filed_within_thirty_days() -> None:
    history = happened(("decided", MONDAY, REFUSAL))
    end = last("objection.filing", MONDAY)

    assert Kind.OBJECTED in open_to_requester(history, on=end, days_off=regular_day_off)
    assert refused(history, "objected", end + DAY, text="x") == "objection-too-late"


def test_silence_opens_remedies_after_twenty_working_days() -> None:
    lapse = last("request.lapse", MONDAY)

    assert refused(happened(), "objected", lapse, text="x") == "not-lapsed"
    assert not standing(happened(), on=lapse, days_off=regular_day_off).has_lapsed
    assert standing(happened(), on=lapse + DAY, days_off=regular_day_off).has_lapsed
    happened(("objected", lapse + DAY, {"text": "x"}))


def test_nothing_is_supplied_before_it_is_paid_and_then_within_five_days() -> None:
    history = happened(("decided", MONDAY, disclosing(MONDAY, MONDAY + DAY, fee=500)))

    assert refused(history, "supplied", MONDAY + DAY) == "fee-unpaid"
    assert refused(history, "paid", MONDAY, amount=501) == "wrong-amount"
    history.append(allowed(history, Event(Kind.PAID, MONDAY + DAY, {"amount": 500}), days_off=regular_day_off))
    now = standing(history, on=MONDAY + DAY, days_off=regular_day_off)
    assert now.due is not None
    assert now.due.rule == "disclosure.after-payment"


def test_instalments_end_within_two_months() -> None:
    facts = disclosing(MONDAY, MONDAY + DAY, instalments=3, why_instalments="12,000쪽")
    history = happened(("decided", MONDAY, facts), ("supplied", MONDAY + DAY, {}))
    now = standing(history, on=MONDAY + DAY, days_off=regular_day_off)

    assert now.due is not None
    assert (now.due.rule, now.state) == ("disclosure.split-supply", State.TO_DISCLOSE)


def test_what_nobody_collects_is_closed_after_ten_days() -> None:
    history = happened(("decided", MONDAY, disclosing(MONDAY, MONDAY + DAY, fee=500)))
    end = last("disclosure.collection", MONDAY + DAY)

    assert refused(history, "not-collected", end) == "collection-running"
    history.append(allowed(history, Event(Kind.NOT_COLLECTED, end + DAY), days_off=regular_day_off))
    assert standing(history, on=end + DAY, days_off=regular_day_off).state is State.UNCOLLECTED


def test_a_whole_refusal_says_why_nothing_can_be_separated() -> None:
    facts = {key: value for key, value in REFUSAL.items() if key != "why_not_partly"}

    assert refused(happened(), "decided", MONDAY, **facts) == "partial-not-considered"


def test_fees_follow_the_table_and_its_reduction() -> None:
    assert fee({"paper": 21}, on=MONDAY).amount == 250 + 20 * 50
    assert fee({"paper": 21}, on=MONDAY, reduction=50).amount == 620
    assert fee({"file": 1}, on=MONDAY).amount == 0
    assert fee({"view": 3}, on=MONDAY, postage=400).amount == 1400
    with pytest.raises(ValueError, match="tariff"):
        fee({"gold": 1}, on=MONDAY)


@given(count=st.integers(0, 200), data=st.data())
@settings(max_examples=40)
def test_a_sealed_event_is_proved_and_a_changed_one_is_not(count: int, data: st.DataObject) -> None:
    numbers = iter(range(10_000))
    leaves = [commitment(bytes([index]) * 32, {"kind": "x", "number": index}) for index in range(count)]
    sealed = seal(leaves, random_leaf=lambda: next(numbers).to_bytes(32, "big"))
    assert len(sealed.leaves) >= 64
    assert list(sealed.leaves) == sorted(sealed.leaves)
    assume(count)
    leaf = data.draw(st.sampled_from(leaves))
    place = sealed.leaves.index(leaf)

    assert root_by(leaf, place, path_of(sealed.leaves, place)) == sealed.root
    assert root_by(bytes(32), place, path_of(sealed.leaves, place)) != sealed.root


def _moves(on: date, gap_end: date) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    part = {"item": 5, "what": "x", "reason": "y", "is_review": True, "stage": "z", "expected_end": str(on + 9 * DAY)}
    soon, late = disclosing(on, on + DAY), disclosing(on, gap_end + DAY, why_despite="공익", later_by_wish=True)
    return st.sampled_from(
        [
            ("transferred", {"to": "B", "reason": "소관"}),
            ("third-party-notified", {"party": "p"}),
            ("third-party-notified", {"party": "q"}),
            ("third-party-replied", {"party": "p", "wish": "withhold"}),
            ("third-party-replied", {"party": "q", "wish": "consent"}),
            ("producer-asked", {"agency": "C"}),
            ("producer-answered", {"agency": "C", "opinion": "공개"}),
            ("extended", {"reason": "hearing", "explanation": "의견 청취"}),
            ("narrowed", {"text": "일부"}),
            ("withdrawn", {}),
            ("decided", soon),
            ("decided", late),
            ("decided", {**late, "outcome": "partly", "parts": REFUSAL["parts"], "fee": 300}),
            ("decided", REFUSAL),
            ("decided", {**REFUSAL, "parts": [part]}),
            ("decided", {"outcome": "not-held", "reason": "없음"}),
            ("promptly-disclosed", {"ground": "publicity"}),
            ("payment-stated", {"amount": 300, "way": "계좌"}),
            ("paid", {"amount": 300}),
            ("supplied", {}),
            ("not-collected", {}),
            ("review-ended", {}),
            ("objected", {"text": "이의"}),
            ("third-party-objected", {"party": "p", "text": "이의"}),
            ("committee-met", {"opinion": "공개"}),
            ("committee-not-convened", {"ground": "deliberated", "explanation": "이미 심의"}),
            ("objection-extended", {"explanation": "심의회 일정"}),
            ("objection-decided", {"result": "dismissed", "reason": "없음"}),
            ("objection-decided", {"result": "upheld", "reason": "있음", "decision": late}),
            ("complained", {"text": "늦음"}),
            ("complaint-answered", {"text": "사과"}),
        ]
    )


@st.composite
def courses(draw: st.DrawFn) -> list[Event]:
    """A request's life, made of what the law allowed among many things tried."""
    on = draw(st.dates(date(2013, 11, 7), date(2026, 6, 1)))
    history = [Event(Kind.RECEIVED, on, {"agency": "A"})]
    for _ in range(draw(st.integers(3, 25))):
        on += draw(st.sampled_from([0, 0, 0, 1, 2, 5, 12, 40])) * DAY
        kind, facts = draw(_moves(on, last("disclosure.gap", on)))
        try:
            history.append(allowed(history, Event(Kind(kind), on, facts), days_off=regular_day_off))
        except NotNow:
            continue
    return history


def _since(history: list[Event], place: int, kinds: set[str], start: set[str]) -> list[Event]:
    """Events of `kinds` before `place`, back to the last of `start`."""
    found: list[Event] = []
    for event in reversed(history[:place]):
        if event.kind in start:
            break
        if event.kind in kinds:
            found.append(event)
    return found


@given(history=courses())
@settings(max_examples=250)
def test_no_path_skips_an_obligatory_step(history: list[Event]) -> None:
    """Said a second time, straight from the statute and over the bare list of events."""
    opposed: dict[str, date] = {}
    notified: dict[str, date] = {}
    decided_on = history[0].on
    for place, event in enumerate(history):
        facts = event.facts.get("decision") or event.facts
        if event.kind == "third-party-notified":
            notified[event.facts["party"]] = event.on
        if event.kind == "third-party-replied":
            asked = notified.pop(event.facts["party"])
            if event.facts["wish"] == "withhold" and event.on <= last("third-party.reply", asked):
                opposed[event.facts["party"]] = event.on
        if event.kind == "decided" or event.facts.get("decision"):
            decided_on = event.on
            if facts["outcome"] in {"open", "partly"}:
                assert all(event.on > last("third-party.reply", asked) for asked in notified.values())
                told = {notice.to for notice in notices_of(event, course_of(history[:place]))}
                assert set(opposed) <= told
        if event.kind == "supplied" and opposed:
            assert (event.on - decided_on).days > 30
        if event.kind == "objection-decided" and law_on(history[0].on).committee_must_meet:
            steps = {"committee-met", "committee-not-convened"}
            assert _since(history, place, steps, {"objected", "third-party-objected"})
        if event.kind == "extended":
            assert not _since(history, place, {"extended"}, {"transferred", "review-ended"})


@given(history=courses())
@settings(max_examples=150)
def test_every_legal_step_is_told_to_whom_it_concerns(history: list[Event]) -> None:
    silent = {
        "narrowed",
        "withdrawn",
        "paid",
        "payment-stated",
        "complained",
        "third-party-replied",
        "third-party-objected",
    }
    silent |= {"producer-asked", "producer-answered", "committee-met"}
    for place, event in enumerate(history):
        before = course_of(history[:place]) if place else None
        assert bool(notices_of(event, before)) != (event.kind in silent)


@given(history=courses(), days=st.integers(0, 60))
@settings(max_examples=150)
def test_no_period_ends_on_a_day_off(history: list[Event], days: int) -> None:
    now = standing(history, on=history[-1].on + days * DAY, days_off=regular_day_off)
    for clock in now.clocks:
        assert clock.due.on.weekday() < 5
        assert regular_day_off(clock.due.on) is None


@given(history=courses(), data=st.data())
@settings(max_examples=150)
def test_a_newly_decreed_day_off_never_shortens_a_period(history: list[Event], data: st.DataObject) -> None:
    on = history[-1].on
    before = standing(history, on=on, days_off=regular_day_off)
    decreed = on + data.draw(st.integers(0, 45)) * DAY

    def with_decree(day: date) -> str | None:
        return "임시공휴일" if day == decreed else regular_day_off(day)

    after = standing(history, on=on, days_off=with_decree)
    dues = {(clock.rule, clock.about): clock.due.on for clock in after.clocks}
    for clock in before.clocks:
        moved = dues[clock.rule, clock.about]
        assert moved >= clock.due.on
        is_within = clock.due.derivation.start < decreed <= clock.due.on
        is_work = decreed.weekday() < 5 and regular_day_off(decreed) is None
        if is_within and is_work and clock.due.derivation.unit == "working-days":
            assert moved > clock.due.on


def test_a_stated_payment_counts_once_the_agency_confirms_it() -> None:
    history = happened(("decided", MONDAY, disclosing(MONDAY, MONDAY + DAY, fee=500)))
    assert Kind.PAYMENT_STATED in open_to_requester(history, on=MONDAY, days_off=regular_day_off)
    assert refused(history, "payment-stated", MONDAY, amount=500) == "fact-missing"
    assert refused(history, "payment-stated", MONDAY, amount=900, way="계좌") == "wrong-amount"

    stated = Event(Kind.PAYMENT_STATED, MONDAY, {"amount": 500, "way": "계좌이체"})
    history.append(allowed(history, stated, days_off=regular_day_off))
    assert course_of(history).stated == 500
    assert standing(history, on=MONDAY, days_off=regular_day_off).state is State.TO_PAY
    assert refused(history, "supplied", MONDAY + DAY) == "fee-unpaid"
    history.append(allowed(history, Event(Kind.PAID, MONDAY, {"amount": 500}), days_off=regular_day_off))
    assert course_of(history).stated == 0
    assert standing(history, on=MONDAY, days_off=regular_day_off).state is State.TO_DISCLOSE
    assert Kind.PAYMENT_STATED not in open_to_requester(history, on=MONDAY, days_off=regular_day_off)
