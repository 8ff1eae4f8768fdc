"""Work for the worker: the daily seal, clocks that move with the calendar, what nobody confirmed."""

from datetime import date, timedelta

from django.utils.timezone import localdate, now

from madang.common.enqueue import periodic
from madang.common.open_clocks import recounts_clocks
from madang.disclosure.actions.request_answers import publish_answer_files
from madang.disclosure.actions.request_upkeep import date_undated, recount, seal_day
from madang.disclosure.actions.requests import forget_unconfirmed
from madang.disclosure.models import RequestFile
from madang.disclosure.requests.figures import kept_figures
from madang.disclosure.scorecards.queries import compared
from madang.disclosure.scorecards.scoring import LINES


@periodic("disclosure.seal_requests", every=600)
def seal_requests() -> None:
    """Seal yesterday, once it is over."""
    at = now()
    seal_day(on=localdate(at) - timedelta(days=1), at=at)


@periodic("disclosure.forget_unconfirmed", every=3600)
def forget() -> None:
    forget_unconfirmed(at=now())


@periodic("disclosure.publish_answer_files", every=60)
def complete_answer_files() -> None:
    """Copy what a crash kept from being copied after its publication."""
    published = RequestFile.objects.filter(answer__isnull=False, answer__withdrawn_at=None)
    publish_answer_files(list(published.values_list("sha256", flat=True).distinct()))


@periodic("disclosure.date_undated", every=3600)
def date_undated_requests() -> None:
    date_undated(at=now())


@recounts_clocks("disclosure.requests")
def recount_requests(on: date) -> int:
    """Count the clocks of open requests again."""
    return recount(day=on, at=now())


@periodic("disclosure.count_figures", every=3600)
def count_figures() -> None:
    """Count what takes long beforehand: the figures of all time and of this year, and the scorecards, as of today."""
    moment, today = now(), localdate()
    for since in (None, date(today.year, 1, 1)):
        kept_figures(at=today, since=since, agency="", moment=moment, anew=True)
    for line in LINES:
        compared(line, at=today, moment=moment, anew=True)
