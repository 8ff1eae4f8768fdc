"""Personal links: to people on a closed list, and to an address that wants to answer an open call."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.common.errors import Invalid
from madang.ledger import actions as ledger
from madang.surveys.actions.answers import require_open
from madang.surveys.actions.preparing import NotPossibleNow
from madang.surveys.actions.running import lock, require_runner
from madang.surveys.models import Invitation, Survey
from madang.surveys.participants import digest_of, email_link, new_token

MOST_AT_ONCE = 2000
PAUSE = 10 * 60
"""Seconds between two links to one address."""


@transaction.atomic
def invite(*, survey: Survey, emails: Iterable[str], by: User | None, at: datetime) -> int:
    """Put addresses on the closed list and send each its personal link. Returns how many are new.

    An address that is on the list already gets nothing. The ledger notes how many were invited, not who.
    Raises `NotAllowed`, `NotPossibleNow`, `Invalid` with the first address that is none.
    """
    survey = lock(survey)
    actor = require_runner(by, survey.organisation, at=at)
    if not survey.is_list or survey.state != Survey.State.ANNOUNCED or at >= survey.closes_at:
        raise NotPossibleNow(_("People are invited to an announced survey with a closed list, until it closes."))
    wanted = checked_addresses(emails)
    there = set(survey.invitations.filter(email__in=wanted).values_list("email", flat=True))
    new = [email for email in wanted if email not in there]
    tokens = {email: new_token() for email in new}
    Invitation.objects.bulk_create(
        [Invitation(survey=survey, email=email, digest=digest_of(tokens[email])) for email in new], batch_size=200
    )
    for email in new:
        send(survey, email, tokens[email])
    survey.invited += len(new)
    survey.save(update_fields=["invited"])
    if new:
        facts = {"invited": len(new), "invited_in_all": survey.invited}
        ledger.record(kind="surveys.survey.invited", subject=survey.ref, by=actor, at=at, facts=facts)
    return len(new)


def checked_addresses(emails: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(email.strip().lower() for email in emails if email.strip()))
    if len(found) > MOST_AT_ONCE:
        raise Invalid(_("At most %(limit)d addresses at once.") % {"limit": MOST_AT_ONCE}, field="emails")
    for number, email in enumerate(found, 1):
        try:
            validate_email(email)
        except ValidationError as error:
            message = _("Address %(number)d, “%(email)s”, is no e-mail address.")
            raise Invalid(message % {"number": number, "email": email[:100]}, field="emails") from error
    return found


@transaction.atomic
def send_link(*, survey: Survey, email: str, at: datetime) -> None:
    """Send a link to an address that wants to answer an open call; nothing is kept of it but the letter.

    Silent where one was sent within ten minutes, so that nobody can flood an address. Raises `NotOpen`, `Invalid`.
    """
    require_open(survey, at=at)
    if survey.is_list:
        raise NotPossibleNow(_("Only people who were invited can answer this survey, by their personal link."))
    (address,) = checked_addresses([email]) or [""]
    if not address:
        raise Invalid(_("Give an e-mail address."), field="email")
    if cache.add(f"surveys:link:{digest_of(f'{survey.code}:{address}')}", 1, PAUSE):
        send(survey, address, email_link(survey, address))


def send(survey: Survey, email: str, word: str) -> None:
    """One letter with the link, in the language of the page or the site."""
    address = f"{settings.SITE_URL}{reverse('surveys:take', args=[survey.slug])}?link={word}"
    until = date_format(localtime(survey.closes_at), "DATETIME_FORMAT")
    body = _(
        "%(agency)s asks for your answer:\n%(title)s\n\n"
        "Your personal link, which works for one answer:\n%(address)s\n\n"
        "The survey closes on %(until)s. Your answer is kept apart from your address, and nobody can put the two "
        "together. If you did not expect this letter, ignore it."
    ) % {"agency": survey.organisation.name, "title": survey.title, "address": address, "until": until}
    EmailMessage(subject=survey.title, body=body, to=[email]).send()
