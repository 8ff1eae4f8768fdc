"""Series of datasets."""

from datetime import datetime

from django.db import transaction

from madang.accounts.models import Organisation, User
from madang.ledger import actions as ledger
from madang.opendata.actions.datasets import checked
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import DatasetSeries


@transaction.atomic
def open_series(
    *,
    organisation: Organisation,
    slug: str,
    title_ko: str,
    description_ko: str,
    title_en: str = "",
    description_en: str = "",
    by: User | None,
    at: datetime,
) -> DatasetSeries:
    """Open a series; datasets are put into it by `describe_dataset`. Raises `NotAllowed`, `Invalid`."""
    actor = data_officer(by, organisation, at=at)
    series = DatasetSeries(
        organisation=organisation,
        slug=slug,
        title_ko=title_ko,
        title_en=title_en,
        description_ko=description_ko,
        description_en=description_en,
        opened_at=at,
    )
    checked(series)
    series.save()
    facts = {"agency": organisation.code, "slug": slug, "title": title_ko}
    ledger.record(kind="opendata.series.opened", subject=series.ref, by=actor, at=at, facts=facts)
    return series
