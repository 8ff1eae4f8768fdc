"""Notices: whatever happens to a request, each says what the law demands of it."""

from datetime import date

import pytest
from hypothesis import given, settings

from madang.calendar.queries import regular_day_off
from madang.disclosure.requests.checks import allowed
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.events import Event, Kind, NotNow
from madang.disclosure.requests.letters import WRITERS, About, whole_letter_of
from madang.disclosure.requests.notices import OBLIGATORY, Notice, notices_of, obligatory_of
from madang.disclosure.requests.wording import refusal_sentence
from madang.disclosure.tests.requests.test_law import DAY, MONDAY, REFUSAL, courses, disclosing, happened, refused

ABOUT = About(number="A-2026-000001", subject="도로", agency="가", agency_names={"B": "나"}, concern="계약서")


@pytest.mark.django_db
@given(history=courses())
@settings(max_examples=150, deadline=None)
def test_every_notice_says_what_the_law_demands_of_it(history: list[Event]) -> None:
    for place, event in enumerate(history):
        for notice in notices_of(event, course_of(history[:place]) if place else None):
            whole_letter_of(history, place, notice, ABOUT)


@pytest.mark.django_db
@pytest.mark.parametrize("form", sorted(OBLIGATORY))
def test_a_notice_that_lacks_something_is_named_with_what_it_lacks(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each form in turn is written empty: whatever the law demands of it is found missing."""
    event = Event(Kind.RECEIVED, MONDAY, {"agency": "A", "outcome": "closed", "result": "dismissed"})
    monkeypatch.setitem(WRITERS, form, lambda _draft: [])

    with pytest.raises(NotNow) as refusal:
        whole_letter_of([event], 0, Notice("requester", form), ABOUT)
    assert refusal.value.code == "notice-incomplete"
    assert refusal_sentence(refusal.value).count(",") + 1 >= len(OBLIGATORY[form] - {"number"})


def test_a_decision_notice_says_by_law_what_it_must() -> None:
    """Written down a second time from the Act: article 13(1) and (5), article 9(1)5, article 18(3)."""
    before = course_of(happened())
    open_one = Event(Kind.DECIDED, MONDAY, disclosing(MONDAY, MONDAY + DAY, instalments=2))
    upheld = {"result": "upheld", "reason": "x", "decision": disclosing(MONDAY, MONDAY)}
    review = {"outcome": "closed", "parts": [{"item": 5, "is_review": True}]}

    assert obligatory_of("decision", open_one, before) == {"outcome", "disclose-on", "how", "fee", "instalments"}
    assert obligatory_of("decision", Event(Kind.DECIDED, MONDAY, REFUSAL), before) == {
        "outcome", "withheld", "items", "remedies",
    }  # fmt: skip
    assert obligatory_of("decision", Event(Kind.DECIDED, MONDAY, review), before) >= {"review-stage", "review-end"}
    assert obligatory_of("objection-decision", Event(Kind.OBJECTION_DECIDED, MONDAY, upheld), before) == {
        "result", "reason", "outcome", "disclose-on", "how", "fee",
    }  # fmt: skip
    assert "items" not in obligatory_of(
        "decision", Event(Kind.DECIDED, date(2016, 3, 2), REFUSAL), course_of(happened(received=date(2016, 3, 2)))
    )


@pytest.mark.django_db
def test_a_named_ground_for_a_lower_fee_is_answered_in_the_notice() -> None:
    asked = [Event(Kind.RECEIVED, MONDAY, {"agency": "A", "reduction": "education"})]
    decision = disclosing(MONDAY, MONDAY + DAY, fee=500)

    assert refused(asked, "decided", MONDAY, **decision) == "reduction-unanswered"
    for answer, said in ({"lowered_by": 50}, "50"), ({"why_not_lowered": "확인서가 없음"}, "확인서가 없음"):
        event = allowed(asked, Event(Kind.DECIDED, MONDAY, decision | answer), days_off=regular_day_off)
        letter = whole_letter_of([*asked, event], 1, Notice("requester", "decision"), ABOUT)
        assert [said in line.value for line in letter.lines if line.code == "reduction"] == [True]
    allowed(asked, Event(Kind.DECIDED, MONDAY, disclosing(MONDAY, MONDAY + DAY)), days_off=regular_day_off)
    for wrong in (-1, 101, "viel"):
        assert refused(asked, "decided", MONDAY, **decision, lowered_by=wrong) == "decision-unreadable"
