"""The register for other apps: links by ref, entries for search, words for the ledger."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.consequences import register_consequences
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.common.relations import register_relations
from madang.ledger.kinds import register_kind
from madang.opendata.models import DataRequest, HarvestSource, HeldType, KeyNomination, OpennessPeriod, RequestEvent
from madang.opendata.queries import areas, reasons
from madang.opendata.upkeep import tasks as _tasks  # noqa: F401 (registers)
from madang.search import registry
from madang.search.engine import IndexEntry

HELD = "opendata:held"
REQUEST = "opendata:request"


def resolve(code: str) -> Target | None:
    found = HeldType.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def load(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of held types, open or not: people find what to ask for."""
    codes = [split_ref(ref)[1] for ref in refs]
    found = HeldType.objects.visible_to(PUBLIC).filter(code__in=codes).select_related("organisation", "area")
    stated = {
        period.held_id: period.status for period in OpennessPeriod.objects.filter(held__code__in=codes, until_on=None)
    }
    return [
        IndexEntry(
            ref=held.ref,
            kind=HELD,
            title=held.title,
            text="\n".join(part for part in (held.number, held.description) if part),
            url=held.get_absolute_url(),
            organisation=held.organisation.code,
            language="ko",
            published_on=held.held_since_on,
            facets={"openness": stated.get(held.pk, "unstated"), "area": held.area.code if held.area else ""},
        )
        for held in found
    ]


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    codes = [split_ref(ref)[1] for ref in refs]
    seen = HeldType.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(HELD, code) for code in seen}


def all_refs() -> Iterator[str]:
    for code in HeldType.objects.visible_to(PUBLIC).order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(HELD, code)


def resolve_key_type(code: str) -> Target | None:
    found = KeyNomination.objects.visible_to(PUBLIC).filter(code=code).select_related("held").first()
    return Target(found.held.title, found.get_absolute_url()) if found else None


def resolve_request(code: str) -> Target | None:
    found = DataRequest.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def load_requests(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of requests for data, without anybody's name."""
    codes = [split_ref(ref)[1] for ref in refs]
    found = DataRequest.objects.visible_to(PUBLIC).filter(code__in=codes).select_related("organisation")
    return [
        IndexEntry(
            ref=one.ref,
            kind=REQUEST,
            title=one.title,
            text=one.text,
            url=one.get_absolute_url(),
            organisation=one.organisation.code,
            language="ko",
            published_on=localdate(one.received_at),
            facets={},
        )
        for one in found
    ]


def visible_requests(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    codes = [split_ref(ref)[1] for ref in refs]
    seen = DataRequest.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(REQUEST, code) for code in seen}


def all_requests() -> Iterator[str]:
    for code in DataRequest.objects.visible_to(PUBLIC).order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(REQUEST, code)


register_ref(REQUEST, resolve_request)
for _step in RequestEvent.Kind:
    register_kind(f"opendata.request.{_step.value}", format_lazy("{}: {}", _("Request for data"), _step.label))
registry.register(
    REQUEST, load=load_requests, visible=visible_requests, all_refs=all_requests, label=_("Requests for data")
)


def resolve_harvest(code: str) -> Target | None:
    found = HarvestSource.objects.filter(code=code).first()
    return Target(found.title, reverse("opendata:harvest", args=[found.code])) if found else None


register_ref("opendata:harvest", resolve_harvest)
register_ref(HELD, resolve)
register_ref("opendata:key-type", resolve_key_type)
register_kind("opendata.harvest.added", _("Catalogue to be harvested"))
register_kind("opendata.formats.judged", _("Formats of a dataset checked"))
register_kind("opendata.criterion.set", _("Criterion for key data set"))
register_kind("opendata.key-type.nominated", _("Data nominated as key data"))
register_kind("opendata.key-type.assessed", _("Nomination of key data assessed"))
register_kind("opendata.key-type.commented", _("Comment on a nomination of key data"))
register_kind("opendata.key-type.decided", _("Council decided on key data"))
register_ref("opendata:area", areas.area_target)
register_relations(areas.related_to_body)
register_consequences(reasons.led_to)
register_kind("opendata.task-force.set", _("Task force of a strategic area stated"))
register_kind("opendata.task-force.ended", _("Task force of a strategic area ended"))
register_kind("opendata.area.defined", _("Strategic area defined"))
register_kind("opendata.held.registered", _("Type of data entered in the register"))
register_kind("opendata.openness.stated", _("Openness of data stated"))
register_kind("opendata.held.ended", _("Type of data no longer held"))
register_kind("opendata.register.loaded", _("Register of held data handed in"))
register_kind("opendata.figure.reported", _("Figure on open data reported"))
registry.register(
    HELD,
    load=load,
    visible=visible,
    all_refs=all_refs,
    label=_("Data held"),
    facets={"openness": registry.Facet(_("Openness"), dict(OpennessPeriod.Status.choices))},
)
