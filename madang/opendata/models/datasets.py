"""Datasets and their distributions: what is said of data, whose it is, and who may read it."""

import uuid
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref

if TYPE_CHECKING:
    from madang.opendata.models.versions import DataVersion

DATASET = "opendata:dataset"
"""The kind of a dataset's ref."""
SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small Latin letters, digits and single hyphens, such as air-quality.")
)


class Licence(models.TextChoices):
    """Under which conditions data may be used again."""

    KOGL_1 = "kogl-1", _("Korea Open Government License type 1: attribution")
    KOGL_2 = "kogl-2", _("Korea Open Government License type 2: attribution, no commercial use")
    KOGL_3 = "kogl-3", _("Korea Open Government License type 3: attribution, no changes")
    KOGL_4 = "kogl-4", _("Korea Open Government License type 4: attribution, no commercial use, no changes")
    CC0 = "cc0-1.0", _("Creative Commons Zero 1.0: no conditions")
    CC_BY = "cc-by-4.0", _("Creative Commons Attribution 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
    CC_BY_NC = "cc-by-nc-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
    CC_BY_ND = "cc-by-nd-4.0", _("Creative Commons Attribution-NoDerivatives 4.0")
    UNSTATED = "unstated", _("No licence stated")


class Frequency(models.TextChoices):
    """How often data is updated; the codes are those of the EU's frequency vocabulary, in small letters."""

    CONTINUOUS = "update_cont", _("Continuously")
    HOURLY = "hourly", _("Hourly")
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    HALF_YEARLY = "annual_2", _("Twice a year")
    YEARLY = "annual", _("Yearly")
    IRREGULAR = "irreg", _("Irregularly")
    NEVER = "never", _("Never: the data is complete")
    UNKNOWN = "unknown", _("Not stated")


def in_language(korean: str, english: str) -> str:
    """The text in the language of the page; the other one where it is missing."""
    return (korean or english) if (get_language() or "ko").startswith("ko") else (english or korean)


class DatasetSeries(models.Model):
    """A family of datasets of one agency, such as one a year. It is public as soon as one of them is."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    slug = models.CharField(_("short name in addresses"), max_length=100, unique=True, validators=[SLUG])
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dataset_series")
    title_ko = models.CharField(_("Korean title"), max_length=300)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    description_ko = models.TextField(_("Korean description"))
    description_en = models.TextField(_("English description"), blank=True)
    opened_at = models.DateTimeField()
    objects: "models.Manager[DatasetSeries]" = models.Manager()

    class Meta:
        ordering = ["title_ko", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_ko="") & ~Q(description_ko=""), name="a_series_says_what_it_is")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:series", args=[self.slug])

    @property
    def ref(self) -> str:
        return make_ref("opendata:series", self.code)

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def description(self) -> str:
        return in_language(self.description_ko, self.description_en)


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def visible_to(self, viewer: Viewer) -> "DatasetQuerySet":
        """Everyone reads what is published; open data officers everything of their own organisation."""
        readable = Q(state=Dataset.State.PUBLISHED)
        if own := viewer.organisations_as(Role.DATA_OFFICER):
            readable |= Q(organisation__in=own)
        return self.filter(readable)

    def withdrawn(self) -> "DatasetQuerySet":
        """Those that were public: their address stays and says why they are gone."""
        return self.filter(state=Dataset.State.WITHDRAWN)


class Dataset(models.Model):
    """Data of one organisation under one title. Its files, addresses and services are its distributions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        HELD = "held", _("Held for a person to look at")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    slug = models.CharField(_("short name in addresses"), max_length=100, unique=True, validators=[SLUG])
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="datasets")
    title_ko = models.CharField(_("Korean title"), max_length=300)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    description_ko = models.TextField(_("Korean description"), blank=True)
    description_en = models.TextField(_("English description"), blank=True)
    licence = models.CharField(_("licence"), max_length=30, choices=Licence, default=Licence.KOGL_1)
    area = models.CharField(_("strategic area"), max_length=40, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    frequency = models.CharField(_("updated"), max_length=20, choices=Frequency, default=Frequency.UNKNOWN)
    spatial = models.CharField(_("place covered"), max_length=200, blank=True)
    covers_from = models.DateField(_("covers from"), null=True, blank=True)
    covers_until = models.DateField(_("covers until"), null=True, blank=True)
    series = models.ForeignKey(DatasetSeries, models.SET_NULL, null=True, blank=True, related_name="datasets")
    contact = models.CharField(_("office to ask"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="when its description or its data last changed in public")
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=1000, blank=True)
    objects = models.Manager.from_queryset(DatasetQuerySet)()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_ko=""), name="a_dataset_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="a_published_dataset_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""), name="a_withdrawal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:dataset", args=[self.slug])

    @property
    def ref(self) -> str:
        return make_ref(DATASET, self.code)

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def description(self) -> str:
        return in_language(self.description_ko, self.description_en)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED


class DistributionQuerySet(models.QuerySet["Distribution"]):
    def visible_to(self, viewer: Viewer) -> "DistributionQuerySet":
        """What a published dataset offers: addresses, and files with a published version. Officers: all of theirs."""
        readable = Q(dataset__state=Dataset.State.PUBLISHED) & (Q(latest__isnull=False) | ~Q(access_url=""))
        if own := viewer.organisations_as(Role.DATA_OFFICER):
            readable |= Q(dataset__organisation__in=own)
        return self.filter(readable)


class Distribution(models.Model):
    """One form in which a dataset can be had: a file with its versions, or the address of one elsewhere.

    key: its short name in addresses, unique in the dataset. latest: the version that `/latest` serves.
    settings: how its files are read and compared: `{"reading": {...}, "keys": [column, ...]}`.
    """

    class Kind(models.TextChoices):
        TABLE = "table", _("Table with an interface")
        FILE = "file", _("File")
        LINK = "link", _("Address elsewhere")
        SERVICE = "service", _("Service")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="distributions")
    key = models.CharField(_("short name in addresses"), max_length=60, validators=[SLUG], default="data")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TABLE)
    title_ko = models.CharField(_("Korean title"), max_length=300, blank=True)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    format = models.CharField(_("format"), max_length=30, blank=True, help_text="of a link: CSV, WMS, PDF, ...")
    access_url = models.URLField(_("address"), max_length=1000, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    latest = models.OneToOneField("DataVersion", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    objects = models.Manager.from_queryset(DistributionQuerySet)()

    if TYPE_CHECKING:
        versions: "models.QuerySet[DataVersion]"

    class Meta:
        ordering = ["dataset", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "key"], name="a_distribution_has_its_key_in_the_dataset"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its table; of an address elsewhere, its place on the dataset's page."""
        if self.access_url:
            return f"{self.dataset.get_absolute_url()}#{self.key}"
        return reverse("opendata:table", args=[self.dataset.slug, self.key])

    @property
    def ref(self) -> str:
        return make_ref("opendata:distribution", self.code)

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en) or self.dataset.title

    @property
    def is_offered(self) -> bool:
        """Whether there is something to be had: an address, or a published version."""
        return bool(self.access_url) or self.latest is not None
