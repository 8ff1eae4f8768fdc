from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC
from madang.bodies.models import AgendaItem, Body, Decision, Meeting
from madang.common.errors import Invalid, NotAllowed
from madang.common.refs import resolve_ref
from madang.ledger.models import Entry
from madang.plans import actions, finding, queries
from madang.plans.actions import Opening, Task
from madang.plans.models import Evaluation, NeverChanged, Policy, PolicyVersion
from madang.plans.queries.policy import Fate
from madang.plans.tests.samples import NOON, TODAY, load, papers
from madang.plans.tests.test_actions import an_official, an_organisation

pytestmark = pytest.mark.django_db
SIGNED_IN = "allauth.account.auth_backends.AuthenticationBackend"
TASKS = (Task("1", "종이 공개", "Publish papers", "9990001", "2026-12-31", ("plans:milestone:small/1/1.2",)),)


def a_council() -> Body:
    return Body.objects.create(
        code="strategy-council",
        kind="council",
        name_ko="전략위원회",
        name_en="Strategy council",
        organisation=an_organisation("9990005"),
        established_on=date(2020, 1, 1),
    )


def a_policy(official: User, **said: Any) -> Policy:
    council = Body.objects.filter(code="strategy-council").first() or a_council()
    opening = {
        "slug": "basic-2026",
        "kind": "basic",
        "title_ko": "기본계획",
        "title_en": "Basic plan",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31),
        "council": council,
        **said,
    }
    organisation = Organisation.objects.get(code="9990001")
    return actions.open_policy(opening=Opening(**opening), organisation=organisation, by=official, at=NOON)


def handed_in(policy: Policy, official: User, text: str = "본문") -> PolicyVersion:
    return actions.hand_in_version(policy=policy, text_ko=text, text_en="", tasks=TASKS, by=official, at=NOON)


def deliberate(version: PolicyVersion, *, at: datetime, outcome: str = "adopted") -> AgendaItem:
    """A meeting that the council held, with a vote of 20 to 3."""
    meeting = Meeting.objects.create(
        body=version.policy.council,
        number=Meeting.objects.count() + 1,
        title_ko="정기회의",
        title_en="Meeting",
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        state="held",
        called_at=at - timedelta(days=7),
        changed_at=at,
        held_on=localdate(at),
    )
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="기본계획 심의", subject=version.ref)
    votes = {"present": 25, "yes": 20, "no": 3, "abstained": 2, "is_by_vote": True}
    Decision.objects.create(item=item, outcome=outcome, text="원안대로 의결", decided_at=at, **votes)
    return item


def a_secretary() -> User:
    user = User.objects.create_user("secretary@example.org")
    organisation = Organisation.objects.get(code="9990005")
    RoleHeld.objects.create(user=user, role=Role.SECRETARY, organisation=organisation, since_on=date(2020, 1, 1))
    return user


def test_a_version_holds_from_the_day_on_which_the_council_passed_it() -> None:
    official = an_official()
    version = handed_in(a_policy(official), official)
    passed_at = NOON + timedelta(days=10)
    deliberate(version, at=passed_at)
    policy = version.policy

    assert queries.version_in_force(policy, on=localdate(passed_at)) == version
    assert queries.version_in_force(policy, on=localdate(passed_at) - timedelta(days=1)) is None
    (before,) = queries.deliberated(policy, on=localdate(passed_at) - timedelta(days=1))
    assert before.fate is Fate.CALLED
    assert queries.deliberated(policy, on=TODAY)[0].fate is Fate.HANDED_IN


def test_what_a_closed_meeting_decided_on_a_version_counts_once_it_is_published(client: Client) -> None:
    official = an_official()
    version = handed_in(a_policy(official), official)
    item = deliberate(version, at=NOON)
    closed = {"is_open": False, "closed_reason": "안보에 관한 사항", "closed_basis": "정보공개법 제9조제1항제2호"}
    Meeting.objects.filter(pk=item.meeting_id).update(**closed)
    page = version.policy.get_absolute_url()

    assert queries.version_in_force(version.policy, on=TODAY) is None
    assert "원안대로 의결" not in client.get(page).content.decode()
    AgendaItem.objects.update(is_withheld=True)
    assert queries.deliberated(version.policy, on=TODAY)[0].deliberations == ()
    AgendaItem.objects.update(is_withheld=False)

    Decision.objects.update(published_at=NOON)
    assert queries.version_in_force(version.policy, on=TODAY) == version
    assert "원안대로 의결" in client.get(page).content.decode()


def test_a_new_version_holds_only_when_it_is_passed_itself() -> None:
    official = an_official()
    policy = a_policy(official)
    first = handed_in(policy, official)
    deliberate(first, at=NOON)
    second = handed_in(policy, official, "고친 본문")
    deliberate(second, at=NOON + timedelta(days=1), outcome="rejected")
    day = TODAY + timedelta(days=1)

    assert queries.version_in_force(policy, on=day) == first
    assert [one.fate for one in queries.deliberated(policy, on=day)] == [Fate.REJECTED, Fate.PASSED]
    with pytest.raises(actions.SaysTheSame):
        handed_in(policy, official, "고친 본문")


def test_another_body_cannot_pass_it() -> None:
    official = an_official()
    version = handed_in(a_policy(official), official)
    item = deliberate(version, at=NOON)
    other = Body.objects.create(
        code="other",
        kind="council",
        name_ko="다른",
        organisation=Organisation.objects.get(code="9990005"),
        established_on=date(2020, 1, 1),
    )
    Meeting.objects.filter(pk=item.meeting_id).update(body=other)

    assert queries.version_in_force(version.policy, on=TODAY) is None


def test_an_execution_plan_lies_within_its_basic_plan() -> None:
    official = an_official()
    basic = a_policy(official)
    execution: dict[str, Any] = {"kind": "execution", "slug": "execution-2026", "ends_on": date(2026, 12, 31)}

    for wrong in ({}, {"parent": basic, "ends_on": date(2029, 1, 1)}):
        with pytest.raises(Invalid):
            a_policy(official, **{**execution, **wrong})
    with pytest.raises(Invalid):
        a_policy(official)  # the address is taken
    assert a_policy(official, **execution, parent=basic).parent == basic


def test_only_who_drafts_for_the_organisation_opens_and_hands_in() -> None:
    official = an_official()
    policy = a_policy(official)

    with pytest.raises(NotAllowed):
        handed_in(policy, an_official("9990002"))
    with pytest.raises(NotAllowed):
        handed_in(policy, a_secretary())
    assert not PolicyVersion.objects.exists()
    assert Entry.objects.filter(kind="plans.policy.opened").count() == 1


def test_the_council_judges_tasks_at_a_meeting_it_held_on_the_plan() -> None:
    official = an_official()
    version = handed_in(a_policy(official), official)
    item, secretary = deliberate(version, at=NOON), a_secretary()
    judged: dict[str, Any] = {"policy": version.policy, "task_key": "1", "grade": "partly", "at": NOON}

    with pytest.raises(NotAllowed):
        actions.evaluate_task(**judged, item=item, reason="절반", by=official)
    elsewhere = AgendaItem.objects.create(meeting=item.meeting, number=2, title="다른 안건")
    with pytest.raises(actions.NotDeliberated):
        actions.evaluate_task(**judged, item=elsewhere, reason="절반", by=secretary)
    with pytest.raises(Invalid):
        actions.evaluate_task(**{**judged, "task_key": "9"}, item=item, reason="절반", by=secretary)
    found = actions.evaluate_task(**judged, item=item, reason="절반만 공개", by=secretary)
    with pytest.raises(actions.JudgedAlready):
        actions.evaluate_task(**judged, item=item, reason="다시", by=secretary)

    assert Entry.objects.get(kind="plans.policy.evaluated").facts["meeting"] == item.meeting.ref
    assert found.on == TODAY
    with pytest.raises(NeverChanged):
        Evaluation.objects.update(grade="done")


def test_the_page_shows_votes_computed_states_and_judgements(client: Client) -> None:
    load()
    official = an_official()
    version = handed_in(a_policy(official), official)
    item = deliberate(version, at=NOON)
    actions.evaluate_task(
        policy=version.policy, task_key="1", item=item, grade="partly", reason="절반만", by=a_secretary(), at=NOON
    )

    with papers({TODAY: 30}):
        page = client.get("/en/plan/policies/basic-2026/").content.decode()
    for shown in ("was passed by the council", ">20<", ">3<", "30 documents", "절반만", "/en/plan/small/1/1.2/"):
        assert shown in page, shown
    assert client.get("/plan/policies/").status_code == 200
    assert client.get("/plan/policies/basic-2026/1/").status_code == 200
    assert client.get("/plan/policies/none/").status_code == 404
    assert resolve_ref(version.ref) is not None
    assert resolve_ref("plans:policy-version:basic-2026/9") is None
    assert "종이 공개" in finding.load_policies([version.policy.ref])[0].text
    assert queries.find_policy("basic-2026", PUBLIC) == version.policy


def test_a_plan_is_opened_handed_in_and_judged_on_pages(client: Client) -> None:
    load(at=now())
    official, council = an_official(), a_council()
    client.force_login(official, backend=SIGNED_IN)
    form = {"organisation": "9990001", "slug": "basic", "kind": "basic", "title_ko": "기본", "title_en": "Basic"}
    form |= {"starts_on": "2026-01-01", "ends_on": "2028-12-31", "council": council.code}

    assert client.post("/plan/policies/new/", {**form, "ends_on": "2025-01-01"}).status_code == 422
    assert client.post("/plan/policies/new/", form).headers["Location"] == "/plan/policies/basic/"
    handing = {"text_ko": "본문", "tasks": "1 | 공개 | Publish | 9990001 | 2026-12-31 | plans:milestone:small/1/1.2"}
    for wrong in ("1", "1 | 공개 | x | y | soon"):
        assert client.post("/plan/policies/basic/hand-in/", {**handing, "tasks": wrong}).status_code == 422
    assert client.post("/plan/policies/basic/hand-in/", handing).status_code == 302
    version = PolicyVersion.objects.select_related("policy__council").get()
    item = deliberate(version, at=now() - timedelta(minutes=1))

    client.force_login(a_secretary(), backend=SIGNED_IN)
    judged = {"task_key": "1", "item": item.pk, "grade": "done", "reason": "모두 공개"}
    assert client.post("/plan/policies/basic/evaluate/", {**judged, "reason": ""}).status_code == 422
    assert client.post("/plan/policies/basic/evaluate/", judged).status_code == 302
    assert Evaluation.objects.get().reason == "모두 공개"
