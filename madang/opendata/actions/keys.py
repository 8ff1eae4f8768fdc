"""Keys for programs that read data: made, rotated and ended by the person whose they are."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.errors import Invalid, NotAllowed
from madang.opendata.models import DataKey

PREFIX = "mdgdata_"
DAILY_QUOTA = 100_000
KEYS_PER_PERSON = 20
OVERLAP = timedelta(days=7)
"""A rotated key works so long beside its successor."""


def digest_of(key: str) -> str:
    """SHA-256 in hex. The key has 192 random bits, so a fast hash without salt is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def make_key(*, user: User, name: str, by: User, at: datetime) -> tuple[DataKey, str]:
    """A new key, at work at once, and its text, which nobody can read again.

    Raises `NotAllowed` for anybody but the person, `Invalid` for a nameless key or too many.
    """
    own(user, by)
    name = name.strip()[:100]
    if not name:
        raise Invalid(_("Say what the key is for, so that you know it again."), field="name")
    User.objects.select_for_update().get(pk=user.pk)
    if DataKey.objects.filter(user=user, ends_at=None).count() >= KEYS_PER_PERSON:
        raise Invalid(_("You have %(number)s keys. End one first.") % {"number": KEYS_PER_PERSON}, field="name")
    return create(user, name, DAILY_QUOTA, at)


@transaction.atomic
def rotate_key(*, key: DataKey, by: User, at: datetime) -> tuple[DataKey, str]:
    """A new key in place of one that works on for a week. Raises `NotAllowed`, `Invalid` for one that ends already."""
    key = DataKey.objects.select_for_update().get(pk=key.pk)
    own(key.user, by)
    if key.ends_at is not None:
        raise Invalid(_("This key has been rotated or ended already."))
    successor, text = create(key.user, key.name, key.daily_quota, at)
    key.ends_at, key.successor = at + OVERLAP, successor
    key.save(update_fields=["ends_at", "successor"])
    return successor, text


@transaction.atomic
def end_key(*, key: DataKey, by: User, at: datetime) -> DataKey:
    """End a key at once. Ending it again changes nothing. Raises `NotAllowed` for anybody but its owner."""
    key = DataKey.objects.select_for_update().get(pk=key.pk)
    own(key.user, by)
    if key.works(at=at):
        key.ends_at = at
        key.save(update_fields=["ends_at"])
    return key


def own(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise NotAllowed(_("A key belongs to the person who uses it."))


def create(user: User, name: str, quota: int, at: datetime) -> tuple[DataKey, str]:
    text = PREFIX + secrets.token_urlsafe(24)
    key = DataKey.objects.create(
        user=user,
        name=name,
        start=text[:12],
        digest=digest_of(text),
        daily_quota=quota,
        created_at=at,
    )
    return key, text
