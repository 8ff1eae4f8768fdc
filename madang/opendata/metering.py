"""Fair use: how many requests somebody may make in a minute and a day, and what was read.

Each process counts in memory and settles with the database once a second, so that reading does not write each time.
With several processes a limit may therefore be passed by what all of them answer within one second.
"""

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from madang.opendata.models import Consumption, DataUse

SETTLE_EVERY = timedelta(seconds=1)
POLICIES: Mapping[str, timedelta] = {"minute": timedelta(minutes=1), "day": timedelta(days=1)}
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """policy: `minute` or `day`. quota: requests in it. left: what remains. resets_in: seconds until it begins anew."""

    policy: str
    quota: int
    left: int
    resets_in: int

    @property
    def is_passed(self) -> bool:
        return self.left < 0


@dataclass(frozen=True)
class Use:
    """What was read: on which day, of which distribution, with which key (0: without), in which dialect."""

    on: date
    distribution: int
    key: int
    dialect: str


Window = tuple[str, str, datetime]


def window_of(policy: str, at: datetime) -> datetime:
    """When the window began that `at` lies in: whole minutes, and days of UTC."""
    at = at.astimezone(UTC)
    at = at.replace(second=0, microsecond=0)
    return at if policy == "minute" else at.replace(hour=0, minute=0)


class Meter:
    """Counts of one process. Safe to use from several threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.settled: dict[Window, int] = {}
        self.pending: dict[Window, int] = defaultdict(int)
        self.uses: dict[Use, list[int]] = defaultdict(lambda: [0, 0])
        self.settled_at: datetime | None = None

    def count(self, who: str, quotas: Mapping[str, int], *, at: datetime) -> list[Limit]:
        """Count a request, and say what is left in each window. One that passes a limit is not counted on."""
        with self.lock:
            if self.settled_at is None or not timedelta(0) <= at - self.settled_at < SETTLE_EVERY:
                self.settle(at)
            limits = []
            for policy, quota in quotas.items():
                begun = window_of(policy, at)
                window = (who, policy, begun)
                if window not in self.settled:
                    self.settled[window] = total_of(window)
                left = quota - self.settled[window] - self.pending[window] - 1
                ends = begun + POLICIES[policy]
                limits.append(Limit(policy, quota, left, max(1, int((ends - at).total_seconds()) + 1)))
            if not any(limit.is_passed for limit in limits):
                for policy in quotas:
                    self.pending[who, policy, window_of(policy, at)] += 1
            return limits

    def note(self, use: Use, *, rows: int) -> None:
        """Count what was answered."""
        with self.lock:
            found = self.uses[use]
            found[0] += 1
            found[1] += rows

    def settle(self, at: datetime) -> None:
        """Write what is pending, and learn what other processes counted."""
        pending, uses = dict(self.pending), dict(self.uses)
        if pending or uses:
            with transaction.atomic():
                for window, requests in pending.items():
                    add_requests(window, requests)
                for use, (requests, rows) in uses.items():
                    add_use(use, requests, rows)
        self.pending.clear()
        self.uses.clear()
        self.settled.clear()
        self.settled_at = at


def total_of(window: Window) -> int:
    who, policy, begun = window
    found = Consumption.objects.filter(who=who, policy=policy, window=begun).values_list("requests", flat=True).first()
    return found or 0


def add_requests(window: Window, requests: int) -> None:
    who, policy, begun = window
    Consumption.objects.bulk_create([Consumption(who=who, policy=policy, window=begun)], ignore_conflicts=True)
    Consumption.objects.filter(who=who, policy=policy, window=begun).update(requests=F("requests") + requests)


def add_use(use: Use, requests: int, rows: int) -> None:
    same = {
        "on": use.on,
        "distribution_id": use.distribution,
        "key_id": use.key or None,
        "dialect": use.dialect,
    }
    DataUse.objects.bulk_create([DataUse(**same)], ignore_conflicts=True)
    found = DataUse.objects.filter(**same)
    found.update(requests=F("requests") + requests, rows=F("rows") + rows)


def forget_windows(*, at: datetime) -> int:
    """Delete windows that are over; they held a hash of an address for two days. Returns how many."""
    return Consumption.objects.filter(window__lt=at - KEPT).delete()[0]


METER = Meter()
"""Of this process."""
