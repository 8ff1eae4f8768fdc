"""The outbox: keep a message with the caller's transaction, deliver it later, forget it in the end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import F

from madang.notices.models import OutboxMessage

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
"""How long to wait after each failed attempt. After the last, the message is given up: two days in all."""
LEASE = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)
PERMANENT = 500
State = OutboxMessage.State
Send = Callable[[EmailMessage], object]


class AttachmentsNotKept(ValueError):
    """The outbox keeps text and HTML; whoever wants to attach something sends its address instead."""


def keep_message(message: EmailMessage) -> OutboxMessage:
    """Write a message to the outbox; it exists if the caller's transaction does. Raises `AttachmentsNotKept`."""
    if message.attachments:
        raise AttachmentsNotKept(message.subject)
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
    return OutboxMessage.objects.create(
        sender=message.from_email,
        to=list(message.to),
        cc=list(message.cc),
        bcc=list(message.bcc),
        reply_to=list(message.reply_to),
        headers={str(name): str(value) for name, value in message.extra_headers.items()},
        subject=str(message.subject),
        body=str(message.body),
        html=html,
    )


def deliver_due(*, send: Send, at: datetime, limit: int = 100) -> int:
    """Send what is due, outside any transaction. Returns how many were sent.

    A message is leased first, so that two workers do not send it twice; one that dies in between leaves it to be sent
    again after the lease: at least once, never never.
    """
    sent = 0
    for pk in list(OutboxMessage.objects.due(at=at).order_by("queued_at", "pk").values_list("pk", flat=True)[:limit]):
        if message := lease(pk, at=at):
            sent += deliver(message, send=send, at=at)
    return sent


def lease(pk: int, *, at: datetime) -> OutboxMessage | None:
    """Claim one message for ten minutes; None if another worker has."""
    claimed = OutboxMessage.objects.due(at=at).filter(pk=pk)
    if not claimed.update(next_attempt_at=at + LEASE, attempts=F("attempts") + 1):
        return None
    return OutboxMessage.objects.get(pk=pk)


def deliver(message: OutboxMessage, *, send: Send, at: datetime) -> bool:
    """Send one leased message and write down what became of it. Whether it was sent."""
    try:
        send(as_email(message))
    except (SMTPException, OSError) as fault:
        is_final = is_permanent(fault) or message.attempts > len(PAUSES)
        message.state = State.FAILED if is_final else State.QUEUED
        message.next_attempt_at = None if is_final else at + PAUSES[message.attempts - 1]
        message.fault = name_of(fault)
        message.save(update_fields=["state", "next_attempt_at", "fault"])
        return False
    message.state, message.sent_at, message.next_attempt_at, message.fault = State.SENT, at, None, ""
    message.body = message.html = ""
    message.save(update_fields=["state", "sent_at", "next_attempt_at", "fault", "body", "html"])
    return True


def as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=message.sender,
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        reply_to=message.reply_to,
        headers=message.headers,
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    return email


def is_permanent(fault: Exception) -> bool:
    """Whether the server said that this message or its recipients will never do (5xx).

    Whatever else it says, of our password or address, is for us to mend, and the message waits.
    """
    if isinstance(fault, SMTPRecipientsRefused):
        return all(status >= PERMANENT for status, _text in fault.recipients.values())
    return isinstance(fault, SMTPDataError) and fault.smtp_code >= PERMANENT


def name_of(fault: Exception) -> str:
    """The kind of fault and its code. What servers write beside it may name people."""
    status = getattr(fault, "smtp_code", None) or getattr(fault, "errno", None)
    return f"{type(fault).__name__} {status}" if status else type(fault).__name__


@transaction.atomic
def forget_old_messages(*, at: datetime) -> int:
    """Delete messages written more than 30 days ago, and say how many. May run again at any time."""
    return OutboxMessage.objects.filter(queued_at__lt=at - KEPT_FOR).delete()[0]
