"""A writer that is killed at any moment costs nothing that was committed, and the next one goes on."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from madang.search import location
from madang.search.asking import read
from madang.search.engine import IndexEntry, Query
from madang.search.tantivy_backend import TantivyEngine

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys
from datetime import date
from pathlib import Path
from madang.search.engine import IndexEntry
from madang.search.tantivy_backend import TantivyEngine

engine = TantivyEngine(Path(sys.argv[1]), create=True)
for batch in range(10_000):
    codes = [f"{batch:06}-{place}" for place in range(20)]
    engine.index(
        IndexEntry(f"test:note:{code}", "test:note", code, "예산 " + code * 30, "/", "1", "ko", date(2014, 3, 2))
        for code in codes
    )
    engine.commit()
    print(batch, flush=True)
"""


def written_before_the_kill(path: Path, seconds: float) -> int:
    """Batches that a writer said it had committed before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.wait()
    return len([first, *rest])


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.01, 0.13, 0.31, 0.57, 1.1])
def test_a_writer_killed_at_any_moment_leaves_whole_batches(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "index"
    batches = written_before_the_kill(path, seconds)

    engine = TantivyEngine(path)
    total = engine.query(Query(asked=read("예산"))).total
    assert total in {batches * 20, (batches + 1) * 20}
    assert len(dict(engine.digests())) == total
    engine.index([IndexEntry("test:note:new", "test:note", "", "예산", "/", "1", "ko", date(2014, 3, 2))])
    engine.commit()
    assert engine.query(Query(asked=read("예산"))).total == total + 1
    engine.close()


LOCKED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.conf import settings
from pathlib import Path
settings.SEARCH_INDEX = Path(sys.argv[1])
from madang.search import location
with location.locked("writer"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_killed_writer_is_free_at_once(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", LOCKED, str(location.home())], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(location.IndexBusy), location.locked("writer"):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with location.locked("writer"):
        pass


def test_readers_see_what_another_process_commits(tmp_path: Path) -> None:
    reader = TantivyEngine(tmp_path / "index", create=True)
    assert reader.query(Query()).total == 0
    before = reader.query(Query()).generation

    written_before_the_kill(tmp_path / "index", 0.01)

    after = reader.query(Query(asked=read("예산")))
    assert after.total >= 20
    assert after.generation != before
    reader.close()


def test_a_rebuild_that_is_killed_leaves_the_old_index_in_use(tmp_path: Path) -> None:
    old = location.new_folder()
    engine = TantivyEngine(old, create=True)
    engine.index([IndexEntry("test:note:old", "test:note", "", "예산", "/", "1", "ko", date(2014, 3, 2))])
    engine.commit()
    engine.close()
    location.switch_to(old)

    half_built = location.new_folder()
    written_before_the_kill(half_built, 0.05)

    assert location.open_current().query(Query(asked=read("예산"))).total == 1
    location.sweep(keep=location.current())
    assert not half_built.exists()
    assert old.exists()
