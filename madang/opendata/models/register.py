"""The register of what agencies hold: every type of data, open or not, why not, and from when."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.reasons import LedBySurvey


class StrategicArea(models.Model):
    """One of the areas by which a government shares its data. Decided by the council, so dated."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_ko = models.CharField(_("Korean name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["since_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="area_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("opendata:area", args=[self.code])

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_ko if (get_language() or "ko").startswith("ko") else self.name_en

    @property
    def ref(self) -> str:
        return make_ref("opendata:area", self.code)


class HeldTypeQuerySet(models.QuerySet["HeldType"]):
    def visible_to(self, viewer: Viewer) -> "HeldTypeQuerySet":
        """Everyone reads the whole register: that data is held is public even where the data is not."""
        return self.all()

    def held(self, *, on: date) -> "HeldTypeQuerySet":
        """What agencies held at the end of that day: the denominator of the open rate."""
        return self.filter(Q(held_until_on=None) | Q(held_until_on__gt=on), held_since_on__lte=on)

    def open(self, *, on: date) -> "HeldTypeQuerySet":
        """What was held and open at the end of that day: the numerator."""
        periods = OpennessPeriod.objects.in_force(on=on).filter(status=OpennessPeriod.Status.OPEN)
        return self.held(on=on).filter(pk__in=periods.values("held"))


class HeldType(models.Model):
    """A type of data that an agency holds, whether it opens it or not."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="held_types")
    area = models.ForeignKey(StrategicArea, models.PROTECT, related_name="held_types", null=True, blank=True)
    number = models.CharField(_("number in the agency's register"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    held_since_on = models.DateField(_("held from"))
    held_until_on = models.DateField(_("held until"), null=True, blank=True)
    end_note = models.CharField(_("why it is no longer held"), max_length=500, blank=True)
    objects = models.Manager.from_queryset(HeldTypeQuerySet)()

    class Meta:
        ordering = ["organisation__code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="a_held_type_is_registered_once"),
            models.CheckConstraint(condition=~Q(title=""), name="held_type_has_a_title"),
            models.CheckConstraint(
                condition=Q(held_until_on=None) | Q(held_until_on__gte=F("held_since_on")),
                name="held_type_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["held_since_on", "held_until_on"], name="held_by_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:held", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:held", self.code)


class OpennessPeriodQuerySet(models.QuerySet["OpennessPeriod"]):
    def in_force(self, *, on: date) -> "OpennessPeriodQuerySet":
        """What held at the end of that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)


class OpennessPeriod(LedBySurvey):
    """Whether a held type is open, from a day until (not including) the day of the next statement."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("data", "Open")
        PLANNED = "planned", _("Not open yet, planned")
        CLOSED = "closed", _("Closed by law")

    class Reason(models.TextChoices):
        """Public Data Act, art. 17(1)."""

        ITEM = "17-1-1", _("Item 1: information that may be withheld under article 9 of the Disclosure Act")
        RIGHTS = "17-1-2", _("Item 2: rights of third parties, used without permission")

    held = models.ForeignKey(HeldType, models.CASCADE, related_name="periods")
    status = models.CharField(_("status"), max_length=10, choices=Status)
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True)
    reason = models.CharField(_("reason of article 17(1)"), max_length=10, choices=Reason, blank=True)
    items = models.JSONField(_("items of article 9(1) of the Disclosure Act"), default=list, blank=True)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    dataset_ref = models.CharField(_("dataset"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    objects = models.Manager.from_queryset(OpennessPeriodQuerySet)()

    class Meta:
        ordering = ["held", "since_on"]
        constraints = [
            *LedBySurvey.Meta.constraints,
            models.UniqueConstraint(fields=["held", "since_on"], name="one_statement_of_openness_a_day"),
            models.UniqueConstraint(fields=["held"], condition=Q(until_on=None), name="one_openness_is_in_force"),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(reason=""), name="what_is_closed_has_a_reason_of_the_law"
            ),
            models.CheckConstraint(
                condition=~Q(status="planned") | Q(planned_on__isnull=False), name="what_is_planned_has_a_day"
            ),
        ]
        indexes = [models.Index(fields=["status", "since_on", "until_on"], name="openness_by_day")]

    def __str__(self) -> str:
        return f"{self.status} {self.since_on}"

    def is_late(self, *, on: date) -> bool:
        """Whether the planned day has passed without the data being open."""
        return self.status == self.Status.PLANNED and self.planned_on is not None and self.planned_on < on


class ReportedFigure(models.Model):
    """A figure that somebody else published on how much was open: kept beside what the register computes.

    Several bases of one year stand side by side; none is corrected into the other.
    """

    basis = models.CharField(_("basis"), max_length=60, help_text=_("What was counted, such as “plan” or “portal”."))
    on = models.DateField(_("as of"))
    open_types = models.PositiveIntegerField(_("open types"))
    held_types = models.PositiveIntegerField(_("held types"), null=True, blank=True)
    rate = models.DecimalField(_("open rate as printed"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_target = models.BooleanField(_("a target"), default=False)
    source = models.CharField(_("source"), max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "basis"]
        constraints = [
            models.UniqueConstraint(fields=["basis", "on", "is_target"], name="a_basis_reports_once_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="a_figure_on_open_data_has_a_source"),
            models.CheckConstraint(
                condition=Q(held_types=None) | Q(held_types__gte=F("open_types")), name="no_more_is_open_than_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.on}: {self.open_types}"

    @property
    def ref(self) -> str:
        return make_ref("opendata:figure", f"{self.basis}-{self.on}-{self.is_target}")


REGISTER_ROLES = (Role.DATA_OFFICER,)
"""Who keeps an agency's register."""
