"""Numbering: rows become leaves, leaves a tree, the tree a signed checkpoint. Each step can be repeated.

1. Committed rows without a number get the next ones, in one transaction.
2. The tiles that these rows change are written from the rows, and synced.
3. The tiles must lead to the new root, and must show that the new tree begins with the published one.
4. The new head is stored; then the checkpoint is signed and published.
A process that dies anywhere leaves steps that the next run repeats from the rows, to the same bytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from madang.common.errors import Refusal
from madang.ledger.installation import load_signer, make_signer, site_files
from madang.ledger.locks import Hold, only_sequencer
from madang.ledger.merkle import EMPTY_ROOT, Frontier, consistency_proof, leaf_hash, range_root, verify_consistency
from madang.ledger.models import Entry, Head
from madang.ledger.notes import BadNote, Checkpoint, Signer
from madang.ledger.published import Published
from madang.ledger.tiles import (
    HASH_SIZE,
    WIDTH,
    BadTile,
    Tile,
    TileBuilder,
    TileHashes,
    levels,
    split_hashes,
)

BATCH = 4096


class LedgerHeld(Refusal):
    """Nothing is numbered or signed until a person has looked: signing on would fork the public record."""

    code = "ledger-held"
    default_message = _("The ledger is on hold.")


@dataclass
class Tree:
    """The tree that is being grown, with what signs and publishes it."""

    signer: Signer
    files: Published
    frontier: Frontier
    published: Checkpoint


def sequence(at: datetime) -> int:
    """Number up to `BATCH` committed entries and publish the checkpoint over them.

    Returns by how many entries the published tree grew; 0 also while another process is at it.
    Raises `LedgerHeld` where going on could contradict what has been published.
    """
    with only_sequencer(at=at) as hold, durable_commits():
        if hold is None:
            return 0
        tree = start(hold, at=at)
        refuse_if_contradicted(tree)
        number_entries(hold)
        grow(tree)
        if tree.frontier.size == tree.published.size:
            return 0
        check_growth(tree)
        store_head(tree, hold, at=at)
        tree.files.publish(checkpoint_of(tree), tree.signer)
        return tree.frontier.size - tree.published.size


@contextmanager
def durable_commits() -> Iterator[None]:
    """On SQLite, sync the write-ahead log at each commit: a checkpoint must never outlive the rows it speaks of."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=NORMAL")


def start(hold: Hold, *, at: datetime) -> Tree:
    """The tree as stored and as published; on the first start, with a new key and an empty checkpoint.

    Raises `LedgerHeld` if the key, the checkpoint or the head is missing or unreadable while another is there.
    """
    files = site_files()
    if files.hold_path.exists():
        raise LedgerHeld(_("The ledger is on hold: %(reason)s") % {"reason": files.hold_path.read_text().strip()})
    head = Head.objects.first()
    try:
        signer = load_signer()
        if signer is None and (head or files.checkpoint_path.exists()):
            raise LedgerHeld(_("The ledger's key is missing at %(path)s.") % {"path": settings.LEDGER_KEY})
        signer = signer or make_signer()
        published = files.checkpoint(signer.verifier)
    except BadNote as fault:
        raise LedgerHeld(_("The ledger's key or checkpoint cannot be used: %(fault)s.") % {"fault": fault})
    if head is None:
        return Tree(signer, files, Frontier(), first_checkpoint(signer, files, hold, at=at, published=published))
    if published is None:
        raise LedgerHeld(
            _("No checkpoint is in %(path)s, though one was published. Bring it back, or run: madang reconcile")
            % {"path": files.folder}
        )
    return Tree(signer, files, frontier_of(head), published)


def first_checkpoint(
    signer: Signer, files: Published, hold: Hold, *, at: datetime, published: Checkpoint | None
) -> Checkpoint:
    """Publish the empty tree, so that whatever comes later extends something public."""
    empty = Checkpoint(signer.name, 0, EMPTY_ROOT)
    if published is None:
        files.publish(empty, signer)
    elif published != empty:
        raise ahead(published.size, 0)
    with transaction.atomic():
        hold.check()
        Head.objects.create(pk=1, size=0, root=EMPTY_ROOT, frontier=b"", stored_at=at)
    return empty


def frontier_of(head: Head) -> Frontier:
    """Raises `LedgerHeld` if the stored head contradicts itself."""
    try:
        kept = bytes(head.frontier)
        frontier = Frontier(head.size, split_hashes(kept, len(kept) // HASH_SIZE))
    except ValueError:
        raise LedgerHeld(_("The stored head of the ledger is damaged. Run: madang verify"))
    if frontier.root() != bytes(head.root):
        raise LedgerHeld(_("The stored head of the ledger is damaged. Run: madang verify"))
    return frontier


def ahead(published: int, stored: int) -> LedgerHeld:
    return LedgerHeld(
        _(
            "The published checkpoint has %(published)d entries, the database %(stored)d: it is an older copy. "
            "Nothing will be signed until the missing entries are back. Run: madang reconcile"
        )
        % {"published": published, "stored": stored}
    )


def numbered_entries() -> int:
    """How many entries have a number, if none is missing."""
    last = Entry.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def refuse_if_contradicted(tree: Tree) -> None:
    """Raises `LedgerHeld` if the database is behind what is published, or says something else."""
    stored = min(tree.frontier.size, numbered_entries())
    if max(tree.published.size, tree.frontier.size) > stored:
        raise ahead(max(tree.published.size, tree.frontier.size), stored)
    if tree.published.size == tree.frontier.size and tree.published.root != tree.frontier.root():
        raise LedgerHeld(_("The stored head is not the one that was published. Run: madang verify"))


@transaction.atomic
def number_entries(hold: Hold) -> None:
    """Give the next numbers to committed entries that have none, in the order of their rows; at most `BATCH`.

    A row that commits late, with a lower key than others already numbered, gets its turn as soon as it is seen.
    """
    hold.check()
    table = connection.ops.quote_name(Entry._meta.db_table)
    number = connection.ops.quote_name("index")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {number} = waiting.number FROM ("  # noqa: S608 (names of ours only)
            f"SELECT id, %s + row_number() OVER (ORDER BY id) - 1 AS number FROM {table} WHERE {number} IS NULL "
            f"ORDER BY id LIMIT %s) AS waiting WHERE {table}.id = waiting.id",
            [numbered_entries(), BATCH],
        )


def grow(tree: Tree) -> None:
    """Append the numbered entries that the tree does not have yet, at most `BATCH`, and write the tiles they change.

    Raises `LedgerHeld` if a number or a tile is missing.
    """
    old = tree.frontier.size
    aligned = old - old % WIDTH
    rows = list(
        Entry.objects.filter(index__gte=aligned, index__lt=old + BATCH).order_by("index").values_list("index", "text")
    )
    if [index for index, _text in rows] != list(range(aligned, aligned + len(rows))):
        raise LedgerHeld(
            _("The numbers of entries from %(first)d on have a gap. Run: madang verify") % {"first": aligned}
        )
    if aligned + len(rows) == old:
        return
    texts = [text.encode() for _index, text in rows]
    builder = builder_at(tree, texts[: old - aligned])
    for text in texts[old - aligned :]:
        leaf = leaf_hash(text)
        tree.frontier.append(leaf)
        for tile, content in builder.append(text, leaf):
            tree.files.write(tile, content)
    for tile, content in builder.partial():
        if tile.level is None or builder.size >> (8 * tile.level) != old >> (8 * tile.level):
            tree.files.write(tile, content)


def builder_at(tree: Tree, bundle: list[bytes]) -> TileBuilder:
    """A builder that goes on where the tree ends. bundle: the entries of its partial bundle."""
    size = tree.frontier.size
    edge = [[leaf_hash(text) for text in bundle]]
    for level in levels(size)[1:]:
        count = size >> (8 * level)
        tile = Tile(level, count // WIDTH, count % WIDTH)
        edge.append(split_hashes(read_tile(tree, tile), tile.width) if tile.width else [])
    return TileBuilder(size, edge, bundle)


def read_tile(tree: Tree, tile: Tile) -> bytes:
    """Raises `LedgerHeld` if the tile is not there or damaged."""
    try:
        return tree.files.read(tile)
    except (FileNotFoundError, BadTile):
        raise LedgerHeld(
            _("The ledger's file %(path)s is missing or damaged. Run: madang reconcile") % {"path": tile.path}
        )


def check_growth(tree: Tree) -> None:
    """Raises `LedgerHeld` unless the tiles on disk lead to the new root, and from the published one to it."""
    size, root = tree.frontier.size, tree.frontier.root()
    hashes = TileHashes(size, lambda tile: read_tile(tree, tile))
    proof = consistency_proof(tree.published.size, size, hashes.node)
    if range_root(0, size, hashes.node) != root or not verify_consistency(
        tree.published.size, size, tree.published.root, root, proof
    ):
        raise LedgerHeld(
            _("The new tree of %(size)d entries does not extend the published one. Run: madang verify") % {"size": size}
        )


def checkpoint_of(tree: Tree) -> Checkpoint:
    return Checkpoint(tree.signer.name, tree.frontier.size, tree.frontier.root())


@transaction.atomic
def store_head(tree: Tree, hold: Hold, *, at: datetime) -> None:
    """Store the tree that the tiles now hold; nothing larger is ever published."""
    hold.check()
    Head.objects.filter(pk=1).update(
        size=tree.frontier.size,
        root=tree.frontier.root(),
        frontier=b"".join(tree.frontier.subtrees),
        stored_at=at,
    )
