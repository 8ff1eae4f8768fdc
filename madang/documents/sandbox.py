"""Files are read in long-lived child processes that have no database, no network and little memory.

A file that crashes, fills or stalls its reader costs one child process, which is replaced, and gets a reason.
"""

import json
import os
import queue
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from madang.documents.reading import Reading, from_json, refused

FRAME_LIMIT = 150_000_000
"""Bytes of one answer."""
FILES_PER_WORKER = 5_000
"""A child is replaced after so many files, so that what a library leaks does not add up."""
RECYCLING = frozenset({"memory-exhausted", "reader-failed", "too-deep"})
"""Reasons after which the child that gave them is not trusted with another file."""


Results = queue.Queue[tuple[Path, Reading] | BaseException | None]
"""None: a thread is done."""


class Stalled(Exception):
    """The child did not answer in time."""


class Crashed(Exception):
    """The child ended, or answered nonsense."""


class Worker:
    """One child process; started on first use, and again after every failure."""

    def __init__(self, *, memory_mb: int, seconds: float, module: str = "madang.documents.reader_worker") -> None:
        self.memory_mb = memory_mb
        self.seconds = seconds
        self.module = module
        self.process: subprocess.Popen[bytes] | None = None
        self.files = 0

    def read(self, path: Path) -> Reading:
        """The reading of one file; a failed child is a reason, never an exception."""
        kind = "unknown"
        process = self.start()
        deadline = monotonic() + self.seconds
        try:
            send(process, {"path": str(path.absolute()), "seconds": int(self.seconds) + 1}, deadline)
            kind = str(receive(process, deadline)["type"])
            reading = from_json(receive(process, deadline))
        except Stalled:
            self.stop()
            return refused(kind, "reader-timeout", seconds=int(self.seconds))
        except (Crashed, OSError, KeyError, TypeError, ValueError, AttributeError):
            self.stop()
            return refused(kind, "reader-crashed")
        self.files += 1
        if self.files >= FILES_PER_WORKER or any(reason.code in RECYCLING for reason in reading.reasons):
            self.stop()
        return reading

    def start(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module, no shell
                [sys.executable, "-I", "-m", self.module, str(self.memory_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
                start_new_session=True,
            )
            for pipe in (self.process.stdin, self.process.stdout):
                os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]  # both are pipes
        return self.process

    def stop(self) -> None:
        """End the child, if there is one, and wait for its end."""
        process, self.process, self.files = self.process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def wait(descriptor: int, event: int, deadline: float) -> None:
    """Raises `Stalled` if the pipe is not ready before the deadline."""
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(0.0, deadline - monotonic()) * 1000):
        raise Stalled


def send(process: subprocess.Popen[bytes], value: object, deadline: float) -> None:
    data = json.dumps(value).encode()
    left = struct.pack(">I", len(data)) + data
    descriptor = process.stdin.fileno()  # type: ignore[union-attr]  # a pipe
    while left:
        wait(descriptor, select.POLLOUT, deadline)
        left = left[os.write(descriptor, left) :]


def receive(process: subprocess.Popen[bytes], deadline: float) -> Any:
    """The next value that the child answers. It is untrusted: only JSON, and of limited length."""
    return json.loads(receive_frame(process, deadline))


def receive_frame(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """The bytes that the child answers next, of limited length."""
    descriptor = process.stdout.fileno()  # type: ignore[union-attr]  # a pipe
    length = struct.unpack(">I", receive_bytes(descriptor, 4, deadline))[0]
    if length > FRAME_LIMIT:
        raise Crashed
    return receive_bytes(descriptor, length, deadline)


def receive_bytes(descriptor: int, length: int, deadline: float) -> bytes:
    received = bytearray()
    while len(received) < length:
        wait(descriptor, select.POLLIN, deadline)
        some = os.read(descriptor, min(length - len(received), 1 << 20))
        if not some:
            raise Crashed
        received += some
    return bytes(received)


class ReaderPool:
    """Reads files in `workers` child processes, each with `memory_mb` megabytes and `seconds` for one file.

    Safe to use from several threads. Use it as a context manager; leaving it ends the children.
    """

    def __init__(self, workers: int = 2, memory_mb: int = 1024, seconds: float = 20) -> None:
        self.workers = [Worker(memory_mb=memory_mb, seconds=seconds) for _ in range(workers)]
        self.idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self.workers:
            self.idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children. Waits for files that are being read."""
        for _ in self.workers:
            self.idle.get().stop()
        for worker in self.workers:
            self.idle.put(worker)

    def read(self, path: Path) -> Reading:
        """The reading of one file. Waits for an idle child; never raises for the file's sake."""
        worker = self.idle.get()
        try:
            return worker.read(path)
        finally:
            self.idle.put(worker)

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading]]:
        """Readings as they are finished, not in the order of `paths`.

        `paths` is drawn from only as fast as results are taken: at most a few per child wait for their reader.
        """
        waiting, stopping = iter(paths), threading.Event()
        drawing = threading.Lock()
        results: Results = queue.Queue(4 * len(self.workers))

        def work() -> None:
            try:
                while not stopping.is_set():
                    with drawing:
                        path = next(waiting, None)
                    if path is None:
                        break
                    results.put((path, self.read(path)))
                results.put(None)
            except BaseException as error:  # the iterable may raise; its error belongs to the caller
                results.put(error)

        threads = [threading.Thread(target=work, daemon=True) for _ in self.workers]
        for thread in threads:
            thread.start()
        try:
            yield from drain(results, len(threads))
        finally:
            stopping.set()
            while any(thread.is_alive() for thread in threads):
                discard(results)


def drain(results: Results, threads: int) -> Iterator[tuple[Path, Reading]]:
    """Results until every thread has said that it is done. Raises what a thread raised."""
    while threads:
        result = results.get()
        if result is None:
            threads -= 1
        elif isinstance(result, BaseException):
            raise result
        else:
            yield result


def discard(results: Results) -> None:
    """Make room for threads that wait to hand over a result nobody wants any more."""
    try:
        results.get(timeout=0.05)
    except queue.Empty:
        return
