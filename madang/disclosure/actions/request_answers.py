"""Files of answers: received into the private store, supplied to the requester, published for all where it is safe."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.viewers import viewer_of
from madang.common.errors import Invalid, NotAllowed
from madang.common.identifiers import identifiers_in
from madang.disclosure.actions.request_steps import locked, require_officer_of, require_requester
from madang.disclosure.models import InformationRequest, PublishedAnswer, RequestFile
from madang.disclosure.models.requests import NOBODY
from madang.disclosure.publishing import withdraw_files
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.following import tell_of_answer
from madang.documents.finding_words import kind_label
from madang.documents.stores import private_files, public_files
from madang.ledger import actions as ledger
from madang.search import actions as search

LIKELY = 0.5
MOST_EVIDENCE, EVIDENCE_BYTES = 3, 10_000_000


@dataclass(frozen=True)
class Read:
    """What the readers said of a file: its text, what it hides, and whether all of it could be read."""

    text: str
    hidden: str
    is_whole: bool


@transaction.atomic
def attach_files(
    *, request: InformationRequest, files: Sequence[tuple[str, str, int]], by: User, at: datetime
) -> list[RequestFile]:
    """Prepare files for the answer; the requester sees them with the next supply.

    files: (name, sha256 in the private store, bytes). The disclosure officer may, and the official in charge.
    """
    request = locked(request)
    viewer = viewer_of(by, on=localdate(at))
    if not InformationRequest.objects.all().in_hands_of(viewer).filter(pk=request.pk).exists():
        raise NotAllowed
    return [
        RequestFile.objects.create(request=request, name=name[:255], sha256=sha256, size=size, added_at=at, added_by=by)
        for name, sha256, size in files
    ]


@transaction.atomic
def remove_file(*, file: RequestFile, by: User, at: datetime) -> None:
    """Take a prepared file back, before it was supplied."""
    request = locked(file.request)
    require_officer_of(request, by, at)
    found = RequestFile.objects.select_for_update().get(pk=file.pk)
    if found.purpose != RequestFile.Purpose.ANSWER:
        raise NotAllowed
    if found.part:
        raise Invalid(_("This file has been supplied already."))
    found.removed_at = at
    found.save(update_fields=["removed_at"])


@transaction.atomic
def add_evidence(
    *,
    request: InformationRequest,
    files: Sequence[tuple[str, str, int]],
    by: User | None,
    opened: Set[UUID] = NOBODY,
    at: datetime,
) -> list[RequestFile]:
    """Papers by which the requester shows the ground for a lower fee (Decree art. 17(4)), before it is decided.

    files: (name, sha256 in the private store, bytes). Only the requester and the disclosure officer read them.
    Raises `NotAllowed` or `Invalid`.
    """
    request = locked(request)
    require_requester(request, by, at, opened)
    kept = request.files.filter(purpose=RequestFile.Purpose.EVIDENCE, removed_at=None)
    if not files:
        raise Invalid(_("Choose at least one file."), field="files")
    if not request.reduction:
        raise Invalid(_("No ground for a lower fee was named with this request."))
    if not course_of(request.history()).is_undecided:
        raise Invalid(_("This request has been decided."))
    if kept.count() + len(files) > MOST_EVIDENCE:
        raise Invalid(_("At most %(most)d papers.") % {"most": MOST_EVIDENCE}, field="files")
    if big := next((name for name, _sha256, size in files if size > EVIDENCE_BYTES), None):
        raise Invalid(_("“%(name)s” is larger than 10 megabytes.") % {"name": big}, field="files")
    made = {"request": request, "purpose": RequestFile.Purpose.EVIDENCE, "added_at": at, "added_by": by}
    return [
        RequestFile.objects.create(name=name[:255], sha256=sha256, size=size, **made) for name, sha256, size in files
    ]


@transaction.atomic
def take_evidence_back(*, file: RequestFile, by: User | None, opened: Set[UUID] = NOBODY, at: datetime) -> None:
    """Take a paper back; the agency reads it no more. Only the requester may. Raises `NotAllowed`."""
    request = locked(file.request)
    require_requester(request, by, at, opened)
    RequestFile.objects.filter(pk=file.pk, purpose=RequestFile.Purpose.EVIDENCE).update(removed_at=at)


@transaction.atomic
def publish_answer(
    *,
    request: InformationRequest,
    title: str,
    summary: str,
    files: Sequence[tuple[RequestFile, Read]],
    by: User,
    at: datetime,
) -> PublishedAnswer:
    """Publish supplied files for everybody, in the agency's words (Decree art. 14(3)).

    Raises `Invalid` for a file that could not be read whole or that holds an identifier of a person, in its text or
    its name, and for words that do. Nothing of a private request is told: neither its number nor its day nor its words.
    """
    request = locked(request)
    actor = require_officer_of(request, by, at)
    _check_answer(request, title, summary, files)
    answer = PublishedAnswer.objects.create(
        request=request,
        organisation=request.organisation,
        title=title.strip(),
        summary=summary.strip(),
        text="\n".join(read.text for _file, read in files),
        published_at=at,
    )
    RequestFile.objects.filter(pk__in=[file.pk for file, _read in files]).update(answer=answer)
    facts = {"agency": request.organisation.code, "files": sorted(file.sha256 for file, _read in files)}
    ledger.record(kind="disclosure.answer.published", subject=answer.ref, by=actor, at=at, facts={**facts})
    search.mark_changed([answer.ref])
    tell_of_answer(answer, at=at)
    hashes = [file.sha256 for file, _read in files]
    transaction.on_commit(lambda: publish_answer_files(hashes))
    return answer


def _check_answer(
    request: InformationRequest, title: str, summary: str, files: Sequence[tuple[RequestFile, Read]]
) -> None:
    """Raise `Invalid` for what must not or cannot be published."""
    if not (title.strip() and summary.strip()):
        raise Invalid(_("Give the answer a title and say what it is."), field="title")
    refuse_personal(f"{title}\n{summary}", where=_("The title or summary"))
    if hasattr(request, "answer"):
        raise Invalid(_("This answer has been published already."))
    if not files:
        raise Invalid(_("Choose at least one file that has been supplied."), field="files")
    for file, read in files:
        if not file.part or file.request_id != request.pk or file.removed_at:
            raise Invalid(_("Only files that were supplied can be published."), field="files")
        if not read.is_whole:
            raise Invalid(_("Madang could not read all of “%(name)s”.") % {"name": file.name}, field="files")
        refuse_personal(f"{file.name}\n{read.text}\n{read.hidden}", where=f"“{file.name}”")


def refuse_personal(text: str, *, where: str, field: str = "files") -> None:
    """Raise `Invalid` for a text that is about to be public and holds an identifier of a person."""
    if found := next((one for one in identifiers_in(text) if one.confidence >= LIKELY), None):
        raise Invalid(
            _("%(where)s holds a %(kind)s. Take it out before it is published.")
            % {"where": where, "kind": kind_label(found.kind)},
            field=field,
        )


@transaction.atomic
def withdraw_answer(*, answer: PublishedAnswer, by: User, at: datetime) -> None:
    """Take a published answer down; its files leave the public store unless something else publishes them."""
    request = locked(answer.request)
    actor = require_officer_of(request, by, at)
    found = PublishedAnswer.objects.select_for_update().get(pk=answer.pk)
    if found.withdrawn_at:
        return
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    ledger.record(kind="disclosure.answer.withdrawn", subject=found.ref, by=actor, at=at, facts={})
    search.mark_changed([found.ref])
    hashes = list(found.files.values_list("sha256", flat=True))
    transaction.on_commit(lambda: withdraw_files(hashes))


def publish_answer_files(hashes: Sequence[str]) -> None:
    """Copy files into the public store, after their publication was committed. May run again."""
    for sha256 in hashes:
        if not public_files().has(sha256):
            private_files().publish(sha256)
