from datetime import UTC, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import Client

from madang.accounts.tests.factories import make_administrator, make_user
from madang.notices import actions
from madang.notices.models import OutboxMessage

pytestmark = pytest.mark.django_db
NOON = datetime(2100, 3, 2, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _real_outbox(settings) -> None:
    settings.EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"
    settings.DEMONSTRATION = False


def write(subject: str = "제목", body: str = "비밀 링크") -> OutboxMessage:
    send_mail(subject, body, None, ["citizen@example.org"])
    return OutboxMessage.objects.latest("pk")


class Server:
    """Takes mail, or raises what it was given."""

    def __init__(self, *faults: Exception) -> None:
        self.faults, self.taken = list(faults), []

    def __call__(self, message: EmailMessage) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(message)


def test_a_letter_of_a_refused_act_is_never_written() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_a_letter_arrives_as_it_was_written_and_its_text_is_erased() -> None:
    letter = EmailMultiAlternatives("제목", "본문", "from@example.org", ["a@example.org"], reply_to=["r@example.org"])
    letter.attach_alternative("<p>본문</p>", "text/html")
    letter.send()
    server = Server()

    assert actions.deliver_due(send=server, at=NOON) == 1
    assert actions.deliver_due(send=server, at=NOON) == 0

    (taken,) = server.taken
    assert (taken.subject, taken.body, taken.to) == ("제목", "본문", ["a@example.org"])
    assert taken.reply_to == ["r@example.org"]
    assert [(str(one), mimetype) for one, mimetype in taken.alternatives] == [("<p>본문</p>", "text/html")]
    kept = OutboxMessage.objects.get()
    assert (kept.state, kept.body, kept.html, kept.sent_at) == ("sent", "", "", NOON)


def test_a_letter_waits_longer_after_each_failure_and_is_given_up_in_the_end() -> None:
    write()
    server, at, waits = Server(*[SMTPServerDisconnected()] * 9), NOON, []
    for _attempt in range(20):
        actions.deliver_due(send=server, at=at)
        kept = OutboxMessage.objects.get()
        if kept.next_attempt_at is None:
            break
        waits.append(kept.next_attempt_at - at)
        at = kept.next_attempt_at

    assert kept.state == "failed"
    assert waits == actions.PAUSES
    assert kept.body == "비밀 링크"


def test_a_letter_is_not_tried_before_its_time() -> None:
    write()
    server = Server(ConnectionRefusedError(111, "refused"))

    actions.deliver_due(send=server, at=NOON)
    actions.deliver_due(send=server, at=NOON + timedelta(seconds=59))
    assert not server.taken
    actions.deliver_due(send=server, at=NOON + timedelta(seconds=60))

    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (SMTPRecipientsRefused({"citizen@example.org": (550, b"citizen@example.org unknown")}), "failed"),
        (SMTPRecipientsRefused({"citizen@example.org": (451, b"later")}), "queued"),
        (SMTPDataError(554, b"no"), "failed"),
        (SMTPAuthenticationError(535, b"our own password is wrong"), "queued"),
    ],
)
def test_only_what_can_never_be_delivered_is_given_up_at_once(fault: Exception, state: str) -> None:
    write()

    actions.deliver_due(send=Server(fault), at=NOON)

    kept = OutboxMessage.objects.get()
    assert kept.state == state
    assert "citizen" not in kept.fault


def test_a_letter_that_a_worker_died_with_is_sent_after_the_lease() -> None:
    message = write()
    assert actions.lease(message.pk, at=NOON)
    server = Server()

    assert actions.lease(message.pk, at=NOON) is None
    actions.deliver_due(send=server, at=NOON + timedelta(minutes=9))
    assert not server.taken
    actions.deliver_due(send=server, at=NOON + actions.LEASE)

    assert len(server.taken) == 1


def test_one_letter_that_fails_does_not_hold_up_the_next() -> None:
    write("one")
    write("two")
    server = Server(SMTPDataError(554, b"no"))

    assert actions.deliver_due(send=server, at=NOON) == 1
    assert [message.subject for message in server.taken] == ["two"]


def test_attachments_are_refused_aloud_rather_than_lost() -> None:
    letter = EmailMessage("s", "b", None, ["a@example.org"], attachments=[("a.txt", "x", "text/plain")])

    with pytest.raises(actions.AttachmentsNotKept):
        letter.send()


def test_the_outbox_is_open_to_administrators_and_in_the_demonstration_alone(client: Client, settings) -> None:
    message = write()
    path = f"/notices/outbox/{message.code}/"

    assert client.get("/notices/outbox/").status_code == 302
    assert client.get(path).status_code == 403
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/notices/outbox/").status_code == 403
    client.force_login(make_administrator(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "비밀 링크" in client.get(path).content.decode()
    client.logout()
    settings.DEMONSTRATION = True
    assert "비밀 링크" in client.get(path).content.decode()


def test_where_a_mail_server_is_set_nobody_reads_the_text_on_the_site(client: Client, settings) -> None:
    settings.MAIL_IS_DELIVERED = True
    message = write()
    client.force_login(make_administrator(), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "비밀 링크" not in client.get(f"/notices/outbox/{message.code}/").content.decode()


def test_the_outbox_is_searched_by_recipient_and_subject(client: Client) -> None:
    write("처리 결과")
    client.force_login(make_administrator(), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "처리 결과" in client.get("/notices/outbox/?q=citizen@ex").content.decode()
    assert "처리 결과" in client.get("/notices/outbox/?q=처리").content.decode()
    assert "처리 결과" not in client.get("/notices/outbox/?q=nobody").content.decode()


def test_letters_are_forgotten_after_thirty_days() -> None:
    message = write()

    actions.forget_old_messages(at=message.queued_at + timedelta(days=29))
    assert OutboxMessage.objects.exists()
    actions.forget_old_messages(at=message.queued_at + timedelta(days=31))
    assert not OutboxMessage.objects.exists()
