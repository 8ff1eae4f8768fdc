"""Places at open meetings: first come, first served; a waiting list that moves up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.bodies.actions.meetings import write
from madang.bodies.models import Meeting, Registration
from madang.common.errors import Invalid, Refusal

State = Registration.State


class RegistrationClosed(Refusal):
    code = "registration-closed"
    default_message = _("Registration for this meeting is closed.")


class AlreadyRegistered(Refusal):
    code = "already-registered"
    default_message = _("You have registered for this meeting already.")


@transaction.atomic
def register(*, meeting: Meeting, by: User, at: datetime, needs: str = "") -> Registration:
    """Take a place, or one on the waiting list when all are taken. Who comes is private and not in the ledger.

    needs: what the person needs to take part; only the secretaries read it. Raises `RegistrationClosed`,
    `AlreadyRegistered`.
    """
    meeting = Meeting.objects.select_for_update().select_related("body").get(pk=meeting.pk)
    if not meeting.takes_registrations(at=at):
        raise RegistrationClosed
    if len(needs) > 500:
        raise Invalid(_("At most 500 characters."), field="needs")
    taken = meeting.registrations.filter(state=State.CONFIRMED).count()
    state = State.CONFIRMED if taken < (meeting.capacity or 0) else State.WAITING
    earlier = meeting.registrations.filter(user=by).first()
    if earlier and earlier.state != State.CANCELLED:
        raise AlreadyRegistered
    found = earlier or Registration(meeting=meeting, user=by)
    found.state, found.needs, found.registered_at, found.changed_at = state, needs.strip(), at, at
    found.save()
    write(by.email, _("Registered: %(meeting)s") % {"meeting": meeting.title}, meeting, str(found.get_state_display()))
    return found


@transaction.atomic
def cancel_registration(*, registration: Registration, by: User, at: datetime) -> Registration:
    """Give a place back; the first on the waiting list takes it. Raises `RegistrationClosed` once it is over."""
    meeting = Meeting.objects.select_for_update().select_related("body").get(pk=registration.meeting_id)
    found = Registration.objects.select_for_update().get(pk=registration.pk, user=by)
    if meeting.state != Meeting.State.CALLED or at >= meeting.starts_at or found.state == State.CANCELLED:
        raise RegistrationClosed
    had_place = found.state == State.CONFIRMED
    found.state, found.needs, found.changed_at = State.CANCELLED, "", at
    found.save(update_fields=["state", "needs", "changed_at"])
    if had_place:
        move_up(meeting, at=at)
    return found


def move_up(meeting: Meeting, *, at: datetime) -> None:
    """Give free places to the first on the waiting list, and tell them."""
    free = (meeting.capacity or 0) - meeting.registrations.filter(state=State.CONFIRMED).count()
    waiting = meeting.registrations.filter(state=State.WAITING).select_related("user").order_by("registered_at", "pk")
    for one in waiting[: max(0, free)]:
        one.state, one.changed_at = State.CONFIRMED, at
        one.save(update_fields=["state", "changed_at"])
        write(one.user.email, _("You have a place: %(meeting)s") % {"meeting": meeting.title}, meeting)
