from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Role, User
from madang.accounts.viewers import viewer_of
from madang.calendar.models import DecreedDay
from madang.common.actors import Actor
from madang.common.enqueue import enqueue
from madang.common.errors import NotAllowed, Refusal
from madang.ledger import actions as ledger


class AlreadyEntered(Refusal):
    code = "already-entered"
    default_message = _("This decree has already been entered for this day.")


def enter_decreed_day(
    *,
    on: date,
    kind: str,
    name_ko: str,
    name_en: str,
    decree: str,
    decreed_on: date,
    by: User,
    at: datetime,
) -> DecreedDay:
    """Enter what a decree says about a day, in the ledger too, and have all open clocks counted again.

    Raises `NotAllowed` for anybody but an administrator, `AlreadyEntered` for the same decree and day again, and
    `ValidationError` by field for what a decreed day cannot be.
    """
    if not viewer_of(by, on=localtime(at).date()).is_administrator:
        raise NotAllowed
    day = DecreedDay(
        on=on, kind=kind, name_ko=name_ko, name_en=name_en, decree=decree, decreed_on=decreed_on, entered_at=at
    )
    day.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            day.save()
            _record(day, by=by, at=at)
            enqueue("calendar.recount_clocks", on=on.isoformat())
    except IntegrityError as error:
        raise AlreadyEntered from error
    return day


def _record(day: DecreedDay, *, by: User, at: datetime) -> None:
    ledger.record(
        kind=f"calendar.day.{day.kind}",
        subject=day.ref,
        by=Actor(ref=by.ref, office=Role.ADMINISTRATOR.value),
        at=at,
        facts={
            "on": day.on.isoformat(),
            "name_ko": day.name_ko,
            "name_en": day.name_en,
            "decree": day.decree,
            "decreed_on": day.decreed_on.isoformat(),
        },
    )
