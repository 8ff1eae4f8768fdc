"""Days off: the regulation's, those decreed since, who may enter one, and what follows."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Organisation, Role, User
from madang.calendar import actions, queries, tasks
from madang.calendar.models import DecreedDay
from madang.common import open_clocks
from madang.common.errors import NotAllowed
from madang.ledger.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2014, 3, 3, 9, 0, tzinfo=UTC)


def make_user(role: Role | None = Role.ADMINISTRATOR) -> User:
    user = User.objects.create_user(f"{role or 'citizen'}@example.test", "not a real password", name="홍길동")
    if role:
        organisation = None
        if role != Role.ADMINISTRATOR:
            organisation = Organisation.objects.create(
                code="9999999", kind="ministry", name_ko="가상부", name_en="Ministry", established_on=date(2000, 1, 1)
            )
        user.roles_held.create(role=role, organisation=organisation, since_on=date(2010, 1, 1))
    return user


def enter(on: date, by: User, *, kind: str = "added", decree: str = "대통령령 제1호") -> DecreedDay:
    return actions.enter_decreed_day(
        on=on,
        kind=kind,
        name_ko="임시공휴일",
        name_en="Temporary holiday",
        decree=decree,
        decreed_on=date(2014, 3, 1),
        by=by,
        at=AT,
    )


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2015-08-14", "임시공휴일"),
        ("2016-05-06", "임시공휴일"),
        ("2014-06-04", "지방선거일"),
        ("2014-09-10", "추석 대체 휴일"),
        ("2015-09-29", "추석 대체 휴일"),
        ("2016-02-10", "설날 대체 휴일"),
        ("2014-03-03", None),
        ("2014-05-01", None),
    ],
)
def test_days_off_of_the_years_of_the_plan_are_known(on: str, name: str | None) -> None:
    assert queries.day_off(date.fromisoformat(on)) == name


def test_a_decreed_day_is_off_until_another_decree_takes_it_away() -> None:
    administrator, day = make_user(), date(2014, 3, 10)

    enter(day, administrator)
    assert queries.day_off(day) == queries.day_off_calendar()(day) == "임시공휴일"
    assert [off.decree for off in queries.days_off_in(2014) if off.on == day] == ["대통령령 제1호"]
    assert queries.names_of([day], "en") == {day: "Temporary holiday"}

    enter(day, administrator, kind="cancelled", decree="대통령령 제2호")
    assert queries.day_off(day) is None
    assert queries.day_off_calendar()(day) is None
    assert day not in [off.on for off in queries.days_off_in(2014)]


def test_a_regular_holiday_can_be_taken_away_by_decree() -> None:
    enter(date(2014, 6, 6), make_user(), kind="cancelled")

    assert queries.day_off(date(2014, 6, 6)) is None


@pytest.mark.parametrize("role", [None, Role.RECORDS_OFFICER])
def test_nobody_but_an_administrator_enters_a_decreed_day(role: Role | None) -> None:
    user = make_user(role)

    with pytest.raises(NotAllowed):
        enter(date(2014, 3, 10), user)

    assert not DecreedDay.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_decree_is_entered_once() -> None:
    administrator = make_user()
    enter(date(2014, 3, 10), administrator)

    with pytest.raises(actions.AlreadyEntered):
        enter(date(2014, 3, 10), administrator)

    assert DecreedDay.objects.count() == Entry.objects.count() == 1


def test_an_entry_stands_in_the_ledger_by_office_and_not_by_name() -> None:
    administrator = make_user()

    day = enter(date(2014, 3, 10), administrator)

    entry = Entry.objects.get()
    assert (entry.kind, entry.subject) == ("calendar.day.added", day.ref)
    assert "administrator" in entry.text
    assert str(administrator.code) not in entry.text
    assert "홍길동" not in entry.text


def test_open_clocks_are_counted_again_after_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(actions, "enqueue", lambda name, **arguments: asked.append((name, arguments["on"])))
    counted: list[date] = []
    monkeypatch.setattr(open_clocks, "_recounts", {})
    open_clocks.recounts_clocks("test.clocks")(lambda on: counted.append(on) or 1)  # type: ignore[func-returns-value]

    enter(date(2014, 3, 10), make_user())
    tasks.recount_clocks(asked[0][1])

    assert asked == [("calendar.recount_clocks", "2014-03-10")]
    assert counted == [date(2014, 3, 10)]


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


FORM = {
    "on": "2027-03-08",
    "kind": "added",
    "name_ko": "임시공휴일",
    "name_en": "Temporary holiday",
    "decree": "국무회의 의결",
    "decreed_on": "2027-03-02",
}


def test_everyone_sees_the_days_off_and_only_administrators_the_form(client: Client) -> None:
    page = client.get(reverse("calendar:year", args=[2014]))

    assert "지방선거일" in page.content.decode()
    assert '<form method="post" action="/calendar/enter/"' not in page.content.decode()

    sign_in(client, make_user())
    assert "/calendar/enter/" in client.get(reverse("calendar:year", args=[2014])).content.decode()


def test_an_administrator_enters_a_day_on_the_page(client: Client) -> None:
    sign_in(client, make_user())

    answer = client.post(reverse("calendar:enter"), FORM, follow=True)

    assert "임시공휴일" in answer.content.decode()
    assert queries.day_off(date(2027, 3, 8)) == "임시공휴일"


@pytest.mark.parametrize(("field", "value"), [("on", "2027-02-30"), ("decree", ""), ("kind", "perhaps")])
def test_a_wrong_entry_keeps_nothing_and_shows_where(client: Client, field: str, value: str) -> None:
    sign_in(client, make_user())

    answer = client.post(reverse("calendar:enter"), FORM | {field: value})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not DecreedDay.objects.exists()


def test_entering_a_decree_twice_on_the_page_is_said_and_not_done(client: Client) -> None:
    sign_in(client, make_user())
    client.post(reverse("calendar:enter"), FORM)

    answer = client.post(reverse("calendar:enter"), FORM)

    assert answer.status_code == 422
    assert DecreedDay.objects.count() == 1


def test_an_officer_of_an_agency_cannot_enter_a_day_on_the_page(client: Client) -> None:
    sign_in(client, make_user(Role.RECORDS_OFFICER))

    assert client.post(reverse("calendar:enter"), FORM).status_code == 403
    assert not DecreedDay.objects.exists()


def test_years_beyond_the_calendar_are_not_found(client: Client) -> None:
    assert client.get("/calendar/3000/").status_code == 404


def test_the_api_lists_the_days_off_of_a_year(client: Client) -> None:
    answer = client.get("/api/v1/calendar/days-off", {"year": 2014})

    days = {day["on"]: day for day in answer.json()}
    assert days["2014-06-04"]["name_ko"] == "지방선거일"
    assert "2014-03-08" not in days
    assert answer["ETag"]
    assert client.get("/api/v1/calendar/days-off", {"year": 99999}).status_code == 422
