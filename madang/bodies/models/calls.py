"""Open calls for members: criteria, applications and nominations, conflict checks, results with reasons."""

import uuid
from datetime import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Role, User
from madang.accounts.viewers import Viewer
from madang.bodies.models.bodies import Body, Sector, in_page_language
from madang.common.refs import make_ref


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, viewer: Viewer) -> "CallQuerySet":
        """Everyone reads every call from its opening announcement on, and its results."""
        return self.all()


class Call(models.Model):
    """An announcement that members are sought, until when, and by what they will be chosen."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="calls")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="+")
    title_ko = models.CharField(_("Korean title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    text_ko = models.TextField(_("announcement in Korean"), max_length=4000)
    text_en = models.TextField(_("announcement in English"), max_length=4000, blank=True)
    criteria = models.JSONField(default=list, help_text="[{ko, en, weight}]")
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])
    takes_nominations = models.BooleanField(_("others may be nominated"), default=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    announced_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    objects = models.Manager.from_queryset(CallQuerySet)()

    class Meta:
        ordering = ["-closes_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_call_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_call_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bodies:call", args=[self.code])

    @property
    def title(self) -> str:
        return in_page_language(self.title_ko, self.title_en)

    @property
    def text(self) -> str:
        return in_page_language(self.text_ko, self.text_en)

    @property
    def ref(self) -> str:
        return make_ref("bodies:call", self.code)

    def is_open(self, *, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at and self.decided_at is None


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, viewer: Viewer) -> "ApplicationQuerySet":
        """People see their own; the body's secretaries all of them once the call has closed or not. Nobody else."""
        readable = Q(pk__in=[])
        if viewer.user:
            readable |= Q(by=viewer.user)
        if own := viewer.organisations_as(Role.SECRETARY):
            readable |= Q(call__body__organisation__in=own)
        return self.filter(readable)


class Application(models.Model):
    """Somebody who applies, or nominates somebody else. Private; the result says who was chosen and why."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", pgettext_lazy("bodies", "Withdrawn")
        SELECTED = "selected", _("Chosen")
        NOT_SELECTED = "not-selected", _("Not chosen")
        INELIGIBLE = "ineligible", _("Not eligible: conflict of interest")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the candidate"), max_length=100)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    is_nomination = models.BooleanField(default=False)
    statement = models.TextField(_("reasons"), max_length=4000)
    conflicts = models.JSONField(default=list, help_text="codes of declared circumstances")
    conflict_note = models.CharField(_("explanation"), max_length=1000, blank=True)
    flags = models.JSONField(default=list, help_text="codes of what the check found")
    state = models.CharField(max_length=20, choices=State, default=State.SUBMITTED)
    points = models.JSONField(default=list, help_text="points by criterion")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    objects = models.Manager.from_queryset(ApplicationQuerySet)()

    class Meta:
        ordering = ["call", "submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "by", "name"],
                condition=~Q(state="withdrawn"),
                name="a_person_puts_forward_a_candidate_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "withdrawn"]) | ~Q(reason=""), name="a_result_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.state}"

    @property
    def ref(self) -> str:
        return make_ref("bodies:application", self.code)

    @property
    def total(self) -> int:
        return sum(self.points)
