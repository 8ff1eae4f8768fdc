"""One click signs in, in a demonstration and nowhere else; the tour remembers its steps."""

from datetime import date

import pytest
from django.contrib.auth import get_user
from django.test import Client
from pytest_django import Settings

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.portal.demonstration import samples
from madang.portal.demonstration.signing_in import NoDemonstration, person_to_sign_in
from madang.portal.demonstration.tour import STEPS

PAGES = ("/demonstration/", "/demonstration/tour/", "/demonstration/samples/", "/demonstration/samples/metadata.csv")
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    agency = Organisation.objects.create(
        code=samples.AGENCY,
        kind="local-government",
        name_ko="다온광역시",
        name_en="Daon",
        established_on=date(1981, 7, 1),
    )
    user = User.objects.create_user("records-9020000@demonstration.example", name="다온광역시 기록물관리 담당")
    RoleHeld.objects.create(user=user, role=Role.RECORDS_OFFICER, organisation=agency, since_on=date(2020, 1, 1))
    return user


@pytest.fixture
def demonstration(settings: Settings) -> Settings:
    settings.DEMONSTRATION, settings.PRODUCTION = True, False
    return settings


def signed_in(client: Client) -> object:
    return get_user(client)  # type: ignore[arg-type]


def test_one_click_signs_in_as_an_invented_person(client: Client, officer: User, demonstration: Settings) -> None:
    answer = client.post("/demonstration/sign-in/", {"person": "records-9020000"})

    assert answer.status_code == 302
    assert signed_in(client) == officer


@pytest.mark.parametrize(("is_demonstration", "is_production"), [(False, False), (False, True), (True, True)])
def test_nobody_is_signed_in_by_one_click_on_a_real_site(
    client: Client, officer: User, settings: Settings, is_demonstration: bool, is_production: bool
) -> None:
    settings.DEMONSTRATION, settings.PRODUCTION = is_demonstration, is_production

    answer = client.post("/demonstration/sign-in/", {"person": "records-9020000"})

    assert answer.status_code == 404
    assert not signed_in(client).is_authenticated  # type: ignore[attr-defined]
    with pytest.raises(NoDemonstration):
        person_to_sign_in("records-9020000")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_demonstration_exists_on_a_real_site(client: Client, settings: Settings, page: str) -> None:
    settings.DEMONSTRATION = False

    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_the_demonstration_answer_in_both_languages(
    client: Client, demonstration: Settings, page: str
) -> None:
    assert client.get(page).status_code == 200
    assert client.get(f"/en{page}").status_code == 200


@pytest.mark.parametrize("key", ["somebody", "", "somebody@demonstration.example", "records-9999999"])
def test_nobody_but_invented_people_can_be_signed_in(client: Client, demonstration: Settings, key: str) -> None:
    User.objects.create_user("somebody@demonstration.example", name="아무개")

    assert client.post("/demonstration/sign-in/", {"person": key}).status_code == 404
    assert not signed_in(client).is_authenticated  # type: ignore[attr-defined]


def test_a_link_alone_signs_nobody_in(client: Client, officer: User, demonstration: Settings) -> None:
    assert client.get("/demonstration/sign-in/", {"person": "records-9020000"}).status_code == 405


def test_a_form_of_another_site_signs_nobody_in(officer: User, demonstration: Settings) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/demonstration/sign-in/", {"person": "records-9020000"}).status_code == 403


def test_the_tour_remembers_its_steps_through_a_sign_in(client: Client, officer: User, demonstration: Settings) -> None:
    client.get("/en/demonstration/tour/")
    client.post("/en/demonstration/tour/", {"done": STEPS[0].key})
    client.post("/demonstration/sign-in/", {"person": "records-9020000"})

    page = client.get("/en/demonstration/tour/").text

    assert f"1 / {len(STEPS)}" in page
    assert f'aria-current="step" id="step-{STEPS[1].key}"' in page


def test_the_tour_ends_and_can_be_taken_again(client: Client, demonstration: Settings) -> None:
    for step in STEPS:
        client.post("/en/demonstration/tour/", {"done": step.key})
    assert "You have seen it all once" in client.get("/en/demonstration/tour/").text

    client.post("/en/demonstration/tour/", {"done": "again"})

    assert f"0 / {len(STEPS)}" in client.get("/en/demonstration/tour/").text


def test_nonsense_kept_in_a_session_does_no_harm(client: Client, demonstration: Settings) -> None:
    client.post("/en/demonstration/tour/", {"done": "<script>"})

    page = client.get("/en/demonstration/tour/").text

    assert "<script>alert" not in page
    assert f"0 / {len(STEPS)}" in page


def test_a_sample_is_handed_out_as_a_file(client: Client, demonstration: Settings) -> None:
    answer = client.get("/demonstration/samples/01-plan.hwpx")

    assert "attachment" in answer["Content-Disposition"]
    assert answer.content[:2] == b"PK"
    assert client.get("/demonstration/samples/unknown.hwpx").status_code == 404


def test_the_sign_in_page_says_so_while_nothing_is_loaded(client: Client, demonstration: Settings) -> None:
    assert "not loaded yet" in client.get("/en/demonstration/").text
