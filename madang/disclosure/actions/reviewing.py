"""The need to withhold ends: internal reviews that are over, days on which it is looked at again, criteria."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import SYSTEM, Actor
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure.actions.documents import NotReviewable, office_of, require_officer
from madang.disclosure.actions.weighing import weigh_anew
from madang.disclosure.items import review_due
from madang.disclosure.models import (
    CriteriaReminder,
    CriteriaReview,
    Criterion,
    SuggestionRule,
    Version,
    Withholding,
)
from madang.ledger import actions as ledger
from madang.notices.actions import keep_message

REMINDED_BEFORE = timedelta(days=60)
BECAUSE_ENDED, BECAUSE_DAY, BECAUSE_OFFICER = "review-ended", "look-again", "officer"


@transaction.atomic
def end_review(*, withholding: Withholding, ended_on: date, by: User, at: datetime) -> Withholding:
    """Record that the internal review ended for which something is withheld under item 5, and lift it.

    Raises `NotAllowed`, `NotReviewable`, `Invalid`. Source: Act art. 9(1)5, proviso.
    """
    withholding = (
        Withholding.objects.select_for_update().select_related("version__document__organisation").get(pk=withholding.pk)
    )
    require_officer(by, withholding.version.document.organisation, at)
    if not withholding.is_under_review or withholding.state != Withholding.State.WITHHELD:
        raise NotReviewable
    if ended_on > localdate(at):
        raise Invalid(_("A review that ends in the future has not ended."), field="ended_on")
    withholding.review_ended_on = ended_on
    lift(withholding, because=BECAUSE_ENDED, by=office_of(by, withholding.version.document.organisation), at=at)
    return withholding


def lift(withholding: Withholding, *, because: str, by: Actor, at: datetime) -> None:
    """The withholding is open to a new decision: it is entered in the ledger, and the officers are told."""
    version = withholding.version
    withholding.state, withholding.lifted_at, withholding.lifted_because = Withholding.State.LIFTED, at, because
    withholding.save(update_fields=["state", "lifted_at", "lifted_because", "review_ended_on"])
    ledger.record(
        kind="disclosure.withholding.lifted",
        subject=version.document.ref,
        by=by,
        at=at,
        facts={
            "agency": version.document.organisation.code,
            "version": version.ordinal,
            "item": withholding.item,
            "withholding": str(withholding.code),
            "because": because,
        },
    )
    tell_officers(
        version.document.organisation,
        subject=_("A ground for withholding has ended"),
        body=_("What was withheld under item %(item)s in %(document)s has to be decided again: %(url)s"),
        facts={
            "item": withholding.item,
            "document": version.number or version.document.ref,
            "url": settings.SITE_URL + reverse("disclosure:due"),
        },
    )


def reopen_ended(*, at: datetime) -> int:
    """Lift what is withheld under item 5 because of an internal review whose stated end has come. How many.

    Only what is published: what is still being reviewed is before an officer anyhow. Safe to run again.
    """
    day = localdate(at)
    due = Withholding.objects.in_force().filter(
        is_under_review=True, review_ends_on__lte=day, version__state=Version.State.PUBLISHED
    )
    lifted = 0
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            one = (
                Withholding.objects.select_for_update()
                .select_related("version__document__organisation")
                .filter(pk=pk, state=Withholding.State.WITHHELD)
                .first()
            )
            if one:
                one.review_ended_on = one.review_ends_on
                lift(one, because=BECAUSE_ENDED, by=SYSTEM, at=at)
                lifted += 1
    return lifted


@transaction.atomic
def look_again(*, withholding: Withholding, until_on: date | None, by: User, at: datetime) -> Withholding:
    """An officer looks at the need again: it still holds until another day, or it has ended (`until_on` is None).

    Raises `NotAllowed`, `NotReviewable`, `Invalid`. Source: Act art. 9(2).
    """
    withholding = (
        Withholding.objects.select_for_update().select_related("version__document__organisation").get(pk=withholding.pk)
    )
    organisation = withholding.version.document.organisation
    require_officer(by, organisation, at)
    if withholding.state != Withholding.State.WITHHELD:
        raise NotReviewable
    if until_on is None:
        lift(withholding, because=BECAUSE_OFFICER, by=office_of(by, organisation), at=at)
        return withholding
    if until_on <= localdate(at):
        raise Invalid(_("The day on which the need is looked at again lies ahead."), field="until_on")
    withholding.look_again_on = until_on
    withholding.save(update_fields=["look_again_on"])
    ledger.record(
        kind="disclosure.withholding.kept",
        subject=withholding.version.document.ref,
        by=office_of(by, organisation),
        at=at,
        facts={
            "agency": organisation.code,
            "item": withholding.item,
            "withholding": str(withholding.code),
            "look_again_on": until_on.isoformat(),
        },
    )
    return withholding


@transaction.atomic
def publish_criterion(
    *, organisation: Organisation, item: int, text: str, since_on: date, by: User, at: datetime
) -> Criterion:
    """Publish what the agency withholds under an item. Raises `NotAllowed`, `Invalid`. Source: Act art. 9(3)."""
    require_officer(by, organisation, at)
    if not 1 <= item <= 8:
        raise Invalid(_("Name the item of article 9(1), 1 to 8."), field="item")
    if not text.strip():
        raise Invalid(_("Say what is withheld, and what is not."), field="text")
    criterion, _created = Criterion.objects.update_or_create(
        organisation=organisation, item=item, since_on=since_on, defaults={"text": text.strip(), "by": by, "at": at}
    )
    ledger.record(
        kind="disclosure.criterion.published",
        subject=f"accounts:organisation:{organisation.code}",
        by=office_of(by, organisation),
        at=at,
        facts={"agency": organisation.code, "item": item, "since_on": since_on.isoformat(), "text": criterion.text},
    )
    return criterion


@transaction.atomic
def record_criteria_review(
    *, organisation: Organisation, reviewed_on: date, outcome: str, by: User, at: datetime
) -> CriteriaReview:
    """Record that the agency reviewed its criteria. Raises `NotAllowed`, `Invalid`. Source: Act art. 9(4)."""
    require_officer(by, organisation, at)
    if reviewed_on > localdate(at):
        raise Invalid(_("A review in the future has not taken place."), field="reviewed_on")
    if not outcome.strip():
        raise Invalid(_("Say what came of the review."), field="outcome")
    review, _created = CriteriaReview.objects.update_or_create(
        organisation=organisation, reviewed_on=reviewed_on, defaults={"outcome": outcome.strip(), "by": by, "at": at}
    )
    ledger.record(
        kind="disclosure.criteria.reviewed",
        subject=f"accounts:organisation:{organisation.code}",
        by=office_of(by, organisation),
        at=at,
        facts={"agency": organisation.code, "reviewed_on": reviewed_on.isoformat(), "outcome": review.outcome},
    )
    return review


def remind_of_criteria(*, at: datetime) -> int:
    """Remind the officers of agencies whose criteria fall due within two months, once for each due day. How many."""
    day, told = localdate(at), 0
    for organisation in Organisation.objects.filter(pk__in=Criterion.objects.values("organisation")):
        due = due_day(organisation)
        if due is None or due - REMINDED_BEFORE > day:
            continue
        try:
            with transaction.atomic():
                CriteriaReminder.objects.create(organisation=organisation, due_on=due, at=at)
                tell_officers(
                    organisation,
                    subject=_("The criteria for withholding are to be reviewed"),
                    body=_("The criteria of %(agency)s are to be reviewed by %(due)s (article 9(4)): %(url)s"),
                    facts={
                        "agency": organisation.name,
                        "due": due.isoformat(),
                        "url": settings.SITE_URL + reverse("disclosure:criteria-of", args=[organisation.code]),
                    },
                )
        except IntegrityError:
            continue
        told += 1
    return told


def due_day(organisation: Organisation) -> date | None:
    """When the agency's criteria are to be reviewed next; None where it published none."""
    first = organisation.withholding_criteria.order_by("since_on").values_list("since_on", flat=True).first()
    last = organisation.criteria_reviews.order_by("-reviewed_on").values_list("reviewed_on", flat=True).first()
    return review_due(published_on=first, reviewed_on=last)


def tell_officers(
    organisation: Organisation, *, subject: object, body: object, facts: dict[str, object]
) -> Sequence[str]:
    """A letter to the records officers of an agency, through the outbox, in Korean: it is their office's language."""
    held = RoleHeld.objects.filter(organisation=organisation, role=Role.RECORDS_OFFICER, until_on=None)
    addresses = sorted(set(held.filter(user__is_active=True).values_list("user__email", flat=True)))
    if addresses:
        with override("ko"):
            message = EmailMessage(str(subject), str(body) % facts, settings.DEFAULT_FROM_EMAIL, bcc=addresses)
        keep_message(message)
    return addresses


@transaction.atomic
def set_suggestion_rule(
    *,
    organisation: Organisation | None,
    item: int,
    words: str,
    question: str,
    since_on: date,
    rule: SuggestionRule | None = None,
    by: User,
    at: datetime,
) -> SuggestionRule:
    """Add a rule of suggestions, or replace one from a day on: the old one ends, so that it stays known what held.

    An agency's own by its records officers; everybody's by administrators. Raises `NotAllowed`, `Invalid`.
    """
    may_edit(organisation, by, at)
    lines = "\n".join(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))
    if not lines or not question.strip():
        raise Invalid(_("A rule has words to look for and a question."), field="words")
    if not 1 <= item <= 8:
        raise Invalid(_("Name the item of article 9(1), 1 to 8."), field="item")
    if rule:
        end_suggestion_rule(rule=rule, until_on=since_on, by=by, at=at)
    weigh_anew(organisation)
    return SuggestionRule.objects.create(
        organisation=organisation, item=item, words=lines, question=question.strip(), since_on=since_on
    )


@transaction.atomic
def end_suggestion_rule(*, rule: SuggestionRule, until_on: date, by: User, at: datetime) -> SuggestionRule:
    """End a rule on a day. Raises `NotAllowed`."""
    may_edit(rule.organisation, by, at)
    rule.until_on = max(until_on, rule.since_on)
    rule.save(update_fields=["until_on"])
    weigh_anew(rule.organisation)
    return rule


def may_edit(organisation: Organisation | None, by: User, at: datetime) -> None:
    if organisation is not None:
        require_officer(by, organisation, at)
    elif not viewer_of(by, on=localdate(at)).is_administrator:
        raise NotAllowed(_("Only an administrator changes the rules of all agencies."))
