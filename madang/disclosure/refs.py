"""Documents for other apps: links by ref, and entries for search."""

from collections.abc import Iterator, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

import madang.disclosure.ahead.finding
import madang.disclosure.watch.finding  # noqa: F401
from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.disclosure.models import RANK_LABELS, Classification, Document, PublicText
from madang.disclosure.requests import refs as requests_refs
from madang.documents.redaction.passages import without_marks
from madang.ledger.kinds import register_kind
from madang.search import registry
from madang.search.engine import IndexEntry

__all__ = ["requests_refs"]
KIND = "disclosure:document"


def resolve(code: str) -> Target | None:
    """The public page of a document, if it has one."""
    found = Document.objects.visible_to(PUBLIC).filter(code=code).select_related("current__version").first()
    if found is None or found.current is None:
        return None
    return Target(found.current.version.title, found.get_absolute_url())


def load(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of the documents that are public; listings are found by their title only."""
    codes = [split_ref(ref)[1] for ref in refs]
    documents = list(
        Document.objects.visible_to(PUBLIC)
        .filter(code__in=codes, current__ended_at=None)
        .select_related("organisation", "current__version")
    )
    publications = [document.current for document in documents if document.current]
    texts = dict(PublicText.objects.filter(publication__in=publications).values_list("publication_id", "text"))
    return [entry_of(document, texts.get(document.current_id or 0, "")) for document in documents]


def entry_of(document: Document, text: str) -> IndexEntry:
    assert document.current is not None
    version = document.current.version
    words = "\n".join(part for part in (version.number, version.department, version.task, text) if part)
    return IndexEntry(
        ref=document.ref,
        kind=KIND,
        title=without_marks(version.title),
        text=without_marks(words),
        url=document.get_absolute_url(),
        organisation=document.organisation.code,
        language="ko",
        published_on=localdate(document.current.published_at),
        facets={"classification": version.classification, "rank": version.rank, "type": version.file_type},
    )


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    """Those of the refs that the viewer may see."""
    codes = [split_ref(ref)[1] for ref in refs]
    seen = Document.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(KIND, code) for code in seen}


def all_refs() -> Iterator[str]:
    """Every public document's ref, for rebuilding the index."""
    for code in Document.objects.visible_to(PUBLIC).order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(KIND, code)


register_ref(KIND, resolve)
registry.register(
    KIND,
    load=load,
    visible=visible,
    all_refs=all_refs,
    label=_("Documents"),
    facets={
        "classification": registry.Facet(_("Classification"), dict(Classification.choices)),
        "rank": registry.Facet(_("Approved by"), {rank.value: label for rank, label in RANK_LABELS.items()}),
        "type": registry.Facet(_("File type"), {}),
    },
)
register_kind("disclosure.document.published", _("Document published"))
register_kind("disclosure.document.listed", _("Document listed without its content"))
register_kind("disclosure.intake.started", _("Documents handed over"))
register_kind("disclosure.intake.finished", _("Hand-over finished"))
register_kind("disclosure.rank-rule.set", _("Rank rule set"))
register_kind("disclosure.document.taken-down", _("Document taken down"))
register_kind("disclosure.withholding.lifted", _("Withholding lifted"))
register_kind("disclosure.withholding.kept", _("Need to withhold confirmed"))
register_kind("disclosure.criterion.published", _("Criterion for withholding published"))
register_kind("disclosure.criteria.reviewed", _("Criteria for withholding reviewed"))
register_kind("disclosure.review.set", _("Way of approval set"))
