"""What was made of the data: apps, analyses and services people show, and best practices that agencies publish."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.datasets import Dataset


class ReuseQuerySet(models.QuerySet["Reuse"]):
    def visible_to(self, viewer: Viewer) -> "ReuseQuerySet":
        """Everyone reads what is published; submitters their own; the office what it may decide on."""
        if viewer.is_administrator:
            return self.all()
        readable = Q(state=Reuse.State.PUBLISHED)
        if viewer.user:
            readable |= Q(submitter=viewer.user)
        if own := viewer.organisations_as(Role.DATA_OFFICER):
            readable |= Q(pk__in=Reuse.datasets.through.objects.filter(dataset__organisation__in=own).values("reuse"))
        return self.filter(readable)


class Reuse(models.Model):
    """Something that somebody made with public data. Who submitted it is never shown; who made it is, if said."""

    class Kind(models.TextChoices):
        APP = "app", _("App")
        ANALYSIS = "analysis", _("Analysis")
        SERVICE = "service", _("Online service")
        VISUALISATION = "visualisation", _("Visualisation")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted, to be looked at")
        PUBLISHED = "published", _("In the showcase")
        REFUSED = "refused", _("Not taken into the showcase")
        WITHDRAWN = "withdrawn", _("Taken out of the showcase")

    class Link(models.TextChoices):
        """How the address answered. refused: it must not be asked at all; failed: nothing answered."""

        UNCHECKED = "unchecked", _("Not checked yet")
        WORKING = "working", _("It answers")
        BROKEN = "broken", _("Answers with an error")
        FAILED = "failed", _("Does not answer")
        REFUSED = "refused", _("May not be asked")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField(_("what it is"), max_length=15, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it does, and for whom"), max_length=4000)
    maker = models.CharField(_("who made it"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=1000)
    datasets = models.ManyToManyField(Dataset, related_name="reuses")
    submitter = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=120, blank=True)
    link = models.CharField(_("link"), max_length=10, choices=Link, default=Link.UNCHECKED)
    link_status = models.PositiveSmallIntegerField(null=True)
    link_fault = models.CharField(max_length=40, blank=True)
    link_checked_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(ReuseQuerySet)()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_reuse_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | ~Q(reason=""), name="a_refused_reuse_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["url"], condition=Q(state__in=["submitted", "published"]), name="a_reuse_is_shown_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "link_checked_at"], name="reuse_links_to_check")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:reuse", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:reuse", self.code)

    @property
    def is_dead(self) -> bool:
        return self.link in {Reuse.Link.BROKEN, Reuse.Link.FAILED, Reuse.Link.REFUSED}


class BestPracticeQuerySet(models.QuerySet["BestPractice"]):
    def visible_to(self, viewer: Viewer) -> "BestPracticeQuerySet":
        """Everyone reads what stands; what an agency took back is gone."""
        return self.filter(withdrawn_at=None)


class BestPractice(models.Model):
    """What an agency did with or for open data that others can learn from, and what came of it."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    done = models.TextField(_("what was done"), max_length=4000)
    outcome = models.TextField(_("what came of it"), max_length=4000)
    source = models.CharField(_("source"), max_length=300, blank=True)
    datasets = models.ManyToManyField(Dataset, related_name="practices")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=1000, blank=True)
    objects = models.Manager.from_queryset(BestPracticeQuerySet)()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(done="") & ~Q(outcome=""), name="a_practice_says_what_came_of_it"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason=""), name="a_practice_is_taken_back_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["organisation", "title"], condition=Q(withdrawn_at=None), name="a_practice_is_published_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:practice", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:practice", self.code)
