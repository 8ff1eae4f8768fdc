"""The metric registry: what the portals can measure, by name, as functions of a date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise


@dataclass(frozen=True)
class Measurement:
    """A measured value and what it rests on.

    value: in the metric's unit; None when it cannot be computed, and then `reason` says why.
    numerator, denominator: counts behind a share; denominator is None for plain counts.
    records_url: the page that lists the records behind the number, on the same date.
    """

    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    records_url: str = ""
    reason: str | Promise = ""


@dataclass(frozen=True)
class Metric:
    """A registered metric. `measure(at=..., **parameters)` reads dated events, never a current-state column."""

    key: str
    unit: str
    title: str | Promise
    version: int
    measure: Callable[..., Measurement]


_metrics: dict[str, Metric] = {}


def metric(
    key: str, *, unit: str, title: str | Promise, version: int = 1
) -> Callable[[Callable[..., Measurement]], Callable[..., Measurement]]:
    """Register a function `(*, at: date, **parameters) -> Measurement` under `key`.

    unit: `count`, `%`, `days`, ... version: raise it when the definition changes.
    """

    def register(function: Callable[..., Measurement]) -> Callable[..., Measurement]:
        if key in _metrics:
            msg = f"metric {key} is registered twice"
            raise ValueError(msg)
        _metrics[key] = Metric(key, unit, title, version, function)
        return function

    return register


def find_metric(key: str) -> Metric | None:
    """The metric registered as `key`, or None where no portal measures it yet."""
    return _metrics.get(key)


def all_metrics() -> list[Metric]:
    """Every registered metric, by key."""
    return sorted(_metrics.values(), key=lambda found: found.key)


def measure(key: str, *, at: date, **parameters: str) -> Measurement | None:
    """The value of `key` as of the end of the day `at`; None where no such metric exists."""
    found = find_metric(key)
    return found.measure(at=at, **parameters) if found else None
