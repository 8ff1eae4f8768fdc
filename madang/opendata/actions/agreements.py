"""Agreements with partners: entering, ending before their time, and what came of them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.notices.actions import tell_followers
from madang.opendata.actions.acting import public_text
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import Agreement, AgreementOutcome
from madang.search.actions import mark_changed

Facts = dict[str, Json | ledger.Personal]


class AgreementEnded(Refusal):
    code = "agreement-ended"
    default_message = gettext_lazy("This agreement has ended already.")


@transaction.atomic
def enter_agreement(
    *,
    organisation: Organisation,
    partner: str,
    title: str,
    signed_on: date,
    since_on: date,
    until_on: date | None = None,
    office_gives: str,
    partner_gives: str,
    by: User | None,
    at: datetime,
) -> Agreement:
    """Enter an agreement that was signed. Raises `NotAllowed` or `Invalid`."""
    actor = data_officer(by, organisation, at=at)
    check_days(signed_on, since_on, until_on, at)
    made = Agreement(
        organisation=organisation,
        partner=public_text(partner, field="partner"),
        title=public_text(title, field="title"),
        signed_on=signed_on,
        since_on=since_on,
        until_on=until_on,
        office_gives=public_text(office_gives, field="office_gives"),
        partner_gives=public_text(partner_gives, field="partner_gives"),
        office=actor.office or "",
        by=by,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise Invalid(_("This agreement stands here already."), field="title") from twice
    facts = facts_of(made, organisation)
    ledger.record(kind="opendata.agreement.entered", subject=made.ref, by=actor, at=at, facts=facts)
    mark_changed([made.ref])
    return made


def check_days(signed_on: date, since_on: date, until_on: date | None, at: datetime) -> None:
    """Raise `Invalid` for an agreement that was not signed yet, or that ends before it begins."""
    if signed_on > localdate(at):
        raise Invalid(_("That day has not come yet."), field="signed_on")
    if until_on is not None and until_on < since_on:
        raise Invalid(_("It would end before it begins."), field="until_on")


def facts_of(made: Agreement, organisation: Organisation) -> Facts:
    days = {"signed_on": made.signed_on, "since_on": made.since_on, "until_on": made.until_on}
    said: Facts = {"agency": organisation.code, "partner": made.partner, "title": made.title}
    said |= {name: on.isoformat() if on else "" for name, on in days.items()}
    return said | {"office_gives": made.office_gives, "partner_gives": made.partner_gives}


@transaction.atomic
def end_agreement(*, agreement: Agreement, ended_on: date, reason: str, by: User | None, at: datetime) -> Agreement:
    """End an agreement before its time, with a reason that everyone reads."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    actor = data_officer(by, agreement.organisation, at=at)
    if agreement.ended_on is not None or (agreement.until_on is not None and agreement.until_on < localdate(at)):
        raise AgreementEnded
    if not agreement.since_on <= ended_on <= localdate(at):
        raise Invalid(_("Give a day since it began that is not to come."), field="ended_on")
    agreement.ended_on, agreement.end_reason = ended_on, public_text(reason, field="reason")
    agreement.save(update_fields=["ended_on", "end_reason"])
    facts: Facts = {"on": ended_on.isoformat(), "reason": agreement.end_reason}
    ledger.record(kind="opendata.agreement.ended", subject=agreement.ref, by=actor, at=at, facts=facts)
    return agreement


@transaction.atomic
def enter_agreement_outcome(
    *, agreement: Agreement, on: date, text: str, source: str, by: User | None, at: datetime
) -> AgreementOutcome:
    """Say what came of an agreement by a day, with the source; its followers hear of it."""
    actor = data_officer(by, agreement.organisation, at=at)
    if not agreement.signed_on <= on <= localdate(at):
        raise Invalid(_("Give a day since it was signed that is not to come."), field="on")
    made = AgreementOutcome.objects.create(
        agreement=agreement,
        on=on,
        text=public_text(text, field="text"),
        source=public_text(source, field="source"),
        by=by,
        at=at,
    )
    facts: Facts = {"on": on.isoformat(), "text": made.text, "source": made.source}
    ledger.record(kind="opendata.agreement.outcome-entered", subject=agreement.ref, by=actor, at=at, facts=facts)
    title = agreement.title
    tell_followers(
        ref=agreement.ref,
        kind="opendata.agreement.outcome-entered",
        subject=lambda: _("What came of the agreement “%(title)s”") % {"title": title},
        key=f"{agreement.ref} {made.pk}",
        at=at,
    )
    return made
