"""From records to what is said of them: `formats.description` of datasets and of pages of the catalogue."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from madang.accounts.viewers import PUBLIC
from madang.opendata.formats.description import Agency, Catalogue, Column, Described, File, Form, Series, Text
from madang.opendata.formats.vocabularies import HVD_OF_AREA
from madang.opendata.models import Dataset, DataVersion, Distribution, StrategicArea

PER_PAGE = 100


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def address(name: str, *arguments: object) -> str:
    """The Korean address of a page of this portal, with its host; empty where there is no such page."""
    try:
        with override(settings.LANGUAGE_CODE):
            return absolute(reverse(f"opendata:{name}", args=arguments))
    except NoReverseMatch:
        return ""


def public_datasets() -> QuerySet[Dataset]:
    """What catalogues list, in a fixed order."""
    return with_parts(Dataset.objects.visible_to(PUBLIC)).order_by("pk")


def with_parts(found: QuerySet[Dataset]) -> QuerySet[Dataset]:
    offered = Distribution.objects.visible_to(PUBLIC).select_related("latest")
    parts = Prefetch("distributions", offered, to_attr="offered")
    return found.select_related("organisation", "series").prefetch_related(parts)


def describe(dataset: Dataset) -> Described:
    """What is said of one dataset in public."""
    return describe_many([with_parts(Dataset.objects.filter(pk=dataset.pk)).get()])[0]


def as_if_public(dataset: Dataset, version: DataVersion | None = None) -> Described:
    """What would be said of a dataset if it were public as it stands here, unsaved changes included.

    version: one that `/latest` would lead to; it needs its coming number.
    """
    offered = list(dataset.distributions.select_related("latest"))
    for one in offered:
        if version is not None and one.pk == version.distribution_id:
            one.latest = version
    dataset.offered = [one for one in offered if one.is_offered]  # type: ignore[attr-defined]
    return describe_many([dataset])[0]


def describe_many(datasets: Sequence[Dataset]) -> list[Described]:
    """What is said of datasets that `with_parts` has prepared. One query for the names of areas."""
    areas = {area.code: Text(area.name_ko, area.name_en) for area in StrategicArea.objects.all()}
    return [described(one, areas) for one in datasets]


def described(dataset: Dataset, areas: dict[str, Text]) -> Described:
    offered: list[Distribution] = dataset.offered  # type: ignore[attr-defined]
    organisation = dataset.organisation
    with override(settings.LANGUAGE_CODE):
        page = absolute(dataset.get_absolute_url())
        office = absolute(reverse("accounts:agency", args=[organisation.code]))
    return Described(
        uri=address("dataset-id", dataset.code),
        url=page,
        code=str(dataset.code),
        slug=dataset.slug,
        title=Text(dataset.title_ko, dataset.title_en),
        description=Text(dataset.description_ko, dataset.description_en),
        publisher=Agency(office, organisation.code, Text(organisation.name_ko, organisation.name_en)),
        licence=dataset.licence,
        keywords=tuple(map(str, dataset.keywords)),
        area=dataset.area,
        area_name=areas.get(dataset.area, Text("")),
        frequency=dataset.frequency,
        spatial=dataset.spatial,
        covers_from=dataset.covers_from,
        covers_until=dataset.covers_until,
        contact=dataset.contact,
        contact_url=office,
        issued=dataset.published_at or dataset.created_at,
        modified=dataset.changed_at,
        files=tuple(file_of(dataset, one, page) for one in offered),
        series=series_of(dataset),
        hvd=HVD_OF_AREA.get(dataset.area, ""),
    )


def series_of(dataset: Dataset) -> Series | None:
    found = dataset.series
    if found is None:
        return None
    with override(settings.LANGUAGE_CODE):
        page = absolute(found.get_absolute_url())
    return Series(page, Text(found.title_ko, found.title_en), Text(found.description_ko, found.description_en))


def file_of(dataset: Dataset, distribution: Distribution, page: str) -> File:
    version = distribution.latest
    is_service = distribution.kind == Distribution.Kind.SERVICE
    return File(
        uri=address("distribution-id", distribution.code),
        key=distribution.key,
        title=Text(distribution.title_ko or dataset.title_ko, distribution.title_en or dataset.title_en),
        access_url=distribution.access_url or page,
        format=(version.file_type if version else distribution.format).lower(),
        forms=forms_of(dataset, distribution, version) if version else (),
        issued=version.published_at if version else None,
        modified=version.published_at if version else None,
        version=version.number if version else None,
        columns=tuple(column_of(one) for one in version.columns) if version else (),
        rows=version.rows if version else None,
        is_service=is_service,
    )


def column_of(said: dict[str, object]) -> Column:
    return Column(
        str(said.get("name", "")),
        str(said.get("alias") or ""),
        str(said.get("type", "text")),
        str(said.get("unit") or ""),
    )


def forms_of(dataset: Dataset, distribution: Distribution, version: DataVersion) -> tuple[Form, ...]:
    """The downloads of a version: the table in open forms first, then the original as it was received."""
    found = []
    name = f"v{version.number}"
    if version.has_table:
        url = address("download", dataset.slug, distribution.key, name)
        found.append(Form(f"{url}?format=csv", "csv", is_utf8_table=True))
        if version.parquet_sha256:
            found.append(Form(f"{url}?format=parquet", "parquet", version.parquet_size, version.parquet_sha256))
        found += [Form(f"{url}?format={other}", other) for other in ("json", "xlsx")]
    original = address("original", dataset.slug, distribution.key, name)
    found.append(Form(original, version.file_type, version.size, version.sha256))
    return tuple(found)


def catalogue_page(number: int, *, suffix: str) -> Catalogue | None:
    """A page of the catalogue of everything public; None behind the last."""
    pages = Paginator(public_datasets(), PER_PAGE)
    if not 1 <= number <= pages.num_pages:
        return None
    here = absolute(f"/data/catalog.{suffix}")
    datasets = describe_many(list(pages.page(number)))
    site = Agency(settings.SITE_URL + "/", "site", Text(settings.OPERATOR or "마당", settings.OPERATOR or "Madang"))

    def page(place: int) -> str:
        return f"{here}?page={place}"

    return Catalogue(
        uri=absolute("/data/catalog"),
        url=address("datasets"),
        title=Text("공공데이터 목록", "Catalogue of open data"),
        description=Text("기관이 개방한 데이터의 목록입니다.", "The data that agencies have opened."),
        publisher=site,
        modified=max((one.modified for one in datasets), default=EPOCH),
        datasets=tuple(datasets),
        total=pages.count,
        page_uri=page(number),
        first=page(1),
        last=page(pages.num_pages),
        next=page(number + 1) if number < pages.num_pages else None,
        previous=page(number - 1) if number > 1 else None,
    )


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
