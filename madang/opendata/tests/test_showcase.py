"""The showcase: from what somebody made to a page of its own, links that are asked every night; best practices."""

import pytest
from django.test import Client
from django.urls import reverse

from madang.common.errors import Invalid, NotAllowed
from madang.common.fetching import Fetched, FetchFailed, fetch
from madang.ledger.models import Entry
from madang.opendata import ecosystem_refs
from madang.opendata.actions import showcase as actions
from madang.opendata.models import BestPractice, Dataset, LinkCheck, Reuse
from madang.opendata.queries import showcase as queries
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON, make_organisation, make_user

pytestmark = pytest.mark.django_db


def told(door: str) -> str:
    """What somebody who is not signed in reads at an address."""
    response = Client().get(door)
    if response["Content-Type"].startswith("application/json"):
        return str(response.json())
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()  # type: ignore[arg-type]


def make_reuse(*, is_published: bool = False, **fields: object) -> Reuse:
    dataset = fields.pop("dataset", None) or make_dataset(is_public=True)
    assert isinstance(dataset, Dataset)
    said: dict[str, object] = {
        "kind": "app",
        "title": "미세먼지 길찾기",
        "text": "공기가 나은 길을 알려 줍니다.",
        "url": f"https://app{dataset.pk}.example.test/",
        "datasets": [dataset],
        "by": make_user(),
        "at": NOON,
    }
    reuse = actions.submit_reuse(**(said | fields))  # type: ignore[arg-type]
    if is_published:
        officer = dataset.created_by
        assert officer is not None
        reuse = actions.publish_reuse(reuse=reuse, by=officer, at=NOON)
    return reuse


def test_what_waits_is_seen_by_its_submitter_and_the_offices_of_its_data_alone(client: Client) -> None:
    officer, citizen = make_data_officer(), make_user(name="임꺽정")
    reuse = make_reuse(dataset=make_dataset(by=officer, is_public=True), by=citizen)

    assert client.get(reuse.get_absolute_url()).status_code == 404
    assert reuse.title not in client.get(reverse("opendata:showcase")).content.decode()
    client.force_login(make_data_officer())
    assert client.get(reuse.get_absolute_url()).status_code == 404
    for seen_by in (officer, citizen):
        client.force_login(seen_by)
        assert client.get(reuse.get_absolute_url()).status_code == 200
    assert reuse.title in client.get(reverse("opendata:showcase") + "?mine=1").content.decode()
    client.force_login(officer)
    assert reuse.title in client.get(reverse("opendata:showcase-desk")).content.decode()


def test_the_office_publishes_and_every_door_tells_without_the_submitter(
    client: Client, mailoutbox: list[object]
) -> None:
    officer, citizen = make_data_officer(), make_user(name="임꺽정", email="maker@example.test")
    dataset = make_dataset(by=officer, is_public=True, slug="air")
    reuse = make_reuse(dataset=dataset, by=citizen)
    client.force_login(officer)
    step = reverse("opendata:reuse-step", args=[reuse.code, "publish"])
    assert client.get(step).status_code == 200
    assert client.post(step).status_code == 302

    for door in (
        reuse.get_absolute_url(),
        reverse("opendata:showcase") + "?q=미세먼지&kind=app&dataset=air",
        reverse("opendata:showcase-csv"),
        reverse("opendata:showcase-feed"),
        dataset.get_absolute_url(),
        "/api/v1/data-reuses?dataset=air",
        f"/api/v1/data-reuses/{reuse.code}",
    ):
        assert "미세먼지 길찾기" in told(door), door
        assert "임꺽정" not in told(door), door
    assert "임꺽정" not in str(ecosystem_refs.REUSE.load([reuse.ref]))
    assert len(mailoutbox) == 1
    for entry in Entry.objects.all():
        assert str(citizen.code) not in entry.text


def test_a_refusal_is_told_to_who_submitted_it_and_to_nobody_else(client: Client, mailoutbox: list[object]) -> None:
    officer, citizen = make_data_officer(), make_user()
    reuse = make_reuse(dataset=make_dataset(by=officer, is_public=True), by=citizen)
    with pytest.raises(Invalid):
        actions.refuse_reuse(reuse=reuse, reason=" ", by=officer, at=NOON)
    with pytest.raises(NotAllowed):
        actions.refuse_reuse(reuse=reuse, reason="광고입니다", by=make_data_officer(), at=NOON)

    actions.refuse_reuse(reuse=reuse, reason="광고입니다", by=officer, at=NOON)

    assert client.get(reuse.get_absolute_url()).status_code == 404
    client.force_login(citizen)
    assert "광고입니다" in client.get(reuse.get_absolute_url()).content.decode()
    assert "광고입니다" in mailoutbox[0].body  # type: ignore[attr-defined]
    assert not any("광고입니다" in entry.text for entry in Entry.objects.all())
    with pytest.raises(actions.NotWaiting):
        actions.publish_reuse(reuse=reuse, by=officer, at=NOON)


def test_an_address_stands_there_once_and_may_come_back_when_it_was_taken_out() -> None:
    reuse = make_reuse(is_published=True)
    with pytest.raises(actions.AlreadyShown):
        make_reuse(url=reuse.url)
    actions.withdraw_reuse(reuse=reuse, reason="", by=reuse.submitter, at=NOON)
    assert make_reuse(url=reuse.url).pk


def test_only_addresses_of_the_web_and_public_datasets_are_taken() -> None:
    for url in ("javascript:alert(1)", "ftp://example.test/", "https://user:pass@example.test/", "https://a.test:22/"):
        with pytest.raises(Invalid):
            make_reuse(url=url)
    with pytest.raises(Invalid):
        make_reuse(datasets=[])
    with pytest.raises(Invalid):
        make_reuse(datasets=[make_dataset()])
    with pytest.raises(Invalid):
        make_reuse(text="850101-1234567 로 문의")
    assert not Reuse.objects.exists()


def answering(status: int):  # type: ignore[no-untyped-def]
    return lambda url: Fetched(status, {}, b"", url)


def failing(code: str):  # type: ignore[no-untyped-def]
    def ask(url: str) -> Fetched:
        raise FetchFailed(code)

    return ask


def test_a_link_that_answers_at_length_works_and_refused_is_not_failed(client: Client) -> None:
    asked = [
        (answering(200), "working", 200, ""),
        (failing("too-large"), "working", None, "too-large"),
        (answering(404), "broken", 404, ""),
        (failing("no-such-host"), "failed", None, "no-such-host"),
    ]
    for number, (ask, link, status, fault) in enumerate(asked):
        reuse = make_reuse(is_published=True, url=f"https://n{number}.example.test/", title=f"앱 {number}")
        assert actions.check_reuse(reuse=reuse, ask=ask, at=NOON) == link
        reuse.refresh_from_db()
        assert (reuse.link, reuse.link_status, reuse.link_fault) == (link, status, fault)
    inside = make_reuse(is_published=True, url="http://169.254.169.254/latest/", title="앱 내부")
    assert actions.check_reuse(reuse=inside, ask=fetch, at=NOON) == "refused"
    assert LinkCheck.objects.get(subject=inside.ref).fault == "refused:not-public"

    dead = client.get("/api/v1/data-reuses?link=dead").json()["items"]
    assert {one["title"] for one in dead} == {"앱 2", "앱 3", "앱 내부"}
    page = client.get(reverse("opendata:showcase") + "?link=dead").content.decode()
    assert "앱 3" in page
    assert "앱 0" not in page


def test_a_link_is_asked_once_a_night() -> None:
    reuse = make_reuse(is_published=True)
    make_reuse()
    assert [one.pk for one in actions.links_due(at=NOON)] == [reuse.pk]
    for _twice in range(2):
        actions.check_reuse(reuse=reuse, ask=answering(200), at=NOON)
    assert LinkCheck.objects.count() == 1
    assert actions.links_due(at=NOON) == []
    assert actions.links_due(at=NOON + actions.CHECKED_EVERY * 2) != []


def test_a_form_says_which_dataset_is_not_there_and_the_page_submits(client: Client) -> None:
    dataset = make_dataset(is_public=True, slug="air")
    client.force_login(make_user())
    address = reverse("opendata:reuse-new")
    assert "air" in client.get(address + "?dataset=air").content.decode()
    body = {"kind": "app", "title": "앱", "text": "설명", "url": "https://a.example.test/"}
    wrong = client.post(address, body | {"datasets": "nothing"})
    assert wrong.status_code == 422
    assert "nothing" in wrong.content.decode()
    sent = client.post(address, body | {"datasets": f"https://x.test{dataset.get_absolute_url()}\nair"})
    assert sent.status_code == 302
    assert [one.slug for one in Reuse.objects.get().datasets.all()] == ["air"]


def test_programs_submit_signed_in_and_are_told_of_a_missing_dataset(client: Client) -> None:
    make_dataset(is_public=True, slug="air")
    body = {"title": "앱", "text": "설명", "address": "https://a.example.test/", "datasets": ["air"]}
    send = {"content_type": "application/json"}
    assert client.post("/api/v1/data-reuses", body, **send).status_code == 401
    client.force_login(make_user())
    assert client.post("/api/v1/data-reuses", body | {"datasets": ["no"]}, **send).status_code == 422
    assert client.post("/api/v1/data-reuses", body, **send).status_code == 201
    assert client.post("/api/v1/data-reuses", body, **send).status_code == 409


def test_only_so_much_of_one_person_waits() -> None:
    citizen, dataset = make_user(), make_dataset(is_public=True)
    for number in range(actions.MOST_WAITING):
        make_reuse(dataset=dataset, url=f"https://n{number}.example.test/", by=citizen)
    with pytest.raises(actions.TooManyWaiting):
        make_reuse(dataset=dataset, url="https://last.example.test/", by=citizen)


def test_a_best_practice_is_published_by_its_agency_and_shown_with_its_data(client: Client) -> None:
    officer = make_data_officer()
    dataset = make_dataset(by=officer, is_public=True, slug="air")
    client.force_login(officer)
    body = {
        "organisation": dataset.organisation_id,
        "title": "측정소 자료 정비",
        "done": "오류를 고쳤습니다",
        "outcome": "오류율이 절반이 되었습니다",
        "datasets": "air",
    }
    assert client.post(reverse("opendata:practice-new"), body).status_code == 302
    assert client.post(reverse("opendata:practice-new"), body).status_code == 422
    practice = BestPractice.objects.get()
    for door in (
        practice.get_absolute_url(),
        reverse("opendata:practices") + "?q=절반",
        reverse("opendata:practices-csv"),
        reverse("opendata:practices-feed"),
        dataset.get_absolute_url(),
        "/api/v1/data-practices",
        f"/api/v1/data-practices/{practice.code}",
    ):
        assert "측정소 자료 정비" in told(door), door
    with pytest.raises(NotAllowed):
        actions.withdraw_practice(practice=practice, reason="x", by=make_data_officer(), at=NOON)
    assert (
        client.post(reverse("opendata:practice-withdraw", args=[practice.code]), {"reason": "잘못"}).status_code == 302
    )
    assert Client().get(practice.get_absolute_url()).status_code == 404


def test_officers_publish_for_their_own_agency_only() -> None:
    with pytest.raises(NotAllowed):
        actions.publish_practice(
            organisation=make_organisation(), title="x", done="x", outcome="x", by=make_data_officer(), at=NOON
        )
    assert list(queries.practices(None)) == []  # type: ignore[arg-type]
