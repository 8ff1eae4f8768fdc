"""Work for later, by registered name: actions enqueue names, tasks call actions, so there is no circle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_tasks import task as queue_task

_tasks: dict[str, Callable[..., object]] = {}
_periodic: dict[str, "Periodic"] = {}


@dataclass(frozen=True)
class Periodic:
    """Upkeep that the worker does again and again. `every`: seconds from the end of one run to the next."""

    name: str
    every: float
    run: Callable[[], object]


def task(name: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register a function as the work called `name`. It may run more than once, so it must be idempotent."""

    def register(function: Callable[..., object]) -> Callable[..., object]:
        _tasks[name] = function
        return function

    return register


def periodic(name: str, *, every: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register upkeep for the worker: the sequencer, the index writer, nightly snapshots."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _periodic[name] = Periodic(name, every, function)
        return function

    return register


def all_periodic() -> list[Periodic]:
    """All upkeep, by name."""
    return sorted(_periodic.values(), key=lambda found: found.name)


@queue_task()
def run_named(name: str, arguments: dict[str, Any]) -> None:
    """What the worker calls. Raises `KeyError` for a name that no app registered."""
    _tasks[name](**arguments)


def enqueue(name: str, **arguments: Any) -> None:
    """Do the work called `name` later. The request commits or rolls back with the caller's transaction.

    arguments: JSON values only. Raises `KeyError` at once if no app registered the name.
    """
    if name not in _tasks:
        raise KeyError(name)
    run_named.enqueue(name, arguments)
