"""Upkeep: the outbox is delivered and, in the end, forgotten."""

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.utils.timezone import now

from madang.common.enqueue import periodic
from madang.notices import actions


@periodic("notices.deliver", every=5)
def deliver() -> None:
    """Hand due messages to the mail server, if `MADANG_MAIL_URL` names one."""
    if not settings.MAIL_IS_DELIVERED:
        return
    server = get_connection("django.core.mail.backends.smtp.EmailBackend")

    def send(message: EmailMessage) -> None:
        server.send_messages([message])

    try:
        actions.deliver_due(send=send, at=now())
    finally:
        server.close()


@periodic("notices.forget", every=24 * 60 * 60)
def forget() -> None:
    actions.forget_old_messages(at=now())
