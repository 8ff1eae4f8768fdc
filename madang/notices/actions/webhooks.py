"""Programs that are told: addresses are checked, payloads signed, failures tried again with growing pauses."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common import fetching
from madang.common.errors import Invalid, Refusal
from madang.notices import links
from madang.notices.actions.following import follower_of
from madang.notices.models import Event, Follower, Webhook, WebhookDelivery

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 600, 1440)]
LEASE = timedelta(minutes=5)
MOST = 5
GIVEN_UP_BEFORE_STOP = 5
LIMITS = fetching.Limits(size=64 * 1024, seconds=10)
State = WebhookDelivery.State
Send = Callable[[str, bytes, dict[str, str]], int]
REASONS = {
    "scheme": _("The address must begin with https:// or http://."),
    "no-address": _("This is not an address that can be asked."),
    "password-in-address": _("Leave user name and password out of the address; check our signature instead."),
    "port": _("Only the ports 80, 443, 8080 and 8443 are asked."),
    "not-public": _("This address leads into a private network, which Madang does not ask."),
    "no-such-host": _("There is no such host."),
}


class TooManyWebhooks(Refusal):
    code = "too-many-webhooks"
    default_message = _("You have five addresses already. Remove one first.")


@transaction.atomic
def add_webhook(*, url: str, by: User, language: str, at: datetime) -> Webhook:
    """Have an address told of whatever `by` follows. Adding it again changes nothing but lets it begin anew.

    Raises `Invalid` for an address that will never be asked, `TooManyWebhooks` beyond five.
    """
    try:
        parts = fetching.checked(url.strip(), LIMITS)
    except fetching.FetchRefused as refusal:
        raise Invalid(REASONS[refusal.code], field="url") from refusal
    follower = Follower.objects.select_for_update().get(pk=follower_of(by, language=language, at=at).pk)
    if found := follower.webhooks.filter(url=parts.geturl()).first():
        found.stopped_at, found.failures = None, 0
        found.save(update_fields=["stopped_at", "failures"])
        return found
    if follower.webhooks.count() >= MOST:
        raise TooManyWebhooks
    return Webhook.objects.create(follower=follower, url=parts.geturl()[:500], created_at=at)


@transaction.atomic
def remove_webhook(*, webhook: Webhook) -> None:
    webhook.delete()


@transaction.atomic
def try_webhook(*, webhook: Webhook, at: datetime) -> WebhookDelivery:
    """Send a test to an address, through the same door as everything else."""
    return WebhookDelivery.objects.create(webhook=webhook, event=None, next_attempt_at=at)


def send(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Post to an address that somebody named; the status of the answer. Raises `FetchRefused` or `FetchFailed`."""
    return fetching.fetch(url, method="POST", body=body, headers=headers, limits=LIMITS).status


def deliver_webhooks(*, send: Send = send, at: datetime, limit: int = 50) -> int:
    """Make the deliveries that are due, outside any transaction. Returns how many arrived."""
    due = WebhookDelivery.objects.filter(state=State.QUEUED, next_attempt_at__lte=at).order_by("next_attempt_at")
    return sum(deliver(pk, send=send, at=at) for pk in list(due.values_list("pk", flat=True)[:limit]))


def deliver(pk: int, *, send: Send, at: datetime) -> bool:
    """Claim one delivery, make it, and write down what became of it. Whether it arrived."""
    claimed = WebhookDelivery.objects.filter(pk=pk, state=State.QUEUED, next_attempt_at__lte=at)
    if not claimed.update(next_attempt_at=at + LEASE, attempts=F("attempts") + 1):
        return False
    delivery = WebhookDelivery.objects.select_related("webhook__follower", "event").get(pk=pk)
    body = payload(delivery, at=at)
    headers = {"Content-Type": "application/json", **signature(delivery, body, at=at)}
    status, fault, is_final = None, "", False
    try:
        status = send(delivery.webhook.url, body, headers)
    except fetching.FetchRefused as refusal:
        fault, is_final = refusal.code, True
    except fetching.FetchFailed as failure:
        fault = failure.code
    if status is not None and not 200 <= status < 300:
        fault, is_final = f"status-{status}", status == 410
    note_outcome(delivery, status=status, fault=fault, is_final=is_final, at=at)
    return not fault


@transaction.atomic
def note_outcome(delivery: WebhookDelivery, *, status: int | None, fault: str, is_final: bool, at: datetime) -> None:
    hook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
    if hook is None:
        return
    delivery.status, delivery.fault = status, fault
    if not fault:
        delivery.state, delivery.sent_at, delivery.next_attempt_at, hook.failures = State.SENT, at, None, 0
    elif is_final or delivery.attempts > len(PAUSES):
        delivery.state, delivery.next_attempt_at = State.FAILED, None
        hook.failures += 1
    else:
        delivery.next_attempt_at = at + PAUSES[delivery.attempts - 1]
    if hook.failures >= GIVEN_UP_BEFORE_STOP or status == 410:
        hook.stopped_at = at
    delivery.save(update_fields=["status", "fault", "state", "sent_at", "next_attempt_at"])
    hook.save(update_fields=["failures", "stopped_at"])


def payload(delivery: WebhookDelivery, *, at: datetime) -> bytes:
    """What is posted: JSON, UTF-8, every language of the site."""
    event = delivery.event
    if event is None:
        said: dict[str, object] = {"type": "notices.test", "timestamp": at.isoformat(), "data": {}}
    else:
        said = {"type": event.kind, "timestamp": event.at.isoformat(), "data": event_facts(event)}
    return json.dumps(said, ensure_ascii=False).encode()


def event_facts(event: Event) -> dict[str, object]:
    words = {code: event.worded(code) for code, _name in settings.LANGUAGES}
    return {
        "ref": event.about,
        "subjects": event.subjects,
        **{code: {**said, "url": links.absolute(said["url"])} for code, said in words.items()},
    }


def signature(delivery: WebhookDelivery, body: bytes, *, at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: HMAC-SHA256 over id, time and body."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(delivery.webhook.secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{delivery.code}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": str(delivery.code),
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
