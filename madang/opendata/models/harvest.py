"""Catalogues of others whose datasets are listed here, and what every look at them found."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.common.refs import make_ref
from madang.opendata.models.datasets import Dataset


class HarvestSource(models.Model):
    """A catalogue elsewhere. Who publishes there is listed under `organisation`."""

    class Kind(models.TextChoices):
        DCAT = "dcat", _("DCAT (RDF: Turtle, JSON-LD or XML)")
        CKAN = "ckan", _("CKAN")
        DATA_JSON = "data-json", _("data.json (DCAT-US)")
        OAI_PMH = "oai-pmh", _("OAI-PMH (Dublin Core)")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="harvest_sources")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    url = models.URLField(_("address"), max_length=1000)
    every_hours = models.PositiveIntegerField(_("asked every … hours"), default=24)
    is_active = models.BooleanField(_("active"), default=True)
    despite = models.CharField(
        "why its datasets are listed although formats refuse what is said of them",
        max_length=1000,
        blank=True,
        help_text="public; without it, such datasets are held",
    )
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    next_at = models.DateTimeField()
    objects: "models.Manager[HarvestSource]" = models.Manager()

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["kind", "url"], name="a_catalogue_is_harvested_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return make_ref("opendata:harvest", self.code)


class HarvestRun(models.Model):
    """One look at a source: what was new, changed and gone, and what went wrong."""

    source = models.ForeignKey(HarvestSource, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    faults = models.JSONField(
        default=list, help_text="[{identifier, code, said}]; without identifier: of the whole look"
    )
    objects: "models.Manager[HarvestRun]" = models.Manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class HarvestedRecord(models.Model):
    """A dataset of a source as it was last seen, and the dataset here that lists it."""

    source = models.ForeignKey(HarvestSource, models.CASCADE, related_name="records")
    identifier = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    said = models.JSONField(default=dict)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="harvested")
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    objects: "models.Manager[HarvestedRecord]" = models.Manager()

    class Meta:
        ordering = ["source", "identifier"]
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="a_record_is_harvested_once")]

    def __str__(self) -> str:
        return self.identifier
