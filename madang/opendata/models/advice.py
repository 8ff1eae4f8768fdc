"""Advice of the Open Data Center: cases that only who asked and the office read, and articles made from them."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref


class Subject(models.TextChoices):
    """What advice is about."""

    LEGAL = "legal", _("Legal: licences, copyright, personal data")
    TECHNICAL = "technical", _("Technical: formats, interfaces, quality")


class AdviceCaseQuerySet(models.QuerySet["AdviceCase"]):
    def visible_to(self, viewer: Viewer) -> "AdviceCaseQuerySet":
        """Who asked, and open data officers of the office that was asked; administrators do not."""
        readable = Q(organisation__in=viewer.organisations_as(Role.DATA_OFFICER))
        if viewer.user:
            readable |= Q(asker=viewer.user)
        return self.filter(readable)


class AdviceCase(models.Model):
    """A question in private, and its answer. Nothing of it stands in the ledger, not even that it was asked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be answered")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("about"), max_length=10, choices=Subject)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("question"), max_length=8000)
    asker = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("to be answered by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), max_length=8000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    objects = models.Manager.from_queryset(AdviceCaseQuerySet)()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="an_advice_case_asks_something"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answered_case_has_its_answer",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="advice_due")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:advice-case", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:advice-case", self.code)


class KnowledgeArticleQuerySet(models.QuerySet["KnowledgeArticle"]):
    def visible_to(self, viewer: Viewer) -> "KnowledgeArticleQuerySet":
        """Everyone reads what is published; the office also its drafts."""
        readable = Q(state=KnowledgeArticle.State.PUBLISHED)
        if own := viewer.organisations_as(Role.DATA_OFFICER):
            readable |= Q(organisation__in=own)
        return self.filter(readable)


class KnowledgeArticle(models.Model):
    """Question and answer for everyone, made from a case without what tells who asked, or written afresh.

    Which case it came from is the office's knowledge alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    case = models.OneToOneField(AdviceCase, models.PROTECT, null=True, related_name="article")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("about"), max_length=10, choices=Subject)
    title = models.CharField(_("title"), max_length=200)
    question = models.TextField(_("question"), max_length=8000)
    answer = models.TextField(_("answer"), max_length=8000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    office = models.CharField(max_length=120, blank=True)
    withdrawal_reason = models.CharField(max_length=1000, blank=True)
    objects = models.Manager.from_queryset(KnowledgeArticleQuerySet)()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(question="") & ~Q(answer=""), name="an_article_asks_and_answers"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="a_published_article_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""), name="a_withdrawn_article_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:article", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:article", self.code)
