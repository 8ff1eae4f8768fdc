"""`madang worker`: queued work, and the upkeep that apps registered: sequencer, index writer, nightly snapshots."""

import logging
import os
import signal
import socket
import threading
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from madang.common.enqueue import Periodic, all_periodic
from madang.common.processes import is_alive

logger = logging.getLogger("madang.worker")
HEARTBEAT_SECONDS = 5.0


class Command(BaseCommand):
    help = "Run queued work and upkeep until told to end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only-queue", action="store_true", help="queued work only; another worker does the upkeep"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ending = threading.Event()
        release_work_of_the_dead()
        threads = [] if options["only_queue"] else [upkeep_thread(job, ending) for job in all_periodic()]
        threads.append(threading.Thread(target=beat, args=(ending,), name="heartbeat", daemon=True))
        for thread in threads:
            thread.start()
        queue = QueueWorker(
            queue_names=["default"],
            interval=0.5,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:40]}:{os.getpid()}",
            excluded_queue_names=[],
        )

        def end(signum: int, frame: FrameType | None) -> None:
            ending.set()
            queue.running = False

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        queue.run()
        for thread in threads:
            thread.join(timeout=8)


def release_work_of_the_dead() -> None:
    """Work claimed on this machine by a process that is gone is queued again. Work is idempotent, so that is safe."""
    host = socket.gethostname()[:40]
    for claimed in DBTaskResult.objects.filter(status="RUNNING"):
        owner = claimed.worker_ids[-1] if claimed.worker_ids else ""
        name, _, pid = owner.rpartition(":")
        if name == host and pid.isdigit() and not is_alive(int(pid)):
            DBTaskResult.objects.filter(pk=claimed.pk, status="RUNNING").update(status="READY", started_at=None)


def upkeep_thread(job: Periodic, ending: threading.Event) -> threading.Thread:
    return threading.Thread(target=keep_up, args=(job, ending), name=job.name, daemon=True)


def keep_up(job: Periodic, ending: threading.Event) -> None:
    """Run a job again and again. A failure is logged and tried again later, ever more slowly, up to a minute."""
    failures = 0
    while not ending.wait(min(60.0, job.every * 2**failures)):
        close_old_connections()
        try:
            job.run()
            failures = 0
        except Exception:
            failures = min(failures + 1, 10)
            logger.exception("Upkeep %s failed", job.name)
    connections.close_all()


def beat(ending: threading.Event) -> None:
    """Touch the heartbeat file that the health page looks at."""
    path = Path(settings.DATA) / "worker-heartbeat"
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        if ending.wait(HEARTBEAT_SECONDS):
            return
