"""What the agency does with requests: every act of its disclosure officer, one at a time or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.disclosure.actions.request_steps import locked, require_officer_of, take_step
from madang.disclosure.actions.requests import refuse_identifiers
from madang.disclosure.models import AnswerTemplate, InformationRequest, RequestEvent, RequestFile, ThirdParty
from madang.disclosure.requests.events import Kind

OF_THE_AGENCY = frozenset(
    {
        Kind.PRODUCER_ASKED,
        Kind.PRODUCER_ANSWERED,
        Kind.EXTENDED,
        Kind.DECIDED,
        Kind.PROMPTLY_DISCLOSED,
        Kind.PAID,
        Kind.SUPPLIED,
        Kind.NOT_COLLECTED,
        Kind.REVIEW_ENDED,
        Kind.COMMITTEE_MET,
        Kind.COMMITTEE_NOT_CONVENED,
        Kind.OBJECTION_EXTENDED,
        Kind.OBJECTION_DECIDED,
        Kind.COMPLAINT_ANSWERED,
    }
)
"""Steps without a record of their own beside the event."""


@transaction.atomic
def officer_step(
    *, request: InformationRequest, kind: Kind, facts: dict[str, Any] | None = None, by: User, at: datetime
) -> RequestEvent:
    """A step of the agency. Files that were prepared go out with a supply. Raises `NotAllowed`, `StepRefused`."""
    if kind not in OF_THE_AGENCY:
        raise NotAllowed
    request = locked(request)
    actor = require_officer_of(request, by, at)
    row = take_step(request=request, kind=kind, facts=facts, by=by, actor=actor, at=at)
    if kind in {Kind.SUPPLIED, Kind.PROMPTLY_DISCLOSED}:
        prepared = request.files.filter(purpose=RequestFile.Purpose.ANSWER, part=0, removed_at=None)
        prepared.update(part=row.ordinal)
    return row


@transaction.atomic
def transfer_request(
    *, request: InformationRequest, to: Organisation, reason: str, by: User, at: datetime
) -> RequestEvent:
    """Pass a request on to the agency that has the information, with notice and a period of its own (art. 11(4))."""
    request = locked(request)
    actor = require_officer_of(request, by, at)
    if not to.exists(on=localdate(at)):
        raise Invalid(_("This agency does not exist any more."), field="to")
    if to.pk != request.organisation_id and request.filing.requests.filter(organisation=to).exists():
        raise Invalid(_("The requester has asked this agency already; answer that you do not hold it."), field="to")
    request.organisation, request.assignee = to, None
    facts = {"to": to.code, "reason": reason}
    return take_step(request=request, kind=Kind.TRANSFERRED, facts=facts, by=by, actor=actor, at=at)


@transaction.atomic
def notify_third_party(
    *, request: InformationRequest, name: str, email: str, concern: str, by: User, at: datetime
) -> ThirdParty:
    """Tell somebody whom the information concerns, who then has three days (art. 11(3), 21(1)).

    They learn what is asked and what of it concerns them, never who asks.
    """
    request = locked(request)
    actor = require_officer_of(request, by, at)
    if not (name.strip() and email.strip() and concern.strip()):
        raise Invalid(_("State the third party's name and e-mail address, and what concerns them."), field="name")
    refuse_identifiers(f"{name}\n{concern}", field="concern")
    party = ThirdParty(request=request, key=f"p{request.third_parties.count() + 1}", name=name.strip(), email=email)
    party.concern = concern.strip()
    party.full_clean()
    party.save()
    take_step(request=request, kind=Kind.THIRD_PARTY_NOTIFIED, facts={"party": party.key}, by=by, actor=actor, at=at)
    return party


@transaction.atomic
def hear_third_party(
    *, party: ThirdParty, wish: str, text: str, by: User, is_confirmed: bool, at: datetime
) -> RequestEvent:
    """Enter an opinion given by word of mouth, confirmed by who gave it (Decree art. 8(2))."""
    request = locked(party.request)
    actor = require_officer_of(request, by, at)
    facts = {"party": party.key, "wish": wish, "text": text, "is_oral": True, "confirmed": is_confirmed}
    return take_step(request=request, kind=Kind.THIRD_PARTY_REPLIED, facts=facts, by=by, actor=actor, at=at)


@transaction.atomic
def third_party_step(*, party: ThirdParty, kind: Kind, facts: dict[str, Any], at: datetime) -> RequestEvent:
    """What a third party does by the link it was sent: answer, and object to a disclosure."""
    if kind not in {Kind.THIRD_PARTY_REPLIED, Kind.THIRD_PARTY_OBJECTED}:
        raise NotAllowed
    request = locked(party.request)
    refuse_identifiers(str(facts.get("text", "")), field="text")
    actor = Actor(ref=f"disclosure:third-party:{party.code}")
    return take_step(request=request, kind=kind, facts={**facts, "party": party.key}, by=None, actor=actor, at=at)


@transaction.atomic
def assign_request(*, request: InformationRequest, to: User | None, by: User, at: datetime) -> RequestEvent:
    """Put an official of the agency in charge, who then reads the request without learning who asks."""
    request = locked(request)
    actor = require_officer_of(request, by, at)
    roles = (Role.RECORDS_OFFICER, Role.DISCLOSURE_OFFICER)
    if to and not viewer_of(to, on=localdate(at)).is_in(request.organisation_id, *roles):
        raise Invalid(_("Only officials of this agency can be put in charge."), field="to")
    request.assignee = to
    facts = {"to": str(to.code) if to else ""}
    return take_step(request=request, kind=Kind.ASSIGNED, facts=facts, by=by, actor=actor, at=at)


@dataclass(frozen=True)
class BulkResult:
    """What became of each of many requests. failed: (receipt number, why)."""

    done: int
    failed: tuple[tuple[str, str], ...]


def bulk_step(
    *, requests: Sequence[InformationRequest], kind: Kind, facts: dict[str, Any], by: User, at: datetime
) -> BulkResult:
    """The same step on many requests, each in a transaction of its own: one that the law refuses stops no other."""
    done, failed = 0, []
    for request in requests:
        try:
            if kind is Kind.ASSIGNED:
                assign_request(request=request, to=facts["to"], by=by, at=at)
            elif kind is Kind.TRANSFERRED:
                transfer_request(request=request, to=facts["to"], reason=facts["reason"], by=by, at=at)
            else:
                officer_step(request=request, kind=kind, facts=facts, by=by, at=at)
            done += 1
        except Refusal as refusal:
            failed.append((request.number, str(refusal.message)))
    return BulkResult(done, tuple(failed))


@transaction.atomic
def save_template(*, organisation: Organisation, name: str, text: str, by: User, at: datetime) -> AnswerTemplate:
    """Keep words for use again; the same name replaces them."""
    if not viewer_of(by, on=localdate(at)).is_in(organisation.pk, Role.DISCLOSURE_OFFICER):
        raise NotAllowed
    if not (name.strip() and text.strip()):
        raise Invalid(_("A template has a name and a text."), field="name")
    template, _created = AnswerTemplate.objects.update_or_create(
        organisation=organisation, name=name.strip(), defaults={"text": text.strip()}
    )
    return template


@transaction.atomic
def remove_template(*, template: AnswerTemplate, by: User, at: datetime) -> None:
    if not viewer_of(by, on=localdate(at)).is_in(template.organisation_id, Role.DISCLOSURE_OFFICER):
        raise NotAllowed
    template.delete()
