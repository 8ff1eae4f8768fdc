"""Upkeep of plans."""

from datetime import timedelta

from django.utils.timezone import localdate, now

from madang.common.enqueue import periodic
from madang.plans import actions


@periodic("plans.keep-days", every=900)
def keep_days() -> int:
    """Keep the measurements of every day that is over and not kept yet. Returns how many days were kept."""
    at = now()
    return actions.take_missing_snapshots(until=localdate(at) - timedelta(days=1), at=at)
