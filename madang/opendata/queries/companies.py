"""What is asked of promising companies, of calls and of applications."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, FloatField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import (
    ApplicationScore,
    Company,
    CompanyApplication,
    CompanyCall,
    CompanyOutcome,
    CompanySupport,
    Dataset,
)

State = CompanyApplication.State


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed. on: chosen by the end of that day. support: a kind of it. call: its code."""

    on: date
    words: str = ""
    call: str = ""
    organisation: str = ""
    support: str = ""


def companies(viewer: Viewer, wanted: Wanted) -> QuerySet[Company]:
    """Chosen companies, the latest first, with `support_total` (won) and `support_count`."""
    found = Company.objects.visible_to(viewer).chosen(on=wanted.on, organisation=wanted.organisation)
    if wanted.words:
        found = found.filter(Q(name__icontains=wanted.words) | Q(intro__icontains=wanted.words))
    choices = CompanyApplication.objects.chosen().filter(decided_on__lte=wanted.on)
    if wanted.call:
        found = found.filter(pk__in=choices.filter(call__code=wanted.call).values("company"))
    if wanted.support:
        given = CompanySupport.objects.filter(company=OuterRef("pk"), kind=wanted.support, on__lte=wanted.on).standing()
        found = found.filter(Exists(given))
    of = CompanySupport.objects.standing().filter(company=OuterRef("pk")).order_by().values("company")
    return found.annotate(
        support_total=Subquery(of.annotate(total=Sum("amount")).values("total")),
        support_count=Subquery(of.annotate(n=Count("pk")).values("n")),
    )


def with_score(found: QuerySet[CompanyApplication]) -> QuerySet[CompanyApplication]:
    """With `score`, the mean of all scores from 1 to 5, weighted; None where nothing is scored yet."""
    weighted = (
        ApplicationScore.objects.filter(application=OuterRef("pk"))
        .order_by()
        .values("application")
        .annotate(mean=Cast(Sum(F("score") * F("criterion__weight")), FloatField()) / Sum("criterion__weight"))
        .values("mean")
    )
    return found.annotate(score=Subquery(weighted, output_field=FloatField()))


def choices_of(company: Company) -> QuerySet[CompanyApplication]:
    """How a company was chosen: the public part of its applications, with scores and datasets."""
    found = with_score(CompanyApplication.objects.chosen().filter(company=company))
    scores = ApplicationScore.objects.select_related("criterion")
    public = Dataset.objects.visible_to(PUBLIC).select_related("organisation")
    return (
        found.select_related("call__organisation")
        .prefetch_related(Prefetch("scores", scores), Prefetch("datasets", public, to_attr="used"))
        .order_by("decided_on", "pk")
    )


def company_page(viewer: Viewer, code: str) -> Company | None:
    return Company.objects.visible_to(viewer).filter(code=code).first()


def outcomes_of(company: Company) -> list[CompanyOutcome]:
    return list(CompanyOutcome.objects.filter(company=company).select_related("corrects", "corrected_by"))


def support_of(company: Company) -> list[CompanySupport]:
    return list(CompanySupport.objects.filter(company=company).select_related("agreement", "corrects", "corrected_by"))


def calls(viewer: Viewer) -> QuerySet[CompanyCall]:
    """Every call, with `chosen`, the number of companies chosen from it."""
    made = Count("applications", filter=Q(applications__state=State.CHOSEN))
    found = CompanyCall.objects.visible_to(viewer).select_related("organisation")
    return found.annotate(chosen=made).order_by("-opens_on", "-pk")


def choices_from(call: CompanyCall) -> QuerySet[CompanyApplication]:
    """The companies chosen from a call, best score first."""
    found = with_score(CompanyApplication.objects.chosen().filter(call=call)).select_related("company")
    return found.order_by(F("score").desc(nulls_last=True), "pk")


def application_page(viewer: Viewer, code: str) -> CompanyApplication | None:
    """An application for who applied and for the office."""
    found = with_score(CompanyApplication.objects.visible_to(viewer).filter(code=code))
    public = Dataset.objects.visible_to(PUBLIC)
    scores = ApplicationScore.objects.select_related("criterion")
    return (
        found.select_related("call__organisation", "company")
        .prefetch_related(Prefetch("scores", scores), Prefetch("datasets", public, to_attr="used"))
        .first()
    )


def may_decide(viewer: Viewer, call: CompanyCall) -> bool:
    return viewer.is_in(call.organisation_id, Role.DATA_OFFICER)


def applications_at_desk(viewer: Viewer) -> QuerySet[CompanyApplication]:
    """Applications to the viewer's calls that are to be decided, by call and score."""
    own = viewer.organisations_as(Role.DATA_OFFICER)
    found = with_score(CompanyApplication.objects.visible_to(viewer).filter(call__organisation__in=own))
    found = found.filter(state=State.RECEIVED).select_related("call")
    return found.order_by("call__closes_on", F("score").desc(nulls_last=True), "applied_at")


def my_applications(viewer: Viewer, call: CompanyCall) -> QuerySet[CompanyApplication]:
    if viewer.user is None:
        return CompanyApplication.objects.none()
    return CompanyApplication.objects.visible_to(viewer).filter(call=call, applicant=viewer.user)


def latest_choices(count: int) -> list[CompanyApplication]:
    found = CompanyApplication.objects.chosen().select_related("company", "call__organisation")
    return list(found.order_by("-decided_at", "-pk")[:count])
