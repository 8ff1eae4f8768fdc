"""Outgoing mail is first kept, then sent: nothing is lost when the mail server is away."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from madang.notices.actions import keep_message


class OutboxBackend(BaseEmailBackend):
    """Keeps every message in the outbox, within the caller's transaction. The worker delivers it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len([keep_message(message) for message in email_messages if message.recipients()])
