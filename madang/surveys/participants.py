"""Who takes part, as far as the roll has to know: keyed hashes, from which nobody comes back without the site's key."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from madang.accounts.models import User
from madang.surveys.models import Survey

TOKEN_BYTES = 16
LINK_AGE = 60 * 60 * 24 * 7
"""Seconds for which a link to a confirmed e-mail address works: a week, or until the survey closes."""
_SALT = "madang.surveys.email-link"


@dataclass(frozen=True)
class Ticket:
    """The right to answer one survey once. keys: what the roll notes, each of them only once; may be several, because
    a person with an account and the same person by e-mail are one. known: keys under earlier secrets of the site.
    draft: under which name the draft is kept.
    """

    keys: tuple[str, ...]
    draft: str
    known: tuple[str, ...] = ()


def ticket_of_user(survey: Survey, user: User) -> Ticket:
    """Of somebody who is signed in: by account and by address."""
    return _ticket(survey, [f"person:{user.code}", f"email:{user.email.lower()}"], f"person:{user.code}")


def ticket_of_email(survey: Survey, email: str) -> Ticket:
    """Of somebody who has shown that they read this address; with the account that has it, if there is one."""
    address = email.strip().lower()
    user = User.objects.filter(email=address).first()
    identities = [f"email:{address}", *([f"person:{user.code}"] if user else [])]
    return _ticket(survey, identities, f"email:{address}")


def ticket_of_invitation(survey: Survey, token: str) -> Ticket | None:
    """Of somebody who holds a personal link; None if the link is no invitation to this survey."""
    digest = digest_of(token)
    if not survey.invitations.filter(digest=digest).exists():
        return None
    return _ticket(survey, [f"invitation:{digest}"], f"link:{token}")


def _ticket(survey: Survey, identities: Sequence[str], draft: str) -> Ticket:
    known = tuple(
        _keyed(secret, survey, identity) for secret in settings.SECRET_KEY_FALLBACKS for identity in identities
    )
    keys = tuple(_keyed(settings.SECRET_KEY, survey, identity) for identity in identities)
    return Ticket(keys, _keyed(settings.SECRET_KEY, survey, f"draft:{draft}"), known)


def _keyed(secret: str, survey: Survey, identity: str) -> str:
    message = f"madang.surveys:{survey.code}:{identity}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def new_token() -> str:
    """The secret of a personal link: 128 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_receipt() -> str:
    """80 random bits for a person to keep, in groups of four: `K7QX-2M4P-...`."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    drawn = "".join(secrets.choice(alphabet) for _ in range(16))
    return "-".join(drawn[place : place + 4] for place in range(0, 16, 4))


def email_link(survey: Survey, email: str) -> str:
    """A word for an address, which shows that whoever comes with it reads that mail."""
    return signing.dumps({"s": str(survey.code), "e": email.strip().lower()}, salt=_SALT)


def email_of_link(survey: Survey, word: str) -> str | None:
    """The address that a word was made for; None if it is of another survey, too old, or nobody's."""
    try:
        found = signing.loads(word, salt=_SALT, max_age=LINK_AGE)
    except signing.BadSignature:
        return None
    return str(found["e"]) if found.get("s") == str(survey.code) else None
