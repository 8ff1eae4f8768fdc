"""Information that an agency announced it will disclose: what, how often, and what it published of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.common.refs import Target, make_ref, resolve_ref
from madang.disclosure.ahead.dates import Terms


class Area(models.TextChoices):
    """The ten areas of the plan."""

    HEALTH = "health", _("Health")
    WELFARE = "welfare", _("Welfare")
    FOOD_SAFETY = "food-safety", _("Food safety")
    CHILD_REARING = "child-rearing", _("Child-rearing")
    FINANCE = "finance", _("Finance")
    EDUCATION = "education", _("Education")
    CONSUMERS = "consumers", _("Consumer protection")
    LEISURE = "leisure", _("Leisure")
    JOBS = "jobs", _("Jobs")
    HOUSING = "housing", _("Housing")


class Cycle(models.TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half-yearly", _("every half-year")
    YEARLY = "yearly", _("every year")
    ONCE = "once", _("once")
    AS_IT_ARISES = "as-it-arises", _("as it arises")


class AnnouncedInformationQuerySet(models.QuerySet["AnnouncedInformation"]):
    def visible_to(self, viewer: Viewer) -> "AnnouncedInformationQuerySet":
        """Everyone reads every announcement, ended ones too: a promise is public."""
        return self.all()


class AnnouncedInformation(models.Model):
    """One line of an agency's list. wanted: where people asked for it (a survey's ref, or an address).

    ended_on: the first day on which it is not promised any more.
    """

    KIND = "disclosure:information"
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="announced_information")
    area = models.CharField(_("area"), max_length=20, choices=Area)
    title = models.CharField(_("title"), max_length=200)
    scope = models.TextField(_("scope"), max_length=1000, help_text=_("What is disclosed, and of which period."))
    method = models.CharField(_("method"), max_length=300, help_text=_("Where and in which form."))
    department = models.CharField(_("department"), max_length=100, blank=True)
    wanted = models.CharField(_("asked for in"), max_length=300, blank=True)
    announced_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)
    objects = models.Manager.from_queryset(AnnouncedInformationQuerySet)()

    class Meta:
        ordering = ["area", "organisation__code", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=Q(ended_on=None),
                name="information_is_announced_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="announced_information_has_a_title"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(end_reason=""), name="information_ends_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ahead:information", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref(self.KIND, self.code)

    @property
    def area_ref(self) -> str:
        return area_ref(self.area)

    @property
    def wanted_target(self) -> Target | None:
        """Where people asked for it, as a link."""
        if self.wanted.startswith(("https://", "http://")):
            return Target(self.wanted, self.wanted)
        return resolve_ref(self.wanted) if self.wanted else None


def area_ref(area: str) -> str:
    """The topic that people follow."""
    return make_ref("disclosure:area", area)


class InformationTerms(models.Model):
    """How often information is due, from a day on. Later terms stand beside earlier ones."""

    information = models.ForeignKey(AnnouncedInformation, models.PROTECT, related_name="terms")
    since_on = models.DateField(_("from"))
    cycle = models.CharField(_("cycle"), max_length=20, choices=Cycle)
    first_due_on = models.DateField(_("first due on"), null=True, blank=True)

    class Meta:
        ordering = ["information", "since_on"]
        constraints = [
            models.UniqueConstraint(fields=["information", "since_on"], name="terms_change_once_a_day"),
            models.CheckConstraint(
                condition=Q(cycle="as-it-arises", first_due_on=None)
                | Q(~Q(cycle="as-it-arises"), first_due_on__isnull=False),
                name="what_has_a_cycle_has_a_first_day",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on=None) | Q(first_due_on__gte=F("since_on")), name="terms_promise_nothing_past"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.since_on}"

    def as_terms(self) -> Terms:
        return Terms(self.since_on, self.cycle, self.first_due_on)


class Fulfilment(models.Model):
    """That one promise was fulfilled, by a record here (`ref`) or an address elsewhere (`url`).

    due_on: None for what is published as it arises.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    information = models.ForeignKey(AnnouncedInformation, models.PROTECT, related_name="fulfilments")
    due_on = models.DateField(null=True)
    ref = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=300)
    fulfilled_at = models.DateTimeField()

    class Meta:
        ordering = ["-fulfilled_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["information", "due_on"],
                condition=Q(due_on__isnull=False),
                name="a_promise_is_fulfilled_once",
            ),
            models.CheckConstraint(
                condition=Q(~Q(ref=""), url="") | Q(~Q(url=""), ref=""), name="a_fulfilment_leads_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> Target | None:
        """Where it leads; None for a record that is not public any more."""
        return resolve_ref(self.ref) if self.ref else Target(self.title, self.url)
