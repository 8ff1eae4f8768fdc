"""Days off that a decree added or took away after the calendar of the regulation was known."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref


class DecreedDayQuerySet(models.QuerySet["DecreedDay"]):
    def visible_to(self, viewer: Viewer) -> "DecreedDayQuerySet":
        """Everyone reads the calendar."""
        return self.all()


class DecreedDay(models.Model):
    """What the government decreed about one day. Of several decrees about a day, the last one entered holds."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Day off")
        CANCELLED = "cancelled", _("Working day after all")

    on = models.DateField(_("day"))
    kind = models.CharField(_("what was decreed"), max_length=20, choices=Kind, default=Kind.ADDED)
    name_ko = models.CharField(_("Korean name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    decree = models.CharField(_("decree"), max_length=200, help_text=_("Number and date of the decree or notice."))
    decreed_on = models.DateField(_("decreed on"))
    entered_at = models.DateTimeField()
    objects = DecreedDayQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["on", "kind", "decree"], name="a_decree_says_a_thing_of_a_day_once"),
            models.CheckConstraint(condition=~Q(decree=""), name="a_decreed_day_names_its_decree"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name_ko}"

    @property
    def ref(self) -> str:
        return make_ref("calendar:decreed-day", self.pk)
