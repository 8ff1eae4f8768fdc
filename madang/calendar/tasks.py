import logging
from datetime import date

from madang.common.enqueue import task
from madang.common.open_clocks import all_recounts

log = logging.getLogger(__name__)


@task("calendar.recount_clocks")
def recount_clocks(on: str) -> None:
    """Have every app count its open clocks again after the day `on` (ISO) became a day off, or ceased to be one."""
    for name, recount in sorted(all_recounts().items()):
        moved = recount(date.fromisoformat(on))
        log.info("%s: %d due days moved because of %s", name, moved, on)
