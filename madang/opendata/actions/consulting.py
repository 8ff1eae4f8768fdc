"""Consulting: opening times, booking one of them, cancelling, and reminding."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.acting import public_text, require_person
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import Appointment, ConsultingSlot
from madang.opendata.models.advice import Subject

MOST_SLOTS = 40
"""Times that are opened in one go."""
SHORTEST, LONGEST = 10, 240
"""Minutes of a time."""
MOST_BOOKED = 3
"""Appointments to come of one person."""
REMINDED_BEFORE = timedelta(hours=24)


class SlotTaken(Refusal):
    code = "slot-taken"
    default_message = gettext_lazy("This time is taken, over, or called off. Please choose another.")


class TooManyAppointments(Refusal):
    code = "too-many-appointments"
    status = 429
    default_message = gettext_lazy("You have several appointments already. Cancel one to book another.")


class OverAlready(Refusal):
    code = "appointment-over"
    default_message = gettext_lazy("This appointment is over or cancelled.")


@transaction.atomic
def open_slots(
    *,
    organisation: Organisation,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    minutes: int,
    place: str,
    by: User | None,
    at: datetime,
) -> list[ConsultingSlot]:
    """Open times of so many minutes each, one after the other. Raises `NotAllowed` or `Invalid`."""
    actor = data_officer(by, organisation, at=at)
    if kind not in Subject.values:
        raise Invalid(_("Say what it is about."), field="kind")
    count = count_of(starts_at, ends_at, minutes, at)
    length, where = timedelta(minutes=minutes), public_text(place, field="place")
    slots = [
        ConsultingSlot(
            organisation=organisation,
            kind=kind,
            starts_at=starts_at + number * length,
            ends_at=starts_at + (number + 1) * length,
            place=where,
            opened_at=at,
            by=by,
        )
        for number in range(count)
    ]
    try:
        with transaction.atomic():
            ConsultingSlot.objects.bulk_create(slots)
    except IntegrityError as twice:
        raise Invalid(_("Some of these times are open at this place already."), field="starts_at") from twice
    facts: dict[str, Json | ledger.Personal] = {"from": starts_at.isoformat(), "minutes": minutes}
    facts |= {"slots": count, "about": kind, "place": where}
    ledger.record(kind="opendata.consulting.opened", subject=organisation.ref, by=actor, at=at, facts=facts)
    return slots


def count_of(starts_at: datetime, ends_at: datetime, minutes: int, at: datetime) -> int:
    """How many times fit. Raises `Invalid` if none does, or too many, or the first is not to come."""
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid(
            _("A time is %(shortest)d to %(longest)d minutes long.") % {"shortest": SHORTEST, "longest": LONGEST},
            field="minutes",
        )
    if starts_at <= at:
        raise Invalid(_("Give a time to come."), field="starts_at")
    count = (ends_at - starts_at) // timedelta(minutes=minutes)
    if not 1 <= count <= MOST_SLOTS:
        raise Invalid(
            _("Between %(least)d and %(most)d times are opened in one go.") % {"least": 1, "most": MOST_SLOTS},
            field="ends_at",
        )
    return count


@transaction.atomic
def book(*, slot: ConsultingSlot, topic: str, by: User, at: datetime) -> Appointment:
    """Book a time. Of several people who book it at once, one gets it.

    Raises `SlotTaken`, `TooManyAppointments`, `NotAllowed` or `Invalid`.
    """
    require_person(by)
    slot = ConsultingSlot.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=slot.pk)
    if slot.cancelled_at or slot.starts_at <= at:
        raise SlotTaken
    said = topic.strip()
    if not said:
        raise Invalid(_("Write what you want to talk about."), field="topic")
    mine = Appointment.objects.filter(asker=by, cancelled_at=None, slot__starts_at__gt=at)
    if mine.count() >= MOST_BOOKED:
        raise TooManyAppointments
    appointment = Appointment(slot=slot, asker=by, topic=said, booked_at=at)
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as taken:
        raise SlotTaken from taken
    write_to_asker(appointment, _("Your appointment is booked."))
    return appointment


def write_to_asker(appointment: Appointment, text: str) -> None:
    """A letter with the time and the place, through the outbox; what it is about stands in none."""
    slot = appointment.slot
    lines = [
        text,
        f"{slot.organisation.name}, {date_format(localtime(slot.starts_at), 'DATETIME_FORMAT')}",
        slot.place,
        settings.SITE_URL + appointment.get_absolute_url(),
    ]
    send_mail(_("Your appointment for consulting"), "\n".join(lines), None, [appointment.asker.email])


def standing(appointment: Appointment, at: datetime) -> Appointment:
    """The appointment under a lock. Raises `OverAlready` unless it is to come and stands."""
    found = Appointment.objects.select_for_update(of=("self",)).select_related("slot__organisation", "asker")
    appointment = found.get(pk=appointment.pk)
    if appointment.cancelled_at or appointment.slot.starts_at <= at:
        raise OverAlready
    return appointment


@transaction.atomic
def cancel(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """Take one's own appointment back; the time is free again."""
    appointment = standing(appointment, at)
    if appointment.asker_id != by.pk:
        raise NotAllowed(_("Only who booked may cancel the appointment; the office calls the time off."))
    appointment.cancelled_at = at
    appointment.save(update_fields=["cancelled_at"])
    return appointment


@transaction.atomic
def call_off(*, slot: ConsultingSlot, reason: str, by: User | None, at: datetime) -> ConsultingSlot:
    """Call a time off, with a reason; who booked it hears of it by letter."""
    slot = ConsultingSlot.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=slot.pk)
    actor = data_officer(by, slot.organisation, at=at)
    if slot.cancelled_at or slot.starts_at <= at:
        raise OverAlready
    slot.cancelled_at, slot.cancel_reason = at, public_text(reason, field="reason")
    slot.save(update_fields=["cancelled_at", "cancel_reason"])
    for appointment in slot.appointments.filter(cancelled_at=None).select_related("asker", "slot__organisation"):
        appointment.cancelled_at = at
        appointment.save(update_fields=["cancelled_at"])
        write_to_asker(appointment, _("The office called it off: %(reason)s") % {"reason": slot.cancel_reason})
    facts: dict[str, Json | ledger.Personal] = {"from": slot.starts_at.isoformat(), "reason": slot.cancel_reason}
    ledger.record(kind="opendata.consulting.called-off", subject=slot.organisation.ref, by=actor, at=at, facts=facts)
    return slot


def appointments_to_remind(*, at: datetime) -> list[Appointment]:
    """Those of the next 24 hours whose askers were not reminded yet."""
    soon = Appointment.objects.filter(cancelled_at=None, reminded_at=None)
    return list(soon.filter(slot__starts_at__gt=at, slot__starts_at__lte=at + REMINDED_BEFORE))


@transaction.atomic
def remind(*, appointment: Appointment, at: datetime) -> bool:
    """Write to who booked, once. Returns whether a letter was written."""
    try:
        appointment = standing(appointment, at)
    except OverAlready:
        return False
    if appointment.reminded_at:
        return False
    appointment.reminded_at = at
    appointment.save(update_fields=["reminded_at"])
    write_to_asker(appointment, _("Your appointment is near."))
    return True
