"""What was entered wrongly stays, marked; the correction says why and is what counts."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.opendata.actions import agreements as agreement_actions
from madang.opendata.actions import companies
from madang.opendata.actions.corrections import CorrectedAlready, correct
from madang.opendata.models import Company
from madang.opendata.queries import agreements as agreement_queries
from madang.opendata.queries.agreements import agreements
from madang.opendata.queries.companies import Wanted
from madang.opendata.queries.companies import companies as listed
from madang.opendata.tests.factories import make_data_officer
from madang.opendata.tests.test_agreements import make_agreement
from madang.opendata.tests.test_companies import AFTER, choose, make_application, make_call, score
from madang.opendata.tests.test_showcase import told

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {"kind": "funding", "on": AFTER.date(), "giver": "가온부"}
FIGURE: dict[str, Any] = {"measure": "jobs", "on": AFTER.date(), "unit": "명", "source": "확인서"}


def chosen_company(officer: User) -> Company:
    application = make_application(make_call(officer))
    score(application, officer, 4, 4)
    company = choose(application, officer).company
    assert company is not None
    return company


def entered(officer: User, company: Company) -> tuple[Any, Any]:
    said = {"company": company, "organisation": officer.roles_held.get().organisation, "by": officer, "at": AFTER}
    support = companies.enter_support(**GIVEN, amount=5_000_000, **said)  # type: ignore[arg-type]
    return support, companies.enter_outcome(**FIGURE, value=Decimal(40), **said)  # type: ignore[arg-type]


def test_a_correction_stands_in_place_of_the_entry_which_stays_readable() -> None:
    officer = make_data_officer()
    company = chosen_company(officer)
    support, figure = entered(officer, company)
    said = {"by": officer, "at": AFTER + timedelta(hours=1)}
    correct(entry=support, reason="동그라미 하나 더 적음", **GIVEN, amount=500_000, **said)
    correct(entry=figure, reason="단위 착오", **FIGURE, value=Decimal(4), **said)
    page = told(company.get_absolute_url())
    whole = Client().get(f"/api/v1/data-companies/{company.code}").json()

    assert "5,000,000" in page
    assert "동그라미 하나 더 적음" in page
    assert [(one["amount"], one["is_corrected"]) for one in whole["support"]] == [(5_000_000, True), (500_000, False)]
    assert [one["correction_reason"] for one in whole["outcomes"]] == ["", "단위 착오"]
    assert [one.support_total for one in listed(PUBLIC, Wanted(AFTER.date()))] == [500_000]
    assert Entry.objects.filter(kind="opendata.company.corrected", subject=company.ref).count() == 2


def test_an_entry_is_corrected_once_with_a_reason_by_who_entered_it() -> None:
    officer = make_data_officer()
    support, _figure = entered(officer, chosen_company(officer))
    said = {**GIVEN, "amount": 1, "at": AFTER}
    with pytest.raises(Invalid):
        correct(entry=support, reason=" ", by=officer, **said)
    with pytest.raises(NotAllowed):
        correct(entry=support, reason="착오", by=make_data_officer(), **said)
    made = correct(entry=support, reason="착오", by=officer, **said)
    with pytest.raises(CorrectedAlready):
        correct(entry=support, reason="착오", by=officer, **said)
    assert correct(entry=made, reason="또 착오", by=officer, **said).corrects == made


def test_what_came_of_an_agreement_is_corrected_by_page(client: Client) -> None:
    officer = make_data_officer()
    agreement = make_agreement(officer)
    day = agreement.signed_on
    wrong = agreement_actions.enter_agreement_outcome(
        agreement=agreement, on=day, text="열두 곳", source="보고서", by=officer, at=AFTER
    )
    door = reverse("opendata:correct", args=["results", wrong.pk])
    client.force_login(make_data_officer())
    stranger = client.get(door).status_code
    client.force_login(officer)
    form = client.get(door).content.decode()
    said = {"on": day, "text": "두 곳", "source": "보고서"}
    without = client.post(door, said)
    right = client.post(door, said | {"reason": "잘못 셈"})
    page = told(agreement.get_absolute_url())

    assert stranger == 404
    assert "열두 곳" in form
    assert (without.status_code, right.status_code) == (422, 302)
    assert all(words in page for words in ("열두 곳", "두 곳", "잘못 셈"))
    assert [one["results"] for one in [agreement_row(agreement.ref)]] == [1]


def agreement_row(ref: str) -> dict[str, Any]:
    found = agreements(PUBLIC, agreement_queries.Wanted(AFTER.date())).get()
    assert found.ref == ref
    return {"results": found.results}  # type: ignore[attr-defined]


def test_an_office_corrects_support_and_figures_by_page(client: Client) -> None:
    officer = make_data_officer()
    company = chosen_company(officer)
    support, figure = entered(officer, company)
    client.force_login(officer)
    pages = [
        reverse("opendata:correct", args=[name, one.pk]) for name, one in (("support", support), ("figures", figure))
    ]
    seen = [client.get(page).status_code for page in pages]
    sent = [
        client.post(pages[0], {**GIVEN, "amount": "7", "reason": "착오"}).status_code,
        client.post(pages[1], {**FIGURE, "value": "7", "reason": "착오"}).status_code,
    ]
    links = client.get(company.get_absolute_url()).content.decode()

    assert (seen, sent) == ([200, 200], [302, 302])
    assert pages[0] not in links
    assert company.support.count() == company.outcomes.count() == 2
