"""What people do with their requests: file, follow, narrow, withdraw, pay, object, complain, publish."""

import re
from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.common.identifiers import identifiers_in
from madang.disclosure.actions.request_steps import locked, require_requester, take_step
from madang.disclosure.models import (
    Filing,
    InformationRequest,
    ReceiptSerial,
    Requester,
    RequestEvent,
    UnconfirmedFiling,
)
from madang.disclosure.models.requests import NOBODY, TEXT_LIMIT, Channel, Delivery, Form
from madang.disclosure.requests import mail
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.fees import REDUCTIONS
from madang.disclosure.requests.following import tell_of_publication
from madang.documents.finding_words import kind_label
from madang.ledger import actions as ledger
from madang.search import actions as search

NEVER_KEPT = frozenset({"rrn", "frn", "passport", "driver-licence"})
"""Unique identifiers of the Personal Information Protection Act, Decree art. 19: no request holds one."""
MOST_AGENCIES = 50
UNCONFIRMED_PER_HOUR = 5
KEPT_UNCONFIRMED = timedelta(days=3)
LIKELY = 0.5


class AskedTooOften(Refusal):
    code = "asked-too-often"
    status = 429


@dataclass(frozen=True)
class Asked:
    """What is asked. agencies: codes."""

    subject: str
    text: str
    agencies: tuple[str, ...]
    form: str = Form.FILE
    delivery: str = Delivery.ONLINE
    reduction: str = ""


@dataclass(frozen=True)
class Who:
    """Who asks. A resident number is never asked, and refused where it is written."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    wants_mail: bool = True


def check_asked(asked: Asked, who: Who, *, at: datetime, needs_email: bool = False) -> list[Organisation]:
    """The agencies asked, in the order of their codes. Raises `Invalid`, naming the field."""
    if not asked.subject.strip():
        raise Invalid(_("Say in a few words what it is about."), field="subject")
    if not asked.text.strip():
        raise Invalid(_("Describe the information that you want."), field="text")
    if len(asked.text) > TEXT_LIMIT or len(asked.subject) > 200:
        raise Invalid(_("The text is too long: at most %(limit)d characters.") % {"limit": TEXT_LIMIT}, field="text")
    for field, text in (("subject", asked.subject), ("text", asked.text), ("name", who.name), ("address", who.address)):
        refuse_identifiers(text, field=field)
    if asked.form not in Form.values or asked.delivery not in Delivery.values:
        raise Invalid(_("Choose the form and the way of delivery."), field="form")
    if asked.reduction and asked.reduction not in REDUCTIONS:
        raise Invalid(_("Choose a ground for a lower fee, or none."), field="reduction")
    check_who(asked, who, needs_email=needs_email)
    return agencies_asked(asked, at=at)


def check_who(asked: Asked, who: Who, *, needs_email: bool) -> None:
    """Name always; an address where something is to be sent."""
    if not who.name.strip():
        raise Invalid(_("State your name."), field="name")
    if needs_email and not who.email.strip():
        raise Invalid(_("State your e-mail address: the link to your request is sent there."), field="email")
    if who.email:
        try:
            validate_email(who.email)
        except ValidationError as error:
            raise Invalid(_("This is not an e-mail address."), field="email") from error
    if asked.delivery == Delivery.POST and not who.address.strip():
        raise Invalid(_("State the postal address that it should be sent to."), field="address")


def agencies_asked(asked: Asked, *, at: datetime) -> list[Organisation]:
    if not asked.agencies:
        raise Invalid(_("Choose the agency that you ask."), field="agencies")
    if len(set(asked.agencies)) > MOST_AGENCIES:
        raise Invalid(_("Ask at most %(most)d agencies at once.") % {"most": MOST_AGENCIES}, field="agencies")
    existing = Organisation.objects.existing(on=localdate(at))
    found = list(existing.filter(code__in=set(asked.agencies)).order_by("code"))
    if missing := set(asked.agencies) - {one.code for one in found}:
        raise Invalid(_("There is no agency with the code “%(code)s”.") % {"code": min(missing)}, field="agencies")
    return found


def refuse_identifiers(text: str, *, field: str) -> None:
    """Raise `Invalid` for a text that holds a resident number or the like, saying where."""
    for found in identifiers_in(text):
        if found.kind in NEVER_KEPT:
            raise Invalid(
                _("Take out the %(kind)s at character %(place)d. A request never needs it, and it is not kept.")
                % {"kind": kind_label(found.kind), "place": found.start + 1},
                field=field,
            )


@transaction.atomic
def file_request(
    *,
    asked: Asked,
    who: Who,
    user: User | None = None,
    channel: str = Channel.ONLINE,
    received_by: User | None = None,
    language: str = "ko",
    at: datetime,
) -> Filing:
    """File a request with each agency asked: receipt numbers, clocks, receipts by mail. All of them or none.

    user: the account that owns it, None for one filed by link or at the counter. received_by: the disclosure officer
    at whose counter it was handed in; then only that officer's agencies may be asked. Raises `Invalid`, `NotAllowed`.
    """
    organisations = check_asked(asked, who, at=at)
    actor = Actor(ref=user.ref) if user else Actor(ref="disclosure:requester:none")
    if channel == Channel.COUNTER:
        actor = _counter_of(received_by, organisations, at)
    filing = Filing.objects.create(
        user=user, channel=channel, received_by=received_by, language=language[:2], filed_at=at
    )
    Requester.objects.create(filing=filing, **_trimmed(who))
    for organisation in organisations:
        request = InformationRequest.objects.create(
            filing=filing,
            organisation=organisation,
            number=next_number(organisation, at=at),
            subject=asked.subject.strip(),
            text=asked.text.strip(),
            form=asked.form,
            delivery=asked.delivery,
            reduction=asked.reduction,
            received_on=localdate(at),
        )
        facts = {"agency": organisation.code, "channel": channel}
        facts |= {"reduction": asked.reduction} if asked.reduction else {}
        take_step(request=request, kind=Kind.RECEIVED, facts=facts, by=user or received_by, actor=actor, at=at)
    return filing


def _trimmed(who: Who) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in asdict(who).items()}


def _counter_of(received_by: User | None, organisations: Sequence[Organisation], at: datetime) -> Actor:
    if received_by is None:
        raise NotAllowed
    viewer = viewer_of(received_by, on=localdate(at))
    if not all(viewer.is_in(one.pk, Role.DISCLOSURE_OFFICER) for one in organisations):
        raise NotAllowed(_("At a counter, only requests to this agency are taken."))
    return received_by.as_actor(Role.DISCLOSURE_OFFICER, organisations[0])


def next_number(organisation: Organisation, *, at: datetime) -> str:
    """The next receipt number of the agency in that year, like `9020000-2026-000123`."""
    year = localdate(at).year
    ReceiptSerial.objects.get_or_create(organisation=organisation, year=year)
    serial = ReceiptSerial.objects.select_for_update().get(organisation=organisation, year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"{organisation.code}-{year}-{serial.last:06}"


@transaction.atomic
def write_without_account(*, asked: Asked, who: Who, language: str, at: datetime) -> UnconfirmedFiling:
    """Keep what was written, and send the link that files it. Raises `Invalid`, `AskedTooOften`."""
    check_asked(asked, who, at=at, needs_email=True)
    email = who.email.strip().lower()
    recent = UnconfirmedFiling.objects.filter(sent_at__gt=at - timedelta(hours=1), content__email=email)
    if recent.count() >= UNCONFIRMED_PER_HOUR:
        raise AskedTooOften(_("Several links were sent to this address within the hour. Open one of them, or wait."))
    content = {"asked": asdict(asked), "who": _trimmed(who) | {"email": email}, "email": email, "language": language}
    kept = UnconfirmedFiling.objects.create(content=content, sent_at=at)
    mail.send_confirmation(kept, email=email, language=language)
    return kept


@transaction.atomic
def confirm_filing(*, unconfirmed: UnconfirmedFiling, at: datetime) -> Filing:
    """File what was written; doing it again gives the same filing. What was kept of it is thrown away."""
    kept = UnconfirmedFiling.objects.select_for_update().get(pk=unconfirmed.pk)
    if kept.filing:
        return kept.filing
    written = kept.content["asked"]
    asked = Asked(**{**written, "agencies": tuple(written["agencies"])})
    filing = file_request(asked=asked, who=Who(**kept.content["who"]), language=kept.content["language"], at=at)
    kept.filing, kept.content = filing, {}
    kept.save(update_fields=["filing", "content"])
    return filing


def forget_unconfirmed(*, at: datetime) -> int:
    """Throw away what nobody confirmed within three days."""
    return UnconfirmedFiling.objects.filter(sent_at__lt=at - KEPT_UNCONFIRMED).delete()[0]


@transaction.atomic
def send_link_again(*, number: str, email: str, at: datetime) -> None:
    """Send a new link if number and address belong together. Says nothing about whether they do."""
    found = InformationRequest.objects.filter(
        number=number.strip(), filing__user=None, filing__requester__email__iexact=email.strip() or "-"
    ).first()
    if found:
        mail.send_new_link(found)


@transaction.atomic
def claim_filing(*, filing: Filing, by: User, at: datetime) -> Filing:
    """Put a filing that was opened by its link into the account; its links end. Raises `NotAllowed` if it is owned."""
    found = Filing.objects.select_for_update().get(pk=filing.pk)
    if found.user_id not in (None, by.pk):
        raise NotAllowed
    found.user, found.link_version = by, found.link_version + 1
    found.save(update_fields=["user", "link_version"])
    return found


@transaction.atomic
def requester_step(
    *,
    request: InformationRequest,
    kind: Kind,
    facts: dict[str, Any] | None = None,
    by: User | None,
    opened: Set[UUID] = NOBODY,
    at: datetime,
) -> RequestEvent:
    """Narrow, withdraw, object, complain, say that it was paid.

    Raises `NotAllowed`, `StepRefused`, `Invalid` for identifiers in the words.
    """
    if kind not in {Kind.NARROWED, Kind.WITHDRAWN, Kind.OBJECTED, Kind.COMPLAINED, Kind.PAYMENT_STATED}:
        raise NotAllowed
    request = locked(request)
    actor = require_requester(request, by, at, opened)
    for name in ("text", "way"):
        refuse_identifiers(str((facts or {}).get(name, "")), field=name)
    row = take_step(request=request, kind=kind, facts=facts, by=by, actor=actor, at=at)
    if kind is Kind.NARROWED:
        request.text = str(row.facts["text"])
        request.save(update_fields=["text"])
    return row


@transaction.atomic
def publish_request(
    *, request: InformationRequest, by: User | None, opened: Set[UUID] = NOBODY, at: datetime
) -> InformationRequest:
    """Make a request and its course public; who asks stays private. Only its requester may.

    Raises `NotAllowed`, and `Invalid` where the words hold an identifier, an address or the requester's name.
    """
    request = locked(request)
    actor = require_requester(request, by, at, opened)
    if request.is_published:
        return request
    for field, text in (("subject", request.subject), ("text", request.text)):
        if found := next((one for one in identifiers_in(text) if one.confidence >= LIKELY), None):
            place = {"kind": kind_label(found.kind), "place": found.start + 1}
            raise Invalid(
                _("The text holds a %(kind)s at character %(place)d, so it stays private.") % place, field=field
            )
        if _names(request.filing.requester, text):
            raise Invalid(_("The text holds your name, so it stays private."), field=field)
    request.published_at = at
    request.save(update_fields=["published_at"])
    ledger.record(
        kind="disclosure.request.published",
        subject=request.ref,
        by=actor,
        at=at,
        facts={
            "number": request.number,
            "agency": request.organisation.code,
            "subject": ledger.personal(request.subject),
        },
    )
    search.mark_changed([request.ref])
    tell_of_publication(request, at=at)
    return request


def _names(requester: Requester, text: str) -> bool:
    """Whether the text names the requester, however it is spaced."""
    name = re.sub(r"\s+", "", requester.name)
    return len(name) > 1 and name in re.sub(r"\s+", "", text)


@transaction.atomic
def unpublish_request(
    *, request: InformationRequest, by: User | None, opened: Set[UUID] = NOBODY, at: datetime
) -> InformationRequest:
    """Make a request private again; pages, feeds and search forget it. The ledger keeps that it was public."""
    request = locked(request)
    actor = require_requester(request, by, at, opened)
    if request.is_published:
        request.published_at = None
        request.save(update_fields=["published_at"])
        facts = {"number": request.number}
        ledger.record(kind="disclosure.request.unpublished", subject=request.ref, by=actor, at=at, facts=facts)
        search.mark_changed([request.ref])
    return request


@transaction.atomic
def set_mail(
    *, request: InformationRequest, wants_mail: bool, by: User | None, opened: Set[UUID] = NOBODY, at: datetime
) -> None:
    """Whether each step is told by mail. The notices that the law demands are sent in any case."""
    require_requester(request, by, at, opened)
    Requester.objects.filter(filing=request.filing).update(wants_mail=wants_mail)
