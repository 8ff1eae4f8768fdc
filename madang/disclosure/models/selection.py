"""How members of a watch group are chosen from an open call: the most active requesters, and a part by lot."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import Viewer
from madang.bodies.models import Call
from madang.common.refs import make_ref


class SelectionQuerySet(models.QuerySet["Selection"]):
    def visible_to(self, viewer: Viewer) -> "SelectionQuerySet":
        """Everyone reads the rule, the list of names that tell nothing, and who of them was chosen."""
        return self.all()


class Selection(models.Model):
    """The rule of one call, announced with it. merit: seats for the most active requesters; the others are drawn.

    population: [[name, requests filed]], frozen when the call has closed. secret: shown once members are chosen.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        SEALED = "sealed", _("Candidates fixed")
        CHOSEN = "chosen", _("Members chosen")

    KIND = "disclosure:selection"
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    call = models.OneToOneField(Call, models.PROTECT, related_name="watch_selection")
    merit = models.PositiveSmallIntegerField(_("seats for the most active requesters"))
    population = models.JSONField(default=list, help_text="[[name, requests]]")
    population_sha256 = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    secret = models.CharField(max_length=200, blank=True)
    announcement = models.UUIDField(null=True, help_text="code of the ledger entry that sealed the candidates")
    tree_size = models.PositiveBigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    active = models.JSONField(default=list)
    by_lot = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    chosen_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(SelectionQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="chosen") | ~Q(seed=""), name="chosen_members_have_a_seed"),
            models.CheckConstraint(
                condition=Q(state="announced") | ~Q(commitment=""), name="sealed_candidates_have_a_commitment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.call)

    def get_absolute_url(self) -> str:
        return reverse("watch:selection", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref(self.KIND, self.code)
