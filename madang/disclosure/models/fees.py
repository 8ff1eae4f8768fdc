"""By how much each agency lowers fees, as its head fixed and announced it (Decree art. 17(5))."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.disclosure.requests.fees import REDUCTIONS


class FeeRateQuerySet(models.QuerySet["FeeRate"]):
    def visible_to(self, viewer: Viewer) -> "FeeRateQuerySet":
        """Everyone reads every announced rate, those of before and those to come too."""
        return self.all()

    def in_force(self, *, on: date) -> "FeeRateQuerySet":
        """The rate of each agency and ground that holds on a day."""
        later = self.model.objects.filter(
            organisation=models.OuterRef("organisation"),
            ground=models.OuterRef("ground"),
            since_on__gt=models.OuterRef("since_on"),
            since_on__lte=on,
        )
        return self.filter(since_on__lte=on).exclude(models.Exists(later))


class FeeRate(models.Model):
    """One rate from one day on. percent: taken off the fee; postage is never lowered."""

    KIND = "disclosure:fee-rate"
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="fee_rates")
    ground = models.CharField(_("ground"), max_length=20, choices=[(one, one) for one in REDUCTIONS])
    percent = models.PositiveSmallIntegerField(_("percent"))
    since_on = models.DateField(_("from"))
    announced_at = models.DateTimeField()
    objects = models.Manager.from_queryset(FeeRateQuerySet)()

    class Meta:
        ordering = ["organisation", "ground", "-since_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "ground", "since_on"], name="one_fee_rate_a_day"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="a_fee_is_lowered_by_at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.ground} {self.percent} {self.since_on}"

    def get_absolute_url(self) -> str:
        return f"{reverse('requests:fees')}?agency={self.organisation.code}"

    @property
    def ref(self) -> str:
        return make_ref(self.KIND, self.pk)
