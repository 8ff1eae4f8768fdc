"""Promising companies: calls with criteria, applications, selection with reasons, support given, what came of it."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.agreements import Agreement
from madang.opendata.models.corrections import CORRECTION_HAS_ITS_REASON, Correctable
from madang.opendata.models.datasets import Dataset


class CompanyCallQuerySet(models.QuerySet["CompanyCall"]):
    def visible_to(self, viewer: Viewer) -> "CompanyCallQuerySet":
        """Everyone reads every call."""
        return self.all()


class CompanyCall(models.Model):
    """An office's call to companies that use public data: period, places, criteria."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("who may apply, and for what support"), max_length=4000)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    announced_at = models.DateTimeField()
    office = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    objects = models.Manager.from_queryset(CompanyCallQuerySet)()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_company_call_has_a_title"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="a_company_call_closes_after_opening"
            ),
            models.UniqueConstraint(fields=["organisation", "title", "opens_on"], name="a_company_call_is_made_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:company-call", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:company-call", self.code)

    def is_open(self, *, on: date) -> bool:
        return self.opens_on <= on <= self.closes_on


class CallCriterion(models.Model):
    """What applications to a call are scored by, 1 to 5, and how much it weighs."""

    call = models.ForeignKey(CompanyCall, models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=100)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["call", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="a_call_names_a_criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="a_call_criterion_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.name


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, viewer: Viewer) -> "CompanyQuerySet":
        """Everyone reads of chosen companies; their business number is nobody's but the office's."""
        return self.all()

    def chosen(self, *, on: date, organisation: str = "") -> "CompanyQuerySet":
        """Chosen as promising by the end of that day, by any agency or by that of a code; each once."""
        made = CompanyApplication.objects.chosen().filter(decided_on__lte=on)
        if organisation:
            made = made.filter(call__organisation__code=organisation)
        return self.filter(pk__in=made.values("company"))


class Company(models.Model):
    """A company that was chosen as promising. business_number: ten digits, for the office alone."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = models.CharField(_("company"), max_length=200)
    business_number = models.CharField(max_length=10, unique=True)
    intro = models.TextField(_("what it does with public data"), max_length=2000)
    url = models.URLField(_("web page"), max_length=1000, blank=True)
    since_on = models.DateField()
    objects = models.Manager.from_queryset(CompanyQuerySet)()

    class Meta:
        ordering = ["-since_on", "name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_company_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("opendata:company", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:company", self.code)


class CompanyApplicationQuerySet(models.QuerySet["CompanyApplication"]):
    def visible_to(self, viewer: Viewer) -> "CompanyApplicationQuerySet":
        """Who applied, and the office of the call. What is public of a chosen company stands on the company's page."""
        readable = Q(call__organisation__in=viewer.organisations_as(Role.DATA_OFFICER))
        if viewer.user:
            readable |= Q(applicant=viewer.user)
        return self.filter(readable)

    def chosen(self) -> "CompanyApplicationQuerySet":
        """What led to a choice: call, scores and reason are public, the application itself is not."""
        return self.filter(state=CompanyApplication.State.CHOSEN)


class CompanyApplication(models.Model):
    """A company's application to a call. Private to who applied and the office."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received, to be decided")
        CHOSEN = "chosen", _("Chosen as promising")
        NOT_CHOSEN = "not-chosen", _("Not chosen")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    call = models.ForeignKey(CompanyCall, models.PROTECT, related_name="applications")
    name = models.CharField(_("company"), max_length=200)
    business_number = models.CharField(_("business registration number"), max_length=10)
    intro = models.TextField(_("what it does with public data"), max_length=2000)
    plan = models.TextField(_("plan, and the support it needs"), max_length=4000)
    url = models.URLField(_("web page"), max_length=1000, blank=True)
    datasets = models.ManyToManyField(Dataset, related_name="+")
    applicant = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVED)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)
    decided_at = models.DateTimeField(null=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="choices")
    objects = models.Manager.from_queryset(CompanyApplicationQuerySet)()

    class Meta:
        ordering = ["-applied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "business_number"], condition=~Q(state="withdrawn"), name="a_company_applies_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["chosen", "not-chosen"]) | (~Q(reason="") & Q(decided_on__isnull=False)),
                name="a_decided_application_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="chosen") | Q(company__isnull=False), name="a_chosen_application_has_its_company"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("opendata:application", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:company-application", self.code)


class ApplicationScore(models.Model):
    """The office's score of an application by one criterion, 1 to 5, with its ground."""

    application = models.ForeignKey(CompanyApplication, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(CallCriterion, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"))
    ground = models.CharField(_("ground"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="a_call_criterion_is_scored_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="application_scores_are_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"


class CompanySupport(Correctable):
    """Support that a company was given on a day, in money (won) or in words, and by whom."""

    class Kind(models.TextChoices):
        PROMOTION = "promotion", _("Promotion to the public and investors")
        CONSULTING = "consulting", _("Consulting on business development")
        TECHNICAL = "technical", _("Technical support")
        INFRASTRUCTURE = "infrastructure", _("Space or infrastructure")
        FUNDING = "funding", _("Money")
        OTHER = "other", _("Other support")

    company = models.ForeignKey(Company, models.PROTECT, related_name="support")
    kind = models.CharField(_("kind of support"), max_length=15, choices=Kind)
    on = models.DateField(_("day"))
    amount = models.PositiveBigIntegerField(_("amount in won"), null=True, blank=True)
    text = models.TextField(_("what was given"), max_length=2000, blank=True)
    giver = models.CharField(_("given by"), max_length=200)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="support")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver="") & (~Q(text="") | Q(amount__isnull=False)), name="support_says_what_and_by_whom"
            ),
            models.CheckConstraint(condition=CORRECTION_HAS_ITS_REASON, name="support_is_corrected_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.on}: {self.kind}"


class CompanyOutcome(Correctable):
    """What came of it: a figure of a company at a day, with its source."""

    class Measure(models.TextChoices):
        SALES = "sales", _("Sales")
        JOBS = "jobs", _("Jobs")
        INVESTMENT = "investment", _("Investment raised")
        USERS = "users", _("Users")
        RIGHTS = "rights", _("Patents and other rights")
        OTHER = "other", _("Another figure")

    company = models.ForeignKey(Company, models.PROTECT, related_name="outcomes")
    measure = models.CharField(_("what was measured"), max_length=15, choices=Measure)
    on = models.DateField(_("as of"))
    value = models.DecimalField(_("figure"), max_digits=18, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=30)
    text = models.TextField(_("explanation"), max_length=2000, blank=True)
    source = models.CharField(_("source"), max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & ~Q(unit=""), name="an_outcome_has_a_unit_and_a_source"),
            models.CheckConstraint(condition=CORRECTION_HAS_ITS_REASON, name="a_figure_is_corrected_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.on}: {self.value} {self.unit}"
