"""Every change to datasets and their distributions."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.offices import data_officer
from madang.opendata.actions.validity import DescriptionsFail, check_again, hold, require_valid
from madang.opendata.formats.vocabularies import THEMES
from madang.opendata.models import Dataset, Distribution, StrategicArea
from madang.search import actions as search

DESCRIBED = frozenset(
    {"title_ko", "title_en", "description_ko", "description_en", "licence", "area", "themes", "keywords"}
    | {"frequency", "spatial", "covers_from", "covers_until", "contact", "series"}
)
"""What `describe_dataset` may change."""


class NotPublishable(Refusal):
    code = "not-publishable"
    default_message = _("This dataset has no file and no address yet, so there is nothing to publish.")


class NotPublished(Refusal):
    code = "not-published"
    default_message = _("Only what is published can be withdrawn.")


def checked(record: models.Model) -> None:
    """Raise `Invalid`, naming the field, for what the record's own rules refuse."""
    try:
        record.full_clean()
    except ValidationError as error:
        field, faults = next(iter(error.message_dict.items()))
        known = field in {one.name for one in record._meta.get_fields()}
        raise Invalid(" ".join(faults), field=field if known else None)


def locked(dataset: Dataset) -> Dataset:
    return Dataset.objects.select_for_update().select_related("organisation").get(pk=dataset.pk)


@transaction.atomic
def create_dataset(
    *, organisation: Organisation, slug: str, title_ko: str, by: User | None, at: datetime, **described: Any
) -> Dataset:
    """Open a dataset as a draft. described: fields of `DESCRIBED`. Raises `NotAllowed`, `Invalid`."""
    data_officer(by, organisation, at=at)
    dataset = Dataset(
        organisation=organisation, slug=slug, title_ko=title_ko, created_by=by, created_at=at, changed_at=at
    )
    assign(dataset, described)
    checked(dataset)
    dataset.save()
    return dataset


def assign(dataset: Dataset, described: dict[str, Any]) -> None:
    if unknown := set(described) - DESCRIBED:
        raise TypeError(f"not described by these names: {sorted(unknown)}")
    area = described.get("area") or dataset.area
    if area != dataset.area and area not in THEMES and not StrategicArea.objects.filter(code=area).exists():
        raise Invalid(_("There is no strategic area of this code."), field="area")
    for name, value in described.items():
        setattr(dataset, name, value)
    if dataset.series is not None and dataset.series.organisation_id != dataset.organisation_id:
        raise Invalid(_("This series is of another agency."), field="series")


@transaction.atomic
def describe_dataset(
    *, dataset: Dataset, by: User | None, at: datetime, despite: str = "", **described: Any
) -> Dataset:
    """Change what is said of a dataset; of a published one the ledger says so. One that is held is checked again.

    despite: why a published one is to be described so that formats refuse it. Raises `NotAllowed`, `Invalid`,
    `DescriptionsFail`.
    """
    dataset = locked(dataset)
    actor = data_officer(by, dataset.organisation, at=at)
    before = {name: getattr(dataset, name) for name in described}
    assign(dataset, described)
    changed = sorted(name for name, value in before.items() if getattr(dataset, name) != value)
    if not changed:
        return dataset
    dataset.changed_at = at
    checked(dataset)
    dataset.save()
    if dataset.state == Dataset.State.HELD:
        check_again(dataset, at=at)
    if dataset.is_public:
        require_valid(dataset, despite=despite, by=actor, at=at)
        facts: dict[str, Json | ledger.Personal] = {"fields": list(changed)}
        ledger.record(kind="opendata.dataset.described", subject=dataset.ref, by=actor, at=at, facts=facts)
        search.mark_changed([dataset.ref])
        enqueue("opendata.judge", dataset=str(dataset.code))
    return dataset


@transaction.atomic
def add_distribution(
    *,
    dataset: Dataset,
    key: str,
    by: User | None,
    at: datetime,
    kind: str = Distribution.Kind.TABLE,
    despite: str = "",
    **fields: Any,
) -> Distribution:
    """Add a form in which the dataset can be had. fields: titles, `format`, `access_url`, `settings`.

    despite: as in `publish_dataset`, where it is public. Raises `NotAllowed`, `Invalid`, `DescriptionsFail`.
    """
    dataset = locked(dataset)
    actor = data_officer(by, dataset.organisation, at=at)
    position = dataset.distributions.count()
    distribution = Distribution(dataset=dataset, key=key, kind=kind, position=position, created_at=at, **fields)
    if kind in (Distribution.Kind.LINK, Distribution.Kind.SERVICE) and not distribution.access_url:
        raise Invalid(_("A link needs an address."), field="access_url")
    checked(distribution)
    distribution.save()
    if dataset.is_public and distribution.access_url:
        require_valid(dataset, despite=despite, by=actor, at=at)
        search.mark_changed([dataset.ref])
        enqueue("opendata.judge", dataset=str(dataset.code))
    return distribution


def publish_dataset(*, dataset: Dataset, by: User | None, at: datetime, despite: str = "") -> Dataset:
    """Make a draft public, and enter that in the ledger. One that is public stays so.

    despite: why it is published though formats refuse what is said of it; public. Without it such a dataset is held,
    and `DescriptionsFail` says what fails. Raises `NotAllowed`, `Invalid`, and `NotPublishable` while it has neither
    a published version nor an address.
    """
    try:
        return make_public(dataset=dataset, by=by, at=at, despite=despite)
    except DescriptionsFail as failing:
        hold(dataset, failing, at=at)
        raise


@transaction.atomic
def make_public(*, dataset: Dataset, by: User | None, at: datetime, despite: str) -> Dataset:
    """As `publish_dataset`, but a refused one is not held: whoever calls does that."""
    dataset = locked(dataset)
    actor = data_officer(by, dataset.organisation, at=at)
    if dataset.is_public:
        return dataset
    offers = dataset.distributions.filter(~models.Q(access_url="") | models.Q(latest__isnull=False))
    if dataset.state == Dataset.State.WITHDRAWN or not offers.exists():
        raise NotPublishable
    require_valid(dataset, despite=despite, by=actor, at=at)
    dataset.state, dataset.published_at, dataset.changed_at = Dataset.State.PUBLISHED, at, at
    dataset.save(update_fields=["state", "published_at", "changed_at"])
    facts: dict[str, Json | ledger.Personal] = {
        "agency": dataset.organisation.code,
        "slug": dataset.slug,
        "title": dataset.title_ko,
        "licence": dataset.licence,
    }
    ledger.record(kind="opendata.dataset.published", subject=dataset.ref, by=actor, at=at, facts=facts)
    search.mark_changed([dataset.ref])
    enqueue("opendata.judge", dataset=str(dataset.code))
    return dataset


@transaction.atomic
def withdraw_dataset(*, dataset: Dataset, reason: str, by: User | None, at: datetime) -> Dataset:
    """Take a published dataset back. Its address stays and says why. Raises `NotAllowed`, `NotPublished`, `Invalid`."""
    dataset = locked(dataset)
    actor = data_officer(by, dataset.organisation, at=at)
    if not dataset.is_public:
        raise NotPublished
    if not reason.strip():
        raise Invalid(_("Say why the dataset is withdrawn; the reason is public."), field="reason")
    dataset.state, dataset.withdrawn_at, dataset.changed_at = Dataset.State.WITHDRAWN, at, at
    dataset.withdrawal_reason = reason.strip()
    checked(dataset)
    dataset.save()
    facts: dict[str, Json | ledger.Personal] = {"reason": dataset.withdrawal_reason}
    ledger.record(kind="opendata.dataset.withdrawn", subject=dataset.ref, by=actor, at=at, facts=facts)
    search.mark_changed([dataset.ref])
    return dataset
