"""When something leaked: out of the public at once, with the proof kept; and the way back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.errors import Invalid, Refusal
from madang.disclosure.actions.documents import NotReviewable, office_of, require_officer
from madang.disclosure.actions.redaction import check_reason
from madang.disclosure.models import (
    Document,
    FoundIdentifier,
    PrivateText,
    Publication,
    PublicationQuerySet,
    PublicText,
    Takedown,
    Version,
)
from madang.disclosure.publishing import withdraw_files
from madang.ledger import actions as ledger
from madang.search import actions as search


class NotPublic(Refusal):
    code = "not-public"
    default_message = _("This document is not public.")


@transaction.atomic
def take_down(
    *, document: Document, item: int, reason: str, with_twins: bool = True, by: User, at: datetime
) -> list[Takedown]:
    """Take every public version of a document from the public, at once; and its agency's others with the same files.

    Pages, lists, feeds, the API and exports follow with this transaction, the files and the index within seconds.
    Raises `NotAllowed`, `NotPublic`, `Invalid`.
    """
    document = Document.objects.select_for_update().select_related("organisation").get(pk=document.pk)
    require_officer(by, document.organisation, at)
    if not 1 <= item <= 8:
        raise Invalid(_("Name the item of article 9(1), 1 to 8, for which it is taken down."), field="item")
    check_reason(reason, [])
    if not in_force(document).exists():
        raise NotPublic
    together = [document]
    if with_twins:
        contents = in_force(document).values("version__sha256")
        twins = Version.objects.filter(
            sha256__in=contents, publication__ended_at=None, document__organisation=document.organisation
        ).exclude(document=document)
        together += Document.objects.select_for_update().filter(pk__in=twins.values("document"))
    taken = [one for each in together for one in end_publications(each, item=item, reason=reason.strip(), by=by, at=at)]
    search.mark_changed([each.ref for each in together])
    return taken


def in_force(document: Document) -> PublicationQuerySet:
    return Publication.objects.in_force().filter(version__document=document)


def end_publications(document: Document, *, item: int, reason: str, by: User, at: datetime) -> list[Takedown]:
    """End all publications of one document, forget their public texts, enter each in the ledger."""
    ended = list(in_force(document).select_related("version__document__organisation", "copy"))
    files = [publication.file.sha256 for publication in ended if publication.file]
    PublicText.objects.filter(publication__in=ended).delete()
    Version.objects.filter(publication__in=ended).update(state=Version.State.TAKEN_DOWN)
    Publication.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=at)
    taken = Takedown.objects.bulk_create(
        Takedown(document=document, publication=one, item=item, reason=reason, by=by, at=at) for one in ended
    )
    for publication in ended:
        ledger.record(
            kind="disclosure.document.taken-down",
            subject=document.ref,
            by=office_of(by, document.organisation),
            at=at,
            facts={
                "agency": document.organisation.code,
                "version": publication.version.ordinal,
                "extent": publication.extent,
                "sha256": publication.file.sha256 if publication.file else None,
                "item": item,
                "reason": reason,
            },
        )
    transaction.on_commit(lambda: withdraw_files(files))
    return taken


@transaction.atomic
def prepare_again(*, version: Version, by: User, at: datetime) -> Version:
    """Put a version that was taken down before the officers once more, as a new version that is held.

    Raises `NotAllowed`, `NotReviewable`.
    """
    version = Version.objects.select_for_update().select_related("document__organisation").get(pk=version.pk)
    require_officer(by, version.document.organisation, at)
    if version.state != Version.State.TAKEN_DOWN:
        raise NotReviewable
    others = Version.objects.filter(document=version.document)
    if others.filter(sha256=version.sha256).exclude(state=Version.State.TAKEN_DOWN).exists():
        raise NotReviewable
    old = version.pk
    text, findings = PrivateText.objects.get(version=old), list(FoundIdentifier.objects.filter(version=old))
    again = Version.objects.get(pk=old)
    again.pk, again.code = None, Version._meta.get_field("code").get_default()
    again.ordinal = 1 + (others.aggregate(last=Max("ordinal"))["last"] or 0)
    again.risk, again.risk_parts = None, []
    again.state, again.reasons = Version.State.HELD, [{"code": "taken-down-before", "params": {}}]
    again._state.adding = True
    again.save()
    PrivateText.objects.create(version=again, text=text.text, hidden=text.hidden, said=text.said)
    for finding in findings:
        finding.pk, finding.version = None, again
    FoundIdentifier.objects.bulk_create(findings)
    return again
