"""What the ledger's tests are made of."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from madang.common.actors import SYSTEM, Actor
from madang.ledger import actions
from madang.ledger.models import Entry
from madang.ledger.sequencer import BATCH, sequence

NOON = datetime(2014, 3, 3, 12, 0, tzinfo=UTC)
OFFICER = Actor(ref="accounts:person:11111111-1111-1111-1111-111111111111", office="records-officer@1741000")
CITIZEN = Actor(ref="accounts:person:22222222-2222-2222-2222-222222222222")


def make_draft(number: int = 1, *, kind: str = "test.thing.done", by: Actor = SYSTEM) -> actions.Draft:
    return actions.Draft(
        kind=kind,
        subject=f"test:thing:{number}",
        by=by,
        at=NOON + timedelta(minutes=number),
        facts={"number": number, "author": actions.personal(f"홍길동 {number}")},
    )


def make_entries(count: int, *, first: int = 1) -> list[Entry]:
    with transaction.atomic():
        return actions.record_many([make_draft(number) for number in range(first, first + count)])


def sequence_all(at: datetime = NOON) -> None:
    while sequence(at) >= BATCH:
        pass


def make_log(count: int) -> list[Entry]:
    """So many entries, numbered and published."""
    make_entries(count)
    sequence_all()
    return list(Entry.objects.entered())
