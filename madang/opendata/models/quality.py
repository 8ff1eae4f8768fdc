"""What is known of the quality of datasets: verdicts on formats, working links, and a measurement for every night."""

from django.db import models
from django.db.models import Q

from madang.opendata.models.datasets import Dataset


class FormatVerdict(models.Model):
    """What the check of one format found, from one look to the last that found the same."""

    class State(models.TextChoices):
        PASSED = "passed"
        FAILED = "failed"
        NOT_APPLICABLE = "not-applicable"

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="verdicts")
    format = models.CharField(max_length=20)
    state = models.CharField(max_length=15, choices=State)
    problems = models.JSONField(default=list)
    since_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    objects: "models.Manager[FormatVerdict]" = models.Manager()

    class Meta:
        ordering = ["dataset", "format", "-checked_at"]
        indexes = [models.Index(fields=["dataset", "format", "-checked_at"], name="verdicts_of_a_dataset")]

    def __str__(self) -> str:
        return f"{self.format}: {self.state}"


class AcceptedFaults(models.Model):
    """Somebody published a dataset though formats refuse what is said of it, and answers for that in public.

    faults: `[{format, code, where}]`. office: who answers, as the ledger knows them.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="accepted_faults")
    faults = models.JSONField(default=list)
    reason = models.CharField(max_length=1000)
    office = models.CharField(max_length=200)
    at = models.DateTimeField()
    objects: "models.Manager[AcceptedFaults]" = models.Manager()

    class Meta:
        ordering = ["dataset", "-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="accepted_faults_have_a_reason")]

    def __str__(self) -> str:
        return f"{self.dataset}: {self.reason}"


class LinkCheck(models.Model):
    """Whether an address answered on a day. subject: the ref of the record that gives it."""

    subject = models.CharField(max_length=200)
    url = models.URLField(max_length=1000)
    on = models.DateField()
    checked_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    is_working = models.BooleanField()
    fault = models.CharField(max_length=40, blank=True)
    objects: "models.Manager[LinkCheck]" = models.Manager()

    class Meta:
        ordering = ["subject", "url", "-on"]
        constraints = [models.UniqueConstraint(fields=["subject", "url", "on"], name="a_link_is_checked_once_a_day")]

    def __str__(self) -> str:
        return f"{self.url} {self.on}: {self.status or self.fault}"


class QualityDay(models.Model):
    """The quality of a dataset as it was measured on a day. Never overwritten.

    points: of 405. stars: 0 to 5. open_files, files: those of three stars or more, and all. evidence: by indicator.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="quality_days")
    on = models.DateField()
    measured_at = models.DateTimeField()
    points = models.DecimalField(max_digits=5, decimal_places=1)
    rating = models.CharField(max_length=10)
    stars = models.PositiveSmallIntegerField()
    open_files = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    links = models.PositiveIntegerField()
    working_links = models.PositiveIntegerField()
    is_fresh = models.BooleanField(null=True, help_text="None where no cycle is declared")
    cells = models.PositiveBigIntegerField(default=0)
    faulty_cells = models.PositiveBigIntegerField(default=0)
    faults = models.JSONField(default=dict, help_text="faulty cells by kind of rule")
    evidence = models.JSONField(default=list)
    objects: "models.Manager[QualityDay]" = models.Manager()

    class Meta:
        ordering = ["dataset", "-on"]
        constraints = [models.UniqueConstraint(fields=["dataset", "on"], name="quality_is_measured_once_a_day")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.on}: {self.points}"


class Rendition(models.Model):
    """A dataset in one writing of RDF, made when it was published or described anew."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="renditions")
    suffix = models.CharField(max_length=10)
    text = models.TextField()
    rendered_at = models.DateTimeField()
    objects: "models.Manager[Rendition]" = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "suffix"], name="a_dataset_is_rendered_once")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.suffix}"
