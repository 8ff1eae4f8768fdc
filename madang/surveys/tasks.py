"""Upkeep of surveys: they open and close by the clock."""

from django.utils.timezone import now

from madang.common.enqueue import periodic
from madang.surveys import actions


@periodic("surveys.keep-hours", every=5)
def keep_hours() -> int:
    """Open and close what is due, and count running totals anew. Returns how many surveys changed."""
    at = now()
    return actions.open_due(at=at) + actions.close_due(at=at) + actions.tally_running(at=at)
