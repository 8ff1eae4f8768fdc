"""Who counts legal periods, and so has to count again when a day off is decreed.

An app with open clocks registers a function in its `tasks` module:

    @recounts_clocks("disclosure.requests")
    def recount(on: date) -> int: ...

It is called by the worker after each change of the calendar, with the day that changed; it may be called twice, and
answers how many due days it moved. It tells the people concerned itself.
"""

from collections.abc import Callable
from datetime import date

Recount = Callable[[date], int]
_recounts: dict[str, Recount] = {}


def recounts_clocks(name: str) -> Callable[[Recount], Recount]:
    """Register a function that counts an app's open clocks again."""

    def register(function: Recount) -> Recount:
        _recounts[name] = function
        return function

    return register


def all_recounts() -> dict[str, Recount]:
    """Every registered recount, by name."""
    return dict(_recounts)
