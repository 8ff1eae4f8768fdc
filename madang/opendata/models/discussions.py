"""What people ask and report about a dataset, and what the agency answers."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.datasets import Dataset

TEXT_LIMIT = 4000


def seen_by_office(viewer: Viewer, organisation: str) -> Q:
    """That the viewer is an open data officer or a moderator of the organisation at that path."""
    return Q(**{f"{organisation}__in": viewer.organisations_as(Role.DATA_OFFICER, Role.MODERATOR)})


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, viewer: Viewer) -> "DiscussionQuerySet":
        """Everyone reads what is not hidden of published datasets; its agency's officers and moderators more."""
        readable = Q(hidden_at=None, dataset__state=Dataset.State.PUBLISHED)
        return self.filter(readable | seen_by_office(viewer, "dataset__organisation"))


class Discussion(models.Model):
    """A question, a reported fault or an idea about a dataset. Who wrote it is never shown.

    where: of a fault, the place in the data: column, row, file. outcome: how it was closed.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        FAULT = "fault", _("Fault in the data")
        IDEA = "idea", _("Suggestion")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        MENDED = "mended", _("The data was mended")
        NO_FAULT = "no-fault", _("It is no fault")
        LATER = "later", _("To be mended later")
        WITHDRAWN = "withdrawn", _("Closed by who began it")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="discussions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    where = models.CharField(_("where in the data"), max_length=200, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, help_text="when the agency first said something")
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)
    objects = models.Manager.from_queryset(DiscussionQuerySet)()

    if TYPE_CHECKING:
        posts: "models.QuerySet[Post]"

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_discussion_has_a_title"),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="a_closed_discussion_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="a_hidden_discussion_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:discussion", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:discussion", self.code)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Post(models.Model):
    """One contribution to a discussion. office: of an official answer, as the ledger knows it; else empty.

    digest: of the text; the same person says the same once.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="posts")
    text = models.TextField(_("What you want to say"), max_length=TEXT_LIMIT)
    digest = models.CharField(max_length=64, editable=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)
    objects: "models.Manager[Post]" = models.Manager()

    class Meta:
        ordering = ["discussion", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_post_is_not_empty"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="a_hidden_post_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["discussion", "author", "digest"], name="nobody_posts_the_same_twice_in_a_discussion"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_official(self) -> bool:
        return bool(self.office)
