"""What changes the index. Records are marked in the transaction that changes them; one writer follows the marks."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import F, Q

from madang.accounts.viewers import PUBLIC
from madang.search import location, registry
from madang.search.engine import Engine, IndexEntry, UnusableIndex
from madang.search.models import FAULTS_BEFORE_REST, Change, IndexState
from madang.search.tantivy_backend import TantivyEngine

log = logging.getLogger(__name__)
Progress = Callable[[int], object]
"""Told again and again how many more records were done."""
BATCH = 500
"""Changes applied with one commit of the index."""
KEPT = timedelta(days=2)
"""How long applied changes are kept: an index that is being rebuilt catches up by them."""
OVERLAP = timedelta(minutes=1)


def mark_changed(refs: Sequence[str]) -> None:
    """Have the index look again at these records, once the caller's transaction has been committed."""
    Change.objects.bulk_create([Change(ref=ref) for ref in dict.fromkeys(refs)], batch_size=1_000)


def apply_changes(*, at: datetime) -> int:
    """Bring one batch of marked changes into the index, oldest first. Returns how many; 0 when nothing is left.

    The changes are marked as done after the index has been committed: after a crash they are applied again, to the same
    effect. A missing or damaged index is rebuilt first. Raises `IndexBusy` while another process writes.
    """
    if not location.is_damaged() and not Change.objects.pending().exists():
        return 0
    with location.locked("writer"):
        try:
            engine = open_or_rebuild(at=at)
            pending = list(Change.objects.pending()[:BATCH])
            failed = write(engine, [change.ref for change in pending])
            generation = engine.commit()
        except UnusableIndex:
            location.report_damage()
            raise
        finish(pending, failed, at=at)
        IndexState.objects.update_or_create(name="public", defaults={"generation": generation, "written_at": at})
    return len(pending)


@transaction.atomic
def finish(pending: Sequence[Change], failed: set[str], *, at: datetime) -> None:
    """Mark changes as done; those of failed refs are tried again, a few times."""
    Change.objects.filter(pk__in=[change.pk for change in pending if change.ref not in failed]).update(done_at=at)
    again = [change.pk for change in pending if change.ref in failed]
    Change.objects.filter(pk__in=again).update(faults=F("faults") + 1)


def write(engine: Engine, refs: Iterable[str]) -> set[str]:
    """Index the refs that are public now and remove the others, uncommitted. Returns those that failed to load."""
    failed: set[str] = set()
    for kind, of in registry.by_kind(dict.fromkeys(refs)).items():
        entries = load(kind, of, failed)
        public = registry.visible_refs(PUBLIC, [entry.ref for entry in entries])
        shown = [entry for entry in entries if entry.ref in public]
        engine.index(shown)
        engine.remove(set(of) - {entry.ref for entry in shown} - failed)
    return failed


def load(kind: str, refs: Sequence[str], failed: set[str]) -> list[IndexEntry]:
    """The entries of these refs. If one of them cannot be loaded, the others still are; it is added to `failed`."""
    found = registry.find_kind(kind)
    if found is None:
        return []
    try:
        return found.load(refs)
    except Exception:
        if len(refs) == 1:
            log.exception("search: %s cannot be loaded", refs[0])
            failed.add(refs[0])
            return []
    return [entry for ref in refs for entry in load(kind, [ref], failed)]


def open_or_rebuild(*, at: datetime) -> Engine:
    """The index in use; where it cannot be used, a new one from the database. The caller holds the writer's lock."""
    if not location.is_damaged():
        try:
            return location.open_current()
        except UnusableIndex as error:
            log.warning("search: the index cannot be used and is rebuilt: %s", error)
    with location.locked("rebuild"):
        take_over(fill(lambda _: None), started=at)
    return location.open_current()


def rebuild(*, at: datetime, progress: Progress) -> int:
    """Build the index anew from the database, beside the one in use, and switch when it has caught up.

    Search answers and follows changes meanwhile, from the old index; a rebuild that is cut short leaves that in use.
    progress: told how many refs were done. Returns the number of entries. Raises `IndexBusy` if a rebuild is going on.
    """
    with location.locked("rebuild"):
        location.sweep(keep=location.current())
        fresh = fill(progress)
        with location.locked("writer", wait=True):
            return take_over(fresh, started=at)


def fill(progress: Progress) -> TantivyEngine:
    """A new index in a folder of its own with everything that is public."""
    engine = TantivyEngine(location.new_folder(), create=True)
    for found in registry.all_kinds():
        for refs in in_batches(found.all_refs()):
            write(engine, refs)
            progress(len(refs))
    engine.commit()
    return engine


def take_over(fresh: TantivyEngine, *, started: datetime) -> int:
    """Apply to the new index what the old one has learned since, and put it in use. Returns its number of entries."""
    since = Change.objects.filter(done_at__gte=started - OVERLAP).order_by("pk").values_list("ref", flat=True)
    for refs in in_batches(since.iterator()):
        write(fresh, refs)
    generation = fresh.commit()
    entries = sum(1 for _ in fresh.digests())
    fresh.close()
    location.switch_to(fresh.path)
    location.forget_damage()
    location.sweep(keep=fresh.path)
    known = {"generation": generation, "written_at": started, "rebuilt_at": started, "entries": entries}
    IndexState.objects.update_or_create(name="public", defaults=known)
    return entries


def in_batches(refs: Iterable[str]) -> Iterator[list[str]]:
    """Lists of at most `BATCH` refs."""
    remaining = iter(refs)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@dataclass
class Drift:
    """Where index and database differ: refs that should be found and are not, the other way round, and old content."""

    entries: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def refs(self) -> list[str]:
        return [*self.missing, *self.extra, *self.stale]


def compare(*, at: datetime, progress: Progress) -> Drift:
    """Compare every entry of the index with the database, and mark what differs as changed, so that it is repaired.

    progress: told how many refs were done. What is still waiting to be applied is no drift. Raises `UnusableIndex`.
    """
    indexed = dict(location.open_current().digests())
    drift = Drift(entries=len(indexed))
    for found in registry.all_kinds():
        for refs in in_batches(found.all_refs()):
            entries = load(found.kind, refs, set())
            public = registry.visible_refs(PUBLIC, [entry.ref for entry in entries])
            for entry in entries:
                if entry.ref in public:
                    known = indexed.pop(entry.ref, None)
                    if known is None:
                        drift.missing.append(entry.ref)
                    elif known != entry.digest:
                        drift.stale.append(entry.ref)
            progress(len(refs))
    drift.extra = list(indexed)
    leave_out_recent(drift, since=at - OVERLAP)
    mark_changed(drift.refs)
    counts = {"missing": len(drift.missing), "extra": len(drift.extra), "stale": len(drift.stale)}
    known_now = {"checked_at": at, "entries": drift.entries, **counts}
    IndexState.objects.update_or_create(name="public", defaults=known_now)
    return drift


def leave_out_recent(drift: Drift, *, since: datetime) -> None:
    """Take from a drift what the writer is about to apply or has applied while the comparison went on."""
    recent: set[str] = set()
    for refs in in_batches(drift.refs):
        moving = Change.objects.filter(Q(done_at=None, faults__lt=FAULTS_BEFORE_REST) | Q(done_at__gte=since))
        recent |= set(moving.filter(ref__in=refs).values_list("ref", flat=True))
    for refs in (drift.missing, drift.extra, drift.stale):
        refs[:] = [ref for ref in refs if ref not in recent]


def forget_old_changes(*, at: datetime) -> int:
    """Delete the marks of changes that were applied long ago. Returns how many."""
    return Change.objects.filter(done_at__lt=at - KEPT).delete()[0]
