import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role
from madang.common.refs import make_ref
from madang.surveys.questionnaire import Questionnaire, read_questionnaire

if TYPE_CHECKING:
    from madang.accounts.viewers import Viewer

SLUG = RegexValidator(r"^[a-z0-9][a-z0-9-]{1,79}\Z", _("Use 2 to 80 lower-case letters, digits and hyphens."))
RUNNERS = (Role.DATA_OFFICER, Role.DISCLOSURE_OFFICER, Role.ETHICS_OFFICER, Role.RECORDS_OFFICER)
"""Who runs the surveys of their own organisation. Moderators beside them judge what people wrote."""


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, viewer: "Viewer") -> "SurveyQuerySet":
        """Everyone reads what was announced; those who run surveys also the drafts of their own organisation."""
        return self.filter(~Q(state=Survey.State.DRAFT) | Q(organisation__in=viewer.organisations_as(*RUNNERS)))

    def open_at(self, at: datetime) -> "SurveyQuerySet":
        """Those that take answers at that moment."""
        return self.filter(state=Survey.State.ANNOUNCED, opens_at__lte=at, closes_at__gt=at)


class Survey(models.Model):
    """A questionnaire put to people between two moments. Once announced, it never changes; a new version may follow.

    form: the questionnaire's document. quotas: by question, how many answers each option may have.
    weighting, population, k, background_in_rows: how it is published; see `release.Rules`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("survey", "Draft")
        ANNOUNCED = "announced", _("Announced")
        CLOSED = "closed", pgettext_lazy("survey", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("survey", "Cancelled")

    class Audience(models.TextChoices):
        OPEN = "open", _("Open call: anybody, once a person or confirmed e-mail address")
        LIST = "list", _("Closed list: only who is invited, by a personal link that works once")

    class ResultsWhen(models.TextChoices):
        AT_CLOSE = "at-close", _("Hidden until it closes, then published at once")
        BY_HAND = "by-hand", _("Hidden until it has closed and the agency publishes them")
        RUNNING = "running", _("Totals are shown while it runs, whole results when it closes")

    class Purpose(models.TextChoices):
        INFORMATION = "information-wanted", _("Which information people want")
        API_DEMAND = "api-demand", _("Demand for APIs")
        AWARENESS = "open-data-awareness", _("Awareness and use of open data")
        FLAGSHIP = "flagship-services", _("Choice of flagship services")
        OTHER = "other", _("Another purpose")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    slug = models.CharField(_("address"), max_length=80, unique=True, validators=[SLUG])
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="surveys")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose, default=Purpose.OTHER)
    title_ko = models.CharField(_("Korean title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    intro_ko = models.TextField(_("Korean introduction"), max_length=3000, blank=True)
    intro_en = models.TextField(_("English introduction"), max_length=3000, blank=True)
    form = models.JSONField(default=dict)
    audience = models.CharField(_("who may answer"), max_length=10, choices=Audience, default=Audience.OPEN)
    results_when = models.CharField(_("results"), max_length=10, choices=ResultsWhen, default=ResultsWhen.AT_CLOSE)
    quotas = models.JSONField(default=dict, blank=True)
    weighting = models.JSONField(null=True, blank=True)
    population = models.PositiveIntegerField(_("how many people it is about"), null=True, blank=True)
    k = models.PositiveSmallIntegerField(
        _("smallest group shown"), default=5, validators=[MinValueValidator(3), MaxValueValidator(50)]
    )
    background_in_rows = models.BooleanField(_("rows say who answered, k-anonymously"), default=False)
    opens_at = models.DateTimeField(pgettext_lazy("survey", "opens"))
    closes_at = models.DateTimeField(pgettext_lazy("survey", "closes"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    results_at = models.DateTimeField(null=True, blank=True)
    invited = models.PositiveIntegerField(default=0)
    running_tally = models.JSONField(null=True, blank=True)
    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        indexes = [models.Index(fields=["state", "closes_at"], name="surveys_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(k__gte=3), name="survey_groups_are_never_smaller_than_three"),
            models.CheckConstraint(
                condition=Q(state="draft", announced_at=None) | ~Q(state="draft") & Q(announced_at__isnull=False),
                name="survey_is_announced_unless_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at=None),
                name="survey_has_a_closing_if_closed",
            ),
            models.CheckConstraint(
                condition=Q(results_at=None) | Q(state="closed"), name="survey_results_come_after_closing"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.slug])

    @property
    def ref(self) -> str:
        return make_ref("surveys:survey", self.slug)

    @property
    def title(self) -> str:
        """In the language of the page."""
        return self.title_en if _is_english() and self.title_en else self.title_ko

    @property
    def intro(self) -> str:
        return self.intro_en if _is_english() and self.intro_en else self.intro_ko

    @property
    def questionnaire(self) -> Questionnaire:
        return read_questionnaire(self.form)

    @property
    def is_list(self) -> bool:
        return self.audience == self.Audience.LIST

    def is_open(self, *, at: datetime) -> bool:
        return self.state == self.State.ANNOUNCED and self.opens_at <= at < self.closes_at

    def is_awaited(self, *, at: datetime) -> bool:
        """Announced, and not open yet."""
        return self.state == self.State.ANNOUNCED and at < self.opens_at

    @property
    def has_results(self) -> bool:
        """Whether the release is public."""
        return self.results_at is not None


def _is_english() -> bool:
    return (get_language() or "ko").startswith("en")


class Participation(models.Model):
    """That somebody has answered: a keyed hash of who, without a time, and nothing that leads to the answer.

    Deleted when the survey closes: nobody can answer after that. Its key is random so that the order of rows is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="participations")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="one_answer_a_participant")]

    def __str__(self) -> str:
        return self.key[:8]


class Answer(models.Model):
    """What was answered, by nobody in particular. on: the day, no finer. receipt: SHA-256 of what the person holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    values = models.JSONField()
    receipt = models.CharField(max_length=64)
    on = models.DateField()
    paper_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "receipt"], name="one_answer_a_receipt"),
            models.UniqueConstraint(
                fields=["survey", "paper_number"],
                condition=Q(paper_number__isnull=False),
                name="one_answer_a_paper",
            ),
        ]
        indexes = [models.Index(fields=["survey", "on"], name="answers_by_day")]

    def __str__(self) -> str:
        return self.receipt[:8]


class Words(models.Model):
    """What somebody wrote, apart from the rest of the answer. Public only after somebody has read it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not read yet")
        SHOWN = "shown", _("Shown")
        WITHHELD = "withheld", pgettext_lazy("surveys", "Withheld")

    class Reason(models.TextChoices):
        PERSONAL = "personal", _("It names or describes a person")
        ABUSE = "abuse", _("It insults or threatens")
        UNRELATED = "unrelated", _("It has nothing to do with the question")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="words")
    question = models.CharField(max_length=50)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)

    class Meta:
        ordering = ["question", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="withheld") & ~Q(reason="") | ~Q(state="withheld") & Q(reason=""),
                name="words_are_withheld_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Invitation(models.Model):
    """A place on a closed list. Only the SHA-256 of the link's secret is kept; the address goes when it closes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "email"], name="one_invitation_an_address")]

    def __str__(self) -> str:
        return self.email


class Draft(models.Model):
    """What somebody has filled in so far. Deleted with the answer, and when the survey closes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="drafts")
    key = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    page = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="one_draft_a_participant")]

    def __str__(self) -> str:
        return self.key[:8]


class QuotaCount(models.Model):
    """How many answers chose an option that has a limit. The database never lets it pass."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="quota_counts")
    question = models.CharField(max_length=40)
    option = models.CharField(max_length=40)
    most = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["question", "option"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "question", "option"], name="one_quota_an_option"),
            models.CheckConstraint(condition=Q(count__lte=F("most")), name="quota_is_never_passed"),
        ]

    def __str__(self) -> str:
        return f"{self.question}={self.option}: {self.count}/{self.most}"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, viewer: "Viewer") -> "ReleaseQuerySet":
        """Everyone reads published results; those who run the survey also what waits to be published."""
        own = Q(survey__organisation__in=viewer.organisations_as(*RUNNERS))
        return self.filter(Q(survey__results_at__isnull=False) | own)


class Release(models.Model):
    """What a survey publishes, made once at its close and never again. document: see `release.make_release`."""

    survey = models.OneToOneField(Survey, models.PROTECT, related_name="release")
    document = models.JSONField()
    root = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    objects = ReleaseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.root

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A release is never changed.")
        super().save(*args, **kwargs)
