"""Processes of this installation: which are alive, and their ends. Only processes that we started are ever ended."""

import json
import os
import signal
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep


@dataclass(frozen=True)
class Running:
    """A supervisor on record. started: the kernel's start time, so that a reused process id is not mistaken for it."""

    pid: int
    started: str
    port: int


def start_time(pid: int) -> str:
    """The kernel's start time of a process as text, or an empty string if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "alive" if not Path("/proc").exists() and is_alive(pid) else ""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def running(record: Path) -> Running | None:
    """The supervisor on record if it still runs, else None."""
    try:
        found = Running(**json.loads(record.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return found if start_time(found.pid) == found.started != "" else None


def put_on_record(record: Path, *, port: int) -> None:
    """Write this process down as the running supervisor."""
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(asdict(Running(os.getpid(), start_time(os.getpid()), port))))


def end(found: Running, *, seconds: float) -> bool:
    """Ask a supervisor to end; True once it has, False if it still runs after `seconds`."""
    os.kill(found.pid, signal.SIGTERM)
    limit = monotonic() + seconds
    while monotonic() < limit:
        if start_time(found.pid) != found.started:
            return True
        sleep(0.05)
    return False


def free_port(wanted: int, *, host: str, tries: int = 50) -> int:
    """`wanted`, or the next port that is free. Raises `OSError` if none of `tries` is."""
    for port in range(wanted, wanted + tries):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    msg = f"no port from {wanted} to {wanted + tries - 1} is free"
    raise OSError(msg)
