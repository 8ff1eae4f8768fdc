import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.common.refs import make_ref
from madang.plans.models.plans import Kept, KeptQuerySet, Plan


class Note(Kept):
    """What an office says of a statement on a day. It stands beside the computed state and changes nothing of it.

    Tied to the statement's number, so that it outlives a new version of the plan.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="notes")
    milestone_key = models.CharField(max_length=20)
    on = models.DateField(_("day"))
    text = models.TextField(pgettext_lazy("plans", "comment"), max_length=2000)
    office = models.CharField(max_length=100)
    written_at = models.DateTimeField()
    objects = KeptQuerySet["Note"].as_manager()

    class Meta:
        ordering = ["plan", "milestone_key", "-written_at"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_is_not_empty")]

    def __str__(self) -> str:
        return f"{self.milestone_key} ({self.on}): {self.text[:60]}"

    @property
    def ref(self) -> str:
        return make_ref("plans:note", self.code)
