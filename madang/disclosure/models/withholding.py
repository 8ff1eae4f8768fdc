"""What is withheld, under which item, by whom, until when; copies without it; agencies' own criteria."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.disclosure.models.documents import Document, Publication, Version
from madang.disclosure.suggesting import Rule

ITEMS = [
    (1, _("Item 1: secret under another Act")),
    (2, _("Item 2: national security, defence, unification, diplomacy")),
    (3, _("Item 3: life, body and property of the people")),
    (4, _("Item 4: pending trials, investigation, correction")),
    (5, _("Item 5: audit, inspection, bidding, personnel, internal review")),
    (6, _("Item 6: personal information")),
    (7, _("Item 7: management and trade secrets")),
    (8, _("Item 8: real-estate speculation, hoarding")),
]


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    def visible_to(self, viewer: Viewer) -> "WithholdingQuerySet":
        """Records officers see those of their own organisation; nobody else any."""
        return self.filter(version__document__organisation__in=viewer.organisations_as(Role.RECORDS_OFFICER))

    def in_force(self) -> "WithholdingQuerySet":
        """What is withheld now."""
        return self.filter(state=Withholding.State.WITHHELD)


class RedactedCopyQuerySet(models.QuerySet["RedactedCopy"]):
    def visible_to(self, viewer: Viewer) -> "RedactedCopyQuerySet":
        """Records officers see those of their own organisation; the public has the publication."""
        return self.filter(version__document__organisation__in=viewer.organisations_as(Role.RECORDS_OFFICER))


class Withholding(models.Model):
    """An officer's word on a passage, a page or a whole version: withheld, or open although it was marked.

    `text` is what is withheld; no public query touches this table. What is public of it is in a copy's manifest.
    """

    class Scope(models.TextChoices):
        PASSAGE = "passage", _("passage")
        REGION = "region", _("part of a page")
        PAGE = "page", _("page")
        WHOLE = "whole", _("whole document")

    class State(models.TextChoices):
        WITHHELD = "withheld", _("Withheld")
        OPEN = "open", _("Stays open")
        LIFTED = "lifted", _("Lifted: the need has ended")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    version = models.ForeignKey(Version, models.PROTECT, related_name="withholdings")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.PASSAGE)
    text = models.CharField(_("passage"), max_length=1000, blank=True)
    key = models.CharField(
        max_length=1000,
        blank=True,
        help_text="the passage without form, blanks and punctuation; of a part of a page, which",
    )
    page = models.PositiveIntegerField(_("page"), null=True)
    box = models.JSONField(null=True, help_text="left, bottom, right, top in points; null for the whole page")
    kind = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WITHHELD)
    item = models.PositiveSmallIntegerField(_("item of article 9(1)"), choices=ITEMS)
    item_version = models.PositiveSmallIntegerField(default=1)
    provisos = models.JSONField(_("provisos considered"), default=list)
    proviso_applied = models.CharField(_("proviso that applies"), max_length=2, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    look_again_on = models.DateField(_("looked at again on"))
    is_under_review = models.BooleanField(_("because of an internal review"), default=False)
    review_stage = models.CharField(_("stage of the review"), max_length=100, blank=True)
    review_ends_on = models.DateField(_("the review is to end on"), null=True)
    review_ended_on = models.DateField(_("the review ended on"), null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.CharField(max_length=20, blank=True)
    objects = models.Manager.from_queryset(WithholdingQuerySet)()

    class Meta:
        ordering = ["version", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], condition=Q(scope="passage"), name="a_passage_is_decided_once_a_version"
            ),
            models.UniqueConstraint(
                fields=["version", "scope", "key"],
                condition=Q(scope__in=["page", "region"]) & ~Q(key=""),
                name="a_part_of_a_page_is_withheld_once_a_version",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_withholding_has_a_reason"),
            models.CheckConstraint(condition=Q(item__gte=1, item__lte=8), name="a_withholding_has_one_of_eight_items"),
            models.CheckConstraint(
                condition=~Q(scope="passage") | ~Q(text=""), name="a_withheld_passage_has_its_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} ({self.item})"

    @property
    def ref(self) -> str:
        return make_ref("disclosure:withholding", self.code)


class RedactedCopy(models.Model):
    """A version without what is withheld: made by the worker, judged, approved, published. Never changed once made."""

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready: every check was passed")
        HELD = "held", _("Held: a check failed")
        STALE = "stale", _("Out of date: what is withheld was changed")
        PUBLISHED = "published", _("Published")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    version = models.ForeignKey(Version, models.PROTECT, related_name="copies")
    state = models.CharField(max_length=10, choices=State, default=State.MAKING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    every_page = models.BooleanField(default=False)
    made_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=50, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    checks = models.JSONField(default=list)
    boxes = models.JSONField(default=list)
    remade = models.JSONField(default=dict)
    said = models.JSONField(default=dict, help_text="title, file name and the other metadata without what is withheld")
    text = models.TextField(blank=True)
    manifest = models.JSONField(default=dict)
    objects = models.Manager.from_queryset(RedactedCopyQuerySet)()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(state="published"), name="one_copy_of_a_version_is_published"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "published"]) | ~Q(sha256=""), name="a_ready_copy_has_its_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d}"


class Approval(models.Model):
    """That an officer looked at a copy and approved its publication."""

    copy = models.ForeignKey(RedactedCopy, models.PROTECT, related_name="approvals")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["copy", "by"], name="an_officer_approves_a_copy_once")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class ReviewSetting(models.Model):
    """How an agency reviews: whether two officers must approve what is published in part."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="review_setting")
    needs_two_officers = models.BooleanField(_("two officers approve"), default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation}: {1 + self.needs_two_officers}"


class Takedown(models.Model):
    """That a document was taken from the public at once, when, why and under which item. Public."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="takedowns")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="takedowns")
    item = models.PositiveSmallIntegerField(_("item of article 9(1)"), choices=ITEMS)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_takedown_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} ({self.item})"


class Criterion(models.Model):
    """What an agency withholds under an item, in detail, from a day on. Public. Act art. 9(3)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="withholding_criteria")
    item = models.PositiveSmallIntegerField(_("item of article 9(1)"), choices=ITEMS)
    text = models.TextField(_("what is withheld, and what is not"), max_length=5000)
    since_on = models.DateField(_("from"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["organisation", "item", "-since_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "item", "since_on"], name="a_criterion_a_day_and_item"),
            models.CheckConstraint(condition=~Q(text=""), name="a_criterion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.item}"


class CriteriaReview(models.Model):
    """That an agency reviewed its criteria, and what came of it. Public. Act art. 9(4)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="criteria_reviews")
    reviewed_on = models.DateField(_("reviewed on"))
    outcome = models.CharField(_("outcome"), max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reviewed_on"], name="criteria_are_reviewed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.reviewed_on}"


class CriteriaReminder(models.Model):
    """That an agency's officers were reminded of a review that falls due."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "due_on"], name="one_reminder_a_due_day")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.due_on}"


class SuggestionRule(models.Model):
    """Words that may point to an item, from one day until another; an agency's own, or everybody's."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="suggestion_rules"
    )
    item = models.PositiveSmallIntegerField(_("item of article 9(1)"), choices=ITEMS)
    words = models.TextField(_("words, one a line"), max_length=2000)
    question = models.CharField(_("question to the officer"), max_length=300)
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["item", "organisation", "since_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_suggestion_rule_has_words")]

    def __str__(self) -> str:
        return f"{self.item}: {self.question}"

    def as_rule(self) -> Rule:
        words = tuple(word.strip() for word in self.words.splitlines() if word.strip())
        return Rule(self.item, words, self.question, self.since_on, self.until_on)
