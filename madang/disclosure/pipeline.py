"""From files to fates: receive, read in child processes, screen, judge; enter in short batches.

Reading and judging happen outside transactions; a batch of writes aims at 200 ms, so that nobody waits for bulk work.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from threading import Lock, current_thread, main_thread
from time import perf_counter

from django.db import DatabaseError, connections
from django.utils.timezone import localdate

from madang.common.actors import Actor
from madang.disclosure import actions
from madang.disclosure.entering import says_the_same
from madang.disclosure.metadata import Manifest, Metadata, file_key
from madang.disclosure.models import DatedRankRule, Document, Intake, IntakeFile
from madang.disclosure.ranks import Rank, RankRule
from madang.disclosure.sources import Source
from madang.disclosure.verdicts import Judged, Received, assess, known, refused
from madang.documents.reading import Reading, Reason
from madang.documents.sandbox import ReaderPool
from madang.documents.stores import private_files

RECEIVED_AT_ONCE = 64
BATCH_SECONDS = 0.2
BATCH_MOST = 200


@dataclass
class Stages:
    """Seconds spent in each stage by this process; the readers' own time is in the children."""

    receive: float = 0.0
    await_reading: float = 0.0
    judge: float = 0.0
    enter: float = 0.0


@dataclass
class Run:
    """One pass over the files of an intake. `clock` gives each batch its moment: only doors know the clock.

    pool: readers that outlive this run, for many small runs; without, the run has its own.
    """

    intake: Intake
    by: Actor
    clock: Callable[[], datetime]
    manifest: Manifest = field(default_factory=Manifest)
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    pool: ReaderPool | None = None
    on_files: Callable[[Sequence[IntakeFile]], object] = lambda files: None
    stages: Stages = field(default_factory=Stages)
    _rules: list[RankRule] = field(default_factory=list)
    _batch_size: int = 20

    def take_in(self, sources: Iterable[Source]) -> int:
        """Take in every source and enter its fate; the number of files. A second run completes an interrupted one."""
        self._rules = [rule.as_rule() for rule in DatedRankRule.objects.all()]
        total, batch = 0, list[Judged]()
        with nullcontext(self.pool) if self.pool else ReaderPool(workers=self.workers) as pool:
            for judged in self._judged(sources, pool):
                total += 1
                batch.append(judged)
                if len(batch) >= self._batch_size:
                    self._enter(batch)
                    batch = []
        if batch:
            self._enter(batch)
        return total

    def _judged(self, sources: Iterable[Source], pool: ReaderPool) -> Iterator[Judged]:
        """Every source's verdict, in the order in which the readers finish.

        The pool's threads draw the paths while this thread takes the readings; equal contents share one reading.
        """
        done: list[Judged] = []
        waiting: dict[Path, list[Received]] = defaultdict(list)
        taking = Lock()

        def unread() -> Iterator[Path]:
            source_files = iter(sources)
            while chunk := list(islice(source_files, RECEIVED_AT_ONCE)):
                received, settled = self._receive(chunk)
                done.extend(settled)
                for one in received:
                    path = private_files().path(one.sha256)
                    with taking:
                        waiting[path].append(one)
                        is_first = len(waiting[path]) == 1
                    if is_first:
                        yield path

        started = perf_counter()
        for path, reading in pool.read_many(unread()):
            self.stages.await_reading += perf_counter() - started
            yield from self._drain(done)
            with taking:
                sharing = waiting.pop(path)
            for one in sharing:
                yield self._assess(one, reading)
            started = perf_counter()
        yield from self._drain(done)

    @staticmethod
    def _drain(done: list[Judged]) -> Iterator[Judged]:
        while done:
            yield done.pop()

    def _receive(self, chunk: Sequence[Source]) -> tuple[list[Received], list[Judged]]:
        """Keep the originals; split into what must be read, and what is settled already."""
        started = perf_counter()
        settled = [
            refused(source.path, source.problem or Reason("not-a-file", {}))
            for source in chunk
            if source.problem or source.file is None
        ]
        files = [(source.path, source.file) for source in chunk if source.file and not source.problem]
        hashes = private_files().put_many([file for _path, file in files])
        received = [
            Received(path, sha256, private_files().size(sha256), self._metadata(path), self._has_fault(path))
            for (path, _file), sha256 in zip(files, hashes, strict=True)
        ]
        unknown, same = self._split_known(received)
        if current_thread() is not main_thread():
            connections.close_all()  # this is a thread of the pool, which nobody else closes connections for
        self.stages.receive += perf_counter() - started
        return unknown, settled + [known(one) for one in same]

    def _metadata(self, path: str) -> Metadata:
        """What the manifest says; where it is silent, the official's word for the whole run."""
        stated = self.manifest.rows.get(file_key(path)) or self.manifest.rows.get(file_key(path).rsplit("/", 1)[-1])
        stated = stated or Metadata()
        return Metadata(
            title=stated.title,
            number=stated.number,
            department=stated.department,
            rank=stated.rank or (Rank(self.intake.rank) if self.intake.rank else None),
            approved_on=stated.approved_on,
            retention=stated.retention,
            classification=stated.classification or self.intake.classification,
            items=stated.items,
            task=stated.task,
        )

    def _has_fault(self, path: str) -> bool:
        return bool({file_key(path), file_key(path).rsplit("/", 1)[-1]} & self.manifest.faulty_files)

    def _split_known(self, received: Sequence[Received]) -> tuple[list[Received], list[Received]]:
        """What was entered before with the same metadata needs no reading."""
        documents = Document.objects.filter(
            organisation=self.intake.organisation_id, identity__in={one.identity for one in received}
        ).prefetch_related("versions")
        there = {
            (document.identity, version.sha256): version
            for document in documents
            for version in document.versions.all()
        }
        unknown: list[Received] = []
        same: list[Received] = []
        for one in received:
            version = there.get((one.identity, one.sha256))
            (same if version and says_the_same(version, one.metadata) else unknown).append(one)
        return unknown, same

    def _assess(self, received: Received, reading: Reading) -> Judged:
        started = perf_counter()
        judged = assess(received, reading, received_on=localdate(self.clock()), rules=self._rules)
        self.stages.judge += perf_counter() - started
        return judged

    def _enter(self, batch: Sequence[Judged]) -> None:
        """Enter a batch; if it fails, one by one, so that only the faulty file is reported."""
        started = perf_counter()
        try:
            files = actions.enter_batch(intake=self.intake, judged=batch, by=self.by, at=self.clock())
        except DatabaseError:
            files = [file for one in batch for file in self._enter_alone(one)]
        took = perf_counter() - started
        self.stages.enter += took
        self._batch_size = max(1, min(BATCH_MOST, round(len(batch) * min(2.0, BATCH_SECONDS / max(took, 1e-6)))))
        self.on_files(files)

    def _enter_alone(self, one: Judged) -> list[IntakeFile]:
        try:
            return actions.enter_batch(intake=self.intake, judged=[one], by=self.by, at=self.clock())
        except DatabaseError as error:
            reason = Reason("could-not-be-entered", {"error": type(error).__name__})
            broken = refused(one.received.path, reason, sha256=one.received.sha256, size=one.received.size)
            return actions.enter_batch(intake=self.intake, judged=[broken], by=self.by, at=self.clock())
