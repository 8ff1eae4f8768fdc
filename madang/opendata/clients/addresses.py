"""Absolute addresses of datasets and their files, for answers that leave this host."""

from django.conf import settings
from django.urls import reverse

from madang.opendata.models import Dataset, DataVersion, Distribution

MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def dataset_url(dataset: Dataset) -> str:
    return absolute(dataset.get_absolute_url())


def file_url(distribution: Distribution, version: DataVersion | None) -> str:
    """Where the original of a version can be had; of a distribution elsewhere, its address."""
    if version is None:
        return distribution.access_url
    place = {"slug": distribution.dataset.slug, "key": distribution.key, "name": f"v{version.number}"}
    return absolute(reverse("opendata:original", kwargs=place))


def format_of(distribution: Distribution) -> str:
    latest = distribution.latest
    return (latest.file_type if latest else distribution.format).lower()


def media_type_of(distribution: Distribution) -> str:
    return MEDIA_TYPES.get(format_of(distribution), "")
