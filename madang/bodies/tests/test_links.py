"""A decision names the records it is about; closed meetings do not leak theirs."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.bodies import actions
from madang.bodies.models import Body, Decision, DecisionLink, Meeting
from madang.bodies.queries import meetings
from madang.bodies.tests.making import make_body, make_member, make_secretary, moment
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
TODAY = localdate()
BEGINS = moment(f"{TODAY - timedelta(days=4)} 14:00")
AFTER = BEGINS + timedelta(hours=3)
CLOSED = {"is_open": False, "closed_reason": "인사", "closed_basis": "법 제9조", "closed_until": TODAY}


@pytest.fixture
def other() -> Body:
    """A record that everyone may see, which a decision can name."""
    return make_body(code="named-body", name_ko="이름난협의회")


@pytest.fixture
def secretary() -> User:
    return make_secretary(make_organisation())


def held(by: User, **details: Any) -> Meeting:
    organisation = by.roles_held.get().organisation
    body = make_body(organisation=organisation)
    member = make_member(body)
    said = {
        "title_ko": "회의",
        "starts_at": BEGINS,
        "ends_at": BEGINS + timedelta(hours=2),
        "agenda": [{"title": "심의"}],
    }
    meeting = actions.call_meeting(body=body, **(said | details), by=SYSTEM, at=BEGINS - timedelta(days=9))
    return actions.record_meeting(meeting=meeting, present=[member], by=SYSTEM, at=AFTER)


def decide(meeting: Meeting, by: User, about: list[str]) -> Decision:
    item = meeting.items.get()
    return actions.take_decision(item=item, text="의결", outcome="adopted", about=about, by=by, at=AFTER)


def test_a_decision_names_records_by_ref_or_address_once(other: Body, secretary: User) -> None:
    decision = decide(held(secretary), secretary, [other.ref, other.ref])
    again = actions.link_decision(decision=decision, about=[other.ref], by=secretary, at=AFTER)

    assert [link.ref for link in decision.links.all()] == [other.ref]
    assert again == []
    assert other.ref in Entry.objects.get(kind="bodies.decision.taken").text
    assert not Entry.objects.filter(kind="bodies.decision.linked").exists()
    assert list(meetings.decisions_about([other.ref], PUBLIC)) == [decision]


def test_only_public_records_are_named_and_only_by_the_body_s_secretary(other: Body, secretary: User) -> None:
    decision = decide(held(secretary), secretary, [])
    for wrong in ("bodies:body:none", "nonsense", "/nowhere/", "x" * 300):
        with pytest.raises(Invalid):
            actions.link_decision(decision=decision, about=[wrong], by=secretary, at=AFTER)
    with pytest.raises(NotAllowed):
        actions.link_decision(decision=decision, about=[other.ref], by=make_secretary(make_organisation()), at=AFTER)
    assert not DecisionLink.objects.exists()


def test_a_wrong_link_is_taken_back_with_a_reason_and_may_be_made_again(other: Body, secretary: User) -> None:
    decision = decide(held(secretary), secretary, [other.ref])
    link = decision.links.get()
    with pytest.raises(Invalid):
        actions.unlink_decision(link=link, reason=" ", by=secretary, at=AFTER)
    actions.unlink_decision(link=link, reason="다른 기록", by=secretary, at=AFTER)
    with pytest.raises(Invalid):
        actions.unlink_decision(link=link, reason="다른 기록", by=secretary, at=AFTER)

    assert not meetings.decisions_about([other.ref], PUBLIC)
    assert "다른 기록" in Entry.objects.get(kind="bodies.decision.unlinked").text
    actions.link_decision(decision=decision, about=[other.ref], by=secretary, at=AFTER)
    assert meetings.decisions_about([other.ref], PUBLIC).count() == 1


def test_what_a_closed_meeting_decided_about_stays_inside_until_it_is_published(other: Body, secretary: User) -> None:
    meeting = held(secretary, **CLOSED)
    decision = decide(meeting, secretary, [other.ref])
    actions.unlink_decision(link=decision.links.get(), reason="비밀까닭", by=secretary, at=AFTER)
    actions.link_decision(decision=decision, about=[other.ref], by=secretary, at=AFTER)
    page, program = meeting.get_absolute_url(), f"/api/v1/bodies/meetings/{meeting.code}"
    outside = Client().get(page).content.decode() + json.dumps(Client().get(program).json(), ensure_ascii=False)

    assert other.name_ko not in outside
    assert other.ref not in outside
    assert not any(other.ref in one.text or "비밀까닭" in one.text for one in Entry.objects.exclude(subject=other.ref))
    assert not meetings.decisions_about([other.ref], PUBLIC)
    assert meetings.decisions_about([other.ref], viewer_of(secretary, on=TODAY)).count() == 1
    actions.publish_decision(decision=decision, by=secretary, at=AFTER)
    assert meetings.decisions_about([other.ref], PUBLIC).count() == 1
    assert other.ref in Entry.objects.get(kind="bodies.decision.published").text


def test_a_withheld_subject_of_a_published_decision_is_not_found_by_it(other: Body, secretary: User) -> None:
    agenda = [{"title": "숨긴 안건", "subject": other.ref, "is_withheld": True}]
    meeting = held(secretary, **CLOSED | {"agenda": agenda})
    decision = decide(meeting, secretary, [])
    actions.publish_decision(decision=decision, by=secretary, at=AFTER)

    assert not meetings.decisions_about([other.ref], PUBLIC)
    assert meetings.decisions_about([other.ref], viewer_of(secretary, on=TODAY)).count() == 1


def test_the_secretary_names_records_on_the_desk_and_everyone_reads_them(
    client: Client, other: Body, secretary: User
) -> None:
    meeting = held(secretary)
    client.force_login(secretary)
    item = meeting.items.get()
    decided = client.post(
        f"/bodies/desk/records/decide/{item.pk}/", {"text": "의결", "outcome": "adopted", "about": "nonsense"}
    )
    right = client.post(
        f"/bodies/desk/records/decide/{item.pk}/", {"text": "의결", "outcome": "adopted", "about": f" {other.ref}\n"}
    )
    link = DecisionLink.objects.get()
    back = client.post(f"/bodies/desk/records/unlink-decision/{link.pk}/", {"reason": "잘못"})
    again = client.post(f"/bodies/desk/records/link-decision/{link.decision.pk}/", {"about": other.ref})
    desk = client.get(f"/bodies/desk/meetings/{meeting.code}/").content.decode()
    said = Client().get(f"/api/v1/bodies/meetings/{meeting.code}").json()["agenda"][0]["decision"]["about"]

    assert (decided.status_code, right.status_code, back.status_code, again.status_code) == (422, 302, 302, 302)
    assert "unlink-decision" in desk
    assert said == [{"ref": other.ref, "title": other.name_ko, "url": other.get_absolute_url()}]
    assert other.name_ko in Client().get(meeting.get_absolute_url()).content.decode()
