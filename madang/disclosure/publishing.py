"""Making versions public: publication, public text, ledger entry, search, and the file in the public store."""

from collections.abc import Sequence
from datetime import datetime

from madang.common.actors import Actor
from madang.disclosure.models import Document, PrivateText, Publication, PublicText, Version
from madang.disclosure.telling import tell_of_publications
from madang.documents.stores import private_files, public_files
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.search import actions as search


def publish_versions(versions: Sequence[Version], *, by: Actor, at: datetime, reason: str = "") -> None:
    """Make versions in state published (whole) or closed (as listings) public, inside the caller's transaction."""
    if not versions:
        return
    publications = Publication.objects.bulk_create(
        Publication(version=version, extent=extent_of(version), published_at=at) for version in versions
    )
    whole = {publication.version_id: publication for publication in publications if publication.is_whole}
    PublicText.objects.bulk_create(
        PublicText(publication=whole[version_id], text=text)
        for version_id, text in PrivateText.objects.filter(version__in=whole).values_list("version_id", "text")
    )
    documents = []
    for publication in publications:
        publication.version.document.current = publication
        documents.append(publication.version.document)
    Document.objects.bulk_update(documents, ["current"])
    ledger.record_many([draft(publication.version, by=by, at=at, reason=reason) for publication in publications])
    search.mark_changed([document.ref for document in documents])
    tell_of_publications(publications, at=at)


def extent_of(version: Version) -> str:
    return Publication.Extent.WHOLE if version.state == Version.State.PUBLISHED else Publication.Extent.LISTING


def draft(version: Version, *, by: Actor, at: datetime, reason: str) -> ledger.Draft:
    """The ledger entry of a publication: what, whose, under which rule. Titles stay out: a person may ask erasure."""
    document = version.document
    facts: dict[str, Json | ledger.Personal] = {
        "agency": document.organisation.code,
        "version": version.ordinal,
        "classification": version.classification,
        "items": list(version.items),
        "rank": version.rank,
        "approved_on": version.approved_on.isoformat() if version.approved_on else None,
        "rule": f"{version.rule_since_on}:{version.rule_rank}" if version.rule_since_on else None,
        "title": ledger.personal(version.title),
        "number": ledger.personal(version.number),
    }
    if version.state == Version.State.PUBLISHED:
        facts["sha256"] = version.sha256
        facts["size"] = version.size
    if reason:
        facts["reason"] = ledger.personal(reason)
    done = "published" if version.state == Version.State.PUBLISHED else "listed"
    return ledger.Draft(kind=f"disclosure.document.{done}", subject=document.ref, by=by, at=at, facts=facts)


def publish_files(hashes: Sequence[str]) -> None:
    """Copy originals into the public store, after the publication is committed. Idempotent."""
    private_files().publish_many(hashes)


def missing_public_files() -> list[str]:
    """Hashes of originals that are published but not in the public store yet: the worker copies them."""
    published = Publication.objects.in_force().filter(extent=Publication.Extent.WHOLE)
    hashes = published.values_list("version__sha256", flat=True).distinct()
    return [sha256 for sha256 in hashes.iterator() if not public_files().has(sha256)]
