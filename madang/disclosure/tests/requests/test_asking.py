"""Choosing whom to ask: groups by kind, what was chosen before, and agencies that are gone."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Organisation
from madang.disclosure.models import InformationRequest
from madang.disclosure.requests.forms import AskForm
from madang.disclosure.tests.requests.world import make_office
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
ASK = "requests:ask"
Kind = Organisation.Kind


@pytest.fixture
def agencies() -> list[Organisation]:
    kinds = (Kind.MINISTRY, Kind.MINISTRY, Kind.LOCAL_GOVERNMENT)
    return [make_organisation(kind=kind) for kind in kinds]


def ticked(page: str) -> list[str]:
    boxes = re.findall(r'<input type="checkbox" name="agencies" value="([^"]+)"[^>]*?( checked)?>', page)
    return [code for code, is_checked in boxes if is_checked]


def test_agencies_stand_in_groups_by_kind_and_gone_ones_are_not_offered(
    agencies: list[Organisation], client: Client
) -> None:
    gone = make_organisation(dissolved_on=date(2020, 1, 1))
    page = client.get(reverse(ASK)).content.decode()

    assert page.count("<details>") == 2
    assert all(f'value="{one.code}"' in page for one in agencies)
    assert gone.code not in page
    assert ticked(page) == []


def test_an_agency_named_in_the_address_is_chosen_already_and_its_group_open(
    agencies: list[Organisation], client: Client
) -> None:
    page = client.get(reverse(ASK), {"agency": agencies[2].code}).content.decode()

    assert ticked(page) == [agencies[2].code]
    assert page.count("<details open>") == 1
    assert ticked(client.get(reverse(ASK), {"agency": "없는-기관"}).content.decode()) == []


def test_what_was_chosen_stays_when_the_form_comes_back(agencies: list[Organisation], client: Client) -> None:
    codes = [agencies[0].code, agencies[2].code]
    wrong = client.post(reverse(ASK), {"subject": "", "text": "", "agencies": codes})
    unknown = client.post(reverse(ASK), {"subject": "가", "agencies": [codes[0], "없음"]})

    assert wrong.status_code == unknown.status_code == 422
    assert sorted(ticked(wrong.content.decode())) == sorted(codes)
    assert ticked(unknown.content.decode()) == codes[:1]


def test_the_choice_goes_on_to_the_check_and_back(agencies: list[Organisation], client: Client) -> None:
    said = {"subject": "도로 점검", "text": "도로 점검 결과를 공개하여 주십시오.", "name": "시민", "form": "file"}
    said |= {"delivery": "online", "email": "asker@example.org"}
    codes = [agencies[0].code, agencies[1].code]
    check = client.post(reverse(ASK), said | {"agencies": codes}).content.decode()
    back = client.post(reverse(ASK), said | {"agencies": codes, "change": "1"}).content.decode()

    assert all(f'<input type="hidden" name="agencies" value="{code}"' in check for code in codes)
    assert sorted(ticked(back)) == sorted(codes)


def test_an_officer_of_one_agency_has_it_chosen_at_the_counter(client: Client) -> None:
    office = make_office()
    make_organisation()
    client.force_login(office.officer)
    page = client.get(reverse("requests:counter")).content.decode()

    assert ticked(page) == [office.agency.code]
    assert page.count('name="agencies"') == 1


def test_four_hundred_agencies_take_one_query(django_assert_max_num_queries: object) -> None:
    for number in range(400):
        make_organisation(kind=list(Kind)[number % 5])
    form = AskForm(on=date(2026, 1, 5), user=None)
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        drawn = str(form["agencies"])

    assert drawn.count('type="checkbox"') == 400


def test_every_receipt_number_is_told(agencies: list[Organisation], client: Client) -> None:
    said = {"subject": "도로 점검", "text": "도로 점검 결과를 공개하여 주십시오.", "name": "시민", "form": "file"}
    said |= {"delivery": "online", "agencies": [agencies[0].code, agencies[1].code], "send": "1"}
    client.force_login(make_user())
    page = client.post(reverse(ASK), said, follow=True).content.decode()
    numbers = InformationRequest.objects.order_by("pk").values_list("number", flat=True)

    assert len(numbers) == 2
    assert ", ".join(numbers) in page
