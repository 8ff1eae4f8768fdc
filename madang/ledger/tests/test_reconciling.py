import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from madang.ledger.checking import check_site
from madang.ledger.installation import site_files
from madang.ledger.merkle import EMPTY_ROOT
from madang.ledger.models import Entry, Head, Salt
from madang.ledger.sequencer import LedgerHeld, sequence
from madang.ledger.tests.making import NOON, make_entries, make_log, sequence_all

pytestmark = pytest.mark.django_db


def return_to(kept: list[Entry], salts: list[Salt]) -> None:
    """Make the database what it was when these rows were copied."""
    with connection.cursor() as cursor:
        for table in ("ledger_salt", "ledger_entry", "ledger_head"):
            cursor.execute(f"DELETE FROM {table}")
    Entry.objects.bulk_create(kept)
    Salt.objects.bulk_create(salts)


def assert_whole(size: int) -> None:
    report = check_site(begin=lambda _total: lambda _step: None)
    assert (report.entries, report.checkpoint_ok, report.broken) == (size, True, [])
    note = site_files().note()
    assert note.splitlines()[1] == str(size)


@pytest.fixture
def ahead() -> list[Entry]:
    """A published log of 600 entries, and a database that was copied at 300 with 5 entries still waiting."""
    make_log(300)
    make_entries(5, first=301)
    rows, salts = list(Entry.objects.all()), list(Salt.objects.all())
    sequence_all()
    make_log(295)
    published = list(Entry.objects.entered())
    return_to(rows, salts)
    return published


def test_lost_entries_come_back_from_the_published_files(ahead: list[Entry]) -> None:
    with pytest.raises(LedgerHeld, match="older copy"):
        sequence(NOON)

    call_command("reconcile")

    assert [entry.text for entry in Entry.objects.entered()] == [entry.text for entry in ahead]
    assert Entry.objects.count() == 600
    assert_whole(600)


def test_the_log_goes_on_after_it_was_reconciled(ahead: list[Entry]) -> None:
    make_entries(3, first=9000)
    call_command("reconcile")

    sequence_all()

    assert_whole(603)


def test_what_a_copy_elsewhere_has_comes_back_too(ahead: list[Entry], tmp_path: Path) -> None:
    copied = shutil.copytree(site_files().folder, tmp_path / "mirror")
    shutil.rmtree(site_files().folder)

    call_command("reconcile", "--from", str(copied))

    assert_whole(600)
    assert len(ahead) == Entry.objects.entered().count()


def test_a_copy_that_was_tampered_with_gives_nothing_back(ahead: list[Entry]) -> None:
    bundle = site_files().folder / "tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(b"test.thing.done", b"test.thing.gone", 1))

    with pytest.raises(CommandError, match="not whole") as refused:
        call_command("reconcile")

    assert refused.value.returncode == 1
    assert Entry.objects.entered().count() == 300


def test_a_database_that_went_another_way_is_refused(ahead: list[Entry]) -> None:
    changed = Entry.objects.get(index=7)
    Entry.objects.filter(pk=changed.pk).update(text=changed.text.replace("2014", "2015"))

    with pytest.raises(CommandError, match="not the published ones"):
        call_command("reconcile")

    assert Entry.objects.entered().count() == 300


def test_a_copy_signed_by_another_is_refused(ahead: list[Entry], tmp_path: Path) -> None:
    copied = shutil.copytree(site_files().folder, tmp_path / "mirror")
    checkpoint = copied / "checkpoint"
    checkpoint.write_text(checkpoint.read_text().replace("\n600\n", "\n601\n"))

    with pytest.raises(CommandError, match="not signed with this site's key"):
        call_command("reconcile", "--from", str(copied))


def test_a_restored_ledger_goes_on_only_when_somebody_answers_for_it() -> None:
    make_log(10)
    site_files().hold_path.write_text("restored")

    with pytest.raises(CommandError, match="--nothing-later"):
        call_command("reconcile")
    assert site_files().hold_path.exists()
    call_command("reconcile", "--nothing-later")

    make_entries(1, first=11)
    sequence_all()
    assert_whole(11)


@pytest.mark.parametrize("path", ["tile/1/000.p/1", "tile/0/000", "tile/0/001.p/44", "tile/entries/000"])
def test_damaged_files_are_written_anew_from_the_rows(path: str) -> None:
    make_log(300)
    place = site_files().folder / path
    kept = place.read_bytes()
    place.write_bytes(b"damaged")

    call_command("reconcile")

    assert place.read_bytes() == kept
    assert_whole(300)


def test_a_head_that_was_lost_is_computed_anew() -> None:
    make_log(10)
    Head.objects.update(size=0, root=EMPTY_ROOT, frontier=b"")

    call_command("reconcile")

    assert_whole(10)
