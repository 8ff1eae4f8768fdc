"""Strategic areas: each has a task force, headed by an agency's chief open data officer, on every door."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.bodies.models import Body
from madang.bodies.tests.making import make_body
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.opendata.actions import taskforces as actions
from madang.opendata.models import AreaTaskForce, StrategicArea
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2016, 5, 2)
DAY = timedelta(days=1)


def make_area(code: str = "transport") -> StrategicArea:
    return StrategicArea.objects.create(
        code=code, name_ko="교통", name_en="Transport", since_on=date(2013, 1, 1), source="제1차 회의"
    )


def make_task_force(**fields: object) -> Body:
    return make_body(**({"kind": Body.Kind.TASK_FORCE, "established_on": date(2014, 1, 1)} | fields))


def make_head() -> Organisation:
    """An agency with a chief open data officer."""
    organisation = make_organisation()
    make_officer(organisation, Role.CHIEF_DATA_OFFICER)
    return organisation


def make_administrator() -> User:
    user = make_user()
    RoleHeld.objects.create(user=user, role=Role.ADMINISTRATOR, since_on=date(2010, 1, 1))
    return user


def set_up(area: StrategicArea | None = None, **fields: object) -> AreaTaskForce:
    said: dict[str, object] = {"by": None, "at": NOON, "since_on": TODAY}
    said |= {"body": fields.get("body") or make_task_force()}
    said |= {"head_agency": fields.get("head_agency") or make_head()}
    return actions.set_task_force(area=area or make_area(), **(said | fields))  # type: ignore[arg-type]


def test_a_task_force_stands_in_the_ledger_by_its_head_s_office() -> None:
    made = set_up()

    entry = Entry.objects.get(kind="opendata.task-force.set")
    assert entry.subject == made.area.ref
    assert f"chief-data-officer@{made.head_agency.code}" in entry.text


def test_no_agency_heads_a_task_force_without_a_chief_officer_on_that_day() -> None:
    late = make_organisation()
    RoleHeld.objects.create(user=make_user(), role=Role.CHIEF_DATA_OFFICER, organisation=late, since_on=TODAY)
    over = make_organisation()
    RoleHeld.objects.create(
        user=make_user(), role=Role.CHIEF_DATA_OFFICER, organisation=over, since_on=date(2010, 1, 1), until_on=TODAY
    )
    data_officer_only = make_organisation()
    make_officer(data_officer_only, Role.DATA_OFFICER)
    area = make_area()

    with pytest.raises(actions.NoSuchHead):
        set_up(area, head_agency=late, since_on=TODAY - DAY)
    for head in (over, data_officer_only):
        with pytest.raises(actions.NoSuchHead):
            set_up(area, head_agency=head)
    assert not AreaTaskForce.objects.exists()
    assert set_up(area, head_agency=late).has_head(on=TODAY)


def test_what_cannot_be_a_task_force_is_refused() -> None:
    area = make_area()
    taken = set_up(make_area("weather"))
    for wrong in (
        {"body": make_body(kind=Body.Kind.COUNCIL)},
        {"body": make_task_force(established_on=TODAY + DAY)},
        {"body": taken.body},
        {"since_on": TODAY + DAY},
        {"since_on": date(2012, 12, 31)},
    ):
        with pytest.raises(Invalid):
            set_up(area, **wrong)
    with pytest.raises(NotAllowed):
        set_up(area, by=make_officer(make_organisation(), Role.DATA_OFFICER))


def test_a_change_ends_what_held_and_a_repetition_changes_nothing() -> None:
    area = make_area()
    first = set_up(area, since_on=TODAY - DAY)
    again = set_up(area, body=first.body, head_agency=first.head_agency)
    second = set_up(area, body=first.body)
    first.refresh_from_db()

    assert again == first
    assert (first.until_on, second.until_on) == (TODAY, None)
    with pytest.raises(Invalid):
        set_up(area, body=second.body)
    actions.end_task_force(area=area, until_on=TODAY, by=None, at=NOON)
    with pytest.raises(actions.NoTaskForce):
        actions.end_task_force(area=area, until_on=TODAY, by=None, at=NOON)


def test_the_link_stands_on_the_area_s_page_the_body_s_and_in_every_list(client: Client) -> None:
    made = set_up(since_on=date(2016, 1, 4))
    area, body, agency = made.area, made.body, made.head_agency.name_ko
    pages = (area.get_absolute_url(), body.get_absolute_url(), reverse("opendata:areas"), reverse("opendata:areas-csv"))
    texts = [b"".join(client.get(page)).decode() for page in pages]
    feed = client.get(reverse("opendata:areas-feed")).content.decode()
    listed = client.get("/api/v1/data-areas").json()
    one = client.get(f"/api/v1/data-areas/{area.code}").json()
    of_body = client.get(f"/api/v1/bodies/{body.code}").json()

    assert all(agency in text for text in texts[:3])
    assert made.office in texts[3]
    assert body.name_ko in feed
    assert [(row["task_force"]["head"], row["has_head"]) for row in listed] == [(made.office, True)]
    assert [row["body"] for row in one["history"]] == [body.code]
    assert of_body["relations"][0]["url"] == area.get_absolute_url()
    assert client.get("/api/v1/data-areas?on=2013-06-01").json()[0]["task_force"] is None
    assert area.get_absolute_url() in client.get(reverse("opendata:vocabularies")).content.decode()


def test_a_vacant_office_is_said_on_the_page(client: Client) -> None:
    made = set_up(since_on=date(2016, 1, 4))
    RoleHeld.objects.filter(role=Role.CHIEF_DATA_OFFICER).update(until_on=date(2016, 2, 1))

    assert "지금 이 직을 맡은 사람이 없습니다" in client.get(made.area.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/data-areas/{made.area.code}").json()["has_head"] is False


def test_administrators_state_it_by_page_and_program_and_nobody_else(client: Client) -> None:
    area, body, head = make_area(), make_task_force(), make_head()
    page = reverse("opendata:area-task-force", args=[area.code])
    said = {"body": body.code, "head_agency": head.code, "since_on": "2016-05-02"}
    client.force_login(make_officer(make_organisation(), Role.DATA_OFFICER))
    forbidden = [client.get(page).status_code, client.post(page, said).status_code]
    by_program = client.post(f"/api/v1/data-areas/{area.code}/task-force", said, content_type="application/json")
    client.force_login(make_administrator())
    wrong = client.post(page, said | {"since_on": "2999-01-01"})
    right = client.post(page, said)
    end = client.post(reverse("opendata:area-task-force-end", args=[area.code]), {"until_on": "2016-05-02"})

    assert forbidden == [403, 403]
    assert by_program.status_code == 403
    assert (wrong.status_code, right.status_code, end.status_code) == (422, 302, 302)
    assert AreaTaskForce.objects.get().until_on == TODAY
