"""Discussions of datasets: who may ask, answer, close and hide; who is told; what no door gives."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from madang.accounts.models import Organisation, Role, User
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.notices.actions import follow
from madang.notices.models import Event
from madang.opendata.actions import discussions as actions
from madang.opendata.models import Dataset, Discussion
from madang.opendata.queries import discussions as queries
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON, make_officer, make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def officer() -> User:
    return make_data_officer()


@pytest.fixture
def dataset(officer: User) -> Dataset:
    return make_dataset(by=officer, is_public=True, slug="air", title_en="Air")


def agency_of(officer: User) -> Organisation:
    organisation = officer.roles_held.get().organisation
    assert organisation is not None
    return organisation


def begin(dataset: Dataset, by: User, *, title: str = "좌표 오류", text: str = "바다입니다.") -> Discussion:
    where = "위도, 3행"
    return actions.open_discussion(dataset=dataset, kind="fault", title=title, text=text, where=where, by=by, at=NOON)


def page(client: Client, found: Discussion, status: int = 200) -> str:
    answer = client.get("/en" + found.get_absolute_url().removeprefix("/ko").removeprefix("/en"))
    assert answer.status_code == status
    return answer.content.decode()


def test_a_reported_fault_is_public_without_a_name_counted_and_sent_to_the_agency(
    dataset: Dataset, officer: User, client: Client
) -> None:
    citizen = make_user(name="홍길동")
    follow(subject=dataset.ref, by=make_user(), at=NOON)

    found = begin(dataset, citizen)

    shown = page(client, found)
    assert "바다입니다." in shown
    assert "위도, 3행" in shown
    assert "홍길동" not in shown
    assert queries.counts(dataset) == queries.Counts(all=1, open=1, faults=1, open_faults=1)
    assert "Faults reported" in client.get("/en/data/datasets/air/").content.decode()
    assert [letter.to for letter in mail.outbox] == [[officer.email]]
    assert Event.objects.get(kind="opendata.discussion.opened").subjects[:2] == [found.ref, dataset.ref]
    entry = Entry.objects.get(kind="opendata.discussion.opened").text
    assert "바다입니다." not in entry
    assert citizen.email not in entry


def test_the_agency_answers_officially_and_others_do_not(dataset: Dataset, officer: User, client: Client) -> None:
    found = begin(dataset, make_user())
    actions.reply(discussion=found, text="저도 봤습니다.", by=make_data_officer(), at=NOON)

    actions.reply(discussion=found, text="내일 고치겠습니다.", by=officer, at=NOON + timedelta(hours=1))

    posts = list(found.posts.all())
    assert [bool(one.office) for one in posts] == [False, False, True]
    found.refresh_from_db()
    assert found.answered_at == NOON + timedelta(hours=1)
    assert page(client, found).count("Official answer") == 1
    assert "내일 고치겠습니다." in Entry.objects.get(kind="opendata.discussion.answered").text
    assert not Entry.objects.filter(kind="opendata.discussion.answered", text__contains="저도").exists()


def test_it_is_closed_with_an_outcome_by_the_agency_or_by_who_began_it(dataset: Dataset, officer: User) -> None:
    citizen, stranger = make_user(), make_user()
    found = begin(dataset, citizen)

    with pytest.raises(NotAllowed):
        actions.close_discussion(discussion=found, by=stranger, at=NOON)
    with pytest.raises(Invalid):
        actions.close_discussion(discussion=found, outcome="", by=officer, at=NOON)
    actions.close_discussion(discussion=found, outcome="mended", by=officer, at=NOON)
    with pytest.raises(actions.DiscussionClosed):
        actions.reply(discussion=found, text="고맙습니다.", by=citizen, at=NOON)
    assert queries.counts(dataset).open_faults == 0
    actions.reopen_discussion(discussion=found, by=citizen, at=NOON)
    actions.close_discussion(discussion=found, outcome="no-fault", by=citizen, at=NOON)

    found.refresh_from_db()
    assert found.outcome == "withdrawn"
    kinds = Entry.objects.filter(subject=found.ref).order_by("pk").values_list("kind", flat=True)
    verbs = [kind.rpartition(".")[2] for kind in kinds]
    assert verbs == ["opened", "closed", "reopened", "closed"]


def test_a_repeat_is_the_same_discussion_and_the_same_post(dataset: Dataset) -> None:
    citizen = make_user()

    assert begin(dataset, citizen) == begin(dataset, citizen)
    first = actions.reply(discussion=begin(dataset, citizen), text="더 있습니다.", by=citizen, at=NOON)
    again = actions.reply(discussion=begin(dataset, citizen), text="더  있습니다.", by=citizen, at=NOON)

    assert first == again
    assert Discussion.objects.get().posts.count() == 2


@pytest.mark.parametrize(
    ("field", "said"), [("title", "010-2345-6789"), ("text", "900101-1234568 입니다"), ("text", " ")]
)
def test_what_looks_like_a_person_or_nothing_is_refused(dataset: Dataset, field: str, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        begin(dataset, make_user(), **{field: said})

    assert refusal.value.field == field
    assert not Discussion.objects.exists()


def test_one_person_writes_thirty_posts_a_day(dataset: Dataset) -> None:
    citizen = make_user()
    for number in range(actions.MOST_A_DAY):
        begin(dataset, citizen, title=f"질문 {number}")

    with pytest.raises(actions.TooManyPosts):
        begin(dataset, citizen, title="하나 더")


def test_a_moderator_hides_with_a_public_reason_and_an_officer_cannot(
    dataset: Dataset, officer: User, client: Client
) -> None:
    found = begin(dataset, make_user())
    post = actions.reply(discussion=found, text="욕설", by=make_user(), at=NOON)
    moderator = make_officer(agency_of(officer), Role.MODERATOR)

    with pytest.raises(NotAllowed):
        actions.hide(discussion=found, post=post, reason="비판", by=officer, at=NOON)
    stranger = make_officer(agency_of(make_data_officer()), Role.MODERATOR)
    with pytest.raises(NotAllowed):
        actions.hide(discussion=found, post=post, reason="x", by=stranger, at=NOON)
    actions.hide(discussion=found, post=post, reason="욕설이 있습니다.", by=moderator, at=NOON)

    shown = page(client, found)
    assert "욕설이 있습니다." in shown
    assert '<p lang="ko">욕설</p>' not in shown
    feed = client.get("/data/datasets/air/discussions.atom").content.decode()
    assert "욕설" not in feed
    assert "바다입니다." in feed
    said = client.get(f"/api/v1/discussions/{found.code}").json()["posts"][1]
    assert (said["text"], said["hidden_reason"]) == ("", "욕설이 있습니다.")


def test_no_door_gives_a_hidden_discussion_or_one_of_a_draft(dataset: Dataset, officer: User, client: Client) -> None:
    found = begin(dataset, make_user(), text="지워야 할 말")
    moderator = make_officer(agency_of(officer), Role.MODERATOR)
    actions.hide(discussion=found, reason="광고입니다.", by=moderator, at=NOON)
    make_dataset(by=officer, slug="draft")

    for door in (
        found.get_absolute_url(),
        "/data/datasets/air/discussions/",
        "/data/datasets/air/discussions.atom",
        "/data/datasets/air/",
        "/api/v1/discussions?dataset=air",
        f"/api/v1/discussions/{found.code}",
    ):
        assert "좌표 오류" not in client.get(door).content.decode(), door
    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.get("/data/datasets/draft/discussions/").status_code == 404
    assert client.get("/data/datasets/draft/discussions.atom").status_code == 404
    client.force_login(moderator, backend=BACKEND)
    assert "광고입니다." in page(client, found)


def test_people_ask_answer_and_close_by_page(dataset: Dataset, officer: User, client: Client) -> None:
    assert client.get("/en/data/datasets/air/discussions/new/").status_code == 302
    citizen = make_user()
    client.force_login(citizen, backend=BACKEND)
    begun = client.post(
        "/en/data/datasets/air/discussions/new/", {"kind": "question", "title": "주기", "text": "언제 바뀝니까?"}
    )
    address = begun["Location"]
    assert client.post(f"{address}reply/", {"text": ""}).status_code == 422
    client.force_login(officer, backend=BACKEND)
    assert "주기" in client.get("/en/data/desk/").content.decode()
    assert client.post(f"{address}reply/", {"text": "매달 첫날입니다."}).status_code == 302
    assert "주기" not in client.get("/en/data/desk/").content.decode()
    assert client.post(f"{address}close/", {}).status_code == 422
    assert client.post(f"{address}close/", {"outcome": "answered"}).status_code == 302
    assert client.post(f"{address}hide/", {"reason": "x"}).status_code == 403
    assert client.post(f"{address}hide/", {"reason": "x", "post": "99"}).status_code == 404
    shown = client.get("/en/data/datasets/air/discussions/?kind=question&state=closed").content.decode()
    assert "주기" in shown
    assert "주기" not in client.get("/en/data/datasets/air/discussions/?state=open").content.decode()


def test_programs_ask_answer_and_close(dataset: Dataset, officer: User, client: Client) -> None:
    said = {"dataset": "air", "kind": "fault", "title": "단위", "text": "단위가 다릅니다."}
    assert client.post("/api/v1/discussions", said, "application/json").status_code == 401
    client.force_login(make_user(), backend=BACKEND)
    begun = client.post("/api/v1/discussions", said, "application/json")
    assert begun.status_code == 201
    address = f"/api/v1/discussions/{begun.json()['code']}"
    assert client.post("/api/v1/discussions", said | {"kind": "rant"}, "application/json").status_code == 422
    client.force_login(officer, backend=BACKEND)
    answered = client.post(f"{address}/posts", {"text": "고쳤습니다."}, "application/json").json()
    assert re.match(r"data-officer@", answered["posts"][1]["office"])
    closed = client.post(f"{address}/close", {"outcome": "mended"}, "application/json").json()
    assert closed["outcome"] == "mended"
    assert client.post(f"{address}/posts", {"text": "또"}, "application/json").json()["code"] == "discussion-closed"
    listed = client.get("/api/v1/discussions?dataset=air&kind=fault&state=closed").json()
    assert listed["count"] == 1
    assert "author" not in json.dumps(listed)
