"""What keys were used for, and who uses a dataset."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Sum

from madang.accounts.models import User
from madang.accounts.viewers import Viewer
from madang.opendata.models import DataKey, Dataset, DataUse

DAYS = 30
USERS_SINCE = timedelta(days=180)


@dataclass(frozen=True)
class Day:
    """requests: with all keys of the person."""

    on: date
    requests: int


def use_by_day(viewer: Viewer, *, on: date) -> list[Day]:
    """Requests with the viewer's keys on each of the last thirty days, oldest first."""
    uses = DataUse.objects.filter(key__in=DataKey.objects.visible_to(viewer), on__gt=on - timedelta(days=DAYS))
    found = dict(uses.values_list("on").annotate(total=Sum("requests")))
    days = [on - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [Day(day, found.get(day, 0)) for day in days]


@dataclass(frozen=True)
class DatasetUse:
    """rows: that were answered. last_on: when it was last asked."""

    dataset: Dataset
    dialect: str
    requests: int
    rows: int
    last_on: date


def use_by_dataset(viewer: Viewer, *, on: date) -> list[DatasetUse]:
    """What the viewer's keys asked in the last thirty days, most asked first."""
    uses = DataUse.objects.filter(key__in=DataKey.objects.visible_to(viewer), on__gt=on - timedelta(days=DAYS))
    counted = uses.values("distribution__dataset", "dialect").annotate(
        total=Sum("requests"), read=Sum("rows"), last=Max("on")
    )
    datasets = Dataset.objects.in_bulk([row["distribution__dataset"] for row in counted])
    return [
        DatasetUse(datasets[row["distribution__dataset"]], row["dialect"], row["total"], row["read"], row["last"])
        for row in counted.order_by("-total")
    ]


def people_who_use(dataset: Dataset, *, on: date) -> list[User]:
    """Whose keys asked the dataset in the last half year: they are told before its columns change."""
    uses = DataUse.objects.filter(distribution__dataset=dataset, key__isnull=False, on__gt=on - USERS_SINCE)
    return list(User.objects.filter(pk__in=uses.values("key__user"), is_active=True).order_by("pk"))
