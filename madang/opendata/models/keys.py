"""Keys with which programs read data, and how much they read."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.viewers import Viewer
from madang.opendata.models.datasets import Distribution


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    def visible_to(self, viewer: Viewer) -> "DataKeyQuerySet":
        """Everybody sees their own keys; nobody else's, not even administrators."""
        return self.filter(user=viewer.user) if viewer.user else self.none()


class DataKey(models.Model):
    """A key of a person's programs. It only counts who reads how much: it opens nothing that is not public.

    Kept as SHA-256; the key itself is shown once. daily_quota: requests a day. A key that was rotated works until
    `ends_at`, so that programs can be changed one after the other.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="data_keys")
    name = models.CharField(_("what it is for"), max_length=100)
    start = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    daily_quota = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    successor = models.OneToOneField("self", models.PROTECT, null=True, related_name="predecessor")
    objects = models.Manager.from_queryset(DataKeyQuerySet)()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_data_key_has_a_name")]

    def __str__(self) -> str:
        return f"{self.start}… ({self.name})"

    def works(self, *, at: datetime) -> bool:
        return self.ends_at is None or at < self.ends_at


class Consumption(models.Model):
    """Requests in one window of time by one who asks: a key, or an address as a hash that changes every day.

    who: `key:<pk>` or `ip:<hash>`. window: when it began.
    """

    who = models.CharField(max_length=80)
    policy = models.CharField(max_length=10)
    window = models.DateTimeField(db_index=True)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "policy", "window"], name="a_window_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.who} {self.policy} {self.window:%Y-%m-%d %H:%M}: {self.requests}"


class DataUse(models.Model):
    """How often a distribution was asked on a day, with which key and in which dialect. Without key: by anybody."""

    on = models.DateField(db_index=True)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="uses")
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="uses")
    dialect = models.CharField(max_length=20)
    requests = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "distribution", "key", "dialect"],
                condition=Q(key__isnull=False),
                name="use_with_a_key_is_counted_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["on", "distribution", "dialect"],
                condition=Q(key__isnull=True),
                name="use_without_a_key_is_counted_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.distribution_id} {self.dialect}: {self.requests}"
