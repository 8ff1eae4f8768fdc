"""Demand: the ten-day clock, reasons of the law alone, mediation, release; and nobody's name at any door."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Organisation, Role, User
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.ledger.models import Entry
from madang.opendata import register_refs
from madang.opendata.actions import demand as actions
from madang.opendata.models import DataRequest, RequestVote
from madang.opendata.queries import demand as queries
from madang.opendata.similarity import likeness, most_alike
from madang.opendata.tests.factories import make_dataset
from madang.opendata.tests.making import make_held, officer_of
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_request(*, organisation: Organisation | None = None, by: User | None = None, **fields: object) -> DataRequest:
    said = {"kind": "data", "title": "버스 정류장 위치", "text": "노선 분석에 쓰려고 합니다."} | fields
    return actions.submit_request(
        organisation=organisation or make_organisation(),
        by=by or make_user(),
        at=NOON,
        **said,  # type: ignore[arg-type]
    )


def test_ten_days_run_from_receipt_and_are_extended_once_by_ten() -> None:
    request = make_request()
    officer = officer_of(request.organisation)
    assert request.due_on == date(2016, 5, 12)  # 2 May and ten days

    request = actions.extend(request=request, reason="외부 기관과 협의합니다", by=officer, at=NOON + DAY)

    assert request.due_on == date(2016, 5, 23)  # 22 May is a Sunday
    with pytest.raises(actions.NotOpen):
        actions.extend(request=request, reason="또", by=officer, at=NOON + 2 * DAY)
    late = make_request()
    with pytest.raises(actions.NotOpen):
        actions.extend(request=late, reason="늦음", by=officer_of(late.organisation), at=NOON + 11 * DAY)


def test_a_refusal_needs_a_reason_of_article_17_and_opens_sixty_days_for_mediation() -> None:
    citizen = make_user()
    request = make_request(by=citizen)
    officer = officer_of(request.organisation)
    for said in ({"reason": "busy"}, {"reason": "17-1-1"}, {"reason": "17-1-1", "items": [9]}):
        with pytest.raises(Invalid):
            actions.refuse(request=request, text="안 됩니다", by=officer, at=NOON, **said)  # type: ignore[arg-type]
    refused = actions.refuse(request=request, reason="17-1-1", items=[6], text="개인정보", by=officer, at=NOON)
    assert refused.object_by == date(2016, 7, 1)

    with pytest.raises(NotAllowed):
        actions.ask_for_mediation(request=request, text="x", by=make_user(), at=NOON)
    with pytest.raises(actions.NotOpen):
        actions.ask_for_mediation(request=request, text="x", by=citizen, at=NOON + 61 * DAY)
    actions.ask_for_mediation(request=request, text="가명 처리하면 됩니다", by=citizen, at=NOON + DAY)
    member = make_officer(make_organisation(), Role.COMMITTEE_MEMBER)
    with pytest.raises(NotAllowed):
        actions.conclude_mediation(request=request, is_to_be_provided=False, text="x", by=officer, at=NOON + DAY)
    actions.conclude_mediation(
        request=request,
        is_to_be_provided=True,
        provide_by=date(2016, 8, 1),
        text="가명 처리 뒤 제공",
        by=member,
        at=NOON + 2 * DAY,
    )

    request.refresh_from_db()
    assert (request.state, request.provide_by) == ("accepted", date(2016, 8, 1))
    assert [one.kind for one in request.events.all()] == ["received", "refused", "objected", "mediated"]


def test_from_demand_to_release_is_one_public_trace(client: Client, mailoutbox: list[object]) -> None:
    request = make_request(held=None)
    officer = officer_of(request.organisation)
    dataset = make_dataset(is_public=True, title_ko="정류장 좌표", slug="stops")
    draft = make_dataset()
    actions.take_up(request=request, ref=dataset.ref, text="교통 전담반이 다루었습니다", by=officer, at=NOON + DAY)
    actions.accept(request=request, provide_by=date(2016, 6, 1), text="개방합니다", by=officer, at=NOON + DAY)
    for ref in (draft.ref, "opendata:dataset:nothing", "disclosure:document:1"):
        with pytest.raises(Invalid):
            actions.release(request=request, dataset_ref=ref, by=officer, at=NOON + 2 * DAY)
    actions.release(request=request, dataset_ref=dataset.ref, by=officer, at=NOON + 2 * DAY)
    actions.follow_up(request=request, text="길찾기 앱이 쓰고 있습니다", by=officer, at=NOON + 3 * DAY)

    trace = client.get(f"/api/v1/data-requests/{request.code}").json()["trace"]
    assert [one["kind"] for one in trace] == ["received", "discussed", "accepted", "released", "followed-up"]
    page = client.get(request.get_absolute_url()).content.decode()
    assert "정류장 좌표" in page
    assert "길찾기 앱이 쓰고 있습니다" in page
    kinds = set(Entry.objects.filter(subject=request.ref).values_list("kind", flat=True))
    assert {"opendata.request.received", "opendata.request.released"} <= kinds
    assert len(mailoutbox) == 2


def test_nobodys_name_stands_at_any_door_unless_wanted(client: Client) -> None:
    citizen = make_user(name="임꺽정", email="kkeokjeong@example.test")
    request = make_request(by=citizen)
    actions.vote(request=request, by=make_user(name="장길산"), at=NOON)
    doors = [
        reverse("opendata:requests"),
        request.get_absolute_url(),
        reverse("opendata:requests-csv"),
        reverse("opendata:requests-feed"),
        "/api/v1/data-requests",
        f"/api/v1/data-requests/{request.code}",
        "/en" + request.get_absolute_url(),
    ]
    client.force_login(officer_of(request.organisation))
    for door in doors:
        response = client.get(door)
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()  # type: ignore[arg-type]
        for secret in ("임꺽정", "장길산", "kkeokjeong", str(citizen.code)):
            assert secret not in text, door
    for entry in Entry.objects.filter(subject=request.ref):
        assert str(citizen.code) not in entry.text
    assert "임꺽정" not in str(register_refs.load_requests([request.ref]))

    named = make_request(by=citizen, is_named=True)
    assert "임꺽정" in Client().get(named.get_absolute_url()).content.decode()


def test_what_is_alike_is_shown_before_a_request_is_sent(client: Client) -> None:
    there = make_request(title="시내버스 정류장 위치 정보")
    make_dataset(is_public=True, title_ko="버스정류장 위치 좌표")
    client.force_login(make_user())
    asked = {"organisation": there.organisation.pk, "kind": "data", "title": "버스 정류장 위치", "text": "앱에 씁니다"}

    first = client.post(reverse("opendata:request-new"), asked).content.decode()

    assert "시내버스 정류장 위치 정보" in first
    assert "버스정류장 위치 좌표" in first
    assert DataRequest.objects.count() == 1
    assert client.post(reverse("opendata:request-new"), asked | {"confirmed": "1"}).status_code == 302
    assert DataRequest.objects.count() == 2
    unlike = asked | {"title": "하천 수질", "text": "분기별 측정값"}
    assert client.post(reverse("opendata:request-new"), unlike).status_code == 302


def test_likeness_is_of_letters_not_of_spaces() -> None:
    assert likeness("버스 정류장", "버스정류장") == 1
    assert likeness("버스 정류장", "하천 수질") == 0
    assert likeness("", "버스") == 0
    assert most_alike("버스 정류장", [(1, "하천"), (2, "버스정류장 위치"), (3, "버스 정류장")], count=5) == [3, 2]


def test_a_person_votes_once_and_not_for_an_own_request(client: Client) -> None:
    citizen, other = make_user(), make_user()
    request = make_request(by=citizen)
    with pytest.raises(Invalid):
        actions.vote(request=request, by=citizen, at=NOON)
    client.force_login(other)
    address = reverse("opendata:request-vote", args=[request.code])
    client.post(address)
    assert RequestVote.objects.count() == 1
    client.post(address)
    assert RequestVote.objects.count() == 0
    wanted = queries.Wanted(on=NOON.date(), sort="votes")
    assert [one.pk for one in queries.listed(None, wanted)] == [request.pk]  # type: ignore[arg-type]


def test_officers_of_other_agencies_decide_nothing(client: Client) -> None:
    request, stranger = make_request(), officer_of(make_organisation())
    with pytest.raises(NotAllowed):
        actions.accept(request=request, provide_by=date(2016, 6, 1), text="x", by=stranger, at=NOON)
    client.force_login(stranger)
    step = reverse("opendata:request-step", args=[request.code, "refuse"])
    answer = client.post(step, {"reason": "17-1-2", "text": "x"})
    assert answer.status_code == 422
    assert DataRequest.objects.get().state == "received"


def test_the_officer_decides_by_page_and_sees_what_is_due(client: Client) -> None:
    request = make_request()
    client.force_login(officer_of(request.organisation))
    assert request.title in client.get(reverse("opendata:requests-desk")).content.decode()
    step = reverse("opendata:request-step", args=[request.code, "accept"])
    assert client.post(step, {"provide_by": "2000-01-01", "text": "x"}).status_code == 422
    assert client.post(step, {"provide_by": "2099-01-01", "text": "개방"}).status_code == 302
    assert DataRequest.objects.get().state == "accepted"
    assert client.get(reverse("opendata:request-step", args=[request.code, "take-up"])).status_code == 200


def test_the_metric_counts_decisions_by_their_day() -> None:
    organisation = make_organisation()
    officer = officer_of(organisation)
    in_time, late, waiting = (make_request(organisation=organisation, title=f"자료 {n}") for n in range(3))
    actions.accept(request=in_time, provide_by=date(2016, 9, 1), text="x", by=officer, at=NOON + DAY)
    actions.accept(request=late, provide_by=date(2016, 9, 1), text="x", by=officer, at=NOON + 20 * DAY)

    def measured(days: int) -> tuple[int | None, int | None]:
        found = measure("opendata.requests_decided_in_time", at=(NOON + days * DAY).date())
        assert found is not None
        return found.numerator, found.denominator

    assert measured(1) == (1, 1)
    assert measured(15) == (1, 3)
    assert measured(30) == (1, 3)
    assert waiting.state == "received"


def test_a_request_with_an_identifier_is_refused_and_a_held_type_leads_to_asking(client: Client) -> None:
    with pytest.raises(Invalid):
        make_request(text="850101-1234567 의 기록")
    held = make_held(status="closed")
    client.force_login(make_user())
    page = client.get(held.get_absolute_url()).content.decode()
    assert f"held={held.code}" in page
    form = client.get(reverse("opendata:request-new") + f"?held={held.code}")
    assert held.title in form.content.decode()
    assert client.get(reverse("opendata:request-new") + "?held=nonsense").status_code == 200


def test_the_api_asks_and_votes_for_who_is_signed_in(client: Client) -> None:
    organisation = make_organisation()
    body = {"agency": organisation.code, "title": "하천 수질", "text": "분석"}
    send = {"content_type": "application/json"}
    assert client.post("/api/v1/data-requests", body, **send).status_code == 401
    client.force_login(make_user())
    made = client.post("/api/v1/data-requests", body, **send)
    assert made.status_code == 201
    client.force_login(make_user())
    assert client.post(f"/api/v1/data-requests/{made.json()['code']}/vote").json() == {"votes": 1}
    assert client.get("/api/v1/data-requests?state=overdue").json()["count"] == 0
