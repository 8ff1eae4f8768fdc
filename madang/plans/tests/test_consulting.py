import csv
import io
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.common.refs import resolve_ref
from madang.ledger.models import Entry
from madang.plans import actions, finding, queries
from madang.plans.actions.consulting import MOST_CONTRIBUTIONS
from madang.plans.models import Answer, Consultation, Contribution, NeverChanged, Plan
from madang.plans.tests.samples import NOON, TODAY, load
from madang.plans.tests.test_actions import an_official
from tests.calendars import read_calendar

pytestmark = pytest.mark.django_db
SECRET = "이 글은 아직 공개되지 않은 의견입니다"
SIGNED_IN = "allauth.account.auth_backends.AuthenticationBackend"


def a_period(official: User | None = None, *, at: datetime = NOON, **said: object) -> Consultation:
    """A comment period open around `at`, of the organisation that leads commitment 1."""
    plan = Plan.objects.filter(slug="small").first() or load().plan
    official = official or an_official()
    organisation = Organisation.objects.get(code="9990001")
    announcement = actions.Announcement(
        **{
            "kind": "comment-period",
            "title_ko": "계획 초안에 대한 의견",
            "title_en": "Comments on the draft",
            "opens_at": at - timedelta(days=1),
            "closes_at": at + timedelta(days=20),
            "commitments": ("1",),
            **said,
        }  # type: ignore[arg-type]
    )
    return actions.announce_consultation(
        plan=plan, organisation=organisation, announcement=announcement, by=official, at=at
    )


def a_citizen(name: str = "citizen") -> User:
    return User.objects.create_user(f"{name}@example.org")


def a_moderator() -> User:
    user = User.objects.create_user("moderator@example.org")
    organisation = Organisation.objects.get(code="9990001")
    RoleHeld.objects.create(user=user, role=Role.MODERATOR, organisation=organisation, since_on=date(2020, 1, 1))
    return user


def said(
    consultation: Consultation, text: str = "종이를 더 빨리 공개해 주세요", by: User | None = None
) -> Contribution:
    return actions.submit_contribution(
        consultation=consultation, text=text, commitment_key="1", by=by or a_citizen(), at=NOON
    )


def test_a_consultation_is_announced_by_who_answers_for_the_plan_and_entered_in_the_ledger() -> None:
    found = a_period()

    assert found.number == 1
    entry = Entry.objects.get(kind="plans.consultation.announced")
    assert (entry.subject, entry.facts["commitments"]) == ("plans:consultation:small/1", ["1"])
    organisation = Organisation.objects.get(code="9990001")
    announcement = actions.Announcement("event", "가", "a", NOON, NOON + timedelta(hours=1))
    for stranger in (an_official("9990002"), a_citizen()):
        with pytest.raises(NotAllowed):
            actions.announce_consultation(
                plan=found.plan, organisation=organisation, announcement=announcement, by=stranger, at=NOON
            )
    assert Consultation.objects.count() == 1


def test_what_cannot_be_is_not_announced() -> None:
    official = an_official()
    load()
    for wrong in ({"commitments": ("9",)}, {"closes_at": NOON - timedelta(days=2)}):
        with pytest.raises(Invalid):
            a_period(official, **wrong)

    assert not Consultation.objects.exists()


def test_a_comment_is_published_at_once_and_its_author_is_nowhere() -> None:
    citizen = a_citizen()
    made = said(a_period(), by=citizen)

    assert made.is_public
    entry = Entry.objects.get(kind="plans.contribution.made")
    assert "종이를 더 빨리" not in entry.text
    assert str(citizen.code) not in entry.text
    assert entry.subject == made.ref


def test_nobody_comments_before_it_opens_or_after_it_closes() -> None:
    consultation, citizen = a_period(), a_citizen()

    for moment in (consultation.opens_at - timedelta(seconds=1), consultation.closes_at):
        with pytest.raises(actions.NotOpen):
            actions.submit_contribution(consultation=consultation, text="늦은 의견", by=citizen, at=moment)
    assert not Contribution.objects.exists()
    actions.submit_contribution(consultation=consultation, text="첫 의견", by=citizen, at=consultation.opens_at)


def test_nobody_says_the_same_twice_nor_without_end() -> None:
    consultation, citizen = a_period(), a_citizen()
    said(consultation, by=citizen)

    with pytest.raises(actions.SaidAlready):
        said(consultation, by=citizen)
    for number in range(MOST_CONTRIBUTIONS - 1):
        said(consultation, f"의견 {number}", by=citizen)
    with pytest.raises(actions.SaidTooMuch):
        said(consultation, "하나 더", by=citizen)
    assert Contribution.objects.count() == MOST_CONTRIBUTIONS


def test_a_comment_that_may_identify_a_person_waits_for_a_moderator() -> None:
    consultation = a_period()
    made = said(consultation, f"{SECRET} 제 주민번호는 900101-1234568 입니다")
    moderator = a_moderator()

    assert not made.is_public
    with pytest.raises(NotAllowed):
        actions.moderate_contribution(contribution=made, publish=True, reason="", by=a_citizen("x"), at=NOON)
    with pytest.raises(Invalid):
        actions.moderate_contribution(contribution=made, publish=False, reason=" ", by=moderator, at=NOON)
    hidden = actions.moderate_contribution(
        contribution=made, publish=False, reason="주민등록번호", by=moderator, at=NOON
    )
    assert hidden.ended_as == "hidden"
    with pytest.raises(actions.NothingToModerate):
        actions.moderate_contribution(contribution=made, publish=True, reason="", by=moderator, at=NOON)


def test_every_door_is_closed_to_what_is_not_public(client: Client) -> None:
    """Pages, files, feed, API, search, refs: none shows a held comment to the public, nor counts it."""
    author = a_citizen("author")
    consultation = a_period(at=now())
    held = actions.submit_contribution(
        consultation=consultation, text=f"{SECRET} 900101-1234568", by=author, at=now(), commitment_key="1"
    )
    gone = actions.submit_contribution(consultation=consultation, text=f"{SECRET} 철회", by=author, at=now())
    actions.withdraw_contribution(contribution=gone, by=author, at=now())

    doors = [
        "/plan/small/consultations/",
        f"/plan/small/consultations/?q={SECRET[:5]}",
        "/plan/small/consultations/1/",
        "/plan/small/consultations.csv",
        "/plan/small/contributions.csv",
        "/plan/small/consultations/feed/",
        "/plan/small/unanswered/",
        "/plan/small/1/",
        "/api/v1/plans/small/consultations",
        "/api/v1/plans/small/contributions",
    ]
    for door in doors:
        response = client.get(door)
        assert response.status_code == 200, door
        assert SECRET not in response.content.decode(), door
    for one in (held, gone):
        assert client.get(one.get_absolute_url()).status_code == 404
        assert resolve_ref(one.ref) is None
    assert queries.totals(consultation.plan, PUBLIC, on=localdate()).contributions == 0
    assert client.get("/api/v1/plans/small/consultations").json()["items"][0]["said"] == 0
    assert all(SECRET not in entry.text for entry in finding.load_consultations([consultation.ref]))


def test_authors_see_their_own_and_moderators_those_of_their_organisation() -> None:
    author, consultation = a_citizen("author"), a_period()
    held = said(consultation, f"{SECRET} 900101-1234568", by=author)
    moderator, stranger = a_moderator(), an_official("9990002", Role.MODERATOR)

    def sees(user: User) -> bool:
        return Contribution.objects.visible_to(viewer_of(user, on=TODAY)).filter(pk=held.pk).exists()

    assert [sees(one) for one in (author, moderator, stranger, a_citizen("other"))] == [True, True, False, False]
    actions.withdraw_contribution(contribution=held, by=author, at=NOON)
    assert [sees(one) for one in (author, moderator)] == [True, False]


def test_only_its_author_withdraws_a_comment() -> None:
    made = said(a_period())

    with pytest.raises(NotAllowed):
        actions.withdraw_contribution(contribution=made, by=a_citizen("other"), at=NOON)
    assert Contribution.objects.get().is_public


def test_an_answer_says_what_became_of_it_with_the_reason_and_the_newest_holds() -> None:
    official = an_official()
    made = said(a_period(official))

    with pytest.raises(Invalid):
        actions.answer_contribution(contribution=made, outcome="taken-up", reason=" ", by=official, at=NOON)
    with pytest.raises(NotAllowed):
        actions.answer_contribution(
            contribution=made, outcome="taken-up", reason="반영", by=a_citizen("other"), at=NOON
        )
    first = actions.answer_contribution(
        contribution=made, outcome="not-taken-up", reason="예산이 없습니다", by=official, at=NOON
    )
    later = actions.answer_contribution(
        contribution=made, outcome="taken-up", reason="추경에 반영", by=official, at=NOON + timedelta(days=1)
    )

    assert list(made.answers.order_by("-answered_at")) == [later, first]
    with pytest.raises(NeverChanged):
        Answer.objects.update(reason="바꾸기")
    assert Entry.objects.filter(kind="plans.contribution.answered").count() == 2


def test_what_is_unanswered_is_public_from_the_day_after_the_last(client: Client) -> None:
    made = said(a_period(answer_within_days=30))
    last = TODAY + timedelta(days=30)

    assert made.answer_due_on == last
    assert queries.unanswered(made.consultation.plan, PUBLIC, on=last) == []
    assert queries.unanswered(made.consultation.plan, PUBLIC, on=last + timedelta(days=1)) == [made]


def test_minutes_and_who_was_heard_are_published_by_the_organiser() -> None:
    official = an_official()
    event = a_period(official, kind="event", closes_at=NOON + timedelta(hours=2))

    assert event.lacks_minutes(on=TODAY + timedelta(days=15))
    assert not event.lacks_minutes(on=TODAY + timedelta(days=14))
    actions.record_heard(consultation=event, groups=[("citizens", "주민", 40)], by=official, at=NOON)
    actions.record_heard(
        consultation=event, groups=[("citizens", "주민", 41), ("academia", "", 3)], by=official, at=NOON
    )
    with pytest.raises(Invalid):
        actions.publish_minutes(consultation=event, text="900101-1234568", by=official, at=NOON)
    actions.publish_minutes(consultation=event, text="1. 인사\n2. 토론", by=official, at=NOON)

    event = queries.find_consultation(event.plan, 1, PUBLIC) or event
    assert not event.lacks_minutes(on=TODAY + timedelta(days=30))
    assert queries.totals(event.plan, PUBLIC, on=TODAY).people == 44
    assert Entry.objects.filter(kind="plans.consultation.heard").count() == 2


def test_the_register_measures_past_days_from_dated_records() -> None:
    official = an_official()
    period = a_period(official, answer_within_days=3)
    made, late = said(period), said(period, "다른 의견", by=a_citizen("two"))
    actions.answer_contribution(contribution=made, outcome="taken-up", reason="반영", by=official, at=NOON)
    four = TODAY + timedelta(days=4)
    actions.answer_contribution(
        contribution=late, outcome="taken-up", reason="반영", by=official, at=NOON + timedelta(days=9)
    )

    def value(on: date) -> tuple[object, object, object]:
        found = measure("plans.contributions_answered", at=on, plan="small")
        assert found is not None
        return found.value, found.numerator, found.denominator

    assert value(TODAY - timedelta(days=1))[0] is None
    assert value(TODAY) == (100, 1, 1)
    assert value(four) == (50, 1, 2)
    assert value(four + timedelta(days=10)) == (50, 1, 2)
    held = measure("plans.consultations_held", at=TODAY + timedelta(days=60), plan="small", commitment="1")
    assert held is not None
    assert (held.value, held.records_url) == (1, "/plan/small/consultations/?commitment=1")


def test_a_citizen_comments_on_the_page_and_an_official_answers_there(client: Client) -> None:
    official = an_official()
    consultation = a_period(official, at=now())
    url = consultation.get_absolute_url()
    assert "login" in client.post(f"{url}say/", {"text": "의견"}).headers["Location"]

    client.force_login(a_citizen(), backend=SIGNED_IN)
    assert client.post(f"{url}say/", {"text": ""}).status_code == 422
    assert client.post(f"{url}say/", {"text": "길을 넓혀 주세요", "commitment_key": "1"}).status_code == 302
    made = Contribution.objects.get()
    assert client.post(f"{url}{made.code}/answer/", {"outcome": "taken-up", "reason": "예"}).status_code == 422

    client.force_login(official, backend=SIGNED_IN)
    assert "길을 넓혀" in client.get("/plan/desk/").content.decode()
    page = client.post(f"{url}{made.code}/answer/", {"outcome": "partly", "reason": "두 곳을 넓힙니다"})
    assert page.status_code == 302
    assert "두 곳을 넓힙니다" in client.get(url).content.decode()
    assert "길을 넓혀" not in client.get("/plan/desk/").content.decode()


def test_programs_comment_with_the_same_rules(client: Client) -> None:
    consultation = a_period(at=now())
    url = "/api/v1/plans/small/consultations/1/contributions"
    assert client.post(url, {"text": "의견"}, content_type="application/json").status_code == 401

    client.force_login(a_citizen(), backend=SIGNED_IN)
    made = client.post(url, {"text": "프로그램이 낸 의견", "commitment": "1"}, content_type="application/json")
    again = client.post(url, {"text": "프로그램이 낸 의견", "commitment": "1"}, content_type="application/json")

    assert made.status_code == 201
    assert made.json()["is_public"]
    assert (again.status_code, again.json()["code"]) == (409, "said-already")
    listed = client.get("/api/v1/plans/small/contributions").json()["items"]
    assert [one["ref"] for one in listed] == [f"plans:contribution:{UUID(made.json()['code'])}"]
    assert consultation.contributions.count() == 1


def test_the_calendar_is_read_by_a_calendar_and_the_csv_by_a_spreadsheet(client: Client) -> None:
    consultation = a_period()
    said(consultation, "=HYPERLINK(1)")

    calendar = read_calendar(client.get("/plan/small/consultations.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert event["UID"] == f"{consultation.ref}@madang"
    assert event["DTSTART"].dt == consultation.opens_at
    text = client.get("/plan/small/contributions.csv").content.decode("utf-8-sig")
    assert next(iter(csv.DictReader(io.StringIO(text))))["text"] == "'=HYPERLINK(1)"


def test_the_desk_is_for_officials_alone(client: Client) -> None:
    assert client.get("/plan/desk/").status_code == 302
    client.force_login(a_citizen(), backend=SIGNED_IN)
    assert client.get("/plan/desk/").status_code == 403
