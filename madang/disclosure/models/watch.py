"""Audits of a watch group: what is drawn by lot, what was found, what the agency answered."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.bodies.models import Body
from madang.common.refs import Target, make_ref, resolve_ref
from madang.disclosure.models.requests import InformationRequest, RequestEvent


class AuditQuerySet(models.QuerySet["Audit"]):
    def visible_to(self, viewer: Viewer) -> "AuditQuerySet":
        """Everyone reads that an audit goes on, how it was drawn, and what was drawn."""
        return self.all()


class Audit(models.Model):
    """A number of records drawn by lot, to be re-examined. See `watch.lots` for how the seed comes about.

    secret: shown once the lots are drawn. tree_size: of the ledger, with the entry of the announcement as its last.
    """

    class What(models.TextChoices):
        PUBLICATIONS = "publications", _("Published documents")
        LISTINGS = "listings", _("Documents listed without content")
        DECISIONS = "decisions", _("Decisions on requests")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        DRAWN = "drawn", _("Drawn, being examined")
        CLOSED = "closed", pgettext_lazy("audit", "Closed")

    KIND = "disclosure:audit"
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="audits")
    title = models.CharField(_("title"), max_length=200)
    what = models.CharField(_("what is examined"), max_length=20, choices=What)
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    size = models.PositiveSmallIntegerField(_("how many"))
    per_agency = models.PositiveSmallIntegerField(_("of each agency at least"), default=0)
    answer_days = models.PositiveSmallIntegerField(_("days to answer"), default=14)
    population = models.JSONField(default=list, help_text="[[ref, agency]]")
    population_sha256 = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    secret = models.CharField(max_length=200, blank=True)
    announcement = models.UUIDField(null=True, help_text="code of the ledger entry")
    tree_size = models.PositiveBigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    announced_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(AuditQuerySet)()

    class Meta:
        ordering = ["-announced_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="an_audit_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(size__gte=1), name="an_audit_draws_something"),
            models.CheckConstraint(
                condition=Q(state="announced", seed="") | ~Q(seed=""), name="a_drawn_audit_has_a_seed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("watch:audit", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref(self.KIND, self.code)


class AuditItemQuerySet(models.QuerySet["AuditItem"]):
    def visible_to(self, viewer: Viewer, *, on: date) -> "AuditItemQuerySet":
        """Findings are public once the audit is closed.

        Before, members of the group read them, its secretary, and officers of the agency concerned.
        """
        readable = Q(audit__state=Audit.State.CLOSED)
        if viewer.user:
            seated = Body.objects.filter(members__user=viewer.user, members__since_on__lte=on).exclude(
                members__user=viewer.user, members__until_on__lte=on
            )
            readable |= Q(audit__body__in=seated)
        if own := viewer.organisations_as(Role.DISCLOSURE_OFFICER, Role.RECORDS_OFFICER):
            readable |= Q(organisation__in=own, examined_at__isnull=False)
        if kept := viewer.organisations_as(Role.SECRETARY):
            readable |= Q(audit__body__organisation__in=kept)
        return self.filter(readable)


class AuditItem(models.Model):
    """One record drawn. fault: what was found, or `none`. test_request: receipt number of a request filed to test.

    decision: the drawn decision on a request; ref then tells nothing of it. opened_at: when its requester let the
    group read the words.
    """

    class Fault(models.TextChoices):
        NONE = "none", _("No fault")
        WRONGLY_WITHHELD = "wrongly-withheld", _("Withheld without sufficient reason")
        OVER_DISCLOSED = "over-disclosed", _("Shows what should be withheld")
        LATE = "late", _("Published or decided late")
        WRONG_FACTS = "wrong-facts", _("Title, date or classification is wrong")
        UNREADABLE = "unreadable", _("Cannot be opened or read")
        OTHER = "other", _("Other")

    class Reply(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted and remedied")
        WILL_REMEDY = "will-remedy", _("Accepted, to be remedied")
        REJECTED = "rejected", _("Not accepted")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    audit = models.ForeignKey(Audit, models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    decision = models.ForeignKey(RequestEvent, models.PROTECT, null=True, related_name="audit_items")
    opened_at = models.DateTimeField(null=True)
    fault = models.CharField(_("finding"), max_length=20, choices=Fault, blank=True)
    note = models.CharField(_("what was found"), max_length=2000, blank=True)
    test_request = models.CharField(_("receipt number of a test request"), max_length=60, blank=True)
    examined_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    examined_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)
    reply = models.CharField(_("answer"), max_length=20, choices=Reply, blank=True)
    answer = models.CharField(_("reasons"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(AuditItemQuerySet)()

    class Meta:
        ordering = ["audit", "place"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "ref"], name="a_record_is_drawn_once_an_audit"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(examined_at__isnull=False), name="a_finding_comes_before_its_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit} {self.place}"

    @property
    def has_fault(self) -> bool:
        return self.fault not in ("", self.Fault.NONE)

    @property
    def target(self) -> Target | None:
        """The public page of the record; of a decision, that of the request where its requester published it."""
        if self.decision is None:
            return resolve_ref(self.ref)
        request = self.decision.request
        return Target(request.subject, request.get_absolute_url()) if request.is_published else None

    @property
    def test_target(self) -> Target | None:
        """The page of the test request, once its member has published it."""
        found = InformationRequest.objects.filter(number=self.test_request or "-", published_at__isnull=False).first()
        return Target(found.subject, found.get_absolute_url()) if found else None
