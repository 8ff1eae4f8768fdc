"""Entering acts in the public record, and erasing what is personal in it."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger.canonical import Json
from madang.ledger.entries import SALT_SIZE, Composed, Draft, EntryTooLong, Personal, compose
from madang.ledger.merkle import leaf_hash
from madang.ledger.models import Entry, Salt
from madang.ledger.tiles import LARGEST_ENTRY

__all__ = ["Draft", "NothingToErase", "Personal", "erase", "personal", "record", "record_many"]
ERASED = "ledger.personal.erased"


class NothingToErase(Refusal):
    code = "nothing-to-erase"
    default_message = _("Nothing personal is kept for this entry under that name.")


def personal(value: str) -> Personal:
    """Mark a fact as personal or not public: only a salted hash of it enters the ledger."""
    return Personal(value)


def record(*, kind: str, subject: str, by: Actor, at: datetime, facts: Mapping[str, Json | Personal]) -> Entry:
    """Enter one act in the public record, with the caller's transaction: it is there if the act is.

    kind: what happened, in the past, like `disclosure.document.published`. subject: the ref it happened to.
    by: officials appear by office, citizens only by a salted hash. facts: public as they stand, except `personal(...)`.
    The entry has no number yet; the sequencer gives it within seconds. Raises `Invalid` if the facts are too long,
    `ValueError` for what no entry can say, `RuntimeError` outside a transaction.
    """
    (entry,) = record_many([Draft(kind=kind, subject=subject, by=by, at=at, facts=facts)])
    return entry


def record_many(drafts: Sequence[Draft]) -> list[Entry]:
    """Enter many acts at once, in their order; two inserts for all. Raises as `record` does, and then keeps none."""
    if not connection.in_atomic_block:
        raise RuntimeError("an act and its entry belong in one transaction; call this inside the action's")
    pairs = [_prepared(draft) for draft in drafts]
    entries = Entry.objects.bulk_create([entry for entry, _composed in pairs])
    Salt.objects.bulk_create(
        Salt(entry=entry, field=kept.field, salt=kept.salt, value=kept.value)
        for entry, (_unsaved, composed) in zip(entries, pairs, strict=True)
        for kept in composed.commitments
    )
    return entries


def _prepared(draft: Draft) -> tuple[Entry, Composed]:
    code = uuid.uuid4()
    try:
        composed = compose(draft, code=code, new_salt=lambda: secrets.token_bytes(SALT_SIZE))
    except EntryTooLong as too_long:
        raise Invalid(
            _("The public record of this act would have %(size)d bytes; an entry has room for %(limit)d.")
            % {"size": too_long.size, "limit": LARGEST_ENTRY}
        )
    entry = Entry(
        code=code,
        kind=draft.kind,
        subject=draft.subject,
        at=draft.at,
        text=composed.text,
        leaf_hash=leaf_hash(composed.text.encode()),
    )
    return entry, composed


@transaction.atomic
def erase(*, entry: Entry, by: Actor, at: datetime, field: str | None = None) -> Entry:
    """Destroy what the commitments of an entry stand for: one field's salt and value, or all of them.

    The entry, its hash and every proof stay valid; nobody can show any more what was committed to. The erasure itself
    is entered too; returns that entry. Raises `NotAllowed` unless an office acts, `NothingToErase` if nothing is kept.
    """
    if by.office is None:
        raise NotAllowed
    kept = Salt.objects.select_for_update().filter(entry=entry)
    if field is not None:
        kept = kept.filter(field=field)
    if not (fields := sorted(kept.values_list("field", flat=True))):
        raise NothingToErase
    kept.delete()
    return record(kind=ERASED, subject=entry.ref, by=by, at=at, facts={"fields": fields})
