"""Marking what is withheld, making copies without it, approving and publishing them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import isfinite

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.disclosure.actions.documents import NotReviewable, office_of, require_officer
from madang.disclosure.items import INTERNAL_REVIEW, LOOK_AGAIN_AFTER, item_on, provisos_on
from madang.disclosure.manifests import handed_over, manifest_of, occurs_in, passage_key, passages_of, said_of
from madang.disclosure.models import (
    Approval,
    Classification,
    Decision,
    Publication,
    RedactedCopy,
    ReviewSetting,
    Version,
    Withholding,
)
from madang.disclosure.publishing import publish_files, publish_versions, replace_publication
from madang.documents.redaction.passages import CannotBeWithheld, Passage, remaining
from madang.documents.redaction.redacting import PAGED, Redacted
from madang.documents.screening import screen
from madang.documents.stores import private_files
from madang.ledger import actions as ledger

State = RedactedCopy.State
SMALLEST_SIDE = 6.0
"""Points."""
REVIEWABLE = (Version.State.HELD, Version.State.WAITING)
UNUSABLE = {
    "too-short": _("This passage is too short: it would be found everywhere. Mark at least two letters."),
    "part-of-the-mark": _("This passage is part of the mark that stands for what is withheld."),
}


class ProvisoApplies(Refusal):
    code = "proviso-applies"
    default_message = _("A proviso applies, so this may not be withheld. Let it stay open instead.")


class CopyNotReady(Refusal):
    code = "copy-not-ready"
    default_message = _("There is no copy that passed every check. Make it anew.")


class SecondOfficerNeeded(Refusal):
    code = "second-officer-needed"
    default_message = _("You approved this copy already. In this agency another officer must approve it, too.")


def locked(version: Version, by: User, at: datetime) -> Version:
    """The version under a lock, for a records officer, while it can be reviewed."""
    version = Version.objects.select_for_update().select_related("document__organisation").get(pk=version.pk)
    require_officer(by, version.document.organisation, at)
    if version.state not in REVIEWABLE and not is_partly_open(version):
        raise NotReviewable
    return version


def is_partly_open(version: Version) -> bool:
    """Whether a copy of the version is public: it can be replaced by another."""
    return version.state == Version.State.PUBLISHED and version.classification == Classification.PARTLY


@transaction.atomic
def withhold(
    *,
    version: Version,
    item: int,
    reason: str,
    text: str = "",
    page: int | None = None,
    box: Sequence[float] | None = None,
    kind: str = "",
    proviso: str = "",
    look_again_on: date | None = None,
    is_under_review: bool = False,
    review_stage: str = "",
    review_ends_on: date | None = None,
    by: User,
    at: datetime,
) -> Withholding:
    """Mark a passage as withheld wherever it stands; or a page, or a part of one, as a picture.

    proviso: the letter of one that applies; then nothing may be withheld. page: from 1. box: left, bottom, right, top
    in points from the lower left corner of the page as it is shown. Marking anew changes what was said before.
    Raises `NotAllowed`, `NotReviewable`, `ProvisoApplies`, `Invalid`.
    Source: Official Information Disclosure Act, art. 9(1), 9(2), 14.
    """
    version = locked(version, by, at)
    if proviso:
        raise ProvisoApplies(field="proviso")
    check_reason(reason, passages_of(version))
    fields = {"state": Withholding.State.WITHHELD, "reason": reason.strip(), "by": by, "at": at, "proviso_applied": ""}
    fields |= grounds(item, look_again_on, is_under_review, review_stage.strip(), review_ends_on, on=localdate(at))
    stale(version)
    if text.strip():
        return of_passage(version, text, kind, fields)
    return of_page(version, page, box, fields)


def grounds(
    item: int,
    look_again_on: date | None,
    is_under_review: bool,  # noqa: FBT001
    review_stage: str,
    review_ends_on: date | None,
    *,
    on: date,
) -> dict[str, object]:
    """What the law on that day asks to be said of a withholding under an item. Raises `Invalid`."""
    found = item_on(item, on)
    if found is None:
        raise Invalid(_("Name the item of article 9(1), 1 to 8, under which it is withheld."), field="item")
    is_review = is_under_review and item == INTERNAL_REVIEW
    if found.states_end and is_review and not (review_ends_on and review_stage):
        raise Invalid(_("Say at which stage the review is and when it is to end (item 5)."), field="review_ends_on")
    look_again = look_again_on or (review_ends_on if is_review else None) or on + LOOK_AGAIN_AFTER
    if look_again <= on:
        raise Invalid(_("The day on which the need is looked at again lies ahead."), field="look_again_on")
    return {
        "item": item,
        "item_version": found.version,
        "provisos": list(provisos_on(item, on)),
        "look_again_on": look_again,
        "is_under_review": is_review,
        "review_stage": review_stage if is_review else "",
        "review_ends_on": review_ends_on if is_review else None,
    }


def of_passage(version: Version, text: str, kind: str, fields: dict[str, object]) -> Withholding:
    key = key_of(text)
    check_reason(str(fields["reason"]), [Passage(text)])
    if not occurs_in(version, text):
        raise Invalid(_("This passage does not stand in the document, its title or its file name."), field="text")
    marked, _created = Withholding.objects.update_or_create(
        version=version,
        key=key,
        scope=Withholding.Scope.PASSAGE,
        defaults={**fields, "text": text.strip(), "kind": kind},
    )
    return marked


def of_page(version: Version, page: int | None, box: Sequence[float] | None, fields: dict[str, object]) -> Withholding:
    """A page or a part of one; the same part again changes what was said of it."""
    if not version.has_page_pictures:
        raise Invalid(
            _("Only pages of a PDF or of a picture can be withheld as pictures. Mark the passage instead."),
            field="text",
        )
    if page is None or not 1 <= page <= (version.pages or 0):
        raise Invalid(_("Name a page from 1 to %(last)s.") % {"last": version.pages}, field="page")
    part = None if box is None else [round(float(value), 1) for value in box]
    if part is not None and not is_part_of_page(part):
        raise Invalid(_("The part of the page is too small, or not on the page."), field="box")
    marked, _created = Withholding.objects.update_or_create(
        version=version,
        scope=Withholding.Scope.REGION if part else Withholding.Scope.PAGE,
        key=":".join(map(str, [page, *(part or [])])),
        defaults={**fields, "page": page, "box": part},
    )
    return marked


def is_part_of_page(box: Sequence[float]) -> bool:
    """Whether left, bottom, right and top (points) make a box in which a check of the pixels finds something."""
    if len(box) != 4 or not all(map(isfinite, box)):
        return False
    left, bottom, right, top = box
    return left >= 0 and bottom >= 0 and right - left >= SMALLEST_SIDE and top - bottom >= SMALLEST_SIDE


@transaction.atomic
def keep_open(
    *, version: Version, text: str, item: int, reason: str, proviso: str = "", kind: str = "", by: User, at: datetime
) -> Withholding:
    """Say that a marked passage stays open, and why; with the proviso that applies, if one does.

    Raises `NotAllowed`, `NotReviewable`, `Invalid`.
    """
    version = locked(version, by, at)
    day = localdate(at)
    found = item_on(item, day)
    if found is None:
        raise Invalid(_("Name the item of article 9(1), 1 to 8, that was considered."), field="item")
    if proviso and proviso not in provisos_on(item, day):
        raise Invalid(_("This item has no such proviso."), field="proviso")
    if not reason.strip():
        raise Invalid(_("Give a reason: it is kept with the decision."), field="reason")
    stale(version)
    marked, _created = Withholding.objects.update_or_create(
        version=version,
        key=key_of(text),
        scope=Withholding.Scope.PASSAGE,
        defaults={
            "text": text.strip(),
            "kind": kind,
            "state": Withholding.State.OPEN,
            "item": item,
            "item_version": found.version,
            "provisos": list(provisos_on(item, day)),
            "proviso_applied": proviso,
            "reason": reason.strip(),
            "by": by,
            "at": at,
            "look_again_on": day + LOOK_AGAIN_AFTER,
            "is_under_review": False,
        },
    )
    return marked


@transaction.atomic
def take_back(*, withholding: Withholding, by: User, at: datetime) -> None:
    """Undo a marking before anything is published. Raises `NotAllowed`, `NotReviewable`."""
    version = locked(withholding.version, by, at)
    stale(version)
    Withholding.objects.filter(pk=withholding.pk, version=version).delete()


def stale(version: Version) -> None:
    """What was made before a change of the markings is not published any more."""
    version.copies.filter(state__in=(State.READY, State.MAKING, State.HELD)).update(state=State.STALE)


def key_of(text: str) -> str:
    try:
        return passage_key(text)
    except CannotBeWithheld as failure:
        raise Invalid(UNUSABLE[failure.code], field="text")


def check_reason(reason: str, passages: Sequence[Passage]) -> None:
    """A reason is public: it is there, and neither repeats what is withheld nor has identifiers of its own."""
    if not reason.strip():
        raise Invalid(_("Give a reason: it is kept with the decision."), field="reason")
    if remaining(reason, passages) or screen(reason):
        raise Invalid(_("The reason becomes public, and it repeats something that is withheld."), field="reason")


@transaction.atomic
def ask_for_copy(*, version: Version, every_page: bool = False, by: User, at: datetime) -> RedactedCopy:
    """Have the worker make a copy without what is withheld. Raises `NotAllowed`, `NotReviewable`, `Invalid`.

    every_page: make every page of a PDF a picture. It is done in any case if the file was not wholly read.
    """
    version = locked(version, by, at)
    if version.classification == Classification.CLOSED:
        raise Invalid(_("The agency classified this document as closed."))
    if not version.withholdings.in_force().exists():
        raise Invalid(_("Nothing is withheld yet. Mark a passage first, or publish the document whole."))
    if version.reading_state != "read" and version.file_type not in PAGED:
        raise Invalid(_("Madang could not read all of this file. Hand it over as a PDF to publish it in part."))
    stale(version)
    copy = RedactedCopy.objects.create(
        version=version, asked_by=by, asked_at=at, every_page=every_page or version.reading_state != "read"
    )
    enqueue("disclosure.make_copy", copy=str(copy.code))
    return copy


@transaction.atomic
def keep_copy(*, copy: RedactedCopy, made: Redacted | None, problem: str = "", at: datetime) -> RedactedCopy:
    """Keep what the worker made: ready if every check was passed, else held, and then without any file."""
    copy = RedactedCopy.objects.select_for_update().select_related("version__document").get(pk=copy.pk)
    if copy.state != State.MAKING:
        return copy
    copy.made_at, copy.problem = at, problem
    copy.state = State.READY if made and made.is_safe else State.HELD
    if made:
        copy.checks = [{"name": one.name, "passed": one.passed, "detail": one.detail} for one in made.checks]
        copy.pages = made.pages
        copy.remade = {str(page + 1): reason for page, reason in sorted(made.reasons.items())}
    if made and made.is_safe:
        copy.sha256, copy.size = private_files().put(made.pdf), len(made.pdf)
        copy.text, copy.said = made.text, said_of(copy.version)
        copy.boxes = [
            {"page": box.page + 1, "box": [round(value, 1) for value in box.box], "passages": list(box.passages)}
            for box in made.boxes
        ]
    copy.save()
    return copy


@transaction.atomic
def approve_copy(*, copy: RedactedCopy, reason: str, by: User, at: datetime) -> RedactedCopy:
    """Approve a copy, and publish it if no other officer's approval is needed.

    Raises `NotAllowed`, `NotReviewable`, `CopyNotReady`, `SecondOfficerNeeded`, `Invalid`.
    """
    version = locked(copy.version, by, at)
    copy = RedactedCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.state != State.READY:
        raise CopyNotReady
    check_reason(reason, passages_of(version))
    if copy.approvals.filter(by=by).exists():
        raise SecondOfficerNeeded
    Approval.objects.create(copy=copy, by=by, at=at)
    Decision.objects.create(
        version=version,
        outcome=Decision.Outcome.PUBLISH,
        items=sorted({one.item for one in version.withholdings.in_force()}),
        reason=reason.strip(),
        by=by,
        at=at,
    )
    if copy.approvals.count() >= approvals_needed(version.document.organisation):
        publish_copy(version, copy, by=office_of(by, version.document.organisation), at=at, reason=reason.strip())
    return copy


def approvals_needed(organisation: Organisation) -> int:
    return 2 if ReviewSetting.objects.filter(organisation=organisation, needs_two_officers=True).exists() else 1


def publish_copy(version: Version, copy: RedactedCopy, *, by: Actor, at: datetime, reason: str) -> None:
    """Publish a version in part, inside the caller's transaction: its metadata too lose what is withheld.

    Where a copy is public already, this one takes its place.
    """
    before = Publication.objects.in_force().filter(version=version).select_related("copy").first()
    if before and before.copy:
        RedactedCopy.objects.filter(pk=before.copy.pk).update(state=State.STALE)
    copy.state = State.PUBLISHED
    copy.manifest = manifest_of(version, copy)
    copy.save(update_fields=["state", "manifest"])
    say_again(version, copy.said)
    version.state, version.classification = Version.State.PUBLISHED, Classification.PARTLY
    version.items = sorted({one.item for one in version.withholdings.in_force()})
    version.save(update_fields=["state", "classification", "items"])
    if before:
        replace_publication(before, version, copy=copy, by=by, at=at, reason=reason)
    else:
        publish_versions([version], by=by, at=at, reason=reason, copies={version.pk: copy})
    transaction.on_commit(lambda: publish_files([copy.sha256]))


def say_again(version: Version, said: Mapping[str, str]) -> None:
    """Keep what was said of the version in private, and say in public what is left of it."""
    private = version.private_text
    private.said = handed_over(version)
    private.save(update_fields=["said"])
    for name, value in said.items():
        setattr(version, name, value)
    version.save(update_fields=[*said])


@transaction.atomic
def open_wholly(*, version: Version, reason: str, by: User, at: datetime) -> Version:
    """Publish the original of a version that is partly open, once nothing of it is withheld any more.

    Raises `NotAllowed`, `NotReviewable`, `Invalid`.
    """
    version = locked(version, by, at)
    if not is_partly_open(version) or version.withholdings.in_force().exists() or version.reading_state != "read":
        raise NotReviewable
    check_reason(reason, [])
    before = Publication.objects.in_force().select_related("copy").get(version=version)
    RedactedCopy.objects.filter(publication=before).update(state=State.STALE)
    say_again(version, handed_over(version))
    version.classification, version.items = Classification.OPEN, []
    version.save(update_fields=["classification", "items"])
    actor = office_of(by, version.document.organisation)
    replace_publication(before, version, copy=None, by=actor, at=at, reason=reason.strip())
    transaction.on_commit(lambda: publish_files([version.sha256]))
    return version


@transaction.atomic
def set_two_officers(*, organisation: Organisation, is_needed: bool, by: User, at: datetime) -> ReviewSetting:
    """Say whether two officers approve what this agency publishes in part. Raises `NotAllowed`."""
    if not viewer_of(by, on=localdate(at)).is_administrator:
        require_officer(by, organisation, at)
        if not is_needed:
            raise NotAllowed(_("Only an administrator can do without the second officer again."))
    setting, _created = ReviewSetting.objects.update_or_create(
        organisation=organisation, defaults={"needs_two_officers": is_needed, "by": by, "at": at}
    )
    ledger.record(
        kind="disclosure.review.set",
        subject=f"accounts:organisation:{organisation.code}",
        by=office_of(by, organisation),
        at=at,
        facts={"agency": organisation.code, "two_officers": is_needed},
    )
    return setting
