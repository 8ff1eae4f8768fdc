"""Checking this site's ledger: its rows against its published files, and both against the signed checkpoint."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from madang.ledger.entries import content_of, digest_of, moment
from madang.ledger.installation import load_signer, site_files
from madang.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from madang.ledger.models import Entry, Head, Salt
from madang.ledger.notes import BadNote, Checkpoint, Verifier
from madang.ledger.verification import Broken, Bundle, Report, TreeCheck, Unreadable, unsigned_checkpoint

CHUNK = 2048


@dataclass(frozen=True)
class Row:
    """A numbered entry as the database has it. salts: (field, salt, value) of what has not been erased."""

    index: int
    code: UUID
    kind: str
    subject: str
    at: datetime
    text: str
    leaf: bytes
    salts: tuple[tuple[str, bytes, str], ...] = ()

    def problems(self) -> Iterator[Broken]:
        """What in this row contradicts itself."""
        if leaf_hash(self.text.encode()) != self.leaf:
            yield Broken("fingerprint-changed", self.index)
        try:
            content = content_of(self.text)
        except ValueError:
            yield Broken("entry-unreadable", self.index)
            return
        columns = {"code": str(self.code), "kind": self.kind, "subject": self.subject, "at": moment(self.at)}
        for name, value in columns.items():
            if content.get(name) != value:
                yield Broken("column-changed", self.index, name)
        commitments = content.get("personal", {})
        for field, salt, value in self.salts:
            if commitments.get(field) != digest_of(salt, value):
                yield Broken("personal-changed", self.index, field)


class Rows:
    """The numbered rows in order, asked for one by one."""

    def __init__(self) -> None:
        last = Entry.objects.aggregate(last=Max("index"))["last"]
        self.total = 0 if last is None else last + 1
        self._chunk: dict[int, Row] = {}
        self._end = 0

    def at(self, index: int) -> Row | None:
        """The row with this number; numbers must be asked for in order."""
        if index >= self._end:
            start, self._end = self._end, self._end + CHUNK
            self._chunk = {row.index: row for row in load_rows(start, self._end)}
        return self._chunk.get(index)


def load_rows(start: int, end: int) -> Iterator[Row]:
    """The rows numbered from `start` to before `end`, with their salts. Two queries."""
    salts: dict[int, list[tuple[str, bytes, str]]] = {}
    kept = Salt.objects.filter(entry__index__gte=start, entry__index__lt=end)
    for entry, field, salt, value in kept.values_list("entry_id", "field", "salt", "value"):
        salts.setdefault(entry, []).append((field, bytes(salt), value))
    found = Entry.objects.entered().filter(index__gte=start, index__lt=end)
    for index, pk, code, kind, subject, at, text, leaf in found.values_list(
        "index", "pk", "code", "kind", "subject", "at", "text", "leaf_hash"
    ):
        if index is not None:
            yield Row(index, code, kind, subject, at, text, bytes(leaf), tuple(salts.get(pk, ())))


@dataclass
class SiteCheck:
    """One walk over everything this site has of its ledger."""

    checkpoint: Checkpoint
    is_signed: bool
    head: Checkpoint
    rows: Rows
    frontier: Frontier
    broken: list[Broken]
    roots: dict[int, bytes]

    def row(self, index: int, bundle: Bundle | None = None) -> None:
        """Check the row with this number, by itself and against the published files."""
        row = self.rows.at(index)
        if row is None:
            self.broken.append(Broken("row-missing", index))
            return
        self.broken.extend(row.problems())
        leaf = leaf_hash(row.text.encode())
        self.frontier.append(leaf)
        if bundle:
            position = index - bundle.first
            is_published = bundle.leaves is None or bundle.leaves[position] == leaf
            is_bundled = bundle.entries is None or bundle.entries[position] == row.text.encode()
            if not (is_published and is_bundled):
                self.broken.append(Broken("row-changed", index))
        if index + 1 in (self.checkpoint.size, self.head.size):
            self.roots[index + 1] = self.frontier.root() if self.frontier.size == index + 1 else b""

    def conclude(self) -> Report:
        if not self.is_signed:
            self.broken.insert(0, Broken("checkpoint-signature", place="checkpoint"))
        fits = self.roots.get(self.checkpoint.size) == self.checkpoint.root
        if not fits:
            self.broken.append(Broken("root-mismatch", place="checkpoint"))
        if self.roots.get(self.head.size) != self.head.root:
            self.broken.append(Broken("head-mismatch", place=str(self.head.size)))
        if self.head.size < self.checkpoint.size:
            self.broken.append(Broken("head-behind", place=str(self.head.size)))
        return Report(self.frontier.size, self.frontier.root(), self.is_signed and fits, self.broken)


def trusted_key() -> tuple[Verifier, list[Broken]]:
    """The key that this site signs with; the published one where the private key is elsewhere.

    Also says if the two differ. Raises `Unreadable` if there is neither.
    """
    files = site_files()
    try:
        signer = load_signer()
        public = files.verifier()
    except FileNotFoundError:
        raise Unreadable(str(files.folder), "no-log")
    except (BadNote, UnicodeDecodeError):
        raise Unreadable(str(files.folder), "no-text")
    if signer is None:
        return public, []
    return signer.verifier, [Broken("key-changed", place="key")] if signer.verifier != public else []


def start_check() -> SiteCheck:
    """Read what is published and stored. Raises `Unreadable` before the first start, or if it makes no sense."""
    verifier, broken = trusted_key()
    files = site_files()
    head = Head.objects.first()
    size, root = (head.size, bytes(head.root)) if head else (0, EMPTY_ROOT)
    try:
        found = files.checkpoint(verifier)
        is_signed = True
    except (BadNote, UnicodeDecodeError):
        found, is_signed = unsigned_checkpoint(files.checkpoint_path.read_text(errors="replace")), False
    if found is None:
        raise Unreadable(str(files.checkpoint_path), "no-log")
    return SiteCheck(
        found, is_signed, Checkpoint(verifier.name, size, root), Rows(), Frontier(), broken, {0: EMPTY_ROOT}
    )


def check_site(*, begin: Callable[[int], Callable[[int], object]]) -> Report:
    """Check every numbered row, every published file, the head and the checkpoint of this site.

    begin: called with the number of entries, gives what is told how many have been checked since.
    Raises `Unreadable` if nothing has been published. Rows not numbered yet are not looked at.
    """
    check = start_check()
    end = max(check.rows.total, check.checkpoint.size, check.head.size)
    progress = begin(end)
    tree = TreeCheck(check.checkpoint.size, site_files().read)
    for bundle in tree.bundles():
        for index in range(bundle.first, bundle.first + bundle.width):
            check.row(index, bundle)
        progress(bundle.width)
    for index in range(check.checkpoint.size, end):
        check.row(index)
        progress(1)
    check.broken.extend(tree.broken)
    return check.conclude()
