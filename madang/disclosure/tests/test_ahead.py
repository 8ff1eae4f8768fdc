from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from madang.accounts.models import Organisation, Role, User
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.disclosure import actions
from madang.disclosure.ahead import queries
from madang.disclosure.ahead.dates import Terms, due_dates, nth_due, standing
from madang.disclosure.models import AnnouncedInformation, Document, Fulfilment
from madang.disclosure.tests.papers import judged, make_intake
from madang.ledger.models import Entry
from madang.notices import actions as notices
from madang.notices.models import Event
from madang.surveys.tests.factories import make_survey
from tests.calendars import read_calendar
from tests.factories import make_officer, make_organisation, make_user

AT = datetime(2016, 1, 4, 3, tzinfo=UTC)
"""Noon in Seoul on Monday 4 January 2016."""


def later(days: int) -> datetime:
    return AT + timedelta(days=days)


def announce(
    *, by: User | None = None, organisation: Organisation | None = None, **other: object
) -> tuple[AnnouncedInformation, User]:
    organisation = organisation or make_organisation()
    by = by or make_officer(organisation, Role.DISCLOSURE_OFFICER)
    said = {
        "area": "health",
        "title": "비급여 진료비",
        "scope": "병원별 비급여 진료비",
        "method": "데이터셋",
        "cycle": "monthly",
        "first_due_on": date(2016, 1, 31),
        "at": AT,
    }
    return actions.announce_information(organisation=organisation, by=by, **(said | other)), by  # type: ignore[arg-type]


def hand_over(information: AnnouncedInformation, by: User, due_on: date | None, *, at: datetime) -> Fulfilment:
    return actions.fulfil_promise(information=information, due_on=due_on, what="https://a.example/", by=by, at=at)


def states(at: date) -> list[tuple[str, str]]:
    (kept,) = queries.lists(queries.Narrowed(), at=at)
    return [(promise.standing.due_on.isoformat(), promise.standing.state) for promise in kept.promises]


def test_monthly_dates_keep_to_the_end_of_short_months() -> None:
    terms = [Terms(date(2016, 1, 4), "monthly", date(2016, 1, 31))]

    found = due_dates(terms, until=date(2016, 4, 30))

    assert [day.isoformat() for day in found] == ["2016-01-31", "2016-02-29", "2016-03-31", "2016-04-30"]


@given(
    cycle=some.sampled_from(["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly", "once"]),
    first=some.dates(date(2014, 1, 1), date(2016, 1, 1)),
    change=some.integers(0, 900),
    other=some.sampled_from(["weekly", "monthly", "yearly"]),
)
def test_a_change_of_terms_takes_back_no_promise_that_was_due_before(
    cycle: str, first: date, change: int, other: str
) -> None:
    before = [Terms(first, cycle, first)]
    changed_on = first + timedelta(days=change + 1)
    until = date(2019, 1, 1)
    after = [*before, Terms(changed_on, other, changed_on)]

    old = [day for day in due_dates(before, until=until) if day < changed_on]
    new = due_dates(after, until=until)

    assert [day for day in new if day < changed_on] == old
    assert nth_due(after[1], 0) in new


def test_what_happened_later_is_not_known_on_an_earlier_day() -> None:
    due, done = date(2016, 1, 31), date(2016, 2, 5)

    assert standing(due, done, at=date(2016, 1, 31)).state == "coming"
    assert standing(due, done, at=date(2016, 2, 1)).state == "missed"
    assert standing(due, done, at=date(2016, 2, 5)).state == "late"
    assert standing(due, done, at=date(2016, 2, 5)).days_late == 5
    assert standing(due, due, at=date(2016, 1, 31)).state == "kept"


@pytest.mark.django_db
def test_promises_are_kept_late_and_missed_by_what_was_published() -> None:
    information, by = announce()
    hand_over(information, by, date(2016, 1, 31), at=later(20))
    hand_over(information, by, date(2016, 2, 29), at=later(60))

    assert states(date(2016, 4, 5)) == [
        ("2016-01-31", "kept"),
        ("2016-02-29", "late"),
        ("2016-03-31", "missed"),
    ]
    assert states(date(2016, 2, 10)) == [("2016-01-31", "kept")]
    found = measure("disclosure.promises_kept", at=date(2016, 4, 5))
    assert found is not None
    assert (found.numerator, found.denominator) == (1, 3)
    missed = measure("disclosure.promises_missed", at=date(2016, 4, 5))
    assert missed is not None
    assert missed.value == 1


@pytest.mark.django_db
def test_a_promise_is_fulfilled_once_and_only_for_its_days() -> None:
    information, by = announce()
    hand_over(information, by, date(2016, 1, 31), at=later(20))

    for day in (date(2016, 1, 31), date(2016, 1, 30)):
        with pytest.raises(actions.NotPromised):
            hand_over(information, by, day, at=later(21))
    with pytest.raises(Invalid):
        hand_over(information, by, None, at=later(21))
    assert Fulfilment.objects.count() == 1


@pytest.mark.django_db
def test_only_officers_of_the_agency_announce_and_publish() -> None:
    information, _by = announce()
    stranger = make_officer(make_organisation(), Role.DISCLOSURE_OFFICER)
    for somebody in (stranger, make_user(), make_officer(information.organisation, Role.MODERATOR)):
        with pytest.raises(NotAllowed):
            announce(by=somebody, organisation=information.organisation, title="다른 정보")
        with pytest.raises(NotAllowed):
            hand_over(information, somebody, date(2016, 1, 31), at=AT)
        with pytest.raises(NotAllowed):
            actions.end_information(information=information, reason="없음", by=somebody, at=AT)
    assert AnnouncedInformation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"area": "weather"},
        {"cycle": "sometimes"},
        {"first_due_on": None},
        {"first_due_on": date(2015, 12, 31)},
        {"cycle": "as-it-arises"},
        {"wanted": "surveys:survey:none"},
        {"title": ""},
    ],
)
def test_nothing_is_kept_of_an_announcement_with_a_fault(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        announce(**wrong)

    assert not AnnouncedInformation.objects.exists()
    assert not Entry.objects.filter(kind__startswith="disclosure.information").exists()


@pytest.mark.django_db
def test_an_ended_promise_stays_owed_for_the_days_before() -> None:
    information, by = announce()
    actions.end_information(information=information, reason="법이 바뀌어 폐지", by=by, at=later(40))

    assert states(date(2016, 12, 31)) == [("2016-01-31", "missed")]


@pytest.mark.django_db
def test_a_document_fulfils_a_promise_only_while_it_is_public() -> None:
    intake = make_intake()
    actions.enter_batch(
        intake=intake, judged=[judged("a.txt", "공개"), judged("b.txt", "보류", state="held")], by=SYSTEM, at=AT
    )
    information, by = announce(organisation=intake.organisation)
    public, held = Document.objects.get(current__isnull=False), Document.objects.get(current=None)

    with pytest.raises(Invalid):
        actions.fulfil_promise(
            information=information, due_on=date(2016, 1, 31), what=held.get_absolute_url(), by=by, at=AT
        )
    made = actions.fulfil_promise(
        information=information, due_on=date(2016, 1, 31), what=f"/en{public.get_absolute_url()}", by=by, at=AT
    )

    assert made.ref == public.ref
    Document.objects.filter(pk=public.pk).update(current=None)
    assert made.target is None


@pytest.mark.django_db
def test_followers_of_the_area_are_told_what_was_announced_and_published() -> None:
    notices.follow(subject="disclosure:area:health", by=make_user(), language="ko", at=AT)
    information, by = announce()
    announce(organisation=information.organisation, by=by, area="jobs", title="채용")
    hand_over(information, by, date(2016, 1, 31), at=later(3))

    kinds = sorted(Event.objects.values_list("kind", flat=True))
    assert kinds == ["disclosure.information.announced", "disclosure.information.published"]


@pytest.mark.django_db
def test_every_door_tells_the_same_promises(client: Client) -> None:
    information, by = announce()
    hand_over(information, by, date(2016, 1, 31), at=later(60))

    whole = client.get("/api/v1/lists/promises?state=late").json()
    assert [(one["due_on"], one["days_late"]) for one in whole] == [("2016-01-31", 33)]
    (listed,) = client.get("/api/v1/lists?at=2016-03-31").json()
    assert (listed["kept"], listed["late"], listed["missed"]) == (0, 1, 1)
    export = client.get(reverse("ahead:export") + "?state=late")
    rows = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "2016-01-31,late" in rows[1]
    for name in ("areas", "promises"):
        assert information.title in client.get(reverse(f"ahead:{name}")).content.decode()
    for page in (reverse("ahead:area", args=["health"]), information.get_absolute_url(), reverse("ahead:feed")):
        answer = client.get(page)
        assert answer.status_code == 200
        assert information.title in answer.content.decode()
    assert information.title not in client.get(reverse("ahead:area", args=["jobs"])).content.decode()
    events = read_calendar(client.get(reverse("ahead:calendar")).content).walk("VEVENT")
    assert events
    assert {event["summary"] for event in events} == {f"{information.organisation.name_ko}: {information.title}"}


@pytest.mark.django_db
def test_an_officer_announces_publishes_and_ends_on_the_desk(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_officer(organisation, Role.DISCLOSURE_OFFICER))
    said = {"area": "leisure", "title": "등산로 난이도", "scope": "등산로", "method": "목록", "cycle": "yearly"}
    refused = client.post(reverse("ahead:announce"), said | {"organisation": organisation.pk})
    assert refused.status_code == 422

    client.post(reverse("ahead:announce"), said | {"organisation": organisation.pk, "first_due_on": "2100-01-31"})
    information = AnnouncedInformation.objects.get()
    desk = reverse("ahead:keep", args=[information.code])
    answer = client.post(desk, {"act": "fulfil", "due_on": "2100-01-31", "what": "https://a.example/trails"})
    assert answer.status_code == 302
    assert information.fulfilments.get().url == "https://a.example/trails"
    assert client.post(desk, {"act": "end", "reason": ""}).status_code == 422
    client.post(desk, {"act": "end", "reason": "다른 목록과 합침"})
    information.refresh_from_db()
    assert information.end_reason == "다른 목록과 합침"


@pytest.mark.django_db
def test_strangers_have_no_desk_for_lists(client: Client) -> None:
    information, _by = announce()
    desk = reverse("ahead:keep", args=[information.code])
    assert client.get(desk).status_code == 302
    client.force_login(make_user())
    assert client.get(reverse("ahead:desk")).status_code == 403
    client.force_login(make_officer(make_organisation(), Role.RECORDS_OFFICER))
    assert client.get(desk).status_code == 404
    body = {"what": "https://a.example/", "due_on": "2016-01-31"}
    refused = client.post(f"/api/v1/lists/{information.code}/fulfilments", body, content_type="application/json")
    assert refused.status_code == 403


@pytest.mark.django_db
def test_a_survey_of_wishes_and_the_promise_it_led_to_point_at_each_other(client: Client) -> None:
    survey = make_survey(purpose="information-wanted")
    information, by = announce(wanted=survey.ref)
    announce(title="다른 정보")
    client.force_login(by)

    assert information.get_absolute_url() in client.get(survey.get_absolute_url()).content.decode()
    assert survey.get_absolute_url() in client.get(information.get_absolute_url()).content.decode()
    assert survey.get_absolute_url() in client.get(reverse("ahead:areas")).content.decode()
    assert survey.ref in client.get(reverse("ahead:announce")).content.decode()
    came = client.get(f"/api/v1/surveys/{survey.slug}").json()["came_of_it"]
    assert [one["url"] for one in came] == [information.get_absolute_url()]
