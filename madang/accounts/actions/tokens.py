"""Personal API tokens: shown once, kept as a hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from madang.accounts.actions.audit import note_event
from madang.accounts.models import ApiToken, AuditEvent, User
from madang.common.errors import Invalid, NotAllowed

PREFIX = "mdg_"
LONGEST = timedelta(days=365)
TOKENS_PER_PERSON = 20
USE_IS_NOTED_EVERY = timedelta(minutes=10)


def digest_of(key: str) -> str:
    """SHA-256 in hex. The key has 256 random bits, so a fast hash without salt is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, user: User, name: str, lasts: timedelta, by: User, at: datetime, ip: str | None = None
) -> tuple[ApiToken, str]:
    """A new token and its key, which nobody can read again.

    Raises `NotAllowed` for anybody but the person, `Invalid` for a nameless token, one that lasts longer than a year,
    or too many.
    """
    if by.pk != user.pk:
        raise NotAllowed(_("A token is made by the person who will use it."))
    if not name.strip():
        raise Invalid(_("Give the token a name, so that you know it again."), field="name")
    if not timedelta(0) < lasts <= LONGEST:
        raise Invalid(_("A token lasts from one day to one year."), field="days")
    User.objects.select_for_update().get(pk=user.pk)
    if user.api_tokens.filter(revoked_at=None, expires_at__gt=at).count() >= TOKENS_PER_PERSON:
        raise Invalid(_("You have {number} tokens. Revoke one first.").format(number=TOKENS_PER_PERSON))
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:100],
        start=key[:10],
        digest=digest_of(key),
        created_at=at,
        expires_at=at + lasts,
    )
    note_event(kind=AuditEvent.Kind.TOKEN_MADE, user=user, subject=str(token), ip=ip, at=at)
    return token, key


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime, ip: str | None = None) -> ApiToken:
    """End a token at once. Revoking it again changes nothing. Raises `NotAllowed` for anybody but its owner."""
    if token.user_id != by.pk:
        raise NotAllowed(_("This token belongs to somebody else."))
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        note_event(kind=AuditEvent.Kind.TOKEN_REVOKED, user=by, subject=str(token), ip=ip, at=at)
    return token


def note_token_use(*, token: ApiToken, at: datetime) -> None:
    """Remember when it was last used, to ten minutes, so that reading does not write each time."""
    if token.used_at is None or at - token.used_at >= USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
