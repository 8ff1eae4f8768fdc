import sqlite3
import tarfile
from pathlib import Path

import pytest

from madang.portal.backup import Unrestorable, restore_backup, write_backup


@pytest.fixture
def site(tmp_path: Path) -> Path:
    data = tmp_path / "site"
    for name in ("files/private/aa/bb", "files/public/aa/bb", "ledger/tile/0"):
        (data / name).mkdir(parents=True)
    (data / "files/private/aa/bb/one").write_bytes(b"one")
    (data / "files/public/aa/bb/one").write_bytes(b"one")
    (data / "ledger/checkpoint").write_text("origin\n3\n")
    (data / "ledger-key").write_text("key")
    (data / "index").mkdir()
    with sqlite3.connect(data / "madang.sqlite3") as database:
        database.execute("create table t (n)")
        database.execute("insert into t values (7)")
    return data


def quiet(name: str) -> None:
    pass


def test_a_backup_brings_everything_back_into_an_empty_folder(site: Path, tmp_path: Path) -> None:
    archive, fresh = tmp_path / "b.tar.gz", tmp_path / "fresh"

    assert write_backup(site, archive, progress=quiet) == restore_backup(archive, fresh, progress=quiet) == 5

    assert (fresh / "ledger-key").read_text() == "key"
    assert (fresh / "files/public/aa/bb/one").read_bytes() == b"one"
    with sqlite3.connect(fresh / "madang.sqlite3") as database:
        assert database.execute("select n from t").fetchall() == [(7,)]
    assert archive.stat().st_mode & 0o077 == 0


def test_a_database_in_use_is_copied_whole(site: Path, tmp_path: Path) -> None:
    with sqlite3.connect(site / "madang.sqlite3") as database:
        database.execute("pragma journal_mode=wal")
        database.execute("insert into t values (8)")
        database.commit()
        write_backup(site, tmp_path / "b.tar.gz", progress=quiet)

    restore_backup(tmp_path / "b.tar.gz", tmp_path / "fresh", progress=quiet)

    with sqlite3.connect(tmp_path / "fresh/madang.sqlite3") as copy:
        assert copy.execute("select sum(n) from t").fetchone() == (15,)


def test_a_site_is_never_overwritten(site: Path, tmp_path: Path) -> None:
    write_backup(site, tmp_path / "b.tar.gz", progress=quiet)

    with pytest.raises(Unrestorable, match="not-empty"):
        restore_backup(tmp_path / "b.tar.gz", site, progress=quiet)


@pytest.mark.parametrize("fault", ["cut", "changed", "missing", "no backup"])
def test_a_faulty_archive_changes_nothing(site: Path, tmp_path: Path, fault: str) -> None:
    archive, fresh = tmp_path / "b.tar.gz", tmp_path / "fresh"
    write_backup(site, archive, progress=quiet)
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "open", filter="data")
    if fault == "cut":
        archive.write_bytes(archive.read_bytes()[:-200])
    elif fault == "no backup":
        archive.write_bytes(b"nothing")
    else:
        key = tmp_path / "open/ledger-key"
        key.write_text("other") if fault == "changed" else key.unlink()
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "open", arcname=".")

    with pytest.raises(Unrestorable):
        restore_backup(archive, fresh, progress=quiet)

    assert not list(fresh.iterdir())
