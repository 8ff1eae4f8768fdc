from datetime import date, timedelta

import pytest

from madang.opendata.metering import KEPT, Meter, Use, forget_windows, window_of
from madang.opendata.models import Consumption, DataUse
from madang.opendata.tests.factories import make_dataset
from tests.factories import NOON

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_a_limit_holds_and_begins_anew_in_the_next_window() -> None:
    meter = Meter()

    left = [meter.count("ip:a", {"minute": 2}, at=NOON)[0].left for _ in range(4)]

    assert left == [1, 0, -1, -1]
    assert meter.count("ip:b", {"minute": 2}, at=NOON)[0].left == 1
    assert meter.count("ip:a", {"minute": 2}, at=NOON + timedelta(minutes=1))[0].left == 1


def test_two_processes_share_a_limit_once_they_have_settled() -> None:
    one, other = Meter(), Meter()
    for _ in range(3):
        one.count("key:1", {"day": 5}, at=NOON)

    one.settle(NOON + SECOND)

    assert other.count("key:1", {"day": 5}, at=NOON + SECOND)[0].left == 1


def test_what_was_read_is_added_up_by_day_dataset_and_dialect() -> None:
    meter, distribution = Meter(), make_dataset().distributions.get()
    use = Use(date(2016, 5, 2), distribution.pk, 0, "ckan")

    for rows in (10, 5):
        meter.note(use, rows=rows)
    meter.settle(NOON)
    meter.note(use, rows=1)
    meter.settle(NOON)

    found = DataUse.objects.get()
    assert (found.requests, found.rows) == (3, 16)


def test_windows_that_are_over_are_forgotten() -> None:
    meter = Meter()
    meter.count("ip:a", {"minute": 2}, at=NOON)
    meter.settle(NOON)

    assert window_of("day", NOON) < window_of("minute", NOON) <= NOON
    assert forget_windows(at=NOON + KEPT + timedelta(minutes=2)) == 1
    assert not Consumption.objects.exists()
