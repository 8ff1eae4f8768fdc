"""What the tests of crashes and concurrency run in processes of their own: steps such as `write:0,35 recover`."""

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connections, transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from madang.ledger import actions, published, sequencer  # noqa: E402
from madang.ledger.locks import LEASE_TIME  # noqa: E402
from madang.ledger.tests.making import make_draft  # noqa: E402

PAUSE = 0.002


def write(first: int, steps: int) -> None:
    """Record 5 entries in each of `steps` transactions, in two threads; undo every fifth."""

    def in_thread(offset: int) -> None:
        for step in range(steps):
            with transaction.atomic():
                actions.record_many([make_draft(first + offset + step * 5 + number) for number in range(5)])
                time.sleep(PAUSE)
                transaction.set_rollback(step % 5 == 4)
            time.sleep(PAUSE)
        connections.close_all()

    threads = [threading.Thread(target=in_thread, args=(offset,)) for offset in (0, 100_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def loop(seconds: float) -> None:
    """Sequence again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sequencer.sequence(now())


def recover() -> None:
    """Sequence what is left, when the lease of one that died has lapsed."""
    while sequencer.sequence(now() + 2 * LEASE_TIME + timedelta(seconds=1)):
        pass


def dying(function: Callable[..., Any], *, is_after: bool, turn: int = 1) -> Callable[..., Any]:
    """`function`, but the process dies, as by kill -9, before or after it is called for the `turn`th time."""
    left = turn

    def run(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and not is_after:
            os._exit(9)
        result = function(*arguments, **named)
        if left == 0:
            os._exit(9)
        return result

    return run


POINTS: dict[str, tuple[Any, str, bool, int]] = {
    "before-numbering": (sequencer, "number_entries", False, 1),
    "after-numbering": (sequencer, "number_entries", True, 1),
    "before-the-first-tile": (published.Published, "write", False, 1),
    "between-tiles": (published.Published, "write", True, 2),
    "after-the-tiles": (sequencer, "check_growth", False, 1),
    "before-the-head": (sequencer, "store_head", False, 1),
    "after-the-head": (sequencer, "store_head", True, 1),
    "before-the-checkpoint": (published.Published, "publish", False, 1),
    "after-the-checkpoint": (published.Published, "publish", True, 1),
}


def die(point: str) -> None:
    """Sequence, and die at the point."""
    owner, name, is_after, turn = POINTS[point]
    setattr(owner, name, dying(getattr(owner, name), is_after=is_after, turn=turn))
    sequencer.sequence(now())


COMMANDS: dict[str, Callable[[str], None]] = {
    "write": lambda text: write(*map(int, text.split(","))),
    "loop": lambda text: loop(float(text)),
    "recover": lambda _text: recover(),
    "die": die,
}

if __name__ == "__main__":
    for argument in sys.argv[1:]:
        name, _colon, text = argument.partition(":")
        COMMANDS[name](text)
