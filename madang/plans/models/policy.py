"""Basic plans over years, and yearly execution plans under them, as documents that a council passes and evaluates.

Whether a version is passed is not stored here: it is what the council decided on the agenda item whose subject is it.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.bodies.models import AgendaItem, Body
from madang.common.refs import make_ref
from madang.plans.models.plans import Kept, KeptQuerySet, Plan, in_language


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, viewer: Viewer) -> "PolicyQuerySet":
        """Everyone reads every basic and execution plan, drafts too: what a council deliberates on is known."""
        return self.all()


class Policy(models.Model):
    """A basic plan, or the execution plan of a year under it, under one address whatever its version."""

    class Kind(models.TextChoices):
        BASIC = "basic", _("Basic plan")
        EXECUTION = "execution", _("Execution plan")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="executions")
    title_ko = models.CharField(_("Korean title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    council = models.ForeignKey(Body, models.PROTECT, related_name="+")
    action_plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="policies")
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    opened_at = models.DateTimeField()
    objects = models.Manager.from_queryset(PolicyQuerySet)()

    class Meta:
        ordering = ["starts_on", "kind", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="policy_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(kind="basic", parent=None) | Q(kind="execution", parent__isnull=False),
                name="an_execution_plan_stands_under_a_basic_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:policy", args=[self.slug])

    @property
    def ref(self) -> str:
        return make_ref("plans:policy", self.slug)

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)


class PolicyVersionQuerySet(KeptQuerySet["PolicyVersion"]):
    """Written once."""


class PolicyVersion(Kept):
    """What a basic or execution plan said when it was handed in. Written once: a council passes a version.

    tasks: [{key, ko, en, lead, due, statements}]; statements: refs of milestones of the action plan that measure it.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text_ko = models.TextField(_("text in Korean"), max_length=50_000)
    text_en = models.TextField(_("text in English"), blank=True, max_length=50_000)
    tasks = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    office = models.CharField(max_length=100)
    handed_in_at = models.DateTimeField()
    objects = models.Manager.from_queryset(PolicyVersionQuerySet)()

    class Meta:
        ordering = ["policy", "-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="versions_of_a_policy_are_numbered")]

    def __str__(self) -> str:
        return f"{self.policy} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("plans:policy-version", args=[self.policy.slug, self.number])

    @property
    def ref(self) -> str:
        return make_ref("plans:policy-version", f"{self.policy.slug}/{self.number}")

    @property
    def text(self) -> str:
        return in_language(self.text_ko, self.text_en) or self.text_ko


class EvaluationQuerySet(KeptQuerySet["Evaluation"]):
    """Written once."""


class Evaluation(Kept):
    """How the council judged the execution of one task, at a meeting it held, and why."""

    class Grade(models.TextChoices):
        DONE = "done", _("Carried out")
        PARTLY = "partly", _("Carried out in part")
        NOT_DONE = "not-done", _("Not carried out")
        UNKNOWN = "unknown", _("Cannot be told")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="evaluations")
    task_key = models.CharField(_("plan task"), max_length=20)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    grade = models.CharField(_("judgement"), max_length=20, choices=Grade)
    reason = models.TextField(_("reason"), max_length=2000)
    office = models.CharField(max_length=100)
    evaluated_at = models.DateTimeField()
    objects = models.Manager.from_queryset(EvaluationQuerySet)()

    class Meta:
        ordering = ["policy", "task_key", "-evaluated_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_evaluation_has_a_reason"),
            models.UniqueConstraint(fields=["item", "task_key"], name="a_task_is_judged_once_at_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.task_key}: {self.grade}"

    @property
    def ref(self) -> str:
        return make_ref("plans:evaluation", self.code)

    @property
    def on(self) -> date | None:
        return self.item.meeting.held_on
