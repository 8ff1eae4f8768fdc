"""Independent review: what a reviewer found, commitment by commitment, and what government answers."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.plans.models.plans import Kept, KeptQuerySet, Plan, PlanVersion
from madang.plans.scales import METHODS, is_starred


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, viewer: Viewer) -> "ReviewQuerySet":
        """Everyone reads published reviews; a draft is read by reviewers of its organisation and by nobody else."""
        own = viewer.organisations_as(Role.INDEPENDENT_REVIEWER)
        return self.filter(Q(published_at__isnull=False) | Q(organisation__in=own))


class Review(models.Model):
    """A review of one version of a plan. What is published is never edited: a correction is a later review."""

    class Stage(models.TextChoices):
        DESIGN = "design", _("Review of the design")
        MIDTERM = "midterm", _("Midterm review")
        END = "end", _("End-of-term review")

    class Method(models.TextChoices):
        OF_2014 = "2014", _("Method of 2014")
        TODAY = "today", _("Method of today")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="reviews")
    number = models.PositiveIntegerField(_("number"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.CharField(max_length=100)
    summary_ko = models.TextField(_("Summary in Korean"), blank=True, max_length=4000)
    summary_en = models.TextField(_("Summary in English"), blank=True, max_length=4000)
    begun_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    objects = models.Manager.from_queryset(ReviewQuerySet)()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="reviews_of_a_plan_are_numbered")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} ({self.plan.slug}, {self.number})"

    def get_absolute_url(self) -> str:
        return reverse("plans:review", args=[self.plan.slug, self.number])

    @property
    def ref(self) -> str:
        return make_ref("plans:review", f"{self.plan.slug}/{self.number}")

    @property
    def scales(self) -> tuple[str, ...]:
        return METHODS[self.method]


class Coding(models.Model):
    """How a reviewer codes one commitment, why, and on what evidence."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="codings")
    commitment_key = models.CharField(max_length=20)
    codes = models.JSONField(default=dict)
    values = models.JSONField(default=list, blank=True)
    reason = models.TextField(_("reason"), max_length=4000)
    evidence = models.JSONField(default=list)
    coded_at = models.DateTimeField()

    class Meta:
        ordering = ["review", "commitment_key"]
        constraints = [
            models.UniqueConstraint(fields=["review", "commitment_key"], name="a_commitment_is_coded_once_in_a_review"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_coding_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_key}: {self.codes}"

    @property
    def is_starred(self) -> bool:
        return is_starred(self.codes, self.values)


class ReviewAnswer(Kept):
    """What an office that answers for a commitment says to its coding. The coding stays as it is."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    coding = models.ForeignKey(Coding, models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), max_length=4000)
    office = models.CharField(max_length=100)
    answered_at = models.DateTimeField()
    objects = KeptQuerySet["ReviewAnswer"].as_manager()

    class Meta:
        ordering = ["coding", "answered_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_to_a_review_is_not_empty")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def ref(self) -> str:
        return make_ref("plans:review-answer", self.code)
