"""Where the index lies, who may write it, and how a new one takes its place.

`settings.SEARCH_INDEX` holds folders, one of which the file `current` names; naming another one is the whole switch.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from django.conf import settings

from madang.search.engine import IndexBusy, UnusableIndex
from madang.search.tantivy_backend import SCHEMA_VERSION, TantivyEngine

_open: dict[Path, TantivyEngine] = {}
_open_lock = RLock()


def home() -> Path:
    """The folder of all indexes."""
    return Path(settings.SEARCH_INDEX)


def current() -> Path | None:
    """The folder of the index in use, or None if there is none of this version."""
    try:
        name = (home() / "current").read_text().strip()
    except OSError:
        return None
    return home() / name if name.startswith(f"v{SCHEMA_VERSION}-") and "/" not in name else None


def open_current() -> TantivyEngine:
    """The engine over the index in use, one a process. Raises `UnusableIndex`."""
    path = current()
    if path is None:
        raise UnusableIndex("there is no index")
    with _open_lock:
        for other in [other for other in _open if other.parent == path.parent and other != path]:
            _open.pop(other).close()
        if path not in _open:
            _open[path] = TantivyEngine(path)
        return _open[path]


def close_all() -> None:
    """Let go of every index that this process has open."""
    with _open_lock:
        while _open:
            _open.popitem()[1].close()


@contextmanager
def locked(name: str, *, wait: bool = False) -> Iterator[None]:
    """Alone on this machine; the lock ends with the process. Raises `IndexBusy` unless it may `wait`."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy(name) from error
        yield


def new_folder() -> Path:
    """A folder for an index to be built beside the one in use; no name is ever used twice."""
    return home() / f"v{SCHEMA_VERSION}-{uuid.uuid4().hex[:12]}"


def switch_to(path: Path) -> None:
    """Put the index in `path` in use, at once and for good: a crash leaves the old one or the new one."""
    named = home() / "current.new"
    with named.open("w") as file:
        file.write(path.name)
        file.flush()
        os.fsync(file.fileno())
    named.replace(home() / "current")
    folder = os.open(home(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(*, keep: Path | None) -> None:
    """Remove every other index: replaced ones, and those whose building was cut short."""
    for path in home().glob("v*-*"):
        if path != keep and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def report_damage() -> None:
    """Ask the writer, in whatever process, to build the index anew."""
    home().mkdir(parents=True, exist_ok=True)
    (home() / "damaged").touch()


def is_damaged() -> bool:
    """Whether the index is missing, or a reader found it unusable."""
    return current() is None or (home() / "damaged").exists()


def forget_damage() -> None:
    (home() / "damaged").unlink(missing_ok=True)
