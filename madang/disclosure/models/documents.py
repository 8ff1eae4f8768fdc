"""Documents, their versions and publications. What is not public is in tables that no public query touches."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.disclosure.ranks import Rank, RankRule
from madang.documents.redaction.redacting import PAGED

RANK_LABELS = {
    Rank.MINISTER: _("Minister, head of agency"),
    Rank.VICE_MINISTER: _("Vice minister"),
    Rank.DEPUTY_MINISTER: _("Deputy minister"),
    Rank.DIRECTOR_GENERAL: _("Director general"),
    Rank.DIRECTOR: _("Director"),
    Rank.DEPUTY_DIRECTOR: _("Deputy director"),
    Rank.OFFICER: _("Officer"),
}


class Classification(models.TextChoices):
    OPEN = "open", _("Open")
    PARTLY = "partly", _("Partly open")
    CLOSED = "closed", _("Closed")


class DatedRankRule(models.Model):
    """From `since_on`, documents approved by `rank` or above are disclosed without request."""

    since_on = models.DateField(_("from"), unique=True)
    rank = models.CharField(
        _("rank"), max_length=20, choices=[(rank.value, label) for rank, label in RANK_LABELS.items()]
    )
    source = models.CharField(pgettext_lazy("disclosure", "source"), max_length=300)

    class Meta:
        ordering = ["since_on"]

    def __str__(self) -> str:
        return f"{self.since_on}: {self.rank}"

    def as_rule(self) -> RankRule:
        return RankRule(self.since_on, Rank(self.rank), self.source)


class Intake(models.Model):
    """One handing-over of files by an agency: the official's recorded act, its progress, and its report."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="intakes")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    classification = models.CharField(max_length=10, choices=Classification, blank=True)
    rank = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    manifest_name = models.CharField(max_length=255, blank=True)
    manifest_faults = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.at:%Y-%m-%d %H:%M}"

    @property
    def ref(self) -> str:
        return make_ref("disclosure:intake", self.code)


class Upload(models.Model):
    """A file that was uploaded for an intake: a document, or an archive of documents."""

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["intake", "name"], name="an_upload_has_one_name_an_intake")]

    def __str__(self) -> str:
        return self.name


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, viewer: Viewer) -> "DocumentQuerySet":
        """Everyone reads what is published or listed now; records officers everything of their own organisation."""
        readable = Q(current__isnull=False, current__ended_at=None)
        if own := viewer.organisations_as(Role.RECORDS_OFFICER):
            readable |= Q(organisation__in=own)
        return self.filter(readable)


class Document(models.Model):
    """A document of one agency, by its number; or, where it has none, by its content."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="documents")
    identity = models.CharField(max_length=170, help_text="`number:<number>` or `content:<sha256>`")
    current = models.OneToOneField("Publication", models.PROTECT, null=True, related_name="+")
    objects = models.Manager.from_queryset(DocumentQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "identity"], name="a_document_is_entered_once"),
            models.CheckConstraint(condition=~Q(identity=""), name="document_has_an_identity"),
        ]

    def __str__(self) -> str:
        return self.identity

    def get_absolute_url(self) -> str:
        return reverse("disclosure:document", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("disclosure:document", self.code)


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, viewer: Viewer) -> "VersionQuerySet":
        """Everyone reads versions that were made public and not taken down; officers those of their organisation."""
        readable = Q(publication__isnull=False, publication__ended_at=None)
        if own := viewer.organisations_as(Role.RECORDS_OFFICER):
            readable |= Q(document__organisation__in=own)
        return self.filter(readable)


class Version(models.Model):
    """One content of a document as it was handed over, what was said of it, and what became of it."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("Published")
        WAITING = "waiting", _("Waiting: rank not due yet")
        HELD = "held", _("Held for review")
        CLOSED = "closed", _("Closed: listed without content")
        TAKEN_DOWN = "taken-down", _("Taken down")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    ordinal = models.PositiveIntegerField()
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="versions")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    file_name = models.CharField(max_length=255)
    file_type = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=100, blank=True)
    rank = models.CharField(
        _("approved by"),
        max_length=20,
        blank=True,
        choices=[(rank.value, label) for rank, label in RANK_LABELS.items()],
    )
    approved_on = models.DateField(_("approved on"), null=True)
    retention = models.CharField(_("retention"), max_length=30, blank=True)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification, blank=True)
    items = models.JSONField(_("items of article 9(1)"), default=list)
    task = models.CharField(_("task"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    reasons = models.JSONField(default=list)
    reading_state = models.CharField(max_length=10)
    readers = models.JSONField(default=dict)
    pages = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()
    risk = models.PositiveIntegerField(null=True, help_text="points, for the order of the queue; null: to be weighed")
    risk_parts = models.JSONField(default=list)
    rule_since_on = models.DateField(null=True, help_text="the rank rule it was judged under")
    rule_rank = models.CharField(max_length=20, blank=True)
    objects = models.Manager.from_queryset(VersionQuerySet)()

    class Meta:
        ordering = ["document", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                condition=~Q(state="taken-down"),
                name="a_content_is_one_version_of_a_document",
            ),
            models.UniqueConstraint(fields=["document", "ordinal"], name="versions_are_numbered_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(classification="open") | Q(classification="partly"),
                name="only_what_is_classified_open_is_published",
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="version_by_state")]

    def __str__(self) -> str:
        return f"{self.title} ({self.ordinal})"

    @property
    def ref(self) -> str:
        return make_ref("disclosure:version", self.code)

    @property
    def stamp(self) -> str:
        """The classification as the law writes it: 공개, 부분공개(5,6), 비공개(6). Public Records Rule art. 18."""
        words = {"open": "공개", "partly": "부분공개", "closed": "비공개"}
        items = f"({','.join(map(str, self.items))})" if self.items else ""
        return f"{words.get(self.classification, '')}{items}"

    @property
    def has_page_pictures(self) -> bool:
        """Whether parts of its pages can be withheld as pictures."""
        return self.file_type in PAGED and bool(self.pages)

    @property
    def decided_on(self) -> date:
        """The day by which the rank rule was chosen."""
        return self.approved_on or localdate(self.received_at)


class PrivateText(models.Model):
    """The text of a version as it was read, hidden content included. Records officers of the agency only."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="private_text")
    text = models.TextField(blank=True)
    hidden = models.JSONField(default=list)
    said = models.JSONField(default=dict, help_text="what was said of it, once a part is withheld")

    def __str__(self) -> str:
        return f"{len(self.text)} characters"


class FoundIdentifier(models.Model):
    """What screening found: where, how sure, under which item, and the proviso to consider."""

    class Place(models.TextChoices):
        TEXT = "text", _("text")
        HIDDEN = "hidden", _("hidden content")
        METADATA = "metadata", _("metadata")

    version = models.ForeignKey(Version, models.PROTECT, related_name="findings")
    place = models.CharField(max_length=10, choices=Place)
    kind = models.CharField(max_length=30)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    confidence = models.FloatField()
    item = models.PositiveSmallIntegerField()
    proviso = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["version", "place", "start"]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class Decision(models.Model):
    """A records officer's decision on a held or waiting version. Never edited; a later one stands beside it."""

    class Outcome(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        HOLD = "hold", _("Keep holding")
        CLOSE = "close", _("Close: list without content")

    version = models.ForeignKey(Version, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    items = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_decision_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d}"


@dataclass(frozen=True)
class PublicFile:
    """A file that is public. size in bytes."""

    name: str
    type: str
    size: int
    sha256: str
    pages: int | None


class PublicationQuerySet(models.QuerySet["Publication"]):
    def in_force(self) -> "PublicationQuerySet":
        """What is public now."""
        return self.filter(ended_at=None)


class Publication(models.Model):
    """That a version became public, when, and whether whole or as a listing. Metrics read these dated events."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("original and text")
        PARTLY = "partly", _("redacted copy and text")
        LISTING = "listing", _("listed without content")

    version = models.OneToOneField(Version, models.PROTECT, related_name="publication")
    extent = models.CharField(max_length=10, choices=Extent)
    published_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    copy = models.OneToOneField(
        "RedactedCopy", models.PROTECT, null=True, related_name="publication", help_text="for what is partly open"
    )
    objects = models.Manager.from_queryset(PublicationQuerySet)()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(extent="partly", copy__isnull=False) | Q(~Q(extent="partly"), copy=None),
                name="what_is_partly_open_has_its_copy",
            )
        ]

    def __str__(self) -> str:
        return f"{self.extent} {self.published_at:%Y-%m-%d}"

    @property
    def is_whole(self) -> bool:
        return self.extent == self.Extent.WHOLE

    @property
    def is_partly(self) -> bool:
        return self.extent == self.Extent.PARTLY

    @property
    def has_content(self) -> bool:
        """Whether a file and a text are public, and not only that the document exists."""
        return self.extent != self.Extent.LISTING

    @property
    def file(self) -> PublicFile | None:
        """What can be downloaded: the original, or the copy without what is withheld."""
        if self.copy:
            name = f"{self.copy.said['file_name'].rsplit('.', 1)[0]}.pdf"
            return PublicFile(name, "pdf", self.copy.size, self.copy.sha256, self.copy.pages)
        if self.is_whole:
            of = self.version
            return PublicFile(of.file_name, of.file_type, of.size, of.sha256, of.pages)
        return None


class PublicText(models.Model):
    """The text of a published version, copied on publication."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="public_text")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{len(self.text)} characters"


class IntakeFile(models.Model):
    """What became of one file of an intake. Kept for refused files too, so that no fate is silent."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("Published")
        WAITING = "waiting", _("Waiting")
        HELD = "held", _("Held")
        CLOSED = "closed", _("Closed")
        REFUSED = "refused", _("Refused")
        UNCHANGED = "unchanged", _("Unchanged")

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="files")
    path = models.CharField(max_length=1000)
    sha256 = models.CharField(max_length=64, blank=True)
    file_type = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State)
    is_new_version = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["intake", "path"]
        constraints = [models.UniqueConstraint(fields=["intake", "path"], name="a_file_has_one_fate_an_intake")]

    def __str__(self) -> str:
        return self.path
