"""Upkeep: followers are told, letters and deliveries go out, and in the end everything is forgotten."""

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.utils.timezone import now

from madang.common.enqueue import periodic
from madang.notices import actions


@periodic("notices.tell", every=2)
def tell() -> None:
    """Notices of what happened, and the letters that are due."""
    actions.tell_waiting(at=now())
    actions.write_letters(at=now())


@periodic("notices.look", every=30)
def look() -> None:
    """Saved searches, once the index has changed."""
    actions.look_again(at=now())


@periodic("notices.call", every=5)
def call() -> None:
    """Programs that are told."""
    actions.deliver_webhooks(at=now())


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
    actions.forget_old_events(at=now())
    actions.forget_unconfirmed(at=now())
