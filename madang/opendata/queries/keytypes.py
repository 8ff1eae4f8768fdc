"""What is asked of key types: the list by score, one nomination whole, and how far their release has come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, ExpressionWrapper, F, FloatField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import HeldType, KeyAssessment, KeyComment, KeyCriterion, KeyNomination, OpennessPeriod

State = KeyNomination.State


def listed(
    viewer: Viewer, *, state: str = "", words: str = "", area: str = "", organisation: str = ""
) -> QuerySet[KeyNomination]:
    """Nominations, best score first; with `score` (1 to 5, weighted), `supporters` and `objectors`."""
    found = KeyNomination.objects.visible_to(viewer).select_related("held__organisation", "held__area", "decision")
    if state:
        found = found.filter(state=state)
    if area:
        found = found.filter(held__area__code=area)
    if organisation:
        found = found.filter(held__organisation__code=organisation)
    if words:
        found = found.filter(Q(held__title__icontains=words) | Q(reason__icontains=words))
    return with_counts(found).order_by(F("score").desc(nulls_last=True), F("supporters").desc(nulls_last=True), "pk")


def with_counts(found: QuerySet[KeyNomination]) -> QuerySet[KeyNomination]:
    weighted = (
        KeyAssessment.objects.filter(nomination=OuterRef("pk"))
        .order_by()
        .values("nomination")
        .annotate(
            mean=ExpressionWrapper(
                Cast(Sum(F("score") * F("criterion__weight")), FloatField()) / Sum("criterion__weight"),
                output_field=FloatField(),
            )
        )
        .values("mean")
    )

    def comments(stance: str) -> Subquery:
        of = KeyComment.objects.filter(nomination=OuterRef("pk"), stance=stance).order_by().values("nomination")
        return Subquery(of.annotate(n=Count("pk")).values("n"))

    return found.annotate(score=Subquery(weighted), supporters=comments("support"), objectors=comments("object"))


def nomination_page(viewer: Viewer, code: str) -> KeyNomination | None:
    """One nomination with its assessments, comments and decision."""
    found = (
        KeyNomination.objects.visible_to(viewer).filter(code=code).select_related("held__organisation", "held__area")
    )
    assessments = KeyAssessment.objects.select_related("criterion", "organisation")
    return with_counts(found.prefetch_related(Prefetch("assessments", assessments), "comments")).first()


@dataclass(frozen=True)
class Progress:
    """How far the chosen key types have come. late: not open though their day has passed."""

    chosen: int
    open: int
    late: int
    nominated: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(100 * self.open) / Decimal(self.chosen) if self.chosen else None


def progress(*, on: date) -> Progress:
    """The release of key types at the end of a day. Four queries."""
    decided = KeyNomination.objects.visible_to(PUBLIC).filter(decision__decided_on__lte=on, decision__is_chosen=True)
    open_now = HeldType.objects.open(on=on).values("pk")
    return Progress(
        chosen=decided.count(),
        open=decided.filter(held__in=open_now).count(),
        late=decided.filter(decision__release_by__lt=on).exclude(held__in=open_now).count(),
        nominated=KeyNomination.objects.visible_to(PUBLIC).filter(nominated_at__date__lte=on).count(),
    )


def opened_on(nominations: list[KeyNomination], *, on: date) -> dict[int, date]:
    """Since when the held types of these nominations are open, for those that are. One query."""
    periods = OpennessPeriod.objects.in_force(on=on).filter(
        status="open", held__in=[one.held_id for one in nominations]
    )
    return dict(periods.values_list("held_id", "since_on"))


def may_enter_decisions(viewer: Viewer) -> bool:
    return viewer.is_administrator or bool(viewer.organisations_as(Role.COMMITTEE_MEMBER))


def criteria() -> list[KeyCriterion]:
    return list(KeyCriterion.objects.all())
