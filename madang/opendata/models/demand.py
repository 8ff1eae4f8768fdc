"""Demand: what people ask agencies to open, what was decided, and what came of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.reasons import LedBySurvey
from madang.opendata.models.register import HeldType, OpennessPeriod, StrategicArea


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, viewer: Viewer) -> "DataRequestQuerySet":
        """Everyone reads every request; who asked stands in none of them unless the person wanted that."""
        return self.all()


class DataRequest(LedBySurvey):
    """A request for data or an interface that an agency does not offer yet."""

    class Kind(models.TextChoices):
        DATA = "data", _("Data")
        INTERFACE = "interface", _("Interface for programs")
        BETTER = "better", _("Better data: more often, more complete, another format")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received, to be decided")
        ACCEPTED = "accepted", _("To be provided")
        RELEASED = "released", _("Released")
        REFUSED = "refused", _("Refused")
        MEDIATION = "mediation", _("In mediation")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("what is asked for"), max_length=10, choices=Kind, default=Kind.DATA)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what exactly, and what for"), max_length=4000)
    area = models.ForeignKey(StrategicArea, models.PROTECT, null=True, blank=True, related_name="+")
    held = models.ForeignKey(HeldType, models.PROTECT, null=True, blank=True, related_name="requests")
    requester = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_named = models.BooleanField(_("show my name"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField()
    due_on = models.DateField(_("to be decided by"))
    is_extended = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    provide_by = models.DateField(_("to be provided by"), null=True, blank=True)
    reason = models.CharField(max_length=10, choices=OpennessPeriod.Reason, blank=True)
    items = models.JSONField(default=list, blank=True)
    object_by = models.DateField(_("mediation may be asked for until"), null=True)
    dataset_ref = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(DataRequestQuerySet)()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            *LedBySurvey.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="a_data_request_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="a_refusal_of_data_has_a_reason_of_the_law"
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | ~Q(dataset_ref=""), name="what_is_released_is_a_dataset"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="data_requests_due")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:request", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:request", self.code)


class RequestEvent(models.Model):
    """One step of a request's public trace, from receipt to release. ref: the record it leads to."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        EXTENDED = "extended", _("Time for the decision extended")
        DISCUSSED = "discussed", _("Taken up by a task force or council")
        ACCEPTED = "accepted", _("To be provided")
        REFUSED = "refused", _("Refused")
        OBJECTED = "objected", _("Mediation asked for")
        MEDIATED = "mediated", _("Outcome of the mediation")
        RELEASED = "released", _("Released")
        FOLLOWED_UP = "followed-up", _("What came of it")
        WITHDRAWN = "withdrawn", _("Withdrawn by who asked")

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(max_length=2000, blank=True)
    ref = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["request", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class RequestVote(models.Model):
    """That somebody else wants it too. Counted, never shown."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="votes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "by"], name="a_person_votes_for_a_request_once")]

    def __str__(self) -> str:
        return f"{self.request_id}"
