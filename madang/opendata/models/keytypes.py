"""Key types of data: nominated, assessed by criteria, heard in public, decided by a council, followed to release."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.register import HeldType


class KeyNominationQuerySet(models.QuerySet["KeyNomination"]):
    def visible_to(self, viewer: Viewer) -> "KeyNominationQuerySet":
        """Everyone reads every nomination; who nominated is shown for offices only."""
        return self.all()


class KeyNomination(models.Model):
    """That a held type be opened first, because demand for it and its effect are high."""

    class State(models.TextChoices):
        NOMINATED = "nominated", _("Nominated, open for comments")
        CHOSEN = "chosen", _("Chosen as a key type")
        NOT_CHOSEN = "not-chosen", _("Not chosen")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    held = models.OneToOneField(HeldType, models.PROTECT, related_name="nomination")
    reason = models.TextField(_("why it should come first"), max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=120, blank=True)
    nominated_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NOMINATED)
    objects = models.Manager.from_queryset(KeyNominationQuerySet)()

    class Meta:
        ordering = ["-nominated_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_nomination_has_a_reason")]

    def __str__(self) -> str:
        return str(self.held)

    def get_absolute_url(self) -> str:
        return reverse("opendata:key-type", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:key-type", self.code)


class KeyCriterion(models.Model):
    """What key types are assessed by, and how much it weighs."""

    code = models.SlugField(max_length=30, unique=True)
    name_ko = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(weight__gte=1), name="a_criterion_weighs_something")]

    def __str__(self) -> str:
        return self.name_ko if (get_language() or "ko").startswith("ko") else self.name_en


class KeyAssessment(models.Model):
    """One office's score of a nomination by one criterion, 1 to 5, with its ground."""

    nomination = models.ForeignKey(KeyNomination, models.CASCADE, related_name="assessments")
    criterion = models.ForeignKey(KeyCriterion, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"))
    ground = models.CharField(_("ground"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["criterion", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "criterion", "organisation"], name="an_office_scores_a_criterion_once"
            ),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="scores_are_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"


class KeyComment(models.Model):
    """What somebody from the public says of a nomination. The writer is never shown."""

    class Stance(models.TextChoices):
        SUPPORT = "support", _("For opening it first")
        OBJECT = "object", _("Against")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    nomination = models.ForeignKey(KeyNomination, models.CASCADE, related_name="comments")
    stance = models.CharField(_("stance"), max_length=10, choices=Stance)
    text = models.TextField(_("comment"), max_length=1000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "by"], name="a_person_comments_on_a_nomination_once")
        ]

    def __str__(self) -> str:
        return self.stance


class KeyDecision(models.Model):
    """What the council decided on a nomination, and until when the data is to be open."""

    nomination = models.OneToOneField(KeyNomination, models.PROTECT, related_name="decision")
    is_chosen = models.BooleanField(_("chosen"))
    reason = models.TextField(_("reason"), max_length=2000)
    decided_on = models.DateField(_("decided on"))
    release_by = models.DateField(_("to be open by"), null=True, blank=True)
    council_ref = models.CharField(_("the council's decision"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_key_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(is_chosen=False) | Q(release_by__isnull=False), name="a_chosen_key_type_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.is_chosen} {self.decided_on}"
