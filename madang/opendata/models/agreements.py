"""Agreements with partners: who supports companies with what, from when to when, and what came of it."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.opendata.models.corrections import CORRECTION_HAS_ITS_REASON, Correctable


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, viewer: Viewer) -> "AgreementQuerySet":
        """Everyone reads every agreement."""
        return self.all()

    def in_force(self, *, on: date) -> "AgreementQuerySet":
        """Those that held at the end of that day."""
        running = Q(until_on=None) | Q(until_on__gte=on)
        return self.filter(running, Q(ended_on=None) | Q(ended_on__gt=on), since_on__lte=on)


class Agreement(models.Model):
    """What an agency and a partner organisation give, to support companies that use public data."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    partner = models.CharField(_("partner organisation"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    office_gives = models.TextField(_("what the agency gives"), max_length=2000)
    partner_gives = models.TextField(_("what the partner gives"), max_length=2000)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=1000, blank=True)
    office = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    objects = models.Manager.from_queryset(AgreementQuerySet)()

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(partner="") & ~Q(title=""), name="an_agreement_names_its_partner"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="an_agreement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(end_reason=""), name="an_agreement_is_ended_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["organisation", "partner", "title", "signed_on"], name="an_agreement_is_entered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opendata:agreement", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("opendata:agreement", self.code)

    def holds(self, *, on: date) -> bool:
        is_over = (self.until_on is not None and self.until_on < on) or (
            self.ended_on is not None and self.ended_on <= on
        )
        return self.since_on <= on and not is_over


class AgreementOutcome(Correctable):
    """What came of an agreement by a day, with its source."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="outcomes")
    on = models.DateField(_("as of"))
    text = models.TextField(_("what came of it"), max_length=2000)
    source = models.CharField(_("source"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(source=""), name="an_agreement_outcome_has_a_source"),
            models.CheckConstraint(
                condition=CORRECTION_HAS_ITS_REASON, name="what_came_of_it_is_corrected_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.on}"
