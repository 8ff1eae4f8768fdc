"""Audits for other apps: links by ref, names of ledger entries, entries for search."""

from collections.abc import Iterator, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.bodies.choosing import register_rule
from madang.bodies.models import Call
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.disclosure.models import Audit, Selection
from madang.ledger.kinds import register_kind
from madang.search import registry
from madang.search.engine import IndexEntry

KIND = Audit.KIND


def resolve(code: str) -> Target | None:
    found = Audit.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def load(refs: Sequence[str]) -> list[IndexEntry]:
    codes = [split_ref(ref)[1] for ref in refs]
    return [entry_of(found) for found in Audit.objects.visible_to(PUBLIC).filter(code__in=codes).select_related("body")]


def entry_of(audit: Audit) -> IndexEntry:
    return IndexEntry(
        ref=audit.ref,
        kind=KIND,
        title=audit.title,
        text=f"{audit.body.name_ko}\n{audit.body.name_en}",
        url=audit.get_absolute_url(),
        organisation=audit.body.organisation.code,
        language="ko",
        published_on=localdate(audit.announced_at),
    )


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    codes = [split_ref(ref)[1] for ref in refs]
    seen = Audit.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(KIND, code) for code in seen}


def all_refs() -> Iterator[str]:
    for code in Audit.objects.order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(KIND, code)


def resolve_selection(code: str) -> Target | None:
    found = Selection.objects.visible_to(PUBLIC).filter(code=code).select_related("call").first()
    return Target(found.call.title, found.get_absolute_url()) if found else None


def where_chosen(call: Call) -> Target | None:
    """The page of the announced rule, if the members of a watch group are chosen by it from this call."""
    found = Selection.objects.visible_to(PUBLIC).filter(call=call).first()
    return Target(call.title, found.get_absolute_url()) if found else None


register_ref(KIND, resolve)
register_ref(Selection.KIND, resolve_selection)
register_rule(Selection.KIND, where_chosen)
register_kind("disclosure.selection.sealed", _("Candidates of a watch group fixed"))
register_kind("disclosure.selection.chosen", _("Members of a watch group chosen"))
register_kind("disclosure.audit.announced", _("Audit by lot announced"))
register_kind("disclosure.audit.drawn", _("Lots of an audit drawn"))
register_kind("disclosure.audit.closed", _("Audit by lot closed"))
registry.register(KIND, load=load, visible=visible, all_refs=all_refs, label=_("Audits by lot"))
