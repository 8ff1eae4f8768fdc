"""Independent reviews as they are read, with what was computed beside them."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from madang.accounts.viewers import Viewer
from madang.plans.models import Coding, Commitment, Plan, Review, ReviewAnswer


@dataclass(frozen=True)
class CommitmentCoded:
    """A commitment of the version reviewed, with its coding, if it has one."""

    commitment: Commitment
    coding: Coding | None


def reviews_of(plan: Plan, viewer: Viewer) -> QuerySet[Review]:
    """Newest first."""
    found = Review.objects.visible_to(viewer).filter(plan=plan)
    return found.select_related("plan", "organisation", "version__plan").order_by("-number")


def find_review(plan: Plan, number: int, viewer: Viewer) -> Review | None:
    return reviews_of(plan, viewer).filter(number=number).first()


def coded(review: Review) -> list[CommitmentCoded]:
    """Every commitment of the version reviewed, in the order of the plan."""
    answers = Prefetch("answers", ReviewAnswer.objects.order_by("answered_at", "pk"))
    codings = {one.commitment_key: one for one in review.codings.prefetch_related(answers)}
    commitments = review.version.commitments.order_by("position").select_related("version__plan")
    return [CommitmentCoded(one, codings.get(one.key)) for one in commitments]


def codings_of(plan: Plan, commitment_key: str, viewer: Viewer) -> list[Coding]:
    """How published reviews coded a commitment, newest first."""
    found = Coding.objects.filter(
        review__in=Review.objects.visible_to(viewer).filter(plan=plan, published_at__isnull=False),
        commitment_key=commitment_key,
    )
    return list(found.select_related("review__plan").order_by("-review__number"))
