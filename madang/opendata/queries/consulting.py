"""What is asked of consulting: free times, one's own appointments, and the office's."""

from datetime import datetime

from django.db.models import Case, Prefetch, QuerySet, When

from madang.accounts.models import Role
from madang.accounts.viewers import Viewer
from madang.opendata.models import Appointment, ConsultingSlot


def free_slots(viewer: Viewer, *, at: datetime, organisation: str = "", kind: str = "") -> QuerySet[ConsultingSlot]:
    """Times that can be booked, the next first."""
    found = ConsultingSlot.objects.visible_to(viewer).free(at=at).select_related("organisation")
    if organisation:
        found = found.filter(organisation__code=organisation)
    if kind:
        found = found.filter(kind=kind)
    return found


def announced_slots(
    viewer: Viewer, *, at: datetime, organisation: str = "", kind: str = ""
) -> QuerySet[ConsultingSlot]:
    """Times to come, free, booked or called off, the next first; `is_free` of each. For calendars and exports."""
    free = ConsultingSlot.objects.free(at=at).values("pk")
    found = ConsultingSlot.objects.visible_to(viewer).filter(ends_at__gt=at).select_related("organisation")
    if organisation:
        found = found.filter(organisation__code=organisation)
    if kind:
        found = found.filter(kind=kind)
    return found.annotate(is_free=Case(When(pk__in=free, then=True), default=False))


def my_appointments(viewer: Viewer) -> QuerySet[Appointment]:
    """The viewer's own, the latest first."""
    found = Appointment.objects.visible_to(viewer).select_related("slot__organisation")
    return found.filter(asker=viewer.user).order_by("-slot__starts_at") if viewer.user else found.none()


def appointment_page(viewer: Viewer, code: str) -> Appointment | None:
    found = Appointment.objects.visible_to(viewer).select_related("slot__organisation", "asker")
    return found.filter(code=code).first()


def slots_at_desk(viewer: Viewer, *, at: datetime) -> QuerySet[ConsultingSlot]:
    """The office's times to come, with the appointment that stands as `standing`."""
    own = viewer.organisations_as(Role.DATA_OFFICER)
    found = ConsultingSlot.objects.visible_to(viewer).filter(organisation__in=own, ends_at__gt=at, cancelled_at=None)
    booked = Appointment.objects.visible_to(viewer).filter(cancelled_at=None).select_related("asker")
    return found.select_related("organisation").prefetch_related(Prefetch("appointments", booked, to_attr="standing"))
