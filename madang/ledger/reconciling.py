"""Going on after a copy was restored: what has been published is the truth, and the database is brought up to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.common.errors import Refusal
from madang.ledger.entries import content_of
from madang.ledger.installation import load_signer, site_files
from madang.ledger.locks import Hold, only_sequencer
from madang.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from madang.ledger.models import Entry, Head
from madang.ledger.notes import BadNote, Checkpoint, Signer
from madang.ledger.published import Published
from madang.ledger.sequencer import durable_commits, numbered_entries
from madang.ledger.tiles import WIDTH, TileBuilder, split_entries, tile_of
from madang.ledger.verification import Folder, Source, signed_checkpoint, verify_copy

CHUNK = 2048
LONGEST = timedelta(minutes=15)


class CannotReconcile(Refusal):
    """The database and what was published contradict each other; nothing was changed."""

    code = "cannot-reconcile"


@dataclass(frozen=True)
class Reconciled:
    """size: entries that are published. brought_back: how many of them the database had lost."""

    size: int
    brought_back: int


Progress = Callable[[int], object]


def reconcile(*, source: Source | None, is_last: bool, at: datetime, progress: Progress) -> Reconciled:
    """Bring the database up to the largest checkpoint known, write the tiles anew, and let the sequencer go on.

    source: a copy of the log that may be ahead of this site's folder. is_last: somebody answers for it that nothing
    later than what is known here was ever published. Entries that the database lost come back from the published
    bundles, without what they kept of personal values. Raises `CannotReconcile`, `Unreadable`.
    """
    files = site_files()
    with only_sequencer(at=at, lasting=LONGEST) as hold, durable_commits():
        if hold is None:
            raise CannotReconcile(_("The ledger is being sequenced right now. Stop the worker first."))
        if (signer := load_signer()) is None:
            raise CannotReconcile(_("The ledger's key is missing. Bring it back from a backup first."))
        if source is None and not is_last and (files.hold_path.exists() or not files.checkpoint_path.exists()):
            raise CannotReconcile(
                _(
                    "Nobody but you can know whether entries were published after this copy was made. Give a copy of "
                    "the log with --from, or say --nothing-later if nothing was."
                )
            )
        known = known_checkpoint(files, signer)
        target, origin = latest(files, signer, source, known)
        lost = target.size - min(target.size, numbered_entries())
        if lost:
            bring_back(origin, target, signer, hold, progress)
        settle(files, signer, target, known, hold, at=at)
        files.hold_path.unlink(missing_ok=True)
        return Reconciled(target.size, lost)


def known_checkpoint(files: Published, signer: Signer) -> Checkpoint:
    """The checkpoint in this site's folder; the empty tree if there is none."""
    try:
        return files.checkpoint(signer.verifier) or Checkpoint(signer.name, 0, EMPTY_ROOT)
    except BadNote as fault:
        raise CannotReconcile(_("The checkpoint in this site's folder cannot be used: %(fault)s.") % {"fault": fault})


def latest(files: Published, signer: Signer, source: Source | None, known: Checkpoint) -> tuple[Checkpoint, Source]:
    """The larger of the checkpoints here and at the source, and where its entries are."""
    files.folder.mkdir(parents=True, exist_ok=True)
    if source is None:
        return known, Folder(files.folder)
    found, is_signed = signed_checkpoint(source, signer.verifier)
    if not is_signed:
        raise CannotReconcile(_("The checkpoint of that copy is not signed with this site's key."))
    return (found, source) if found.size > known.size else (known, Folder(files.folder))


def bring_back(source: Source, target: Checkpoint, signer: Signer, hold: Hold, progress: Progress) -> None:
    """Enter the published entries that the database does not have. Each batch is kept; running again goes on."""
    report = verify_copy(source, verifier=signer.verifier, progress=progress)
    if report.broken or report.root != target.root:
        raise CannotReconcile(_("That copy of the log is not whole, so no entry is taken from it. Run: madang verify"))
    have = numbered_entries()
    if root_over_rows(have) != root_over(bundled(source, target.size), have):
        raise CannotReconcile(_("The database has entries that are not the published ones. Run: madang verify"))
    batch: list[tuple[int, str]] = []
    for index, text in enumerate(bundled(source, target.size)):
        if index >= have:
            batch.append((index, text.decode()))
        if len(batch) == CHUNK or (batch and index == target.size - 1):
            enter(batch, hold)
            batch = []


def bundled(source: Source, size: int) -> Iterator[bytes]:
    """The entries in a log's bundles, in order."""
    for number in range(-(-size // WIDTH)):
        tile = tile_of(None, number, size)
        yield from split_entries(source.read(tile), tile.width)


def root_over(texts: Iterator[bytes], size: int) -> bytes:
    frontier = Frontier()
    for _position, text in zip(range(size), texts, strict=False):
        frontier.append(leaf_hash(text))
    return frontier.root()


def numbered_texts(size: int) -> Iterator[bytes]:
    """The texts of the first `size` numbered rows. Stops early where a number is missing."""
    for start in range(0, size, CHUNK):
        end = min(start + CHUNK, size)
        rows = list(
            Entry.objects.filter(index__gte=start, index__lt=end).order_by("index").values_list("index", "text")
        )
        if [index for index, _text in rows] != list(range(start, end)):
            return
        yield from (text.encode() for _index, text in rows)


def root_over_rows(size: int) -> bytes:
    return root_over(numbered_texts(size), size)


@transaction.atomic
def enter(batch: list[tuple[int, str]], hold: Hold) -> None:
    """Give published entries their rows: the one that still waits for its number, or a new one."""
    hold.check()
    codes = {UUID(content_of(text)["code"]): (index, text) for index, text in batch}
    waiting = list(Entry.objects.waiting().filter(code__in=codes))
    for row in waiting:
        row.index, text = codes.pop(row.code)
        if row.text != text:
            raise CannotReconcile(_("The database has entries that are not the published ones. Run: madang verify"))
    Entry.objects.bulk_update(waiting, ["index"])
    Entry.objects.bulk_create(entry_from(index, text) for index, text in codes.values())


def entry_from(index: int, text: str) -> Entry:
    """A row for an entry that is known only from its published text."""
    content = content_of(text)
    return Entry(
        code=UUID(content["code"]),
        index=index,
        kind=content["kind"],
        subject=content["subject"],
        at=datetime.fromisoformat(content["at"]),
        text=text,
        leaf_hash=leaf_hash(text.encode()),
    )


def settle(
    files: Published, signer: Signer, target: Checkpoint, known: Checkpoint, hold: Hold, *, at: datetime
) -> None:
    """Write every tile from the rows, store the head, publish the target. Raises `CannotReconcile` if rows differ."""
    for checkpoint in (known, target):
        if root_over_rows(checkpoint.size) != checkpoint.root:
            raise CannotReconcile(_("The database has entries that are not the published ones. Run: madang verify"))
    builder, frontier = TileBuilder(), Frontier()
    for text in numbered_texts(target.size):
        leaf = leaf_hash(text)
        frontier.append(leaf)
        for tile, content in builder.append(text, leaf):
            files.write(tile, content)
    for tile, content in builder.partial():
        files.write(tile, content)
    with transaction.atomic():
        hold.check()
        Head.objects.update_or_create(
            pk=1,
            defaults={
                "size": frontier.size,
                "root": frontier.root(),
                "frontier": b"".join(frontier.subtrees),
                "stored_at": at,
            },
        )
    files.publish(target, signer)
