"""Reading the public record. Every entry is public, so no viewer is asked for."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from madang.common.errors import Refusal
from madang.common.refs import make_ref, ref_kinds
from madang.ledger.installation import site_files
from madang.ledger.merkle import consistency_proof, inclusion_proof, range_root
from madang.ledger.models import Entry, EntryQuerySet, Salt
from madang.ledger.notes import BadNote, Checkpoint, open_checkpoint
from madang.ledger.proofs import Proof
from madang.ledger.tiles import BadTile, TileHashes

KINDS_KEPT = 60
"""Seconds for which the list of kinds may be old."""


class NotProvable(Refusal):
    """The published files that a proof is made of are missing or damaged."""

    code = "proof-unavailable"
    status = 503
    default_message = _("The ledger's published files cannot be read, so no proof can be made now.")


class NoSuchTree(Refusal):
    code = "no-such-tree"
    status = 422
    default_message = _("The log never had a tree of this size.")


@dataclass(frozen=True)
class Filters:
    """Which entries: by kind (or what it begins with), by day, by what they are about."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind or self.since or self.until or self.subject)


@dataclass(frozen=True)
class SignedCheckpoint:
    """What is published now: its content, and the note as signed."""

    checkpoint: Checkpoint
    note: str


def find_entries(filters: Filters) -> EntryQuerySet:
    """The entries that fit, newest first. `until` is a day included."""
    found = Entry.objects.newest_first()
    if filters.kind:
        found = found.filter(Q(kind=filters.kind) | Q(kind__startswith=f"{filters.kind}."))
    if filters.since:
        found = found.filter(at__gte=make_aware(datetime.combine(filters.since, time.min)))
    if filters.until:
        found = found.filter(at__lt=make_aware(datetime.combine(filters.until + timedelta(days=1), time.min)))
    if filters.subject:
        found = found.filter(about(filters.subject))
    return found


def about(words: str) -> Q:
    """Entries that a person may mean: a ref or its beginning, the code in a ref, an entry's own code or number."""
    words = words.strip()
    if ":" in words:
        return Q(subject__startswith=words)
    meant = Q(subject__in=[make_ref(kind, words) for kind in ref_kinds()])
    if (number := words.removeprefix("#")).isascii() and number.isdigit() and len(number) < 19:
        meant |= Q(index=int(number))
    with suppress(ValueError):
        meant |= Q(code=UUID(words))
    return meant


def kinds() -> list[str]:
    """The kinds of entries there are, by name; up to a minute old."""
    found: list[str] | None = cache.get("ledger.kinds")
    if found is None:
        found = list(Entry.objects.order_by("kind").values_list("kind", flat=True).distinct())
        cache.set("ledger.kinds", found, KINDS_KEPT)
    return found


def published() -> SignedCheckpoint | None:
    """What is published now, or None before the first start. Raises `NotProvable` if it is damaged."""
    files = site_files()
    try:
        note = files.note()
        return SignedCheckpoint(open_checkpoint(note, files.verifier()), note)
    except FileNotFoundError:
        return None
    except (BadNote, UnicodeDecodeError):
        raise NotProvable


def proof_of(entry: Entry) -> Proof | None:
    """The entry's place under the checkpoint published now; None while it is being entered. Raises `NotProvable`."""
    signed = published()
    if entry.index is None or signed is None or entry.index >= (size := signed.checkpoint.size):
        return None
    try:
        hashes = inclusion_proof(entry.index, size, TileHashes(size, site_files().read).node)
    except (FileNotFoundError, BadTile):
        raise NotProvable
    return Proof(entry.index, tuple(hashes), signed.note)


def consistency(first: int, second: int) -> list[bytes]:
    """The proof that the published log's tree of `second` entries begins with that of `first`.

    Raises `NoSuchTree` unless 0 <= first <= second <= published size, `NotProvable` if files are missing.
    """
    signed = published()
    if signed is None or not 0 <= first <= second <= signed.checkpoint.size:
        raise NoSuchTree
    size = signed.checkpoint.size
    try:
        return consistency_proof(first, second, TileHashes(size, site_files().read).node)
    except (FileNotFoundError, BadTile):
        raise NotProvable


def root_at(size: int) -> bytes | None:
    """The root of the log's tree of `size` entries; None while so many are not published. Raises `NotProvable`."""
    signed = published()
    if signed is None or not 0 <= size <= signed.checkpoint.size:
        return None
    try:
        return range_root(0, size, TileHashes(signed.checkpoint.size, site_files().read).node)
    except (FileNotFoundError, BadTile):
        raise NotProvable


def kept_fields(entry: Entry) -> set[str]:
    """The personal fields of an entry whose values have not been erased."""
    return set(Salt.objects.filter(entry=entry).values_list("field", flat=True))
