"""Making versions public: publication, public text, ledger entry, search, and the file in the public store."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from madang.common.actors import Actor
from madang.disclosure.models import (
    Document,
    PrivateText,
    Publication,
    PublicText,
    RedactedCopy,
    RequestFile,
    Takedown,
    Version,
)
from madang.disclosure.telling import tell_of_publications
from madang.documents.stores import private_files, public_files
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json, canonical
from madang.search import actions as search


def publish_versions(
    versions: Sequence[Version],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    copies: Mapping[int, RedactedCopy] | None = None,
) -> None:
    """Make versions in state published or closed (as listings) public, inside the caller's transaction.

    copies: by version, for those that are published in part; the others are published whole.
    """
    if not versions:
        return
    publications = new_publications(versions, copies or {}, at=at)
    documents = []
    for publication in publications:
        publication.version.document.current = publication
        documents.append(publication.version.document)
    Document.objects.bulk_update(documents, ["current"])
    ledger.record_many([draft(publication, by=by, at=at, reason=reason) for publication in publications])
    search.mark_changed([document.ref for document in documents])
    tell_of_publications(publications, at=at)


def new_publications(
    versions: Sequence[Version], copies: Mapping[int, RedactedCopy], *, at: datetime
) -> list[Publication]:
    """Publications with their public texts: the original's, or the copy's."""
    publications = Publication.objects.bulk_create(
        Publication(
            version=version,
            extent=Publication.Extent.PARTLY if version.pk in copies else extent_of(version),
            copy=copies.get(version.pk),
            published_at=at,
        )
        for version in versions
    )
    whole = {publication.version_id: publication for publication in publications if publication.is_whole}
    PublicText.objects.bulk_create(
        PublicText(publication=whole[version_id], text=text)
        for version_id, text in PrivateText.objects.filter(version__in=whole).values_list("version_id", "text")
    )
    PublicText.objects.bulk_create(
        PublicText(publication=publication, text=publication.copy.text)
        for publication in publications
        if publication.copy
    )
    return publications


def replace_publication(
    publication: Publication, version: Version, *, copy: RedactedCopy | None, by: Actor, at: datetime, reason: str
) -> None:
    """Another copy, or the original (copy is None), in the place of the copy that is public."""
    gone = publication.file
    publication.version, publication.copy = version, copy
    publication.extent = Publication.Extent.PARTLY if copy else Publication.Extent.WHOLE
    if copy is None:
        publication.published_at = at
    publication.save()
    text = copy.text if copy else version.private_text.text
    PublicText.objects.update_or_create(publication=publication, defaults={"text": text})
    ledger.record_many([draft(publication, by=by, at=at, reason=reason)])
    search.mark_changed([version.document.ref])
    if gone:
        transaction.on_commit(lambda: withdraw_files([gone.sha256]))


def extent_of(version: Version) -> str:
    return Publication.Extent.WHOLE if version.state == Version.State.PUBLISHED else Publication.Extent.LISTING


def draft(publication: Publication, *, by: Actor, at: datetime, reason: str) -> ledger.Draft:
    """The ledger entry of a publication: what, whose, under which rule. Titles stay out: a person may ask erasure.

    Of a copy its own hash and its manifest's are entered, never the original's: what is withheld could be guessed.
    """
    version = publication.version
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
    if file := publication.file:
        facts["sha256"] = file.sha256
        facts["size"] = file.size
    if publication.copy:
        facts["manifest"] = manifest_hash(publication.copy)
    if reason:
        facts["reason"] = ledger.personal(reason)
    done = "published" if version.state == Version.State.PUBLISHED else "listed"
    return ledger.Draft(kind=f"disclosure.document.{done}", subject=document.ref, by=by, at=at, facts=facts)


def manifest_hash(copy: RedactedCopy) -> str:
    """SHA-256 of the manifest in canonical form, so that anyone can compare it with the ledger."""
    return hashlib.sha256(canonical(copy.manifest).encode()).hexdigest()


def publish_files(hashes: Sequence[str]) -> None:
    """Copy originals into the public store, after the publication is committed. Idempotent."""
    private_files().publish_many(hashes)


def missing_public_files() -> list[str]:
    """Hashes of originals that are published but not in the public store yet: the worker copies them."""
    return [sha256 for sha256 in public_hashes() if not public_files().has(sha256)]


def public_hashes() -> Iterator[str]:
    """Hashes of all files that are public now: originals, and copies without what is withheld."""
    published = Publication.objects.in_force()
    whole = published.filter(extent=Publication.Extent.WHOLE)
    yield from whole.values_list("version__sha256", flat=True).distinct().iterator()
    yield from published.filter(copy__isnull=False).values_list("copy__sha256", flat=True).distinct().iterator()


def files_to_withdraw() -> list[str]:
    """Files of the latest takedowns, of documents and of answers, that are still in the public store."""
    ended = Takedown.objects.select_related("publication__version", "publication__copy").order_by("-at")[:200]
    files = [one.publication.file for one in ended]
    withdrawn = RequestFile.objects.filter(answer__withdrawn_at__isnull=False).order_by("-answer__withdrawn_at")[:200]
    hashes = [*(file.sha256 for file in files if file), *(file.sha256 for file in withdrawn)]
    return [sha256 for sha256 in hashes if public_files().has(sha256)]


def withdraw_files(hashes: Iterable[str]) -> None:
    """Remove files from the public store at once, unless something else that is public has the same bytes."""
    still = Publication.objects.in_force()
    for sha256 in hashes:
        is_original = still.filter(extent=Publication.Extent.WHOLE, version__sha256=sha256).exists()
        answers = RequestFile.objects.filter(sha256=sha256, answer__isnull=False, answer__withdrawn_at=None)
        if not is_original and not still.filter(copy__sha256=sha256).exists() and not answers.exists():
            public_files().remove(sha256)
