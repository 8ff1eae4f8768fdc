"""Promising companies: calling, applying, scoring, choosing; and what is entered of them afterwards."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.common.actors import Actor
from madang.common.checkdigits import is_business
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.notices.actions import tell_followers
from madang.opendata.actions.acting import public_text, require_person
from madang.opendata.actions.offices import data_officer
from madang.opendata.actions.showcase import public_datasets, web_address
from madang.opendata.models import (
    Agreement,
    ApplicationScore,
    CallCriterion,
    Company,
    CompanyApplication,
    CompanyCall,
    CompanyOutcome,
    CompanySupport,
    Dataset,
)
from madang.search.actions import mark_changed

State = CompanyApplication.State
Facts = dict[str, Json | ledger.Personal]


class CallClosed(Refusal):
    code = "call-closed"
    default_message = gettext_lazy("This call takes no applications now.")


class CallStillOpen(Refusal):
    code = "call-still-open"
    default_message = gettext_lazy("Applications are decided when the call has closed.")


class AppliedAlready(Refusal):
    code = "applied-already"
    default_message = gettext_lazy("This company has applied to this call already.")


class NotDecidable(Refusal):
    code = "application-decided"
    default_message = gettext_lazy("This application is decided or withdrawn.")


@transaction.atomic
def open_call(
    *,
    organisation: Organisation,
    title: str,
    text: str,
    opens_on: date,
    closes_on: date,
    criteria: Mapping[str, int],
    places: int | None = None,
    by: User | None,
    at: datetime,
) -> CompanyCall:
    """Call companies. criteria: name and weight of each, fixed from now on. Raises `NotAllowed` or `Invalid`."""
    actor = data_officer(by, organisation, at=at)
    check_call(criteria, opens_on, closes_on, at)
    call = CompanyCall(
        organisation=organisation,
        title=public_text(title, field="title"),
        text=public_text(text, field="text"),
        opens_on=opens_on,
        closes_on=closes_on,
        places=places,
        announced_at=at,
        office=actor.office or "",
        by=by,
    )
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as twice:
        raise Invalid(_("Your agency has made this call already."), field="title") from twice
    named = {public_text(name, field="criteria")[:100]: weight for name, weight in criteria.items()}
    CallCriterion.objects.bulk_create(CallCriterion(call=call, name=name, weight=named[name]) for name in named)
    facts: Facts = {"agency": organisation.code, "title": call.title, "criteria": dict[str, Json](named)}
    facts |= {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    ledger.record(kind="opendata.company-call.opened", subject=call.ref, by=actor, at=at, facts=facts)
    mark_changed([call.ref])
    return call


def check_call(criteria: Mapping[str, int], opens_on: date, closes_on: date, at: datetime) -> None:
    """Raise `Invalid` for a call without criteria, or one that is over before it begins."""
    if not criteria or any(weight < 1 for weight in criteria.values()):
        raise Invalid(_("Name at least one criterion; each weighs at least 1."), field="criteria")
    if closes_on < opens_on or closes_on < localdate(at):
        raise Invalid(_("The last day lies before the first, or is over."), field="closes_on")


def business_digits(text: str) -> str:
    """The ten digits of a business registration number. Raises `Invalid` where its check digit is wrong."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits) or not is_business(digits):
        raise Invalid(
            _("This is no business registration number: ten digits, of which the last follows from the others."),
            field="business_number",
        )
    return digits


@transaction.atomic
def apply(
    *,
    call: CompanyCall,
    name: str,
    business_number: str,
    intro: str,
    plan: str,
    datasets: Sequence[Dataset],
    url: str = "",
    by: User,
    at: datetime,
) -> CompanyApplication:
    """Apply to an open call. Only the office reads it, until the company is chosen; the number stays with the office.

    Raises `NotAllowed`, `CallClosed`, `AppliedAlready` or `Invalid`.
    """
    require_person(by)
    if not call.is_open(on=localdate(at)):
        raise CallClosed
    if not plan.strip():
        raise Invalid(_("Write what you plan, and which support you need."), field="plan")
    used = public_datasets(datasets, least=1)
    application = CompanyApplication(
        call=call,
        name=public_text(name, field="name"),
        business_number=business_digits(business_number),
        intro=public_text(intro, field="intro"),
        plan=plan.strip(),
        url=web_address(url) if url.strip() else "",
        applicant=by,
        applied_at=at,
    )
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as twice:
        raise AppliedAlready from twice
    application.datasets.set(used)
    return application


def locked(application: CompanyApplication) -> CompanyApplication:
    found = CompanyApplication.objects.select_for_update().select_related("call__organisation").get(pk=application.pk)
    if found.state != State.RECEIVED:
        raise NotDecidable
    return found


@transaction.atomic
def withdraw_application(*, application: CompanyApplication, by: User, at: datetime) -> CompanyApplication:
    """Take one's own application back before it is decided; the company may apply again."""
    application = locked(application)
    if application.applicant_id != by.pk:
        raise NotAllowed(_("Only who applied may take the application back."))
    application.state = State.WITHDRAWN
    application.save(update_fields=["state"])
    return application


@transaction.atomic
def score_application(
    *, application: CompanyApplication, scores: Mapping[int, tuple[int, str]], by: User, at: datetime
) -> CompanyApplication:
    """Score an application by every criterion of its call; scoring again replaces.

    scores: (1 to 5, ground) by the criterion's primary key. Scores of chosen companies become public with the choice.
    Raises `NotAllowed`, `NotDecidable` or `Invalid`.
    """
    application = locked(application)
    data_officer(by, application.call.organisation, at=at)
    criteria = {criterion.pk: criterion for criterion in application.call.criteria.all()}
    if set(scores) != set(criteria):
        raise Invalid(_("Give a score for every criterion."))
    for key, (score, ground) in scores.items():
        if not 1 <= score <= 5:
            raise Invalid(_("A score is from 1 to 5."), field=f"score_{key}")
        said = {"score": score, "ground": public_text(ground, field=f"ground_{key}"), "by": by, "at": at}
        ApplicationScore.objects.update_or_create(application=application, criterion=criteria[key], defaults=said)
    return application


@transaction.atomic
def decide_application(
    *, application: CompanyApplication, is_chosen: bool, reason: str, decided_on: date, by: User, at: datetime
) -> CompanyApplication:
    """Choose a company, with a reason that everyone reads, or do not, with one for who applied.

    Raises `NotAllowed`, `NotDecidable`, `CallStillOpen` or `Invalid`.
    """
    application = locked(application)
    call = application.call
    actor = data_officer(by, call.organisation, at=at)
    if localdate(at) <= call.closes_on:
        raise CallStillOpen
    if not call.closes_on < decided_on <= localdate(at):
        raise Invalid(_("Give a day after the end of the call that is not to come."), field="decided_on")
    if application.scores.count() < call.criteria.count():
        raise Invalid(_("Score it by every criterion first."))
    said = public_text(reason, field="reason") if is_chosen else reason.strip()
    if not said:
        raise Invalid(_("Give the reason."), field="reason")
    application.state = State.CHOSEN if is_chosen else State.NOT_CHOSEN
    application.reason, application.decided_on, application.decided_at = said, decided_on, at
    application.company = company_of(application, decided_on) if is_chosen else None
    application.save()
    if is_chosen:
        record_choice(application, actor, at)
    else:
        facts: Facts = {"company": ledger.personal(application.name), "reason": ledger.personal(said)}
        ledger.record(kind="opendata.company.not-chosen", subject=call.ref, by=actor, at=at, facts=facts)
    write_to_applicant(application)
    return application


def company_of(application: CompanyApplication, on: date) -> Company:
    """The company's record: the one it has, with what it says of itself now, or a new one."""
    said = {"name": application.name, "intro": application.intro, "url": application.url}
    found, is_new = Company.objects.select_for_update().get_or_create(
        business_number=application.business_number, defaults={**said, "since_on": on}
    )
    if not is_new:
        found.name, found.intro, found.url = application.name, application.intro, application.url
        found.since_on = min(found.since_on, on)
        found.save()
    return found


def record_choice(application: CompanyApplication, actor: Actor, at: datetime) -> None:
    company, call = application.company, application.call
    assert company is not None
    assert application.decided_on is not None
    scores = {one.criterion.name: one.score for one in application.scores.select_related("criterion")}
    facts: Facts = {
        "company": company.name,
        "call": call.ref,
        "on": application.decided_on.isoformat(),
        "reason": application.reason,
        "scores": dict[str, Json](scores),
    }
    ledger.record(kind="opendata.company.chosen", subject=company.ref, by=actor, at=at, facts=facts)
    name = company.name
    tell_followers(
        ref=company.ref,
        topics=[call.ref, call.organisation.ref],
        kind="opendata.company.chosen",
        subject=lambda: _("Chosen as a promising company: %(name)s") % {"name": name},
        at=at,
    )
    mark_changed([company.ref])


def write_to_applicant(application: CompanyApplication) -> None:
    subject = _("Your application: %(title)s") % {"title": application.call.title}
    chosen = application.state == State.CHOSEN
    text = _("Your company was chosen: %(reason)s") if chosen else _("Your company was not chosen: %(reason)s")
    body = text % {"reason": application.reason}
    address = settings.SITE_URL + application.get_absolute_url()
    send_mail(subject, f"{body}\n\n{address}", None, [application.applicant.email])


def check_day(on: date, at: datetime) -> None:
    """Raise `Invalid` for a day to come."""
    if on > localdate(at):
        raise Invalid(_("That day has not come yet."), field="on")


def check_giver(company: Company, organisation: Organisation, agreement: Agreement | None = None) -> None:
    """Raise `NotAllowed` unless the agency chose the company in a call of its own, or supports it under an agreement.

    Raises `Invalid` for an agreement that another agency made.
    agreement: that under which support is entered now; without it, one under which the agency supported the company.
    """
    if agreement is not None and agreement.organisation_id != organisation.pk:
        raise Invalid(_("That is an agreement of another agency."), field="agreement")
    chosen = CompanyApplication.objects.chosen().filter(company=company, call__organisation=organisation)
    supported = CompanySupport.objects.filter(company=company, organisation=organisation, agreement__isnull=False)
    if agreement is None and not chosen.exists() and not supported.exists():
        raise NotAllowed(
            _("Only the agency whose call chose this company, or one with an agreement that supports it, may do this.")
        )


@transaction.atomic
def enter_support(
    *,
    company: Company,
    organisation: Organisation,
    kind: str,
    on: date,
    giver: str,
    text: str = "",
    amount: int | None = None,
    agreement: Agreement | None = None,
    by: User | None,
    at: datetime,
) -> CompanySupport:
    """Enter support that a company was given: money in won, or words. giver: the agency or partner, by name.

    organisation: one that chose the company in a call of its own, or whose agreement it is. Raises as `check_giver`.
    """
    actor = data_officer(by, organisation, at=at)
    if kind not in CompanySupport.Kind.values:
        raise Invalid(_("Say which kind of support it was."), field="kind")
    if amount is None and not text.strip():
        raise Invalid(_("Give the amount, or say what was given."), field="text")
    check_day(on, at)
    check_giver(company, organisation, agreement)
    made = CompanySupport.objects.create(
        company=company,
        kind=kind,
        on=on,
        amount=amount,
        text=public_text(text, field="text", required=False),
        giver=public_text(giver, field="giver"),
        agreement=agreement,
        organisation=organisation,
        by=by,
        at=at,
    )
    facts: Facts = {"kind": kind, "on": on.isoformat(), "amount": amount, "text": made.text, "giver": made.giver}
    facts["agreement"] = agreement.ref if agreement else ""
    ledger.record(kind="opendata.company.supported", subject=company.ref, by=actor, at=at, facts=facts)
    return made


@transaction.atomic
def enter_outcome(
    *,
    company: Company,
    organisation: Organisation,
    measure: str,
    on: date,
    value: Decimal,
    unit: str,
    source: str,
    text: str = "",
    by: User | None,
    at: datetime,
) -> CompanyOutcome:
    """Enter a figure of what came of it, as of a day, with its source. Raises `NotAllowed` or `Invalid`."""
    actor = data_officer(by, organisation, at=at)
    if measure not in CompanyOutcome.Measure.values:
        raise Invalid(_("Say what was measured."), field="measure")
    check_day(on, at)
    check_giver(company, organisation)
    made = CompanyOutcome.objects.create(
        company=company,
        measure=measure,
        on=on,
        value=value,
        unit=public_text(unit, field="unit"),
        text=public_text(text, field="text", required=False),
        source=public_text(source, field="source"),
        organisation=organisation,
        by=by,
        at=at,
    )
    facts: Facts = {"measure": measure, "on": on.isoformat(), "value": str(value), "unit": made.unit}
    facts |= {"source": made.source, "text": made.text}
    ledger.record(kind="opendata.company.outcome-entered", subject=company.ref, by=actor, at=at, facts=facts)
    return made
