"""Datasets, distributions and versions for other apps: links by ref, and entries for search."""

import re
from collections.abc import Iterator, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import Target, make_ref, register_address, register_ref, split_ref
from madang.ledger.kinds import register_kind
from madang.opendata import ecosystem_refs, register_refs  # noqa: F401 (register)
from madang.opendata.models import Dataset, DataVersion, Discussion, Distribution, Licence
from madang.opendata.models.datasets import DATASET
from madang.opendata.queries import series
from madang.search import registry
from madang.search.engine import IndexEntry

NAMED = {"requests": "opendata:request", "register/entries": "opendata:held", "key-types": "opendata:key-type"}
"""What stands in the address of a record, and the kind of its ref."""


def resolve_dataset(code: str) -> Target | None:
    found = Dataset.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def resolve_distribution(code: str) -> Target | None:
    found = Distribution.objects.visible_to(PUBLIC).filter(code=code).select_related("dataset").first()
    return Target(found.title, found.get_absolute_url()) if found else None


def resolve_version(code: str) -> Target | None:
    found = DataVersion.objects.visible_to(PUBLIC).filter(code=code).select_related("distribution__dataset").first()
    return Target(str(found), found.get_absolute_url()) if found else None


def load(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of the datasets that are public."""
    codes = [split_ref(ref)[1] for ref in refs]
    found = Dataset.objects.visible_to(PUBLIC).filter(code__in=codes).select_related("organisation")
    return [entry_of(dataset) for dataset in found.prefetch_related("distributions__latest")]


def entry_of(dataset: Dataset) -> IndexEntry:
    assert dataset.published_at is not None
    latest = [one.latest for one in dataset.distributions.all() if one.latest]
    columns = [str(column["name"]) for version in latest for column in version.columns]
    words = [dataset.title_en, dataset.description_ko, dataset.description_en, *dataset.keywords, *columns]
    return IndexEntry(
        ref=dataset.ref,
        kind=DATASET,
        title=dataset.title_ko,
        text="\n".join(word for word in words if word),
        url=dataset.get_absolute_url(),
        organisation=dataset.organisation.code,
        language="ko",
        published_on=localdate(dataset.published_at),
        facets={"licence": dataset.licence},
    )


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    """Those of the refs that the viewer may see."""
    codes = [split_ref(ref)[1] for ref in refs]
    seen = Dataset.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(DATASET, code) for code in seen}


def all_refs() -> Iterator[str]:
    """Every public dataset's ref, for rebuilding the index."""
    for code in Dataset.objects.visible_to(PUBLIC).order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(DATASET, code)


def resolve_discussion(code: str) -> Target | None:
    found = Discussion.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def resolve_series(code: str) -> Target | None:
    found = series.listed(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def at_address(path: str) -> str:
    """The ref of the dataset, request, entry of the register or nomination whose page stands at the path."""
    if match := re.fullmatch(r"/data/datasets/([a-z0-9-]+)/?", path):
        found = Dataset.objects.visible_to(PUBLIC).filter(slug=match[1]).first()
        return found.ref if found else ""
    match = re.fullmatch(r"/data/(requests|register/entries|key-types)/([0-9a-f-]{36})/?", path)
    return make_ref(NAMED[match[1]], match[2]) if match else ""


register_address(at_address)
register_ref(DATASET, resolve_dataset)
register_ref("opendata:series", resolve_series)
register_ref("opendata:discussion", resolve_discussion)
register_ref("opendata:distribution", resolve_distribution)
register_ref("opendata:version", resolve_version)
register_kind("opendata.dataset.published", _("Dataset published"))
register_kind("opendata.dataset.described", _("Description of a dataset changed"))
register_kind("opendata.dataset.withdrawn", _("Dataset withdrawn"))
register_kind("opendata.series.opened", _("Series of datasets opened"))
register_kind("opendata.discussion.opened", _("Question, fault or suggestion about a dataset"))
register_kind("opendata.discussion.answered", _("Agency answered about a dataset"))
register_kind("opendata.discussion.closed", _("Discussion of a dataset closed"))
register_kind("opendata.discussion.reopened", _("Discussion of a dataset opened again"))
register_kind("opendata.discussion.hidden", _("Post about a dataset hidden, with the reason"))
register_kind("opendata.faults.accepted", _("Dataset published although formats refuse it, with the reason"))
register_kind("opendata.version.published", _("Version of data published"))
register_kind("opendata.version.announced", _("Breaking change of data announced"))
register_kind("opendata.version.released", _("Held data released after a look"))
register_kind("opendata.version.withdrawn", _("Version of data withdrawn"))
registry.register(
    DATASET,
    load=load,
    visible=visible,
    all_refs=all_refs,
    label=_("Datasets"),
    facets={"licence": registry.Facet(_("Licence"), dict(Licence.choices))},
)
