"""Agencies fix and announce by how much they lower fees (Decree art. 17(5))."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure.models import FeeRate
from madang.disclosure.requests.fees import REDUCTIONS
from madang.ledger import actions as ledger

ALL = 100


@transaction.atomic
def announce_fee_rate(
    *, organisation: Organisation, ground: str, percent: int, since_on: date, by: User, at: datetime
) -> FeeRate:
    """Announce the rate of one ground from a day on, today or later. Said again, it stays one announcement.

    percent: 0 to 100. Raises `NotAllowed` for anybody but the disclosure officer, `Invalid`.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not viewer_of(by, on=localdate(at)).is_in(organisation.pk, Role.DISCLOSURE_OFFICER):
        raise NotAllowed
    if ground not in REDUCTIONS:
        raise Invalid(_("Choose a ground for a lower fee."), field="ground")
    if not 0 <= percent <= ALL:
        raise Invalid(_("A fee is lowered by 0 to 100 percent."), field="percent")
    if found := FeeRate.objects.filter(organisation=organisation, ground=ground, since_on=since_on).first():
        if found.percent != percent:
            raise Invalid(_("Another rate is announced from this day on already."), field="since_on")
        return found
    if since_on < localdate(at):
        raise Invalid(_("A rate holds from today or later; nobody’s fee is changed afterwards."), field="since_on")
    made = FeeRate.objects.create(
        organisation=organisation, ground=ground, percent=percent, since_on=since_on, announced_at=at
    )
    ledger.record(
        kind="disclosure.fee-rate.announced",
        subject=made.ref,
        by=by.as_actor(Role.DISCLOSURE_OFFICER, organisation),
        at=at,
        facts={
            "agency": organisation.code,
            "ground": ground,
            "percent": percent,
            "since_on": since_on.isoformat(),
        },
    )
    return made
