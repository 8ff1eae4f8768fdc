"""Crashes and concurrency, with real processes on a real database file or on PostgreSQL."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from madang.ledger.installation import site_files
from madang.ledger.merkle import consistency_proof, verify_consistency
from madang.ledger.notes import Checkpoint
from madang.ledger.tests.driver import POINTS
from madang.ledger.tiles import TileHashes

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WAIT = 120


@dataclass
class Site:
    """A database and a folder that several processes share."""

    environment: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *steps: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "madang.ledger.tests.driver", *steps]
        process = subprocess.Popen(command, cwd=settings.ROOT, env=self.environment)
        self.running.append(process)
        return process

    def run(self, *steps: str) -> int:
        return self.start(*steps).wait(WAIT)

    def verify(self) -> dict[str, Any]:
        command = [sys.executable, "manage.py", "verify", "--json"]
        done = subprocess.run(command, cwd=settings.ROOT, env=self.environment, capture_output=True, check=False)
        found: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == (1 if found["broken"] else 0)
        return found

    def checkpoint(self) -> Checkpoint | None:
        files = site_files()
        return files.checkpoint(files.verifier()) if files.key_path.exists() else None


def database_url() -> str:
    kept = connection.settings_dict
    return f"postgres://{kept['USER']}:{kept['PASSWORD']}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the ledger's tables."""
    folder = tmp_path_factory.mktemp("empty")
    command = [sys.executable, "manage.py", "migrate", "ledger", "-v", "0", "--skip-checks"]
    subprocess.run(command, cwd=settings.ROOT, env=os.environ | {"MADANG_DATA": str(folder)}, check=True)
    return folder / "madang.sqlite3"


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    environment = os.environ | {"MADANG_DATA": str(tmp_path)}
    if connection.vendor == "postgresql":
        environment["MADANG_DATABASE"] = database_url()
    else:
        shutil.copy(request.getfixturevalue("empty_database"), tmp_path)
    found = Site(environment)
    yield found
    for process in found.running:
        process.kill()
        process.wait()


def assert_extends(site: Site, earlier: list[Checkpoint]) -> None:
    """Every checkpoint that was ever seen is the beginning of the one now."""
    last = site.checkpoint()
    assert last
    hashes = TileHashes(last.size, site_files().read)
    for seen in earlier:
        proof = consistency_proof(seen.size, last.size, hashes.node)
        assert verify_consistency(seen.size, last.size, seen.root, last.root, proof)


@pytest.mark.parametrize("point", sorted(POINTS))
def test_a_sequencer_that_dies_anywhere_leaves_a_log_that_goes_on(site: Site, point: str) -> None:
    assert site.run("write:0,35", "recover") == 0
    before = site.checkpoint()
    assert before
    assert before.size == 280

    assert site.run("write:1000,35", f"die:{point}") == 9

    during = site.checkpoint()
    assert during
    assert during.size == (560 if point == "after-the-checkpoint" else 280)
    assert site.run("recover") == 0
    found = site.verify()
    assert (found["entries"], found["checkpoint_ok"], found["broken"]) == (560, True, [])
    assert_extends(site, [before, during])


def test_a_sequencer_killed_at_its_very_first_start_begins_again(site: Site) -> None:
    assert site.run("write:0,5", "die:after-the-checkpoint") == 9

    assert site.run("recover") == 0

    assert site.verify()["entries"] == 40


def test_writers_and_sequencers_at_once_lose_skip_and_fork_nothing(site: Site) -> None:
    sequencers = [site.start("loop:8") for _each in range(2)]
    writers = [site.start(f"write:{number * 1_000_000},50") for number in range(3)]

    assert [writer.wait(WAIT) for writer in writers] == [0, 0, 0]
    assert [one.wait(WAIT) for one in sequencers] == [0, 0]
    assert site.run("recover") == 0

    found = site.verify()
    assert (found["entries"], found["checkpoint_ok"], found["broken"]) == (3 * 2 * 40 * 5, True, [])


def test_sequencers_killed_among_writers_never_contradict_themselves(site: Site) -> None:
    writers = [site.start(f"write:{number * 1_000_000},100") for number in range(2)]
    seen: list[Checkpoint] = []
    for turn in range(6):
        victim = site.start(f"loop:{WAIT}")
        time.sleep(1.5 + turn * 0.13)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        if checkpoint := site.checkpoint():
            seen.append(checkpoint)

    assert [writer.wait(WAIT) for writer in writers] == [0, 0]
    assert site.run("recover") == 0

    found = site.verify()
    assert (found["entries"], found["checkpoint_ok"], found["broken"]) == (2 * 2 * 80 * 5, True, [])
    assert_extends(site, seen)
