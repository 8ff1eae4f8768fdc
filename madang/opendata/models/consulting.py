"""Consulting: times that an office opens, and appointments that one person each books."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.advice import Subject


class ConsultingSlotQuerySet(models.QuerySet["ConsultingSlot"]):
    def visible_to(self, viewer: Viewer) -> "ConsultingSlotQuerySet":
        """Everyone reads when an office consults; who comes is nobody's but theirs and the office's."""
        return self.all()

    def free(self, *, at: datetime) -> "ConsultingSlotQuerySet":
        """To come, not called off, and not booked."""
        booked = Appointment.objects.filter(slot=OuterRef("pk"), cancelled_at=None)
        return self.filter(~Exists(booked), starts_at__gt=at, cancelled_at=None)


class ConsultingSlot(models.Model):
    """A time for one appointment at an office."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("about"), max_length=10, choices=Subject)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=300)
    opened_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=1000, blank=True)
    objects = models.Manager.from_queryset(ConsultingSlotQuerySet)()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_slot_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(place=""), name="a_slot_has_a_place"),
            models.UniqueConstraint(
                fields=["organisation", "starts_at", "place"],
                condition=Q(cancelled_at=None),
                name="a_slot_is_opened_once",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="slots_to_come")]

    def __str__(self) -> str:
        return f"{self.organisation} {localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def ref(self) -> str:
        return make_ref("opendata:consulting-slot", self.code)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, viewer: Viewer) -> "AppointmentQuerySet":
        """Who booked, and open data officers of the office."""
        readable = Q(slot__organisation__in=viewer.organisations_as(Role.DATA_OFFICER))
        if viewer.user:
            readable |= Q(asker=viewer.user)
        return self.filter(readable)


class Appointment(models.Model):
    """That somebody comes to a slot. At most one of a slot stands; the database sees to it."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    slot = models.ForeignKey(ConsultingSlot, models.PROTECT, related_name="appointments")
    asker = models.ForeignKey(User, models.PROTECT, related_name="+")
    topic = models.TextField(_("topic of the talk"), max_length=2000)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(AppointmentQuerySet)()

    class Meta:
        ordering = ["slot__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(cancelled_at=None), name="a_slot_is_booked_once"),
            models.CheckConstraint(condition=~Q(topic=""), name="an_appointment_has_a_topic"),
        ]

    def __str__(self) -> str:
        return str(self.slot)

    def get_absolute_url(self) -> str:
        return reverse("opendata:appointment", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:appointment", self.code)
