"""What bodies decided about data stands at the dataset, the request and the key type, as far as everyone reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from madang.bodies import actions as bodies
from madang.bodies.models import Decision
from madang.bodies.tests.making import make_body, make_member
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid
from madang.common.refs import ref_at
from madang.opendata.actions import demand, keytypes
from madang.opendata.tests.factories import make_dataset
from madang.opendata.tests.making import make_held
from madang.opendata.tests.test_showcase import told
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def decide(about: list[str], *, is_open: bool = True) -> Decision:
    begins = now() - timedelta(days=2)
    body = make_body(name_ko="교통 전담반", kind="task-force")
    member = make_member(body)
    closing = {} if is_open else {"is_open": False, "closed_reason": "인사", "closed_basis": "법"}
    meeting = bodies.call_meeting(
        body=body,
        title_ko="정기회의",
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        agenda=[{"title": "개방 순서 심의"}],
        by=SYSTEM,
        at=begins - timedelta(days=9),
        **closing,
    )
    meeting = bodies.record_meeting(meeting=meeting, present=[member], by=SYSTEM, at=now())
    said = {"text": "먼저 열기로 한다.", "outcome": "adopted", "about": about, "by": SYSTEM, "at": now()}
    return bodies.take_decision(item=meeting.items.get(), **said)


def test_a_decision_about_a_dataset_stands_on_its_page_in_its_json_and_its_feed() -> None:
    dataset = make_dataset(is_public=True)
    decision = decide([dataset.get_absolute_url()])
    meeting = decision.item.meeting

    doors = [dataset.get_absolute_url(), f"/api/v1/datasets/{dataset.slug}"]
    doors.append(reverse("opendata:decisions-feed", args=[dataset.slug]))
    for door in doors:
        assert "먼저 열기로 한다." in told(door)
        assert meeting.get_absolute_url() in told(door)
    assert dataset.title_ko in told(meeting.get_absolute_url())


def test_what_a_closed_meeting_decided_about_a_dataset_stands_at_no_door_of_it() -> None:
    dataset = make_dataset(is_public=True)
    decision = decide([dataset.ref], is_open=False)
    doors = [dataset.get_absolute_url(), f"/api/v1/datasets/{dataset.slug}"]
    doors.append(reverse("opendata:decisions-feed", args=[dataset.slug]))

    assert not any("먼저 열기로 한다." in told(door) for door in doors)
    bodies.publish_decision(decision=decision, by=SYSTEM, at=now())
    assert all("먼저 열기로 한다." in told(door) for door in doors)


def test_no_dataset_that_is_not_public_is_named() -> None:
    draft = make_dataset()

    with pytest.raises(Invalid):
        decide([draft.ref])
    assert ref_at(draft.get_absolute_url()) == ""


def test_decisions_about_a_request_its_data_or_its_dataset_are_in_its_trace() -> None:
    held = make_held(status="planned", planned_on=localdate() + timedelta(days=30))
    request = demand.submit_request(
        organisation=held.organisation,
        kind="data",
        title="버스 시각",
        text="정류장별",
        held=held,
        by=make_user(),
        at=now(),
    )
    decide([request.ref])
    decide([f"/en{held.get_absolute_url()}"])
    page, said = told(request.get_absolute_url()), Client().get(f"/api/v1/data-requests/{request.code}").json()

    assert page.count("먼저 열기로 한다.") == 2
    assert len(said["decisions"]) == 2


def test_decisions_about_a_key_type_stand_on_its_page_and_in_its_json() -> None:
    held = make_held(status="planned", planned_on=localdate() + timedelta(days=30))
    nomination = keytypes.nominate(held=held, reason="많이 찾는다", by=make_user(), at=now())
    decide([nomination.get_absolute_url()])

    assert "먼저 열기로 한다." in told(nomination.get_absolute_url())
    said = Client().get(f"/api/v1/data-key-types/{nomination.code}").json()
    assert [one["outcome"] for one in said["decisions"]] == ["adopted"]
