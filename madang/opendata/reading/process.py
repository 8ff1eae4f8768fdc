"""Start the child that reads a file, watch its clock, and take its answer; whatever happens, one child is the price."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

MOST_ANSWER = 200_000_000


@dataclass(frozen=True)
class Limits:
    """memory_mb: for the database in the child; the process may have two gigabytes more. seconds: by the clock."""

    memory_mb: int = 1024
    seconds: float = 600

    @staticmethod
    def for_file(path: Path, *, memory_mb: int = 1024) -> "Limits":
        """A minute, and one more for every 200 MB."""
        return Limits(memory_mb, 60 + path.stat().st_size / 200_000_000 * 60)


def read_file(
    path: Path,
    out: Path,
    *,
    name: str = "",
    options: dict[str, Any] | None = None,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] = lambda stage, share: None,
    with_store: bool = True,
) -> dict[str, Any]:
    """What became of the file: the result of `pipeline.read`, or `{"state": "refused", "reasons": [...]}`.

    out: an empty folder for the results. options: what a person says, see `docs/data-reading.md`.
    """
    said = options or {}
    stated = {
        key: said[key] for key in ("encoding", "delimiter", "quote", "header_rows", "skip", "sheet") if key in said
    }
    return run(
        {
            "task": "read",
            "path": str(path.absolute()),
            "name": name or path.name,
            "out": str(out.absolute()),
            "stated": stated,
            "types": said.get("types", {}),
            "aliases": said.get("aliases", {}),
            "drop_totals": bool(said.get("drop_totals")),
            "member": said.get("member", ""),
            "with_store": with_store,
        },
        limits or Limits.for_file(path),
        progress,
    )


def ask_file(path: Path, out: Path, *, sql: str, limits: Limits | None = None, limit: int = 10_000) -> dict[str, Any]:
    """`{columns, rows, truncated}`, or `{"state": "refused", "reasons": [...]}`."""
    asked = {"task": "query", "path": str(path.absolute()), "name": path.name, "out": str(out.absolute()), "sql": sql}
    return run({**asked, "limit": limit}, limits or Limits.for_file(path), lambda stage, share: None)


def run(request: dict[str, Any], limits: Limits, progress: Callable[[str, float], None]) -> dict[str, Any]:
    """Let a child of its own do the work. The child ends with its answer, with its time, or with this call."""
    request = {**request, "memory_mb": limits.memory_mb, "seconds": limits.seconds}
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "madang.opendata.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        assert child.stdin is not None
        child.stdin.write(json.dumps(request).encode())
        child.stdin.close()
        return listen(child, monotonic() + limits.seconds, limits, progress)
    except BrokenPipeError:
        return refused("reader-crashed")
    finally:
        end(child)


def listen(
    child: subprocess.Popen[bytes], deadline: float, limits: Limits, progress: Callable[[str, float], None]
) -> dict[str, Any]:
    """The child's lines until it has answered. They are untrusted: only JSON, and of limited length."""
    assert child.stdout is not None
    buffer = bytearray()
    while True:
        left = deadline - monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            return refused("reader-timeout", seconds=int(limits.seconds))
        some = os.read(child.stdout.fileno(), 1 << 20)
        if not some or len(buffer) > MOST_ANSWER:
            return refused("reader-crashed")
        buffer += some
        while (end_of_line := buffer.find(b"\n")) >= 0:
            line, buffer = bytes(buffer[:end_of_line]), buffer[end_of_line + 1 :]
            try:
                said = json.loads(line)
                if "refused" in said:
                    return refused(**said["refused"])
                if "result" in said:
                    return dict(said["result"])
                progress(str(said["stage"]), float(said["share"]))
            except (ValueError, KeyError, TypeError):
                return refused("reader-crashed")


def refused(code: str, **parameters: Any) -> dict[str, Any]:
    return {"state": "refused", "reasons": [{"code": code, **parameters}]}


def end(child: subprocess.Popen[bytes]) -> None:
    """End the child and all that it may have started, and wait for that."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout:
        child.stdout.close()
