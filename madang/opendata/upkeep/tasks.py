"""Upkeep of the catalogue: formats and quality every night, harvests when they are due."""

import logging
from datetime import date, timedelta

from django.db.models import Max
from django.utils.timezone import localdate, now

from madang.accounts.viewers import PUBLIC
from madang.common.enqueue import periodic, task
from madang.common.fetching import Fetched, Limits, fetch
from madang.common.open_clocks import recounts_clocks
from madang.opendata.actions import advice, consulting, harvesting, judging, showcase
from madang.opendata.models import Dataset, HarvestSource

log = logging.getLogger(__name__)
LINK_LIMITS = Limits(size=64 * 1024, seconds=10, redirects=5)
NIGHTLY_BATCH = 200
KEPT = timedelta(days=400)


def ask(url: str) -> Fetched:
    """Ask for an address without its body; hosts that do not know that are asked for the beginning of it."""
    found = fetch(url, method="HEAD", limits=LINK_LIMITS)
    return (
        found if found.status not in {403, 405, 501} else fetch(url, headers={"Range": "bytes=0-0"}, limits=LINK_LIMITS)
    )


@periodic("opendata.quality", every=600)
def quality() -> None:
    """Measure what has not been measured today, a batch at a time."""
    today = localdate()
    due = Dataset.objects.visible_to(PUBLIC).annotate(last=Max("quality_days__on")).exclude(last=today)
    for dataset in due.order_by("pk")[:NIGHTLY_BATCH]:
        try:
            judging.look_at(dataset=dataset, ask=ask, at=now())
        except Exception:
            log.exception("opendata: %s cannot be measured", dataset.ref)


@task("opendata.judge")
def judge(*, dataset: str) -> None:
    """Judge a dataset's formats: after its publication or a change of what is said of it."""
    for found in Dataset.objects.visible_to(PUBLIC).filter(code=dataset):
        judging.judge_formats(dataset=found, at=now())


@periodic("opendata.forget-checks", every=24 * 60 * 60)
def forget() -> None:
    judging.forget_old_checks(before=localdate() - KEPT)


@periodic("opendata.harvest", every=300)
def harvest() -> None:
    """Look at the sources that are due. Redirects are refused: the address of a source is asked as it was entered."""
    for source in HarvestSource.objects.filter(is_active=True, next_at__lte=now()).select_related("organisation"):
        try:
            harvesting.harvest(source=source, ask=lambda url: fetch(url, limits=harvesting.LIMITS), at=now())
        except Exception:
            log.exception("opendata: %s cannot be harvested", source.ref)


@periodic("opendata.showcase-links", every=600)
def showcase_links() -> None:
    """Ask the addresses of the showcase once a night, a batch at a time."""
    for reuse in showcase.links_due(at=now())[:NIGHTLY_BATCH]:
        try:
            showcase.check_reuse(reuse=reuse, ask=ask, at=now())
        except Exception:
            log.exception("opendata: %s cannot be checked", reuse.ref)


@periodic("opendata.remind", every=600)
def remind_of_appointments() -> None:
    """Write to who has an appointment within a day, once."""
    for appointment in consulting.appointments_to_remind(at=now()):
        consulting.remind(appointment=appointment, at=now())


@recounts_clocks("opendata.advice")
def recount_advice(on: date) -> int:
    """Due days of questions that a changed day off touches."""
    return advice.recount_due_days(changed_on=on)
