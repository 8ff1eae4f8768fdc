"""What the public learns of requests: followers, metrics, figures; counted from events, without names."""

from datetime import date

import pytest

from madang.common.metrics import measure
from madang.disclosure.actions import requests
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.figures import figures
from madang.disclosure.tests.requests.world import DAY, RECEIVED_AT, REFUSAL, file, make_office, open_decision, step
from madang.notices import actions as notices
from madang.notices.models import Event
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_followers_hear_of_published_requests_and_nothing_of_private_ones() -> None:
    office, owner = make_office(), make_user(name="박누리")
    notices.follow(subject=office.agency.ref, by=make_user(), at=RECEIVED_AT)
    private = file(office, user=owner, subject="비밀 제목")
    step(private, office, "decided", RECEIVED_AT, **REFUSAL)
    assert not Event.objects.exists()

    public = file(office, user=owner)
    requests.publish_request(request=public, by=owner, at=RECEIVED_AT)
    notices.follow(subject=public.ref, by=make_user(), at=RECEIVED_AT)
    step(public, office, "decided", RECEIVED_AT, **REFUSAL)

    told = [event.worded("ko")["subject"] for event in Event.objects.order_by("pk")]
    assert len(told) == 2
    assert all(public.subject in one and "박누리" not in one for one in told)


def test_metrics_read_dated_events_as_of_a_day() -> None:
    office = make_office()
    late, quick, waiting = file(office), file(office), file(office)
    step(quick, office, "decided", RECEIVED_AT + DAY, **REFUSAL)
    step(late, office, "decided", RECEIVED_AT + 20 * DAY, **open_decision(RECEIVED_AT + 21 * DAY))
    assert waiting.pk

    early = measure("disclosure.decided_in_time", at=date(2026, 3, 5))
    then = measure("disclosure.decided_in_time", at=date(2026, 3, 30))

    assert early
    assert then
    assert (early.numerator, early.denominator) == (1, 1)
    assert (then.numerator, then.denominator) == (1, 3)
    refused = measure("disclosure.requests_refused", at=date(2026, 3, 30), item="7")
    assert refused
    assert (refused.numerator, refused.denominator) == (1, 2)
    received = measure("disclosure.requests_received", at=date(2026, 3, 2))
    assert received
    assert received.value == 0


def test_an_upheld_objection_counts_once_it_is_decided() -> None:
    office, owner = make_office(), make_user()
    request = file(office, user=owner)
    step(request, office, "decided", RECEIVED_AT, **REFUSAL)
    requests.requester_step(request=request, kind=Kind.OBJECTED, facts={"text": "이의"}, by=owner, at=RECEIVED_AT)
    step(request, office, "committee-met", RECEIVED_AT + DAY, opinion="공개")
    decision = open_decision(RECEIVED_AT + 2 * DAY)
    step(request, office, "objection-decided", RECEIVED_AT + DAY, result="upheld", reason="공익", decision=decision)

    before, after = (measure("disclosure.objections_upheld", at=date(2026, 3, day)) for day in (3, 4))
    (row,) = figures(at=date(2026, 3, 4))

    assert before
    assert before.value is None
    assert after
    assert after.value == 100
    assert (row.received, row.decided, row.in_time, row.objections, row.upheld) == (1, 1, 1, 1, 1)
    assert row.items[7] == 1
