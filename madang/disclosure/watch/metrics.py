"""What audits measure, as functions of a date. Only closed audits count: what is not public is not counted."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from madang.common.metrics import Measurement, metric
from madang.disclosure.models import Audit, AuditItem

NOTHING = _("Nothing of this kind had happened by that day.")


def items(at: date, organisation: str, since: str) -> QuerySet[AuditItem]:
    """Records of audits that were closed between the days `since` and `at`."""
    end = make_aware(datetime.combine(at + timedelta(days=1), time.min))
    found = AuditItem.objects.filter(audit__closed_at__lt=end)
    if organisation:
        found = found.filter(organisation__code=organisation)
    if since:
        found = found.filter(audit__closed_at__gte=make_aware(datetime.combine(date.fromisoformat(since), time.min)))
    return found


def records() -> str:
    return reverse("watch:audits")


def share(numerator: int, denominator: int) -> Measurement:
    url = records()
    if not denominator:
        return Measurement(None, 0, 0, url, NOTHING)
    return Measurement(Decimal(100 * numerator) / Decimal(denominator), numerator, denominator, url)


@metric("disclosure.audited_without_fault", unit="%", title=_("Audited records without a fault"))
def audited_without_fault(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """Records drawn by lot in which no fault was found, of all in audits closed by the end of `at`."""
    found = items(at, organisation, since)
    return share(found.filter(fault=AuditItem.Fault.NONE).count(), found.count())


@metric("disclosure.findings_answered_in_time", unit="%", title=_("Audit findings answered in time"))
def findings_answered_in_time(*, at: date, organisation: str = "", since: str = "") -> Measurement:
    """Findings with a fault that the agency answered by the day set, of all in audits closed by the end of `at`."""
    found = items(at, organisation, since).filter(~Q(fault=AuditItem.Fault.NONE), answer_due_on__isnull=False)
    stated = found.values_list("answered_at", "answer_due_on")
    in_time = sum(1 for answered_at, due in stated if answered_at and due and localdate(answered_at) <= due)
    return share(in_time, found.count())


@metric("disclosure.audits_closed", unit="count", title=_("Audits by lot closed"))
def audits_closed(*, at: date, body: str = "", since: str = "") -> Measurement:
    """Audits whose findings became public by the end of `at`."""
    end = make_aware(datetime.combine(at + timedelta(days=1), time.min))
    found = Audit.objects.filter(closed_at__lt=end, closed_at__gte=F("announced_at"))
    if body:
        found = found.filter(body__code=body)
    if since:
        found = found.filter(closed_at__date__gte=date.fromisoformat(since))
    return Measurement(Decimal(found.count()), found.count(), None, reverse("watch:audits"))
