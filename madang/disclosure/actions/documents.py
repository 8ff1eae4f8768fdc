"""Every change to documents: entering what was handed over, and the officer's decisions."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.disclosure.entering import Batch
from madang.disclosure.items import LOOK_AGAIN_AFTER, item_on, provisos_on
from madang.disclosure.models import (
    Classification,
    DatedRankRule,
    Decision,
    Intake,
    IntakeFile,
    Upload,
    Version,
    Withholding,
)
from madang.disclosure.publishing import publish_files, publish_versions
from madang.disclosure.ranks import Rank, parse_rank
from madang.disclosure.verdicts import Judged
from madang.ledger import actions as ledger

UNDECIDABLE = frozenset({"partly-open"})
"""Reasons to hold that an officer cannot decide away: the withheld passages must be taken out first."""


class NotReviewable(Refusal):
    code = "not-reviewable"
    default_message = _("This version is not waiting for a decision.")


class NotWhollyRead(Refusal):
    code = "not-wholly-read"
    default_message = _("Madang could not read all of this file, so it cannot be published as it is.")


def office_of(by: User | None, organisation: Organisation) -> Actor:
    """The records officer who acts, by office; or whoever runs a command on the server."""
    if by is None:
        return Actor(ref="madang:command", office=f"operator@{organisation.code}")
    return by.as_actor(Role.RECORDS_OFFICER, organisation)


def require_officer(by: User | None, organisation: Organisation, at: datetime) -> None:
    """Raise `NotAllowed` unless `by` is a records officer of that organisation on that day. None: a command."""
    if by is not None and not viewer_of(by, on=localdate(at)).is_in(organisation.pk, Role.RECORDS_OFFICER):
        raise NotAllowed(_("Only a records officer of this agency may do this."))


@transaction.atomic
def start_intake(
    *,
    organisation: Organisation,
    classification: str = "",
    rank: str = "",
    uploads: Sequence[tuple[str, str]] = (),
    manifest: tuple[str, str] = ("", ""),
    by: User | None,
    at: datetime,
) -> Intake:
    """Open an intake and record the act. `classification` and `rank` are the official's word for files without any.

    uploads, manifest: (name, sha256 in the private store) of what the worker shall take in; without, the caller does.
    """
    require_officer(by, organisation, at)
    check_words(classification, rank)
    found = parse_rank(rank)
    intake = Intake.objects.create(
        organisation=organisation,
        by=by,
        at=at,
        classification=classification,
        rank=found.value if found else "",
        state=Intake.State.WAITING if uploads else Intake.State.RUNNING,
        manifest_name=manifest[0][:255],
        manifest_sha256=manifest[1],
    )
    ledger.record(
        kind="disclosure.intake.started",
        subject=intake.ref,
        by=office_of(by, organisation),
        at=at,
        facts={"agency": organisation.code, "classification": classification, "rank": intake.rank},
    )
    if uploads:
        Upload.objects.bulk_create(Upload(intake=intake, name=name[:255], sha256=sha256) for name, sha256 in uploads)
        enqueue("disclosure.take_in", intake=str(intake.code))
    return intake


def check_words(classification: str, rank: str) -> None:
    """Raise `Invalid` if what the official says of the whole intake cannot be understood. Empty: nothing is said."""
    if rank and parse_rank(rank) is None:
        raise Invalid(_("“%(rank)s” is not a rank.") % {"rank": rank}, field="rank")
    if classification and classification not in Classification.values:
        raise Invalid(_("“%(value)s” is not a classification.") % {"value": classification}, field="classification")


@transaction.atomic
def enter_batch(*, intake: Intake, judged: Sequence[Judged], by: Actor, at: datetime) -> list[IntakeFile]:
    """Enter a batch of judged files: documents, versions, publications, ledger, search. All of them or none.

    Entering the same file again changes nothing, so that an interrupted intake can be run again.
    """
    organisation = Organisation.objects.select_for_update().get(pk=intake.organisation_id)
    batch = Batch(intake=intake, organisation=organisation, at=at)
    batch.enter(judged)
    publish_versions(batch.to_publish, by=by, at=at)
    public = [version.sha256 for version in batch.to_publish if version.state == Version.State.PUBLISHED]
    if public:
        transaction.on_commit(lambda: publish_files(public))
    return batch.files


@transaction.atomic
def finish_intake(*, intake: Intake, total: int, problem: str = "", at: datetime) -> None:
    """Close an intake and record its totals; `problem` says why it failed."""
    intake.state = Intake.State.FAILED if problem else Intake.State.FINISHED
    intake.problem, intake.finished_at, intake.total = problem[:300], at, total
    intake.save(update_fields=["state", "problem", "finished_at", "total", "manifest_faults"])
    counts: dict[str, int] = {}
    for state in intake.files.values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    ledger.record(
        kind="disclosure.intake.finished",
        subject=intake.ref,
        by=office_of(intake.by, intake.organisation),
        at=at,
        facts={"agency": intake.organisation.code, "files": dict(counts)},
    )


@transaction.atomic
def decide(
    *, version: Version, outcome: str, reason: str, items: Sequence[int] = (), by: User, at: datetime
) -> Decision:
    """A records officer publishes, keeps holding or closes a held or waiting version, with a reason.

    Raises `NotAllowed`, `NotReviewable`, `NotWhollyRead` or `Invalid`.
    Source: Official Information Disclosure Act, art. 9(1), 13(5).
    """
    version = Version.objects.select_for_update().select_related("document__organisation").get(pk=version.pk)
    organisation = version.document.organisation
    require_officer(by, organisation, at)
    if version.state not in (Version.State.HELD, Version.State.WAITING):
        raise NotReviewable
    check_decision(version, outcome, reason, items)
    decision = Decision.objects.create(
        version=version, outcome=outcome, items=sorted(set(items)), reason=reason.strip(), by=by, at=at
    )
    actor = office_of(by, organisation)
    if outcome == Decision.Outcome.HOLD:
        version.state = Version.State.HELD
        version.save(update_fields=["state"])
        return decision
    if outcome == Decision.Outcome.PUBLISH:
        version.state, version.classification, version.items = Version.State.PUBLISHED, Classification.OPEN, []
    else:
        version.state, version.classification = Version.State.CLOSED, Classification.CLOSED
        version.items = decision.items
        withhold_whole(version, decision)
    version.save(update_fields=["state", "classification", "items"])
    publish_versions([version], by=actor, at=at, reason=decision.reason)
    if version.state == Version.State.PUBLISHED:
        transaction.on_commit(lambda: publish_files([version.sha256]))
    return decision


def withhold_whole(version: Version, decision: Decision) -> None:
    """Keep of each item why the whole document is withheld, and when the need is looked at again. Act art. 9(2)."""
    day = localdate(decision.at)
    for number in decision.items:
        found = item_on(number, day)
        Withholding.objects.create(
            version=version,
            scope=Withholding.Scope.WHOLE,
            item=number,
            item_version=found.version if found else 1,
            provisos=list(provisos_on(number, day)),
            reason=decision.reason[:500],
            by=decision.by,
            at=decision.at,
            look_again_on=day + LOOK_AGAIN_AFTER,
        )


def check_decision(version: Version, outcome: str, reason: str, items: Sequence[int]) -> None:
    """Raise `Invalid` or `NotWhollyRead` if the decision lacks something that the law or the file demands."""
    if outcome not in Decision.Outcome.values:
        raise Invalid(_("Choose what to decide."), field="outcome")
    if not reason.strip():
        raise Invalid(_("Give a reason: it is kept with the decision."), field="reason")
    if outcome == Decision.Outcome.CLOSE:
        if not items or any(not 1 <= item <= 8 for item in items):
            raise Invalid(_("Name the item of article 9(1), 1 to 8, under which it is withheld."), field="items")
        return
    if outcome != Decision.Outcome.PUBLISH:
        return
    if version.classification == Classification.CLOSED:
        raise Invalid(_("The agency classified this document as closed."), field="outcome")
    if version.withholdings.in_force().exists():
        raise Invalid(_("Passages are marked as withheld. Publish the copy without them instead."), field="outcome")
    if version.reading_state != "read":
        raise NotWhollyRead
    if any(found["code"] in UNDECIDABLE for found in version.reasons):
        raise Invalid(
            _("A partly open document can be published only after the withheld passages are taken out."),
            field="outcome",
        )


@transaction.atomic
def set_rank_rule(*, since_on: datetime, rank: Rank, source: str, by: User, at: datetime) -> DatedRankRule:
    """Set whose signature makes documents due from a day on. Administrators only; recorded in the ledger."""
    if not viewer_of(by, on=localdate(at)).is_administrator:
        raise NotAllowed
    rule, _created = DatedRankRule.objects.update_or_create(
        since_on=since_on, defaults={"rank": rank.value, "source": source}
    )
    ledger.record(
        kind="disclosure.rank-rule.set",
        subject=f"disclosure:rank-rule:{since_on}",
        by=Actor(ref=by.ref, office="administrator"),
        at=at,
        facts={"since_on": str(since_on), "rank": rank.value, "source": source},
    )
    return rule
