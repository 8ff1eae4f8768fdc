"""The consultation register: who was heard, what they said, and what became of it."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.plans.models.plans import Kept, KeptQuerySet, Plan, in_language

TEXT_LIMIT = 4000


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, viewer: Viewer) -> "ConsultationQuerySet":
        """Everyone reads the whole register."""
        return self.all()


class Consultation(models.Model):
    """One occasion on which people were heard on a plan: an event, a survey, a meeting, a period for comments."""

    class Kind(models.TextChoices):
        COMMENT_PERIOD = "comment-period", _("Comment period")
        EVENT = "event", _("Public event")
        MEETING = "meeting", _("Meeting")
        SURVEY = "survey", _("Survey")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consultations")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title_ko = models.CharField(_("Korean title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    about_ko = models.TextField(_("What it is about, in Korean"), blank=True, max_length=2000)
    about_en = models.TextField(_("What it is about, in English"), blank=True, max_length=2000)
    commitments = models.JSONField(default=list, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(_("begins"))
    closes_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    held_by = models.CharField(_("ref of the meeting or survey"), max_length=200, blank=True)
    answer_within_days = models.PositiveIntegerField(_("days to answer"), default=30)
    minutes_within_days = models.PositiveIntegerField(_("days to publish minutes"), default=14)
    minutes = models.TextField(_("minutes"), blank=True, max_length=50_000)
    minutes_at = models.DateTimeField(null=True, blank=True)
    office = models.CharField(max_length=100)
    announced_at = models.DateTimeField()
    objects = models.Manager.from_queryset(ConsultationQuerySet)()

    class Meta:
        ordering = ["plan", "-opens_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="consultations_of_a_plan_are_numbered"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="consultation_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(minutes="", minutes_at=None) | (~Q(minutes="") & Q(minutes_at__isnull=False)),
                name="minutes_have_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:consultation", args=[self.plan.slug, self.number])

    @property
    def ref(self) -> str:
        return make_ref("plans:consultation", f"{self.plan.slug}/{self.number}")

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def about(self) -> str:
        return in_language(self.about_ko, self.about_en)

    @property
    def takes_comments(self) -> bool:
        """Whether anyone may contribute through the site; what was said elsewhere is noted by the organiser."""
        return self.kind == self.Kind.COMMENT_PERIOD

    def is_open(self, *, at: datetime) -> bool:
        return self.takes_comments and self.opens_at <= at < self.closes_at

    def concerns(self, commitment_key: str) -> bool:
        return not self.commitments or commitment_key in self.commitments

    @property
    def minutes_due_on(self) -> date:
        return localdate(self.closes_at) + timedelta(days=self.minutes_within_days)

    def lacks_minutes(self, *, on: date) -> bool:
        """Whether minutes should have been published by that day and were not."""
        published = self.minutes_at is not None and localdate(self.minutes_at) <= on
        return on > self.minutes_due_on and not published


class Heard(models.Model):
    """A group of people who took part, and how many."""

    class Sector(models.TextChoices):
        CITIZENS = "citizens", _("Citizens")
        CIVIL_SOCIETY = "civil-society", _("Civil society")
        ACADEMIA = "academia", _("Academia")
        BUSINESS = "business", _("Business")
        OFFICIALS = "officials", _("Officials")
        OTHER = "other", _("Others")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="heard")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    group = models.CharField(_("who"), max_length=200, blank=True)
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        ordering = ["consultation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "sector", "group"], name="a_group_is_heard_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sector_display()}: {self.people}"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def public(self) -> "ContributionQuerySet":
        return self.filter(published_at__isnull=False, ended_at=None)

    def visible_to(self, viewer: Viewer) -> "ContributionQuerySet":
        """Everyone reads what is published; authors also their own; moderators those made to their organisation."""
        readable = Q(published_at__isnull=False, ended_at=None)
        if viewer.user:
            readable |= Q(author=viewer.user)
            own = viewer.organisations_as(Role.MODERATOR)
            readable |= Q(consultation__organisation__in=own) & ~Q(ended_as=Contribution.Ending.WITHDRAWN)
        return self.filter(readable)


class Contribution(models.Model):
    """Something that somebody said. Who wrote it is never shown, to nobody but the author.

    Published at once, unless it holds what may identify a person: then it waits for a moderator (`published_at` empty).
    """

    class Ending(models.TextChoices):
        NONE = "", _("Not ended")
        HIDDEN = "hidden", _("Hidden by a moderator")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="contributions")
    commitment_key = models.CharField(_("commitment"), max_length=20, blank=True)
    text = models.TextField(_("What you want to say"), max_length=TEXT_LIMIT)
    digest = models.CharField(max_length=64, editable=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    shown_as = models.CharField(_("shown as"), max_length=60, blank=True)
    noted_by = models.CharField(max_length=100, blank=True)
    submitted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, choices=Ending, default=Ending.NONE, blank=True)
    moderation_reason = models.CharField(_("reason"), max_length=300, blank=True)
    moderated_by = models.CharField(max_length=100, blank=True)
    objects = models.Manager.from_queryset(ContributionQuerySet)()

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="contribution_is_not_empty"),
            models.CheckConstraint(
                condition=Q(author__isnull=False, noted_by="") | (Q(author=None) & ~Q(noted_by="")),
                name="a_contribution_is_written_or_noted",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="an_ended_contribution_says_how",
            ),
            models.UniqueConstraint(
                fields=["consultation", "author", "digest"],
                condition=Q(author__isnull=False, ended_at=None),
                name="nobody_says_the_same_twice",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("plans:contribution", args=[self.consultation.plan.slug, self.consultation.number, self.code])

    @property
    def ref(self) -> str:
        return make_ref("plans:contribution", self.code)

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.ended_at is None

    @property
    def answer_due_on(self) -> date:
        """The last day for an answer: days counted from when it was published, or made where it was only noted."""
        return localdate(self.published_at or self.submitted_at) + timedelta(days=self.consultation.answer_within_days)


class Answer(Kept):
    """What became of a contribution, and why. The newest holds; earlier ones stay readable."""

    class Outcome(models.TextChoices):
        TAKEN_UP = "taken-up", _("Taken up")
        PARTLY = "partly", _("Taken up in part")
        ALREADY = "already", _("Already so")
        NOT_TAKEN_UP = "not-taken-up", _("Not taken up")
        ELSEWHERE = "elsewhere", _("A matter for others")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="answers")
    outcome = models.CharField(_("what becomes of it"), max_length=20, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=2000)
    change = models.CharField(_("ref or address of what changed"), max_length=300, blank=True)
    office = models.CharField(max_length=100)
    answered_at = models.DateTimeField()
    objects = KeptQuerySet["Answer"].as_manager()

    class Meta:
        ordering = ["contribution", "-answered_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="an_answer_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.reason[:60]}"

    @property
    def ref(self) -> str:
        return make_ref("plans:answer", self.code)
