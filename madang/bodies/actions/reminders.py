"""Secretaries are reminded before a duty falls due, once for each day that is set."""

from datetime import date, datetime

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madang.accounts.models import Role, User
from madang.bodies.letters import absolute
from madang.bodies.models import Reminder
from madang.bodies.queries.standings import Judged, coming_due
from madang.bodies.wording import duty_sentence, standing_sentence

DAYS_BEFORE = (30, 7, 1)


def remind_secretaries(*, on: date, at: datetime) -> int:
    """Write to the secretaries of bodies with a duty due in at most 30, 7 and 1 days. Returns how many duties.

    May run at any time: each duty, last day and distance is told once; after a pause only the nearest is.
    """
    return sum(remind(one, on=on, at=at) for one in coming_due(on=on, within=max(DAYS_BEFORE)))


@transaction.atomic
def remind(one: Judged, *, on: date, at: datetime) -> bool:
    """One reminder, if it was not sent yet."""
    due_on = one.standing.due_on
    assert due_on is not None
    days = min(days for days in DAYS_BEFORE if (due_on - on).days <= days)
    try:
        with transaction.atomic():
            Reminder.objects.create(rule=one.rule, due_on=due_on, days_before=days, sent_at=at)
    except IntegrityError:
        return False
    subject = _("%(body)s: due by %(day)s") % {"body": one.body.name, "day": due_on.isoformat()}
    lines = [duty_sentence(one.rule), standing_sentence(one.rule, one.standing), absolute(one.body.get_absolute_url())]
    for secretary in secretaries_of(one.body.organisation_id, on=on):
        send_mail(subject, "\n".join(lines), None, [secretary.email])
    return True


def secretaries_of(organisation: int, *, on: date) -> list[User]:
    """Who keeps the records of an organisation's bodies on that day."""
    held = User.objects.filter(
        is_active=True,
        roles_held__role=Role.SECRETARY,
        roles_held__organisation=organisation,
        roles_held__since_on__lte=on,
    )
    return list(held.exclude(roles_held__until_on__lte=on, roles_held__role=Role.SECRETARY).distinct())
