import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from madang.ledger import sequencer
from madang.ledger.installation import site_files
from madang.ledger.locks import LEASE_TIME, only_sequencer
from madang.ledger.merkle import EMPTY_ROOT, leaf_hash, root_of
from madang.ledger.models import Entry, Head
from madang.ledger.notes import Checkpoint, Signer
from madang.ledger.published import Published
from madang.ledger.sequencer import LedgerHeld, sequence
from madang.ledger.tests.making import NOON, make_entries, make_log, sequence_all

pytestmark = pytest.mark.django_db


def published() -> Checkpoint:
    found = site_files().checkpoint(site_files().verifier())
    assert found
    return found


def expected_root() -> bytes:
    return root_of([leaf_hash(text.encode()) for text in Entry.objects.entered().values_list("text", flat=True)])


def assert_log_is_whole(size: int) -> None:
    assert list(Entry.objects.entered().values_list("index", flat=True)) == list(range(size))
    assert (published().size, published().root) == (size, expected_root())
    assert Head.objects.get().size == size


def test_the_first_start_makes_a_key_and_publishes_the_empty_tree() -> None:
    assert sequence(NOON) == 0

    assert (published().size, published().root) == (0, EMPTY_ROOT)
    assert published().origin == "127.0.0.1:8000/ledger"
    assert Path(settings.LEDGER_KEY).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600])
def test_entries_are_numbered_without_gaps_and_published(count: int) -> None:
    make_entries(count)

    assert sequence(NOON) == count

    assert_log_is_whole(count)


def test_a_growing_log_stays_whole_at_every_step() -> None:
    for first, more in [(0, 3), (3, 250), (253, 3), (256, 1), (257, 600), (857, 167)]:
        make_entries(more, first=first)
        assert sequence(NOON) == more
        assert_log_is_whole(first + more)


def test_nothing_new_leaves_the_checkpoint_alone() -> None:
    make_log(5)
    before = site_files().note()

    assert sequence(NOON) == 0

    assert site_files().note() == before


def test_more_than_a_batch_takes_several_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 100)
    make_entries(250)

    assert [sequence(NOON) for _turn in range(4)] == [100, 100, 50, 0]

    assert_log_is_whole(250)


def test_the_key_stays_when_the_site_moves() -> None:
    make_log(2)
    settings.LEDGER_ORIGIN = "elsewhere.example/ledger"

    make_entries(1, first=3)
    sequence_all()

    assert published().origin == "127.0.0.1:8000/ledger"
    assert_log_is_whole(3)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_commits_late_gets_its_number_all_the_same() -> None:
    """On PostgreSQL rows become visible out of the order of their keys; here the low keys appear last."""
    late, early = make_entries(2), make_entries(3, first=3)
    held_back = [entry.pk for entry in late]
    Entry.objects.filter(pk__in=held_back).update(index=None)
    rows = list(Entry.objects.filter(pk__in=held_back).values())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_salt WHERE entry_id IN (%s, %s)", held_back)
    Entry.objects.filter(pk__in=held_back).delete()
    sequence_all()

    Entry.objects.bulk_create(Entry(**row) for row in rows)
    sequence_all()

    assert [entry.code for entry in Entry.objects.entered()] == [entry.code for entry in [*early, *late]]
    assert_log_is_whole(5)


@pytest.mark.django_db(transaction=True)
def test_one_sequencer_keeps_the_other_out_without_waiting() -> None:
    make_entries(3)
    turns: list[int] = []

    def try_it() -> None:
        turns.append(sequence(NOON))
        connections.close_all()

    with only_sequencer(at=NOON) as hold:
        assert hold
        other = threading.Thread(target=try_it)
        other.start()
        other.join()

    assert turns == [0]
    assert not Entry.objects.entered().exists()
    sequence_all()
    assert_log_is_whole(3)


def test_a_lease_lapses_when_its_holder_has_died() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL frees the lock of a dead connection by itself")
    make_entries(1)
    with only_sequencer(at=NOON) as hold:
        assert hold
        assert sequence(NOON + LEASE_TIME / 2) == 0
        assert sequence(NOON + LEASE_TIME + timedelta(seconds=1)) == 1
        with pytest.raises(Exception, match="not possible"):
            hold.check()


def test_an_older_copy_of_the_database_signs_nothing() -> None:
    make_log(10)
    note = site_files().note()
    Head.objects.update(size=0, root=EMPTY_ROOT, frontier=b"")
    Entry.objects.update(index=None)
    make_entries(30, first=11)

    with pytest.raises(LedgerHeld, match="older copy"):
        sequence(NOON)

    assert site_files().note() == note
    assert not Entry.objects.entered().exists()


def test_an_empty_database_beside_a_published_log_signs_nothing() -> None:
    make_log(10)
    note = site_files().note()
    with connection.cursor() as cursor:
        for table in ("ledger_salt", "ledger_entry", "ledger_head"):
            cursor.execute(f"DELETE FROM {table}")
    make_entries(30)

    with pytest.raises(LedgerHeld, match="older copy"):
        sequence(NOON)

    assert site_files().note() == note


def test_a_head_rewritten_with_its_rows_is_not_signed() -> None:
    make_log(10)
    note = site_files().note()
    changed = Entry.objects.get(index=4)
    Entry.objects.filter(pk=changed.pk).update(text=changed.text.replace("test.thing", "test.thong"))
    forged = sequencer.Frontier()
    forged.extend(leaf_hash(text.encode()) for text in Entry.objects.entered().values_list("text", flat=True))
    Head.objects.update(root=forged.root(), frontier=b"".join(forged.subtrees))
    make_entries(1, first=11)

    with pytest.raises(LedgerHeld, match="not the one that was published"):
        sequence(NOON)

    assert site_files().note() == note


def test_a_row_changed_in_the_open_tile_is_not_signed() -> None:
    make_log(10)
    changed = Entry.objects.get(index=4)
    Entry.objects.filter(pk=changed.pk).update(text=changed.text.replace("test.thing", "test.thong"))
    make_entries(1, first=11)

    with pytest.raises(LedgerHeld, match="does not extend"):
        sequence(NOON)

    assert published().size == 10


def test_a_gap_in_the_numbers_is_not_signed() -> None:
    make_log(10)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_salt")
    Entry.objects.filter(index=4).delete()
    make_entries(1, first=11)

    with pytest.raises(LedgerHeld, match="gap"):
        sequence(NOON)


@pytest.mark.parametrize("missing", ["checkpoint", "tile/1/000.p/1"])
def test_a_missing_file_stops_the_sequencer_with_a_sentence(missing: str) -> None:
    make_log(300)
    (site_files().folder / missing).unlink()
    make_entries(300, first=301)

    with pytest.raises(LedgerHeld, match="madang reconcile"):
        sequence(NOON)

    assert Head.objects.get().size == 300


def test_a_missing_key_is_not_replaced_by_another() -> None:
    make_log(1)
    Path(settings.LEDGER_KEY).unlink()

    with pytest.raises(LedgerHeld, match="key is missing"):
        sequence(NOON)


def test_a_checkpoint_of_another_key_stops_the_sequencer() -> None:
    make_log(1)
    Path(settings.LEDGER_KEY).write_text(str(Signer("127.0.0.1:8000/ledger", bytes(32))))

    with pytest.raises(LedgerHeld, match="no known key"):
        sequence(NOON)


def test_a_ledger_on_hold_says_why_and_numbers_nothing() -> None:
    make_log(1)
    site_files().hold_path.write_text("restored from a copy\n")
    make_entries(1, first=2)

    with pytest.raises(LedgerHeld, match="restored from a copy"):
        sequence(NOON)

    assert Entry.objects.waiting().count() == 1


def test_a_smaller_checkpoint_never_replaces_a_larger_one(tmp_path: Path) -> None:
    files, signer = Published(tmp_path), Signer("test.example/ledger", bytes(32))
    files.publish(Checkpoint(signer.name, 5, bytes(32)), signer)

    files.publish(Checkpoint(signer.name, 4, bytes(32)), signer)

    checkpoint = files.checkpoint(signer.verifier)
    assert checkpoint
    assert checkpoint.size == 5


def test_partial_tiles_go_when_the_full_one_comes_and_are_cut_from_it() -> None:
    make_log(200)
    partial = site_files().read(sequencer.Tile(0, 0, 200))
    bundle = site_files().read(sequencer.Tile(None, 0, 200))

    make_entries(100, first=201)
    sequence_all()

    assert not (site_files().folder / "tile/0/000.p").exists()
    assert site_files().read(sequencer.Tile(0, 0, 200)) == partial
    assert site_files().read(sequencer.Tile(None, 0, 200)) == bundle


def test_files_cut_from_wider_partial_tiles_are_the_same() -> None:
    make_log(10)
    tile = sequencer.Tile(0, 0, 10)
    narrow = site_files().read(tile)
    make_entries(10, first=11)
    sequence_all()

    shutil.rmtree(site_files().folder / "tile/0/000.p/10", ignore_errors=True)
    (site_files().folder / tile.path).unlink(missing_ok=True)

    assert site_files().read(tile) == narrow
