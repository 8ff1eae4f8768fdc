"""One sequencer at a time, however many workers there are."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from madang.common.errors import Refusal
from madang.ledger.models import Lease

ADVISORY_KEY = 0x6D6164616E67  # "madang"
LEASE_NAME = "ledger.sequence"
LEASE_TIME = timedelta(seconds=4)
"""How long a sequencer that died keeps the others waiting, where the database does not notice its death."""


class LeaseLost(Refusal):
    """Another sequencer took over because this one was too slow; nothing of its step is kept."""

    code = "lease-lost"


class Hold:
    """The right to sequence. `check()` inside a transaction makes sure that it still holds when that commits."""

    def check(self) -> None:
        """Raises `LeaseLost`. On PostgreSQL there is nothing to ask: lock and transaction end with the connection."""


class LeaseHold(Hold):
    def __init__(self, holder: uuid.UUID) -> None:
        self.holder = holder

    def check(self) -> None:
        if not Lease.objects.select_for_update().filter(name=LEASE_NAME, holder=self.holder).exists():
            raise LeaseLost


@contextmanager
def only_sequencer(*, at: datetime, lasting: timedelta = LEASE_TIME) -> Iterator[Hold | None]:
    """The right to sequence, or None while somebody else has it. Never waits.

    lasting: how long to keep others out if this process dies, where the database does not notice that.
    """
    if connection.vendor == "postgresql":
        with _advisory_lock() as is_ours:
            yield Hold() if is_ours else None
        return
    hold = LeaseHold(uuid.uuid4())
    if not _take_lease(hold, at=at, until=at + lasting):
        yield None
        return
    try:
        yield hold
    finally:
        Lease.objects.filter(name=LEASE_NAME, holder=hold.holder).update(holder=None)


@contextmanager
def _advisory_lock() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])


@transaction.atomic
def _take_lease(hold: LeaseHold, *, at: datetime, until: datetime) -> bool:
    lease, _is_new = Lease.objects.select_for_update().get_or_create(name=LEASE_NAME, defaults={"until": at})
    if lease.holder is not None and lease.until > at:
        return False
    lease.holder, lease.until = hold.holder, until
    lease.save()
    return True
