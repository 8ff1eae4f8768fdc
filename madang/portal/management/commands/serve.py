"""`madang serve`: migrate, load the plans, and supervise a web and a worker process under one command."""

import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from madang.common.processes import free_port, put_on_record, running

RECORD = "serve.json"
RESTART_AFTER = 1.0
PATIENCE = 30.0
"""Seconds to wait for the first answer before the address is printed."""


def answers(address: str) -> bool:
    """Whether the site answers, waiting for it; its first page is drawn by then, so that nobody waits for that."""
    limit = monotonic() + PATIENCE
    while monotonic() < limit:
        try:
            with urlopen(address, timeout=PATIENCE):  # noqa: S310 -- our own address
                return True
        except HTTPError:
            return True
        except OSError:
            sleep(0.1)
    return False


def lacks_migrations(database: str) -> bool:
    """Whether any migration is still to be run. To ask takes a tenth of the time of `migrate` with nothing to do."""
    executor = MigrationExecutor(connections[database])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Command(BaseCommand):
    help = "Start the site: a web process and a worker process, restarted if one of them fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="if it is taken, the next free one is used")
        parser.add_argument("--demo", choices=["0", "1"], default=None, help="1: with the demonstration")
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, **options: Any) -> None:
        record = Path(settings.DATA) / RECORD
        if found := running(record):
            raise CommandError(
                f"The site runs already at http://{options['host']}:{found.port}/ (madang stop ends it)."
            )
        if options["demo"] is not None and (options["demo"] == "1") != settings.DEMONSTRATION:
            os.environ["MADANG_DEMO"] = options["demo"]
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - start anew with the setting changed
        port = free_port(options["port"], host=options["host"])
        if port != options["port"]:
            self.stdout.write(f"Port {options['port']} is taken; using {port}.")
        os.environ.setdefault("MADANG_SITE_URL", f"http://{options['host']}:{port}")
        self.prepare()
        put_on_record(record, port=port)
        try:
            Supervisor(self.commands(options["host"], port, options["threads"])).run(
                lambda: self.greet(options["host"], port, answers=answers(f"http://{options['host']}:{port}/"))
            )
        finally:
            record.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Bring the databases, static files, plans and the demonstration up to date."""
        for database in ("default", "secret"):
            if lacks_migrations(database):
                call_command("migrate", database=database, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("prepare")

    def commands(self, host: str, port: int, threads: int) -> dict[str, list[str]]:
        python, manage = sys.executable, str(Path(settings.ROOT) / "manage.py")
        web = [python, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--threads", str(threads)]
        web += [
            "--worker-class",
            "gthread",
            "--chdir",
            str(settings.ROOT),
            "--log-level",
            "warning",
            "--no-control-socket",
        ]
        return {"web": web, "worker": [python, manage, "worker"]}

    def greet(self, host: str, port: int, *, answers: bool) -> None:
        if not answers:
            self.stderr.write(f"The site does not answer after {PATIENCE:.0f} seconds; it is started again if it ends.")
        self.stdout.write(f"\nMadang is at http://{host}:{port}/  (English: http://{host}:{port}/en/)")
        if settings.DEMONSTRATION:
            self.stdout.write(f"Demonstration sign-ins, one click each: http://{host}:{port}/demonstration/")
        self.stdout.write(f"Its data is in {settings.DATA}. Ctrl-C or `make stop` ends it.")


class Supervisor:
    """Keeps processes running until told to end; then ends them and waits."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.ending = threading.Event()

    def run(self, on_start: Any) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        first, *others = self.commands
        self.start(first)
        on_start()  # the others begin when the first answers: at the same time, each would take twice as long
        for name in others:
            self.start(name)
        while not self.ending.wait(0.3):
            for name, child in list(self.children.items()):
                if child.poll() is not None and monotonic() - self.started[name] > RESTART_AFTER:
                    sys.stderr.write(f"The {name} process ended with {child.returncode}; starting it again.\n")
                    self.start(name)
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()

    def start(self, name: str) -> None:
        self.started[name] = monotonic()
        self.children[name] = subprocess.Popen(self.commands[name], start_new_session=True)  # noqa: S603 - our own commands

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.ending.set()
