"""Versions of a distribution's file. What was read of one never changes; only its state moves on."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.datasets import Dataset, Distribution

PUBLIC_STATES = ("published", "announced")
"""An announced version has its number and can be tried; `/latest` does not lead to it yet."""


class DataVersionQuerySet(models.QuerySet["DataVersion"]):
    def visible_to(self, viewer: Viewer) -> "DataVersionQuerySet":
        """Everyone reads published and announced versions of published datasets; officers all of their organisation."""
        readable = Q(state__in=PUBLIC_STATES, distribution__dataset__state=Dataset.State.PUBLISHED)
        if own := viewer.organisations_as(Role.DATA_OFFICER):
            readable |= Q(distribution__dataset__organisation__in=own)
        return self.filter(readable)

    def due(self, *, at: datetime) -> "DataVersionQuerySet":
        """Announced versions whose waiting period is over."""
        return self.filter(state=DataVersion.State.ANNOUNCED, goes_live_at__lte=at)


class DataVersion(models.Model):
    """One file as it was received, and what reading it found.

    sha256: of the original, byte for byte. table_sha256, parquet_sha256: the typed data made of it, as a DuckDB file
    (tables `data` and `rejects`) and as Parquet. Files lie in the private store; those of a published version also in
    the public one.
    reading: encoding, delimiter, header rows, what was found and what a person confirmed. columns: the schema, a list
    of `{name, alias, type, unit, semantics}` in order. profile: a list of one object a column, in the same order.
    reasons: why it was refused or held, `[{code, ...}]`. changes: what differs from the version before it.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Waiting to be read")
        READING = "reading", _("Being read")
        REFUSED = "refused", _("Cannot be read")
        READ = "read", _("Read: waiting for confirmation")
        HELD = "held", _("Held: personal data may be in it")
        ANNOUNCED = "announced", _("Announced: a breaking change")
        PUBLISHED = "published", _("Published")
        DISCARDED = "discarded", _("Discarded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True, help_text="given on publication: v1, v2, ...")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    file_name = models.CharField(max_length=255)
    file_type = models.CharField(max_length=20, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    table_sha256 = models.CharField(max_length=64, blank=True)
    table_size = models.PositiveBigIntegerField(default=0)
    parquet_sha256 = models.CharField(max_length=64, blank=True)
    parquet_size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(null=True)
    rejects = models.PositiveBigIntegerField(default=0)
    reading = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    profile = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    options = models.JSONField(default=dict, help_text="what a person says of the file, see docs/data-reading.md")
    progress = models.PositiveSmallIntegerField(default=0, help_text="percent")
    stage = models.CharField(max_length=20, blank=True)
    note = models.CharField(_("what is new"), max_length=1000, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    goes_live_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=1000, blank=True)
    objects = models.Manager.from_queryset(DataVersionQuerySet)()

    class Meta:
        ordering = ["distribution", "-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "number"],
                condition=Q(number__isnull=False),
                name="versions_of_a_distribution_are_numbered_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "announced", "withdrawn"])
                | Q(number__isnull=False, published_at__isnull=False),
                name="a_published_version_has_number_and_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(announced_at__isnull=False, goes_live_at__isnull=False),
                name="an_announced_version_has_its_moments",
            ),
        ]
        indexes = [models.Index(fields=["state", "goes_live_at"], name="versions_going_live")]

    def __str__(self) -> str:
        return f"{self.distribution} v{self.number}" if self.number else f"{self.distribution} ({self.file_name})"

    def get_absolute_url(self) -> str:
        if self.number is None:
            return self.distribution.get_absolute_url()
        return reverse(
            "opendata:table-version", args=[self.distribution.dataset.slug, self.distribution.key, self.name]
        )

    @property
    def ref(self) -> str:
        return make_ref("opendata:version", self.code)

    @property
    def name(self) -> str:
        """How addresses call it: v1, v2, ..."""
        return f"v{self.number}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it, if its dataset is public."""
        return self.state in PUBLIC_STATES

    @property
    def has_table(self) -> bool:
        return bool(self.table_sha256)
