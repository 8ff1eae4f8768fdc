"""Announced information for other apps: links by ref, topics to follow, entries for search."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.consequences import register_consequences
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.disclosure.models import AnnouncedInformation, Area
from madang.ledger.kinds import register_kind
from madang.search import registry
from madang.search.engine import IndexEntry

KIND = AnnouncedInformation.KIND


def information(code: str) -> Target | None:
    found = AnnouncedInformation.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def area(code: str) -> Target | None:
    if code not in Area.values:
        return None
    title = _("Information disclosed in advance: %(area)s") % {"area": Area(code).label}
    return Target(title, reverse("ahead:area", args=[code]))


def promised_because_of(ref: str) -> Iterator[Target]:
    """What agencies announced because people asked for it there."""
    found = AnnouncedInformation.objects.visible_to(PUBLIC).filter(wanted=ref).select_related("organisation")
    for one in found.order_by("announced_at"):
        yield Target(f"{one.title} ({one.organisation.name})", one.get_absolute_url())


def load(refs: Sequence[str]) -> list[IndexEntry]:
    codes = [split_ref(ref)[1] for ref in refs]
    found = AnnouncedInformation.objects.visible_to(PUBLIC).filter(code__in=codes).select_related("organisation")
    return [entry_of(each) for each in found.prefetch_related("fulfilments")]


def entry_of(found: AnnouncedInformation) -> IndexEntry:
    published = [each.title for each in found.fulfilments.all()]
    return IndexEntry(
        ref=found.ref,
        kind=KIND,
        title=found.title,
        text="\n".join([found.scope, found.method, found.department, *published]),
        url=found.get_absolute_url(),
        organisation=found.organisation.code,
        language="ko",
        published_on=localdate(found.announced_at),
        facets={"area": found.area},
    )


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    codes = [split_ref(ref)[1] for ref in refs]
    seen = AnnouncedInformation.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(KIND, code) for code in seen}


def all_refs() -> Iterator[str]:
    for code in AnnouncedInformation.objects.order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(KIND, code)


register_ref(KIND, information)
register_consequences(promised_because_of)
register_ref("disclosure:area", area)
register_kind("disclosure.listings.imported", gettext_lazy("Entries of another portal taken over"))
register_kind("disclosure.information.announced", gettext_lazy("Disclosure in advance announced"))
register_kind("disclosure.information.changed", gettext_lazy("Cycle of disclosure in advance changed"))
register_kind("disclosure.information.published", gettext_lazy("Announced information published"))
register_kind("disclosure.information.ended", gettext_lazy("Disclosure in advance ended"))
registry.register(
    KIND,
    load=load,
    visible=visible,
    all_refs=all_refs,
    label=gettext_lazy("Announced information"),
    facets={"area": registry.Facet(gettext_lazy("Area"), dict(Area.choices))},
)
