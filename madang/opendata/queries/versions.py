"""Finding datasets, distributions and versions as a viewer may see them."""

from django.db import models
from django.db.models import F

from madang.accounts.viewers import Viewer
from madang.opendata.models import Dataset, DataVersion, Distribution

HEAVY = [f"{of}{name}" for of in ("", "distribution__latest__") for name in ("profile", "reading", "changes")]
"""Columns that few doors need; they are fetched when one asks."""
TABLE = ("distribution", "state", "number", "table_sha256", "rows", "rejects", "columns")
"""Columns that are needed to ask the table of a version."""


def find_dataset(viewer: Viewer, slug: str) -> Dataset | None:
    return Dataset.objects.visible_to(viewer).filter(slug=slug).select_related("organisation").first()


def find_distribution(viewer: Viewer, slug: str, key: str) -> Distribution | None:
    """A distribution of a dataset, if the viewer may see both."""
    found = Distribution.objects.visible_to(viewer).filter(dataset__slug=slug, key=key)
    return found.select_related("dataset__organisation", "latest").first()


def find_version(viewer: Viewer, slug: str, key: str, name: str = "latest") -> DataVersion | None:
    """The version called `latest` or `v3`, if the viewer may see it."""
    visible = DataVersion.objects.visible_to(viewer).defer(*HEAVY)
    visible = visible.select_related("distribution__dataset__organisation", "distribution__latest")
    return named(visible, slug, key, name)


def find_table(viewer: Viewer, slug: str, key: str, name: str = "latest") -> DataVersion | None:
    """As `find_version`, with no more than asking its table takes: half of the time of a short question goes here."""
    return named(DataVersion.objects.visible_to(viewer).only(*TABLE), slug, key, name)


def named(versions: models.QuerySet[DataVersion], slug: str, key: str, name: str) -> DataVersion | None:
    """The one called `latest` or `v3` among the versions of a distribution."""
    found = versions.filter(distribution__dataset__slug=slug, distribution__key=key).order_by()
    if name == "latest":
        return found.filter(distribution__latest=F("pk")).first()
    number = name.removeprefix("v")
    if not (name.startswith("v") and number.isascii() and number.isdigit() and len(number) < 9):
        return None
    return found.filter(number=int(number)).first()


def versions_of(viewer: Viewer, distribution: Distribution) -> list[DataVersion]:
    """The numbered versions that the viewer may see, newest first."""
    found = DataVersion.objects.visible_to(viewer).filter(distribution=distribution, number__isnull=False)
    return list(found.defer("profile", "reading", "columns").order_by("-number"))
