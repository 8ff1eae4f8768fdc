"""What is asked of agreements with partners."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import Agreement, AgreementOutcome, CompanySupport


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed. state: `in-force` or `over` on the day `on`."""

    on: date
    words: str = ""
    organisation: str = ""
    state: str = ""


def agreements(viewer: Viewer, wanted: Wanted) -> QuerySet[Agreement]:
    """Agreements, the latest first, with `companies`, the number of those supported under it, and `results`."""
    found = Agreement.objects.visible_to(viewer)
    if wanted.state == "in-force":
        found = found.in_force(on=wanted.on)
    elif wanted.state == "over":
        found = found.exclude(pk__in=Agreement.objects.in_force(on=wanted.on).values("pk")).filter(
            since_on__lte=wanted.on
        )
    if wanted.words:
        gives = Q(office_gives__icontains=wanted.words) | Q(partner_gives__icontains=wanted.words)
        found = found.filter(Q(title__icontains=wanted.words) | Q(partner__icontains=wanted.words) | gives)
    if wanted.organisation:
        found = found.filter(organisation__code=wanted.organisation)
    counted = {
        "companies": Count("support__company", filter=Q(support__corrected_by=None), distinct=True),
        "results": Count("outcomes", filter=Q(outcomes__corrected_by=None), distinct=True),
    }
    return found.select_related("organisation").annotate(**counted).order_by("-signed_on", "-pk")


def support_under(agreement: Agreement) -> QuerySet[CompanySupport]:
    """What companies were given under an agreement, by day."""
    return (
        CompanySupport.objects.filter(agreement=agreement)
        .select_related("company", "corrects", "corrected_by")
        .order_by("on", "pk")
    )


def outcomes_of(agreement: Agreement) -> QuerySet[AgreementOutcome]:
    return AgreementOutcome.objects.filter(agreement=agreement).select_related("corrects", "corrected_by")


def own_agreements(viewer: Viewer) -> QuerySet[Agreement]:
    """Those of the agencies for which the viewer enters support."""
    own = viewer.organisations_as(Role.DATA_OFFICER)
    return Agreement.objects.visible_to(viewer).filter(organisation__in=own)


def latest_agreements(count: int) -> list[Agreement]:
    found = Agreement.objects.visible_to(PUBLIC).select_related("organisation")
    return list(found.order_by("-entered_at", "-pk")[:count])
