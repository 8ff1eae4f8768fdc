from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

FAULTS_BEFORE_REST = 5
"""A change that failed so often waits for the daily comparison."""


class ChangeQuerySet(models.QuerySet["Change"]):
    def pending(self) -> "ChangeQuerySet":
        """What the index does not know yet, oldest first."""
        return self.filter(done_at=None, faults__lt=FAULTS_BEFORE_REST).order_by("pk")


class Change(models.Model):
    """A record that may look different now. Written in the transaction that changed it: a rollback leaves nothing."""

    ref = models.CharField(max_length=200)
    marked_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    faults = models.PositiveSmallIntegerField(default=0)
    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(done_at=None), name="search_change_pending"),
            models.Index(fields=["done_at"], name="search_change_done"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(ref=""), name="change_has_a_ref")]

    def __str__(self) -> str:
        return self.ref


class IndexState(models.Model):
    """What is known of the index: what was written last, and what the last comparison with the database found.

    missing, extra, stale: refs; None before the first comparison.
    """

    name = models.CharField(max_length=20, unique=True, default="public")
    generation = models.CharField(max_length=100, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    rebuilt_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    entries = models.PositiveIntegerField(null=True, blank=True)
    missing = models.PositiveIntegerField(null=True, blank=True)
    extra = models.PositiveIntegerField(null=True, blank=True)
    stale = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(missing__isnull=False, extra__isnull=False, stale__isnull=False),
                name="a_comparison_has_found_something_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.generation}"

    @property
    def drift(self) -> int | None:
        """Records in which index and database differed at the last comparison; None before the first."""
        if self.missing is None or self.extra is None or self.stale is None:
            return None
        return self.missing + self.extra + self.stale
