from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy

from madang.accounts.tests.factories import make_administrator, make_organisation, make_user
from madang.accounts.viewers import viewer_of
from madang.common.refs import Target, register_ref
from madang.notices import actions, links
from madang.notices.models import Event, Follower, Following, Notice, OutboxMessage, Pace

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
"""Ten in the morning in Seoul, a Tuesday."""
public: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _world(settings) -> None:
    settings.EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"
    public.clear()
    public["one"] = "도로 정비 계획"
    register_ref("test:record", lambda code: Target(public[code], f"/search/?q={code}") if code in public else None)


def tell(ref: str = "test:record:one", **said: object) -> Event | None:
    given = {"kind": "test.record.changed", "subject": "바뀌었습니다", "at": AT} | said
    return actions.tell_followers(ref=ref, **given)  # type: ignore[arg-type]


def run(at: datetime = AT) -> None:
    actions.tell_waiting(at=at)
    actions.write_letters(at=at)


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.order_by("pk"))


def test_a_follower_gets_a_letter_in_their_own_language_once() -> None:
    actions.follow(subject="test:record:one", by=make_user("reader@example.org"), language="en", at=AT)

    for _again in range(2):
        tell(subject=gettext_lazy("Search"), text=lambda: gettext_lazy("Search everything"))
        run()

    (letter,) = letters()
    assert letter.to == ["reader@example.org"]
    assert letter.subject == "[Madang] Search"
    assert "http://127.0.0.1:8000/en/search/?q=one" in letter.body
    assert Event.objects.get().worded("ko")["subject"] == "찾기"


def test_nothing_is_written_where_nobody_follows() -> None:
    assert tell() is None
    assert not Event.objects.exists()


def test_a_refused_act_tells_nobody() -> None:
    actions.follow(subject="test:record:one", by=make_user(), at=AT)
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    run()

    assert not letters()


def test_what_is_not_public_cannot_be_followed() -> None:
    for subject in ("test:record:secret", "nothing", "accounts:person:x"):
        with pytest.raises(actions.NotFollowable):
            actions.follow(subject=subject, by=make_user(), at=AT)
        with pytest.raises(actions.NotFollowable):
            actions.follow_by_email(subject=subject, email="a@example.org", pace="daily", language="ko", at=AT)


def test_what_was_taken_down_before_the_letter_went_is_not_named_in_it() -> None:
    actions.follow(subject="test:record:one", by=make_user(), at=AT)
    tell()
    del public["one"]
    run()

    assert not letters()


@pytest.mark.parametrize(
    ("pace", "due"),
    [
        (Pace.AT_ONCE, AT),
        (Pace.DAILY, datetime(2026, 3, 3, 22, tzinfo=UTC)),
        (Pace.WEEKLY, datetime(2026, 3, 8, 22, tzinfo=UTC)),
        (Pace.FEED, None),
    ],
)
def test_a_letter_goes_at_the_pace_that_was_chosen(pace: str, due: datetime | None) -> None:
    actions.follow(subject="test:record:one", by=make_user(), pace=pace, at=AT)
    tell()
    actions.tell_waiting(at=AT)

    assert Notice.objects.get().due_at == due
    if due:
        actions.write_letters(at=due - timedelta(seconds=1))
        assert not letters()
        actions.write_letters(at=due)
        assert len(letters()) == 1


def test_many_notices_are_one_letter() -> None:
    actions.follow(subject="test:record:one", by=make_user(), at=AT)
    for number in range(60):
        tell(subject=f"소식 {number}", key=str(number))
    run()

    (letter,) = letters()
    assert "소식 49" in letter.body
    assert "소식 50" not in letter.body
    assert "10" in letter.body


def test_somebody_who_follows_record_and_topic_is_told_once_at_the_quicker_pace() -> None:
    public["topic"] = "보건"
    reader = make_user()
    actions.follow(subject="test:record:one", by=reader, pace=Pace.WEEKLY, at=AT)
    actions.follow(subject="test:record:topic", by=reader, pace=Pace.AT_ONCE, at=AT)
    tell(topics=["test:record:topic"])
    run()

    assert Notice.objects.count() == 1
    assert len(letters()) == 1


def test_an_address_without_an_account_follows_only_after_its_link_was_used(client: Client) -> None:
    client.post(reverse("notices:follow"), {"subject": "test:record:one", "email": "A@example.org", "pace": "at-once"})
    (asked,) = letters()
    link = next(line for line in asked.body.splitlines() if "/notices/confirm/" in line)
    tell()
    run()
    assert len(letters()) == 1

    path = link.removeprefix("http://127.0.0.1:8000")
    client.get(path)
    assert not Following.objects.in_force().exists()
    client.post(path)
    tell()
    run()

    assert [letter.to for letter in letters()] == [["a@example.org"]] * 2


def test_nobody_can_flood_another_mailbox_with_letters_to_confirm() -> None:
    for number in range(20):
        public[str(number)] = "기록"
        actions.follow_by_email(
            subject=f"test:record:{number}", email="a@example.org", pace="daily", language="ko", at=AT
        )
        actions.follow_by_email(subject="test:record:0", email="a@example.org", pace="daily", language="ko", at=AT)

    assert len(letters()) == 5


def test_one_click_in_a_mail_program_stops_the_letters(client: Client) -> None:
    reader = make_user()
    actions.follow(subject="test:record:one", by=reader, at=AT)
    tell()
    run()
    headers = letters()[0].headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")

    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert Following.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200

    tell(key="second")
    run()
    assert len(letters()) == 1
    assert not Following.objects.exists()


def test_all_letters_stop_and_an_address_without_an_account_is_forgotten() -> None:
    actions.follow_by_email(subject="test:record:one", email="a@example.org", pace="at-once", language="ko", at=AT)
    follower = Follower.objects.get()

    actions.stop_letters(follower=follower)

    assert not Follower.objects.exists()


def test_a_forged_link_does_nothing(client: Client) -> None:
    actions.follow(subject="test:record:one", by=make_user(), at=AT)

    client.post(reverse("notices:unsubscribe", args=["forged"]))

    assert Following.objects.exists()
    assert client.get(reverse("notices:mine", args=["forged"])).status_code == 404
    assert client.get(reverse("notices:confirm", args=["forged"])).status_code == 404


def test_the_private_feed_is_read_by_its_secret_address_alone(client: Client) -> None:
    reader = make_user()
    actions.follow(subject="test:record:one", by=reader, pace=Pace.FEED, at=AT)
    tell()
    run()
    old = links.feed_address(Follower.objects.get()).removeprefix("http://127.0.0.1:8000")
    assert "바뀌었습니다" in client.get(old).content.decode()

    actions.renew_feed(follower=Follower.objects.get())

    assert client.get(old).status_code == 404


def test_nobody_reads_what_another_follows(client: Client) -> None:
    reader, other = make_user(), make_user()
    actions.follow(subject="test:record:one", by=reader, at=AT)
    tell()
    run()

    for user in (other, make_administrator()):
        assert not Following.objects.visible_to(viewer_of(user, on=AT.date())).exists()
        client.force_login(user)
        assert "바뀌었습니다" not in client.get(reverse("notices:notices")).content.decode()
        assert client.get("/api/v1/following").json() == []
        assert client.get("/api/v1/following/notices").json() == []
        client.post(reverse("notices:change"), {"subject": "test:record:one", "stop": "1"})
    client.logout()
    assert client.get("/api/v1/following").status_code == 401
    assert Following.objects.count() == 1


def test_a_person_follows_and_stops_on_the_page_of_a_record(client: Client) -> None:
    agency = make_organisation()
    client.force_login(make_user())

    client.post(reverse("notices:follow"), {"subject": agency.ref, "pace": "daily", "next": "/search/"})
    page = client.get(reverse("notices:notices")).content.decode()
    assert agency.name_ko in page

    client.post(reverse("notices:change"), {"subject": agency.ref, "pace": "weekly"})
    assert Following.objects.get().pace == "weekly"
    client.post(reverse("notices:change"), {"subject": agency.ref, "stop": "1"})
    assert not Following.objects.exists()


def test_following_leads_back_to_this_site_only(client: Client) -> None:
    agency = make_organisation()
    client.force_login(make_user())

    answer = client.post(reverse("notices:follow"), {"subject": agency.ref, "next": "https://evil.example/"})

    assert answer.headers["Location"] == resolve(agency.ref)


def resolve(ref: str) -> str:
    from madang.common.refs import resolve_ref

    target = resolve_ref(ref)
    assert target is not None
    return target.url


def test_programs_follow_and_stop_by_the_interface(client: Client) -> None:
    agency = make_organisation()
    client.force_login(make_user())

    body = {"subject": agency.ref, "pace": "weekly"}
    answer = client.post("/api/v1/following", body, content_type="application/json")
    assert (answer.status_code, answer.json()["pace"]) == (200, "weekly")
    refused = client.post("/api/v1/following", {"subject": "x:y:z"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "not-followable")
    assert client.delete(f"/api/v1/following?subject={agency.ref}").status_code == 204
    assert client.get("/api/v1/following").json() == []


def test_what_was_not_confirmed_in_a_week_is_forgotten() -> None:
    actions.follow_by_email(subject="test:record:one", email="a@example.org", pace="at-once", language="ko", at=AT)

    actions.forget_unconfirmed(at=AT + timedelta(days=6))
    assert Follower.objects.exists()
    actions.forget_unconfirmed(at=AT + timedelta(days=8))

    assert not Follower.objects.exists()
