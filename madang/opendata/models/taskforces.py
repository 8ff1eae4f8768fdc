"""Which body is the task force of a strategic area, and which office heads it. Dated, never rewritten."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, RoleHeld, User, office_of
from madang.accounts.viewers import Viewer
from madang.bodies.models import Body
from madang.common.refs import make_ref
from madang.opendata.models.register import StrategicArea

HEAD_ROLE = Role.CHIEF_DATA_OFFICER
"""Who heads a task force: an agency's chief open data officer. Source: Public Data Act, art. 12; the plan, 4."""


class AreaTaskForceQuerySet(models.QuerySet["AreaTaskForce"]):
    def visible_to(self, viewer: Viewer) -> "AreaTaskForceQuerySet":
        """Everyone reads which body works on an area, and under whom."""
        return self.all()

    def in_force(self, *, on: date) -> "AreaTaskForceQuerySet":
        """What holds on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)


class AreaTaskForce(models.Model):
    """That a body is the task force of an area, headed by the chief open data officer of an agency."""

    area = models.ForeignKey(StrategicArea, models.PROTECT, related_name="task_forces")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    head_agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    objects = models.Manager.from_queryset(AreaTaskForceQuerySet)()

    class Meta:
        ordering = ["area", "-since_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=Q(until_on=None), name="an_area_has_one_task_force_at_a_time"
            ),
            models.UniqueConstraint(fields=["body"], condition=Q(until_on=None), name="a_body_works_on_one_area"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="task_force_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.body_id} {self.office}"

    @property
    def ref(self) -> str:
        return make_ref("opendata:area", self.area.code)

    @property
    def office(self) -> str:
        """The head as the ledger names them: `chief-data-officer@9000100`."""
        return office_of(HEAD_ROLE, self.head_agency)

    def holds(self, *, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or on < self.until_on)

    def has_head(self, *, on: date) -> bool:
        """Whether somebody holds the office on that day."""
        return holds_office(self.head_agency, on=on)


def holds_office(organisation: Organisation, *, on: date) -> bool:
    """Whether the agency has a chief open data officer on that day."""
    held = RoleHeld.objects.filter(role=HEAD_ROLE, organisation=organisation, since_on__lte=on, user__is_active=True)
    return held.exclude(until_on__lte=on).exists()
