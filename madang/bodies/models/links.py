"""Which records elsewhere a decision is about: a dataset, a request for data. By ref; bodies know no domain."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import Viewer
from madang.bodies.models.closing import inside
from madang.bodies.models.meetings import Decision
from madang.common.refs import Target, resolve_ref


class DecisionLinkQuerySet(models.QuerySet["DecisionLink"]):
    def visible_to(self, viewer: Viewer) -> "DecisionLinkQuerySet":
        """Whoever reads the decision."""
        readable = inside(viewer, "decision__item__meeting__") | Q(decision__published_at__isnull=False)
        return self.filter(readable)

    def standing(self) -> "DecisionLinkQuerySet":
        """Those that were not taken back."""
        return self.filter(removed_at=None)


class DecisionLink(models.Model):
    """That a decision is about a record. Taken back with a reason where it was wrong, never edited."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="links")
    ref = models.CharField(max_length=200, db_index=True)
    linked_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(_("why it is taken back"), max_length=300, blank=True)
    objects = models.Manager.from_queryset(DecisionLinkQuerySet)()

    class Meta:
        ordering = ["decision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "ref"], condition=Q(removed_at=None), name="a_decision_names_a_record_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(removed_reason=""), name="a_link_is_taken_back_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.ref}"

    @property
    def target(self) -> Target | None:
        """The record's public page, None while it has none."""
        return resolve_ref(self.ref)
