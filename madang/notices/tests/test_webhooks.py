import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from madang.accounts.models import User
from madang.accounts.tests.factories import make_organisation, make_user
from madang.common.errors import Invalid
from madang.common.fetching import FetchFailed, FetchRefused
from madang.notices import actions
from madang.notices.actions.webhooks import PAUSES
from madang.notices.models import Webhook, WebhookDelivery

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
URL = "https://program.example/hook"


class Program:
    """Takes deliveries, or answers as it was told."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers, self.taken = list(answers), []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        self.taken.append((url, body, headers))
        return answer


def make_hook(user: User | None = None) -> Webhook:
    user = user or make_user()
    agency = make_organisation()
    actions.follow(subject=agency.ref, by=user, at=AT)
    hook = actions.add_webhook(url=URL, by=user, language="ko", at=AT)
    actions.tell_followers(ref=agency.ref, kind="test.happened", subject="일어남", at=AT)
    actions.tell_waiting(at=AT)
    return hook


def test_a_program_is_told_once_with_a_signature_it_can_check() -> None:
    hook, program = make_hook(), Program()

    assert actions.deliver_webhooks(send=program, at=AT) == 1
    assert actions.deliver_webhooks(send=program, at=AT) == 0

    ((url, body, headers),) = program.taken
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert (url, headers["webhook-signature"]) == (URL, f"v1,{expected}")
    said = json.loads(body)
    assert (said["type"], said["data"]["ko"]["subject"]) == ("test.happened", "일어남")


@pytest.mark.parametrize("fault", [FetchFailed("no-connection"), 500])
def test_a_failed_delivery_waits_longer_each_time_and_is_given_up_in_the_end(fault: int | Exception) -> None:
    make_hook()
    program, at, waits = Program(*[fault] * 20), AT, []
    while (kept := WebhookDelivery.objects.get()).state == "queued":
        actions.deliver_webhooks(send=program, at=at)
        kept.refresh_from_db()
        if kept.next_attempt_at:
            waits.append(kept.next_attempt_at - at)
            at = kept.next_attempt_at

    assert waits == PAUSES
    assert kept.state == "failed"


def test_an_address_that_must_not_be_asked_is_never_tried_again() -> None:
    make_hook()

    actions.deliver_webhooks(send=Program(FetchRefused("not-public")), at=AT)

    assert (WebhookDelivery.objects.get().state, WebhookDelivery.objects.get().fault) == ("failed", "not-public")


def test_a_program_that_says_it_is_gone_is_not_told_any_more() -> None:
    make_hook()

    actions.deliver_webhooks(send=Program(410), at=AT)

    assert Webhook.objects.get().stopped_at == AT


def test_a_program_that_fails_again_and_again_is_stopped() -> None:
    hook = make_hook()
    for _number in range(5):
        actions.try_webhook(webhook=hook, at=AT)
    actions.deliver_webhooks(send=Program(*[FetchRefused("not-public")] * 6), at=AT)

    assert Webhook.objects.get().stopped_at == AT


@pytest.mark.parametrize("url", ["ftp://a.example/", "https://u:p@a.example/", "https://a.example:22/", "nonsense"])
def test_an_impossible_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add_webhook(url=url, by=make_user(), language="ko", at=AT)

    assert str(refusal.value.message)
    assert not Webhook.objects.exists()


def test_the_real_door_refuses_this_machine() -> None:
    user = make_user()
    hook = actions.add_webhook(url="http://127.0.0.1/", by=user, language="ko", at=AT)
    actions.try_webhook(webhook=hook, at=AT)

    actions.deliver_webhooks(at=AT)

    assert WebhookDelivery.objects.get().fault == "not-public"


def test_nobody_removes_or_reads_the_program_of_another(client) -> None:
    hook = make_hook()
    client.force_login(make_user())

    assert client.post(f"/notices/programs/{hook.code}/remove/").status_code == 404
    assert client.post(f"/notices/programs/{hook.code}/try/").status_code == 404
    assert hook.secret not in client.get("/notices/programs/").content.decode()
    client.force_login(hook.follower.user)
    assert hook.secret in client.get("/notices/programs/").content.decode()
    client.post(f"/notices/programs/{hook.code}/remove/")
    assert not Webhook.objects.exists()
