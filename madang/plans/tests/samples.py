"""A small plan, and a metric that tests can turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

from madang.common import metrics
from madang.common.actors import SYSTEM
from madang.common.metrics import Measurement
from madang.plans.actions import load_plan
from madang.plans.models import PlanVersion
from madang.plans.planfile import PlanDraft, read_plan

KEY = "tests.papers_published"
NOON = datetime(2026, 5, 1, 3, tzinfo=UTC)
"""12:00 on 1 May 2026 in Seoul."""
TODAY = date(2026, 5, 1)

PLAN = """
[plan]
slug = "small"
title = { ko = "작은 계획", en = "Small plan" }
jurisdiction = { ko = "어느 나라", en = "Some country" }
summary = { ko = "시험", en = "For tests" }
start = 2026-01-01
end = 2026-12-31
figures = "records"

[[commitment]]
key = "1"
title = { ko = "종이를 공개", en = "Publish papers" }
problem = { ko = "아무도 읽지 못한다", en = "Nobody can read them" }
promise = { ko = "공개하겠다", en = "We will publish" }
values = ["access"]
[[commitment.lead]]
name = { ko = "가람부", en = "Garam Ministry" }
code = "9990001"

[[commitment.milestone]]
key = "1.1"
kind = "baseline"
title = { ko = "지난해 종이", en = "Papers of last year" }
passage = { ko = "지난해 종이 5건", en = "5 papers last year" }
unit = "documents"
metric = "tests.papers_published"
parameters = { until = 2025-12-31 }
[[commitment.milestone.reported]]
value = 5
on = 2025-12-31
source = { ko = "연보", en = "Yearbook" }

[[commitment.milestone]]
key = "1.2"
kind = "target"
title = { ko = "올해 종이", en = "Papers of this year" }
passage = { ko = "올해 종이 100건", en = "100 papers this year" }
unit = "documents"
metric = "tests.papers_published"
parameters = { since = 2026-01-01 }
target = 100
baseline = 0
start = 2026-01-01
due = 2026-06-30

[[commitment.milestone]]
key = "1.3"
kind = "action"
title = { ko = "감시단", en = "Watch group" }
passage = { ko = "감시단을 꾸린다", en = "A watch group is formed" }
unit = "yes-no"
metric = "tests.nobody_measures_this"
target = true
"""


def draft(text: str = PLAN, *, today: date = TODAY) -> PlanDraft:
    return read_plan(text, today=today)


def load(text: str = PLAN, *, at: datetime = NOON) -> PlanVersion:
    return load_plan(draft=draft(text), by=SYSTEM, at=at).version


@contextmanager
def papers(published: dict[date, int]) -> Iterator[None]:
    """While it lasts, the metric counts these papers by day."""

    def count(*, at: date, since: str = "", until: str = "") -> Measurement:
        first = date.fromisoformat(since) if since else date.min
        last = min(at, date.fromisoformat(until)) if until else at
        found = sum(number for on, number in published.items() if first <= on <= last)
        return Measurement(Decimal(found), numerator=found, records_url=f"/papers/?until={last}")

    kept = dict(metrics._metrics)
    metrics._metrics.pop(KEY, None)
    metrics.metric(KEY, unit="documents", title="Papers")(count)
    try:
        yield
    finally:
        metrics._metrics.clear()
        metrics._metrics.update(kept)
