"""What was entered wrongly stays readable; a later entry says what it corrects, and why."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CorrectableQuerySet(models.QuerySet[Any]):
    def standing(self) -> "CorrectableQuerySet":
        """Those that no later entry corrects: what is counted and summed."""
        return self.filter(corrected_by=None)


class Correctable(models.Model):
    """corrects: the entry in whose place this one stands. An entry is corrected once; the correction again can be."""

    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="corrected_by"
    )
    correction_reason = models.CharField(_("why it is corrected"), max_length=500, blank=True, editable=False)
    objects: Any = models.Manager.from_queryset(CorrectableQuerySet)()

    class Meta:
        abstract = True

    @property
    def is_corrected(self) -> bool:
        return hasattr(self, "corrected_by")


CORRECTION_HAS_ITS_REASON = Q(corrects=None) | ~Q(correction_reason="")
