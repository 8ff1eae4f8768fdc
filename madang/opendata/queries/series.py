"""Series and their datasets. A series is public as soon as one of its datasets is."""

from django.db.models import Count, Max, Q, QuerySet

from madang.accounts.models import Role
from madang.accounts.viewers import Viewer
from madang.opendata.models import Dataset, DatasetSeries


def listed(viewer: Viewer) -> QuerySet[DatasetSeries]:
    """By title, with `size`: datasets that the viewer may read, and `last_at`: when one of them changed last."""
    readable = Q(datasets__in=Dataset.objects.visible_to(viewer))
    found = DatasetSeries.objects.select_related("organisation").annotate(
        size=Count("datasets", filter=readable, distinct=True), last_at=Max("datasets__changed_at", filter=readable)
    )
    own = Q(organisation__in=viewer.organisations_as(Role.DATA_OFFICER))
    return found.filter(Q(size__gt=0) | own).order_by("title_ko", "pk")


def series_page(viewer: Viewer, slug: str) -> DatasetSeries | None:
    return listed(viewer).filter(slug=slug).first()


def datasets_of(viewer: Viewer, series: DatasetSeries) -> QuerySet[Dataset]:
    """Its datasets, the latest period first."""
    found = Dataset.objects.visible_to(viewer).filter(series=series)
    return found.order_by("-covers_from", "-published_at", "pk")
