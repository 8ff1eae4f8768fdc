"""Promising companies: a call with criteria, private applications, a choice with reasons, support, and outcomes."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from madang.accounts.models import AuditEvent, User
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.ledger.models import Entry
from madang.opendata.actions import companies as actions
from madang.opendata.models import Agreement, Company, CompanyApplication, CompanyCall, Dataset
from madang.opendata.tests.factories import make_data_officer, make_dataset
from madang.opendata.tests.test_showcase import told
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = NOON + 20 * DAY
NUMBER, OTHER_NUMBER = "000-00-00015", "0000000029"
"""Numbers with a right check digit that no tax office has given out."""


def make_call(officer: User | None = None, **fields: object) -> CompanyCall:
    officer = officer or make_data_officer()
    said: dict[str, object] = {
        "title": "공공데이터 유망 기업",
        "text": "공공데이터를 쓰는 창업 기업",
        "opens_on": NOON.date(),
        "closes_on": (NOON + 10 * DAY).date(),
        "criteria": {"성장성": 3, "활용도": 1},
    }
    organisation = officer.roles_held.get().organisation
    return actions.open_call(organisation=organisation, by=officer, at=NOON, **(said | fields))  # type: ignore[arg-type]


def make_application(call: CompanyCall, *, dataset: Dataset | None = None, **fields: object) -> CompanyApplication:
    said: dict[str, object] = {
        "name": "숨길 주식회사",
        "business_number": NUMBER,
        "intro": "대기질로 길을 찾습니다.",
        "plan": "센서를 늘리려 합니다.",
        "datasets": [dataset or make_dataset(is_public=True)],
        "by": make_user(),
        "at": NOON + DAY,
    }
    return actions.apply(call=call, **(said | fields))  # type: ignore[arg-type]


def score(application: CompanyApplication, officer: User, *numbers: int) -> None:
    keys = [criterion.pk for criterion in application.call.criteria.all()]
    given = {key: (number, "심사 의견") for key, number in zip(keys, numbers, strict=True)}
    actions.score_application(application=application, scores=given, by=officer, at=AFTER)


def choose(application: CompanyApplication, officer: User, **fields: object) -> CompanyApplication:
    said: dict[str, object] = {
        "is_chosen": True,
        "reason": "성장성이 높습니다",
        "decided_on": AFTER.date(),
        "at": AFTER,
    }
    return actions.decide_application(application=application, by=officer, **(said | fields))  # type: ignore[arg-type]


def test_an_application_is_read_by_who_applied_and_the_office_alone(client: Client) -> None:
    officer, owner = make_data_officer(), make_user()
    application = make_application(make_call(officer), by=owner)

    for viewer, status in ((None, 302), (make_data_officer(), 404), (make_user(), 404), (officer, 200), (owner, 200)):
        client.logout()
        if viewer:
            client.force_login(viewer)
        assert client.get(application.get_absolute_url()).status_code == status
    assert "숨길" not in told(application.call.get_absolute_url())
    assert not any("숨길" in entry.text or "0000000015" in entry.text for entry in Entry.objects.all())


def test_a_business_number_is_checked_and_a_company_applies_once() -> None:
    call = make_call()
    for wrong in ("0000000016", "123", "일이삼사오육칠팔구십", "٠٠٠٠٠٠٠٠١٥"):
        with pytest.raises(Invalid):
            make_application(call, business_number=wrong)
    application = make_application(call)
    assert application.business_number == "0000000015"
    with pytest.raises(actions.AppliedAlready):
        make_application(call)
    with pytest.raises(NotAllowed):
        actions.withdraw_application(application=application, by=make_user(), at=NOON)
    actions.withdraw_application(application=application, by=application.applicant, at=NOON)
    assert make_application(call).pk


def test_applications_are_taken_in_the_period_and_decided_after_it() -> None:
    officer = make_data_officer()
    call = make_call(officer)
    application = make_application(call)
    with pytest.raises(actions.CallClosed):
        make_application(call, business_number=OTHER_NUMBER, at=NOON + 11 * DAY)
    score(application, officer, 5, 1)
    with pytest.raises(actions.CallStillOpen):
        choose(application, officer, at=NOON + 10 * DAY)
    for day in (call.closes_on, (AFTER + DAY).date()):
        with pytest.raises(Invalid):
            choose(application, officer, decided_on=day)


def test_a_company_is_chosen_with_scores_and_reason_that_everyone_reads(
    client: Client, mailoutbox: list[object]
) -> None:
    officer = make_data_officer()
    dataset = make_dataset(is_public=True, title_ko="측정소 대기질")
    application = make_application(make_call(officer), dataset=dataset)
    with pytest.raises(Invalid):
        choose(application, officer)
    score(application, officer, 5, 1)
    with pytest.raises(NotAllowed):
        choose(application, make_data_officer())

    choose(application, officer)

    company = Company.objects.get()
    for door in (
        company.get_absolute_url(),
        application.call.get_absolute_url(),
        reverse("opendata:companies") + "?q=숨길",
        reverse("opendata:companies-csv"),
        reverse("opendata:companies-feed"),
        "/api/v1/data-companies",
        f"/api/v1/data-companies/{company.code}",
    ):
        text = told(door)
        assert "숨길 주식회사" in text, door
        assert "0000000015" not in text, door
        assert "센서를 늘리려" not in text, door
    whole = client.get(f"/api/v1/data-companies/{company.code}").json()
    assert whole["choices"][0]["score"] == 4.0
    assert whole["choices"][0]["reason"] == "성장성이 높습니다"
    assert [one["score"] for one in whole["choices"][0]["scores"]] == [5, 1]
    assert "측정소 대기질" in told(company.get_absolute_url())
    assert "성장성이 높습니다" in mailoutbox[0].body  # type: ignore[attr-defined]
    with pytest.raises(actions.NotDecidable):
        choose(application, officer)


def test_a_refusal_is_told_to_who_applied_alone(client: Client) -> None:
    officer, owner = make_data_officer(), make_user()
    application = make_application(make_call(officer), by=owner)
    score(application, officer, 1, 1)
    choose(application, officer, is_chosen=False, reason="활용이 아직 적습니다")

    assert not Company.objects.exists()
    assert "활용이 아직" not in told(application.call.get_absolute_url())
    assert not any("활용이 아직" in entry.text or "숨길" in entry.text for entry in Entry.objects.all())
    client.force_login(owner)
    assert "활용이 아직 적습니다" in client.get(application.get_absolute_url()).content.decode()


def test_the_metric_counts_each_company_once_from_the_day_it_was_chosen(client: Client) -> None:
    officer = make_data_officer()
    first = make_call(officer)
    second = make_call(officer, title="둘째 공모")
    for call, number in ((first, NUMBER), (first, OTHER_NUMBER), (second, NUMBER)):
        application = make_application(call, business_number=number)
        score(application, officer, 4, 4)
        choose(application, officer)

    def measured(day: date) -> object:
        found = measure("opendata.promising_companies", at=day)
        assert found is not None
        return found

    assert measured((AFTER - DAY).date()).value == 0  # type: ignore[attr-defined]
    found = measured(AFTER.date())
    assert found.value == 2  # type: ignore[attr-defined]
    page = client.get(found.records_url)  # type: ignore[attr-defined]
    assert page.context["page"].paginator.count == 2
    assert client.get("/api/v1/data-companies?on=2016-05-03").json()["count"] == 0


def test_support_and_outcomes_are_entered_by_offices_with_a_day_and_a_source(client: Client) -> None:
    officer = make_data_officer()
    application = make_application(make_call(officer))
    score(application, officer, 4, 4)
    choose(application, officer)
    company, organisation = Company.objects.get(), application.call.organisation
    said = {"company": company, "organisation": organisation, "by": officer, "at": AFTER}
    base = {"kind": "funding", "on": AFTER.date(), "giver": "가온창업원", "amount": 5_000_000}
    for wrong in ({"amount": None, "text": " "}, {"on": (AFTER + DAY).date()}, {"kind": "nothing"}):
        with pytest.raises(Invalid):
            actions.enter_support(**(said | base | wrong))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        actions.enter_support(**(said | base | {"by": make_data_officer()}))  # type: ignore[arg-type]
    actions.enter_support(**(said | base))  # type: ignore[arg-type]
    client.force_login(officer)
    body = {
        "organisation": organisation.pk,
        "measure": "sales",
        "on": "2016-05-20",
        "value": "120000000",
        "unit": "원",
        "source": "재무제표",
    }
    address = reverse("opendata:company-outcome", args=[company.code])
    assert client.post(address, body | {"source": ""}).status_code == 422
    assert client.post(address, body).status_code == 302

    page = told(company.get_absolute_url())
    for words in ("5,000,000", "가온창업원", "120,000,000", "재무제표"):
        assert words in page
    whole = client.get(f"/api/v1/data-companies/{company.code}").json()
    assert whole["support"][0]["amount"] == 5_000_000
    assert Decimal(whole["outcomes"][0]["value"]) == 120_000_000
    assert client.get("/api/v1/data-companies?support=funding").json()["count"] == 1
    assert client.get("/api/v1/data-companies?support=promotion").json()["count"] == 0


def test_an_office_calls_scores_and_decides_by_page(client: Client, settings: object) -> None:
    officer = make_data_officer()
    organisation = officer.roles_held.get().organisation
    assert organisation is not None
    client.force_login(officer)
    body = {
        "organisation": organisation.pk,
        "title": "공모",
        "text": "누구나",
        "opens_on": "2016-05-01",
        "closes_on": "2099-05-30",
        "criteria": "성장성: 3\n활용도：1",
    }
    new = reverse("opendata:company-call-new")
    assert "성장성" in client.post(new, body | {"criteria": "성장성"}).content.decode()
    assert client.post(new, body).status_code == 302
    assert client.post(new, body).status_code == 422
    call = CompanyCall.objects.get()
    make_dataset(is_public=True, slug="air")
    client.force_login(make_user())
    apply = reverse("opendata:company-apply", args=[call.code])
    said = {"name": "숨길", "business_number": NUMBER, "intro": "앱", "plan": "계획", "datasets": "air"}
    assert client.get(apply).status_code == 200
    assert client.post(apply, said | {"business_number": "1"}).status_code == 422
    assert client.post(apply, said).status_code == 302
    application = CompanyApplication.objects.get()
    CompanyCall.objects.update(closes_on=date(2016, 5, 30))
    client.force_login(officer)
    assert "숨길" in client.get(reverse("opendata:companies-desk")).content.decode()
    keys = [criterion.pk for criterion in call.criteria.all()]
    scores = {f"score_{key}": 4 for key in keys} | {f"ground_{key}": "의견" for key in keys}
    assert client.post(reverse("opendata:application-score", args=[application.code]), scores).status_code == 302
    decision = {"is_chosen": "yes", "reason": "좋습니다", "decided_on": "2016-06-02"}
    assert client.post(reverse("opendata:application-decide", args=[application.code]), decision).status_code == 302
    assert Company.objects.get().since_on == date(2016, 6, 2)
    assert client.get("/api/v1/data-companies/calls").json()["items"][0]["chosen"] == 1
    assert client.get(f"/api/v1/data-companies/calls/{call.code}").json()["criteria"][0]["weight"] == 3


def test_programs_apply_read_and_withdraw_with_the_same_refusals_as_the_page(client: Client) -> None:
    officer, owner = make_data_officer(), make_user()
    today = localdate()
    call = make_call(officer, opens_on=today - DAY, closes_on=today + DAY)
    dataset = make_dataset(is_public=True)
    door = f"/api/v1/data-companies/calls/{call.code}/applications"
    said = {"name": "숨길", "business_number": NUMBER, "intro": "길", "plan": "센서", "datasets": [dataset.slug]}
    nobody = client.post(door, said, content_type="application/json")
    client.force_login(owner)
    wrong = [
        client.post(door, said | change, content_type="application/json").status_code
        for change in ({"business_number": "123"}, {"datasets": ["none"]}, {"datasets": []}, {"name": "가" * 201})
    ]
    made = client.post(door, said, content_type="application/json")
    twice = client.post(door, said, content_type="application/json")
    own = f"/api/v1/data-companies/applications/{made.json()['code']}"
    seen = []
    for viewer in (make_user(), officer, owner):
        client.force_login(viewer)
        seen.append(client.get(own).status_code)
    withdrawn = client.post(f"{own}/withdraw")
    again = client.post(door, said, content_type="application/json")

    assert (nobody.status_code, made.status_code, twice.status_code) == (401, 201, 409)
    assert wrong == [422, 422, 422, 422]
    assert seen == [404, 200, 200]
    assert (withdrawn.json()["state"], again.status_code) == ("withdrawn", 201)
    assert AuditEvent.objects.filter(user=officer, subject__contains=made.json()["code"]).exists()


def test_only_the_agency_of_the_call_or_of_an_agreement_enters_what_a_company_was_given() -> None:
    officer, stranger = make_data_officer(), make_data_officer()
    application = make_application(make_call(officer))
    score(application, officer, 4, 4)
    company = choose(application, officer).company
    assert company is not None
    given = {
        "company": company,
        "kind": "technical",
        "on": AFTER.date(),
        "giver": "진흥원",
        "text": "자문",
        "at": AFTER,
    }
    figure = {
        "company": company,
        "measure": "jobs",
        "on": AFTER.date(),
        "value": Decimal(2),
        "unit": "명",
        "source": "대장",
    }
    theirs = stranger.roles_held.get().organisation

    for enter, facts in ((actions.enter_support, given), (actions.enter_outcome, figure | {"at": AFTER})):
        with pytest.raises(NotAllowed):
            enter(**facts, organisation=theirs, by=stranger)  # type: ignore[operator]
    agreement = Agreement.objects.create(
        organisation=theirs,
        partner="협회",
        title="협약",
        signed_on=NOON.date(),
        since_on=NOON.date(),
        office_gives="자문",
        partner_gives="공간",
        entered_at=NOON,
    )
    actions.enter_support(**given, organisation=theirs, agreement=agreement, by=stranger)  # type: ignore[arg-type]
    actions.enter_outcome(**figure, at=AFTER, organisation=theirs, by=stranger)  # type: ignore[arg-type]
    assert company.support.count() == company.outcomes.count() == 1


def test_a_role_counts_from_its_first_hour_in_seoul() -> None:
    officer = make_data_officer()
    officer.roles_held.update(since_on=date(2016, 5, 2))
    midnight = datetime(2016, 5, 2, 0, 30, tzinfo=ZoneInfo("Asia/Seoul"))

    assert make_call(officer, title="자정").pk
    assert actions.data_officer(officer, officer.roles_held.get().organisation, at=midnight).office  # type: ignore[arg-type]
