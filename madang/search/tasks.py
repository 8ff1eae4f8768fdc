"""Upkeep of the index, by the worker."""

from datetime import timedelta

from django.utils.timezone import now

from madang.common.enqueue import periodic
from madang.search import actions
from madang.search.engine import IndexBusy, UnusableIndex
from madang.search.models import IndexState

LONGEST_RUN = timedelta(seconds=5)


@periodic("search.write", every=0.5)
def write_changes() -> int:
    """Apply what is marked, batch by batch, for a few seconds at most. Returns how many changes were applied."""
    begun, applied = now(), 0
    try:
        while now() - begun < LONGEST_RUN and (done := actions.apply_changes(at=now())):
            applied += done
    except IndexBusy:
        pass
    return applied


@periodic("search.compare", every=3600)
def compare_daily() -> None:
    """Once a day, compare the index with the database and forget old marks."""
    state = IndexState.objects.filter(name="public").first()
    if state and state.checked_at and now() - state.checked_at < timedelta(hours=23):
        return
    actions.forget_old_changes(at=now())
    try:
        actions.compare(at=now(), progress=lambda _: None)
    except UnusableIndex:
        return  # the writer rebuilds it, and then there is nothing to compare
