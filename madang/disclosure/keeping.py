"""Numbers that take long are kept with the moment of their counting; what is quick is counted anew each time."""

from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from django.core.cache import cache

QUICK = 0.5
"""Seconds: what takes less is not kept."""
KEPT_FOR = 7200
"""Seconds. The worker counts again every hour, so that readers do not wait."""
Value = TypeVar("Value")


def kept(key: str, count: Callable[[], Value], *, moment: datetime, anew: bool = False) -> tuple[datetime, Value]:
    """When it was counted, and what. moment: of asking. anew: count in any case."""
    found: tuple[datetime, Value] | None = None if anew else cache.get(key)
    if found is not None:
        return found
    begun = perf_counter()
    value = count()
    if perf_counter() - begun >= QUICK:
        cache.set(key, (moment, value), KEPT_FOR)
    return moment, value
