import uuid
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.plans.planfile import Figures, Kind
from madang.plans.states import Comparator, Promise, State
from madang.plans.wording import STATES

STATE_CHOICES = [(state.value, STATES[state.value]) for state in State]


def in_language(ko: str, en: str) -> str:
    """The text in the language of the page."""
    return ko if (get_language() or "ko").startswith("ko") else en


class NeverChanged(Exception):
    """A record of the past was to be overwritten or removed. That is a fault of the program, never of its user."""


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, viewer: Viewer) -> "PlanQuerySet":
        """Everyone reads every plan: a plan is public by being loaded."""
        return self.all()


class Plan(models.Model):
    """An action plan, under one address whatever its version."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    loaded_at = models.DateTimeField(_("loaded at"))
    objects = models.Manager.from_queryset(PlanQuerySet)()

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.slug])

    @property
    def ref(self) -> str:
        return make_ref("plans:plan", self.slug)


class PlanVersion(models.Model):
    """What the plan says since `loaded_at`. Versions are kept as they were loaded; the highest number holds."""

    class Source(models.TextChoices):
        RECORDS = Figures.RECORDS.value, _("Measured from the records of this site")
        REPORTED = Figures.REPORTED.value, _("Reported figures")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title_ko = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    jurisdiction_ko = models.CharField(max_length=200)
    jurisdiction_en = models.CharField(max_length=200)
    summary_ko = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    source_ko = models.CharField(max_length=300, blank=True)
    source_en = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    figures = models.CharField(max_length=20, choices=Source)
    facts = models.JSONField(default=list, blank=True)
    source_text = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    counted_from_on = models.DateField(null=True, blank=True)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_versions_are_numbered"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def ref(self) -> str:
        return make_ref("plans:version", f"{self.plan.slug}.{self.number}")

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def jurisdiction(self) -> str:
        return in_language(self.jurisdiction_ko, self.jurisdiction_en)

    @property
    def summary(self) -> str:
        return in_language(self.summary_ko, self.summary_en)

    @property
    def source(self) -> str:
        return in_language(self.source_ko, self.source_en)

    @property
    def is_measured(self) -> bool:
        """Whether this site's records measure the plan; otherwise only reported figures are shown."""
        return self.figures == self.Source.RECORDS


class Commitment(models.Model):
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="commitments")
    key = models.CharField(_("number"), max_length=20)
    position = models.PositiveIntegerField()
    title_ko = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    problem_ko = models.TextField()
    problem_en = models.TextField()
    promise_ko = models.TextField()
    promise_en = models.TextField()
    leads = models.JSONField(default=list, blank=True)
    supporters = models.JSONField(default=list, blank=True)
    values = models.JSONField(default=list, blank=True)
    contact = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="commitments_are_named_once_in_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:commitment", args=[self.version.plan.slug, self.key])

    @property
    def ref(self) -> str:
        return make_ref("plans:commitment", f"{self.version.plan.slug}/{self.key}")

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def problem(self) -> str:
        return in_language(self.problem_ko, self.problem_en)

    @property
    def promise(self) -> str:
        return in_language(self.promise_ko, self.promise_en)

    @property
    def organisations(self) -> set[str]:
        """Standard agency codes of those who lead or support it."""
        return {one["code"] for one in [*self.leads, *self.supporters] if one["code"]}


class Milestone(models.Model):
    """One statement of the plan that can be measured. Its state is computed (`states.py`), never stored as typed."""

    class Statement(models.TextChoices):
        BASELINE = Kind.BASELINE.value, _("Starting figure")
        TARGET = Kind.TARGET.value, _("Target")
        ACTION = Kind.ACTION.value, _("Action")
        STRUCTURE = Kind.STRUCTURE.value, _("Structure")
        RULE = Kind.RULE.value, _("Rule")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="milestones")
    key = models.CharField(_("number"), max_length=20)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Statement)
    title_ko = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    section = models.CharField(max_length=40, blank=True)
    passage_ko = models.TextField()
    passage_en = models.TextField()
    metric = models.CharField(max_length=100, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    comparator = models.CharField(max_length=2, default=Comparator.AT_LEAST.value)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(_("begins on"))
    due_on = models.DateField(_("due on"))
    has_due_day = models.BooleanField()
    items = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["commitment", "position"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "key"], name="milestones_are_named_once_in_a_commitment"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="milestone_is_due_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    def get_absolute_url(self) -> str:
        commitment = self.commitment
        return reverse("plans:milestone", args=[commitment.version.plan.slug, commitment.key, self.key])

    @property
    def ref(self) -> str:
        return make_ref("plans:milestone", f"{self.commitment.version.plan.slug}/{self.commitment.key}/{self.key}")

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def passage(self) -> str:
        return in_language(self.passage_ko, self.passage_en)

    @property
    def is_promise(self) -> bool:
        """A starting figure tells where things stood; it promises nothing, so it has no state of its own."""
        return self.kind != self.Statement.BASELINE

    @property
    def promise(self) -> Promise:
        return Promise(
            target=self.target,
            due=self.due_on,
            start=self.starts_on,
            baseline=self.baseline,
            comparator=Comparator(self.comparator),
            stepwise=self.unit == "yes-no",
        )


class ReportedFigure(models.Model):
    """A figure that somebody reported for a statement of the plan: shown as reported, beside what is measured.

    Tied to the statement's number, so that it outlives a new version of the plan.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reported_figures")
    milestone_key = models.CharField(max_length=20)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    on = models.DateField(_("as of"))
    since_on = models.DateField(_("period from"), null=True, blank=True)
    source_ko = models.CharField(_("source"), max_length=300)
    source_en = models.CharField(max_length=300)
    office = models.CharField(max_length=100, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "milestone_key", "on", "reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "milestone_key", "on", "value", "source_en"], name="a_figure_is_reported_once"
            ),
            models.CheckConstraint(condition=~Q(source_ko=""), name="a_reported_figure_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_key}: {self.value} ({self.on})"

    @property
    def ref(self) -> str:
        return make_ref("plans:figure", self.code)

    @property
    def source(self) -> str:
        return in_language(self.source_ko, self.source_en)


Row = TypeVar("Row", bound=models.Model)


class KeptQuerySet(models.QuerySet[Row]):
    """Rows that are written once."""

    def update(self, **values: Any) -> int:
        raise NeverChanged

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NeverChanged


class Kept(models.Model):
    """A row that is written once: saving it again or deleting it raises `NeverChanged`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk is not None:
            raise NeverChanged
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise NeverChanged


class Snapshot(Kept):
    """What every milestone of a version measured as of the end of a day, entered in the ledger."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="snapshots")
    day = models.DateField()
    taken_at = models.DateTimeField()
    objects = KeptQuerySet["Snapshot"].as_manager()

    class Meta:
        ordering = ["version", "-day"]
        constraints = [models.UniqueConstraint(fields=["version", "day"], name="one_snapshot_a_day")]

    def __str__(self) -> str:
        return f"{self.version} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("plans:snapshot", args=[self.version.plan.slug, self.version.number, self.day.isoformat()])

    @property
    def ref(self) -> str:
        return make_ref("plans:snapshot", self.code)


class SnapshotValue(Kept):
    """One milestone in a snapshot. basis: whether the state rests on measured or on reported figures, or on none."""

    class Basis(models.TextChoices):
        MEASURED = "measured", _("Measured")
        REPORTED = "reported", _("Reported")
        NONE = "none", _("No figure")

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="values")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="snapshot_values")
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    reported = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    basis = models.CharField(max_length=10, choices=Basis)
    state = models.CharField(max_length=20, choices=STATE_CHOICES)
    metric_version = models.PositiveIntegerField(null=True, blank=True)
    objects = KeptQuerySet["SnapshotValue"].as_manager()

    class Meta:
        ordering = ["snapshot", "milestone"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "milestone"], name="one_value_a_milestone_a_day")]

    def __str__(self) -> str:
        return f"{self.milestone.key}: {self.value}"

    @property
    def on(self) -> date:
        return self.snapshot.day
