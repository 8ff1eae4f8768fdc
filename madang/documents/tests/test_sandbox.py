"""A hostile file costs one child process, never the service."""

import json
import os
import struct
import sys
import time
from pathlib import Path

import pytest

from madang.documents import sandbox
from madang.documents.reading import Reason, refused
from madang.documents.sandbox import ReaderPool
from madang.documents.tests.builders import make_hwpx, paragraph

WORDS = "시설 사용 허가를 다음과 같이 알려 드립니다."


def child_that(does: str) -> list[str]:
    """A stand-in for the reader's process, speaking its protocol as badly as it is told."""
    code = f"import json, os, struct, sys, time\nread = lambda: sys.stdin.buffer.read(4)\n{does}"
    return [sys.executable, "-c", code]


@pytest.fixture
def bad_child(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def replace(does: str) -> None:
        real = sandbox.subprocess.Popen
        monkeypatch.setattr(sandbox.subprocess, "Popen", lambda _, **rest: real(child_that(does), **rest))

    return replace


def test_many_files_are_read_each_once(tmp_path: Path) -> None:
    paths = [make_hwpx(tmp_path / f"{number}", paragraph(f"{WORDS} {number}")) for number in range(12)]

    with ReaderPool(workers=2) as pool:
        readings = dict(pool.read_many(paths))

    assert {path.name: reading.text for path, reading in readings.items()} == {
        str(number): f"{WORDS} {number}" for number in range(12)
    }


def test_paths_are_drawn_only_as_fast_as_readings_are_taken(tmp_path: Path) -> None:
    path = make_hwpx(tmp_path / "file", paragraph(WORDS))
    drawn = []

    with ReaderPool(workers=1) as pool:
        readings = pool.read_many(drawn.append(number) or path for number in range(100))
        next(readings)
        time.sleep(0.3)
        readings.close()

    assert len(drawn) < 12


def test_an_error_of_the_list_of_paths_reaches_the_caller(tmp_path: Path) -> None:
    def paths():  # type: ignore[no-untyped-def]
        yield make_hwpx(tmp_path / "file", paragraph(WORDS))
        raise LookupError("no more")

    with ReaderPool(workers=2) as pool, pytest.raises(LookupError):
        list(pool.read_many(paths()))


def test_a_stalled_child_is_ended_and_its_file_refused(tmp_path: Path, bad_child) -> None:  # type: ignore[no-untyped-def]
    bad_child("while True: pass")

    with ReaderPool(workers=1, seconds=0.5) as pool:
        started = time.monotonic()
        reading = pool.read(tmp_path / "file")

    assert reading == refused("unknown", "reader-timeout", seconds=0)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "does",
    [
        "os.abort()",
        "sys.exit(0)",
        "sys.stdout.buffer.write(b'not an answer at all')",
        "os.write(1, struct.pack('>I', 2**32 - 1)); time.sleep(9)",
        "os.write(1, struct.pack('>I', 2) + b'[]')",
        "data = json.dumps({'type': 7}).encode(); os.write(1, 2 * (struct.pack('>I', len(data)) + data))",
    ],
)
def test_a_child_that_ends_or_answers_nonsense_is_a_reason(tmp_path: Path, bad_child, does: str) -> None:  # type: ignore[no-untyped-def]
    bad_child(does)

    with ReaderPool(workers=1) as pool:
        assert pool.read(tmp_path / "file").reasons == (Reason("reader-crashed"),)


def test_a_child_cannot_call_its_own_reading_read(tmp_path: Path, bad_child) -> None:  # type: ignore[no-untyped-def]
    """The state follows from the reasons, whatever a child claims."""
    answer = {
        "type": "txt",
        "state": "read",
        "reasons": [{"code": "script", "params": {}}],
        "text": "",
        "hidden": [],
        "readers": {},
        "pages": None,
        "metadata": {},
    }
    frame = struct.pack(">I", len(json.dumps(answer))) + json.dumps(answer).encode()
    bad_child(f"os.write(1, {frame + frame!r}); time.sleep(9)")

    with ReaderPool(workers=1) as pool:
        assert pool.read(tmp_path / "file").state == "held"


def test_after_a_killed_child_the_next_file_is_read(tmp_path: Path) -> None:
    path = make_hwpx(tmp_path / "file", paragraph(WORDS))

    with ReaderPool(workers=1) as pool:
        pool.read(path)
        os.kill(pool.workers[0].process.pid, 9)
        time.sleep(0.1)
        assert pool.read(path).state == "read"


def test_a_file_that_fills_the_memory_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    deep = make_hwpx(tmp_path / "wide", "<hp:p/>" * 3_000_000)
    path = make_hwpx(tmp_path / "file", paragraph(WORDS))

    with ReaderPool(workers=1, memory_mb=250) as pool:
        assert pool.read(deep).state == "refused"
        assert pool.read(path).state == "read"


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with ReaderPool(workers=1) as pool:
        assert pool.read(tmp_path / "missing").reasons == (Reason("not-a-file"),)
        assert pool.read(tmp_path / "pipe").reasons == (Reason("not-a-file"),)
        assert pool.read(tmp_path).reasons == (Reason("not-a-file"),)
