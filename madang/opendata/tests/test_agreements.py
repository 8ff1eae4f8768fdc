"""Agreements with partners: who gives what, which companies were supported under them, what came of them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import User
from madang.common.errors import Invalid, NotAllowed
from madang.opendata.actions import agreements as actions
from madang.opendata.actions import companies
from madang.opendata.models import Agreement, Company
from madang.opendata.queries import agreements as queries
from madang.opendata.tests.factories import make_data_officer
from madang.opendata.tests.test_companies import AFTER, choose, make_application, make_call, score
from madang.opendata.tests.test_showcase import told
from tests.factories import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_agreement(officer: User, **fields: object) -> Agreement:
    said: dict[str, object] = {
        "partner": "가온창업진흥원",
        "title": "공공데이터 창업 지원 협약",
        "signed_on": date(2016, 4, 1),
        "since_on": date(2016, 4, 1),
        "until_on": date(2017, 3, 31),
        "office_gives": "데이터와 자문",
        "partner_gives": "사무 공간",
    }
    organisation = officer.roles_held.get().organisation
    return actions.enter_agreement(organisation=organisation, by=officer, at=NOON, **(said | fields))  # type: ignore[arg-type]


def test_an_agreement_is_entered_once_by_its_agency() -> None:
    officer = make_data_officer()
    agreement = make_agreement(officer)
    with pytest.raises(Invalid):
        make_agreement(officer)
    for wrong in ({"signed_on": (NOON + DAY).date()}, {"until_on": date(2016, 3, 1)}, {"partner": " "}):
        with pytest.raises(Invalid):
            make_agreement(officer, **({"title": "둘째"} | wrong))
    stranger = make_data_officer()
    with pytest.raises(NotAllowed):
        actions.enter_agreement_outcome(agreement=agreement, on=NOON.date(), text="x", source="x", by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        actions.end_agreement(agreement=agreement, ended_on=NOON.date(), reason="x", by=stranger, at=NOON)


def test_support_under_an_agreement_stands_on_its_page_and_on_the_companys(client: Client) -> None:
    officer = make_data_officer()
    agreement = make_agreement(officer)
    application = make_application(make_call(officer))
    score(application, officer, 4, 4)
    choose(application, officer)
    company = Company.objects.get()
    given = {
        "company": company,
        "kind": "infrastructure",
        "on": AFTER.date(),
        "giver": "가온창업진흥원",
        "text": "책상",
    }
    said = given | {"organisation": agreement.organisation, "by": officer, "at": AFTER}
    with pytest.raises(Invalid):
        companies.enter_support(**(said | {"agreement": make_agreement(make_data_officer())}))  # type: ignore[arg-type]
    companies.enter_support(**(said | {"agreement": agreement}))  # type: ignore[arg-type]

    assert company.name in told(agreement.get_absolute_url())
    assert agreement.title in told(company.get_absolute_url())
    whole = client.get(f"/api/v1/data-agreements/{agreement.code}").json()
    assert whole["companies"] == 1
    assert whole["support"][0]["company"] == company.ref


def test_every_door_tells_of_an_agreement_and_what_came_of_it(client: Client) -> None:
    officer = make_data_officer()
    agreement = make_agreement(officer)
    client.force_login(officer)
    outcome = reverse("opendata:agreement-outcome", args=[agreement.code])
    body = {"on": "2016-04-30", "text": "기업 두 곳이 입주했습니다", "source": "입주 계약서"}
    assert client.post(outcome, body | {"source": ""}).status_code == 422
    assert client.post(outcome, body | {"on": "2016-03-01"}).status_code == 422
    assert client.post(outcome, body).status_code == 302

    for door in (
        agreement.get_absolute_url(),
        reverse("opendata:agreements") + "?q=창업",
        reverse("opendata:agreements-csv"),
        reverse("opendata:agreements-feed"),
        "/api/v1/data-agreements",
        f"/api/v1/data-agreements/{agreement.code}",
    ):
        assert "공공데이터 창업 지원 협약" in told(door), door
    assert "입주했습니다" in told(agreement.get_absolute_url())


def test_an_agreement_is_in_force_until_its_last_day_or_the_day_it_is_ended() -> None:
    officer = make_data_officer()
    agreement = make_agreement(officer)

    def held(on: date) -> tuple[int, bool, int]:
        wanted = queries.Wanted(on=on, state="in-force")
        over = queries.Wanted(on=on, state="over")
        found, gone = queries.agreements(None, wanted).count(), queries.agreements(None, over).count()  # type: ignore[arg-type]
        return found, Agreement.objects.get().holds(on=on), gone

    assert held(date(2016, 3, 31)) == (0, False, 0)
    assert held(date(2017, 3, 31)) == (1, True, 0)
    assert held(date(2017, 4, 1)) == (0, False, 1)
    actions.end_agreement(agreement=agreement, ended_on=NOON.date(), reason="기관 통합", by=officer, at=NOON)
    assert held(NOON.date() - DAY) == (1, True, 0)
    assert held(NOON.date()) == (0, False, 1)
    with pytest.raises(actions.AgreementEnded):
        actions.end_agreement(agreement=agreement, ended_on=NOON.date(), reason="또", by=officer, at=NOON)


def test_an_office_enters_and_ends_by_page(client: Client) -> None:
    officer = make_data_officer()
    client.force_login(officer)
    new = reverse("opendata:agreement-new")
    assert client.get(new).status_code == 200
    body = {
        "organisation": officer.roles_held.get().organisation_id,
        "partner": "협회",
        "title": "협약",
        "signed_on": "2016-01-01",
        "since_on": "2016-01-01",
        "office_gives": "데이터",
        "partner_gives": "홍보",
    }
    assert client.post(new, body).status_code == 302
    agreement = Agreement.objects.get()
    end = reverse("opendata:agreement-end", args=[agreement.code])
    assert client.post(end, {"ended_on": "2016-02-01", "reason": "끝"}).status_code == 302
    assert "끝" in told(agreement.get_absolute_url())
    client.force_login(make_data_officer())
    assert client.post(end, {"ended_on": "2016-02-01", "reason": "끝"}).status_code == 422
